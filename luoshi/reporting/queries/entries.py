"""What does a unit's own report say, what is missing, and what would be signed? Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.models import Attachment
from luoshi.kernel.queries import files_of
from luoshi.kernel.say import Say
from luoshi.ledger.models import Target, Task
from luoshi.ledger.rules import GONE
from luoshi.reporting import rules
from luoshi.reporting.models import (
    Entry,
    EntryFigure,
    EntryNode,
    EntrySource,
    EntryVersion,
    Period,
    Receipt,
    Report,
    Signature,
)
from luoshi.reporting.queries.obligations import led_tasks


def _files(entries: Sequence[Entry]) -> dict[int, list[rules.Evidence]]:
    rows = Attachment.objects.filter(
        object_type=Entry._meta.label_lower, object_id__in=[entry.pk for entry in entries], purpose="evidence"
    )
    found: dict[int, list[rules.Evidence]] = {}
    for row in rows.select_related("file").order_by("id"):
        found.setdefault(row.object_id, []).append(rules.Evidence(str(row.file.uid), row.file.name, row.file.sha256))
    return found


def _sources(entries: Sequence[Entry]) -> dict[int, list[rules.Source]]:
    found: dict[int, list[rules.Source]] = {}
    for row in EntrySource.objects.filter(entry__in=entries).select_related("unit", "version"):
        name = row.unit.short_name or row.unit.name
        source = rules.Source(row.sentence, name, row.unit_id, row.version.entry_id if row.version else 0)
        found.setdefault(row.entry_id, []).append(source)
    return found


def files_on(entry: Entry) -> QuerySet[Attachment]:
    """The evidence handed in with an entry."""
    return files_of(entry, "evidence")


def said_of(entries: Sequence[Entry]) -> dict[int, rules.Said]:
    """What drafts say now, for many entries at once (five queries)."""
    figures: dict[int, list[EntryFigure]] = {}
    for figure in (
        EntryFigure.objects.filter(entry__in=entries).select_related("target").order_by("target__ordering", "id")
    ):
        figures.setdefault(figure.entry_id, []).append(figure)
    nodes: dict[int, list[EntryNode]] = {}
    for node in (
        EntryNode.objects.filter(entry__in=entries).select_related("milestone").order_by("milestone__due_on", "id")
    ):
        nodes.setdefault(node.entry_id, []).append(node)
    files, sources = _files(entries), _sources(entries)
    return {
        entry.pk: rules.Said(
            progress=entry.progress,
            narrative=entry.narrative,
            difficulty=entry.difficulty,
            help=entry.help,
            next_steps=entry.next_steps,
            no_change=entry.no_change,
            figures=tuple(_figure(row) for row in figures.get(entry.pk, ())),
            nodes=tuple(_node(row) for row in nodes.get(entry.pk, ())),
            files=tuple(files.get(entry.pk, ())),
            sources=rules.still_there(entry.narrative, sources.get(entry.pk, ())),
        )
        for entry in entries
    }


def _figure(row: EntryFigure) -> rules.Figure:
    target = row.target
    return rules.Figure(
        target.pk, target.name, target.number, target.comparator, target.unit_name, row.value, target.value, row.note
    )


def _node(row: EntryNode) -> rules.Node:
    node = row.milestone
    return rules.Node(node.pk, node.title, node.due_on, row.done_on or node.done_on, node.done_on is not None)


def last_accepted(task_ids: Iterable[int], unit_id: int) -> dict[int, EntryVersion]:
    """task id → the newest version of this unit's entry that the deciding body has accepted."""
    rows = (
        Receipt.objects.filter(deciding=True, state="accepted", entry__task__in=list(task_ids), report__unit=unit_id)
        .order_by("entry_id")
        .values_list("entry_id", "round")
    )
    wanted = Q(pk__in=[])
    for entry_id, round_ in rows:
        wanted |= Q(entry=entry_id, round=round_)
    found: dict[int, EntryVersion] = {}
    versions = EntryVersion.objects.filter(wanted).select_related("entry__report__period")
    for version in versions.order_by("entry__report__period__ends_on", "sent_at", "id"):
        found[version.entry.task_id] = version
    return found


