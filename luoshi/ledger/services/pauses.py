"""Stopping and starting a task's clock. The ordered date stays; the clock runs on by the working days that were stopped."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.ledger import queries
from luoshi.ledger.models import Pause, Request, Task
from luoshi.ledger.rules import pauses


def stop_clock(
    actor: Actor, task: Task, kind: str, *, reason: str, request: Request | None = None, until_on: date | None = None
) -> None:
    """Stop the clock of a task, unless it is stopped for this reason already."""
    if Pause.objects.filter(task=task, kind=kind, ends_on=None).exists():
        return
    row = Pause(
        task=task, kind=kind, request=request, starts_on=clock.today(), until_on=until_on, reason=reason.strip()[:200]
    )
    with actions.atomic():
        actions.create(actor, "ledger.pause.begin", row)
        _reckon(actor, task)


def start_clock(actor: Actor, task: Task, kind: str) -> None:
    """End the pause of this kind, if there is one, and count it."""
    with actions.atomic():
        for row in Pause.objects.filter(task=task, kind=kind, ends_on=None):
            today = clock.today()
            days = pauses.stopped([pauses.Span(row.starts_on, today)], today, queries.calendar())
            actions.change(actor, "ledger.pause.end", row, ends_on=today, working_days=days)
        _reckon(actor, task)


def reckon_clocks(actor: Actor, tasks: Iterable[Task]) -> int:
    """Count the pauses of these tasks anew, after the calendar has changed; how many clocks moved."""
    moved = 0
    for task in tasks:
        before = task.clock_until
        with actions.atomic():
            for row in Pause.objects.filter(task=task, ends_on__isnull=False):
                days = pauses.stopped([queries.span_of(row)], clock.today(), queries.calendar())
                actions.change(actor, "ledger.pause.count", row, working_days=days)
            _reckon(actor, task)
        moved += task.clock_until != before
    return moved


def _reckon(actor: Actor, task: Task) -> None:
    """Keep what follows from the pauses with the task: whether it stands still, for how long it did, and the date that counts."""
    task.refresh_from_db()
    spans = queries.counted_spans(task)
    ended = [span for span in spans if span.ends_on is not None]
    days = pauses.stopped(ended, clock.today(), queries.calendar())
    changes: dict[str, Any] = {
        "paused": any(span.ends_on is None for span in spans),
        "paused_days": days,
        "clock_until": pauses.runs_until(task.due_on or task.review_on, days, queries.calendar()),
    }
    actions.change(actor, "ledger.task.clock", task, **changes)
