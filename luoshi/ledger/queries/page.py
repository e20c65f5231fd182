"""Which tasks does a reader see, in which order? Fast at half a million tasks; see `driven`."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from luoshi.kernel.actor import Actor
from luoshi.kernel.search import holding
from luoshi.ledger import rules
from luoshi.ledger.models import Duty, Task
from luoshi.ledger.queries.conditions import further
from luoshi.ledger.queries.facts import here
from luoshi.ledger.queries.lights import progress_is, time_is
from luoshi.ledger.queries.rows import unit_by_key
from luoshi.ledger.queries.shapes import Filters
from luoshi.org.models import Unit
from luoshi.org.rules import subtree_bounds
from luoshi.org.scope import opened, under

FEW = 5_000
"""A reader with no more duty rows than this is served from the duties' side."""
MANY_SECONDS = 300.0
RUNNING_LIGHTS = frozenset({"red", "yellow", "green"})
"""States of the time light that only a running clock shows."""

ORDERS: dict[str, tuple[str, ...]] = {
    "number": ("order_key", "id"),
    "due": ("deadline", "id"),
    "late": ("-deadline", "-id"),
    "lead": ("lead_path", "order_key", "id"),
}
"""In which orders the list is read: each begins with an index, so that a page of half a million is a page."""


def tasks(actor: Actor, filters: Filters, unit: Unit | None = None) -> QuerySet[Task]:
    """The visible tasks that meet the conditions, in order. ``unit`` the one that ``filters`` asks for, if it is at hand."""
    if filters.unit and unit is None:
        unit = unit_by_key(filters.unit)
    rows = driven(actor, composed(actor, filters, unit, is_large=unit is not None and is_large(unit.path)))
    if filters.mine in {"support", "any"}:
        roles = ["joint", "support"] if filters.mine == "support" else ["lead", "joint", "support"]
        own = Duty.objects.filter(unit_id=here(actor), role__in=roles).values_list("task_id", flat=True)
        found = list(own[: FEW + 1])
        rows = rows.filter(pk__in=set(found) if len(found) <= FEW else own)
    return rows


def composed(actor: Actor, filters: Filters, unit: Unit | None, *, is_large: bool) -> QuerySet[Task]:
    """The list as far as it follows from what is asked and by whom, in order (see `keys.Shape`)."""
    rows = Task.objects.visible_to(actor).filter(_conditions(actor, filters, unit, is_large))
    if filters.order == "number" and (filters.q or filters.parent):
        # Few rows match a word or a parent: reading the table once and sorting what is found beats walking it all in
        # the order of the index.
        return rows.order_by(Concat("order_key", Value("")), "id")
    order = ORDERS.get(filters.order, ORDERS["number"])
    if filters.time in RUNNING_LIGHTS:
        # the same order; the index of what runs holds nothing that was completed
        order = tuple(name.replace("deadline", "running_until") for name in order)
    return rows.order_by(*order)


def driven(actor: Actor, rows: QuerySet[Task]) -> QuerySet[Task]:
    """Start from the reader's own duties where these are few.

    SQLite runs the door's EXISTS once for every task it walks over: a county with five tasks would wait for all of
    half a million. The condition added here only repeats what the door says.
    """
    return rows if is_wide(actor) else rows.filter(pk__in=set(_seen(actor)))


def is_wide(actor: Actor) -> bool:
    """Whether the reader sees many duties."""
    return _many(repr(sorted(actor.reach())), lambda: _seen(actor))


def _seen(actor: Actor) -> QuerySet[Duty, int]:
    return Duty.objects.filter(opened(actor, Task.scope)).order_by().values_list("task_id", flat=True)


def is_large(path: str) -> bool:
    """Whether many tasks are led in a subtree. Asked for SQLite's sake alone."""
    if connection.vendor != "sqlite":
        return False
    return _many(path, lambda: Task.objects.filter(under(path, "lead_path")).order_by().values_list("pk"))


_known_many: dict[str, float] = {}


def _many(what: str, rows: Callable[[], QuerySet[Any, Any]]) -> bool:
    """Whether there are more than `FEW`; a yes holds for a while, since it only chooses the way to the same rows."""
    now = time.monotonic()
    if _known_many.get(what, 0) > now:
        return True
    found = bool(list(rows()[FEW : FEW + 1]))
    if found:
        _known_many[what] = now + MANY_SECONDS
    return found


def _conditions(actor: Actor, asked: Filters, unit: Unit | None, is_large: bool) -> Q:
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
        found &= _led_below(unit.path, is_large) if unit else Q(pk__in=[])
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
        found &= holding(Task, word) | Q(lead_unit_id__in=units)
    return found


def _led_below(path: str, is_large: bool) -> Q:
    """The condition that a task is led in a subtree; for a large one, such that no index of paths is chosen for it.

    Nearly every task meets the condition there, and those who walk an index by date or number are done after one page.
    SQLite cannot know: it does not see the bounds when it chooses. PostgreSQL does, and must not be kept from it.
    """
    if not is_large:
        return under(path, "lead_path")
    low, high = subtree_bounds(path)
    column = Concat("lead_path", Value(""))
    return Q(GreaterThanOrEqual(column, low), LessThanOrEqual(column, high))
