"""Applying for completion, and somebody else verifying it against each standard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.kernel.models import File
from luoshi.kernel.say import say
from luoshi.kernel.services import attach
from luoshi.ledger import queries
from luoshi.ledger.models import ENDINGS, Check, Completion, Task
from luoshi.ledger.workflow import TASK

Checks = Mapping[int, tuple[bool | None, str]]
"""Standard id → (met, remark)."""


def apply_completion(
    actor: Actor, task: Task, *, ending: str, statement: str, claims: Mapping[int, str], files: Sequence[File] = ()
) -> Completion:
    """Apply that the task count as 完成, 阶段性完成 or 转常态化, with the unit's own check of each standard and evidence."""
    if ending and ending not in dict(ENDINGS):
        raise Refused([say("完成方式只有完成、阶段性完成、转常态化三种。")])
    facts = queries.task_facts(actor, task, evidence=len(files))
    with actions.atomic():
        actions.perform(actor, TASK, "apply", task, facts, given={"ending": ending, "statement": statement.strip()})
        row = Completion(
            task=task, ending=ending, statement=statement.strip(), applied_by_id=actor.person_id, applied_at=clock.now()
        )
        actions.create(actor, "ledger.completion.apply", row)
        checks = [
            Check(completion=row, standard=one, claim=claims.get(one.pk, "").strip()) for one in task.standards.all()
        ]
        actions.create_many(actor, "ledger.check.claim", checks)
        for file in files:
            attach(actor, file, row, "evidence")
    return row


def verify_completion(actor: Actor, task: Task, *, checks: Checks, remark: str = "") -> Task:
    """Confirm every standard: the task is complete. By somebody else than the applicant."""
    row = _at_hand(task)
    unmet = [check for check in row.checks.all() if not checks.get(check.standard_id, (None, ""))[0]] if row else []
    facts = queries.task_facts(actor, task, unmet=len(unmet))
    with actions.atomic():
        ending = row.ending if row else ""
        actions.perform(
            actor,
            TASK,
            "verify",
            task,
            facts,
            note=remark.strip(),
            completed_on=clock.today(),
            ending=ending,
            paused=False,
        )
        if row is not None:
            answer_checks(actor, row, checks, "verified", remark)
    return task


def send_back(actor: Actor, task: Task, *, checks: Checks, note: str) -> Task:
    """Not yet: back to work, with the reason and what was found of each standard."""
    row = _at_hand(task)
    with actions.atomic():
        actions.perform(actor, TASK, "send_back", task, queries.task_facts(actor, task), note=note.strip())
        if row is not None:
            answer_checks(actor, row, checks, "returned", note)
    return task


def reopen(actor: Actor, task: Task, note: str) -> Task:
    """Open a completed task again, with the reason; its first date stays what it was."""
    return actions.perform(
        actor, TASK, "reopen", task, queries.task_facts(actor, task), note=note.strip(), completed_on=None, ending=""
    )


def _at_hand(task: Task) -> Completion | None:
    return queries.open_completion(task)


def answer_checks(actor: Actor, row: Completion, checks: Checks, outcome: str, remark: str) -> None:
    """Keep what was found of each standard, and what became of the application."""
    for check in row.checks.all():
        met, said = checks.get(check.standard_id, (None, ""))
        if met is not None or said:
            actions.change(actor, "ledger.check.answer", check, met=met, remark=said.strip()[:300])
    actions.change(
        actor, f"ledger.completion.{outcome}", row, outcome=outcome, verified_by_id=actor.person_id,
        verified_at=clock.now(), remark=remark.strip(),
    )  # fmt: skip
