"""What must be reported by whom, what does each entry say, and what waits for whose answer? Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import CharField, Exists, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, TruncDate
from django.utils import timezone

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.models import Attachment
from luoshi.kernel.queries import calendar
from luoshi.kernel.say import Say, say
from luoshi.ledger.models import Duty, Milestone, Target, Task
from luoshi.org.models import Ask, CoordinationBody, Post, Tenure, Unit
from luoshi.org.queries import in_force, standings, who_holds
from luoshi.org.rules import Act, Kind, Level, Relation, permissions, refusal, relation, roles_towards
from luoshi.reporting import rules
from luoshi.reporting.models import (
    Entry,
    EntryFigure,
    EntryNode,
    EntryVersion,
    OfTask,
    Period,
    Receipt,
    Report,
    Signature,
)
from luoshi.reporting.workflow import ReceiptFacts, ReportFacts

# ---------- periods and obligations ----------


def subject_of(period: Period) -> str:
    """How `org.Ask` names a period."""
    return f"reporting.period:{period.pk}"


def asks_seen(actor: Actor) -> QuerySet[Ask]:
    """Obligations to report that the actor may know of: those of units in sight, and those that its unit raised."""
    own = {held.unit_id for held in actor.grants}
    seen = Q(pk__in=Ask.objects.visible_to(actor).values("pk")) | Q(asker__in=own)
    return Ask.objects.filter(seen, subject__startswith="reporting.period:")


def periods(actor: Actor) -> QuerySet[Period]:
    """Periods that concern the actor: opened by its unit, or asked of a unit that it may see."""
    subject = Concat(Value("reporting.period:"), Cast(OuterRef("pk"), CharField()))
    own = {held.unit_id for held in actor.grants}
    return Period.objects.filter(
        Exists(asks_seen(actor).filter(subject=subject)) | Q(opened_by__in=own)
    ).select_related("opened_by")


def get_period(actor: Actor, pk: int) -> Period:
    """One period that concerns the actor, or `NotVisible`."""
    found = periods(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def may_open(actor: Actor) -> bool:
    """Whether this person may open a period: somebody who issues, at a coordination office."""
    if "issue" not in permissions(actor.roles):
        return False
    return Unit.objects.filter(pk=actor.unit_id or 0, kind=Kind.OFFICE).exists()


def tasks_asked(period: Period) -> QuerySet[Task]:
    """Tasks that a period asks about: active ones that its opener supervises, issued before its end or its opening.

    A task that an older period of the same kind already asks about for the same time is not asked about twice.
    """
    supervises = Duty.objects.filter(task=OuterRef("pk"), role="supervising", unit=period.opened_by)
    issued_by = max(period.ends_on, timezone.localdate(period.opened_at))
    rows = Task.objects.filter(
        Exists(supervises), state="active", issued_at__isnull=False, lead_unit__abolished_on=None
    ).annotate(issued_day=TruncDate("issued_at"))
    rows = rows.filter(issued_day__lte=issued_by).exclude(lead_unit=None)
    older = Period.objects.filter(
        kind=period.kind, starts_on__lte=period.ends_on, ends_on__gte=period.starts_on
    ).exclude(pk=period.pk)
    if period.pk is not None:
        older = older.filter(pk__lt=period.pk)
    openers = list(older.exclude(opened_by=period.opened_by).values_list("opened_by", flat=True))
    if openers:
        asked = Duty.objects.filter(task=OuterRef("pk"), role="supervising", unit__in=openers)
        rows = rows.exclude(Exists(asked))
    return rows


def led_tasks(period: Period, unit_id: int) -> QuerySet[Task]:
    """What one unit has to report in a period."""
    return tasks_asked(period).filter(lead_unit=unit_id).order_by("number", "id")


@dataclass
class Obligation:
    """A unit that a period asks, with the bodies that ask: asker id → (items to fill in, of which prefilled)."""

    unit: Unit
    tasks: int = 0
    askers: dict[int, tuple[int, int]] = field(default_factory=dict)


def obligations(period: Period) -> list[Obligation]:
    """Every unit that a period asks: its tasks' issuers, and the office of its place where that is another body."""
    tasks = list(tasks_asked(period).select_related("lead_unit").order_by("lead_path", "id"))
    items = _items(tasks)
    known = set(
        Receipt.objects.filter(entry__task__in=tasks, deciding=True, state="accepted").values_list(
            "entry__task", flat=True
        )
    )
    offices = _offices({task.lead_unit.place_path for task in tasks if task.lead_unit})
    found: dict[int, Obligation] = {}
    for task in tasks:
        unit = task.lead_unit
        if unit is None:
            continue
        row = found.setdefault(unit.pk, Obligation(unit))
        row.tasks += 1
        asked, ready = row.askers.get(task.issuer_id, (0, 0))
        row.askers[task.issuer_id] = (asked + items[task.pk], ready + (items[task.pk] if task.pk in known else 0))
        office = offices.get(unit.place_path)
        if office is not None and office != unit.pk:
            row.askers.setdefault(office, (0, 0))
    return list(found.values())


