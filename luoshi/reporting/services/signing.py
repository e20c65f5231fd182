"""How is a report handed in, signed, and sent to the bodies that asked?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.models import File
from luoshi.kernel.services import attach
from luoshi.org.models import Unit
from luoshi.org.queries import office_of
from luoshi.org.scope import Shown
from luoshi.reporting import queries, rules
from luoshi.reporting.models import (
    EntryVersion,
    Receipt,
    Report,
    ReportReader,
    Signature,
)
from luoshi.reporting.services.board import answered
from luoshi.reporting.workflow import RECEIPT, REPORT


def submit(actor: Actor, report: Report) -> Report:
    """Hand in for signing: from here on the text stands still, and its hash is known."""
    found = queries.lines(report)
    facts = queries.report_facts(actor, report, found)
    text = queries.sheet(report, found)
    return actions.perform(actor, REPORT, "submit", report, facts, text_hash=text.sha256)


def recall(actor: Actor, report: Report, note: str = "") -> Report:
    """Take it back from signing, to change it."""
    facts = queries.report_facts(actor, report)
    return actions.perform(actor, REPORT, "recall", report, facts, note=note)


def sign(actor: Actor, report: Report) -> Report:
    """The head signs by log-in, and the report goes out."""
    return _sign(actor, report, "sign", "login", actor.signed, None)


def sign_scan(actor: Actor, report: Report, signed_by: str, scan: File | None) -> Report:
    """The clerk hands in the pen-signed sheet: leaders do not log in, the paper completes the step."""
    return _sign(actor, report, "sign_scan", "scan", signed_by.strip(), scan)


def _sign(actor: Actor, report: Report, move: str, way: str, signed_by: str, scan: File | None) -> Report:
    found = queries.lines(report)
    facts, text, now = queries.report_facts(actor, report, found), queries.sheet(report, found), clock.now()
    with actions.atomic():
        actions.perform(
            actor, REPORT, move, report, facts, given={"scan": scan},
            sign_way=way, signed_by=signed_by, signed_at=now, round=report.round + 1,
        )  # fmt: skip
        signature = Signature(
            report=report, round=report.round, way=way, signed_by=signed_by, signed_at=now, text=text.text,
            text_hash=text.sha256,
        )  # fmt: skip
        actions.create(actor, "reporting.signature.add", signature)
        if scan is not None:
            attach(actor, scan, report, "scan")
        _send(actor, report, [line for line in found if line.open])
    return report


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
        actions.perform(actor, REPORT, "rework", report, facts, text_hash="")
        for line in found:
            if line.returned:
                actions.draft(line.entry, state="open", no_change=False)
    return report
