"""One task in full, as the API answers it after every act on it."""

from __future__ import annotations

from luoshi.kernel.actor import Actor
from luoshi.kernel.rest import moves_of
from luoshi.ledger import queries
from luoshi.ledger.api.common import duty_out, row_out
from luoshi.ledger.api.shapes import (
    CheckOut,
    CompletionOut,
    LedgerTargetOut,
    MilestoneOut,
    ParentOut,
    StandardOut,
    TaskOut,
)
from luoshi.ledger.models import Task
from luoshi.ledger.workflow import TASK


def task_out(actor: Actor, pk: int) -> TaskOut:
    task = queries.task_page(actor, pk)
    row = queries.ledger_rows([task])[0]
    facts = queries.task_facts(actor, task)
    above = queries.parent_extract(actor, task)
    return TaskOut(
        **row_out(row),
        text=task.text,
        basis=str(task.basis) if task.basis else "",
        tightening=task.tightening,
        duties=[duty_out(one, task) for one in queries.duties(task)],
        standards=[StandardOut(id=one.pk, text=one.text) for one in row.standards],
        targets=[
            LedgerTargetOut(
                id=one.pk,
                name=one.name,
                comparator=one.comparator,
                number=one.number,
                unit=one.unit_name,
                value=one.value,
            )
            for one in row.targets
        ],
        milestones=[
            MilestoneOut(id=one.pk, title=one.title, due_on=one.due_on, weight=one.weight, done_on=one.done_on)
            for one in task.milestones.all()
        ],
        completions=_completions(task),
        parent=ParentOut(**{name: getattr(above, name) for name in ParentOut.model_fields}) if above else None,
        missing=[str(one) for one in facts.missing],
        moves=moves_of(TASK, task.state, facts),
    )


def _completions(task: Task) -> list[CompletionOut]:
    return [
        CompletionOut(
            id=one.pk, ending=one.ending, statement=one.statement, applied_at=one.applied_at, outcome=one.outcome,
            remark=one.remark,
            checks=[
                CheckOut(
                    standard_id=check.standard_id, standard=check.standard.text, claim=check.claim, met=check.met,
                    remark=check.remark,
                )
                for check in one.checks.all()
            ],
        )
        for one in queries.completions(task)
    ]  # fmt: skip
