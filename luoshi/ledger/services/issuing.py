"""Handing tasks down: all or nothing, and never without what the house asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from luoshi.kernel import actions, checks, clock
from luoshi.kernel.actions import Step
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.kernel.say import say
from luoshi.ledger import queries, rules
from luoshi.ledger.models import Duty, Plan, Task
from luoshi.ledger.queries.leaving import leaving_tasks
from luoshi.ledger.services.common import let_read
from luoshi.ledger.workflow import TASK
from luoshi.org.models import Unit
from luoshi.org.scope import Shown


def issue_tasks(actor: Actor, tasks: Sequence[Task], *, despite: str = "") -> None:
    """Issue drafts to all who hold a duty on them. A refusal names what is missing, for every task that lacks something."""
    if not tasks:
        raise Refused([say("没有选择任务。")])
    facts = queries.many_task_facts(actor, tasks)
    reckoned = _reckoned(tasks)
    with actions.atomic():
        actions.perform_many(actor, TASK, "issue", [Step(task, facts[task.pk], reckoned[task.pk]) for task in tasks])
        _open(actor, tasks)
        checks.leave(actor, leaving_tasks(tasks), despite or _given(tasks))


def _given(tasks: Sequence[Task]) -> str:
    """The reasons for pressing them, that were written when they were broken down."""
    return " ".join(dict.fromkeys(task.tightening for task in tasks if task.tightening))


def issue_granted(actor: Actor, task: Task, note: str) -> None:
    """Issue a draft that waited for the level above: its issuer has ordered it already, the grant lets it go."""
    facts = replace(queries.task_facts(actor, task), roles=frozenset({"issuer.issue"}), waiting=())
    with actions.atomic():
        actions.perform(actor, TASK, "issue", task, facts, note=note, **_reckoned([task])[task.pk])
        _open(actor, [task])


def _reckoned(tasks: Sequence[Task]) -> dict[int, dict[str, Any]]:
    """What issuing sets on each task: since when it runs, its first date, and where its lights will turn."""
    today, now = clock.today(), clock.now()
    settings, rows = queries.thresholds(), queries.measured([task.pk for task in tasks])
    below = _done_below(tasks)
    paths = dict(Unit.objects.filter(pk__in={task.issuer_id for task in tasks}).values_list("pk", "path"))
    found = {}
    for task in tasks:
        starts, measured = task.starts_on or today, rows[task.pk]
        measure = rules.done(measured.figures, measured.nodes, below.get(task.pk, ()))
        line = rules.line(starts, task.due_on, measured.nodes, stepped=measure.by == "nodes")
        turned = rules.turns(measure.percent, line, queries.nearest(paths[task.issuer_id], settings))
        found[task.pk] = {
            "issued_at": now, "first_due_on": task.due_on, "starts_on": starts, "done": measure.percent,
            "behind_from": turned.behind_from, "far_behind_from": turned.far_behind_from, "ahead_until": turned.ahead_until,
        }  # fmt: skip
    return found


def _done_below(tasks: Iterable[Task]) -> dict[int, list[Decimal | None]]:
    """What has been done of the tasks that were issued below each."""
    rows = Task.objects.filter(parent__in=[task.pk for task in tasks], issued_at__isnull=False)
    found: dict[int, list[Decimal | None]] = {}
    for parent, done in rows.exclude(state__in=rules.GONE).values_list("parent_id", "done"):
        found.setdefault(parent or 0, []).append(done)
    return found


def _open(actor: Actor, tasks: Sequence[Task]) -> None:
    """Deliver every duty to its unit, and let the units read the plan. The issue's own event says so."""
    ids = [task.pk for task in tasks]
    readers: dict[int, set[int]] = {}
    for start in range(0, len(ids), actions.TOGETHER):
        part = Duty.objects.filter(task__in=ids[start : start + actions.TOGETHER])
        actions.change_all(part.filter(shown__lt=Shown.SUBTREE), shown=Shown.SUBTREE)
        for plan, unit in part.filter(task__plan__isnull=False).values_list("task__plan_id", "unit_id").distinct():
            readers.setdefault(plan or 0, set()).add(unit)
    plans = Plan.objects.filter(pk__in=readers).select_related("unit")
    known = {unit.pk: unit for unit in Unit.objects.filter(pk__in=set[int]().union(*readers.values()))}
    for plan_row in plans:
        wanted = {plan_row.unit_id: plan_row.unit} | {pk: known[pk] for pk in readers[plan_row.pk]}
        let_read(actor, plan_row, wanted.values(), Shown.SUBTREE)