def parts_of(period: Period, unit_id: int, task_ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    """task id → (period, text) of what the unit sent for the finer periods within this one, oldest first.

    Of the kinds that a period may be made of, the nearest that has anything: a year takes its halves, else its quarters.
    """
    for kind in rules.CARRIES.get(period.kind, ()):
        versions = EntryVersion.objects.filter(
            entry__task__in=task_ids, entry__report__unit=unit_id, entry__report__period__kind=kind,
            entry__report__period__starts_on__gte=period.starts_on, entry__report__period__ends_on__lte=period.ends_on,
        ).select_related("entry__report__period")  # fmt: skip
        last: dict[tuple[int, int], EntryVersion] = {}
        for version in versions.order_by("entry__report__period__ends_on", "round"):
            last[version.entry.task_id, version.entry.report.period_id] = version
        if last:
            found: dict[int, list[tuple[str, str]]] = {}
            for (task_id, _), version in last.items():
                text = rules.from_json(version.content).narrative
                found.setdefault(task_id, []).append((version.entry.report.period.name, text))
            return found
    return {}


@dataclass(frozen=True)
class Line:
    """One entry of a report as its own unit sees it: what it says, what is missing, and who has answered what."""

    entry: Entry
    said: rules.Said
    gaps: tuple[Say, ...]
    source: EntryVersion | None
    receipts: tuple[Receipt, ...] = ()

    @property
    def returned(self) -> tuple[Receipt, ...]:
        return tuple(receipt for receipt in self.receipts if receipt.state == "returned")

    @property
    def open(self) -> bool:
        return self.entry.state == "open"

    @property
    def deciding(self) -> Receipt | None:
        return next((receipt for receipt in self.receipts if receipt.deciding), None)


def lines(report: Report) -> list[Line]:
    """All entries of one's own report, in the order of the ledger."""
    entries = list(
        report.entries.select_related("task__issuer", "source__entry__report__period", "saved_by")
        .prefetch_related(Prefetch("receipts", Receipt.objects.select_related("recipient").order_by("-deciding", "id")))
        .order_by("task__number", "id")
    )
    said, today = said_of(entries), clock.today()
    found = []
    for entry in entries:
        entry.report = report
        last = rules.from_json(entry.source.content) if entry.source else None
        found.append(
            Line(
                entry,
                said[entry.pk],
                rules.gaps(said[entry.pk], last, today),
                entry.source,
                tuple(entry.receipts.all()),
            )
        )
    return found


def left_out(report: Report) -> list[Task]:
    """Tasks issued since the report was begun, which it does not hold yet; only a report never sent takes them in."""
    if report.round or report.state != "draft":
        return []
    return list(led_tasks(report.period, report.unit_id).exclude(entries__report=report))


def sheet(report: Report, found: Sequence[Line]) -> rules.Sheet:
    """The text to sign for the next sending: the entries that are open."""
    items = [rules.SheetItem(row.entry.task.number, row.entry.task.title, row.said) for row in found if row.open]
    return rules.sheet(report.unit.name, report.period.name, report.round + 1, items, report.skipping)


@dataclass(frozen=True)
class Told:
    """An entry as its reader may know it: as it stands for its own unit, as last sent for others."""

    said: rules.Said
    round: int
    gaps: tuple[Say, ...] = ()


def read(actor: Actor, rows: Sequence[Entry]) -> dict[int, Told]:
    """What each entry says to this reader; an unsent change is never told outside the unit."""
    own = [row for row in rows if row.report.unit_id == actor.unit_id]
    drafts, today = said_of(own), clock.today()
    found = {}
    for row in own:
        last = rules.from_json(row.source.content) if row.source else None
        found[row.pk] = Told(drafts[row.pk], row.report.round, rules.gaps(drafts[row.pk], last, today))
    for version in EntryVersion.objects.filter(entry__in=[row.pk for row in rows if row.pk not in found]).order_by(
        "round"
    ):
        found[version.entry_id] = Told(rules.from_json(version.content), version.round)
    return {row.pk: found.get(row.pk, Told(rules.Said(), 0)) for row in rows}


def own_report(actor: Actor, pk: int) -> Report:
    """A report of the unit acted for; others' are read through their versions only."""
    return (
        Report.objects.filter(unit=actor.unit_id).select_related("unit", "period__opened_by").get_visible(actor, pk=pk)
    )


def own_entry(actor: Actor, pk: int) -> Entry:
    """An entry of a report of the unit acted for."""
    return (
        Entry.objects.filter(report__unit=actor.unit_id)
        .select_related("report__unit", "report__period", "task")
        .get_visible(actor, pk=pk)
    )


def entry_on(report: Report, task: str) -> Entry | None:
    """What the report says of the task of that key."""
    return (
        report.entries.filter(task=int(task)).first() if task.isascii() and task.isdigit() and len(task) < 12 else None
    )


def evidence_on(entry: Entry, pk: int) -> Attachment:
    """One of the entry's own files, or `NotVisible`."""
    found = files_on(entry).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def signatures(report: Report) -> QuerySet[Signature]:
    """How each sending was signed, newest first."""
    return report.signatures.order_by("-round")


def summed(line: Line) -> set[int]:
    """Targets whose figure comes from the accepted tasks below: what is typed for them is not taken over."""
    rows = Target.objects.filter(source__task=line.entry.task_id, task__issued_at__isnull=False, value__isnull=False)
    return {pk for pk in rows.exclude(task__state__in=GONE).values_list("source_id", flat=True) if pk is not None}


def changes_since_sent(line: Line) -> tuple[rules.Change, ...]:
    """What the open entry says otherwise than its last sending; empty where it was never sent."""
    sent = EntryVersion.objects.filter(entry=line.entry).order_by("-round").first()
    return rules.changes(rules.from_json(sent.content), line.said) if sent and line.open else ()
