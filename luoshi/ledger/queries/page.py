"""Which tasks does a reader see, and what stands on each line? Fast at half a million tasks; see `driven`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from luoshi.kernel import panels
from luoshi.kernel.actor import Actor
from luoshi.ledger import rules
from luoshi.ledger.models import Duty, Standard, Target, Task
from luoshi.ledger.queries.columns import PLACE
from luoshi.ledger.queries.conditions import further
from luoshi.ledger.queries.facts import here
from luoshi.ledger.queries.lights import lights, progress_is, time_is
from luoshi.ledger.queries.shapes import Filters, LedgerRow
from luoshi.org import queries as org
from luoshi.org.models import Unit
from luoshi.org.queries.tags import tags_of
from luoshi.org.rules import subtree_bounds
from luoshi.org.scope import opened, under

MOST = 2_000
"""A list is counted up to here; beyond, the page says "more than"."""
FEW = 5_000
"""A reader with no more duty rows than this is served from the duties' side."""

ORDERS: dict[str, tuple[str, ...]] = {
    "number": ("order_key", "id"),
    "due": ("deadline", "id"),
    "late": ("-deadline", "-id"),
    "lead": ("lead_path", "order_key", "id"),
}
"""In which orders the list is read: each begins with an index, so that a page of half a million is a page."""

ReportSource = Callable[[Collection[int]], Mapping[int, str]]
_report_sources: list[ReportSource] = []


def report_source(source: ReportSource) -> None:
    """Let a room above say what the latest report on each task has come to (task ids → words)."""
    _report_sources.append(source)