FIXED_ITEMS = 4
"""State, narrative, support needed, next steps: asked about every task."""


def _items(tasks: Sequence[Task]) -> dict[int, int]:
    found = {task.pk: FIXED_ITEMS for task in tasks}
    for task_id in Target.objects.filter(task__in=tasks).values_list("task_id", flat=True):
        found[task_id] += 1
    for task_id in Milestone.objects.filter(task__in=tasks, done_on=None).values_list("task_id", flat=True):
        found[task_id] += 1
    return found


def _offices(place_paths: Iterable[str]) -> dict[str, int]:
    rows = CoordinationBody.objects.filter(place__path__in=set(place_paths))
    return dict(rows.values_list("place__path", "office_id"))


@dataclass(frozen=True)
class LevelDue:
    """When one level is asked, for the page that opens a period."""

    level: str
    due: rules.Due


def levels_due(actor: Actor, due_on: date) -> list[LevelDue]:
    """The date of every level below the office that would open a period due on this date."""
    unit = Unit.objects.get(pk=actor.unit_id or 0)
    top, labels = Level(unit.level), dict(Unit._meta.get_field("level").flatchoices)
    levels = list(Level)
    return [
        LevelDue(str(labels[level.value]), rules.due_for(level, top, due_on, clock.today(), calendar()))
        for level in levels[levels.index(top) :]
    ]


# ---------- what entries say ----------


def _files(entries: Sequence[Entry]) -> dict[int, list[rules.Evidence]]:
    rows = Attachment.objects.filter(
        object_type=Entry._meta.label_lower, object_id__in=[entry.pk for entry in entries], purpose="evidence"
    )
    found: dict[int, list[rules.Evidence]] = {}
    for row in rows.select_related("file").order_by("id"):
        found.setdefault(row.object_id, []).append(rules.Evidence(str(row.file.uid), row.file.name, row.file.sha256))
    return found


def said_of(entries: Sequence[Entry]) -> dict[int, rules.Said]:
    """What drafts say now, for many entries at once (four queries)."""
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
    files = _files(entries)
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
    return rules.sheet(report.unit.name, report.period.name, report.round + 1, items)


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


# ---------- reports ----------


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


def report_roles(actor: Actor, report: Report) -> frozenset[str]:
    """What this person may do with a report: only somebody acting for its unit."""
    return roles_towards(["unit"] if actor.unit_id == report.unit_id else [], actor.roles)


def signatures(report: Report) -> QuerySet[Signature]:
    """How each sending was signed, newest first."""
    return report.signatures.order_by("-round")


def summed(line: Line) -> set[int]:
    """Targets whose figure comes from the accepted tasks below: what is typed for them is not taken over."""
    rows = Target.objects.filter(source__task=line.entry.task_id, task__issued_at__isnull=False, value__isnull=False)
    return {pk for pk in rows.exclude(task__state="dropped").values_list("source_id", flat=True) if pk is not None}


def changes_since_sent(line: Line) -> tuple[rules.Change, ...]:
    """What the open entry says otherwise than its last sending; empty where it was never sent."""
    sent = EntryVersion.objects.filter(entry=line.entry).order_by("-round").first()
    return rules.changes(rules.from_json(sent.content), line.said) if sent and line.open else ()


