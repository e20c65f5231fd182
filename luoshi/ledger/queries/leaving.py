"""What is about to go out of the ledger, as it is looked at beforehand (`kernel.checks`): letters, and tasks handed down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from luoshi.kernel.checks import Leaving
from luoshi.kernel.say import Say, say
from luoshi.ledger import rules
from luoshi.ledger.models import Duty, Letter, Task


def leaving_letter(letter: Letter) -> Leaving:
    """A letter. The names of its tasks ask nothing of their own."""
    tasks = list(Task.objects.filter(letter_rows__letter=letter).values_list("pk", "title"))
    return Leaving(
        "letter", f"ledger.letter:{letter.pk}", letter.title, letter.unit_id, (letter.to_id,), letter.text, letter.due_on,
        matters=tuple(f"ledger.task:{pk}" for pk, _title in tasks), quoted=tuple(title for _pk, title in tasks),
    )  # fmt: skip


def leaving_tasks(tasks: Sequence[Task]) -> Leaving:
    """Tasks handed down together. What a plan's own tasks say are the superior's words; what is pressed beyond them is ours."""
    first = tasks[0]
    duties = Duty.objects.filter(task__in=[task.pk for task in tasks]).exclude(role="supervising")
    reached = duties.exclude(unit=first.issuer_id).order_by("unit").values_list("unit", flat=True).distinct()
    name = first.title if len(tasks) == 1 else str(say("下达任务 {count} 项", count=len(tasks)))
    subject = f"ledger.task:{first.pk}" if len(tasks) == 1 or first.plan_id is None else f"ledger.plan:{first.plan_id}"
    return Leaving("tasks", subject, name, first.issuer_id, tuple(reached), stricter=tuple(_pressed(tasks)))


def _pressed(tasks: Sequence[Task]) -> Iterator[Say]:
    """层层加码: dates before the parent's, and sums above it, for which a reason was given when it was broken down."""
    below = [task for task in tasks if task.parent_id is not None]
    parents = Task.objects.in_bulk({task.parent_id or 0 for task in below})
    for task in below:
        parent = parents[task.parent_id or 0]
        early = rules.tightened(parent.due_on or parent.review_on, task.due_on)
        raised = (say("指标高于上级目标。"),) if task.tightening and not early else ()
        yield from (
            say("{task}：{reason}", task=f"{task.number} {task.title}", reason=one) for one in (*early, *raised)
        )
