"""How do many tasks stand at once? A fixed number of queries, however many rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Q

from luoshi.kernel import clock
from luoshi.kernel.calendar import WorkCalendar
from luoshi.kernel.prepared import Prepared
from luoshi.kernel.queries import calendar
from luoshi.kernel.say import Say, say
from luoshi.ledger import rules
from luoshi.ledger.models import NO_DATE, LightSettings, Milestone, Target, Task
from luoshi.ledger.queries.pauses import standing_still
from luoshi.ledger.queries.shapes import Lights
from luoshi.ledger.rules import Figure, Measure, Node, Thresholds
from luoshi.org.rules import is_within
from luoshi.org.scope import under

_FIGURES: Prepared[tuple[int, str, Decimal, Decimal | None, str, str]] = Prepared(
    lambda ids: (
        Target.objects.filter(task__in=ids)
        .order_by("task_id", "ordering", "id")
        .values_list("task_id", "comparator", "number", "value", "name", "unit_name")
    )
)
_NODES = Prepared(
    lambda ids: (
        Milestone.objects.filter(task__in=ids)
        .order_by("task_id", "due_on", "id")
        .values_list("task_id", "due_on", "weight", "done_on", "title")
    )
)
_SETTINGS = Prepared(lambda: LightSettings.objects.select_related("unit"))


def thresholds() -> dict[str, Thresholds]:
    """Settings by the path of the place they hold for; "" the default, always there."""
    found = {"": rules.DEFAULTS}
    for row in _SETTINGS():
        found[row.unit.path if row.unit else ""] = Thresholds(
            row.warn_days,
            row.behind,
            row.far_behind,
            row.division_days,
            row.ruling_days,
            row.answer_days,
            row.extension_count,
            row.extension_ahead,
        )
    return found


def nearest(path: str, settings: Mapping[str, Thresholds]) -> Thresholds:
    """The settings that hold at a path: those of the nearest place above it."""
    return settings[max((key for key in settings if not key or is_within(path, key)), key=len)]


def thresholds_for(path: str) -> Thresholds:
    """The settings that hold for the tasks that a unit at this path issues."""
    return nearest(path, thresholds())


@dataclass(frozen=True)
class Measured:
    """A task's rows as the rules take them."""

    figures: tuple[Figure, ...]
    nodes: tuple[Node, ...]


def measured(task_ids: Collection[int], targets: Mapping[int, Sequence[Target]] | None = None) -> dict[int, Measured]:
    """Targets and milestones of many tasks; ``targets`` by task, where they have been read already."""
    figures: dict[int, list[Figure]] = {}
    nodes: dict[int, list[Node]] = {}
    if targets is None:
        for pk, comparator, number, value, name, unit in _FIGURES(task_ids):
            figures.setdefault(pk, []).append(Figure(comparator, number, value, name, unit))
    else:
        figures = {
            pk: [Figure(row.comparator, row.number, row.value, row.name, row.unit_name) for row in rows]
            for pk, rows in targets.items()
        }
    for pk, due_on, weight, done_on, title in _NODES(task_ids):
        nodes.setdefault(pk, []).append(Node(due_on, weight, done_on is not None, title))
    return {pk: Measured(tuple(figures.get(pk, ())), tuple(nodes.get(pk, ()))) for pk in task_ids}


def line_of(task: Task, rows: Measured, by: str) -> rules.Line | None:
    """The planned line of a task; in steps where nodes alone measure it."""
    return rules.line(task.starts_on, task.due_on, rows.nodes, stepped=by == "nodes")


def lights(tasks: Iterable[Task], found: Mapping[int, Measured] | None = None) -> dict[int, Lights]:
    """Both lights of every task, with their reasons. Three queries and the calendar; ``found`` where it has been read."""
    rows = list(tasks)
    if not rows:
        return {}
    settings, found = thresholds(), measured([task.pk for task in rows]) if found is None else found
    today, days = clock.today(), calendar()
    paths = _issuer_paths(rows) if len(settings) > 1 else {}
    paused = [task.pk for task in rows if task.paused]
    still = standing_still(paused) if paused else {}
    return {
        task.pk: lights_of(
            task, found[task.pk], nearest(paths.get(task.pk, ""), settings), today, days, still.get(task.pk)
        )
        for task in rows
    }


