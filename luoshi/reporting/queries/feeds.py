"""What do supporting units owe the lead, and what have they said? Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.queries import calendar
from luoshi.ledger.models import Duty, Task
from luoshi.org.models import Ask, Unit
from luoshi.org.rules import Level, permissions
from luoshi.reporting import rules
from luoshi.reporting.models import Entry, EntryVersion, Feed, Period, Receipt, Report
from luoshi.reporting.queries.obligations import tasks_asked
from luoshi.reporting.queries.owed import settings_of

SUPPORTING = ("joint", "support")
WORDS_FED = 80


def feed_subject(period: Period) -> str:
    """How `org.Ask` names what supporting units owe in a period."""
    return f"reporting.feed:{period.pk}"


def feeds_asked(period: Period) -> list[Ask]:
    """One obligation for each lead and supporting unit, some working days before the lead's own date."""
    duties = Duty.objects.filter(task__in=tasks_asked(period), role__in=SUPPORTING, unit__abolished_on=None)
    pairs: dict[tuple[int, int], tuple[Duty, int]] = {}
    for duty in duties.select_related("unit", "task__lead_unit").order_by("id"):
        key = (duty.task.lead_unit_id or 0, duty.unit_id)
        if key[0] != key[1]:
            pairs[key] = (duty, pairs.get(key, (duty, 0))[1] + 1)
    top, today, days = Level(period.opened_by.level), clock.today(), calendar()
    before = settings_of(period.opened_by_id).feed_days
    found = []
    for (lead, _), (duty, tasks) in pairs.items():
        level = Level(duty.task.lead_unit.level) if duty.task.lead_unit else top
        due_on = rules.due_for(level, top, period.due_on, today, days).on
        found.append(
            Ask(
                asker_id=lead, unit=duty.unit, unit_path=duty.unit.path, subject=feed_subject(period),
                title=period.name, fields=tasks, words=tasks * WORDS_FED, asked_on=today,
                due_on=max(days.shift(due_on, -before), today),
            )
        )  # fmt: skip
    return found


@dataclass(frozen=True)
class FeedRow:
    """One task that a unit supports, with what it has told the lead in a period."""

    task: Task
    lead: Unit
    role: str
    feed: Feed | None

    @property
    def sent(self) -> bool:
        return self.feed is not None and self.feed.state == "sent"


@dataclass(frozen=True)
class FeedOwing:
    """A period in which the unit acted for owes its word to leads."""

    period: Period
    due_on: date
    leads: tuple[Unit, ...]
    waiting: bool
    silent: bool = False


def feeds_owed(actor: Actor, most: int = 12) -> list[FeedOwing]:
    """Periods in which leads asked for the unit's part, newest first; a lead that has reported waits no longer."""
    rows = Ask.objects.visible_to(actor).filter(unit=actor.unit_id, subject__startswith="reporting.feed:")
    by_period: dict[int, list[Ask]] = {}
    for ask in rows.select_related("asker").order_by("-id")[:200]:
        by_period.setdefault(int(ask.subject.rpartition(":")[2]), []).append(ask)
    gone = set(
        Report.objects.filter(period__in=list(by_period), round__gt=0).filter(
            unit__in={ask.asker_id for asks in by_period.values() for ask in asks}
        ).values_list("unit", "period")
    )  # fmt: skip
    found = []
    for period in Period.objects.filter(pk__in=list(by_period))[:most]:
        asks = by_period[period.pk]
        silent = [ask for ask in asks if ask.state == "open"]
        waiting = [ask for ask in silent if (ask.asker_id, period.pk) not in gone]
        due_on, leads = min(ask.due_on for ask in asks), tuple(ask.asker for ask in waiting or asks)
        found.append(FeedOwing(period, due_on, leads, bool(waiting), bool(silent) and not waiting))
    return found


def feed_period(actor: Actor, pk: int) -> Period:
    """A period in which the unit acted for owes its part, or `NotVisible`."""
    found = Period.objects.filter(pk=pk).first()
    asked = Ask.objects.filter(unit=actor.unit_id or 0, subject=f"reporting.feed:{pk}").exists()
    if found is None or not asked:
        raise NotVisible
    return found


def feed_rows(actor: Actor, period: Period) -> list[FeedRow]:
    """The tasks that the unit acted for supports in a period, with what it has said."""
    mine = Duty.objects.filter(task__in=tasks_asked(period), unit=actor.unit_id or 0, role__in=SUPPORTING)
    said = {feed.task_id: feed for feed in Feed.objects.visible_to(actor).filter(period=period, unit=actor.unit_id)}
    return [
        FeedRow(duty.task, duty.task.lead_unit, duty.get_role_display(), said.get(duty.task_id))
        for duty in mine.select_related("task__lead_unit").order_by("task__number", "task_id")
        if duty.task.lead_unit is not None and duty.task.lead_unit_id != actor.unit_id
    ]


