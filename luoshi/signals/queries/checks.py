"""Which rules look at a report that has just been sent, and which facts does each ask for?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from luoshi.org.models import Ask, Unit
from luoshi.reporting import queries as reporting
from luoshi.reporting.models import Entry, EntryVersion
from luoshi.reporting.rules import Said
from luoshi.signals.queries.batch import Again, Batch
from luoshi.signals.queries.hints import words_of
from luoshi.signals.queries.judged import Judged, judged
from luoshi.signals.queries.texts import office_above
from luoshi.signals.rules.elsewhere import ElsewhereFacts, elsewhere
from luoshi.signals.rules.evidence import (
    CLAIMS,
    Handed,
    PaperFacts,
    ReusedFacts,
    UnprovenFacts,
    only_paper,
    reused,
    unproven,
)
from luoshi.signals.rules.found import Found
from luoshi.signals.rules.hollow import Words, hollow
from luoshi.signals.rules.pace import ENTRIES, HourFacts, LeapFacts, hurried, in_last_tenth, last_hour, leap
from luoshi.signals.rules.registry import At
from luoshi.signals.rules.unchanged import Told, unchanged

MANY_STEPS = 10
EARLIER_REPORTS = 8
"""A unit's habit is what it did in its latest so many reports."""


def of_entry(one: EntryVersion) -> str:
    """However often an entry is sent, a rule speaks of it once."""
    return str(one.entry_id)


@dataclass(frozen=True)
class Check:
    """``facts`` what a rule asks of a sending; None: it has no place here, and is not counted. ``key`` names the matter;
    ``others`` whom it concerns besides the unit itself: the office over all of them looks."""

    rule: str
    facts: Callable[[Batch, EntryVersion], Any]
    find: Callable[[Any, At], Found | None]
    key: Callable[[EntryVersion], str] = of_entry
    others: Callable[[Batch, EntryVersion], list[Unit]] = lambda _batch, _one: []


def _elsewhere(batch: Batch, one: EntryVersion) -> ElsewhereFacts:
    task, unit = one.entry.task, one.entry.report.unit
    prescribed = "\n".join((task.title, task.text, batch.standards[task.pk], one.entry.report.period.name, unit.name))
    return ElsewhereFacts(words_of(one), batch.places, unit.place_path, prescribed)


def _told(one: EntryVersion, said: Said) -> Told:
    figures = tuple((figure.name, figure.value) for figure in said.figures)
    return Told(one.entry.report.period.name, said.progress, figures, len(said.nodes_done))


def _unchanged(batch: Batch, one: EntryVersion) -> list[Told] | None:
    said = batch.said[one.pk]
    if not said.figures:
        return None
    kind = one.entry.report.period.kind  # a quarter beside its own months would count one standstill twice
    before = [each for each in batch.history[one.entry_id] if each[0].entry.report.period.kind == kind]
    return [*(_told(*each) for each in before), _told(one, said)]


def _hollow(batch: Batch, one: EntryVersion) -> Words:
    said = batch.said[one.pk]
    return Words(said.narrative, said.no_change)


def _paper(batch: Batch, one: EntryVersion) -> PaperFacts | None:
    said, task = batch.said[one.pk], one.entry.task
    if not said.files or said.progress not in CLAIMS:
        return None
    words = "\n".join((task.title, task.text, batch.standards[task.pk]))
    return PaperFacts(said.progress, tuple(file.name for file in said.files), words)


def _again(batch: Batch, one: EntryVersion) -> list[tuple[Handed, Again]]:
    """A file of this sending, and the same as it had been handed in before for another matter."""
    return [
        (Handed(file.name, uid=file.uid), again)
        for file in batch.said[one.pk].files
        for again in batch.handed[file.sha256]
        if again.entry.pk < one.entry_id and _other_matter(again.entry, one.entry)
    ]


def _reused(batch: Batch, one: EntryVersion) -> ReusedFacts | None:
    if not batch.said[one.pk].files:
        return None
    own = one.entry.report.unit_id
    return ReusedFacts(
        tuple((mine, _handed(again, again.entry.report.unit_id == own)) for mine, again in _again(batch, one))
    )


