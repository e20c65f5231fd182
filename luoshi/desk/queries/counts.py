"""How many tasks show which light, in one pass, however many there are?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr

from luoshi.desk.rules import Tally
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.ledger import queries as ledger
from luoshi.ledger.models import Task
from luoshi.ledger.queries import Filters
from luoshi.ledger.queries.lights import progress_is, time_is
from luoshi.org.models import Unit
from luoshi.org.rules import is_within
from luoshi.org.scope import under


@dataclass(frozen=True)
class Node:
    """Where one looks from: a unit, and whether its whole subtree is open to the reader."""

    unit: Unit
    whole: bool


def node(actor: Actor, asked: str) -> Node:
    """The node asked for, if it may be seen; else the place whose subtree the actor sees, or one's own unit."""
    if asked:
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 12 else 0
        unit = Unit.objects.get_visible(actor, pk=number)
        return Node(unit, any(subtree and is_within(unit.path, path) for path, subtree in actor.reach()))
    sights = [held.sight for held in actor.grants if held.unit_id == actor.unit_id and held.sight]
    found = Unit.objects.filter(path=min(sights) if sights else actor.path).first()
    if found is None:
        raise NotVisible
    return Node(found, bool(sights))


EVERY = Filters()
"""No condition."""


def seen(actor: Actor, asked: Filters = EVERY) -> QuerySet[Task]:
    """The tasks that the ledger shows this actor, or those of them that are asked for."""
    return ledger.tasks(actor, asked).order_by()


def columns() -> dict[str, Any]:
    """The aggregates of a `Tally`; the very conditions that the ledger's filters use."""
    found: dict[str, Any] = {"total": Count("pk")}
    for state in ("red", "yellow", "green", "paused", "closed"):
        found[f"time_{state}"] = Count("pk", filter=time_is(state))
    for state in ("red", "yellow", "green", "ahead"):
        found[f"progress_{state}"] = Count("pk", filter=progress_is(state))
    return found


def tally(rows: QuerySet[Task]) -> Tally:
    """All of them together."""
    return Tally(**rows.aggregate(**columns()))


def tallies(rows: QuerySet[Task], by: str) -> dict[Any, Tally]:
    """By the value of a column."""
    return {row.pop(by): Tally(**row) for row in rows.values(by).annotate(**columns())}


def tallies_below(rows: QuerySet[Task], paths: Iterable[str]) -> dict[str, Tally]:
    """By subtree: one query for each depth among ``paths``."""
    by_length: dict[int, list[str]] = {}
    for path in paths:
        by_length.setdefault(len(path), []).append(path)
    found: dict[str, Tally] = {}
    for length, wanted in by_length.items():
        inside = rows.annotate(area=Substr("lead_path", 1, length)).filter(area__in=wanted)
        found |= tallies(inside, "area")
    return found


def below(unit: Unit) -> Q:
    """The condition that a task is led within a subtree."""
    return under(unit.path, "lead_path")
