"""Has a problem been there before?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from luoshi.kernel.actor import Actor
from luoshi.kernel.say import Say
from luoshi.problems import rules
from luoshi.problems.models import Problem
from luoshi.problems.queries.facts import limits_at
from luoshi.problems.rules import Known

MOST = 200
"""Earlier problems of a unit that are compared."""


@dataclass(frozen=True)
class Before:
    """An earlier problem that looks like this one, and why."""

    problem: Problem
    because: tuple[Say, ...]


def recurrences(actor: Actor, problem: Problem) -> list[Before]:
    """Earlier problems of the unit, within sight, that this one may repeat."""
    days = limits_at(problem.keeper.path).recurrence_days
    since = problem.found_on - timedelta(days=days)
    rows = Problem.objects.visible_to(actor).filter(unit=problem.unit_id, found_on__range=(since, problem.found_on))
    earlier = rows.exclude(pk=problem.pk or 0).exclude(state="withdrawn").order_by("-found_on", "-pk")[:MOST]
    known = {row.pk: row for row in earlier if not problem.pk or row.pk < problem.pk}
    found = rules.recurring(_known(problem), [_known(row) for row in known.values()], days)
    return [Before(known[one.pk], one.because) for one in found]


def _known(row: Problem) -> Known:
    found: date = row.found_on
    return Known(row.pk or 0, row.unit_id, row.theme, f"{row.title}{row.facts}", found, row.number)
