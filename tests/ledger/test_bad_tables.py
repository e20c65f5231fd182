"""Whatever is handed in: a sentence with its place, nothing half taken in, and the server lives."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile

from luoshi.kernel.documents.refusal import MESSAGES
from luoshi.kernel.errors import Invalid
from luoshi.ledger.models import Duty, Task
from luoshi.ledger.queries import sheets as tables
from luoshi.org.models import SheetImport
from luoshi.org.services import sheets
from tests.kernel.hostile import READ, Case, cases
from tests.world import World

CASES = list(cases())


def test_there_are_enough() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_it_is_answered_and_nothing_is_half_taken_in(world: World, case: Case) -> None:
    actor = world.actor("省.办", "office")
    said, outcome = handed_in(world, case)
    assert all(said), "an answer without words"
    assert outcome in {case.outcome, *case.codes}, said
    assert not case.fault or any(case.fault in one for one in said), said
    assert (Task.objects.count(), Duty.objects.count()) == (0, 0)
    batch = SheetImport.objects.visible_to(actor).first()
    if batch is not None and batch.state == "checked" and not batch.counts["wrong"]:
        sheets.start_apply(actor, batch)
        assert Task.objects.count() == batch.counts["new"]
        assert not Task.objects.filter(title__regex="[\x01-\x08\u200b-\u200f\u202a-\u202e\ufeff]").exists()


def handed_in(world: World, case: Case) -> tuple[list[str], str]:
    """What is said, and the code of the refusal or READ."""
    actor = world.actor("省.办", "office")
    try:
        batch = sheets.take_in(actor, tables.KIND, ContentFile(case.make(), name=case.file), {})
    except Invalid as refusal:
        return [str(refusal)], code_of(str(refusal))
    if batch.faults:
        return batch.faults, READ
    batch = sheets.start_check(actor, batch)
    if batch.state == "uploaded":
        return batch.faults, code_of(batch.faults[0])
    assert batch.counts["wrong"] == 0 or batch.faults
    return batch.faults, READ


def code_of(sentence: str) -> str:
    """Which of the messages a sentence is: by the words after its last placeholder."""
    for code, template in MESSAGES.items():
        tail = template.rpartition("}")[2]
        if sentence.endswith(tail) and tail.strip("。”"):
            head = template.partition("{")[0]
            if sentence.startswith(head):
                return code
    return sentence
