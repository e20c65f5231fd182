"""How does a task stand: in time, on its planned line, and against the order it comes from?

Pure. Two lights, never merged (practice.md 1.3): the time light compares today with the date, the progress light the
accepted progress with the planned line. Everything answered carries its reasons. A percentage is always derived from
accepted figures or nodes, never typed in.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from luoshi.kernel.calendar import WorkCalendar
from luoshi.kernel.say import Say, say

CLOSED = frozenset({"completed", "dropped", "cancelled"})
GONE = frozenset({"dropped", "cancelled"})
"""Counts no more: left out of the ledger, or cancelled."""
RUNNING = ("active", "verifying", "presented")
"""Issued and not over."""


@dataclass(frozen=True)
class Thresholds:
    """Where the lights change, and how long is asked, answered and ruled: an office's settings for its place.

    ``warn_days`` working days; ``behind``/``far_behind`` percentage points; ``extension_count`` extensions without the
    head of the body, asked for ``extension_ahead`` working days ahead at least.
    """

    warn_days: int = 3
    behind: int = 10
    far_behind: int = 30
    division_days: int = 5
    ruling_days: int = 5
    answer_days: int = 3
    extension_count: int = 1
    extension_ahead: int = 3


DEFAULTS = Thresholds()


@dataclass(frozen=True)
class Light:
    """``kind`` time or progress; ``state`` green, yellow, red, paused, closed, ahead or none; ``brief`` for beside the mark."""

    kind: str
    state: str
    because: tuple[Say, ...] = ()
    brief: Say | None = None


class Node(NamedTuple):
    """A dated node of a task."""

    due_on: date
    weight: int = 1
    done: bool = False
    title: str = ""


class Figure(NamedTuple):
    """A target and what has been accepted of it so far; ``value`` None: nothing yet."""

    comparator: str
    number: Decimal
    value: Decimal | None = None
    name: str = ""
    unit: str = ""


# ---------- the time light ----------


def time_light(
    *,
    due_on: date | None,
    review_on: date | None,
    today: date,
    calendar: WorkCalendar,
    state: str,
    paused: bool = False,
    thresholds: Thresholds = DEFAULTS,
) -> Light:
    """Green; yellow from ``warn_days`` working days before the date; red after it. Without a date, the review date counts."""
    day = due_on or review_on
    if state in CLOSED:
        return Light("time", "closed", (say("已结束，不再计时。"),), say("结束"))
    if state == "draft":
        return Light("time", "none", (say("还没有下达，没有起算。"),))
    if day is None:
        return Light("time", "none", (say("没有时限，也没有复核日期。"),))
    if paused:
        return Light("time", "paused", (say("计时已暂停。"),), say("停"))
    warnings = () if calendar.is_covered(day) else (_uncovered(day),)
    if today > day:
        return _late(calendar.between(day, today), warnings)
    left = calendar.between(today, day)
    shown = "yellow" if left <= thresholds.warn_days else "green"
    what = say("距时限") if due_on else say("距复核日期")
    reason = say("{what} {left} 个工作日，临期线为 {line} 个工作日。", what=what, left=left, line=thresholds.warn_days)
    if today == day:
        return Light("time", "yellow", (say("今日到期。"), *warnings), say("今日到期"))
    return Light("time", shown, (reason, *warnings), say("剩 {left} 个工作日", left=left))


def _late(days: int, warnings: tuple[Say, ...]) -> Light:
    if not days:
        return Light("time", "red", (say("已过时限，不满 1 个工作日。"), *warnings), say("已逾期"))
    return Light(
        "time", "red", (say("逾期 {days} 个工作日。", days=days), *warnings), say("逾期 {days} 个工作日", days=days)
    )


def _uncovered(day: date) -> Say:
    return say("{year} 年的节假日安排还没有录入，按周一至周五计算。", year=str(day.year))


def warning_until(today: date, calendar: WorkCalendar, thresholds: Thresholds = DEFAULTS) -> date:
    """The last date whose time light is yellow today: lets a list filter by date instead of reckoning row by row."""
    day = today
    while calendar.between(today, day + timedelta(days=1)) <= thresholds.warn_days:
        day += timedelta(days=1)
    return day


# ---------- the planned line ----------


@dataclass(frozen=True)
class Line:
    """Where progress should stand on each day: ``points`` (day, percent), rising; ``stepped`` where only nodes are counted.

    Between points the line is straight, for figures grow day by day. Nodes do not: before its date a node is not owed,
    so a task measured by nodes alone moves in steps, or it would show as behind between every two of them.
    """

    points: tuple[tuple[date, float], ...]
    stepped: bool = False

    def at(self, day: date) -> float:
        """The planned percentage at the end of that day."""
        points = self.points
        if day >= points[-1][0]:
            return 100.0
        if day <= points[0][0]:
            return points[0][1]
        after = bisect_left(points, (day,))
        (start, low), (end, high) = points[after - 1], points[after]
        if day == end:
            return round(high, 1)
        if self.stepped:
            return round(low, 1)
        return round(low + (high - low) * (day - start).days / (end - start).days, 1)


def line(
    starts_on: date | None, due_on: date | None, milestones: Iterable[Node] = (), *, stepped: bool = False
) -> Line | None:
    """The planned line: through the dated nodes by weight, or through the quarter ends between start and date.

    None where there is neither a date nor a node, or no start: nothing is guessed. A date after the last node is a
    further node of its own, except where nodes alone are counted.
    """
    nodes = sorted([(node.due_on, node.weight if node.weight > 1 else 1) for node in milestones])
    if not nodes:
        if due_on is None or starts_on is None:
            return None
        nodes = [(day, 1) for day in (*quarter_ends(starts_on, due_on), due_on)]
    elif due_on is not None and nodes[-1][0] < due_on and not stepped:
        nodes.append((due_on, 1))
    start = min(starts_on or nodes[0][0], nodes[0][0])
    total, sofar = sum([weight for _, weight in nodes]), 0
    points = {start - timedelta(days=1) if start == nodes[0][0] else start: 0.0}
    for day, weight in nodes:
        sofar += weight
        points[day] = 100 * sofar / total
    return Line(tuple(points.items()), stepped)


def quarter_ends(start: date, end: date) -> list[date]:
    """Quarter ends after ``start`` and before ``end``."""
    return [day for year in range(start.year, end.year + 1) for day in _quarters(year) if start < day < end]


@lru_cache(maxsize=500)
def _quarters(year: int) -> tuple[date, ...]:
    return date(year, 3, 31), date(year, 6, 30), date(year, 9, 30), date(year, 12, 31)


def planned(
    today: date, starts_on: date | None, due_on: date | None, milestones: Iterable[Node] = (), *, stepped: bool = False
) -> float | None:
    """Where progress should stand today, in percent; None where there is no line."""
    found = line(starts_on, due_on, milestones, stepped=stepped)
    return found.at(today) if found else None


# ---------- what has been done ----------


@dataclass(frozen=True)
class Measure:
    """Accepted progress. ``percent`` None: nothing is known. ``by`` figures, nodes, children or nothing."""

    percent: Decimal | None
    by: str = ""
    because: tuple[Say, ...] = ()


def done(targets: Sequence[Figure], milestones: Sequence[Node], children: Sequence[Decimal | None] = ()) -> Measure:
    """Accepted progress: figures against targets, else weighted nodes, else the mean of the tasks below.

    A task is as far as its furthest-behind figure: a rate reached early does not make half of the work. Limits
    ("不超过") measure no progress by themselves, yet a broken one holds it back. Figures without a value are left out,
    and named.
    """
    gauges = [one for one in targets if one.comparator != "<=" and one.value is not None]
    broken = [one for one in targets if one.comparator == "<=" and one.value is not None and one.value > one.number]
    if gauges:
        lowest = min([*gauges, *broken], key=ratio)
        reasons = [_figure_says(lowest)]
        silent = [one.name for one in targets if one.value is None]
        if silent:
            reasons.append(say("{names}还没有数据。", names=tuple(silent)))
        return Measure(_percent(ratio(lowest)), "figures", tuple(reasons))
    if milestones:
        total = sum(max(node.weight, 1) for node in milestones)
        reached = sum(max(node.weight, 1) for node in milestones if node.done)
        count = sum(node.done for node in milestones)
        reason = say("{total} 个节点完成 {count} 个。", total=len(milestones), count=count)
        return Measure(_percent(Decimal(100 * reached) / total), "nodes", (reason,))
    known = [one for one in children if one is not None]
    if known:
        reason = say("{count} 项下级任务平均，其中 {known} 项有数据。", count=len(children), known=len(known))
        return Measure(_percent(sum(known, Decimal(0)) / len(children)), "children", (reason,))
    return Measure(None, "", (say("还没有接收过进展数据。"),))


def ratio(one: Figure) -> Decimal:
    """How far a figure is towards its target, 0 to 100. A limit that is kept counts 100."""
    value = one.value or Decimal(0)
    if one.comparator == "<=":
        full = value <= one.number
        part = one.number / value if value > 0 else Decimal(0)
    else:
        full = value >= one.number
        part = value / one.number if one.number > 0 else Decimal(0)
    return Decimal(100) if full else min(max(part * 100, Decimal(0)), Decimal("99.9"))


def _percent(value: Decimal) -> Decimal:
    """One decimal, rounded down: nothing shows as complete that is not."""
    return (value * 10 // 1 / 10).quantize(Decimal("0.1"))


def _figure_says(one: Figure) -> Say:
    bound = BOUNDS.get(one.comparator, say("达到"))
    value, number = amount(one.value, one.unit), amount(one.number, one.unit)
    return say("{name}当前 {value}，目标{bound} {number}。", name=one.name, value=value, number=number, bound=bound)


BOUNDS = {">=": say("不少于"), "<=": say("不超过"), "=": say("达到"), "~": say("约")}


def plain(value: Decimal | None) -> str:
    """A figure as people write it: thousands apart, no idle zeros."""
    if value is None:
        return "—"
    text = f"{value.normalize():,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount(value: Decimal | None, unit: str) -> str:
    """A figure with its counter: 6,000 人, 90%."""
    return f"{plain(value)}{'' if unit in {'%', '％', '‰'} or not unit else ' '}{unit}"


def rolled_up(rule: str, values: Sequence[Decimal | None], latest: Decimal | None = None) -> Decimal | None:
    """A parent's figure from its accepted children: sum, mean, last (``latest``, the one just accepted) or max."""
    known = [value for value in values if value is not None]
    if not known:
        return None
    if rule == "last":
        return latest if latest is not None else known[-1]
    if rule == "max":
        return max(known)
    total = sum(known, Decimal(0))
    return total / len(known) if rule == "mean" else total