def report_states(task_ids: Collection[int]) -> dict[int, str]:
    """What the latest reports have come to."""
    found: dict[int, str] = {}
    for source in _report_sources:
        found |= source(task_ids)
    return found


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts no further than `MOST`: counting half a million rows for the sake of a page number takes a second."""

    @cached_property
    def count(self) -> int:
        """Rows, at most one more than `MOST`."""
        rows: Any = self.object_list
        return int(rows.order_by()[: MOST + 1].count())

    @property
    def is_capped(self) -> bool:
        """Whether there are more rows than were counted."""
        return self.count > MOST


def tasks(actor: Actor, filters: Filters) -> QuerySet[Task]:
    """The visible tasks that meet the conditions, in order."""
    rows = driven(actor, Task.objects.visible_to(actor)).filter(_conditions(actor, filters))
    if filters.mine in {"support", "any"}:
        roles = ["joint", "support"] if filters.mine == "support" else ["lead", "joint", "support"]
        own = Duty.objects.filter(unit_id=here(actor), role__in=roles).values_list("task_id", flat=True)
        found = list(own[: FEW + 1])
        rows = rows.filter(pk__in=set(found) if len(found) <= FEW else own)
    if filters.order == "number" and (filters.q or filters.parent):
        # Few rows match a word or a parent: reading the table once and sorting what is found beats walking it all in
        # the order of the index.
        return rows.order_by(Concat("order_key", Value("")), "id")
    return rows.order_by(*ORDERS.get(filters.order, ORDERS["number"]))


def driven(actor: Actor, rows: QuerySet[Task]) -> QuerySet[Task]:
    """Start from the reader's own duties where these are few.

    SQLite runs the door's EXISTS once for every task it walks over: a county with five tasks would wait for all of
    half a million. The condition added here only repeats what the door says.
    """
    seen = Duty.objects.filter(opened(actor, Task.scope)).order_by().values_list("task_id", flat=True)
    return rows if list(seen[FEW : FEW + 1]) else rows.filter(pk__in=set(seen))


def _conditions(actor: Actor, asked: Filters) -> Q:
    found = Q(state=asked.state) if asked.state else ~Q(state="dropped")
    if asked.state == "open":
        found = Q(state__in=rules.RUNNING)
    for name, value in (
        ("plan_id", asked.plan), ("clause_id", asked.clause), ("lead_unit_id", asked.lead), ("parent_id", asked.parent),
        ("category", asked.category),
    ):  # fmt: skip
        if value:
            found &= Q(**{name: value})
    if asked.unit:
        path = Unit.objects.filter(pk=asked.unit).values_list("path", flat=True).first()
        found &= _led_below(path) if path else Q(pk__in=[])
    if asked.top:
        found &= Q(parent=None)
    if asked.mine == "lead":
        found &= Q(lead_unit_id=here(actor))
    if asked.mine == "issued":
        found &= Q(issuer_id=here(actor))
    if asked.time:
        found &= time_is(asked.time)
    if asked.progress:
        found &= progress_is(asked.progress)
    found &= further(actor, asked)
    for word in asked.q.split()[:5]:
        units = list(Unit.objects.filter(name__icontains=word).values_list("pk", flat=True)[:200])
        found &= Q(title__icontains=word) | Q(number__icontains=word) | Q(lead_unit_id__in=units)
    return found


def _led_below(path: str) -> Q:
    """The condition that a task is led in a subtree; for a large one, such that no index of paths is chosen for it.

    Nearly every task meets the condition there, and those who walk an index by date or number are done after one page.
    SQLite cannot know: it does not see the bounds when it chooses. PostgreSQL does, and must not be kept from it.
    """
    inside = under(path, "lead_path")
    if connection.vendor != "sqlite" or not list(
        Task.objects.filter(inside).order_by().values_list("pk", flat=True)[FEW : FEW + 1]
    ):
        return inside
    low, high = subtree_bounds(path)
    column = Concat("lead_path", Value(""))
    return Q(GreaterThanOrEqual(column, low), LessThanOrEqual(column, high))


def ledger_page(actor: Actor, filters: Filters, number: int | str = 1, size: int = 50) -> Page[Any]:
    """A page of `LedgerRow`; a number that makes no sense gives the nearest page. ``page.paginator.is_capped``."""
    rows = tasks(actor, filters).select_related("lead_unit", "issuer", "plan", "clause", "basis")
    page = CappedPaginator(rows, size).get_page(number)
    page.object_list = ledger_rows(list(page.object_list))
    return page


def ledger_slice(actor: Actor, filters: Filters, offset: int, limit: int) -> tuple[list[LedgerRow], int]:
    """Some rows from a place on, and how many there are (counted to one beyond `MOST`)."""
    rows = tasks(actor, filters).select_related("lead_unit", "issuer", "plan", "clause", "basis")
    return ledger_rows(list(rows[offset : offset + limit])), CappedPaginator(rows, limit).count


def ledger_rows(rows: Sequence[Task], needs: Collection[str] = (), actor: Actor | None = None) -> list[LedgerRow]:
    """Lines of the ledger in a fixed number of queries. ``needs`` what the columns want beyond (`columns.Column.needs`)."""
    ids = [task.pk for task in rows]
    duties: dict[int, dict[str, list[Duty]]] = {pk: {} for pk in ids}
    wanted = Duty.objects.filter(task__in=ids, role__in=["lead", "joint", "support"])
    for duty in wanted.select_related("unit", "post").order_by("id"):
        duties[duty.task_id].setdefault(duty.role, []).append(duty)
    more, liaisons = beyond(rows, needs, actor)
    leads = {pk: next(iter(group.get("lead", ())), None) for pk, group in duties.items()}
    names = org.holders(lead.post for lead in leads.values() if lead and lead.post)
    shown, reports = lights(rows), report_states(ids)
    standards = grouped(Standard.objects.filter(task__in=ids).order_by("task_id", "ordering", "id"))
    targets = grouped(Target.objects.filter(task__in=ids).order_by("task_id", "ordering", "id"))
    found = []
    for task in rows:
        lead, group = leads[task.pk], duties[task.pk]
        post = lead.post if lead else None
        found.append(
            LedgerRow(
                task=task,
                lights=shown[task.pk],
                lead=lead.unit if lead else None,
                post=post.name if post else "",
                person=names.get(post.pk, "") if post else "",
                joint=tuple(duty.unit for duty in group.get("joint", ())),
                support=tuple(duty.unit for duty in group.get("support", ())),
                standards=tuple(standards.get(task.pk, ())),
                targets=tuple(targets.get(task.pk, ())),
                report=reports.get(task.pk, ""),
                duty=lead,
                liaison=liaisons.get(lead.unit_id, ("", ""))[0] if lead else "",
                phone=liaisons.get(lead.unit_id, ("", ""))[1] if lead else "",
                more=more[task.pk],
            )
        )
    return found


def beyond(
    rows: Sequence[Task], needs: Collection[str], actor: Actor | None
) -> tuple[dict[int, dict[str, Any]], dict[int, tuple[str, str]]]:
    """What only some columns show: facts by task, and (name, telephone) of the liaison by lead unit."""
    more: dict[int, dict[str, Any]] = {task.pk: {} for task in rows}
    leads = {task.lead_unit_id for task in rows if task.lead_unit_id}
    if "tags" in needs:
        tags = tags_of(leads)  # type: ignore[arg-type]
        for task in rows:
            more[task.pk]["tags"] = tuple(mark.tag.name for mark in tags.get(task.lead_unit_id or 0, ()))
    for added in panels.columns(PLACE):
        if added.key in needs and actor is not None:
            for pk, fact in added.facts(actor, list(more)).items():
                more[pk][added.key] = fact
    return more, org.liaisons_of(leads) if "liaison" in needs else {}  # type: ignore[arg-type]


def grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    """Rows of tasks, by task."""
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.task_id, []).append(row)
    return found
