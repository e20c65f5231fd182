"""From a finding to the problem list: the unit's word, the conclusion, its receipt, an objection and its answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from luoshi.inspection.models import Conclusion, Finding, FormerText, Objection, Visit
from luoshi.inspection.queries import visits as reads
from luoshi.inspection.rules.clocks import ANSWER_DAYS, decide_by, object_by
from luoshi.inspection.rules.sheets import AXES
from luoshi.inspection.workflow import CONCLUSION, FINDING, OBJECTION
from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.models import File
from luoshi.kernel.queries import calendar
from luoshi.kernel.say import Say, say
from luoshi.kernel.services import attach
from luoshi.ledger.models import Task
from luoshi.org.rules import Kind
from luoshi.problems import services as problems
from luoshi.problems.models import Problem

# ---------- findings ----------


def find(
    actor: Actor, visit: Visit, *, title: str, facts: str, axis: str = "task", against: str = "", task: Task | None = None,
    files: Sequence[File] = (),
) -> Finding:  # fmt: skip
    """Write down what was found. A call and 调研指导 have none, an enterprise has none."""
    if visit.kind != "inspection" or visit.unit.kind == Kind.ENTERPRISE:
        raise Refused([say("调研指导、走访只留情况记录，不列问题。")])
    if "inspecting.inspect" not in reads.roles(actor, visit) or visit.state != "visited":
        raise Refused([say("到访以后、结束以前，由组织督察的单位列问题。")])
    wrong: dict[str, list[Say]] = {}
    for name, text, label in (("title", title, say("发现的问题")), ("facts", facts, say("事实"))):
        if not text.strip():
            wrong[name] = [say("缺{what}。", what=label)]
    if axis not in AXES:
        wrong["axis"] = [say("没有这一类。")]
    if wrong:
        raise Invalid(wrong)
    row = Finding(
        state=FINDING.start, visit=visit, place=visit.findings.count() + 1, title=title.strip()[:120],
        facts=facts.strip()[:4000], axis=axis, against=against.strip()[:200], task=task, written_by_id=actor.person_id,
    )  # fmt: skip
    with actions.atomic():
        actions.create(actor, "inspection.finding.write", row)
        _attach(actor, row, files, "evidence")
    return row


def prove(actor: Actor, row: Finding, files: Sequence[File]) -> Finding:
    """More evidence, until the unit is asked."""
    if "inspecting.inspect" not in reads.roles(actor, row.visit) or row.state != "draft":
        raise Refused([say("送单位确认以前可以补证据材料。")])
    _attach(actor, row, files, "evidence")
    return row


def send(actor: Actor, row: Finding) -> Finding:
    """Ask the unit: is it so?"""
    day = calendar().answer_by(clock.today(), ANSWER_DAYS)
    return actions.perform(actor, FINDING, "send", row, reads.finding_facts(actor, row), answer_by=day)


def confirm(actor: Actor, row: Finding, *, answered_name: str, answer: str = "") -> Finding:
    """The unit: it is so."""
    return _answered(actor, row, "confirm", answer, answered_name, ())


def refuse(actor: Actor, row: Finding, *, answer: str, answered_name: str, files: Sequence[File] = ()) -> Finding:
    """The unit: it is not so, because."""
    return _answered(actor, row, "refuse", answer, answered_name, files)


def _answered(actor: Actor, row: Finding, move: str, answer: str, name: str, files: Sequence[File]) -> Finding:
    with actions.atomic():
        actions.perform(
            actor, FINDING, move, row, reads.finding_facts(actor, row), answer=answer.strip()[:2000],
            answered_name=name.strip()[:40], answered_on=clock.today(),
        )  # fmt: skip
        _attach(actor, row, files, "answer")
    return row


def lapse(actor: Actor, row: Finding) -> Finding:
    """The unit has said nothing in its days."""
    return actions.perform(actor, FINDING, "lapse", row, reads.finding_facts(actor, row))


def keep(actor: Actor, row: Finding, *, ruling: str) -> Finding:
    """Looked at again with what the unit says: it stands, because."""
    facts = reads.finding_facts(actor, row)
    return actions.perform(
        actor, FINDING, "keep", row, facts, ruling=ruling.strip()[:2000], ruled_by_id=actor.person_id
    )


def drop(actor: Actor, row: Finding, *, note: str) -> Finding:
    """The unit is right, or it was nothing."""
    note = note.strip()[:2000]
    facts = reads.finding_facts(actor, row)
    return actions.perform(actor, FINDING, "drop", row, facts, note=note, ruling=note, ruled_by_id=actor.person_id)


def list_problem(actor: Actor, row: Finding, *, standard: str = "", due_on: date | None = None) -> Problem:
    """A finding that stands becomes a problem of the unit; the two name each other."""
    facts = reads.finding_facts(actor, row)
    reasons = FINDING.refusals("list", row.state, facts, {})
    if reasons:
        raise Refused(reasons)
    visit = row.visit
    label = visit.item.name if visit.item else str(visit)
    with actions.atomic():
        problem = problems.enter(
            actor, title=row.title, facts=row.facts, unit=visit.unit, origin="inspection", origin_label=label,
            origin_url=reverse("inspection:visit", args=[visit.pk]), task=row.task, found_on=visit.visited_on,
            standard=standard or row.against, due_on=due_on,
        )  # fmt: skip
        actions.perform(actor, FINDING, "list", row, facts, problem=problem)
    return problem


# ---------- the conclusion ----------


def draft(actor: Actor, visit: Visit, *, text: str) -> Conclusion:
    """Write the conclusion of a visit that is over."""
    if not text.strip():
        raise Invalid({"text": [say("请写结论。")]})
    if visit.kind != "inspection":
        raise Refused([say("调研指导、走访不下结论。")])
    written = Conclusion.objects.filter(visit=visit).exists()
    if "inspecting.inspect" not in reads.roles(actor, visit) or visit.state != "done" or written:
        raise Refused([say("督察结束以后，由组织督察的单位起草结论。")])
    row = Conclusion(state=CONCLUSION.start, visit=visit, text=text.strip()[:20000], drafted_by_id=actor.person_id)
    return actions.create(actor, "inspection.conclusion.draft", row)


def write(actor: Actor, row: Conclusion, *, text: str) -> Conclusion:
    """Word it better, until it is signed."""
    facts = reads.conclusion_facts(actor, row)
    return actions.perform(actor, CONCLUSION, "write", row, facts, text=text.strip()[:20000])


def sign(
    actor: Actor, row: Conclusion, *, number: str, signed_on: date | None, signer: str, files: Sequence[File] = ()
) -> Conclusion:
    """Enter what was signed on paper: number, date, by whom, and the scan."""
    given: dict[str, Any] = {"number": number.strip()[:60], "signed_on": signed_on, "signer": signer.strip()[:40]}
    facts = reads.conclusion_facts(actor, row, scans=len(files))
    with actions.atomic():
        actions.perform(actor, CONCLUSION, "sign", row, facts, **given, signed_by_id=actor.person_id)
        _attach(actor, row, files, "scan")
    return row


def deliver(actor: Actor, row: Conclusion, *, delivery: str) -> Conclusion:
    """It goes to the unit."""
    facts = reads.conclusion_facts(actor, row)
    return actions.perform(
        actor, CONCLUSION, "deliver", row, facts, delivery=delivery.strip()[:60], delivered_on=clock.today()
    )


def receive(actor: Actor, row: Conclusion, *, receiver: str) -> Conclusion:
    """The unit has it: from here the days for an objection run."""
    return _received(actor, row, "receive", receiver, clock.today(), None)


def record_receipt(
    actor: Actor, row: Conclusion, *, receiver: str, received_on: date | None, files: Sequence[File] = ()
) -> Conclusion:
    """The unit has signed for it on paper: the receipt's scan."""
    if received_on is not None and received_on > clock.today():
        raise Invalid({"received_on": [say("签收日期晚于今日。")]})
    with actions.atomic():
        _received(actor, row, "record_receipt", receiver, received_on, len(files))
        _attach(actor, row, files, "receipt")
    return row


