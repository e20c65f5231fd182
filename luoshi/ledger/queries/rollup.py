"""How do the places below stand, at a glance? From counters kept as work happens: not one task is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, SmallIntegerField, Sum, Value, When

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.queries import calendar
from luoshi.ledger import rules
from luoshi.ledger.models import Tally
from luoshi.ledger.queries.lights import nearest, thresholds
from luoshi.org.models import Unit
from luoshi.org.rules import is_within, subtree_bounds

W = Tally.What
GONE, ON = 0, 1
"""The first spans of days: gone by, and today."""
Counts = Counter[tuple[int, int]]
"""(what, span of days) → number."""


@dataclass(frozen=True)
class Rollup:
    """The tasks led by a unit or below it: how many are running and completed, and how many running ones show each light.

    ``time`` green, yellow, red, paused, none; ``progress`` green, yellow, red, ahead, paused, none.
    """

    unit: Unit
    open: int
    completed: int
    time: Mapping[str, int]
    progress: Mapping[str, int]


def rollup(actor: Actor, unit: Unit) -> list[Rollup]:
    """One line for each unit directly below, in the order of the tree."""
    return rollups(actor, list(Unit.objects.filter(parent=unit, abolished_on=None).order_by("path")))


def rollups(actor: Actor, units: Sequence[Unit]) -> list[Rollup]:
    """One line for each of these units, as of this very moment.

    `NotVisible` unless the actor sees the whole subtree of each: whoever does sees every task that is counted. Where
    places have their own days of warning, those of the place shown decide between green and yellow.
    """
    sights = [path for path, subtree in actor.reach() if subtree]
    if not all(any(is_within(unit.path, path) for path in sights) for unit in units):
        raise NotVisible
    today, settings = clock.today(), thresholds()
    until = {limits: rules.warning_until(today, calendar(), limits) for limits in set(settings.values())}
    spans = [today, *sorted(set(until.values()) - {today})]
    counts = _counted([unit.path for unit in units], spans)
    return [_line(unit, counts[unit.path], spans.index(until[nearest(unit.path, settings)]) + ON) for unit in units]


def _counted(paths: Sequence[str], spans: Sequence[date]) -> dict[str, Counts]:
    """Sums by path, what, and span of days: gone by, today, up to the first day of warning, up to the next, and so on.

    One statement, so that a fold just now can neither hide a change nor show it twice. Later days are not read.
    """
    found: dict[str, Counts] = {path: Counter() for path in paths}
    lengths = {len(path) for path in paths}
    ends = [When(day__lte=day, then=Value(number)) for number, day in enumerate(spans, ON)]
    span = Case(When(day__lt=spans[0], then=Value(GONE)), *ends, output_field=SmallIntegerField())
    near = Tally.objects.filter(day__lte=spans[-1])
    kept = near.filter(folded=True, path__in=paths)
    new = near.filter(
        folded=False, path__gte=min(paths, default=""), path__lte=subtree_bounds(max(paths, default=""))[1]
    )
    sums = [rows.values_list("folded", "path", "what", span).annotate(n=Sum("number")) for rows in (kept, new)]
    for folded, path, what, when, number in sums[0].union(sums[1], all=True):
        for counted in (path,) if folded else {path[:length] for length in lengths}:
            if counted in found:
                found[counted][what, when] += number
    return found


def _line(unit: Unit, counts: Counts, until: int) -> Rollup:
    def of(what: Tally.What, first: int = GONE, last: int = ON) -> int:
        return sum(counts[what, span] for span in range(first, last + 1))

    running, paused, dated, known = (of(what) for what in (W.RUNNING, W.PAUSED, W.DATED, W.KNOWN))
    late, soon = of(W.DUE, last=GONE), of(W.DUE, ON, until)
    early = of(W.UNSTARTED) - of(W.STARTS)
    far, behind = of(W.FAR_BEHIND), of(W.BEHIND)
    ahead = known - of(W.AHEAD, last=GONE)
    return Rollup(
        unit=unit,
        open=running,
        completed=of(W.COMPLETED),
        time={
            "green": dated - late - soon,
            "yellow": soon,
            "red": late,
            "paused": paused,
            "none": running - paused - dated,
        },
        progress={
            "green": known - early - ahead - behind,
            "yellow": behind - far,
            "red": far,
            "ahead": ahead,
            "paused": paused,
            "none": running - paused - known + early,
        },
    )
