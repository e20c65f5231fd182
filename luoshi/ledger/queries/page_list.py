"""What do the list pages show: the ledger, receipts outstanding, and the look before issuing?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Page
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.say import Say
from luoshi.ledger import queries
from luoshi.ledger.models import Duty, Plan, Task
from luoshi.ledger.queries.headings import headings
from luoshi.ledger.queries.shapes import Filters, LedgerRow
from luoshi.ledger.workflow import TASK
from luoshi.org.models import Unit
from luoshi.org.queries import lower_units
from luoshi.org.rules import Kind, permissions

NUMBERS = ("unit", "lead", "plan", "clause", "parent")
WORDS = ("q", "state", "time", "progress", "category", "mine", "order")


@dataclass(frozen=True)
class Chip:
    """A filter in force, or a saved view: where its link leads."""

    name: str
    value: str
    remove_url: str = ""
    url: str = ""
    on: bool = False
    kind: str = ""
    left: int = 0


@dataclass(frozen=True)
class Group:
    """Rows under one first-level heading of a plan."""

    name: str
    rows: tuple[LedgerRow, ...]


def list_page(actor: Actor, params: QueryDict) -> dict[str, Any]:
    """Everything the ledger's list is drawn from."""
    asked = filters_of(params)
    page: Page[LedgerRow] = queries.ledger_page(actor, asked, number=number_in(params.get("page")) or 1)
    plans = list(Plan.objects.visible_to(actor).order_by("-issued_on", "-id")[:50])
    units = _units_to_choose(actor, asked)
    chips = _chips(params, asked, plans, units)
    shown = next((plan for plan in plans if plan.pk == asked.plan), None)
    total, is_all = queries.task_count(actor, Filters()) if chips else (page.paginator.count, True)
    return {
        "page": page,
        "groups": [Group("", tuple(page.object_list))] if asked.order == "due" else grouped(page.object_list),
        "by_due": f"{_without(params, 'order')}&order=due".replace("?&", "?"),
        "by_number": _without(params, "order"),
        "filters": chips,
        "views": _views(params),
        "asked": asked,
        "choices": _choices(plans, units),
        "plan": shown or (plans[0] if len(plans) == 1 else None),
        "total": total if is_all else None,
        "dropping": _dropping(actor, asked, chips) if chips and not page.object_list else None,
        "may_issue": "issue" in permissions(actor.roles),
        "may_import": bool({"draft", "breakdown"} & permissions(actor.roles)),
        "today": clock.today(),
    }


def words_of(actor: Actor, params: QueryDict) -> str:
    """The conditions in an address in words: what an export covers."""
    asked = filters_of(params)
    plans = list(Plan.objects.visible_to(actor).order_by("-issued_on", "-id")[:50])
    chips = _chips(params, asked, plans, _units_to_choose(actor, asked))
    return gettext("；").join(f"{chip.name}：{chip.value}" for chip in chips)


def filters_of(params: QueryDict) -> Filters:
    """The conditions in an address; what makes no sense is no condition."""
    known: dict[str, Any] = {name: number_in(params.get(name)) for name in NUMBERS}
    known |= {name: str(params.get(name, ""))[:100].replace("\x00", "").strip() for name in WORDS if name in params}
    if known.get("order") not in {"number", "due"}:
        known.pop("order", None)
    for name, allowed in _allowed().items():
        if known.get(name) and known[name] not in allowed:
            known[name] = ""
    return Filters(**known)


def grouped(rows: Iterable[LedgerRow]) -> list[Group]:
    """Consecutive rows under the same first-level heading."""
    rows = list(rows)
    heads = headings(row.task for row in rows)
    found: list[tuple[str, list[LedgerRow]]] = []
    for row in rows:
        name = heads[row.task.pk]
        if not found or found[-1][0] != name:
            found.append((name, []))
        found[-1][1].append(row)
    return [Group(name, tuple(members)) for name, members in found]


def _units_to_choose(actor: Actor, asked: Filters) -> list[Unit]:
    """Units to filter by: those of the own place, the places below it, and those one hands down to. Never the whole tree:
    a province has forty thousand units, and asking which of them lead something takes seconds."""
    own = Unit.objects.filter(pk=actor.unit_id or 0).first()
    if own is None:
        return []
    seen = Unit.objects.visible_to(actor)
    near = seen.filter(
        Q(place_path=own.place_path) | Q(parent__path=own.place_path, kind=Kind.PLACE) | Q(pk=asked.unit or 0)
    )
    ids = {*near.values_list("pk", flat=True)[:200], *lower_units(own).values_list("pk", flat=True)[:200]}
    return list(Unit.objects.filter(pk__in=ids, abolished_on=None).order_by("path"))


