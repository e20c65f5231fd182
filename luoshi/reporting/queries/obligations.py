"""Which periods ask whom, about which tasks, by when? Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat, TruncDate
from django.utils import timezone

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.checks import Leaving
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.queries import calendar
from luoshi.kernel.say import Say
from luoshi.ledger.models import Duty, Milestone, Target, Task
from luoshi.org.models import Ask, CoordinationBody, Unit
from luoshi.org.rules import Kind, Level, permissions
from luoshi.org.rules.burden import Held, Load, already_held
from luoshi.org.rules.burden import Wanted as HeldWanted
from luoshi.org.scope import within
from luoshi.reporting import rules
from luoshi.reporting.models import (
    Entry,
    Period,
    Receipt,
    Report,
    Rhythm,
)


def subject_of(period: Period) -> str:
    """How `org.Ask` names a period."""
    return f"reporting.period:{period.pk}"


def asks_seen(actor: Actor) -> QuerySet[Ask]:
    """Obligations to report that the actor may know of: those of units in sight, and those that its unit raised."""
    own = {held.unit_id for held in actor.grants}
    seen = within(actor, "unit_path") | Q(asker__in=own)
    return Ask.objects.filter(seen, subject__startswith="reporting.period:")


def periods(actor: Actor) -> QuerySet[Period]:
    """Periods that concern the actor: opened by its unit, or asked of a unit that it may see."""
    subject = Concat(Value("reporting.period:"), Cast(OuterRef("pk"), CharField()))
    own = {held.unit_id for held in actor.grants}
    # Each side on its own index: the board's for what lies in sight, the asker's for what was asked for. Asked for in the
    # index's order: for any row at all PostgreSQL reads a table of millions from its beginning.
    first = Ask.objects.filter(subject=subject).order_by("unit_path").values("pk")
    in_sight, asked_by_us = first.filter(within(actor, "unit_path"), counts=True), first.filter(asker__in=own)
    rows = Period.objects.alias(in_sight=Subquery(in_sight[:1]), asked_by_us=Subquery(asked_by_us[:1]))
    concerns = Q(in_sight__isnull=False) | Q(asked_by_us__isnull=False) | Q(opened_by__in=own)
    return rows.filter(concerns).select_related("opened_by")


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

    What another period already asks about for the same time is not asked about twice (`held_by`).
    """
    rows = tasks_meant(period)
    for older in held_by(period):
        supervised = Duty.objects.filter(task=OuterRef("pk"), role="supervising", unit=older.opened_by_id)
        held = Exists(supervised) & narrowing(older)
        rows = rows.exclude(held)
    return rows


def tasks_meant(period: Period) -> QuerySet[Task]:
    """The same before what is held already is taken out."""
    supervises = Duty.objects.filter(task=OuterRef("pk"), role="supervising", unit=period.opened_by)
    issued_by = max(period.ends_on, timezone.localdate(period.opened_at))
    rows = Task.objects.filter(
        Exists(supervises), narrowing(period), state="active", issued_at__isnull=False, lead_unit__abolished_on=None
    ).annotate(issued_day=TruncDate("issued_at"))
    return rows.filter(issued_day__lte=issued_by).exclude(lead_unit=None)


def narrowing(period: Period) -> Q:
    """The condition of a period's category and levels on a task."""
    found = Q(category=period.category) if period.category else Q()
    return found & Q(lead_unit__level__in=period.levels) if period.levels else found


def held_by(period: Period) -> list[Period]:
    """Older periods whose answers hold this one's: of the same kind and time by another office, or spanning its time."""
    older = Period.objects.exclude(pk=period.pk).exclude(kind="change")
    if period.pk is not None:
        older = older.filter(pk__lt=period.pk)
    same = Q(kind=period.kind, starts_on__lte=period.ends_on, ends_on__gte=period.starts_on)
    spanning = Q(starts_on__lte=period.starts_on, ends_on__gte=period.ends_on)
    if period.kind == "month":
        spanning &= Q(kind="month")
    return list(older.filter((same & ~Q(opened_by=period.opened_by_id)) | spanning).order_by("id"))


