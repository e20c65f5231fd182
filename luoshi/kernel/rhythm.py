"""How often does something happen, when is its next turn, and how long does a failed job wait? Pure.

A rhythm is one line of text that an administrator can read and change:

    every 600            every so many seconds
    daily 03:30          every day at that time
    working 08:30        every working day at that time
    weekly 1 03:30       on Mondays (1–7) at that time
    monthly 5 03:30      on the 5th (1–28) at that time
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from luoshi.kernel.say import Say, say

TRIES = 5
"""How often a job is tried before a person has to look at it."""
WAITS = (10, 60, 300, 1800)
"""Seconds after the first, second … failure: a service that is down for minutes is met, one that is down for hours is told."""
LEAST_SECONDS = 60
"""What must happen more often is no schedule but a turn of the worker (`kernel.jobs.turn`)."""
FARTHEST = 400
WEEKDAYS = tuple("一二三四五六日")

IsWorking = Callable[[date], bool]


@dataclass(frozen=True)
class Rhythm:
    """A rhythm that has been read. ``number``: seconds, the day of the week, or the day of the month."""

    kind: str
    number: int = 0
    at: time = time(0, 0)

    def __str__(self) -> str:
        parts = [
            self.kind,
            *([str(self.number)] if self.number else []),
            *([f"{self.at:%H:%M}"] if self.kind != "every" else []),
        ]
        return " ".join(parts)


def wait_after(attempts: int, scale: float = 1.0) -> timedelta:
    """How long to wait after so many failures."""
    return timedelta(seconds=WAITS[min(max(attempts, 1), len(WAITS)) - 1] * scale)


def read(text: str) -> Rhythm | None:
    """The rhythm that a text names, or None."""
    parts = text.split()
    if not parts:
        return None
    kind, rest = parts[0], parts[1:]
    try:
        if kind == "every" and len(rest) == 1:
            seconds = _whole(rest[0])
            return Rhythm(kind, seconds) if LEAST_SECONDS <= seconds <= 31 * 86400 else None
        if kind in {"daily", "working"} and len(rest) == 1:
            return Rhythm(kind, 0, _time(rest[0]))
        if kind in {"weekly", "monthly"} and len(rest) == 2:
            number = _whole(rest[0])
            return Rhythm(kind, number, _time(rest[1])) if 1 <= number <= (7 if kind == "weekly" else 28) else None
    except ValueError:
        return None
    return None


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise ValueError(text)
    return int(text)


def _time(text: str) -> time:
    hour, _, minute = text.partition(":")
    return time(_whole(hour), _whole(minute))


def next_after(rhythm: Rhythm, moment: datetime, is_working: IsWorking) -> datetime:
    """The first turn after a moment, in the moment's own time zone; however many were missed, there is one next turn."""
    if rhythm.kind == "every":
        return moment + timedelta(seconds=rhythm.number)
    day = moment.date()
    for _ in range(FARTHEST):
        found = datetime.combine(day, rhythm.at, tzinfo=moment.tzinfo)
        if found > moment and _fits(rhythm, day, is_working):
            return found
        day += timedelta(days=1)
    raise ValueError(f"{rhythm} has no turn within {FARTHEST} days")


def _fits(rhythm: Rhythm, day: date, is_working: IsWorking) -> bool:
    if rhythm.kind == "working":
        return is_working(day)
    if rhythm.kind == "weekly":
        return day.isoweekday() == rhythm.number
    return rhythm.kind != "monthly" or day.day == rhythm.number


def in_words(rhythm: Rhythm) -> Say:
    """The rhythm as a person reads it."""
    at = f"{rhythm.at:%H:%M}"
    if rhythm.kind == "every":
        for size, text in (
            (3600, say("每 {n} 小时", n=rhythm.number // 3600)),
            (60, say("每 {n} 分钟", n=rhythm.number // 60)),
        ):
            if rhythm.number % size == 0:
                return text
        return say("每 {n} 秒", n=rhythm.number)
    if rhythm.kind == "daily":
        return say("每日 {at}", at=at)
    if rhythm.kind == "working":
        return say("每个工作日 {at}", at=at)
    if rhythm.kind == "weekly":
        return say("每周{day} {at}", day=say(WEEKDAYS[rhythm.number - 1]), at=at)
    return say("每月 {n} 日 {at}", n=rhythm.number, at=at)
