"""How does a unit write its report of a period?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible, Refused, Stale
from luoshi.kernel.models import Attachment, File
from luoshi.kernel.say import say
from luoshi.kernel.services import attach
from luoshi.ledger.models import Milestone, Target, Task
from luoshi.org.models import Unit
from luoshi.org.rules import permissions
from luoshi.org.scope import Shown
from luoshi.reporting import queries, rules
from luoshi.reporting.models import (
    Entry,
    EntryFigure,
    EntryNode,
    EntryVersion,
    Period,
    Report,
    ReportReader,
)
from luoshi.reporting.workflow import REPORT

TEXTS = ("narrative", "difficulty", "next_steps")
CHOICES = {"progress": rules.PROGRESS, "help": rules.HELP}


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


def begin_with(actor: Actor, period: Period, tasks: Sequence[Task]) -> Report:
    """Part of a unit's own report: begun with the tasks that it chose."""
    unit = period.opened_by
    report = Report(unit=unit, unit_path=unit.path, period=period, state=REPORT.start)
    actions.create(actor, "reporting.report.start", report)
    reader = ReportReader(report=report, unit=unit, unit_path=unit.path, shown=Shown.UNIT)
    actions.create(actor, "reporting.report.open_to", reader)
    _add_entries(actor, report, tasks)
    return report


def _add_entries(actor: Actor, report: Report, tasks: Sequence[Task]) -> None:
    known = queries.last_accepted([task.pk for task in tasks], report.unit_id)
    parts = queries.parts_of(report.period, report.unit_id, [task.pk for task in tasks])
    entries = [_prefilled(report, task, known.get(task.pk), parts.get(task.pk, ())) for task in tasks]
    for entry in entries:
        actions.create(actor, "reporting.entry.start", entry)
    by_task = {entry.task_id: entry for entry in entries}
    targets = Target.objects.filter(task__in=tasks).order_by("task", "ordering", "id")
    milestones = Milestone.objects.filter(task__in=tasks, done_on=None).order_by("due_on", "id")
    figures = [EntryFigure(entry=by_task[t.task_id], target=t, value=t.value) for t in targets]
    nodes = [EntryNode(entry=by_task[m.task_id], milestone=m) for m in milestones]
    actions.create_many(actor, "reporting.entry.start", figures)
    actions.create_many(actor, "reporting.entry.start", nodes)


def _prefilled(report: Report, task: Task, last: EntryVersion | None, parts: Sequence[tuple[str, str]] = ()) -> Entry:
    """With what was last accepted; a longer period is made of the texts of its parts, so that nobody retypes them."""
    entry = Entry(report=report, task=task, state="open")
    if last is not None:
        said = rules.from_json(last.content)
        entry.source = last
        entry.progress, entry.narrative, entry.difficulty = said.progress, said.narrative, said.difficulty
        entry.help, entry.next_steps = said.help, said.next_steps
    if parts:
        entry.narrative = rules.carried(parts)
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
        writable(actor, entry)
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
        writable(actor, entry)
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
        writable(actor, entry)
        return attach(actor, file, entry, "evidence")


def drop_evidence(actor: Actor, entry: Entry, attachment: Attachment) -> None:
    """Take a file back before it is sent; what has been sent stays in its version."""
    if (attachment.object_type, attachment.object_id) != (Entry._meta.label_lower, entry.pk):
        raise NotVisible
    attachment.trail = entry.report
    with actions.atomic():
        writable(actor, entry)
        actions.remove(actor, "kernel.file.detach", attachment)


def writable(actor: Actor, entry: Entry) -> None:
    """Locks the report's row, so that nobody hands it in for signing meanwhile; needs a transaction."""
    if actor.unit_id != entry.report.unit_id or "report" not in permissions(actor.roles):
        raise Refused([say("须由{unit}的联络员或者经办人填报。", unit=entry.report.unit.name)])
    if Report.objects.select_for_update().get(pk=entry.report_id).state != "draft":
        raise Refused([say("报送已送签或者报出，不能修改；送签后可以撤回。")])
    if entry.state != "open":
        raise Refused([say("这一项没有被退回，不用修改。")])
