"""A 请示, 报告 or 专报 is drafted, signed, numbered, sent up, received and answered; an instruction goes into the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.models import File
from luoshi.kernel.say import Say, say
from luoshi.kernel.services import attach
from luoshi.ledger import services as ledger
from luoshi.ledger.models import Task
from luoshi.ledger.services.letters import take_number
from luoshi.org.models import Unit
from luoshi.policy.models import Submission
from luoshi.policy.queries import submissions as reads
from luoshi.policy.rules.submissions import KINDS
from luoshi.policy.workflow import SUBMISSION

LONGEST_TEXT = 20_000


def draft_submission(
    actor: Actor, source: reads.About, *, kind: str, title: str, text: str, party: str = "", to: Unit | None = None,
    copied: str = "",
) -> Submission:  # fmt: skip
    """拟稿. A draft may still have faults; it is not signed with them."""
    unit = Unit.objects.filter(pk=actor.unit_id or 0).first()
    if unit is None or not reads.may_submit(actor):
        raise Refused([say("请示、报告、专报由单位的经办人或者负责人拟稿。")])
    given = _worded(unit, kind=kind, title=title, text=text, party=party, to=to, copied=copied)
    row = Submission(
        state=SUBMISSION.start, unit=unit, unit_path=unit.path, drafted_at=clock.now(), **given, **source.rows
    )  # fmt: skip
    return actions.create(actor, "policy.submission.draft", row)


def edit_submission(
    actor: Actor, row: Submission, *, kind: str, title: str, text: str, party: str = "", to: Unit | None = None,
    copied: str = "",
) -> Submission:  # fmt: skip
    """Correct a draft. What is signed is reopened first."""
    if row.unit_id != actor.unit_id or not reads.may_submit(actor) or row.state != "draft":
        raise Refused([say("只有拟稿单位可以修改草稿；已经签发的先退回修改。")])
    given = _worded(row.unit, kind=kind, title=title, text=text, party=party, to=to, copied=copied)
    return actions.change(actor, "policy.submission.edit", row, **given)


def _worded(
    unit: Unit, *, kind: str, title: str, text: str, party: str, to: Unit | None, copied: str
) -> dict[str, Any]:
    wrong: dict[str, list[Say]] = {}
    party = to.name if to else party.strip()
    if kind not in KINDS:
        wrong["kind"] = [say("文种只有请示、报告、专报。")]
    for name, value, label in (
        ("title", title, say("标题")),
        ("text", text, say("正文")),
        ("party", party, say("主送机关")),
    ):
        if not value.strip():
            wrong[name] = [say("缺{what}。", what=label)]
    if to is not None and to not in reads.superiors(unit):
        wrong["to"] = [say("请示、报告、专报只报上级单位；与同级单位用函。")]
    if wrong:
        raise Invalid(wrong)
    return {
        "kind": kind, "title": title.strip()[:200], "text": text.strip()[:LONGEST_TEXT], "party": party[:80], "to": to,
        "copied": copied.strip()[:200],
    }  # fmt: skip


def sign_submission(
    actor: Actor, row: Submission, *, signed_by: str, signed_on: date | None = None, scan: File | None = None
) -> Submission:
    """签发: by the head who is logged in, or by the sheet that the head has signed with a pen."""
    if signed_on is not None and signed_on > clock.today():
        raise Invalid({"signed_on": [say("签发日期晚于今天。")]})
    with actions.atomic():
        if scan is not None:
            attach(actor, scan, row, reads.SCAN)
        return actions.perform(
            actor, SUBMISSION, "sign", row, reads.submission_facts(actor, row), signed_by=signed_by.strip()[:40],
            signed_on=signed_on or clock.today(),
        )  # fmt: skip


def number_submission(actor: Actor, row: Submission) -> Submission:
    """编号: the next of the unit's series."""
    facts = reads.submission_facts(actor, row)
    reasons = SUBMISSION.refusals("number", row.state, facts, {})
    if reasons:
        raise Refused(reasons)
    with actions.atomic():
        return actions.perform(actor, SUBMISSION, "number", row, facts, number=take_number(row.unit))


def move_submission(actor: Actor, row: Submission, name: str, note: str = "") -> Submission:
    """Back to the draft, sent, received, put on file, taken back, dropped."""
    changes: dict[str, Any] = {}
    if name == "reopen":
        changes = {"signed_by": "", "signed_on": None}
    elif name in {"send", "receive"}:
        changes = {"sent_at" if name == "send" else "received_at": clock.now()}
    facts = reads.submission_facts(actor, row)
    return actions.perform(actor, SUBMISSION, name, row, facts, note=note.strip(), **changes)


def answer_submission(
    actor: Actor, row: Submission, *, answer_kind: str, answer: str, answered_by: str, answered_on: date | None = None,
    answer_number: str = "", files: Sequence[File] = (),
) -> Submission:  # fmt: skip
    """A 批复 with its number, or a leader's instruction: by the superior, or as it came back from outside."""
    on = answered_on or clock.today()
    wrong: dict[str, list[Say]] = {}
    if answer_kind not in dict(Submission.ANSWERS):
        wrong["answer_kind"] = [say("答复是批复或者领导批示。")]
    if answer_kind == "reply" and not answer_number.strip():
        wrong["answer_number"] = [say("批复须有文号。")]
    if not (row.signed_on or on) <= on <= clock.today():
        wrong["answered_on"] = [say("答复日期须在签发以后、今天以前。")]
    if wrong:
        raise Invalid(wrong)
    with actions.atomic():
        for file in files:
            attach(actor, file, row, "answer")
        return actions.perform(
            actor, SUBMISSION, "answer", row, reads.submission_facts(actor, row), answer=answer.strip()[:4000],
            answer_kind=answer_kind, answer_number=answer_number.strip()[:60], answered_by=answered_by.strip()[:80],
            answered_on=on, received_at=row.received_at or clock.now(),
        )  # fmt: skip


def register_instruction(actor: Actor, row: Submission, *, lead: Unit, due_on: date | None = None) -> Task:
    """批示列入台账: an item of the category 领导批示, by the ledger's own door, with the instruction as its basis."""
    facts = reads.submission_facts(actor, row)
    reasons = SUBMISSION.refusals("register", row.state, facts, {})
    if reasons or row.answered_on is None:
        raise Refused(reasons)
    year = row.answered_on.year
    with actions.atomic():
        serial = actions.next_number(f"instruction.{row.unit_id}", year)
        item = ledger.Item(
            category="instruction", source=f"{row.answered_by}对“{row.title}”的批示", source_number=row.answer_number or row.number,
            source_on=row.answered_on, number=f"批{year}-{serial:03d}", title=row.answer.splitlines()[0][:200], wanted=row.answer,
            signed_by=row.answered_by[:40], due_on=due_on, lead=lead,
        )  # fmt: skip
        task = ledger.register_item(actor, item)
        actions.perform(actor, SUBMISSION, "register", row, facts, instruction=task)
    return task
