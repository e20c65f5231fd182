"""What a judged workbook makes: whole kinds of rows at once, each with its event, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.documents.child import read_apart
from luoshi.kernel.errors import Refused
from luoshi.kernel.say import Say, say
from luoshi.org.models import (
    Account,
    CoordinationBody,
    Grant,
    Line,
    LineMembership,
    Person,
    Post,
    Tenure,
    Unit,
)
from luoshi.org.queries.names import plain_name
from luoshi.org.queries.workbook import KIND, Node
from luoshi.org.rules import MAX_DEPTH, STEP, Kind, number_of, step_of
from luoshi.org.services import sheets
from luoshi.org.services.units import form_body
from luoshi.org.services.workbook import Line as Read
from luoshi.org.services.workbook import Plan, Report, may_import, read_plan, rights


@dataclass
class Made:
    """How many of each were made, and the accounts that wait for a first password."""

    counts: dict[str, int] = field(default_factory=dict)
    accounts: list[Account] = field(default_factory=list)

    def told(self) -> Say:
        """In a sentence."""
        return say(
            "新建单位 {units} 个、条线关系 {lines} 条、岗位 {posts} 个、人员 {people} 人、账号 {accounts} 个，授权 {grants} 项，更新 {changed} 处。",
            **{
                key: self.counts.get(key, 0)
                for key in ("units", "lines", "posts", "people", "accounts", "grants", "changed")
            },
        )


def carry_out(actor: Actor, plan: Plan, report: Report) -> Made:
    """Make everything, or nothing. Raises `Refused` where a row is wrong."""
    if plan.faults:
        raise Refused([say("有 {count} 处不能导入：要么全部导入，要么一行也不导入。", count=len(plan.faults))])
    made, today, may = Made(), clock.today(), rights(actor)
    with actions.atomic():
        if "units" in may:
            actions.keep_out()
            _units(actor, plan.of("units"), made, report)
            _bodies(actor, plan.of("units"))
            _lines(actor, plan.of("lines", "new"), made, today)
        _posts(actor, plan.of("posts", "new", "changed"), made, today, makes="units" in may)
        if "grants" in may:
            _grants(actor, plan.of("posts", "new"), made, today)
    return made


def _many(actor: Actor, code: str, rows: Sequence[Any]) -> Sequence[Any]:
    return actions.create_many(actor, code, rows) if rows else rows


def _units(actor: Actor, lines: Sequence[Read], made: Made, report: Report) -> None:
    new = [line for line in lines if line.verdict == "new" and line.node is not None]
    taken: dict[int, int] = {}
    by_depth: dict[int, list[Read]] = {}
    for line in new:
        by_depth.setdefault(line.node.depth() if line.node else 0, []).append(line)
    done = 0
    for depth in sorted(by_depth):
        rows = [(line, _unit(line, taken)) for line in by_depth[depth]]
        for start in range(0, len(rows), 500):
            some = rows[start : start + 500]
            _many(actor, "org.unit.add", [unit for _, unit in some])
            done += len(some)
            report(done, len(new), say("建立单位"))
        for line, unit in rows:
            if line.node is not None:
                line.node.unit = unit
    made.counts["units"] = len(new)
    for line in lines:
        if line.verdict == "changed" and line.node is not None and line.node.unit is not None:
            actions.change(actor, "org.unit.change", line.node.unit, **line.found["changes"])
            made.counts["changed"] = made.counts.get("changed", 0) + 1


def _unit(line: Read, taken: dict[int, int]) -> Unit:
    parent = line.node.parent.unit if line.node is not None and line.node.parent is not None else None
    if parent is None:
        raise Refused([say("第 {row} 行：上级单位还没有建立。", row=line.row.number)])
    if parent.pk not in taken:
        last = Unit.objects.filter(parent=parent).order_by("-path").values_list("path", flat=True).first()
        taken[parent.pk] = number_of(last[-STEP:]) + 1 if last else 0
    path = parent.path + step_of(taken[parent.pk])
    taken[parent.pk] += 1
    if len(path) > MAX_DEPTH * STEP:
        raise Refused([say("机构层级不能超过 {depth} 级。", depth=MAX_DEPTH)])
    kind = line.found["kind"]
    return Unit(
        name=line.values["name"], short_name=line.values["short_name"], kind=kind, level=line.found["level"], parent=parent,
        path=path, place_path=path if kind == Kind.PLACE else parent.place_path, region_code=line.values["region_code"],
    )  # fmt: skip


def _bodies(actor: Actor, lines: Sequence[Read]) -> None:
    for line in lines:
        unit = line.node.unit if line.node is not None else None
        if not line.values["body"] or unit is None or unit.kind != Kind.OFFICE:
            continue
        place = Unit.objects.get(path=unit.place_path)
        if not CoordinationBody.objects.filter(place=place).exists():
            form_body(actor, place, line.values["body"], unit, code=line.values["body_code"])


def _lines(actor: Actor, lines: Sequence[Read], made: Made, today: date) -> None:
    known = {plain_name(line.name): line for line in Line.objects.all()}
    for read in lines:
        name = read.values["line"]
        if plain_name(name) not in known:
            code = f"x{len(known) + 1:03d}"
            known[plain_name(name)] = actions.create(actor, "org.line.add", Line(code=code, name=name))
    rows = []
    for read in lines:
        superior: Node | None = read.found["superior"]
        unit = read.node.unit if read.node is not None else None
        if unit is not None:
            above = superior.unit if superior is not None else None
            rows.append(
                LineMembership(unit=unit, line=known[plain_name(read.values["line"])], superior=above, starts_on=today)
            )
    _many(actor, "org.line.join", rows)
    made.counts["lines"] = len(rows)


def _posts(actor: Actor, lines: Sequence[Read], made: Made, today: date, *, makes: bool) -> None:
    if not makes:
        for line in lines:
            line.found["made"] = line.found["holder"]
        return
    posts: list[Post] = []
    for line in lines:
        if line.found["post"] is None and line.node is not None and line.node.unit is not None:
            unit = line.node.unit
            post = Post(
                unit=unit, unit_path=unit.path, name=line.values["post"], kind=line.found["kind"],
                is_default=line.found["is_default"],
            )  # fmt: skip
            line.found["post"] = post
            posts.append(post)
    _in_pieces(posts, lambda some: _many(actor, "org.post.add", some))
    people: dict[tuple[Any, ...], Person] = {}
    fresh, tenures = [], []
    for line in lines:
        person, new = _person(line, people)
        line.found["made"] = person
        fresh += [person] if new and person is not None else []
        if person is not None and line.found["holder"] is None:
            tenures.append((line, person))
        elif person is not None and line.values["phone"] and person.phone != line.values["phone"]:
            actions.change(actor, "org.person.change", person, phone=line.values["phone"])
            made.counts["changed"] = made.counts.get("changed", 0) + 1
    _in_pieces(fresh, lambda some: _many(actor, "org.person.add", some))
    rows = [Tenure(post=line.found["post"], person=person, starts_on=today) for line, person in tenures]
    _in_pieces(rows, lambda some: _many(actor, "org.post.take", some))
    made.counts |= {"posts": len(posts), "people": len(fresh)}
    _accounts(actor, lines, made)


def _in_pieces(rows: Sequence[Any], do: Callable[[Sequence[Any]], object]) -> None:
    for start in range(0, len(rows), 1_000):
        do(rows[start : start + 1_000])


def _person(line: Read, people: dict[tuple[Any, ...], Person]) -> tuple[Person | None, bool]:
    """Who is meant: the holder, the account's person, the same name in the same unit, or somebody new."""
    values = line.values
    if not values["person"]:
        return None, False
    if line.found["holder"] is not None:
        return line.found["holder"], False
    unit_id = line.node.unit.pk if line.node is not None and line.node.unit is not None else 0
    keys: list[tuple[Any, ...]] = [("user", values["username"].lower())] if values["username"] else []
    keys.append(("unit", unit_id, values["person"]))
    for key in keys:
        if key in people:
            return people[key], False
    account = (
        Account.objects.filter(username__iexact=values["username"]).select_related("person").first()
        if values["username"]
        else None
    )
    there = account.person if account else None
    if there is None and unit_id:
        there = Person.objects.filter(name=values["person"], tenures__post__unit_id=unit_id).first()
    person = there or Person(name=values["person"], phone=values["phone"])
    people |= dict.fromkeys(keys, person)
    return person, there is None