def held_already(period: Period) -> list[Held]:
    """What the older periods hold of this one's question, for `org.rules.already_held`."""
    found = []
    for older in held_by(period):
        supervised = Duty.objects.filter(task=OuterRef("pk"), role="supervising", unit=older.opened_by_id)
        matters = tasks_meant(period).filter(Exists(supervised), narrowing(older)).count()
        rows = Ask.objects.filter(subject=subject_of(older), counts=True)
        counted = rows.aggregate(units=Count("unit"), answered=Count("unit", filter=Q(state="answered")))
        found.append(
            Held(
                older.name, older.starts_on, older.ends_on, matters, counted["answered"], counted["units"],
                finer=older.kind == "month",
            )
        )  # fmt: skip
    return found


def refusals_to_ask(period: Period) -> tuple[Say, ...]:
    """Why part or all of a question is not to be asked again; told to the one who asks, before it goes out."""
    wanted = HeldWanted(period.starts_on, period.ends_on, finer=period.kind == "month")
    return already_held(wanted, held_already(period))


def led_by(unit_id: int) -> QuerySet[Task]:
    """Active tasks that a unit leads: what it may report on of its own accord."""
    rows = Task.objects.filter(lead_unit=unit_id, state="active", issued_at__isnull=False)
    return rows.select_related("issuer").order_by("number", "id")


def led_tasks(period: Period, unit_id: int) -> QuerySet[Task]:
    """What one unit has to report in a period."""
    if period.kind == "change":
        return led_by(unit_id).filter(entries__report__period=period)
    return tasks_asked(period).filter(lead_unit=unit_id).order_by("number", "id")


@dataclass
class Obligation:
    """A unit that a period asks, with the bodies that ask: asker id → (items to fill in, of which prefilled)."""

    unit: Unit
    tasks: int = 0
    askers: dict[int, tuple[int, int]] = field(default_factory=dict)

    @property
    def counting(self) -> int:
        """The asker whose row stands for the unit: who asks for most."""
        return max(self.askers, key=lambda asker: (self.askers[asker][0], -asker))

    @property
    def words(self) -> int:
        return WORDS * self.tasks

    @property
    def load(self) -> Load:
        """What it comes to for the unit, by the burden's formula."""
        asked = sum(fields for fields, _ in self.askers.values())
        return Load(1, asked, sum(ready for _, ready in self.askers.values()), self.words)


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


WORDS = 150
"""Characters expected of a narrative with its next steps, from what was sent before: the burden's estimate."""

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
    """When one level is asked, and for how much, for the page that opens a period."""

    level: str
    due: rules.Due
    units: int = 0
    tasks: int = 0
    load: Load = field(default_factory=Load)


@dataclass(frozen=True)
class Preview:
    """What would be asked of whom: by level, the first units by name, and what is held already."""

    levels: tuple[LevelDue, ...]
    units: tuple[Obligation, ...]
    held: tuple[Say, ...]
    total: int
    leaving: Leaving


def levels_due(actor: Actor, due_on: date) -> list[LevelDue]:
    """The date of every level below the office that would open a period due on this date."""
    unit = Unit.objects.get(pk=actor.unit_id or 0)
    return _levels(unit, due_on, {})


def _levels(unit: Unit, due_on: date, by_level: Mapping[str, Sequence[Obligation]]) -> list[LevelDue]:
    top, labels = Level(unit.level), dict(Unit._meta.get_field("level").flatchoices)
    levels = list(Level)
    found = []
    for level in levels[levels.index(top) :]:
        due = rules.due_for(level, top, due_on, clock.today(), calendar())
        rows = by_level.get(level.value, ())
        load = Load()
        for row in rows:
            load += row.load
        found.append(LevelDue(str(labels[level.value]), due, len(rows), sum(row.tasks for row in rows), load))
    return found


def preview(period: Period, most: int = 50) -> Preview:
    """What opening a period would ask of whom; nothing is written."""
    owed = obligations(period)
    by_level: dict[str, list[Obligation]] = {}
    for row in owed:
        by_level.setdefault(row.unit.level, []).append(row)
    levels = _levels(period.opened_by, period.due_on, by_level)
    return Preview(tuple(levels), tuple(owed[:most]), refusals_to_ask(period), len(owed), leaving_period(period, owed))


