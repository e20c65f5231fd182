"""Whose light has turned for the worse in a week? From the days on which lights turn, which every task carries.

What turned because its figures or its date were changed is told by the task's own trail; here is what time has done.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from luoshi.desk.queries.counts import EVERY
from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.say import Say, say
from luoshi.ledger import queries as ledger
from luoshi.ledger.models import Task
from luoshi.ledger.queries import Filters
from luoshi.org.models import Unit

SHOWN = 8


@dataclass(frozen=True)
class Turned:
    """A task, which of its lights turned from what to what, on which day, and why."""

    task: Task
    kind: str
    before: str
    after: str
    on: date
    because: Say


def worsened(actor: Actor, node: Unit, days: int = 7, asked: Filters = EVERY) -> tuple[list[Turned], int]:
    """The worst of them, and how many there are."""
    today = clock.today()
    since = today - timedelta(days=days)
    base = (
        ledger.tasks(actor, replace(asked, unit=node.pk, state="open")).filter(paused=False).order_by("order_key", "id")
    )
    found: list[Turned] = []
    count = 0
    for field, first, last, turn in (
        ("deadline", since, today - timedelta(days=1), _late),
        ("far_behind_from", since + timedelta(days=1), today, _far),
        ("behind_from", since + timedelta(days=1), today, _behind),
    ):
        rows = base.filter(**{f"{field}__range": (first, last)})
        if field == "behind_from":
            rows = rows.exclude(far_behind_from__lte=today)
        part = list(rows[: SHOWN + 1])
        count += len(part) if len(part) <= SHOWN else rows.count()
        found += [turn(task) for task in part]
    return found[:SHOWN], count


def _late(task: Task) -> Turned:
    return Turned(task, "time", "yellow", "red", task.deadline, say("{day}到期，尚未完成", day=task.deadline))


def _far(task: Task) -> Turned:
    day = task.far_behind_from or task.deadline
    return Turned(task, "progress", "yellow", "red", day, say("{day}起与序时的差距达到严重滞后", day=day))


def _behind(task: Task) -> Turned:
    day = task.behind_from or task.deadline
    return Turned(task, "progress", "green", "yellow", day, say("{day}起低于序时进度", day=day))
