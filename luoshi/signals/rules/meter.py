"""减负监测: what has been asked of a unit, of a level, or by a body, and is it more or less than before? Pure.

Every number stands for rows that can be looked at (`signals.queries.meter.rows`). Nothing is ranked, nobody is scored: the
rules of 2023 forbid both. Minutes by the formula of `org.rules.burden`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from luoshi.kernel.calendar import WorkCalendar
from luoshi.kernel.say import Say, say
from luoshi.org.rules.burden import Load
from luoshi.signals.rules.notices import LIMITS, Limits

LEAST_SHOWN = 5
"""Fewer complaints than this are not shown as a number: it would say who has complained."""


@dataclass(frozen=True)
class Asked:
    """Things of one kind asked on one day for one day: ``count`` of them, with what they ask together; ``rules``: what was found
    in them before they went out, ``despite``: they went out with a reason."""

    kind: str
    on: date
    due: date | None = None
    count: int = 1
    load: Load = field(default_factory=Load)
    rules: tuple[str, ...] = ()
    despite: bool = False


@dataclass(frozen=True)
class Measure:
    """A number of the meter: its key, its name, and what it counts."""

    key: str
    label: Say
    counts: Say


MEASURES: tuple[Measure, ...] = (
    Measure("times", say("要求次数"), say("要求报送、反馈的次数")),
    Measure("open", say("要填项"), say("没有预填、要由人填的项")),
    Measure("words", say("字数"), say("要求写的字数")),
    Measure("minutes", say("分钟"), say("按公式估计的用时")),
    Measure("letter", say("函件"), say("收到的函件")),
    Measure("meeting", say("参会"), say("通知参加的会议")),
    Measure("inspection", say("督查"), say("发出通知的督查检查考核")),
    Measure("tasks", say("下达任务"), say("下达任务的次数")),
    Measure("hurry", say("期限短"), say("从发出到截止少于规定工作日的要求")),
    Measure("rest", say("占休息日"), say("截止日是休息日或者休息后第一个工作日的要求")),
    Measure("same", say("重复"), say("两个以上单位就同一事项提出的要求")),
    Measure("stricter", say("加码"), say("时限早于、指标高于上级要求")),
    Measure("despite", say("附理由"), say("不符合减负规定、写明理由后发出")),
)


@dataclass(frozen=True)
class Total:
    """What things come to: by measure, and the days between a request and its answer (median, in working days)."""

    figures: Mapping[str, int]
    days: int | None = None

    def of(self, key: str) -> int:
        """One number; nothing was counted where it is not there."""
        return self.figures.get(key, 0)


def total(rows: Iterable[Asked], calendar: WorkCalendar, limits: Limits = LIMITS) -> Total:
    """All of it together."""
    figures: Counter[str] = Counter()
    spans: Counter[int] = Counter()
    load = Load()
    for row in rows:
        load += row.load
        figures["times"] += row.load.times
        figures.update(dict.fromkeys({*row.rules} & {"same", "stricter"}, row.count))
        if row.kind != "ask":
            figures[row.kind] += row.count
            figures["despite"] += row.count if row.despite else 0
        if row.due is not None:
            left = max(calendar.between(row.on, row.due), 0)
            spans[left] += row.count
            figures["hurry"] += row.count if left < limits.days else 0
            figures["rest"] += row.count if is_rest(row.due, calendar) else 0
    figures |= Counter({"open": load.open, "words": load.words, "minutes": load.minutes})
    return Total(dict(figures), _median(spans))


def stands_for(key: str, row: Asked, calendar: WorkCalendar, limits: Limits = LIMITS) -> bool:
    """Whether a thing is one of those that a number counts; any thing where no number is named."""
    return not key or total([row], calendar, limits).of(key) > 0


def is_rest(due: date, calendar: WorkCalendar) -> bool:
    """Whether what is due on a day is done on days off."""
    return not calendar.is_working(due) or calendar.follows_rest(due)


def _median(spans: Counter[int]) -> int | None:
    """The middle one; the smaller of two."""
    half, seen = (sum(spans.values()) + 1) // 2, 0
    for days in sorted(spans):
        seen += spans[days]
        if seen >= half:
            return days
    return None


def shown_count(count: int) -> int | None:
    """A number of complaints as it may be shown; None where it would say who has complained."""
    return count if count >= LEAST_SHOWN else None
