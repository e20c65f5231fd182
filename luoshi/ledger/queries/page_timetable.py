"""What does the timetable show: whose tasks, on which page of days, with which bars, dates and lines between them?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.say import Say, say
from luoshi.ledger import queries
from luoshi.ledger.models import Plan, Task, Wait
from luoshi.ledger.queries.asked import filters_of, number_in
from luoshi.ledger.queries.headings import headings
from luoshi.ledger.queries.lights import Measured
from luoshi.ledger.queries.paging import CappedPaginator, capped
from luoshi.ledger.queries.rows import by_key, with_source, with_units
from luoshi.ledger.queries.shapes import Filters, Lights
from luoshi.ledger.rules import CLOSED, Figure
from luoshi.ledger.rules import timetable as rules
from luoshi.ledger.rules.timetable import Bar, Scale, Thread
from luoshi.org.models import Post, Unit
from luoshi.org.rules import permissions
from luoshi.org.scope import under

MOST_BARS = 200
UNITS = {rules.WEEK: say("周"), rules.MONTH: say("月"), rules.QUARTER: say("季"), rules.YEAR: say("年")}

MINE = {
    "lead": say("本单位牵头"),
    "support": say("本单位配合"),
    "issued": say("本单位下达"),
    "any": say("与本单位有关"),
}
KEY = {"open": say("里程碑"), "done": say("已完成"), "missed": say("已错过"), "first": say("首次时限")}


@dataclass(frozen=True)
class BarRow:
    """A task's line of the timetable. ``warnings``: what it waits on that comes too late; ``may_plan``: a draft to drag."""

    task: Task
    lights: Lights
    bar: Bar
    threads: tuple[Thread, ...]
    warnings: tuple[Say, ...]
    may_plan: bool


@dataclass(frozen=True)
class BarGroup:
    name: str
    rows: tuple[BarRow, ...]


def timetable_page(actor: Actor, params: QueryDict) -> dict[str, Any]:
    """Everything the timetable is drawn from. The first `MOST_BARS` tasks of the whole, with how many there are."""
    today = clock.today()
    unit = params.get("scale", "") if params.get("scale") in UNITS else rules.QUARTER
    asked = filters_of(params)
    found = _tasks(actor, params, asked)
    page = CappedPaginator(found, MOST_BARS).get_page(number_in(params.get("page")) or 1)
    tasks = by_key(list(page.object_list))
    with_source(tasks)
    with_units(tasks)
    paper = rules.scale(unit, _first_day(params, unit, today))
    return {
        "page": page,
        "paper": paper,
        "today": today,
        "today_at": paper.at(today) if paper.first <= today < paper.end else None,
        "groups": _groups(tasks, _rows(actor, tasks, paper, today, with_waits=params.get("waits") != "no")),
        "units": UNITS,
        "unit": unit,
        "earlier": paper.moved(-1).isoformat(),
        "later": paper.moved(1).isoformat(),
        "mine": [*MINE.items()],
        "key": [*KEY.items()],
        "post_shown": number_in(params.get("post")),
        "plans": Plan.objects.visible_to(actor).order_by("-issued_on", "-id").values_list("pk", "title")[:50],
        "posts": _posts(actor),
        "asked": asked,
        "below": params.get("below") == "yes",
        "only_dates": params.get("dates") == "only",
        "waits_shown": params.get("waits") != "no",
        "overdue": sum(1 for task in tasks if task.due_on and task.due_on < today and task.state == "active"),
    }


class _Keys:
    """The keys of the tasks that are shown, in order. Of a level: tasks without a parent, and those that somebody outside
    the own place has issued; counted one after the other, each by its index, since OR is counted row by row."""

    def __init__(self, rows: QuerySet[Task], own: Unit | None) -> None:
        self._parts = [rows]
        if own is not None:
            handed = Q(parent__isnull=False) & ~under(own.place_path, "issuer__path")
            self._parts = [rows.filter(parent=None), rows.filter(handed)]
            rows = rows.filter(Q(parent=None) | handed)
        self._rows = rows

    def __getitem__(self, part: slice) -> list[int]:
        return list(self._rows.values_list("pk", flat=True)[part])

    def count(self) -> tuple[int, bool]:
        """How many, and whether that is all of them (see `paging.capped`)."""
        found = 0, True
        for rows in self._parts:
            found = capped(rows, found[0]) if found[1] else found
        return found


def _tasks(actor: Actor, params: QueryDict, asked: Filters) -> Any:
    rows = queries.tasks(actor, asked)
    post = number_in(params.get("post"))
    if post:
        rows = rows.filter(duties__post=post, duties__role="lead", duties__unit=actor.unit_id)
    rows = rows.filter(Q(starts_on__isnull=False) | Q(due_on__isnull=False) | Q(review_on__isnull=False))
    below = params.get("below") == "yes"
    return _Keys(rows, None if below else Unit.objects.filter(pk=actor.unit_id or 0).first())


def _posts(actor: Actor) -> list[Post]:
    """The posts of the own unit that bear tasks: whose own timetable may be asked for."""
    return list(Post.objects.filter(unit=actor.unit_id, duties__role="lead").distinct().order_by("ordering", "id")[:50])