def _received(
    actor: Actor, row: Conclusion, move: str, receiver: str, received_on: date | None, scans: int | None
) -> Conclusion:
    facts = reads.conclusion_facts(actor, row, scans=scans)
    last_day = object_by(received_on) if received_on is not None else None
    return actions.perform(
        actor, CONCLUSION, move, row, facts, receiver=receiver.strip()[:40], received_on=received_on, object_by=last_day
    )


# ---------- objections ----------


def object_to(
    actor: Actor,
    row: Conclusion,
    *,
    reason: str,
    signed_by: str,
    finding: Finding | None = None,
    files: Sequence[File] = (),
) -> Objection:
    """The unit objects, to the whole or to one finding."""
    facts = reads.conclusion_facts(actor, row)
    if finding is not None and (finding.visit_id != row.visit_id or finding.state not in reads.HELD):
        raise Invalid({"finding": [say("请选结论里的一条。")]})
    given = {"reason": reason.strip()[:4000], "signed_by": signed_by.strip()[:40]}
    today = clock.today()
    with actions.atomic():
        actions.perform(actor, CONCLUSION, "object", row, facts, given=given)
        made = Objection(
            state=OBJECTION.start,
            visit=row.visit,
            conclusion=row,
            finding=finding,
            raised_on=today,
            due_on=decide_by(today),
            **given,
        )
        actions.create(actor, "inspection.objection.raise", made)
        _attach(actor, made, files, "objection")
    return made