# ---------- the progress light ----------


def progress_light(
    *,
    done: float | Decimal | None,
    planned: float | None,
    thresholds: Thresholds = DEFAULTS,
    state: str = "active",
    paused: bool = False,
    started: bool = True,
) -> Light:
    """Behind the planned line by more than 10 points yellow, more than 30 red; ahead by more than 10 ahead."""
    if state in CLOSED:
        return Light("progress", "closed", (say("已结束。"),), say("结束"))
    if state == "draft":
        return Light("progress", "none", (say("还没有下达。"),))
    if paused:
        return Light("progress", "paused", (say("计时已暂停，不比较序时进度。"),), say("停"))
    if planned is None:
        return Light("progress", "none", (say("没有时限和节点，不比较序时进度。"),))
    if done is None or (not started and not done):
        reason = say("还没有接收过进展数据，按序时应到 {planned}%。", planned=_short(planned))
        return Light("progress", "none", (reason if started else say("还没有到开始日期。"),))
    gap = round(planned - float(done), 1)
    where = say("当前 {done}%，按序时应到 {planned}%。", done=_short(float(done)), planned=_short(planned))
    if gap > thresholds.far_behind:
        why = say("差 {gap} 个百分点，超过严重滞后线 {limit}。", gap=_short(gap), limit=thresholds.far_behind)
        return Light("progress", "red", (where, why), say("差 {gap}", gap=_short(gap)))
    if gap > thresholds.behind:
        why = say("差 {gap} 个百分点，超过欠序时线 {limit}。", gap=_short(gap), limit=thresholds.behind)
        return Light("progress", "yellow", (where, why), say("差 {gap}", gap=_short(gap)))
    if gap < -thresholds.behind:
        return Light("progress", "ahead", (where,), say("超 {gap}", gap=_short(-gap)))
    return Light("progress", "green", (where,))


