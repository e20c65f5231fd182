"""When is the next turn of what happens by itself, and what if one was missed?

An excused writer like the queue. What an administrator changes goes through the door (`kernel.jobs.moves`).
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from luoshi.kernel import clock, rhythm
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.jobs import queue, registry
from luoshi.kernel.models import Schedule
from luoshi.kernel.queries import calendar


def next_turn(text: str) -> datetime:
    """The next turn of a rhythm, at the instance's place."""
    found = rhythm.read(text)
    if found is None:
        raise ValueError(f"no rhythm: {text!r}")
    return rhythm.next_after(found, timezone.localtime(clock.now()), calendar().is_working)


def ensure() -> None:
    """Write a row for every schedule that has none yet; those that an administrator has changed stay."""
    known = set(Schedule.objects.values_list("name", flat=True))
    rows = [
        Schedule(name=one.name, rhythm=one.rhythm, number=one.number, next_run=next_turn(one.rhythm))
        for one in registry.ROUNDS.values()
        if one.name not in known
    ]
    Schedule.objects.bulk_create(rows, ignore_conflicts=True)


def number_of(name: str) -> int:
    """The figure that is set with a schedule."""
    found = Schedule.objects.filter(name=name).values_list("number", flat=True).first()
    proposed = registry.ROUNDS[name].number
    return found if found is not None else proposed or 0


def run_due() -> int:
    """Put what is due into the queue, however many turns were missed; how many.

    The row's own turn is the condition, so that of two workers one does it; the job and the next turn commit together.
    """
    due = Schedule.objects.filter(paused=False, next_run__lte=clock.now(), name__in=list(registry.ROUNDS))
    found = 0
    for row in due.order_by("next_run"):
        with transaction.atomic():
            mine = Schedule.objects.filter(pk=row.pk, next_run=row.next_run)
            if mine.update(next_run=next_turn(row.rhythm), last_run=clock.now()):
                queue.later(SYSTEM, row.name, key=f"{row.name} {row.next_run.isoformat()}")
                found += 1
    return found