def uphold(
    actor: Actor, row: Objection, *, ruling: str, deciders: str, text: str, number: str = "", files: Sequence[File] = ()
) -> Objection:
    """The unit is right: the conclusion is corrected, and what it said before stays readable."""
    conclusion = row.conclusion
    with actions.atomic():
        _decided(actor, row, "uphold", ruling, deciders, number, given={"text": text.strip()})
        former = FormerText(
            conclusion=conclusion, text=conclusion.text, until=clock.today(), because=ruling.strip()[:200]
        )
        actions.create(actor, "inspection.conclusion.former", former)
        actions.perform(
            actor,
            CONCLUSION,
            "correct",
            conclusion,
            reads.conclusion_facts(actor, conclusion),
            text=text.strip()[:20000],
        )
        if row.finding is not None and row.finding.state in {"confirmed", "kept", "lapsed"}:
            told = reads.finding_facts(actor, row.finding)
            actions.perform(actor, FINDING, "strike", row.finding, told, note=ruling.strip()[:2000])
        _attach(actor, row, files, "ruling")
    return row


def dismiss(
    actor: Actor, row: Objection, *, ruling: str, deciders: str, number: str = "", files: Sequence[File] = ()
) -> Objection:
    """The conclusion stands, because."""
    with actions.atomic():
        _decided(actor, row, "dismiss", ruling, deciders, number)
        _attach(actor, row, files, "ruling")
    return row


def _decided(
    actor: Actor,
    row: Objection,
    move: str,
    ruling: str,
    deciders: str,
    number: str,
    given: dict[str, str] | None = None,
) -> None:
    facts = reads.objection_facts(actor, row, reads.names(deciders))
    actions.perform(
        actor, OBJECTION, move, row, facts, given=given, ruling=ruling.strip()[:4000], deciders=deciders.strip()[:120],
        number=number.strip()[:60], decided_on=clock.today(), decided_by_id=actor.person_id,
    )  # fmt: skip


def withdraw(actor: Actor, row: Objection) -> Objection:
    """The unit takes its objection back."""
    return actions.perform(actor, OBJECTION, "withdraw", row, reads.objection_facts(actor, row))


def _attach(actor: Actor, row: Finding | Conclusion | Objection, files: Sequence[File], purpose: str) -> None:
    for file in files:
        attach(actor, file, row, purpose)