def _short(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class Turns:
    """From which day the progress light would be yellow and red, and up to which it is ahead, if nothing more is done.

    The planned line only rises, so the light of any day follows from these dates: lists filter by them.
    """

    behind_from: date | None = None
    far_behind_from: date | None = None
    ahead_until: date | None = None


def turns(done: Decimal | None, planned_line: Line | None, thresholds: Thresholds = DEFAULTS) -> Turns:
    """When the progress light turns, as `progress_light` would say day by day."""
    if done is None or planned_line is None:
        return Turns()
    sofar = float(done)
    ahead = _first_day(planned_line, sofar, -thresholds.behind, closed=True)
    return Turns(
        _first_day(planned_line, sofar, thresholds.behind),
        _first_day(planned_line, sofar, thresholds.far_behind),
        date.max if ahead is None else max(ahead, date.min + timedelta(days=1)) - timedelta(days=1),
    )


def _first_day(planned_line: Line, sofar: float, over: int, *, closed: bool = False) -> date | None:
    """The first day on which the line stands more than ``over`` (or, closed, at least ``over``) above what is done."""
    low, high = planned_line.points[0][0], planned_line.points[-1][0]

    def reached(day: date) -> bool:
        gap = round(planned_line.at(day) - sofar, 1)
        return gap >= over if closed else gap > over

    if not reached(high):
        return None
    if reached(low):
        return date.min
    days = range((high - low).days + 1)
    return low + timedelta(days=bisect_left(days, True, key=lambda n: reached(low + timedelta(days=n))))


REPORTED: dict[str, Say] = {
    "not_started": say("未启动"),
    "on_line": say("达序时进度"),
    "ahead": say("超序时进度"),
    "behind": say("欠序时进度"),
    "done": say("已完成"),
}
_AGREES = {
    "not_started": {"none", "green", "yellow", "red"},
    "on_line": {"green", "ahead"},
    "ahead": {"ahead"},
    "behind": {"yellow", "red"},
}


def contradiction(reported_state: str, light: Light, done: Decimal | float | None = None) -> Say | None:
    """Where the state that was reported does not fit the accepted figures; None where it does, or nothing is known."""
    if not reported_state or light.state in {"paused", "closed"}:
        return None
    said = REPORTED.get(reported_state)
    if said is None:
        return None
    if reported_state == "done":
        if done is None or done >= 100:
            return None
        return say("填报为“{said}”，接收的数据为 {done}%。", said=said, done=_short(float(done)))
    if reported_state == "not_started" and done:
        return say("填报为“{said}”，接收的数据为 {done}%。", said=said, done=_short(float(done)))
    if light.state == "none" or light.state in _AGREES[reported_state]:
        return None
    shown = {"green": "on_line", "ahead": "ahead"}.get(light.state, "behind")
    return say("填报为“{said}”，按接收的数据为“{shown}”。", said=said, shown=REPORTED[shown])


# ---------- the order against its parent ----------


@dataclass(frozen=True)
class Share:
    """What is asked below of one of the parent's targets: the sum of all shares under rule sum, else each by itself."""

    name: str
    comparator: str
    number: Decimal
    shares: tuple[Decimal, ...]
    unit: str = ""
    rule: str = "sum"


def tightened(parent_due: date | None, child_due: date | None, shares: Sequence[Share] = ()) -> tuple[Say, ...]:
    """层层加码: what is asked below beyond the parent's own order. Empty where nothing is."""
    found = []
    if parent_due and child_due and child_due < parent_due:
        found.append(say("时限 {child} 早于上级时限 {parent}。", child=child_due, parent=parent_due))
    found += [reason for one in shares if (reason := _raised(one)) is not None]
    return tuple(found)


def _raised(one: Share) -> Say | None:
    if not one.shares:
        return None
    total = sum(one.shares, Decimal(0)) if one.rule == "sum" else None

    def shown(asked: Decimal) -> dict[str, str]:
        return {"name": one.name, "asked": amount(asked, one.unit), "number": amount(one.number, one.unit)}

    if one.comparator == "<=":
        asked = total if total is not None else min(one.shares)
        said, beyond = (
            say("“{name}”分解后为不超过 {asked}，严于上级的不超过 {number}。", **shown(asked)),
            asked < one.number,
        )
    else:
        asked = total if total is not None else max(one.shares)
        said, beyond = say("“{name}”分解合计 {asked}，高于上级目标 {number}。", **shown(asked)), asked > one.number
    return said if beyond else None


def too_late(parent_due: date | None, child_due: date | None) -> Say | None:
    """A date later than the parent's: the upper unit has to approve it."""
    if parent_due and child_due and child_due > parent_due:
        return say("时限 {child} 晚于上级时限 {parent}，须经上级同意。", child=child_due, parent=parent_due)
    return None


def lasts_until(issued_on: date, days: int, calendar: WorkCalendar) -> date:
    """The last day on which something may be asked within so many working days after issue."""
    return calendar.shift(issued_on, days)


GRADES: dict[str, Say] = {"landmark": say("标志性"), "leading": say("引领性"), "pillar": say("支柱性")}
"""Grades of key tasks (重点任务), in this order."""


def order_key(number: str, plan_id: int | None = None, grade: str = "") -> str:
    """A task's key for sorting as people count: key tasks first by grade, then plan by plan, tasks outside plans last,
    and every run of digits in the number padded, so that 3.2 stands before 3.10."""
    series = "~" if plan_id is None else f"{plan_id:09d}"
    # no plan has the number 0: what begins so stands before every plan, in whatever collation
    first = f"{0:09d} {list(GRADES).index(grade) + 1} " if grade in GRADES else ""
    return f"{first}{series} {re.sub(r'[0-9]+', lambda found: found[0].zfill(4), number)}"[:90]