def _issuer_paths(rows: Sequence[Task]) -> dict[int, str]:
    return dict(Task.objects.filter(pk__in=[task.pk for task in rows]).values_list("pk", "issuer__path"))


def lights_of(
    task: Task, rows: Measured, limits: Thresholds, today: date, days: WorkCalendar, still: Say | None = None
) -> Lights:
    """Both lights of one task from rows already read."""
    measure = rules.done(rows.figures, rows.nodes)
    if measure.percent is None and task.done is not None:
        measure = Measure(task.done, "children", (say("按下级任务汇总。"),))
    line = line_of(task, rows, measure.by)
    planned = line.at(today) if line else None
    time = rules.time_light(
        due_on=task.due_on and (task.clock_until or task.due_on), review_on=task.clock_until or task.review_on,
        today=today, calendar=days, state=task.state, paused=task.paused, thresholds=limits,
    )  # fmt: skip
    time = _with_pauses(time, task, still)
    progress = rules.progress_light(
        done=measure.percent, planned=planned, thresholds=limits, state=task.state, paused=task.paused,
        started=task.starts_on is None or task.starts_on <= today,
    )  # fmt: skip
    reasons: list[Say] = [*progress.because]
    if progress.state not in {"closed", "none"}:
        reasons += measure.because
        against = rules.contradiction(task.reported_state, progress, measure.percent)
        reasons += [against] if against else []
    progress = rules.Light(progress.kind, progress.state, tuple(reasons), progress.brief)
    return Lights(time, progress, planned)


def _with_pauses(time: rules.Light, task: Task, still: Say | None) -> rules.Light:
    """What the pauses have to say: why the clock stands still, or until when it runs because it did."""
    if time.state == "paused" and still is not None:
        return replace(time, because=(still,), brief=time.brief)
    if task.clock_until is not None and time.state in {"green", "yellow", "red"}:
        moved = say("停过 {days} 个工作日，计时到 {until}。", days=task.paused_days, until=task.clock_until)
        return replace(time, because=(*time.because, moved))
    return time


# ---------- the same lights, as conditions of a list ----------


def time_is(state: str) -> Q:
    """The condition that the time light shows this state today."""
    running = Q(state__in=rules.RUNNING)
    dated = Q(deadline__lt=NO_DATE)
    today = clock.today()
    if state == "closed":
        return Q(state__in=list(rules.CLOSED))
    if state == "paused":
        return running & dated & Q(paused=True)
    if state == "none":
        return Q(state="draft") | (running & Q(deadline=NO_DATE))
    if state == "red":
        return Q(running_until__lt=today)
    if state not in {"yellow", "green"}:
        return Q(pk__in=[])
    days, parts = calendar(), Q(pk__in=[])
    for area, limits in _areas():
        until = rules.warning_until(today, days, limits)
        parts |= area & (Q(running_until__range=(today, until)) if state == "yellow" else Q(running_until__gt=until))
    return parts


def _areas() -> Iterable[tuple[Q, Thresholds]]:
    """Where which settings hold, by the issuer's place; a place inside another is cut out of it."""
    settings = thresholds()
    for path, limits in settings.items():
        area = under(path, "issuer__path") if path else Q()
        for inner in settings:
            if inner != path and is_within(inner, path) if path else inner:
                area &= ~under(inner, "issuer__path")
        yield area, limits


def progress_is(state: str) -> Q:
    """The condition that the progress light shows this state today (from the days stored with the task)."""
    running, today = Q(state__in=rules.RUNNING), clock.today()
    if state == "closed":
        return Q(state__in=list(rules.CLOSED))
    if state == "paused":
        return running & Q(paused=True)
    early = Q(starts_on__gt=today, done=0)
    known = running & Q(paused=False, ahead_until__isnull=False) & ~early
    return {
        "none": Q(state="draft") | (running & Q(paused=False) & (Q(ahead_until=None) | early)),
        "red": known & Q(far_behind_from__lte=today),
        "yellow": known & Q(behind_from__lte=today) & (Q(far_behind_from=None) | Q(far_behind_from__gt=today)),
        "ahead": known & Q(ahead_until__gte=today),
        "green": known & Q(ahead_until__lt=today) & (Q(behind_from=None) | Q(behind_from__gt=today)),
    }.get(state, Q(pk__in=[]))