def _accounts(actor: Actor, lines: Sequence[Read], made: Made) -> None:
    wanted = {line.values["username"].lower(): line for line in lines if line.values["username"]}
    for username in list(wanted):
        if Account.objects.filter(username__iexact=username).exists():
            del wanted[username]
    # nobody can log in with it: the first password is made when the log-in slips are printed
    unusable = make_password(None)
    rows = [
        Account(username=line.values["username"], person=line.found["made"], password=unusable, state="invited")
        for line in wanted.values()
        if line.found["made"] is not None
    ]
    _in_pieces(rows, lambda some: _many(actor, "org.account.open", some))
    made.accounts = rows
    made.counts["accounts"] = len(rows)


def _grants(actor: Actor, lines: Sequence[Read], made: Made, today: date) -> None:
    places: dict[str, Unit] = {}
    rows: dict[tuple[int, int, str], Grant] = {}
    for line in lines:
        unit, person = line.node.unit if line.node is not None else None, line.found.get("made")
        if not line.found.get("grant") or unit is None or person is None:
            continue
        sight = None
        if line.found["sight"] == "place":
            if unit.place_path not in places:
                places[unit.place_path] = Unit.objects.get(path=unit.place_path)
            sight = places[unit.place_path]
        role = line.found["role"]
        rows[person.pk, unit.pk, role] = Grant(
            person=person, role=role, unit=unit, sight=sight, post=line.found["post"], starts_on=today
        )
    _in_pieces(list(rows.values()), lambda some: _many(actor, "org.grant.give", some))
    made.counts["grants"] = len(rows)


def check(actor: Actor, data: bytes, name: str) -> sheets.Judged:
    """What the workbook would do."""
    plan = read_plan(actor, read_apart(data, name), name)
    shown = [line for line in plan.lines if line.verdict in {"new", "changed"}][:60]
    preview = [[line.sheet, line.row.number, _words(line), line.verdict] for line in shown]
    return sheets.Judged(plan.counts(), [str(one) for one in plan.faults], preview, [str(note) for note in plan.notes])


def _words(line: Read) -> str:
    keys = ("name", "unit", "line", "post", "person", "role")
    return " · ".join(line.values[key] for key in keys if line.values.get(key))[:120]


def make(actor: Actor, data: bytes, name: str, report: Report) -> dict[str, Any]:
    """Make it all; what the page tells afterwards."""
    made = carry_out(actor, read_plan(actor, read_apart(data, name), name), report)
    return {"made": str(made.told()), "accounts": [account.pk for account in made.accounts]}


IMPORT = sheets.Kind(
    KIND, (), may_import, whole=sheets.Whole(check, make), home="sheets:units", tab="sheets:units", result="units:tree",
)  # fmt: skip