def _first_day(params: QueryDict, unit: str, today: date) -> date:
    """The day asked for; else some time before today, so that what is behind shows as well as what is ahead."""
    try:
        return date.fromisoformat(params.get("from", ""))
    except ValueError:
        if unit in {rules.QUARTER, rules.YEAR}:
            return date(today.year, 1, 1)
        return today - timedelta(days={rules.WEEK: 21, rules.MONTH: 90}[unit])


def _rows(actor: Actor, tasks: Sequence[Task], paper: Scale, today: date, *, with_waits: bool) -> list[BarRow]:
    ids = [task.pk for task in tasks]
    measured = queries.measured(ids)
    lit = queries.lights(tasks, measured)
    bars = {task.pk: rules.bar(_stretch(task, measured[task.pk]), paper, today) for task in tasks}
    waits = list(Wait.objects.filter(task__in=ids, before__in=ids).values_list("task_id", "before_id"))
    by_pk = {task.pk: task for task in tasks}
    drawn = rules.threads(ids, waits if with_waits else (), *_places(tasks, bars, paper))
    drafts = {"draft", "breakdown"} & permissions(actor.roles)
    return [
        BarRow(
            task, lit[task.pk], bars[task.pk], drawn.get(task.pk, ()), _warnings(task, waits, by_pk),
            bool(drafts) and task.state == "draft" and task.issuer_id == actor.unit_id,
        )
        for task in tasks
    ]  # fmt: skip


def _places(tasks: Sequence[Task], bars: Mapping[int, Bar], paper: Scale) -> tuple[dict[int, float], dict[int, float]]:
    """Where the tasks end and where they begin, as far as the page shows it."""
    ends = {task.pk: paper.after(task.due_on) for task in tasks if task.due_on}
    begins = {pk: one.begin for pk, one in bars.items() if one.begin is not None}
    return {pk: at for pk, at in ends.items() if 0 <= at <= 100}, begins


def _warnings(task: Task, waits: Sequence[tuple[int, int]], by_pk: Mapping[int, Task]) -> tuple[Say, ...]:
    ahead = [by_pk[before] for one, before in waits if one == task.pk]
    found = (rules.too_early(task.starts_on, before.number, before.due_on) for before in ahead)
    return tuple(reason for reason in found if reason)


def _stretch(task: Task, rows: Measured) -> rules.Stretch:
    starts = task.starts_on or (task.issued_at.date() if task.issued_at else None)
    done = float(task.done) if task.done is not None else None
    due = task.due_on or task.review_on
    return rules.Stretch(task.state, starts, due, task.first_due_on, done, rows.nodes, _aim(rows))


def _aim(rows: Measured) -> str:
    """What the date is for: the first figure, else the last node."""
    if rows.figures:
        return _figure(rows.figures[0])
    return rows.nodes[-1].title[:12] if rows.nodes else ""


def _figure(one: Figure) -> str:
    number = f"{Decimal(one.number).normalize():,f}"
    return f"{number}{one.unit}" if one.unit == "%" else f"{number} {one.unit}".strip()


def _groups(tasks: Sequence[Task], rows: Sequence[BarRow]) -> list[BarGroup]:
    """Rows under the first-level heading of their plan, in the order they come."""
    found: list[tuple[str, list[BarRow]]] = []
    names = headings(tasks)
    for row in rows:
        name = names.get(row.task.pk, "")
        if not found or found[-1][0] != name:
            found.append((name, []))
        found[-1][1].append(row)
    return [BarGroup(name, tuple(members)) for name, members in found]


def _early(task: Task, wait: Wait) -> Say | None:
    """What is over cannot come too late any more."""
    before = wait.before
    return None if before.state in CLOSED else rules.too_early(task.starts_on, before.number, before.due_on)


def waits_of(actor: Actor, task: Task) -> dict[str, Any]:
    """What a task waits on and what waits on it, as far as the reader sees them, and what may be added."""
    ahead = list(Wait.objects.filter(task=task, before__in=Task.objects.visible_to(actor)).select_related("before"))
    behind = list(Wait.objects.filter(before=task, task__in=Task.objects.visible_to(actor)).select_related("task"))
    may = bool({"draft", "breakdown"} & permissions(actor.roles)) and task.issuer_id == actor.unit_id
    return {
        "ahead": [(wait, _early(task, wait)) for wait in ahead],
        "behind": behind,
        "may": may and task.state not in CLOSED,
        "nothing": gettext("没有等待其他任务，也没有任务等待本项。"),
    }


def to_wait_on(actor: Actor, task: Task) -> QuerySet[Task]:
    """What a task may be made to wait on: the same issuer's tasks of the same plan, and tasks of the same basis."""
    same = Q(plan=task.plan_id) if task.plan_id else Q(issuer=task.issuer_id)
    rows = Task.objects.visible_to(actor).filter(same, parent=task.parent_id).exclude(pk=task.pk)
    return rows.exclude(state="dropped").order_by("order_key", "id")


def find_wait(actor: Actor, task_id: int, pk: int) -> Wait:
    """A wait of a task in sight."""
    task = Task.objects.get_visible(actor, pk=task_id)
    found = Wait.objects.select_related("task__issuer").filter(task=task, pk=pk).first()
    if found is None:
        raise NotVisible
    return found
