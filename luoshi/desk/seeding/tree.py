"""Which units does a generated world have, and who sits in them? A centre, one province, and all below."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count, product
from random import Random
from typing import Any

from luoshi.desk.seeding import words
from luoshi.desk.seeding.divisions import VAGUE, Division
from luoshi.desk.seeding.writing import Bulk
from luoshi.org.models import Account, CoordinationBody, Grant, Line, LineMembership, Person, Post, Tenure, Unit
from luoshi.org.rules import Kind, Level, step_of

START = date(2024, 1, 1)
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


@dataclass(slots=True)
class Place:
    """A place with its office (``office``), its members by line, and the places below it."""

    pk: int
    path: str
    name: str
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


def build(scale: Any, rng: Random, bulk: Bulk, password_hash: str) -> World:
    """Write the tree with its lines, bodies, posts and people, and an account for one office's user at each level."""
    maker = _Maker(rng, bulk)
    top = maker.place(None, "中央", Level.NATION)
    province = maker.place(top, words.PROVINCE, Level.PROVINCE)
    names = _names(rng)
    prefectures = maker.spread([province], [f"{next(names)}市" for _ in range(scale.prefectures)], Level.PREFECTURE)
    counties = maker.spread(prefectures, [_county(next(names), n) for n in range(scale.counties)], Level.COUNTY)
    townships = maker.spread(counties, [_township(next(names), n) for n in range(scale.townships)], Level.TOWNSHIP)
    for place in (top, province, *prefectures, *counties, *townships):
        maker.members(place)
    maker.grassroots(townships, scale.units - (maker.made - 1 - MEMBERS_AT[Level.NATION] - 1))
    maker.line_up(top)
    maker.open_accounts([top, province, prefectures[0], counties[0]], password_hash)
    return World(top, province)


