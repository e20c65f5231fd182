"""Handing tasks down: all or nothing, and never without what the house asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from luoshi.kernel import actions, clock
from luoshi.kernel.actions import Step
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.kernel.say import say
from luoshi.ledger import queries
from luoshi.ledger.models import Duty, Plan, Task
from luoshi.ledger.services.common import derived, let_read
from luoshi.ledger.workflow import TASK
from luoshi.org.models import Unit
from luoshi.org.scope import Shown


def issue_tasks(actor: Actor, tasks: Sequence[Task]) -> None:
    """Issue drafts to all who hold a duty on them. A refusal names what is missing, for every task that lacks something."""
    if not tasks:
        raise Refused([say("没有选择任务。")])
    facts = queries.many_task_facts(actor, tasks)
    today, now = clock.today(), clock.now()
    steps = [
        Step(
            task, facts[task.pk], {"issued_at": now, "first_due_on": task.due_on, "starts_on": task.starts_on or today}
        )
        for task in tasks
    ]
    with actions.atomic():
        actions.perform_many(actor, TASK, "issue", steps)
        _open(actor, tasks)


def issue_granted(actor: Actor, task: Task, note: str) -> None:
    """Issue a draft that waited for the level above: its issuer has ordered it already, the grant lets it go."""
    facts = replace(queries.task_facts(actor, task), roles=frozenset({"issuer.issue"}), waiting=())
    today, now = clock.today(), clock.now()
    with actions.atomic():
        actions.perform(
            actor, TASK, "issue", task, facts, note=note, issued_at=now, first_due_on=task.due_on,
            starts_on=task.starts_on or today,
        )  # fmt: skip
        _open(actor, [task])


def _open(actor: Actor, tasks: Iterable[Task]) -> None:
    """Deliver every duty to its unit, let the units read the plan, and reckon where the lights will turn."""
    tasks = list(tasks)
    readers: dict[int, tuple[Plan, dict[int, Unit]]] = {}
    for duty in Duty.objects.filter(task__in=tasks).select_related("unit", "task__plan__unit"):
        if duty.shown < Shown.SUBTREE:
            actions.change(actor, "ledger.duty.deliver", duty, shown=Shown.SUBTREE)
        plan = duty.task.plan
        if plan is not None:
            readers.setdefault(plan.pk, (plan, {plan.unit_id: plan.unit}))[1][duty.unit_id] = duty.unit
    for plan, units in readers.values():
        let_read(actor, plan, units.values(), Shown.SUBTREE)
    for task in tasks:
        actions.change(actor, "ledger.task.reckon", task, **derived(task))