def report_facts(actor: Actor, report: Report, found: Sequence[Line] | None = None) -> ReportFacts:
    """What the moves of a report look at."""
    found = lines(report) if found is None else found
    heads, reporters = who_holds(report.unit, "head"), who_holds(report.unit, "liaison")
    return ReportFacts(
        roles=report_roles(actor, report),
        holders={"unit.sign": "、".join(heads), "unit.report": "、".join(reporters)},
        entries=sum(row.open for row in found),
        unfilled=tuple(row.entry.task.number for row in found if row.open and row.gaps),
        left_out=tuple(task.title for task in left_out(report)),
        returned=sum(bool(row.returned) for row in found),
        altered=report.state == "signing" and sheet(report, found).sha256 != report.text_hash,
    )


@dataclass(frozen=True)
class Owing:
    """A period as one unit owes it: by when, to whom, and how far its report is."""

    period: Period
    due_on: date
    askers: tuple[Unit, ...]
    answered_on: date | None
    report: Report | None
    tasks: int
    returned: int

    @property
    def mark(self) -> str:
        return rules.mark(rules.AskFacts(self.due_on, self.answered_on, bool(self.returned)), clock.today())


def owing(actor: Actor, most: int = 24) -> list[Owing]:
    """Every period that asks the unit acted for, newest first."""
    asks: dict[str, list[Ask]] = {}
    rows = Ask.objects.visible_to(actor).filter(unit=actor.unit_id, subject__startswith="reporting.period:")
    for ask in rows.select_related("asker").order_by("-id"):
        asks.setdefault(ask.subject, []).append(ask)
    keys = {int(subject.rpartition(":")[2]): subject for subject in asks}
    found_periods = Period.objects.filter(pk__in=list(keys)).select_related("opened_by")[:most]
    reports = {
        report.period_id: report
        for report in Report.objects.visible_to(actor).filter(unit=actor.unit_id, period__in=list(keys))
    }
    returned: dict[int, set[int]] = {}
    given_back = Receipt.objects.filter(report__in=list(reports.values()), state="returned")
    for report_id, entry_id in given_back.values_list("report_id", "entry_id"):
        returned.setdefault(report_id, set()).add(entry_id)
    counts = _entry_counts(list(reports.values()))
    found = []
    for period in found_periods:
        listed = asks[keys[period.pk]]
        answered = [ask.answered_at for ask in listed if ask.answered_at]
        report = reports.get(period.pk)
        found.append(
            Owing(
                period,
                min(ask.due_on for ask in listed),
                tuple(ask.asker for ask in listed),
                timezone.localdate(min(answered)) if answered else None,
                report,
                counts.get(report.pk, 0) if report else led_tasks(period, actor.unit_id or 0).count(),
                len(returned.get(report.pk, ())) if report else 0,
            )
        )
    return found


def _entry_counts(reports: Sequence[Report]) -> dict[int, int]:
    found: dict[int, int] = {}
    for report_id in Entry.objects.filter(report__in=reports).values_list("report_id", flat=True):
        found[report_id] = found.get(report_id, 0) + 1
    return found


# ---------- review ----------


@dataclass(frozen=True)
class Card:
    """One receipt as its reviewer meets it: what was sent, what changed since the last sending, and what may be done."""

    receipt: Receipt
    said: rules.Said
    before: rules.Said | None
    changes: tuple[rules.Change, ...]
    words: rules.Words
    facts: ReceiptFacts
    sent_at: object

    @property
    def entry(self) -> Entry:
        return self.receipt.entry

    @property
    def facts_changed(self) -> tuple[rules.Change, ...]:
        """Changes that the text itself does not show."""
        return tuple(change for change in self.changes if not change.inline)

    @property
    def unit(self) -> Unit:
        return self.receipt.report.unit


