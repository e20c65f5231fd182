"""How does a body that asked answer what came?"""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.kernel import actions, clock
from luoshi.kernel.actions import Step
from luoshi.kernel.actor import Actor
from luoshi.ledger.rules import RUNNING
from luoshi.ledger.services import hold_upward, record_progress
from luoshi.reporting import queries, rules
from luoshi.reporting.models import (
    EntryVersion,
    Receipt,
)
from luoshi.reporting.services.board import given_back
from luoshi.reporting.workflow import RECEIPT


def accept(actor: Actor, receipts: Sequence[Receipt], note: str = "") -> None:
    """Accept entries, all or nothing; where the deciding body accepts, the ledger takes over figures, nodes and state."""
    facts = queries.receipt_facts(actor, receipts)
    now = clock.now()
    versions = _versions(receipts)
    with actions.atomic():
        _answer(
            actor, "accept", [Step(row, facts[row.pk], {"decided_at": now, "reason": note}) for row in receipts], note
        )
        hold_upward(row.entry.task for row in receipts if row.deciding)
        for row in receipts:
            if row.deciding:
                _take_over(actor, row, rules.from_json(versions[row.pk].content))


def _versions(receipts: Sequence[Receipt]) -> dict[int, EntryVersion]:
    rows = EntryVersion.objects.filter(entry__in=[row.entry_id for row in receipts])
    by_round = {(version.entry_id, version.round): version for version in rows}
    return {row.pk: by_round[row.entry_id, row.round] for row in receipts}


def _take_over(actor: Actor, receipt: Receipt, said: rules.Said) -> None:
    """A task that was completed meanwhile keeps what it was completed with."""
    if receipt.entry.task.state not in RUNNING:
        return
    record_progress(
        actor,
        receipt.entry.task,
        values={figure.target_id: figure.value for figure in said.figures if figure.value is not None},
        nodes={node.milestone_id: node.done_on for node in said.nodes if node.done_on and not node.accepted},
        reported_state=said.progress,
        latest=(said.narrative or said.difficulty)[:300],
    )


def return_(actor: Actor, receipts: Sequence[Receipt], note: str) -> None:
    """Give entries back with the reason. The deciding body's return is binding, the place's is advice."""
    facts = queries.receipt_facts(actor, receipts)
    steps = [Step(row, facts[row.pk], {"decided_at": clock.now(), "reason": note.strip()}) for row in receipts]
    with actions.atomic():
        _answer(actor, "return", steps, note.strip())
        given_back(actor, [row.report for row in receipts])


def _answer(actor: Actor, name: str, steps: Sequence[Step], note: str) -> None:
    """One refusal needs no name before it; of many, each is named."""
    if len(steps) == 1:
        actions.perform(actor, RECEIPT, name, steps[0].obj, steps[0].facts, note=note, **steps[0].changes)
    else:
        actions.perform_many(actor, RECEIPT, name, steps, note=note)


def withdraw(actor: Actor, receipts: Sequence[Receipt], note: str) -> None:
    """Take acceptances back, with the reason. What the ledger took over stands until the next acceptance."""
    facts = queries.receipt_facts(actor, receipts)
    steps = [Step(row, facts[row.pk], {"decided_at": None}) for row in receipts]
    _answer(actor, "withdraw", steps, note.strip())
