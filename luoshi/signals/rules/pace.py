"""Does the progress leap when the date comes near, and is a whole report written in the last hour?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from luoshi.kernel.say import say
from luoshi.signals.rules.found import Found, Table
from luoshi.signals.rules.registry import RULES, At

LAST = 10
"""The last so many hundredths of the time."""
HOUR = timedelta(hours=1)
EVENING = 17
ENTRIES = RULES["last_hour"].usual["entries"]


@dataclass(frozen=True)
class LeapFacts:
    """``points``: on which day which percentage was reported, oldest first, the latest last."""

    starts_on: date
    due_on: date
    points: tuple[tuple[date, float], ...]


def leap(facts: LeapFacts, at: At = RULES["leap"].usual) -> Found | None:
    """Progress that stood still and then leaps within the last tenth of the time."""
    before, (day, percent) = facts.points[:-1], facts.points[-1]
    if len(before) < at["earlier"] or not in_last_tenth(facts.starts_on, facts.due_on, day):
        return None
    step = percent - before[-1][1]
    if step < at["leap"] or any(abs(two - one) > at["still"] for (_, one), (_, two) in pairwise(before)):
        return None
    told = say(
        "此前 {count} 次反馈进展停在 {low}%，距时限 {days} 日时报为 {high}%。", count=len(before), low=round(before[-1][1]),
        high=round(percent), days=max(0, (facts.due_on - day).days),
    )  # fmt: skip
    rows = tuple((say("{day}", day=on), f"{round(value)}%") for on, value in facts.points)
    return Found((told,), tables=(Table((say("送出日期"), say("折算进度")), rows),))


def in_last_tenth(starts_on: date, due_on: date, day: date) -> bool:
    """Whether a day lies within the last tenth of the time; what comes after the date does too."""
    whole = (due_on - starts_on).days
    return whole > 0 and (due_on - day).days * 100 <= whole * LAST


@dataclass(frozen=True)
class HourFacts:
    """``saved`` when each entry was written last; ``habit`` for each earlier report whether it was written like that."""

    saved: tuple[datetime, ...]
    sent_at: datetime
    due_on: date
    habit: tuple[bool, ...] = ()


def last_hour(facts: HourFacts, at: At = RULES["last_hour"].usual) -> Found | None:
    """A report of several tasks that was all written within the hour before it went out, on the evening of its last day,
    against the unit's habit."""
    if (
        len(facts.saved) < at["entries"]
        or not hurried(facts.saved, facts.sent_at, facts.due_on)
        or len(facts.habit) < at["earlier"]
    ):
        return None
    often = sum(facts.habit)
    if 2 * often > len(facts.habit):
        return None
    measures = (
        say(
            "{count} 项任务全部在送出前一小时内填写，送出时间 {day} {time}。", count=len(facts.saved),
            day=facts.sent_at.date(), time=f"{facts.sent_at:%H:%M}",
        ),
        say("此前 {count} 期中有 {often} 期这样。", count=len(facts.habit), often=often),
    )  # fmt: skip
    rows = tuple((f"{minute:%H:%M}", count) for minute, count in _by_minute(facts.saved))
    return Found(measures, tables=(Table((say("最后填写时间"), say("任务数")), rows),))


def hurried(saved: Sequence[datetime], sent_at: datetime, due_on: date) -> bool:
    """Whether a report was written like that."""
    evening = sent_at.date() == due_on and sent_at.hour >= EVENING
    return evening and len(saved) >= ENTRIES and all(timedelta(0) <= sent_at - at <= HOUR for at in saved)


def _by_minute(saved: Sequence[datetime]) -> list[tuple[datetime, int]]:
    counted: dict[datetime, int] = {}
    for at in sorted(saved):
        minute = at.replace(second=0, microsecond=0)
        counted[minute] = counted.get(minute, 0) + 1
    return list(counted.items())