def build_nation(places: list[list[Division]], rng: Random, bulk: Bulk, password_hash: str) -> World:
    """The same for the whole country: every division is a place, down to the villages."""
    maker = _Maker(rng, bulk)
    maker.members_at = {**MEMBERS_AT, Level.NATION: MEMBERS_AT[Level.PROVINCE]}
    top = maker.place(None, "中央", Level.NATION)
    above, firsts = {"": top}, [top]
    for rows, level in zip(places, list(Level)[1:], strict=True):
        above = maker.divide(above, rows, level)
        firsts.append(next(iter(above.values()), top))
    waiting = [top]
    while waiting:
        place = waiting.pop()
        maker.members(place)
        waiting += reversed(place.below)
    maker.line_up(top)
    maker.open_accounts(firsts[:4], password_hash)
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
    """Makes units, each with its next step below its place."""

    def __init__(self, rng: Random, bulk: Bulk) -> None:
        self.rng, self.add, self.made = rng, bulk.add, 0
        self.members_at = MEMBERS_AT
        self.holders: dict[int, int] = {}

    def unit(self, place: Place | None, name: str, kind: str, level: Level, short: str = "", code: str = "") -> Spot:
        path = (place.path if place else "") + step_of(next(place.children) if place else 0)
        self.made += 1
        pk = self.add(
            Unit, name=name, short_name=short, kind=kind, level=level.value, parent_id=place.pk if place else None,
            path=path, place_path=path if kind == Kind.PLACE or place is None else place.path, region_code=code,
        )  # fmt: skip
        return Spot(pk, path, name)

    def place(self, above: Place | None, name: str, level: Level, short: str = "", code: str = "") -> Place:
        unit = self.unit(above, name, Kind.PLACE.value, level, short or name, code)
        found = Place(unit.pk, unit.path, name, level)
        if above is not None and level is not Level.GRASSROOTS:
            above.below.append(found)
        return found

    def spread(self, above: list[Place], names: list[str], level: Level) -> list[Place]:
        """Places of one level, evenly below those above, in the order of the tree."""
        shares = [len(names) // len(above) + (n < len(names) % len(above)) for n in range(len(above))]
        parents = [place for place, share in zip(above, shares, strict=True) for _ in range(share)]
        return [self.place(place, name, level) for place, name in zip(parents, names, strict=True)]

    def divide(self, above: dict[str, Place], rows: list[Division], level: Level) -> dict[str, Place]:
        """The divisions of one level below those of the level above, by code; of villages none is kept in mind."""
        found: dict[str, Place] = {}
        for one in rows:
            place = above[one.above]
            name = f"{place.name}{one.name}" if one.name in VAGUE else one.name
            made = self.place(place, name[:120], level, one.name[:40], one.code[:12])
            if level is not Level.GRASSROOTS:
                found[one.code] = made
        return found

    def members(self, place: Place) -> None:
        """The office, departments, party organs and unions of a place, and its coordination body."""
        if place.level is not Level.TOWNSHIP:
            office = self.unit(place, f"{place.name}产改协调小组办公室", Kind.OFFICE.value, place.level, "产改办")
            place.spots["office"] = self.posted(office)
            self.add(
                CoordinationBody, name=f"{place.name}推进产业工人队伍建设改革协调小组", place_id=place.pk,
                office_id=office.pk, code=f"{place.name[0]}产改",
            )  # fmt: skip
        for line, short, full, kind in words.MEMBERS[: self.members_at[place.level]]:
            title = (
                f"{place.name}{full}" if kind != "department" else f"{place.name}{full}{SUFFIX.get(place.level, '局')}"
            )
            place.spots[line] = self.posted(self.unit(place, title, Kind(kind).value, place.level, short))

    def grassroots(self, townships: list[Place], number: int) -> None:
        """Enterprises with their unions, and unions of several small ones, in the townships by turns."""
        for n in range(number):
            place, turn = townships[n % len(townships)], n // len(townships)
            trade = words.TRADES[(turn // 3 + place.pk) % len(words.TRADES)]
            firm = f"{place.name[:2]}{trade}有限公司"
            kind, name = (
                (Kind.ENTERPRISE, firm),
                (Kind.ENTERPRISE_UNION, f"{firm}工会"),
                (Kind.GRASSROOTS_UNION, f"{place.name}第{turn // 3 + 1}联合工会"),
            )[turn % 3]
            unit = self.unit(place, name, kind.value, Level.GRASSROOTS)
            if kind is not Kind.ENTERPRISE:
                self.posted(unit)

    def posted(self, unit: Spot) -> Spot:
        """The unit with its default post, held by somebody."""
        unit.post = self.add(
            Post, unit_id=unit.pk, unit_path=unit.path, name="综合处处长", kind="responsible", is_default=True
        )
        person = self.add(Person, name=self.rng.choice(words.SURNAMES) + self.rng.choice(words.GIVEN))
        self.add(Tenure, post_id=unit.post, person_id=person, starts_on=START)
        self.holders[unit.post] = person
        return unit

    def line_up(self, top: Place) -> None:
        """Members of one line: each below the unit of the same line in the place above."""
        lines = {line: self.add(Line, code=line, name=short) for line, short, _, _ in words.MEMBERS}
        waiting: list[tuple[Place | None, Place]] = [(None, top)]
        while waiting:
            above, place = waiting.pop()
            for line, spot in place.spots.items():
                if line != "office":
                    superior = above.spots.get(line) if above else None
                    self.add(
                        LineMembership, unit_id=spot.pk, line_id=lines[line], starts_on=START,
                        superior_id=superior.pk if superior else None,
                    )  # fmt: skip
            waiting += [(place, low) for low in reversed(place.below)]

    def open_accounts(self, places: list[Place], password_hash: str) -> None:
        """The user of the office at each level: acts for the office, sees its place."""
        for place in places:
            post = place.office.post or 0
            self.add(
                Grant, person_id=self.holders[post], role="office", unit_id=place.office.pk, sight_id=place.pk,
                post_id=post, starts_on=START,
            )  # fmt: skip
            self.add(
                Account, username=f"{OFFICE_USERS[place.level]}.ban", person_id=self.holders[post],
                password=password_hash,
            )  # fmt: skip