@dataclass(frozen=True)
class Material:
    """A text that a lead may take sentences from: a lower unit's sending, or a supporting unit's word."""

    key: str
    unit: Unit
    text: str
    state: str
    sentences: tuple[str, ...] = ()
    difficulty: str = ""


@dataclass(frozen=True)
class Fed:
    """Everything that stands beside a lead's own text: lower units' texts, supporting units' words, and who is silent."""

    below: tuple[Material, ...] = ()
    beside: tuple[Material, ...] = ()
    silent: tuple[Unit, ...] = ()
    due_on: date | None = None


def fed(entry: Entry) -> Fed:
    """What an entry can be made of. The raw texts stay what they are, wherever their sentences go."""
    period = entry.report.period
    below = _below(entry, period)
    feeds = {feed.unit_id: feed for feed in Feed.objects.filter(period=period, task=entry.task_id, state="sent")}
    duties = Duty.objects.filter(task=entry.task_id, role__in=SUPPORTING).exclude(unit=entry.report.unit_id)
    units = [duty.unit for duty in duties.select_related("unit").order_by("unit_path")]
    beside = [
        Material(f"f{feeds[unit.pk].pk}", unit, _told(feeds[unit.pk]), "sent", rules.sentences(feeds[unit.pk].text))
        for unit in units
        if unit.pk in feeds
    ]
    asked = Ask.objects.filter(subject=feed_subject(period), asker=entry.report.unit_id, unit__in=units)
    due = dict(asked.values_list("unit_id", "due_on"))
    silent = tuple(unit for unit in units if unit.pk not in feeds and unit.pk in due)
    return Fed(tuple(below), tuple(beside), silent, min(due.values()) if due else None)


@dataclass(frozen=True)
class Consolidation:
    """What a reviewer's own unit says of the task that it has broken down: its entry (None: not begun), beside what it is
    made of, and whether this person may write it now."""

    entry: Entry | None
    fed: Fed
    writable: bool


def consolidation(actor: Actor, period: Period, task: Task) -> Consolidation | None:
    """The one text that the texts under review go into, where the unit acted for leads the task; else None."""
    if task.lead_unit_id is None or task.lead_unit_id != actor.unit_id:
        return None
    rows = Entry.objects.visible_to(actor).filter(report__unit=actor.unit_id, report__period=period, task=task)
    entry = rows.select_related("report__unit", "report__period", "task").first()
    may = "report" in permissions(actor.roles)
    if entry is None:
        return Consolidation(None, Fed(), may)
    return Consolidation(entry, fed(entry), may and entry.state == "open" and entry.report.state == "draft")


def _told(feed: Feed) -> str:
    return feed.text or (gettext("本期无变化") if feed.no_change else "")


def _below(entry: Entry, period: Period) -> list[Material]:
    """The newest sending of every child of the entry's task that this unit issued."""
    versions = EntryVersion.objects.filter(
        entry__task__parent=entry.task_id, entry__task__issuer=entry.report.unit_id, entry__report__period=period
    ).select_related("entry__report__unit")
    newest: dict[int, EntryVersion] = {}
    for version in versions.order_by("round"):
        newest[version.entry_id] = version
    states = dict(Receipt.objects.filter(entry__in=list(newest), deciding=True).values_list("entry", "state"))
    found = []
    for entry_id, version in newest.items():
        said = rules.from_json(version.content)
        unit = version.entry.report.unit
        found.append(
            Material(
                f"v{version.pk}", unit, said.narrative, states.get(entry_id, "pending"), rules.sentences(said.narrative),
                said.difficulty if said.help != "none" else "",
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: one.unit.path)


@dataclass(frozen=True)
class Above:
    """How far a unit's words got: a level above it, what it sent up in the unit's name, and what became of it."""

    unit: Unit
    sentences: tuple[str, ...]
    state: str
    sent_at: datetime
    signed_by: str = ""


def upward(entry: Entry, most: int = 5) -> list[Above]:
    """What was sent up of an entry, level by level. Reviewers' names are told only where the office's setting says so."""
    found: list[Above] = []
    task, ids = entry.task, {entry.pk}
    period = entry.report.period
    shown = settings_of(period.opened_by_id).names_shown
    while task.parent_id is not None and len(found) < most:
        versions = EntryVersion.objects.filter(entry__task=task.parent_id, entry__report__period=period)
        last = versions.select_related("entry__report__unit", "entry__task").order_by("-round").first()
        if last is None:
            break
        said = rules.from_json(last.content)
        told = tuple(source.sentence for source in said.sources if source.entry_id in ids)
        state = Receipt.objects.filter(entry=last.entry_id, deciding=True).values_list("state", flat=True).first()
        report = last.entry.report
        found.append(Above(report.unit, told, state or "pending", last.sent_at, report.signed_by if shown else ""))
        task, ids = last.entry.task, {last.entry_id}
    return found
