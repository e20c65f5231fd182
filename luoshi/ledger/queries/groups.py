"""Under which headings do the ledger's rows stand, and how many stand under each?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Min, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.ledger.models import Task
from luoshi.ledger.queries.headings import headings
from luoshi.ledger.queries.page import tasks
from luoshi.ledger.queries.paging import MOST, task_count
from luoshi.ledger.queries.shapes import LedgerRow, View
from luoshi.ledger.queries.table import Table, table
from luoshi.org.models import Unit, UnitTag
from luoshi.org.queries import in_force
from luoshi.org.queries.tags import tags_of


@dataclass(frozen=True)
class Group:
    """Rows of this page under one heading. ``count`` of all pages; None where there are too many to count."""

    name: str
    rows: tuple[LedgerRow, ...]
    count: int | None = None


@dataclass(frozen=True)
class Grouped:
    """A page of the ledger under its headings."""

    table: Table
    groups: tuple[Group, ...]


BY: dict[str, tuple[str, ...]] = {
    "clause": ("plan_id", "clause_id", "category"),
    "lead": ("lead_unit_id",),
    "unit": ("lead_unit__place_path",),
    "tag": ("first_tag",),
}
"""What rows under one heading have in common."""
SORTED = ("unit", "tag")
"""Groupings that no index orders by: possible where the rows are few, else each page is put under headings by itself."""


def groups_of(actor: Actor, view: View, number: int | str = 1, size: int = 50) -> Grouped:
    """One page of a view under its headings."""
    asked = replace(view.filters, order="lead") if view.group == "lead" else view.filters
    view = replace(view, filters=asked)
    if view.group not in BY:
        found = table(actor, view, number, size)
        return Grouped(found, tuple(_put(found.page.object_list, {}, {})))
    rows: Any = tasks(actor, asked)
    if view.group == "tag":
        rows = rows.annotate(first_tag=_first_tag())
    keys: Any = None
    if view.group in SORTED and task_count(actor, asked) <= (MOST, True):
        keys = rows.order_by(*BY[view.group], "order_key", "id").values_list("pk", flat=True)
    found = table(actor, view, number, size, keys)
    pages: Any = found.page.paginator
    few = not pages.is_capped and pages.count <= MOST
    shown = [row.task for row in found.page.object_list]
    names = _names(view.group, shown)
    counts = _counts(rows, view.group) if few and shown else {}
    return Grouped(found, tuple(_put(found.page.object_list, names, counts)))


def _put(rows: Iterable[LedgerRow], names: Mapping[int, str], counts: Mapping[str, int]) -> Iterable[Group]:
    found: dict[str, list[LedgerRow]] = {}
    for row in rows:
        found.setdefault(names.get(row.task.pk, ""), []).append(row)
    for heading, members in found.items():
        yield Group(heading, tuple(members), counts.get(heading))


def _first_tag() -> Subquery:
    marks = UnitTag.objects.filter(in_force(clock.today()), unit=OuterRef("lead_unit"), tag__retired_on=None)
    return Subquery(marks.order_by("tag__ordering", "tag_id").values("tag_id")[:1])


def _counts(rows: QuerySet[Task], group: str) -> dict[str, int]:
    """How many stand under each heading, on all pages: counted by what they have in common, named by one of each."""
    counted = {
        row["one"]: row["n"] for row in rows.order_by().values(*BY[group]).annotate(n=Count("pk"), one=Min("pk"))
    }
    ones: Any = Task.objects.filter(pk__in=counted).select_related("lead_unit", "plan", "clause")
    found: Counter[str] = Counter()
    for pk, name in _names(group, list(ones)).items():
        found[name] += counted[pk]
    return dict(found)


def _names(group: str, found: Sequence[Task]) -> dict[int, str]:
    """The heading of each task."""
    if group == "clause":
        return headings(found)
    leads = {task.pk: task.lead_unit for task in found}
    if group == "lead":
        return {pk: lead.name if lead else gettext("没有牵头单位") for pk, lead in leads.items()}
    if group == "unit":
        paths = {lead.place_path for lead in leads.values() if lead}
        places = dict(Unit.objects.filter(path__in=paths).values_list("path", "name"))
        return {pk: places.get(lead.place_path if lead else "", gettext("没有牵头单位")) for pk, lead in leads.items()}
    if group == "tag":
        marks = tags_of(lead for lead in leads.values() if lead)
        firsts = {pk: marks.get(lead.pk if lead else 0, ()) for pk, lead in leads.items()}
        return {pk: tags[0].tag.name if tags else gettext("没有标签") for pk, tags in firsts.items()}
    return {}
