"""What do the levels above, and other units, owe the unit acted for (以上率下)? The mirror of what it owes itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from luoshi.desk import rules
from luoshi.kernel import clock, panels
from luoshi.kernel.actor import Actor
from luoshi.kernel.panels import Awaited
from luoshi.kernel.queries import calendar
from luoshi.ledger.rules import Light, time_light
from luoshi.org.models import Unit
from luoshi.org.queries import standings
from luoshi.org.rules import relation


@dataclass(frozen=True)
class Waiting:
    """A line of the block: what is owed to us, for how many working days it has waited, and its time light."""

    awaited: Awaited
    light: Light
    days: int


def awaiting(actor: Actor) -> list[Waiting]:
    """Everything owed to the unit acted for: what has a limit first, by date; then the longest waiting."""
    unit_id = actor.unit_id
    if unit_id is None:
        return []
    rows = [row for source in panels.AWAITED for row in source(actor, unit_id)]
    peers = _peers(actor, {row.unit_id for row in rows}) if rows else frozenset()
    today, days = clock.today(), calendar()
    found = []
    for row in sorted(rows, key=lambda row: (row.due_on or date.max, row.since)):
        light = time_light(due_on=row.due_on, review_on=None, today=today, calendar=days, state="active")
        if row.due_on is None:
            light = replace(light, because=(), brief=None)
        elif row.unit_id in peers:
            light = rules.softened(light)
        found.append(Waiting(row, light, days.between(row.since, today)))
    return found


def _peers(actor: Actor, ids: Collection[int]) -> frozenset[int]:
    """Those of these units that stand beside one's own, not above it: of them one asks, and shows no red."""
    units: Sequence[Unit] = list(Unit.objects.filter(pk__in={*ids, actor.unit_id}))
    where = standings(units)
    own = where.get(actor.unit_id or 0)
    if own is None:
        return frozenset()
    return frozenset(pk for pk in ids if pk in where and relation(own, where[pk]) in rules.BESIDE)
