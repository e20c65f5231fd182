"""What waits for whose answer, and what was sent? Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from luoshi.kernel.actor import Actor
from luoshi.ledger.models import Task
from luoshi.org.models import Unit
from luoshi.org.queries import standings
from luoshi.org.rules import Act, Relation, refusal, relation, roles_towards
from luoshi.reporting import rules
from luoshi.reporting.models import (
    Entry,
    EntryVersion,
    OfTask,
    Period,
    Receipt,
)
from luoshi.reporting.workflow import ReceiptFacts


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
