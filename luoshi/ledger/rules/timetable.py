"""Where on the timetable does a day stand, what does a task's bar look like, and which task waits on which?

Pure. Places are percent of the width, so that the same drawing fits a screen, a phone and a sheet of A3. A task waits on
another when it may begin only after the other's date: the plan is at odds with itself where that date comes later, and a
circle of waits can never begin at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from luoshi.kernel.say import Say, say
from luoshi.ledger.rules import CLOSED, Node

WEEK, MONTH, QUARTER, YEAR = "week", "month", "quarter", "year"
SPANS = {WEEK: 13, MONTH: 12, QUARTER: 9, YEAR: 5}
"""How many weeks, months, quarters or years one page of the timetable shows."""
ORDINALS = (say("一季度"), say("二季度"), say("三季度"), say("四季度"))


@dataclass(frozen=True)
class Tick:
    """Where a week, month, quarter or year begins; ``head`` is written above where a year begins."""

    day: date
    at: float
    label: Say
    head: Say | None = None


@dataclass(frozen=True)
class Scale:
    """The days that a page of the timetable shows: from ``first`` up to, not including, ``end``."""

    unit: str
    first: date
    end: date

    def at(self, day: date) -> float:
        """The place of the beginning of a day, in percent; outside 0…100 beyond the page."""
        return round(100 * (day - self.first).days / (self.end - self.first).days, 3)

    def after(self, day: date) -> float:
        """The place of the end of a day."""
        return self.at(day + timedelta(days=1))

    def shows(self, first: date, last: date) -> bool:
        """Whether any day of a stretch stands on the page."""
        return first < self.end and last >= self.first

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """Where the units begin."""
        days = [self.first]
        while (following := _step(days[-1], self.unit, 1)) < self.end:
            days.append(following)
        return tuple(
            Tick(day, self.at(day), _label(day, self.unit), _head(day, self.unit, day == self.first)) for day in days
        )

    def moved(self, by: int) -> date:
        """Where the page begins that lies so many pages further."""
        return _step(self.first, self.unit, by * SPANS[self.unit])


def scale(unit: str, day: date) -> Scale:
    """The page on which the unit that holds ``day`` comes first."""
    first = _begin(day, unit)
    return Scale(unit, first, _step(first, unit, SPANS[unit]))


def _begin(day: date, unit: str) -> date:
    if unit == WEEK:
        return day - timedelta(days=day.weekday())
    month = {MONTH: day.month, QUARTER: (day.month - 1) // 3 * 3 + 1, YEAR: 1}[unit]
    return date(day.year, month, 1)


def _step(day: date, unit: str, by: int) -> date:
    if unit == WEEK:
        return day + timedelta(weeks=by)
    months = day.year * 12 + day.month - 1 + by * {MONTH: 1, QUARTER: 3, YEAR: 12}[unit]
    return date(months // 12, months % 12 + 1, 1)


def _label(day: date, unit: str) -> Say:
    if unit == WEEK:
        return say("{month}月{day}日", month=day.month, day=day.day)
    if unit == MONTH:
        return say("{month}月", month=day.month)
    return ORDINALS[(day.month - 1) // 3] if unit == QUARTER else say("{year}年", year=str(day.year))


def _head(day: date, unit: str, is_first: bool) -> Say | None:
    begins = day.month == 1 and (unit != WEEK or day.day <= 7)
    return say("{year}年", year=str(day.year)) if unit != YEAR and (is_first or begins) else None


# ---------- a task's bar ----------


@dataclass(frozen=True)
class Stretch:
    """What a bar is drawn from. ``label`` is what is to be reached by the date: 6,000 人, 省级验收."""

    state: str
    starts_on: date | None
    due_on: date | None
    first_due_on: date | None = None
    done: float | None = None
    nodes: tuple[Node, ...] = ()
    label: str = ""


@dataclass(frozen=True)
class Mark:
    """A dated point: ``kind`` open, done, missed, or first (the date it was issued with, when that has moved)."""

    at: float
    kind: str
    title: Say


@dataclass(frozen=True)
class Bar:
    """``begin``/``end`` of the bar and ``fill``, up to where it is done; ``late``: from the date to today, once past it.

    ``ghost``: not begun, drawn as an outline. ``begin`` is None where there is no stretch, only dates.
    """

    begin: float | None
    end: float | None
    fill: float | None
    late: tuple[float, float] | None
    ghost: bool
    marks: tuple[Mark, ...]
    label: str
    label_at: float | None


def bar(task: Stretch, page: Scale, today: date) -> Bar:
    """How a task looks on a page of the timetable."""
    closed = task.state in CLOSED
    last = task.due_on or max((node.due_on for node in task.nodes), default=None)
    overdue = bool(task.due_on and not closed and task.state != "draft" and today > task.due_on)
    begin = end = fill = None
    if task.starts_on and last and page.shows(task.starts_on, last):
        begin, end = _kept(page.at(task.starts_on)), _kept(page.after(last))
        share = 100.0 if closed else min(max(task.done or 0.0, 0.0), 100.0)
        whole = page.at(task.starts_on), page.after(last)
        fill = _kept(round(whole[0] + (whole[1] - whole[0]) * share / 100, 3))
    late = (_kept(page.after(task.due_on)), _kept(page.after(today))) if overdue and task.due_on else None
    ghost = task.state == "draft" or (not closed and not task.done and (task.starts_on or today) > today)
    marks = tuple(mark for mark in _marks(task, page, today, closed) if 0 <= mark.at <= 100)
    label_at = max([page.after(last), *([page.after(today)] if overdue else [])]) if last else None
    visible = label_at is not None and 0 <= label_at <= 100
    return Bar(begin, end, fill, late, ghost, marks, task.label if visible else "", label_at if visible else None)


def _kept(at: float) -> float:
    return min(max(at, 0.0), 100.0)


def _marks(task: Stretch, page: Scale, today: date, closed: bool) -> Iterator[Mark]:
    if task.first_due_on and task.due_on and task.first_due_on != task.due_on:
        yield Mark(page.after(task.first_due_on), "first", say("首次时限 {day}", day=task.first_due_on))
    for node in task.nodes:
        kind = "done" if node.done else "missed" if node.due_on < today and not closed else "open"
        yield Mark(page.after(node.due_on), kind, say("{title} {day}", title=node.title, day=node.due_on))
    if task.due_on and task.due_on not in {node.due_on for node in task.nodes}:
        kind = "done" if closed else "missed" if task.due_on < today and task.state != "draft" else "open"
        yield Mark(page.after(task.due_on), kind, say("完成时限 {day}", day=task.due_on))


# ---------- what waits on what ----------


@dataclass(frozen=True)
class Thread:
    """A piece of the line from a task to the one that waits on it, within one row of the table: ``part`` from, through or
    to; ``across`` from where to where it runs sideways in the row it ends in."""

    at: float
    part: str
    down: bool
    across: float | None = None


def threads(
    order: Sequence[int], waits: Iterable[tuple[int, int]], ends: Mapping[int, float], begins: Mapping[int, float]
) -> dict[int, tuple[Thread, ...]]:
    """The pieces of every line, by row. ``waits``: pairs of (task, the one it waits on); pairs off the page are left out."""
    rows = {pk: index for index, pk in enumerate(order)}
    found: dict[int, list[Thread]] = {}
    for task, before in waits:
        if task not in rows or before not in rows or before not in ends:
            continue
        at, first, last = ends[before], rows[before], rows[task]
        down = last > first
        found.setdefault(before, []).append(Thread(at, "from", down))
        for index in range(min(first, last) + 1, max(first, last)):
            found.setdefault(order[index], []).append(Thread(at, "through", down))
        across = begins.get(task)
        found.setdefault(task, []).append(
            Thread(at, "to", down, across if across is not None and across > at else None)
        )
    return {pk: tuple(pieces) for pk, pieces in found.items()}


def too_early(starts_on: date | None, before: str, before_due: date | None) -> Say | None:
    """Why a task cannot begin on its day: what it waits on is due later."""
    if starts_on is None or before_due is None or before_due < starts_on:
        return None
    return say("{before} 的时限 {due} 晚于本项开始日期 {start}。", before=before, due=before_due, start=starts_on)


def circle(task: int, before: int, waits: Mapping[int, Collection[int]]) -> bool:
    """Whether a task would come to wait on itself, by way of others."""
    seen, ahead = set[int](), [before]
    while ahead:
        one = ahead.pop()
        if one == task:
            return True
        if one not in seen:
            seen.add(one)
            ahead.extend(waits.get(one, ()))
    return False
