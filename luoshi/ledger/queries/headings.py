"""Under which heading does a task stand, where tasks are shown in the order of their plan?"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext

from luoshi.kernel.prepared import Prepared
from luoshi.ledger.models import Clause, Task

_CLAUSES: Prepared[tuple[int, list[str], str, str]] = Prepared(
    lambda plans: Clause.objects.filter(plan__in=plans, labels__1__isnull=True).values_list(
        "plan_id", "labels", "heading", "text"
    )
)
"""The headings of the first level: of one label. A plan has hundreds of clauses below them."""


def headings(tasks: Iterable[Task]) -> dict[int, str]:
    """The first-level heading of each task's plan; of a task without a clause its plan's title, else its category."""
    tasks = list(tasks)
    plans = {task.plan_id for task in tasks if task.clause_id and task.plan_id}
    tops = {
        (plan, labels[0]): f"{labels[0].rstrip('、.． ')}、{heading or text[:40]}"
        for plan, labels, heading, text in _CLAUSES(plans)
        if len(labels) == 1
    }
    return {task.pk: _heading(task, tops) for task in tasks}


def _heading(task: Task, tops: dict[tuple[int, str], str]) -> str:
    if task.grade:
        return gettext("重点任务")
    labels = task.clause.labels if task.clause_id and task.clause else []
    if labels and task.plan_id:
        return tops.get((task.plan_id, labels[0])) or labels[0]
    return task.plan.title if task.plan_id and task.plan else task.get_category_display()
