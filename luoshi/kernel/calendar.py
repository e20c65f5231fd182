"""Which days are working days, and how many lie between two dates? Pure; the days themselves are data.

Source: the yearly notice of the State Council Office on holidays (放假调休). A year without a notice falls back to
Monday–Friday, and says so.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkCalendar:
    """``exceptions``: day → is it worked, where it differs from Monday–Friday; ``years``: those a notice covers."""

    exceptions: Mapping[date, bool] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    def is_working(self, day: date) -> bool:
        known = self.exceptions.get(day)
        return day.weekday() < 5 if known is None else known

    def is_covered(self, day: date) -> bool:
        """Whether an official notice covers this day's year; where not, the page warns."""
        return day.year in self.years

    def shift(self, day: date, working_days: int) -> date:
        """The date so many working days after ``day`` (before it, when negative). The day itself does not count."""
        step, left = (ONE_DAY, working_days) if working_days >= 0 else (-ONE_DAY, -working_days)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; negative when ``end`` lies before ``start``.

        Counted, not walked: a page of lights asks for a hundred spans of a year.
        """
        return self._worked_until(end) - self._worked_until(start)

    def _worked_until(self, day: date) -> int:
        """Working days from the first Monday of all (ordinal 1) up to and including ``day``."""
        weeks, rest = divmod(day.toordinal(), 7)
        days, sums = self._departures
        return weeks * 5 + min(rest, 5) + sums[bisect_right(days, day)]

    @cached_property
    def _departures(self) -> tuple[list[date], list[int]]:
        """The days that differ from Monday–Friday, and by how much all before each place differ together."""
        days = sorted(day for day, working in self.exceptions.items() if working != (day.weekday() < 5))
        return days, [0, *accumulate(1 if self.exceptions[day] else -1 for day in days)]

    def follows_rest(self, day: date) -> bool:
        """Whether a day is the first one worked after days off: what is due then is done on these."""
        return self.is_working(day) and not self.is_working(day - ONE_DAY)

    def fair(self, day: date) -> date:
        """The first day from this one on by which others may be asked for an answer without a weekend's work."""
        while not self.is_working(day) or self.follows_rest(day):
            day += ONE_DAY
        return day

    def answer_by(self, asked_on: date, working_days: int) -> date:
        """By when an answer is asked for that is given so many working days: none of our own checks may object to it."""
        return self.fair(self.shift(asked_on, working_days))

    def on_or_before(self, day: date) -> date:
        """The working day itself, or the last one before it."""
        while not self.is_working(day):
            day -= ONE_DAY
        return day
