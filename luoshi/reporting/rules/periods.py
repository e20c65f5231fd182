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


SPANS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
"""How many months a period of a kind covers."""
CARRIES: Mapping[str, tuple[str, ...]] = {
    "quarter": ("month",),
    "half": ("quarter",),
    "year": ("half", "quarter"),
}
"""Which finer periods' texts go into a coarser one, the nearest kind first."""


@dataclass(frozen=True)
class Span:
    """One period of a rhythm, with its name."""

    kind: str
    starts_on: date
    ends_on: date

    @property
    def name(self) -> str:
        """As offices write it."""
        year, month = self.starts_on.year, self.starts_on.month
        if self.kind == "month":
            return f"{year}年{month}月"
        if self.kind == "quarter":
            return f"{year}年第{'一二三四'[(month - 1) // 3]}季度"
        if self.kind == "half":
            return f"{year}年{'上' if month == 1 else '下'}半年"
        return f"{year}年度"


def span_of(kind: str, day: date) -> Span:
    """The month, quarter, half-year or year that a day lies in."""
    months = SPANS[kind]
    first = (day.month - 1) // months * months + 1
    starts_on = date(day.year, first, 1)
    last = first + months - 1
    after = date(day.year + last // 12, last % 12 + 1, 1)
    return Span(kind, starts_on, date.fromordinal(after.toordinal() - 1))


def due_of(span: Span, due_day: int, shift: str, calendar: WorkCalendar) -> date:
    """By when a period is reported: on day N of the month after it, 0 on its last day, shifted to a working day."""
    found = span.ends_on
    if due_day:
        after = date.fromordinal(span.ends_on.toordinal() + 1)
        last = date(after.year + after.month // 12, after.month % 12 + 1, 1).toordinal() - 1
        found = min(date.fromordinal(after.toordinal() + due_day - 1), date.fromordinal(last))
    if calendar.is_working(found) or shift == "none":
        return found
    return calendar.on_or_before(found) if shift == "before" else calendar.shift(found, 1)


def to_open(kind: str, open_before: int, opened_until: date | None, today: date, calendar: WorkCalendar) -> Span | None:
    """The period whose time to be opened has come and that was not opened yet, else None.

    A run that was missed is caught up once: of several missed periods only the last is opened.
    """
    span = span_of(kind, today)
    opens = calendar.shift(span.ends_on, -open_before)
    if today < opens:
        span = span_of(kind, date.fromordinal(span.starts_on.toordinal() - 1))
    return None if opened_until is not None and span.ends_on <= opened_until else span
