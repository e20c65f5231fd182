"""When does each team go? Targets and teams are settled by the draw; this only finds dates, so that nobody is in two places.

The time of an item is used evenly: no week has more teams on the road than the targets need on average. Within that every
visit is as early as it can be: the sum of the weeks is what is kept small. Greedy in drawing order: the earliest week in
which everybody on the team is free and neither the week nor the place is overrun. `optimise` does better where a solver is
installed. ``least`` is what no arrangement can beat, so that whoever reads a schedule knows how far it is from that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

GREEDY = "greedy"


@dataclass(frozen=True)
class Trip:
    """A target with its team, and the place whose visits are counted together; ``at`` the week that it keeps."""

    target: int
    place: str
    team: frozenset[int]
    at: int | None = None


@dataclass(frozen=True)
class Rules:
    """No place more than ``per_place`` times ``within`` so many weeks, no more than ``per_week`` teams on the road: 0 stands
    for as few as there can be."""

    per_place: int = 2
    within: int = 4
    per_week: int = 0

    def level(self, trips: int, weeks: int) -> int:
        """How many teams a week may send."""
        return self.per_week or max(-(-trips // max(weeks, 1)), 1)


@dataclass(frozen=True)
class Schedule:
    """Target → the week it is visited in (0 the first). ``weeks`` used, ``bound`` needed at least; ``left``: no room for these.

    ``total`` of the weeks, ``least`` that it could be; ``how`` it was found.
    """

    week: Mapping[int, int]
    weeks: int
    bound: int
    left: tuple[int, ...]
    total: int = 0
    least: float = 0
    how: str = GREEDY

    @property
    def gap(self) -> float:
        """How far from the least at most, as a share."""
        return (self.total - self.least) / self.least if self.least else 0.0

    @property
    def percent(self) -> str:
        """The same for a reader."""
        return f"{self.gap * 100:.1f}".removesuffix(".0")


def arrange(trips: Sequence[Trip], weeks: int, rules: Rules = Rules()) -> Schedule:
    """Weeks for trips: no inspector twice in a week, no place overrun; those that keep their week come first."""
    busy: set[tuple[int, int]] = set()
    seen: dict[str, list[int]] = {}
    chosen: dict[int, int] = {}
    sent: dict[int, int] = {}
    most = rules.level(len(trips), weeks)

    def take(trip: Trip, week: int) -> None:
        busy.update((one, week) for one in trip.team)
        seen.setdefault(trip.place, []).append(week)
        chosen[trip.target] = week
        sent[week] = sent.get(week, 0) + 1

    for trip in trips:
        if trip.at is not None:
            take(trip, trip.at)
    for trip in trips:
        if trip.at is None:
            free = [one for one in range(weeks) if _free(trip, one, busy, seen, rules)]
            if free:
                take(trip, next((one for one in free if sent.get(one, 0) < most), free[0]))
    return judged(trips, chosen, rules, most)


def _free(trip: Trip, week: int, busy: set[tuple[int, int]], seen: Mapping[str, Sequence[int]], rules: Rules) -> bool:
    near = sum(abs(week - other) < rules.within for other in seen.get(trip.place, ()))
    return near < rules.per_place and not any((one, week) in busy for one in trip.team)


def judged(
    trips: Sequence[Trip], chosen: Mapping[int, int], rules: Rules, most: int, least: float = 0, how: str = GREEDY
) -> Schedule:
    """An arrangement with what can be said of it; ``least`` from a solver where there is one, ``most`` teams a week."""
    placed = [trip for trip in trips if trip.target in chosen]
    most = max(most, *Counter(chosen.values()).values(), 1)
    return Schedule(
        week=chosen, weeks=max(chosen.values(), default=-1) + 1, bound=_bound(trips, rules),
        left=tuple(trip.target for trip in trips if trip.target not in chosen), total=sum(chosen.values()),
        least=max(least, _least(placed, rules, most)), how=how,
    )  # fmt: skip


def _counts(trips: Iterable[Trip]) -> tuple[dict[int, int], dict[str, int]]:
    load: dict[int, int] = {}
    places: dict[str, int] = {}
    for trip in trips:
        places[trip.place] = places.get(trip.place, 0) + 1
        for one in trip.team:
            load[one] = load.get(one, 0) + 1
    return load, places


def _bound(trips: Sequence[Trip], rules: Rules) -> int:
    """So many weeks somebody, or some place, needs in any case."""
    load, places = _counts(trips)
    by_place = [(count - 1) // rules.per_place * rules.within + 1 for count in places.values()]
    return max([*load.values(), *by_place], default=0)


def _least(trips: Sequence[Trip], rules: Rules, most: int) -> float:
    """What the weeks add up to at least: by people, whose trips fall into different weeks, by places, by teams a week."""
    load, places = _counts(trips)
    size = max((len(trip.team) for trip in trips), default=1) or 1
    by_people = sum(count * (count - 1) / 2 for count in load.values()) / size
    by_place = sum(rules.within * (at // rules.per_place) for count in places.values() for at in range(count))
    return max(by_people, by_place, sum(at // most for at in range(len(trips))))


def day_of(first: date, week: int, last: date) -> date:
    """The Monday of a week of the item, never outside its time."""
    return min(max(first + timedelta(weeks=week) - timedelta(days=first.weekday()), first), last)


def week_of(first: date, day: date) -> int:
    """The week of the item that a day falls into."""
    monday = first - timedelta(days=first.weekday())
    return max((day - monday).days // 7, 0)
