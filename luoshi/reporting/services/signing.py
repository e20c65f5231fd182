"""How is a report handed in, signed, and sent to the bodies that asked?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.kernel.models import File
from luoshi.kernel.say import say
from luoshi.kernel.services import attach
from luoshi.org.models import Unit
from luoshi.org.queries import office_of
from luoshi.org.rules import permissions
from luoshi.org.scope import Shown
from luoshi.reporting import queries, rules
from luoshi.reporting.models import (
    EntryVersion,
    Receipt,
    Report,
    ReportReader,
    Signature,
    SignStep,
)
from luoshi.reporting.services.appeals import draft_appeals
from luoshi.reporting.services.board import answered
from luoshi.reporting.workflow import RECEIPT, REPORT


def submit(actor: Actor, report: Report, skipping: str = "") -> Report:
    """Hand in for signing: from here on the text stands still, and its hash is known.

    ``skipping``: why it goes out though units below have not reported; it is part of what is signed. Steps that were
    taken for the very same text stand; for another text they are void, and a new signature is needed.
    """
    found, skipping = queries.lines(report), skipping.strip()[:300]
    facts = queries.report_facts(actor, report, found)
    report.skipping = skipping if facts.silent or facts.unreviewed else ""
    text = queries.sheet(report, found)
    move = "submit_early" if skipping and report.skipping else "submit"
    with actions.atomic():
        standing = _standing(actor, report, text.sha256)
        return actions.perform(
            actor, REPORT, move, report, facts, text_hash=text.sha256, step=standing, skipping=report.skipping
        )


def _standing(actor: Actor, report: Report, text_hash: str) -> int:
    """How many steps were taken for this very text; those taken for another are void."""
    taken = 0
    for one in report.signatures.filter(round=report.round + 1, void=False).order_by("step"):
        if one.text_hash == text_hash and one.step == taken:
            taken += 1
        else:
            actions.change(actor, "reporting.signature.void", one, void=True)
    return taken


def recall(actor: Actor, report: Report, note: str = "") -> Report:
    """Take it back from signing, to change it."""
    facts = queries.report_facts(actor, report)
    return actions.perform(actor, REPORT, "recall", report, facts, note=note)


def send_back(actor: Actor, report: Report, note: str) -> Report:
    """Whoever holds the present step gives it back to be changed, with the reason."""
    facts = queries.report_facts(actor, report)
    return actions.perform(actor, REPORT, "send_back", report, facts, note=note.strip())


def sign(actor: Actor, report: Report) -> Report:
    """Take the last step by log-in, and the report goes out."""
    return _sign(actor, report, "sign", "login", actor.signed, None)


def pass_step(actor: Actor, report: Report) -> Report:
    """Take a step before the last by log-in."""
    return _sign(actor, report, "pass", "login", actor.signed, None)


def sign_scan(actor: Actor, report: Report, signed_by: str, scan: File | None) -> Report:
    """The clerk hands in the pen-signed sheet of the present step: leaders do not log in, the paper completes it."""
    last = report.step >= len(queries.steps_of(report.unit_id, report.period.kind)) - 1
    return _sign(actor, report, "sign_scan" if last else "pass_scan", "scan", signed_by.strip(), scan)


def _sign(actor: Actor, report: Report, move: str, way: str, signed_by: str, scan: File | None) -> Report:
    found = queries.lines(report)
    facts, text, now = queries.report_facts(actor, report, found), queries.sheet(report, found), clock.now()
    sends, step, number = move in {"sign", "sign_scan"}, report.step, report.round + 1
    changes: dict[str, Any] = {"step": step + 1}
    if sends:
        changes |= {"sign_way": way, "signed_by": signed_by, "signed_at": now, "round": number}
    with actions.atomic():
        actions.perform(actor, REPORT, move, report, facts, given={"scan": scan, "signed_by": signed_by}, **changes)
        signature = Signature(
            report=report, round=number, step=step, step_name=facts.step[:20], way=way, signed_by=signed_by,
            signed_at=now, text=text.text, text_hash=text.sha256,
        )  # fmt: skip
        actions.create(actor, "reporting.signature.add", signature)
        if scan is not None:
            attach(actor, scan, report, "scan")
        if sends:
            _send(actor, report, [line for line in found if line.open])
    return report


def keep_chain(actor: Actor, when: str, steps: Sequence[tuple[str, str]]) -> list[SignStep]:
    """Set the steps of one's own unit, for every period or for the year's end. Not while a report is on its way."""
    if not {"sign", "report"} & permissions(actor.roles):
        raise Refused([say("须由本单位负责人、经办人或者联络员设置签批环节。")])
    unit = Unit.objects.get(pk=actor.unit_id or 0)
    named = [(name.strip()[:20], kind) for name, kind in steps if name.strip()]
    with actions.atomic():
        if Report.objects.filter(unit=unit, state="signing").exists():
            raise Refused([say("有报送正在签批，等报出后再改签批环节。")])
        for row in SignStep.objects.filter(unit=unit, when=when):
            actions.remove(actor, "reporting.chain.drop", row)
        rows = [
            SignStep(unit=unit, when=when, ordering=number, name=name, post_kind=kind)
            for number, (name, kind) in enumerate(named)
        ]
        actions.create_many(actor, "reporting.chain.set", rows)
    return rows


def _send(actor: Actor, report: Report, sent: Sequence[queries.Line]) -> None:
    now = clock.now()
    versions = [
        EntryVersion(entry=line.entry, round=report.round, content=rules.as_json(line.said), sent_at=now)
        for line in sent
    ]
    actions.create_many(actor, "reporting.entry.send", versions)
    for line in sent:
        actions.draft(line.entry, state="locked")
    office = office_of(report.unit)
    recipients = {line.entry.task.issuer_id: line.entry.task.issuer for line in sent}
    if office is not None and office.pk != report.unit_id:
        recipients.setdefault(office.pk, office)
    _open_to(actor, report, recipients.values())
    new: list[Receipt] = []
    for line in sent:
        new += _deliver(actor, report, line, office)
    actions.create_many(actor, "reporting.receipt.create", new)
    answered(actor, report)
    draft_appeals(actor, report, sent)


def _open_to(actor: Actor, report: Report, units: Iterable[Unit]) -> None:
    known = {reader.unit_id: reader for reader in ReportReader.objects.filter(report=report)}
    for reader in known.values():
        actions.change(actor, "reporting.report.open_to", reader, shown=Shown.SUBTREE)
    new = [
        ReportReader(report=report, unit=unit, unit_path=unit.path, shown=Shown.SUBTREE)
        for unit in units
        if unit.pk not in known
    ]
    actions.create_many(actor, "reporting.report.open_to", new)


def _deliver(actor: Actor, report: Report, line: queries.Line, office: Unit | None) -> list[Receipt]:
    """Receipts to create for one entry; those that exist already wait again."""
    issuer = line.entry.task.issuer_id
    wanted = {issuer: True}
    if office is not None and office.pk != report.unit_id:
        wanted.setdefault(office.pk, False)
    known = {receipt.recipient_id: receipt for receipt in line.receipts}
    for receipt in known.values():
        receipt.entry, receipt.report = line.entry, report
        facts = queries.receipt_facts(actor, [receipt])[receipt.pk]
        actions.perform(
            actor, RECEIPT, "resubmit", receipt, facts, round=report.round, reason="", decided_at=None,
            deciding=wanted.get(receipt.recipient_id, False),
        )  # fmt: skip
    return [
        Receipt(
            report=report,
            entry=line.entry,
            recipient_id=unit_id,
            deciding=deciding,
            round=report.round,
            state="pending",
        )
        for unit_id, deciding in wanted.items()
        if unit_id not in known
    ]


def rework(actor: Actor, report: Report) -> Report:
    """Open what was returned, and nothing else, for changes."""
    found = queries.lines(report)
    facts = queries.report_facts(actor, report, found)
    with actions.atomic():
        actions.perform(actor, REPORT, "rework", report, facts, text_hash="", step=0)
        for line in found:
            if line.returned:
                actions.draft(line.entry, state="open", no_change=False)
    return report