@dataclass
class Group:
    """Receipts that belong together: of children of one task, or of one task."""

    task: Task
    receipts: list[Receipt] = field(default_factory=list)

    @property
    def pending(self) -> int:
        return sum(receipt.state == "pending" for receipt in self.receipts)

    @property
    def states(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for receipt in self.receipts:
            found[receipt.state] = found.get(receipt.state, 0) + 1
        return found


def receipts(actor: Actor) -> OfTask[Receipt]:
    """Every receipt that the actor may see, with what lists show of it."""
    return Receipt.objects.visible_to(actor).select_related(
        "entry__task__parent", "entry__task__issuer", "report__unit", "report__period", "recipient"
    )


def inbox(actor: Actor) -> OfTask[Receipt]:
    """Receipts that the unit acted for has to answer, or has answered."""
    return receipts(actor).filter(recipient=actor.unit_id)


def review_periods(actor: Actor) -> list[tuple[Period, int]]:
    """Periods in which something came to the unit acted for, newest first, with how many wait."""
    waiting: dict[int, int] = {}
    rows = Receipt.objects.visible_to(actor).filter(recipient=actor.unit_id, state="pending")
    for period_id in rows.values_list("report__period", flat=True):
        waiting[period_id] = waiting.get(period_id, 0) + 1
    came = Receipt.objects.filter(recipient=actor.unit_id).values("report__period")
    return [(period, waiting.get(period.pk, 0)) for period in Period.objects.filter(pk__in=came)]


def groups(actor: Actor, period: Period) -> list[Group]:
    """The review queue of a period, by task: what waits first."""
    found: dict[int, Group] = {}
    for receipt in (
        inbox(actor).filter(report__period=period).order_by("entry__task__number", "report__unit__path", "id")
    ):
        task = grouped_under(receipt, actor)
        found.setdefault(task.pk, Group(task)).receipts.append(receipt)
    return sorted(found.values(), key=lambda group: (not group.pending, group.task.number, group.task.pk))


def grouped_under(receipt: Receipt, actor: Actor) -> Task:
    """The task whose line in the queue a receipt stands in: the parent's, where we broke it down ourselves."""
    task = receipt.entry.task
    if task.parent is not None and task.issuer_id == actor.unit_id:
        return task.parent
    return task


def receipt_facts(actor: Actor, rows: Sequence[Receipt]) -> dict[int, ReceiptFacts]:
    """What the moves of receipts look at, for many at once."""
    words_of = _relations(rows)
    found = {}
    reviewers: dict[int, str] = {}
    for row in rows:
        positions = ["recipient"] if actor.unit_id == row.recipient_id else []
        if actor.unit_id == row.report.unit_id:
            positions.append("unit")
        if row.recipient_id not in reviewers and not positions:
            reviewers[row.recipient_id] = row.recipient.name
        how = words_of[row.pk]
        forbidden = None if how is Relation.SELF else refusal(how, Act.RETURN)
        found[row.pk] = ReceiptFacts(
            roles=roles_towards(positions, actor.roles),
            holders={"recipient.review": row.recipient.name},
            deciding=row.deciding,
            reopened=row.entry.state == "open",
            forbidden=forbidden,
            reporter=row.report.unit.name,
        )
    return found


def _relations(rows: Sequence[Receipt]) -> dict[int, Relation]:
    units = {unit.pk: unit for row in rows for unit in (row.recipient, row.report.unit)}
    where = standings(units.values())
    return {row.pk: relation(where[row.recipient_id], where[row.report.unit_id]) for row in rows}


def cards(actor: Actor, rows: Sequence[Receipt]) -> list[Card]:
    """Receipts with what was sent to them, in the order given (versions in one query)."""
    versions: dict[int, list[EntryVersion]] = {}
    for version in EntryVersion.objects.filter(entry__in=[row.entry_id for row in rows]).order_by("round"):
        versions.setdefault(version.entry_id, []).append(version)
    facts, how = receipt_facts(actor, rows), _relations(rows)
    found = []
    for row in rows:
        sent = [version for version in versions.get(row.entry_id, ()) if version.round <= row.round]
        if not sent:
            continue
        said = rules.from_json(sent[-1].content)
        before = rules.from_json(sent[-2].content) if len(sent) > 1 else None
        found.append(
            Card(
                row, said, before, rules.changes(before, said) if before else (), rules.words(how[row.pk]),
                facts[row.pk], sent[-1].sent_at,
            )
        )  # fmt: skip
    return found


@dataclass(frozen=True)
class Sum:
    """One line of the table of figures: what each unit sent, and all together by the task's rule."""

    name: str
    unit_name: str
    goal: object
    values: tuple[object, ...]
    total: object
    last: object
    change: object


def sums(found: Sequence[Card], rule: str) -> list[Sum]:
    """Figures of one group, summed by its rule; shares (%) are never added up."""
    names: dict[tuple[str, str], dict[int, rules.Figure]] = {}
    for index, card in enumerate(found):
        for figure in card.said.figures:
            names.setdefault((figure.name, figure.unit_name), {})[index] = figure
    table = []
    for (name, unit_name), by_card in names.items():
        chosen = "mean" if unit_name in {"%", "％"} and rule == "sum" else rule
        now = [figure.value for figure in by_card.values() if figure.value is not None]
        was = [figure.last for figure in by_card.values() if figure.last is not None]
        total, last = _together(now, chosen), _together(was, chosen)
        whole = len(now) == len(by_card)
        change = total - last if whole and total is not None and last is not None else None
        values = tuple(by_card[i].value if i in by_card else None for i in range(len(found)))
        goal = _together([figure.goal for figure in by_card.values()], chosen)
        table.append(Sum(name, unit_name, goal, values, total, last, change))
    return table


def _together(values: list[Decimal], rule: str) -> Decimal | None:
    if not values:
        return None
    if rule == "mean":
        return Decimal(sum(values)) / len(values)
    if rule in {"max", "last"}:
        return max(values) if rule == "max" else values[-1]
    return Decimal(sum(values))


# ---------- a task's page ----------


@dataclass(frozen=True)
class Sending:
    """One sent version on its task's page: from whom, and what the bodies answered."""

    version: EntryVersion
    said: rules.Said
    receipts: tuple[Receipt, ...]


def sendings(actor: Actor, task: Task, most: int = 6) -> list[Sending]:
    """The latest sent versions of a task's entries, newest first, as far as the actor may see."""
    entries = Entry.objects.visible_to(actor).filter(task=task)
    versions = (
        EntryVersion.objects.filter(entry__in=entries)
        .select_related("entry__report__unit", "entry__report__period")
        .order_by("-sent_at", "-id")[:most]
    )
    found = list(versions)
    answers: dict[int, list[Receipt]] = {}
    for receipt in Receipt.objects.filter(entry__in=[v.entry_id for v in found]).select_related("recipient"):
        answers.setdefault(receipt.entry_id, []).append(receipt)
    return [
        Sending(
            version,
            rules.from_json(version.content),
            tuple(receipt for receipt in answers.get(version.entry_id, ()) if receipt.round == version.round),
        )
        for version in found
    ]


# ---------- who has not reported ----------


@dataclass
class Missing:
    """A unit that is asked for a period: by when, how it stands, and whom to call."""

    unit: Unit
    due_on: date
    answered_on: date | None
    returned: bool
    liaison: str = ""
    phone: str = ""

    @property
    def mark(self) -> str:
        return rules.mark(rules.AskFacts(self.due_on, self.answered_on, self.returned), clock.today())

    @property
    def label(self) -> Say:
        return rules.MARKS[self.mark]


def missing(actor: Actor, period: Period) -> list[Missing]:
    """Units that owe for a period, in the order of the tree; an unsent report leaves no trace here."""
    found: dict[int, Missing] = {}
    rows = (
        asks_seen(actor)
        .filter(subject=subject_of(period))
        .select_related("unit")
        .order_by("unit__place_path", "unit_path", "id")
    )
    for ask in rows:
        answered = timezone.localdate(ask.answered_at) if ask.answered_at else None
        row = found.setdefault(ask.unit_id, Missing(ask.unit, ask.due_on, answered, False))
        row.due_on = min(row.due_on, ask.due_on)
    given_back = Receipt.objects.visible_to(actor).filter(report__period=period, state="returned")
    for unit_id in given_back.values_list("report__unit", flat=True).distinct():
        if unit_id in found:
            found[unit_id].returned = True
    _call(found)
    return list(found.values())


def places(units: Sequence[Unit]) -> dict[str, str]:
    """path → name of the places that these units belong to, for grouping."""
    rows = Unit.objects.filter(path__in={unit.place_path for unit in units})
    return {path: short or name for path, short, name in rows.values_list("path", "short_name", "name")}


def _call(found: Mapping[int, Missing]) -> None:
    posts = list(Post.objects.filter(unit__in=list(found), kind="liaison").order_by("ordering", "id"))
    held = Tenure.objects.filter(in_force(clock.today()), post__in=posts).select_related("person", "post")
    for tenure in held:
        row = found[tenure.post.unit_id]
        if not row.liaison:
            row.liaison, row.phone = tenure.person.name, tenure.person.phone