def number_in(text: str | None) -> int | None:
    """A number in an address; what is none is no condition."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else None


def _allowed() -> dict[str, dict[str, str]]:
    return {
        "state": {key: str(label) for key, label in TASK.states.items()},
        "time": {
            "red": gettext("逾期"), "yellow": gettext("临期"), "green": gettext("按时"),
            "paused": gettext("暂停"), "closed": gettext("已结束"),
        },
        "progress": {
            "red": gettext("严重滞后"), "yellow": gettext("欠序时进度"), "green": gettext("达序时进度"),
            "ahead": gettext("超序时进度"), "none": gettext("未启动"),
        },
        "mine": {
            "lead": gettext("本单位牵头"), "support": gettext("本单位配合"), "issued": gettext("本单位下达"),
            "any": gettext("与本单位有关"),
        },
    }  # fmt: skip


def _choices(plans: Sequence[Plan], units: Sequence[Unit]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    fixed = _allowed()
    return [
        ("plan", gettext("方案"), [(str(plan.pk), plan.title) for plan in plans]),
        ("unit", gettext("牵头单位"), [(str(unit.pk), unit.name) for unit in units]),
        ("state", gettext("状态"), list(fixed["state"].items())),
        ("time", gettext("时间灯"), list(fixed["time"].items())),
        ("progress", gettext("进度灯"), list(fixed["progress"].items())),
    ]


def _chips(params: QueryDict, asked: Filters, plans: Sequence[Plan], units: Sequence[Unit]) -> list[Chip]:
    names = {key: (label, dict(options)) for key, label, options in _choices(plans, units)}
    names["mine"] = (gettext("范围"), _allowed()["mine"])
    found = []
    for key in ("mine", "plan", "unit", "lead", "state", "time", "progress"):
        value = getattr(asked, key)
        if value:
            label, options = names["unit" if key == "lead" else key]
            found.append(Chip(label, options.get(str(value), str(value)), _without(params, key), kind=key))
    if asked.q:
        found.append(Chip(gettext("含有"), asked.q, _without(params, "q"), kind="q"))
    for key in ("clause", "parent"):
        if getattr(asked, key):
            found.append(
                Chip(
                    gettext("条款") if key == "clause" else gettext("上级任务"),
                    str(getattr(asked, key)),
                    _without(params, key),
                    kind=key,
                )
            )
    return found


def _without(params: QueryDict, *keys: str) -> str:
    rest = params.copy()
    for key in (*keys, "page"):
        rest.pop(key, None)
    return f"?{rest.urlencode()}"


def _dropping(actor: Actor, asked: Filters, chips: Sequence[Chip]) -> Chip | None:
    """The condition without which most tasks appear."""
    found = [
        replace(
            chip,
            left=queries.ledger_page(actor, replace(asked, **{chip.kind: _empty(chip.kind)}), size=1).paginator.count,
        )
        for chip in chips
    ]
    best = max(found, key=lambda chip: chip.left, default=None)
    return best if best and best.left else None


def _empty(kind: str) -> Any:
    return None if kind in NUMBERS else ""


def _views(params: QueryDict) -> list[Chip]:
    views = [
        (gettext("全部"), {}),
        (gettext("本单位牵头"), {"mine": "lead"}),
        (gettext("本单位配合"), {"mine": "support"}),
        (gettext("本单位下达"), {"mine": "issued"}),
        (gettext("逾期"), {"time": "red"}),
        (gettext("严重滞后"), {"progress": "red"}),
    ]
    now = {key: params[key] for key in ("mine", "plan", "unit", "state", "time", "progress", "q") if params.get(key)}
    return [
        Chip(name, "", url="?" + "&".join(f"{key}={value}" for key, value in query.items()), on=now == query)
        for name, query in views
    ]


# ---------- the look before issuing ----------


@dataclass(frozen=True)
class Checked:
    """Drafts chosen for issue, each with what stands in its way."""

    rows: tuple[tuple[Task, tuple[Say, ...]], ...]

    @property
    def tasks(self) -> list[Task]:
        return [task for task, _ in self.rows]

    @property
    def complete(self) -> list[Task]:
        return [task for task, reasons in self.rows if not reasons]

    @property
    def lacking(self) -> list[Task]:
        return [task for task, reasons in self.rows if reasons]

    @property
    def editable(self) -> list[Task]:
        return [task for task in self.lacking if task.state == "draft"]


def issue_check(actor: Actor, ids: Sequence[str]) -> Checked:
    """What is missing for each of the chosen drafts, all reasons of all of them."""
    chosen = [number for number in (number_in(text) for text in ids[:500]) if number]
    rows = list(
        Task.objects.visible_to(actor).filter(pk__in=chosen)
        .select_related("plan", "clause", "basis", "issuer", "lead_unit", "parent")
        .order_by("plan", "number", "id")
    )  # fmt: skip
    facts = queries.many_task_facts(actor, rows)
    return Checked(tuple((row, TASK.refusals("issue", row.state, facts[row.pk], {})) for row in rows))


# ---------- handed down and received ----------


@dataclass(frozen=True)
class Owing:
    """A unit that has not received everything yet."""

    unit: Unit
    duties: tuple[Duty, ...]
    working_days: int


def receipts_page(actor: Actor) -> dict[str, Any]:
    """Both sides of 下达与签收, for the unit acted for."""
    mine = list(_pending(actor).filter(unit_id=actor.unit_id).order_by("task__issued_at", "task__number"))
    sent = _pending(actor).filter(task__issuer_id=actor.unit_id).exclude(unit_id=actor.unit_id)
    issued = Task.objects.visible_to(actor).filter(issuer_id=actor.unit_id, state="active")
    return {
        "mine": mine,
        "owing": _by_unit(list(sent.order_by("unit__path", "task__issued_at", "task__number")[:1000])),
        "issued": issued.count(),
        "may_receive": "receive" in permissions(actor.roles),
        "waiting": sent.count(),
    }


def _pending(actor: Actor) -> Any:
    rows = Duty.objects.visible_to(actor).filter(state="pending", task__state="active").exclude(role="supervising")
    return rows.select_related("task__issuer", "task__basis", "unit", "post")


def _by_unit(duties: Sequence[Duty]) -> list[Owing]:
    by_unit: dict[int, list[Duty]] = {}
    for duty in duties:
        by_unit.setdefault(duty.unit_id, []).append(duty)
    days, today = queries.calendar(), clock.today()
    return sorted(
        (
            Owing(
                rows[0].unit,
                tuple(rows),
                days.between(min(r.task.issued_at.date() for r in rows if r.task.issued_at), today),
            )
            for rows in by_unit.values()
        ),
        key=lambda one: (-one.working_days, one.unit.path),
    )
