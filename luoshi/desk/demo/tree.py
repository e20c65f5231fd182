"""The province: places, offices, departments in their lines, unions, enterprises, and the people who work there.

Written in bulk through the write door: some four hundred units with a thousand people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from django.contrib.auth.hashers import make_password

from luoshi.desk.demo.cast import Cast
from luoshi.desk.demo.words import (
    EASY,
    ENTERPRISES,
    GIVEN,
    MEMBERS,
    PREFECTURES,
    PROVINCE,
    SURNAMES,
    TOWNSHIPS,
    pairs,
)
from luoshi.kernel import actions
from luoshi.kernel.actor import SYSTEM
from luoshi.org.models import Account, CoordinationBody, Grant, Line, LineMembership, Person, Post, Tenure, Unit
from luoshi.org.rules import Kind, Level, step_of

PASSWORD = "luoshi-2026-yanshi"  # noqa: S105 - printed on screen: the demonstration's one password
Tick = Callable[[str, int], None]
Seat = tuple[str, str, str]
"""A post: its kind, its name, the role that comes with it (empty: none, its holder does not log in)."""

OFFICE_SEATS: tuple[Seat, ...] = (
    ("head", "办公室主任", "head"),
    ("responsible", "综合组组长", "office"),
    ("clerk", "综合组副组长", "office2"),
    ("liaison", "联络员", "liaison"),
)
MEMBER_SEATS: tuple[Seat, ...] = (
    ("head", "主要负责人", ""),
    ("deputy", "分管负责人", "head"),
    ("responsible", "业务处处长", "clerk"),
    ("liaison", "联络员", "liaison"),
)
UNION_SEATS: tuple[Seat, ...] = (
    ("head", "主席", "head"),
    ("responsible", "副主席", "clerk"),
    ("liaison", "干事", "liaison"),
)
ADMIN_SEATS: tuple[Seat, ...] = (
    ("clerk", "系统管理员", "system"),
    ("clerk", "安全管理员", "security"),
    ("clerk", "审计管理员", "audit"),
)


def build(cast: Cast, tick: Tick) -> None:
    """All units, lines, bodies and people."""
    start = date(cast.year - 1, 1, 1)
    places = _places(cast)
    tick("机构 units", len(places))
    tick("机构 units", _units(cast))
    _lines(cast, start)
    tick("条线 lines", 1)
    _people(cast, start, tick)
    _bodies(cast)


# ---------- units ----------


def _add(cast: Cast, rows: Sequence[tuple[str, Unit, Unit | None]]) -> None:
    """Hang new units below their parents, in order."""
    next_step: dict[int | None, int] = {}
    for _, unit, parent in rows:
        above = parent.pk if parent else None
        if above not in next_step:
            next_step[above] = Unit.objects.filter(parent=parent).count()
        unit.parent = parent
        unit.path = (parent.path if parent else "") + step_of(next_step[above])
        unit.place_path = unit.path if unit.kind == Kind.PLACE or parent is None else parent.place_path
        next_step[above] += 1
    actions.create_many(SYSTEM, "org.unit.add", [unit for _, unit, _ in rows])
    for key, unit, _ in rows:
        cast.units[key], cast.keys[unit.pk] = unit, key


def _place(name: str, level: Level) -> Unit:
    return Unit(name=name, short_name=name, kind=Kind.PLACE, level=level)


def _places(cast: Cast) -> list[str]:
    _add(cast, [("省", _place(PROVINCE, Level.PROVINCE), None)])
    top = cast.units["省"]
    _add(cast, [(name, _place(name, Level.PREFECTURE), top) for name in PREFECTURES])
    _add(
        cast,
        [
            (name, _place(name, Level.COUNTY), cast.units[above])
            for above, names in PREFECTURES.items()
            for name in names
        ],
    )
    rows = [
        (f"{county}.{name}", _place(name, Level.TOWNSHIP), cast.units[county])
        for county, names in TOWNSHIPS.items()
        for name in names
    ]
    _add(cast, rows)
    return list(cast.units)


def governed() -> Iterator[tuple[str, str, Level, int, str]]:
    """(key, name, level, index of the name's form, short form of the level) of every place with an office."""
    yield "省", PROVINCE, Level.PROVINCE, 0, "省"
    for prefecture, counties in PREFECTURES.items():
        yield prefecture, prefecture, Level.PREFECTURE, 1, "市"
        for county in counties:
            yield county, county, Level.COUNTY, 2, county[-1]


def _units(cast: Cast) -> int:
    rows: list[tuple[str, Unit, Unit | None]] = []
    for key, name, level, form, mark in governed():
        place = cast.units[key]
        office = f"{name}推进产业工人队伍建设改革协调小组办公室"
        rows.append(
            (f"{key}.办", Unit(name=office, short_name=f"{mark}产改协调办", kind=Kind.OFFICE, level=level), place)
        )
        for code, _, kind, names, short in MEMBERS:
            title = short if form == 0 else short.replace("厅", "局")
            unit = Unit(name=f"{name}{names[form]}", short_name=f"{mark}{title}", kind=kind, level=level)
            rows.append((f"{key}.{code}", unit, place))
    for county, townships in TOWNSHIPS.items():
        for name in townships:
            unit = Unit(name=f"{name}总工会", kind=Kind.UNION, level=Level.TOWNSHIP)
            rows.append((f"{county}.{name}工会", unit, cast.units[f"{county}.{name}"]))
        first = townships[0]
        joint = Unit(name=f"{first}建筑业联合工会", kind=Kind.GRASSROOTS_UNION, level=Level.GRASSROOTS)
        rows.append((f"{county}.{first}联合工会", joint, cast.units[f"{county}.{first}"]))
    for county, firms in ENTERPRISES.items():
        for name in firms:
            rows.append(
                (f"{county}.{name}", Unit(name=name, kind=Kind.ENTERPRISE, level=Level.GRASSROOTS), cast.units[county])
            )
            union = Unit(name=f"{name}工会", kind=Kind.ENTERPRISE_UNION, level=Level.GRASSROOTS)
            rows.append((f"{county}.{name}工会", union, cast.units[county]))
    _add(cast, rows)
    return len(rows)


def _lines(cast: Cast, start: date) -> None:
    lines = [Line(code=code, name=name) for code, name, *_ in MEMBERS]
    actions.create_many(SYSTEM, "org.line.add", lines)
    above = {county: prefecture for prefecture, counties in PREFECTURES.items() for county in counties}
    rows = []
    for line in lines:
        for key, *_ in governed():
            superior = None if key == "省" else cast.units[f"{above.get(key, '省')}.{line.code}"]
            rows.append(
                LineMembership(unit=cast.units[f"{key}.{line.code}"], line=line, superior=superior, starts_on=start)
            )
    actions.create_many(SYSTEM, "org.line.join", rows)


def _bodies(cast: Cast) -> None:
    rows = []
    for key, name, *_ in governed():
        body = f"{name}推进产业工人队伍建设改革协调小组"
        rows.append(
            CoordinationBody(name=body, place=cast.units[key], office=cast.units[f"{key}.办"], code=f"{name[:2]}产改")
        )
    actions.create_many(SYSTEM, "org.body.form", rows)


# ---------- people ----------


def _seats(key: str, unit: Unit) -> tuple[Seat, ...]:
    if unit.kind in {Kind.PLACE, Kind.ENTERPRISE}:
        return ()
    if unit.kind == Kind.OFFICE:
        return OFFICE_SEATS + (ADMIN_SEATS if key == "省.办" else ())
    if unit.level in {Level.TOWNSHIP, Level.GRASSROOTS}:
        return UNION_SEATS
    return MEMBER_SEATS


def _names() -> Iterator[tuple[str, str]]:
    """Names and their spelling, each once; neighbours differ in both parts."""
    surnames, given = pairs(SURNAMES), pairs(GIVEN)
    spelt: set[str] = set()
    for number in range(len(surnames) * len(given)):
        one = surnames[(number * 7 + number // len(surnames)) % len(surnames)]
        two = given[(number * 5 + number // len(given) * 3) % len(given)]
        name, text = one[0] + two[0], f"{one[1]}.{two[1]}"
        if text not in spelt:
            spelt.add(text)
            yield name, text


def _people(cast: Cast, start: date, tick: Tick) -> None:
    hashed, names = make_password(PASSWORD), _names()
    people: list[Person] = []
    posts: list[Post] = []
    tenures: list[Tenure] = []
    grants: list[Grant] = []
    accounts: list[tuple[str, str, Account]] = []
    for key, unit in cast.units.items():
        for place, (kind, title, role) in enumerate(_seats(key, unit)):
            name, spelt = next(names)
            person = Person(name=name, phone=f"0xx-5550 {1000 + len(people):04d}")
            post = Post(
                unit=unit, unit_path=unit.path, name=_title(title, unit), kind=kind, is_default=kind == "responsible",
                ordering=place,
            )  # fmt: skip
            people.append(person)
            posts.append(post)
            tenures.append(Tenure(post=post, person=person, starts_on=start))
            cast.posts[key, role or kind] = post
            if not role:
                continue
            sight = (
                cast.units[key.split(".")[0]]
                if unit.kind == Kind.OFFICE and role not in {"system", "security", "audit"}
                else None
            )
            grants.append(
                Grant(person=person, role=role.rstrip("2"), unit=unit, sight=sight, post=post, starts_on=start)
            )
            username = EASY.get((key, role), spelt)
            accounts.append((key, role, Account(username=username, person=person, password=hashed)))
    for code, rows in (
        ("org.person.add", people), ("org.post.add", posts), ("org.post.take", tenures), ("org.grant.give", grants),
    ):  # fmt: skip
        _save(code, rows)
        tick("人员 people", len(rows) // 10)
    _save("org.account.open", [account for _, _, account in accounts])
    for key, role, account in accounts:
        cast.accounts[key, role] = account


def _save(code: str, rows: Sequence[object]) -> None:
    """Save rows whose person and post may have got their ids only just now."""
    for row in rows:
        for name in ("person", "post"):
            if hasattr(row, f"{name}_id"):
                setattr(row, name, getattr(row, name))
    actions.create_many(SYSTEM, code, rows)  # type: ignore[type-var]


def _title(title: str, unit: Unit) -> str:
    if title != "业务处处长":
        return title
    level = {Level.PROVINCE: "处处长", Level.PREFECTURE: "科科长"}.get(Level(unit.level), "股股长")
    return {Kind.PARTY: "业务", Kind.UNION: "产业工会工作"}.get(Kind(unit.kind), "综合") + level
