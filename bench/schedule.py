"""Prints how far from the least a year's dates are: greedy, and by HiGHS where it is installed, in the same run.

python -m bench.schedule [TARGETS [INSPECTORS [WEEKS [SECONDS [SEED]]]]]
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter

from luoshi.inspection.rules import optimise
from luoshi.inspection.rules.schedule import Rules, Schedule, Trip, arrange


def trips_of(targets: int, inspectors: int, seed: int) -> list[Trip]:
    """Targets in places of four or so, each with two inspectors as a draw would give them."""
    numbers = random.Random(seed)
    places = [f"p{numbers.randrange(max(targets // 4, 1))}" for _ in range(targets)]
    return [Trip(at, place, frozenset(numbers.sample(range(inspectors), 2))) for at, place in enumerate(places)]


def kept(trips: list[Trip], found: Schedule, rules: Rules) -> bool:
    """Whether nobody is in two places, and no place is overrun."""
    people: set[tuple[int, int]] = set()
    places: dict[str, list[int]] = {}
    for trip in trips:
        week = found.week.get(trip.target)
        if week is None:
            continue
        if any((one, week) in people for one in trip.team):
            return False
        people |= {(one, week) for one in trip.team}
        places.setdefault(trip.place, []).append(week)
    return all(
        sum(first <= week < first + rules.within for week in weeks) <= rules.per_place
        for weeks in places.values()
        for first in weeks
    )


def main(targets: int = 400, inspectors: int = 60, weeks: int = 48, seconds: int = 60, seed: int = 1) -> None:
    trips, rules = trips_of(targets, inspectors, seed), Rules()
    ways = {"greedy": lambda: arrange(trips, weeks), "HiGHS": lambda: optimise.best(trips, weeks, seconds)}
    found: dict[str, tuple[Schedule, float]] = {}
    for name, way in ways.items():
        if name == "greedy" or optimise.is_there():
            start = time.perf_counter()
            found[name] = way(), time.perf_counter() - start
    least = max(one.least for one, _ in found.values())
    for name, (one, took) in found.items():
        gap = round((one.total - least) * 100 / least, 2)
        line = {
            "how": name, "targets": targets, "inspectors": inspectors, "weeks": weeks, "used": one.weeks, "bound_weeks": one.bound,
            "most_a_week": max(Counter(one.week.values()).values()), "left": len(one.left), "total": one.total,
            "bound": round(least, 1), "gap_percent": gap, "rules_kept": kept(trips, one, rules), "seconds": round(took, 1),
        }  # fmt: skip
        print(json.dumps(line))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
