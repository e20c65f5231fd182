"""How do the places below stand, at a glance? From counters kept as work happens: not one task is read."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.prepared import Prepared
from luoshi.kernel.queries import calendar
from luoshi.ledger import rules
from luoshi.ledger.models import Tally
from luoshi.ledger.queries.lights import nearest, thresholds
from luoshi.ledger.queries.shapes import Filters
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
    return standings_now(units)


def standings_now(units: Sequence[Unit]) -> list[Rollup]:
    """The same for a job that shows nobody anything. Whoever shows it asks `rollups`."""
    today, settings = clock.today(), thresholds()
    until = {limits: rules.warning_until(today, calendar(), limits) for limits in set(settings.values())}
    spans = [today, *sorted(set(until.values()) - {today})]
    counts = _counted([unit.path for unit in units], spans)
    return [_line(unit, counts[unit.path], spans.index(until[nearest(unit.path, settings)]) + ON) for unit in units]


def counted(actor: Actor, asked: Filters, unit: Unit | None) -> int | None:
    """How many tasks a list has, where the counters know without reading one; None where they do not.

    They know each light below a unit whose whole subtree the reader sees. (Where places have their own days of
    warning, a list goes by the issuer's and the counters by the place's: then only what is overdue is the same.)
    """
    bare = replace(asked, unit=None, time="", progress="", state="", order="number")
    if unit is None or bare != Filters() or sum(map(bool, (asked.time, asked.progress, asked.state))) != 1:
        return None
    try:
        row = rollups(actor, [unit])[0]
    except NotVisible:
        return None
    if asked.state:
        known = {"open": row.open, "completed": row.completed}
        return known.get(asked.state)
    if asked.progress:
        return row.progress[asked.progress] if asked.progress in {"red", "yellow", "green", "ahead"} else None
    own_days = len(thresholds()) > 1
    return row.time[asked.time] if asked.time in ({"red"} if own_days else {"red", "yellow", "green"}) else None


def led_below(actor: Actor) -> int:
    """How many tasks, running or completed, are led where the reader sees whole subtrees: each of them is in sight."""
    paths = [path for path, subtree in actor.reach() if subtree]
    counts = _counted(paths, [clock.today()])
    return sum(counts[path][what, span] for path in paths for what in (W.RUNNING, W.COMPLETED) for span in (GONE, ON))


def _counted(paths: Sequence[str], spans: Sequence[date]) -> dict[str, Counts]:
    """Sums by path, what, and span of days: gone by, today, up to the first day of warning, up to the next, and so on.

    One statement, so that a fold just now can neither hide a change nor show it twice. Later days are not read.
    """
    found: dict[str, Counts] = {path: Counter() for path in paths}
    if not found:
        return found
    lengths = {len(path) for path in paths}
    rows = _SUMS([*found], spans[-1], min(paths), max(subtree_bounds(path)[1] for path in paths))
    for folded, path, what, day, number in rows:
        span = bisect_left(spans, day) + ON if day >= spans[0] else GONE
        for counted_path in (path,) if folded else {path[:length] for length in lengths}:
            if counted_path in found:
                found[counted_path][what, span] += number
    return found


def _sums(paths: Sequence[str], until: date, low: str, high: str) -> Any:
    near = Tally.objects.filter(day__lte=until)
    kept = near.filter(folded=True, path__in=paths).values_list("folded", "path", "what", "day", "number")
    new = near.filter(folded=False, path__gte=low, path__lte=high)
    return kept.union(new.values_list("folded", "path", "what", "day", "number"), all=True)


_SUMS: Prepared[tuple[bool, str, int, date, int]] = Prepared(_sums)


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
