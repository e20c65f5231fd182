"""What does an address ask the ledger for? Its conditions, as filters and as chips; what makes no sense is no condition."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext

from luoshi.kernel import clock, panels
from luoshi.kernel.actor import Actor
from luoshi.kernel.say import Say, say
from luoshi.ledger.models import CATEGORIES, Clause, Plan, Task
from luoshi.ledger.queries.columns import LIGHTS, PLACE
from luoshi.ledger.queries.conditions import KEY, WAITING
from luoshi.ledger.queries.page import ORDERS
from luoshi.ledger.queries.shapes import Filters, View
from luoshi.ledger.rules import GRADES
from luoshi.ledger.workflow import TASK
from luoshi.org.models import LEVEL_CHOICES, Post, Tenure, Unit
from luoshi.org.queries import in_force, lower_units
from luoshi.org.queries.tags import tags_for
from luoshi.org.rules import Kind

Pairs = list[tuple[str, str]]
GROUPS: dict[str, Say] = {
    "clause": say("按条款"), "lead": say("按牵头单位"), "unit": say("按地区"), "tag": say("按标签"), "none": say("不分组"),
}  # fmt: skip
SORTS: dict[str, Say] = {"number": say("编号"), "due": say("完成时限，近的在前"), "late": say("完成时限，远的在前")}
MINE = {
    "lead": say("本单位牵头"), "support": say("本单位配合"), "issued": say("本单位下达"), "any": say("与本单位有关"),
}  # fmt: skip
ROLES = {"lead": say("牵头"), "joint": say("共同负责"), "support": say("配合"), "supervising": say("督促")}
UPPER = "x-"
"""Before the keys of upper rooms' filters in an address."""


@dataclass(frozen=True)
class Field:
    """Something to filter by. ``kind``: word or id (chosen from a list), days, dates (``_from`` and ``_to``), text.

    ``name``: what a chosen value is called, where that is known without reading all the choices; None where it is not.
    """

    key: str
    label: Say
    kind: str
    choices: Callable[[Around], Pairs] = lambda _around: []
    offered: bool = True
    name: Callable[[Actor, Any], str | None] = lambda _actor, _value: None

    @property
    def keys(self) -> tuple[str, ...]:
        """Its names in an address."""
        return (f"{self.key}_from", f"{self.key}_to") if self.kind == "dates" else (self.key,)


@dataclass(frozen=True)
class Chip:
    """A filter in force, or a saved view: where its link leads. ``pk`` of a view that may be dropped by this reader."""

    name: str
    value: str
    remove_url: str = ""
    url: str = ""
    on: bool = False
    keys: tuple[str, ...] = ()
    left: int = 0
    pk: int = 0


class Around:
    """What a reader may choose from, each read once and only if asked for."""

    def __init__(self, actor: Actor, asked: Filters) -> None:
        self.actor, self.asked = actor, asked

    @cached_property
    def plans(self) -> list[Plan]:
        """The latest plans in sight, without their text."""
        rows = Plan.objects.visible_to(self.actor).only("title", "doc_number", "basis")
        return list(rows.order_by("-issued_on", "-id")[:50])

    @cached_property
    def plan(self) -> Plan | None:
        """The plan that is asked for, or the only one."""
        chosen = next((plan for plan in self.plans if plan.pk == self.asked.plan), None)
        return chosen or (self.plans[0] if len(self.plans) == 1 else None)

    @cached_property
    def units(self) -> Pairs:
        """Units to filter by: those of the own place, the places below it, and those one hands down to. Never the whole
        tree: a province has forty thousand units, and asking which of them lead something takes seconds."""
        own = Unit.objects.filter(pk=self.actor.unit_id or 0).first()
        if own is None:
            return []
        seen = Unit.objects.visible_to(self.actor).order_by()
        # each by its own index: one condition joined by OR walks over the whole tree
        near = seen.filter(place_path=own.place_path).union(
            seen.filter(parent__path=own.place_path, kind=Kind.PLACE),
            seen.filter(pk__in=[self.asked.unit or 0, self.asked.any_unit or 0]),
        )
        ids = {pk for pk, _path in near.values_list("pk", "path").order_by("path")[:200]}
        ids |= set(lower_units(own).values_list("pk", flat=True)[:200])
        rows = Unit.objects.filter(pk__in=ids, abolished_on=None).order_by("path").values_list("pk", "name")
        return [(str(pk), name) for pk, name in rows]

    @cached_property
    def people(self) -> Pairs:
        """Who holds a post in one of these units today."""
        rows = Tenure.objects.filter(in_force(clock.today()), post__unit__in=[int(pk) for pk, _name in self.units])
        named = rows.order_by("post__unit__path", "person_id").values_list(
            "person_id", "person__name", "post__unit__name"
        )
        return list({str(pk): f"{name}（{unit}）" for pk, name, unit in named[:400]}.items())


def _units(around: Around) -> Pairs:
    return around.units


def _unit_name(actor: Actor, pk: int) -> str | None:
    return Unit.objects.visible_to(actor).filter(pk=pk, abolished_on=None).values_list("name", flat=True).first()


def _post_name(actor: Actor, pk: int) -> str | None:
    row = Post.objects.filter(pk=pk, unit__in=Unit.objects.visible_to(actor)).select_related("unit").first()
    return f"{row.unit.name} {row.name}" if row else None


def _task_name(actor: Actor, pk: int) -> str | None:
    task = Task.objects.visible_to(actor).filter(pk=pk).first()
    return str(task) if task else None


def _clauses(around: Around) -> Pairs:
    rows = Clause.objects.filter(plan=around.plan) if around.plan else Clause.objects.none()
    return [(str(row.pk), str(row)[:40]) for row in rows.order_by("ordering")[:300]]


