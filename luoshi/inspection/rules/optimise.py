"""Better dates by a solver, where one is installed (`pip install luoshi[optimise]`: HiGHS).

It is given what the draw has settled, and moves nothing but weeks: whoever may choose targets by optimising has no draw
any more. One binary per trip and week, a row per trip, per week, per inspector and week, per place and stretch of weeks; the linear
relaxation gives a bound, and the gap to it is told with the result.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from luoshi.inspection.rules.schedule import Rules, Schedule, Trip, arrange, judged

SOLVER = "highspy"
SECONDS = 5.0
NEAR = 0.001
"""A gap that nobody would wait for."""


def is_there() -> bool:
    """Whether the solver is installed."""
    return find_spec(SOLVER) is not None


def best(trips: Sequence[Trip], weeks: int, seconds: float = SECONDS, rules: Rules = Rules()) -> Schedule:  # noqa: B008 - frozen
    """The better of the greedy arrangement and what the solver finds in its time."""
    greedy = arrange(trips, weeks, rules)
    if greedy.gap <= NEAR or not is_there():
        return greedy
    found = _solved(trips, weeks, seconds, rules, greedy)
    return found if (len(found.left), found.total) <= (len(greedy.left), greedy.total) else greedy


class _Rows:
    """Constraints, each a lower and an upper limit on some columns, as the solver takes them: row by row."""

    def __init__(self) -> None:
        self.low: list[float] = []
        self.high: list[float] = []
        self.start: list[int] = []
        self.index: list[int] = []

    def add(self, low: float, high: float, columns: Sequence[int]) -> None:
        self.low.append(low)
        self.high.append(high)
        self.start.append(len(self.index))
        self.index += columns


def _rows(trips: Sequence[Trip], weeks: int, rules: Rules, most: int) -> _Rows:
    """Column ``at * weeks + week`` sends a trip in a week; the last columns leave one out."""
    rows, spare = _Rows(), len(trips) * weeks
    by_person: dict[int, list[int]] = {}
    by_place: dict[str, list[int]] = {}
    for at, trip in enumerate(trips):
        rows.add(1, 1, [*range(at * weeks, (at + 1) * weeks), spare + at])
        by_place.setdefault(trip.place, []).append(at)
        for one in sorted(trip.team):
            by_person.setdefault(one, []).append(at)
    for week in range(weeks):
        rows.add(0, most, [at * weeks + week for at in range(len(trips))])
    for listed in by_person.values():
        if len(listed) > 1:
            for week in range(weeks):
                rows.add(0, 1, [at * weeks + week for at in listed])
    for listed in by_place.values():
        if len(listed) > rules.per_place:
            for first in range(max(weeks - rules.within, 0) + 1):
                stretch = range(first, min(first + rules.within, weeks))
                rows.add(0, rules.per_place, [at * weeks + week for at in listed for week in stretch])
    return rows


def _solved(trips: Sequence[Trip], weeks: int, seconds: float, rules: Rules, greedy: Schedule) -> Schedule:
    import highspy  # an extra, and slow to load

    most = max(rules.level(len(trips), weeks), *Counter(greedy.week.values()).values())
    weeks = min(weeks, max(greedy.weeks, 1)) if not greedy.left else weeks
    model = _model(highspy, trips, weeks, rules, most)
    solver = highspy.Highs()
    for name, value in (("output_flag", False), ("time_limit", seconds), ("mip_rel_gap", NEAR), ("threads", 2)):
        solver.setOptionValue(name, value)
    solver.passModel(model)
    first = highspy.HighsSolution()
    first.col_value = _start(trips, weeks, greedy)
    solver.setSolution(first)
    solver.run()
    values, info = solver.getSolution().col_value, solver.getInfo()
    chosen = {
        trip.target: week
        for at, trip in enumerate(trips)
        for week in range(weeks)
        if values and values[at * weeks + week] > 0.5
    }
    left = len(trips) - len(chosen)
    return judged(trips, chosen, rules, most, max(info.mip_dual_bound - left * _fine(weeks), 0), "HiGHS")


def _fine(weeks: int) -> float:
    """What leaving a trip out costs: more than any week."""
    return 4.0 * weeks


def _start(trips: Sequence[Trip], weeks: int, greedy: Schedule) -> list[float]:
    values = [0.0] * (len(trips) * (weeks + 1))
    for at, trip in enumerate(trips):
        week = greedy.week.get(trip.target)
        values[len(trips) * weeks + at if week is None else at * weeks + week] = 1.0
    return values


def _model(highspy: Any, trips: Sequence[Trip], weeks: int, rules: Rules, most: int) -> Any:
    rows, columns = _rows(trips, weeks, rules, most), len(trips) * (weeks + 1)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, len(rows.low)
    model.col_cost_ = [float(week) for _trip in trips for week in range(weeks)] + [_fine(weeks)] * len(trips)
    kept = [float(trip.at == week) for trip in trips for week in range(weeks)]
    free = [trip.at is None for trip in trips for _week in range(weeks)]
    model.col_lower_ = [0.0 if may else one for one, may in zip(kept, free, strict=True)] + [0.0] * len(trips)
    model.col_upper_ = [1.0 if may else one for one, may in zip(kept, free, strict=True)] + [1.0] * len(trips)
    model.row_lower_, model.row_upper_ = rows.low, rows.high
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = [*rows.start, len(rows.index)]
    model.a_matrix_.index_ = rows.index
    model.a_matrix_.value_ = [1.0] * len(rows.index)
    model.integrality_ = [highspy.HighsVarType.kInteger] * columns
    return model
