"""For how many working days did a clock stand still, and until when does it therefore run? Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from luoshi.kernel.calendar import WorkCalendar
from luoshi.kernel.say import Say, say

KIND_LABELS: dict[str, Say] = {"awaiting": say("等待裁定"), "suspension": say("中止")}


@dataclass(frozen=True)
class Span:
    """From when to when; ``ends_on`` None: still. The day on which it begins still counts as worked, the last does not."""

    starts_on: date
    ends_on: date | None = None
    kind: str = "awaiting"
    until_on: date | None = None


def stopped(spans: Iterable[Span], today: date, calendar: WorkCalendar) -> int:
    """Working days on which the clock stood still; days that lie in two spans are counted once."""
    total, reached = 0, date.min
    for span in sorted(spans, key=lambda one: one.starts_on):
        start, end = max(span.starts_on, reached), min(span.ends_on or today, today)
        if end > start:
            total += calendar.between(start, end)
            reached = end
    return total


def runs_until(day: date | None, working_days: int, calendar: WorkCalendar) -> date | None:
    """The day to which the clock runs: the ordered date, moved by what was stopped. None where nothing moved it."""
    return calendar.shift(day, working_days) if day is not None and working_days else None


def told(spans: Iterable[Span], today: date, calendar: WorkCalendar) -> Say | None:
    """Why the clock stands still now: "停 3 个工作日（等待裁定，自 2026年6月18日）"; None where it does not."""
    now = [span for span in spans if span.ends_on is None]
    if not now:
        return None
    # a suspension says more than a wait for a ruling does
    span = sorted(now, key=lambda one: (one.kind != "suspension", one.starts_on))[0]
    days, why = stopped([span], today, calendar), KIND_LABELS[span.kind]
    if span.until_on is not None and span.until_on < today:
        return say(
            "停 {days} 个工作日（{why}，自 {start}）；已过 {until}，请恢复或者续办手续。",
            days=days, why=why, start=span.starts_on, until=span.until_on,
        )  # fmt: skip
    if span.until_on is not None:
        return say(
            "停 {days} 个工作日（{why}，自 {start} 至 {until}）。",
            days=days,
            why=why,
            start=span.starts_on,
            until=span.until_on,
        )
    return say("停 {days} 个工作日（{why}，自 {start}）。", days=days, why=why, start=span.starts_on)
