"""When does a period begin and end, and by when is each level asked? Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from luoshi.kernel.calendar import WorkCalendar
from luoshi.kernel.say import Say, say
from luoshi.org.rules import Level

OFFSETS: Mapping[Level, int] = {
    Level.NATION: 0,
    Level.PROVINCE: 0,
    Level.PREFECTURE: -3,
    Level.COUNTY: -5,
    Level.TOWNSHIP: -7,
    Level.GRASSROOTS: -7,
}
"""Working days before the date at the top: a level needs the one below it in hand before it reports itself."""


@dataclass(frozen=True)
class Due:
    """A date, and the reason where it is not the one that the rule gives."""

    on: date
    because: Say | None = None


def due_for(
    level: Level,
    top: Level,
    due_on: date,
    today: date,
    calendar: WorkCalendar,
    offsets: Mapping[Level, int] = OFFSETS,
) -> Due:
    """By when a unit of ``level`` reports, when the office that opens the period stands at ``top``.

    Never before today: a date that has passed becomes today, and says so.
    """
    earlier = min(0, offsets[level] - offsets[top])
    found = calendar.shift(due_on, earlier) if earlier else due_on
    if found >= today:
        return Due(found)
    return Due(today, say("按提前 {days} 个工作日应为 {date}，已过，改为当日。", days=-earlier, date=found))


def head_of(kind: str, ends_on: date) -> Say:
    """A period at the head of a narrow column: 1季, 6月, 上半年."""
    if kind == "month":
        return say("{month}月", month=ends_on.month)
    if kind == "quarter":
        return say("{number}季", number=(ends_on.month + 2) // 3)
    if kind == "half":
        return say("上半年") if ends_on.month <= 6 else say("下半年")
    return say("年终") if kind == "year" else say("专项")