def leaving_period(period: Period, owed: Sequence[Obligation]) -> Leaving:
    """A period as it is looked at before units are asked."""
    return Leaving(
        "collection", subject_of(period), period.name, period.opened_by_id, tuple(row.unit.pk for row in owed),
        due_on=period.due_on, again=refusals_to_ask(period),
    )  # fmt: skip


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
    state: str = "open"
    late: bool = False
    chases: int = 0

    @property
    def mark(self) -> str:
        state = "returned" if self.returned else self.state
        return rules.mark(rules.AskFacts(state, self.due_on, self.late), clock.today())


def owing(actor: Actor, most: int = 24, *, waiting: bool = False) -> list[Owing]:
    """Every period that asks the unit acted for, newest first; ``waiting``: only those that still want something of it."""
    rows = Ask.objects.visible_to(actor).filter(unit=actor.unit_id, subject__startswith="reporting.period:")
    sent_back = _sent_back(actor)
    if waiting:
        subjects = [f"reporting.period:{pk}" for pk in {period for period, _ in sent_back.values()}]
        rows = rows.filter(Q(state__in=["open", "returned"]) | Q(subject__in=subjects))
    asks: dict[int, list[Ask]] = {}
    for ask in rows.select_related("asker").order_by("-id"):
        asks.setdefault(int(ask.subject.rpartition(":")[2]), []).append(ask)
    if not asks:
        return []
    mine = Report.objects.visible_to(actor).filter(unit=actor.unit_id, period__in=list(asks))
    reports = {report.period_id: report for report in mine}
    counts = _entry_counts(list(reports.values()))
    periods_asked = Period.objects.filter(pk__in=list(asks)).select_related("opened_by")[:most]
    return [
        _owing(period, asks[period.pk], reports.get(period.pk), counts, sent_back, actor) for period in periods_asked
    ]


def _sent_back(actor: Actor) -> dict[int, tuple[int, int]]:
    """entry id → (period, report) of what has been returned to the unit acted for."""
    rows = Receipt.objects.filter(report__unit=actor.unit_id, state="returned")
    return {entry: (period, report) for entry, period, report in rows.values_list("entry", "report__period", "report")}


def _owing(
    period: Period,
    asks: Sequence[Ask],
    report: Report | None,
    counts: Mapping[int, int],
    sent_back: Mapping[int, tuple[int, int]],
    actor: Actor,
) -> Owing:
    answered = [ask.answered_at for ask in asks if ask.answered_at]
    counting = next((ask for ask in asks if ask.counts), asks[0])
    return Owing(
        period,
        min(ask.due_on for ask in asks),
        tuple(ask.asker for ask in asks),
        timezone.localdate(min(answered)) if answered else None,
        report,
        counts.get(report.pk, 0) if report else led_tasks(period, actor.unit_id or 0).count(),
        sum(of == report.pk for _, of in sent_back.values()) if report else 0,
        counting.state,
        counting.late,
        max(ask.chases for ask in asks),
    )


def _entry_counts(reports: Sequence[Report]) -> dict[int, int]:
    found: dict[int, int] = {}
    for report_id in Entry.objects.filter(report__in=reports).values_list("report_id", flat=True):
        found[report_id] = found.get(report_id, 0) + 1
    return found


def rhythms(actor: Actor) -> list[Rhythm]:
    """The standing orders of the unit acted for."""
    return list(Rhythm.objects.filter(unit=actor.unit_id or 0).order_by("id"))


def get_rhythm(actor: Actor, pk: int) -> Rhythm:
    """One of them, or `NotVisible`."""
    found = Rhythm.objects.filter(unit=actor.unit_id or 0, pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def own_changes(actor: Actor, most: int = 10) -> list[Report]:
    """情况变化报告 of the unit acted for, newest first."""
    rows = Report.objects.visible_to(actor).filter(unit=actor.unit_id or 0, period__kind="change")
    return list(rows.select_related("period").order_by("-id")[:most])