def _used_by(batch: Batch, one: EntryVersion) -> list[Unit]:
    units = {again.entry.report.unit for _, again in _again(batch, one)}
    return sorted(units - {one.entry.report.unit}, key=lambda unit: unit.pk)


def _other_matter(earlier: Entry, entry: Entry) -> bool:
    """What one unit hands in again for the same task may well hold on; what went up the same line is summed up there."""
    return earlier.task_id not in (entry.task_id, entry.task.parent_id) and entry.task_id != earlier.task.parent_id


def _handed(again: Again, own: bool) -> Handed:
    entry, file = again.entry, again.file
    return Handed(
        file.name, entry.report.unit.name, str(entry.task), entry.report.period.name, own, str(file.uid), again.how
    )


def _unproven(batch: Batch, one: EntryVersion) -> UnprovenFacts | None:
    said = batch.said[one.pk]
    if said.progress != "done":
        return None
    history = batch.history[one.entry_id]
    files = len(said.files) + sum(len(each.files) for _, each in history) + (one.entry.task_id in batch.applied)
    return UnprovenFacts(said.progress, files, len(history) + 1)


def _leap(batch: Batch, one: EntryVersion) -> LeapFacts | None:
    task, on = one.entry.task, timezone.localdate(one.sent_at)
    if task.starts_on is None or task.due_on is None or not in_last_tenth(task.starts_on, task.due_on, on):
        return None
    points = [
        (timezone.localdate(each.sent_at), percent)
        for each, said in [*batch.history[one.entry_id], (one, batch.said[one.pk])]
        if (percent := _percent(said)) is not None
    ]
    return LeapFacts(task.starts_on, task.due_on, tuple(points)) if points and points[-1][0] == on else None


def _percent(said: Said) -> float | None:
    """The mean of its targets, else the share of its nodes; None where a report has neither."""
    parts = [
        min(100.0, 100 * float(one.value / one.goal)) for one in said.figures if one.value is not None and one.goal
    ]
    parts = parts or [100.0 * bool(node.done_on) for node in said.nodes]
    return sum(parts) / len(parts) if parts else None


def _of_report(one: EntryVersion) -> str:
    return f"report {one.entry.report_id}"


def _last_hour(batch: Batch, one: EntryVersion) -> HourFacts | None:
    """Asked once a report, by the first of its entries."""
    report = one.entry.report
    sent_at = timezone.localtime(one.sent_at)
    if one.round != 1 or batch.first[report.pk] != one.pk or batch.sizes[report.pk] < ENTRIES:
        return None
    dates = dict(Ask.objects.filter(unit=report.unit_id, counts=True).values_list("subject", "due_on"))
    due_on = dates.get(reporting.subject_of(report.period))
    if due_on != sent_at.date():
        return None
    habit = tuple(
        hurried(_saved(each.entry.report_id), timezone.localtime(each.sent_at), asked)
        for each in batch.earlier_reports(report)[-EARLIER_REPORTS:]
        if (asked := dates.get(reporting.subject_of(each.entry.report.period)))
    )
    return HourFacts(_saved(report.pk), sent_at, due_on, habit)


def _saved(report_id: int) -> tuple[Any, ...]:
    rows = Entry.objects.filter(report=report_id, saved_at__isnull=False).values_list("saved_at", flat=True)
    return tuple(timezone.localtime(at) for at in rows)


CHECKS = (
    Check("elsewhere", _elsewhere, elsewhere),
    Check("unchanged", _unchanged, unchanged),
    Check("hollow", _hollow, hollow),
    Check("paper", _paper, only_paper),
    Check("reused", _reused, reused, others=_used_by),
    Check("leap", _leap, leap),
    Check("unproven", _unproven, unproven),
    Check("last_hour", _last_hour, last_hour, _of_report),
)


def judged_of(batch: Batch, one: EntryVersion, at: Callable[[str], At]) -> Iterator[Judged]:
    """What every rule that has a place there says of a sending; ``at`` its thresholds there."""
    for check in CHECKS:
        facts = check.facts(batch, one)
        if facts is not None:
            found = check.find(facts, at(check.rule))
            others = check.others(batch, one) if found else []
            keeper = office_above(one.entry.report.unit, *others) if others else None
            yield judged(check.rule, one, found, check.key(one), keeper=keeper)
