"""Which units does a generated world have, and who sits in them? A centre, one province, and all below."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count, product
from random import Random
from typing import Any

from luoshi.desk.seeding import words
from luoshi.desk.seeding.divisions import VAGUE, Division
from luoshi.desk.seeding.writing import write
from luoshi.org.models import Account, CoordinationBody, Grant, Line, LineMembership, Person, Post, Tenure, Unit
from luoshi.org.rules import Kind, Level, step_of

START = date(2024, 1, 1)
CHUNK = 20_000
SUFFIX = {Level.NATION: "部", Level.PROVINCE: "厅"}
MEMBERS_AT = {Level.NATION: 1, Level.PROVINCE: 20, Level.PREFECTURE: 15, Level.COUNTY: 12, Level.TOWNSHIP: 1}
OFFICE_USERS = {Level.NATION: "guo", Level.PROVINCE: "sheng", Level.PREFECTURE: "shi", Level.COUNTY: "xian"}


@dataclass(slots=True)
class Spot:
    """A working unit, as much of it as a task has to copy."""

    pk: int
    path: str
    name: str
    post: int | None = None


@dataclass
class Place:
    """A place with its office (``office``), its members by line, and the places below it."""

    unit: Unit
    level: Level
    spots: dict[str, Spot] = field(default_factory=dict)
    below: list[Place] = field(default_factory=list)
    children: Iterator[int] = field(default_factory=count)

    @property
    def office(self) -> Spot:
        return self.spots["office"]


@dataclass
class World:
    """``top`` the centre; ``province`` where the cascades begin: the one province, or the centre of a whole nation."""

    top: Place
    province: Place

    def places(self, level: Level) -> list[Place]:
        """All places of a level in the order of the tree."""
        found = [self.province]
        while found and found[0].level is not level:
            found = [low for place in found for low in place.below]
        return found


def uid(rng: Random) -> uuid.UUID:
    """A UUID of version 7 whose bits all come from the seed."""
    stamp = int(1.75e12) + rng.getrandbits(32)
    return uuid.UUID(int=stamp << 80 | 7 << 76 | rng.getrandbits(12) << 64 | 2 << 62 | rng.getrandbits(62))


def build(scale: Any, rng: Random, password_hash: str, ticks: Callable[[str, int], None]) -> World:
    """Write the tree with its lines, bodies, posts and people, and an account for one office's user at each level."""
    maker = _Maker(rng, ticks)
    top = maker.places(None, ["中央"], Level.NATION)[0]
    province = maker.places(top, [words.PROVINCE], Level.PROVINCE)[0]
    names = _names(rng)
    prefectures = maker.places(province, [f"{next(names)}市" for _ in range(scale.prefectures)], Level.PREFECTURE)
    counties = maker.spread(prefectures, [_county(next(names), n) for n in range(scale.counties)], Level.COUNTY)
    townships = maker.spread(counties, [_township(next(names), n) for n in range(scale.townships)], Level.TOWNSHIP)
    maker.members([top, province, *prefectures, *counties, *townships])
    maker.grassroots(townships, scale.units - (maker.made - 1 - MEMBERS_AT[Level.NATION] - 1))
    maker.line_up(top)
    maker.open_accounts([top, province, prefectures[0], counties[0]], password_hash)
    return World(top, province)


def build_nation(
    places: list[list[Division]], rng: Random, password_hash: str, ticks: Callable[[str, int], None]
) -> World:
    """The same for the whole country: every division is a place, down to the villages."""
    maker = _Maker(rng, ticks)
    maker.members_at = {**MEMBERS_AT, Level.NATION: MEMBERS_AT[Level.PROVINCE]}
    top = maker.places(None, ["中央"], Level.NATION)[0]
    above, levels = {"": top}, [[top]]
    for rows, level in zip(places, list(Level)[1:], strict=True):
        above = maker.divide(above, rows, level)
        levels.append(list(above.values()))
    *working, _villages = levels
    for group in working:
        maker.members(group)
    maker.line_up(top)
    firsts = [group[0] for group in working[:4]]
    maker.open_accounts(firsts, password_hash)
    return World(top, top)


def _names(rng: Random) -> Iterator[str]:
    pairs = [a + b for a, b in product(words.FRONT, words.BACK)]
    rng.shuffle(pairs)
    yield from pairs
    for number in count(2):
        yield from (f"{pair[0]}{'新东西南北上下'[number % 7]}{pair[1]}" for pair in pairs)


def _county(name: str, number: int) -> str:
    return name + ("区" if number % 3 == 0 else "县")


def _township(name: str, number: int) -> str:
    return name + ("街道" if number % 4 == 0 else "镇" if number % 4 < 3 else "乡")


