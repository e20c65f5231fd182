"""What is done with periods, reports and receipts? One function per thing a person does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError

from luoshi.kernel import actions, clock
from luoshi.kernel.actions import Step
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, NotVisible, Refused, Stale
from luoshi.kernel.models import Attachment, File
from luoshi.kernel.queries import calendar
from luoshi.kernel.say import Say, say
from luoshi.kernel.services import attach
from luoshi.ledger.models import Milestone, Target, Task
from luoshi.ledger.services import hold_upward, record_progress
from luoshi.org.models import Ask, Unit
from luoshi.org.queries import office_of
from luoshi.org.rules import Level, permissions
from luoshi.org.scope import Shown
from luoshi.reporting import queries, rules
from luoshi.reporting.models import (
    Entry,
    EntryFigure,
    EntryNode,
    EntryVersion,
    Period,
    Receipt,
    Report,
    ReportReader,
    Signature,
)
from luoshi.reporting.workflow import RECEIPT, REPORT

TEXTS = ("narrative", "difficulty", "next_steps")
OPENERS = say("须由协调小组办公室的经办人开启报送期次。")
CHOICES = {"progress": rules.PROGRESS, "help": rules.HELP}

# ---------- periods ----------


def open_period(actor: Actor, *, name: str, kind: str, starts_on: date, ends_on: date, due_on: date) -> Period:
    """Ask every unit with an active lead duty to report: one `org.Ask` for each unit and body that asks it."""
    if not queries.may_open(actor):
        raise Refused([OPENERS])
    name = name.strip()
    _check_period(actor, name, starts_on, ends_on, due_on)
    unit = Unit.objects.get(pk=actor.unit_id or 0)
    period = Period(
        name=name, kind=kind, starts_on=starts_on, ends_on=ends_on, due_on=due_on, opened_by=unit, opened_at=clock.now()
    )
    owed = queries.obligations(period)
    if not owed:
        raise Refused([say("没有单位牵头在办任务，或者同期的报送已由上级开启，不用再开。")])
    with actions.atomic():
        actions.create(actor, "reporting.period.open", period)
        actions.create_many(actor, "reporting.period.ask", _asks(period, owed))
    return period


def _check_period(actor: Actor, name: str, starts_on: date, ends_on: date, due_on: date) -> None:
    wrong: dict[str, list[Say]] = {}
    if not name or len(name) > 40:
        wrong["name"] = [say("请写期次名称，不超过 40 字。")]
    elif Period.objects.filter(opened_by=actor.unit_id, name=name).exists():
        wrong["name"] = [say("已有同名的期次。")]
    if ends_on < starts_on:
        wrong["ends_on"] = [say("结束日期早于开始日期。")]
    if due_on < clock.today():
        wrong["due_on"] = [say("报送截止日期早于今天。")]
    if wrong:
        raise Invalid(wrong)


def _asks(period: Period, owed: Iterable[queries.Obligation]) -> list[Ask]:
    top, today, days = Level(period.opened_by.level), clock.today(), calendar()
    return [
        Ask(
            asker_id=asker,
            unit=row.unit,
            unit_path=row.unit.path,
            subject=queries.subject_of(period),
            title=period.name,
            fields=fields,
            prefilled=ready,
            due_on=rules.due_for(Level(row.unit.level), top, period.due_on, today, days).on,
        )
        for row in owed
        for asker, (fields, ready) in row.askers.items()
    ]


# ---------- drafting ----------


def start_report(actor: Actor, period: Period) -> Report:
    """The unit's report of a period, begun or gone on with: one entry for each task that it leads, prefilled.

    Tasks issued since it was begun are taken in as long as it has never been sent.
    """
    if "report" not in permissions(actor.roles):
        raise Refused([say("须由本单位联络员或者经办人填报。")])
    report = Report.objects.filter(unit=actor.unit_id, period=period).select_related("unit", "period").first()
    if report is None:
        report = _begin(actor, period)
    if queries.left_out(report):
        with actions.atomic():
            # A colleague may be doing the same: the report's row is held, and looked at again.
            Report.objects.select_for_update().get(pk=report.pk)
            _add_entries(actor, report, queries.left_out(report))
    return report


def _begin(actor: Actor, period: Period) -> Report:
    unit = Unit.objects.get(pk=actor.unit_id or 0)
    if not queries.led_tasks(period, unit.pk).exists():
        raise Refused([say("本期没有要由本单位报送的任务。")])
    report = Report(unit=unit, unit_path=unit.path, period=period, state=REPORT.start)
    reader = ReportReader(report=report, unit=unit, unit_path=unit.path, shown=Shown.UNIT)
    try:
        with actions.atomic():
            actions.create(actor, "reporting.report.start", report)
            actions.create(actor, "reporting.report.open_to", reader)
    except IntegrityError:
        # A colleague began it at the same moment: there is one report for a unit and a period.
        return Report.objects.select_related("unit", "period").get(unit=unit, period=period)
    return report


def _add_entries(actor: Actor, report: Report, tasks: Sequence[Task]) -> None:
    known = queries.last_accepted([task.pk for task in tasks], report.unit_id)
    entries = [_prefilled(report, task, known.get(task.pk)) for task in tasks]
    for entry in entries:
        actions.create(actor, "reporting.entry.start", entry)
    by_task = {entry.task_id: entry for entry in entries}
    targets = Target.objects.filter(task__in=tasks).order_by("task", "ordering", "id")
    milestones = Milestone.objects.filter(task__in=tasks, done_on=None).order_by("due_on", "id")
    figures = [EntryFigure(entry=by_task[t.task_id], target=t, value=t.value) for t in targets]
    nodes = [EntryNode(entry=by_task[m.task_id], milestone=m) for m in milestones]
    actions.create_many(actor, "reporting.entry.start", figures)
    actions.create_many(actor, "reporting.entry.start", nodes)


def _prefilled(report: Report, task: Task, last: EntryVersion | None) -> Entry:
    entry = Entry(report=report, task=task, state="open")
    if last is not None:
        said = rules.from_json(last.content)
        entry.source = last
        entry.progress, entry.narrative, entry.difficulty = said.progress, said.narrative, said.difficulty
        entry.help, entry.next_steps = said.help, said.next_steps
    return entry


def save_entry(
    actor: Actor,
    entry: Entry,
    *,
    figures: Mapping[int, Decimal | None] | None = None,
    notes: Mapping[int, str] | None = None,
    nodes: Mapping[int, date | None] | None = None,
    version: int | None = None,
    **fields: Any,
) -> Entry:
    """Keep what has been written so far: unsent work, without an event. What it lacks is said when it is handed in.

    ``figures``/``notes`` by target, ``nodes`` by milestone. Raises `Stale` when a colleague has saved the entry since
    ``version``; one's own autosaves do not count.
    """
    with actions.atomic():
        _writable(actor, entry)
        if version is not None and version != entry.version and entry.saved_by_id not in {None, actor.person_id}:
            raise Stale(entry.saved_by.name if entry.saved_by else "", entry.saved_at, str(entry.task))
        changes = {name: fields[name] for name in (*TEXTS, *CHOICES) if name in fields}
        actions.draft(entry, **changes, no_change=False, saved_by_id=actor.person_id, saved_at=clock.now())
        _keep_figures(entry, figures or {}, notes or {})
        for node in entry.nodes.filter(milestone__in=list(nodes or {})):
            actions.draft(node, done_on=(nodes or {})[node.milestone_id])
    return entry


def _keep_figures(entry: Entry, figures: Mapping[int, Decimal | None], notes: Mapping[int, str]) -> None:
    for row in entry.figures.filter(target__in={*figures, *notes}):
        value = figures.get(row.target_id, row.value)
        note = notes.get(row.target_id, row.note)
        if (value, note) != (row.value, row.note):
            actions.draft(row, value=value, note=note[:200])


def say_no_change(actor: Actor, entry: Entry) -> Entry:
    """本期无变化: take over the last accepted entry as it stands. Refused where there is none."""
    if entry.source is None:
        raise Refused([say("还没有已接收的填报可以沿用，请填写本期情况。")])
    said = rules.from_json(entry.source.content)
    values = {figure.target_id: figure.value for figure in said.figures}
    with actions.atomic():
        _writable(actor, entry)
        actions.draft(
            entry, progress=said.progress, narrative=said.narrative, difficulty=said.difficulty, help=said.help,
            next_steps=said.next_steps, no_change=True, saved_by_id=actor.person_id, saved_at=clock.now(),
        )  # fmt: skip
        _keep_figures(entry, values, dict.fromkeys(values, ""))
        for node in entry.nodes.exclude(done_on=None):
            actions.draft(node, done_on=None)
    return entry


def add_evidence(actor: Actor, entry: Entry, file: File) -> Attachment:
    """Hand in a file with an entry."""
    with actions.atomic():
        _writable(actor, entry)
        return attach(actor, file, entry, "evidence")


def drop_evidence(actor: Actor, entry: Entry, attachment: Attachment) -> None:
    """Take a file back before it is sent; what has been sent stays in its version."""
    if (attachment.object_type, attachment.object_id) != (Entry._meta.label_lower, entry.pk):
        raise NotVisible
    attachment.trail = entry.report
    with actions.atomic():
        _writable(actor, entry)
        actions.remove(actor, "kernel.file.detach", attachment)


def _writable(actor: Actor, entry: Entry) -> None:
    """Locks the report's row, so that nobody hands it in for signing meanwhile; needs a transaction."""
    if actor.unit_id != entry.report.unit_id or "report" not in permissions(actor.roles):
        raise Refused([say("须由{unit}的联络员或者经办人填报。", unit=entry.report.unit.name)])
    if Report.objects.select_for_update().get(pk=entry.report_id).state != "draft":
        raise Refused([say("报送已送签或者报出，不能修改；送签后可以撤回。")])
    if entry.state != "open":
        raise Refused([say("这一项没有被退回，不用修改。")])


# ---------- signing ----------


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
    for ask in Ask.objects.filter(unit=report.unit, subject=queries.subject_of(report.period), answered_at=None):
        actions.change(actor, "reporting.period.answer", ask, answered_at=now)


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


# ---------- review ----------


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
    if receipt.entry.task.state not in {"active", "verifying"}:
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
    _answer(actor, "return", steps, note.strip())


def _answer(actor: Actor, name: str, steps: Sequence[Step], note: str) -> None:
    """One refusal needs no name before it; of many, each is named."""
    if len(steps) == 1:
        actions.perform(actor, RECEIPT, name, steps[0].obj, steps[0].facts, note=note, **steps[0].changes)
    else:
        actions.perform_many(actor, RECEIPT, name, steps, note=note)


def withdraw(actor: Actor, receipt: Receipt, note: str) -> Receipt:
    """Take an acceptance back, with the reason. What the ledger took over stands until the next acceptance."""
    facts = queries.receipt_facts(actor, [receipt])[receipt.pk]
    return actions.perform(actor, RECEIPT, "withdraw", receipt, facts, note=note.strip(), decided_at=None)
