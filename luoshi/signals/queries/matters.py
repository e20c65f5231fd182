"""What else do rules look at than reports just sent: periods that are over, problems closed, what others say of a task?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from luoshi.inspection.models import Reading
from luoshi.inspection.queries.axis import on_task
from luoshi.kernel import clock
from luoshi.kernel.actor import Actor, Held
from luoshi.kernel.say import say
from luoshi.ledger.models import IndicatorLink, Task
from luoshi.org.models import Unit
from luoshi.problems.models import Problem
from luoshi.problems.rules import DONE
from luoshi.reporting.models import EntryFigure, Period
from luoshi.reporting.rules import span_of
from luoshi.signals.models import Looked
from luoshi.signals.queries.judged import Judged
from luoshi.signals.queries.texts import office_over
from luoshi.signals.queries.thresholds import InForce
from luoshi.signals.rules.contact import Checked, ClosedFacts, uncontacted
from luoshi.signals.rules.contradiction import contradicted
from luoshi.signals.rules.heaped import heaped
from luoshi.voice.models import Answer

SETTLED = timedelta(days=14)
"""So long after its date a period's figures are taken to be there."""
AT_ONCE = 500
"""So many matters of a kind are looked at in one run; the next run goes on."""
YEAR = timedelta(days=366)


def periods_over(in_force: InForce) -> Iterator[tuple[int, list[Judged]]]:
    """Periods whose figures are in and have not been weighed, oldest first, each with what was found in them."""
    rows = Period.objects.filter(due_on__lt=clock.today() - SETTLED).exclude(_looked("period"))
    for period in rows.order_by("ends_on", "pk")[:AT_ONCE]:
        yield period.pk, _weighed(period, in_force)


def _weighed(period: Period, in_force: InForce) -> list[Judged]:
    """Units of one level are weighed against each other, by the different figures of a year; each as its office wants it."""
    units = Unit.objects.filter(reports__period=period, reports__round__gt=0).distinct().in_bulk()
    rows = EntryFigure.objects.filter(
        entry__report__unit__in=units, entry__report__round__gt=0, value__gt=0,
        entry__report__period__ends_on__gt=period.ends_on - YEAR, entry__report__period__ends_on__lte=period.ends_on,
    ).values_list("entry__report__unit", "target", "value")  # fmt: skip
    by_level: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for unit, _target, value in rows.distinct().order_by("entry__report__unit", "target", "value"):
        if value is not None and value == int(value):
            by_level[units[unit].level][unit].append(int(value))
    is_set = in_force.is_set("heaped")
    at = {
        unit: in_force.of("heaped", office_over(units[unit]) if is_set else None)
        for level in by_level.values()
        for unit in level
    }
    return [
        Judged("heaped", f"{period.pk}:{unit}", units[unit], period.name, found)
        for level in by_level.values()
        for wanted in {tuple(at[unit].items()) for unit in level}
        for unit, found in heaped(level, dict(wanted)).items()
        if at[unit] == dict(wanted)
    ]


def problems_closed(_: InForce) -> Iterator[tuple[int, list[Judged]]]:
    """Problems that were closed and not looked at; whoever closed one is asked, by the office above."""
    rows = Problem.objects.filter(state__in=DONE).exclude(_looked("problem")).select_related("keeper", "task")
    for problem in rows.prefetch_related("checks").order_by("pk")[:AT_ONCE]:
        checks = tuple(
            Checked(one.way, one.get_way_display(), say("{day}", day=one.checked_on), one.finding)
            for one in problem.checks.all()
            if one.kind == "verify"
        )
        found = uncontacted(ClosedFacts(checks, problem.claim))
        period = span_of("quarter", timezone.localdate(problem.closed_at) if problem.closed_at else clock.today()).name
        yield (
            problem.pk,
            [Judged("uncontacted", str(problem.pk), problem.keeper, period, found, task=problem.task, problem=problem)],
        )


def readings(_: InForce) -> Iterator[tuple[int, list[Judged]]]:
    """What inspectors have seen since the last time, against what is reported; as the inspecting office may read it."""
    rows = Reading.objects.filter(visit__state="done").exclude(_looked("reading"))
    for reading in rows.select_related("visit__office", "task__lead_unit").order_by("pk")[:AT_ONCE]:
        one = contradiction(reading.task, reading.visit.office)
        yield reading.pk, [one] if one else []


def contradiction(task: Task, keeper: Unit | None) -> Judged | None:
    """What others say of a task against what its unit reports, as the keeper may read it; None where nobody says anything."""
    if task.lead_unit is None or keeper is None or keeper.pk == task.lead_unit_id:
        return None
    stands = on_task(as_office(keeper), task)
    if stands is None:
        return None
    period = span_of("quarter", clock.today()).name
    elsewhere = stands.visit is not None and stands.visit.unit_id != task.lead_unit_id
    found = contradicted(stands.axis, private=elsewhere)
    return Judged("contradicted", f"{task.pk} {period}", task.lead_unit, period, found, keeper, task=task)


def as_office(unit: Unit) -> Actor:
    """Somebody who sees what an office sees, and may do nothing."""
    return Actor(
        None, None, "", unit_id=unit.pk, path=unit.path, grants=(Held("", unit.pk, unit.path, unit.place_path),)
    )


def with_a_word(tasks: Iterable[Task]) -> list[Task]:
    """Those of which inspectors, workers or an indicator say anything."""
    by_id = {task.pk: task for task in tasks}
    ids = by_id.keys()
    read = Reading.objects.filter(task__in=ids, visit__state="done").values_list("task_id", flat=True)
    asked = Answer.objects.filter(survey__task__in=ids).values_list("survey__task_id", flat=True)
    measured = IndicatorLink.objects.filter(task__in=ids).values_list("task_id", flat=True)
    return [by_id[pk] for pk in sorted({*read, *asked, *measured})]


def _looked(what: str) -> Exists:
    return Exists(Looked.objects.filter(what=what, number=OuterRef("pk")))


MATTERS: dict[str, Callable[[InForce], Iterator[tuple[int, list[Judged]]]]] = {
    "period": periods_over,
    "problem": problems_closed,
    "reading": readings,
}