class _Maker:
    """Makes units batch by batch, each with its next step below its place."""

    def __init__(self, rng: Random, ticks: Callable[[str, int], None]) -> None:
        self.rng, self.ticks, self.made = rng, ticks, 0
        self.members_at = MEMBERS_AT

    def unit(self, place: Place | None, name: str, kind: Kind, level: Level, short: str = "") -> Unit:
        path = (place.unit.path if place else "") + step_of(next(place.children) if place else 0)
        own = kind is Kind.PLACE or place is None
        return Unit(
            uid=uid(self.rng), name=name, short_name=short, kind=kind.value, level=level.value,
            parent=place.unit if place else None, path=path, place_path=path if own else place.unit.path,  # type: ignore[union-attr]
        )  # fmt: skip

    def keep(self, rows: list[Unit]) -> list[Unit]:
        write(rows)
        self.made += len(rows)
        self.ticks("units", len(rows))
        return rows

    def places(self, above: Place | None, names: list[str], level: Level) -> list[Place]:
        return self.spread([above], names, level)

    def spread(self, above: list[Any], names: list[str], level: Level) -> list[Place]:
        """Places of one level, evenly below those above, in the order of the tree."""
        shares = [len(names) // len(above) + (n < len(names) % len(above)) for n in range(len(above))]
        parents = [place for place, share in zip(above, shares, strict=True) for _ in range(share)]
        rows = [self.unit(place, name, Kind.PLACE, level, name) for place, name in zip(parents, names, strict=True)]
        found = [Place(row, level) for row in self.keep(rows)]
        for place, low in zip(parents, found, strict=True):
            if place is not None:
                place.below.append(low)
        return found

    def divide(self, above: dict[str, Place], rows: list[Division], level: Level) -> dict[str, Place]:
        """The divisions of one level below those of the level above, by code."""
        found: dict[str, Place] = {}
        for start in range(0, len(rows), CHUNK):
            part, units = rows[start : start + CHUNK], []
            for one in part:
                place = above[one.above]
                name = f"{place.unit.name}{one.name}" if one.name in VAGUE else one.name
                unit = self.unit(place, name[:120], Kind.PLACE, level, one.name[:40])
                unit.region_code = one.code[:12]
                units.append(unit)
            for one, unit in zip(part, self.keep(units), strict=True):
                found[one.code] = Place(unit, level)
                if level is not Level.GRASSROOTS:
                    above[one.above].below.append(found[one.code])
        return found

    def members(self, places: list[Place]) -> None:
        """Offices, departments, party organs and unions of the places."""
        chosen: list[tuple[Place, str]] = []
        rows = []
        for place in places:
            name = place.unit.name
            if place.level is not Level.TOWNSHIP:
                chosen.append((place, "office"))
                rows.append(self.unit(place, f"{name}产改协调小组办公室", Kind.OFFICE, place.level, "产改办"))
            for line, short, full, kind in words.MEMBERS[: self.members_at[place.level]]:
                title = f"{name}{full}" if kind != "department" else f"{name}{full}{SUFFIX.get(place.level, '局')}"
                chosen.append((place, line))
                rows.append(self.unit(place, title, Kind(kind), place.level, short))
        self.keep(rows)
        for (place, line), row, post in zip(chosen, rows, self.posts(rows), strict=True):
            place.spots[line] = Spot(row.pk, row.path, row.name, post.pk)
        bodies = [
            CoordinationBody(
                name=f"{place.unit.name}推进产业工人队伍建设改革协调小组", place=place.unit, office_id=place.office.pk,
                code=f"{place.unit.name[0]}产改",
            )
            for place in places
            if "office" in place.spots
        ]  # fmt: skip
        write(bodies)

    def grassroots(self, townships: list[Place], number: int) -> None:
        """Enterprises with their unions, and unions of several small ones, in the townships by turns."""
        rows: list[Unit] = []
        while len(rows) < number:
            place, turn = townships[len(rows) % len(townships)], len(rows) // len(townships)
            trade = words.TRADES[(turn // 3 + place.unit.pk) % len(words.TRADES)]
            firm = f"{place.unit.name[:2]}{trade}有限公司"
            kind, name = (
                (Kind.ENTERPRISE, firm),
                (Kind.ENTERPRISE_UNION, f"{firm}工会"),
                (Kind.GRASSROOTS_UNION, f"{place.unit.name}第{turn // 3 + 1}联合工会"),
            )[turn % 3]
            rows.append(self.unit(place, name, kind, Level.GRASSROOTS))
        self.keep(rows)
        self.posts([row for row in rows if row.kind != Kind.ENTERPRISE])

    def posts(self, units: list[Unit]) -> list[Post]:
        """The default post of each unit, held by somebody."""
        posts = [
            Post(
                uid=uid(self.rng),
                unit=unit,
                unit_path=unit.path,
                name="综合处处长",
                kind="responsible",
                is_default=True,
            )
            for unit in units
        ]
        people = [Person(name=self.rng.choice(words.SURNAMES) + self.rng.choice(words.GIVEN)) for _ in units]
        write(posts)
        write(people)
        write([Tenure(post=post, person=person, starts_on=START) for post, person in zip(posts, people, strict=True)])
        return posts

    def line_up(self, top: Place) -> None:
        """Members of one line: each below the unit of the same line in the place above."""
        lines = {line: Line(code=line, name=short) for line, short, _, _ in words.MEMBERS}
        write(list(lines.values()))
        rows: list[LineMembership] = []
        waiting: list[tuple[Place | None, Place]] = [(None, top)]
        while waiting:
            above, place = waiting.pop()
            for line, spot in place.spots.items():
                if line != "office":
                    superior = above.spots.get(line) if above else None
                    rows.append(
                        LineMembership(
                            unit_id=spot.pk,
                            line=lines[line],
                            superior_id=superior.pk if superior else None,
                            starts_on=START,
                        )
                    )
            waiting += [(place, low) for low in reversed(place.below)]
        write(rows)

    def open_accounts(self, places: list[Place], password_hash: str) -> None:
        """The user of the office at each level: acts for the office, sees its place."""
        holders = {
            row.post_id: row.person
            for row in Tenure.objects.filter(post__in=[p.office.post for p in places]).select_related("person")
        }
        write(
            [
                Grant(
                    person=holders[place.office.post or 0], role="office", unit_id=place.office.pk, sight=place.unit,
                    post_id=place.office.post, starts_on=START,
                )
                for place in places
            ]
        )  # fmt: skip
        write(
            [
                Account(
                    username=f"{OFFICE_USERS[place.level]}.ban",
                    person=holders[place.office.post or 0],
                    password=password_hash,
                )
                for place in places
            ]
        )
