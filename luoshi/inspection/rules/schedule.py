"""When does each team go? Targets and teams are settled by the draw; this only finds dates, so that nobody is in two places.

Greedy in drawing order: the earliest week in which everybody on the team is free and the place is not overrun. The bound is
what no arrangement can beat: the inspector with most visits needs so many weeks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Trip:
    """A target with its team, and the place whose visits are counted together."""

    target: int
    place: str
    team: frozenset[int]


@dataclass(frozen=True)
class Schedule:
    """Target → the week it is visited in (0 the first). ``weeks`` used, ``bound`` needed at least; ``left``: no room for these."""

    week: dict[int, int]
    weeks: int
    bound: int
    left: tuple[int, ...]

    @property
    def gap(self) -> float:
        """How much longer than the bound, as a share."""
        return (self.weeks - self.bound) / self.bound if self.bound else 0.0


def arrange(trips: Sequence[Trip], weeks: int, per_place: int = 2, within: int = 4) -> Schedule:
    """Weeks for trips: no inspector twice in a week, no place more than ``per_place`` times in ``within`` weeks."""
    busy: set[tuple[int, int]] = set()
    seen: dict[str, list[int]] = {}
    chosen: dict[int, int] = {}
    left = []
    for trip in trips:
        for week in range(weeks):
            near = sum(abs(week - other) < within for other in seen.get(trip.place, ()))
            if near < per_place and not any((one, week) in busy for one in trip.team):
                busy.update((one, week) for one in trip.team)
                seen.setdefault(trip.place, []).append(week)
                chosen[trip.target] = week
                break
        else:
            left.append(trip.target)
    return Schedule(chosen, max(chosen.values(), default=-1) + 1, _bound(trips, per_place, within), tuple(left))


def _bound(trips: Sequence[Trip], per_place: int, within: int) -> int:
    load: dict[int, int] = {}
    places: dict[str, int] = {}
    for trip in trips:
        places[trip.place] = places.get(trip.place, 0) + 1
        for one in trip.team:
            load[one] = load.get(one, 0) + 1
    by_place = [(count - 1) // per_place * within + 1 for count in places.values()]
    return max([*load.values(), *by_place], default=0)


def day_of(first: date, week: int, last: date) -> date:
    """The Monday of a week of the item, never outside its time."""
    return min(max(first + timedelta(weeks=week) - timedelta(days=first.weekday()), first), last)
