"""Who plays in the demonstration: its units, its people with their log-ins, and how one acts as one of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.org.models import Account, Post, Unit
from luoshi.org.queries import actor_of

LATEST_START = (11, 10)
"""From this day of a year on, the demonstration plays in that year; before, in the year before."""


@dataclass
class Cast:
    """``units["省.人社"]``, ``units["清渡县.人社"]``; ``accounts[unit, role]``; ``year`` the year it plays in."""

    year: int
    now: datetime
    units: dict[str, Unit] = field(default_factory=dict)
    accounts: dict[tuple[str, str], Account] = field(default_factory=dict)
    posts: dict[tuple[str, str], Post] = field(default_factory=dict)
    keys: dict[int, str] = field(default_factory=dict)
    actors: dict[tuple[str, str], Actor] = field(default_factory=dict)

    def actor(self, unit: str, role: str) -> Actor:
        """Somebody with this role at this unit."""
        if (unit, role) not in self.actors:
            self.actors[unit, role] = actor_of(self.accounts[unit, role], self.units[unit].pk)
        return self.actors[unit, role]

    def worker(self, unit_id: int) -> Actor:
        """Who does a unit's work: its clerk, or in an office its clerk there."""
        key = self.keys[unit_id]
        return self.actor(key, "office" if (key, "office") in self.accounts else "clerk")

    def reporter(self, unit_id: int) -> Actor:
        """Who writes a unit's reports: its liaison officer."""
        return self.actor(self.keys[unit_id], "liaison")

    def head(self, unit_id: int) -> Actor:
        """Who signs in a unit."""
        return self.actor(self.keys[unit_id], "head")

    def liaison(self, unit_id: int) -> Post:
        """A unit's liaison post."""
        return self.posts[self.keys[unit_id], "liaison"]

    def at(self, month: int, day: int, hour: int = 9, minute: int = 30) -> datetime:
        """A moment of the year it plays in, never later than now."""
        moment = timezone.make_aware(datetime(self.year, month, day, hour, minute))
        return min(moment, self.now - timedelta(hours=1))

    def ago(self, days: int, hour: int = 9, minute: int = 30) -> datetime:
        """So many days before now."""
        day = timezone.localdate(self.now) - timedelta(days=days)
        return min(timezone.make_aware(datetime.combine(day, time(hour, minute))), self.now - timedelta(minutes=30))

    def day(self, month: int, day: int) -> date:
        """A date of the year it plays in."""
        return date(self.year, month, day)


def new_cast() -> Cast:
    """An empty stage, today."""
    now, today = clock.now(), clock.today()
    year = today.year if (today.month, today.day) >= LATEST_START else today.year - 1
    return Cast(year=year, now=now)