def _named(pairs: Any) -> Callable[[Around], Pairs]:
    return lambda _around: [(key, str(label)) for key, label in pairs]


FIELDS: tuple[Field, ...] = (
    Field("mine", say("范围"), "word", _named(MINE.items())),
    Field("plan", say("方案"), "id", lambda around: [(str(plan.pk), plan.title) for plan in around.plans]),
    Field("clause", say("条款"), "id", _clauses),
    Field("unit", say("牵头单位"), "id", _units, name=_unit_name),
    Field("lead", say("牵头单位"), "id", _units, offered=False, name=_unit_name),
    Field("any_unit", say("有关单位"), "id", _units, name=_unit_name),
    Field("role", say("有关单位的职责"), "word", _named(ROLES.items())),
    Field("person", say("责任人或联络员"), "id", lambda around: around.people),
    Field("post", say("岗位"), "id", offered=False, name=_post_name),
    Field("grade", say("重点任务"), "word", _named([(KEY, say("全部重点任务")), *GRADES.items()])),
    Field("level", say("级次"), "word", _named(LEVEL_CHOICES)),
    Field("tag", say("标签"), "id", lambda around: [(str(tag.pk), tag.name) for tag in tags_for(around.actor)]),
    Field("state", say("状态"), "word", _named([*TASK.states.items(), ("open", say("在办"))])),
    Field("time", say("时间灯"), "word", _named(LIGHTS["time"].items())),
    Field("progress", say("进度灯"), "word", _named(LIGHTS["progress"].items())),
    Field("overdue", say("逾期不少于（日）"), "days"),
    Field("waiting", say("在等什么"), "word", _named(WAITING.items())),
    Field("due", say("完成时限"), "dates"),
    Field("issued", say("下达日期"), "dates"),
    Field("completed", say("完成日期"), "dates"),
    Field("category", say("类别"), "word", _named(CATEGORIES)),
    Field("parent", say("上级任务"), "id", offered=False, name=_task_name),
    Field("q", say("含有"), "text"),
)


def number_in(text: str | None) -> int | None:
    """A positive number that a key could be, or None."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def filters_of(params: QueryDict) -> Filters:
    """The conditions in an address."""
    found: dict[str, Any] = {}
    for one in FIELDS:
        for key in one.keys:
            text = str(params.get(key, ""))[:100].replace("\x00", "").strip()
            if one.kind in {"id", "days"}:
                found[key] = number_in(text)
            elif one.kind == "dates":
                found[key] = _day(text)
            elif one.kind == "text" or text in _words(one):
                found[key] = text
    order = params.get("order", "")
    found["order"] = order if order in ORDERS else "number"
    upper = [one.key for one in panels.columns(PLACE) if one.condition]
    found["more"] = tuple((key, str(params[UPPER + key])[:100]) for key in upper if params.get(UPPER + key))
    return Filters(**found)


def _words(one: Field) -> set[str]:
    return {value for value, _label in one.choices(Around(NOBODY, Filters()))}


NOBODY = Actor(account_id=None, person_id=None, name="")


def view_of(params: QueryDict, columns: Iterable[str] = ()) -> View:
    """The view in an address. ``cols`` there goes before the columns given here."""
    keys = [key for key in str(params.get("cols", ""))[:500].split(",") if key]
    asked, group = filters_of(params), params.get("group", "")
    if group not in GROUPS:
        group = "clause" if asked.order == "number" else "none"
    return View(asked, tuple(keys or columns), "" if group == "none" else group)


def query_of(params: QueryDict) -> str:
    """The part of an address that is the view itself: its conditions, order and grouping."""
    kept = params.copy()
    known = {key for one in FIELDS for key in one.keys} | {"order", "group"}
    for key in list(kept):
        if not (key in known or key.startswith(UPPER)) or not kept[key]:
            del kept[key]
    return str(kept.urlencode())


def without(params: QueryDict, *keys: str, **put: str) -> str:
    """The same address without some conditions, or with others, from its first page."""
    rest = params.copy()
    for key in (*keys, "page"):
        rest.pop(key, None)
    for key, value in put.items():
        rest[key] = value
    return f"?{rest.urlencode()}"


def chips(params: QueryDict, around: Around) -> list[Chip]:
    """The filters in force, each with the way to remove it."""
    found = []
    for one in FIELDS:
        values = [getattr(around.asked, key) for key in one.keys]
        if any(value not in (None, "") for value in values):
            found.append(Chip(str(one.label), _shown(one, values, around), without(params, *one.keys), keys=one.keys))
    for added in panels.columns(PLACE):
        value = dict(around.asked.more).get(added.key)
        if value:
            label = dict(added.choices(around.actor)).get(value, value)
            key = UPPER + added.key
            found.append(Chip(str(added.label), str(label), without(params, key), keys=(key,)))
    return found


def _shown(one: Field, values: list[Any], around: Around) -> str:
    if one.kind == "dates":
        first, last = (value.isoformat() if value else "" for value in values)
        if first and last:
            return gettext("%(first)s 至 %(last)s") % {"first": first, "last": last}
        return gettext("%(day)s 以后") % {"day": first} if first else gettext("%(day)s 以前") % {"day": last}
    value = values[0]
    return one.name(around.actor, value) or dict(one.choices(around)).get(str(value), str(value))


def empty(asked: Filters, keys: Iterable[str]) -> Filters:
    """The same conditions without some."""
    plain: dict[str, Any] = {key: None if key not in {"q", *WORDS} else "" for key in keys if not key.startswith(UPPER)}
    gone = {key.removeprefix(UPPER) for key in keys if key.startswith(UPPER)}
    return replace(asked, **plain, more=tuple(pair for pair in asked.more if pair[0] not in gone))


WORDS = frozenset(one.key for one in FIELDS if one.kind == "word")
