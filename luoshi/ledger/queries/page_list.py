"""What do the list pages show: the ledger, receipts outstanding, and the look before issuing?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext

from luoshi.kernel import clock, panels
from luoshi.kernel.actor import Actor
from luoshi.kernel.say import Say
from luoshi.ledger import queries
from luoshi.ledger.models import Duty, Task
from luoshi.ledger.queries.asked import (
    FIELDS,
    GROUPS,
    SORTS,
    UPPER,
    Around,
    Chip,
    chips,
    empty,
    filters_of,
    number_in,
    query_of,
    view_of,
    without,
)
from luoshi.ledger.queries.bulk import offered
from luoshi.ledger.queries.columns import PLACE, SITUATION, Column, chosen, columns
from luoshi.ledger.queries.groups import Group, groups_of
from luoshi.ledger.queries.paging import MOST
from luoshi.ledger.queries.shapes import Filters, View
from luoshi.ledger.workflow import TASK
from luoshi.org.models import Unit
from luoshi.org.queries.views import first_view, layout, list_view, list_views
from luoshi.org.rules import permissions

__all__ = ["Chip", "Group", "filters_of", "number_in"]


def list_page(actor: Actor, params: QueryDict, size: int = 50) -> dict[str, Any]:
    """Everything the ledger's list is drawn from."""
    view = view_of(params, columns_for(actor, params))
    around = Around(actor, view.filters)
    shown = groups_of(actor, view, number_in(params.get("page")) or 1, size)
    asked, page = view.filters, shown.table.page
    in_force = chips(params, around)
    total, is_all = queries.task_count(actor, Filters()) if in_force else (page.paginator.count, True)
    return {
        "page": page,
        "columns": shown.table.columns,
        "groups": shown.groups,
        "grouping": view.group,
        "filters": in_force,
        "views": _views(actor, params),
        "asked": asked,
        "bulk_acts": offered(actor, asked.state),
        "group_links": [(str(label), without(params, "order", group=key), key == (view.group or "none")) for key, label in GROUPS.items()],
        "sort_links": [(str(label), without(params, "group", order=key), key == asked.order) for key, label in SORTS.items()],
        "address": params.urlencode(),
        "plan": around.plan,
        "total": total if is_all else None,
        "dropping": _dropping(actor, asked, in_force) if in_force and not page.object_list else None,
        "may_issue": "issue" in permissions(actor.roles),
        "may_import": bool({"draft", "breakdown"} & permissions(actor.roles)),
        "today": clock.today(),
    }  # fmt: skip


def conditions_page(actor: Actor, params: QueryDict) -> dict[str, Any]:
    """All that the list at this address could be filtered by besides."""
    asked = filters_of(params)
    around = Around(actor, asked)
    return {
        "asked": asked,
        "fields": [(one, one.choices(around)) for one in FIELDS if one.offered],
        "upper_fields": _upper_fields(actor, asked),
    }


def columns_page(actor: Actor, params: QueryDict) -> dict[str, Any]:
    """The columns of the list at this address, and the others there are."""
    shown = chosen(view_of(params, columns_for(actor, params)).columns)
    return {"columns": shown, "picker": picker(shown), "address": params.urlencode()}


def view_page(actor: Actor, params: QueryDict) -> dict[str, Any]:
    """What would be kept of the list at this address."""
    return {**columns_page(actor, params), "query": query_of(params)}


def sheet_page(actor: Actor, params: QueryDict) -> dict[str, Any]:
    """A view for paper: as many rows as a list is counted up to, beyond which nobody reads paper."""
    context = list_page(actor, params, MOST)
    plan = context["plan"]
    return {**context, "basis": plan.basis if plan else None}


def situation_page(actor: Actor, params: QueryDict) -> dict[str, Any]:
    """负责任务实施情况表: by responsible unit, tasks that are issued; on paper all of them."""
    view = View(replace(filters_of(params), state=params.get("state") or "open"), SITUATION, "lead")
    around = Around(actor, view.filters)
    size = MOST if params.get("all") else 50
    shown = groups_of(actor, view, number_in(params.get("page")) or 1, size)
    return {
        "page": shown.table.page, "columns": shown.table.columns, "groups": shown.groups, "asked": view.filters,
        "filters": chips(params, Around(actor, filters_of(params))), "plan": around.plan, "today": clock.today(), "for_paper": size == MOST,
        "on_paper": without(params, all="1"),
        "fields": [(one, one.choices(around)) for one in FIELDS if one.key in {"plan", "unit", "grade", "level", "tag", "progress", "time"}],
    }  # fmt: skip


def _upper_fields(actor: Actor, asked: Filters) -> list[tuple[str, str, list[tuple[str, str]], str]]:
    """What upper rooms let the ledger be filtered by: (key, label, choices, value)."""
    given = dict(asked.more)
    return [
        (UPPER + one.key, str(one.label), [(v, str(label)) for v, label in one.choices(actor)], given.get(one.key, ""))
        for one in panels.columns(PLACE)
        if one.condition
    ]


def words_of(actor: Actor, params: QueryDict) -> str:
    """The conditions in an address in words: what an export covers."""
    found = chips(params, Around(actor, filters_of(params)))
    return gettext("；").join(f"{chip.name}：{chip.value}" for chip in found)


def columns_for(actor: Actor, params: QueryDict) -> list[str]:
    """The columns of the saved view that is asked for, else those that the person has chosen."""
    pk = number_in(params.get("view"))
    found = [str(key) for key in list_view(actor, PLACE, pk).columns] if pk else []
    return found or layout(actor, PLACE)


def opening(actor: Actor) -> str:
    """The address of the view that opens first here; empty where none is set."""
    row = first_view(actor, PLACE)
    return f"?{row.query}&view={row.pk}" if row else ""


def picker(shown: Sequence[Column]) -> list[tuple[Column, bool]]:
    """All columns: those shown first, in their order."""
    keys = [one.key for one in shown]
    return [(one, True) for one in shown] + [(one, False) for one in columns().values() if one.key not in keys]


def _dropping(actor: Actor, asked: Filters, found: Sequence[Chip]) -> Chip | None:
    """The condition without which most tasks appear."""
    counted = [replace(chip, left=queries.task_count(actor, empty(asked, chip.keys))[0]) for chip in found]
    best = max(counted, key=lambda chip: chip.left, default=None)
    return best if best and best.left else None


def _views(actor: Actor, params: QueryDict) -> list[Chip]:
    ready = [
        (gettext("全部"), "view=0"),
        (gettext("本单位牵头"), "mine=lead"),
        (gettext("本单位配合"), "mine=support"),
        (gettext("本单位下达"), "mine=issued"),
        (gettext("逾期"), "time=red"),
        (gettext("严重滞后"), "progress=red"),
    ]
    now, chosen_view = query_of(params), number_in(params.get("view"))
    found = [
        Chip(name, "", url=f"?{query}", on=not chosen_view and now == ("" if query == "view=0" else query))
        for name, query in ready
    ]
    for row in list_views(actor, PLACE):
        mine = row.pk if row.person_id == actor.person_id else 0
        found.append(Chip(row.name, "", url=f"?{row.query}&view={row.pk}", on=chosen_view == row.pk, pk=mine))
    return found


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
