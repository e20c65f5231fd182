"""What hangs on a matter's thread: what brought it, letters, papers up and down, meetings, decisions, and what has come of them?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from luoshi.kernel.actor import Actor
from luoshi.kernel.panels import may_see
from luoshi.kernel.say import Say, say
from luoshi.ledger import queries as ledger
from luoshi.ledger.models import Request, Task
from luoshi.ledger.queries.letters import letters_about
from luoshi.policy.models import AgendaItem, Decision, Finding, Meeting, Submission
from luoshi.policy.workflow import AGENDA, FINDING, MEETING, SUBMISSION
from luoshi.reporting.models import Appeal


@dataclass(frozen=True)
class Strand:
    """One thing on a matter's thread: when, what it is, what it says, and where it is read ("" where the reader may not)."""

    on: date
    kind: Say | str
    title: str
    text: str = ""
    state: Say | str = ""
    url: str = ""
    lights: Any = None


def thread(actor: Actor, item: AgendaItem, decisions: list[Decision]) -> list[Strand]:
    """Everything on a matter that this reader may see, in the order in which it happened."""
    found = [
        *_sources(actor, item),
        *_meetings(actor, item),
        *_followed(decisions),
        *_papers(actor, _same(item, item=item)),
    ]
    if item.unit_id == actor.unit_id:
        found += [
            Strand(one.dated_on, one.get_kind_display(), f"{one.party} {one.number}".strip(), one.text)
            for one in item.papers.all()
        ]
    return sorted(found, key=lambda one: one.on)


def origins_thread(actor: Actor, row: Submission) -> list[Strand]:
    """The same for a paper on no matter of a meeting: what it came from, and every paper on that."""
    found = [*_origins(actor, row, _day(row.drafted_at)), *_papers(actor, _same(row, pk=row.pk))]
    return sorted(found, key=lambda one: one.on)


def _same(row: AgendaItem | Submission, **own: Any) -> Q:
    """The condition that a paper is on this matter, or on what it came from."""
    found = Q(**own)
    for name in ("finding", "appeal", "task"):
        if (key := getattr(row, f"{name}_id")) is not None:
            found |= Q(**{name: key})
    return found


def _papers(actor: Actor, same: Q) -> Iterator[Strand]:
    """Papers that went up, and what came back."""
    rows = (
        Submission.objects.visible_to(actor).filter(same).exclude(state="dropped").select_related("unit", "instruction")
    )
    for row in rows:
        url, on = reverse("policy:submission", args=[row.pk]), row.sent_at or row.drafted_at
        yield Strand(
            _day(on),
            row.get_kind_display(),
            f"{row.number} {row.title}".strip(),
            row.party,
            SUBMISSION.states[row.state],
            url,
        )
        if row.answered_on is not None:
            title = f"{row.answered_by} {row.answer_number}".strip()
            yield Strand(row.answered_on, row.get_answer_kind_display(), title, row.answer, "", url)
        if row.instruction is not None and may_see("ledger.task", actor, row.instruction.pk):
            task = row.instruction
            url, name = reverse("ledger:task", args=[task.pk]), f"{task.number} {task.title}"
            yield Strand(
                row.answered_on or _day(on),
                say("列入台账"),
                name,
                task.latest,
                "",
                url,
                ledger.lights([task]).get(task.pk),
            )


def _sources(actor: Actor, item: AgendaItem) -> Iterator[Strand]:
    yield from _origins(actor, item, _day(item.brought_at))
    if item.request is not None:
        yield _request(actor, item.request)
    yield Strand(_day(item.brought_at), say("提出议题"), item.subject, "", item.bringer.name)


def _origins(actor: Actor, item: AgendaItem | Submission, since: date) -> Iterator[Strand]:
    if item.finding is not None and Finding.objects.visible_to(actor).filter(pk=item.finding.pk).exists():
        yield _finding(item.finding)
    if item.appeal is not None and item.appeal.sent_at is not None:
        yield _appeal(actor, item.appeal, item.appeal.sent_at)
    if item.task is not None and may_see("ledger.task", actor, item.task.pk):
        yield from _task(actor, item.task, since)


def _finding(row: Finding) -> Strand:
    url = reverse("policy:finding", args=[row.pk])
    return Strand(_day(row.found_at), say("查找问题"), str(row), str(row.because), FINDING.states[row.state], url)


def _appeal(actor: Actor, row: Appeal, sent_at: datetime) -> Strand:
    seen = Appeal.objects.visible_to(actor).filter(pk=row.pk).exists()
    url = reverse("reporting:appeal", args=[row.pk]) if seen else ""
    return Strand(_day(sent_at), row.document, f"{row.title} {row.number}", row.answer, row.unit.name, url)


def _request(actor: Actor, row: Request) -> Strand:
    url = reverse("ledger:request", args=[row.pk]) if may_see("ledger.request", actor, row.pk) else ""
    return Strand(_day(row.raised_at), row.get_kind_display(), row.task.title, row.reason, row.unit.name, url)


def _task(actor: Actor, task: Task, since: date) -> Iterator[Strand]:
    """The task that it is about, with what ordered it, and the letters about it."""
    basis = task.basis
    on = basis.dated_on if basis else _day(task.issued_at) if task.issued_at else since
    text = f"{basis.title} {basis.number}" if basis else ""
    kind = say("任务") if task.category == "plan" else task.get_category_display()
    yield Strand(on, kind, f"{task.number} {task.title}", text, "", reverse("ledger:task", args=[task.pk]))
    for letter in letters_about(actor, task):
        if letter.sent_at is not None:
            name, url = f"{letter.title} {letter.number}", reverse("ledger:letter", args=[letter.pk])
            yield Strand(_day(letter.sent_at), letter.document, name, letter.answer, "", url)


def _meetings(actor: Actor, item: AgendaItem) -> Iterator[Strand]:
    """The meeting that it is on, and those that put it off before."""
    one: AgendaItem | None = item
    while one is not None:
        meeting = one.meeting
        if meeting is not None and Meeting.objects.visible_to(actor).filter(pk=meeting.pk).exists():
            text, url = one.outcome or str(MEETING.states[meeting.state]), reverse("policy:meeting", args=[meeting.pk])
            yield Strand(meeting.held_on, say("会议"), meeting.name, text, AGENDA.states[one.state], url)
        one = one.follows


def _followed(decisions: list[Decision]) -> Iterator[Strand]:
    """What was decided, and how the tasks that came of it stand."""
    lit = ledger.lights([row.task for row in decisions if row.task is not None])
    for row in decisions:
        task, meeting = row.task, row.item.meeting
        on = meeting.held_on if meeting else _day(row.item.brought_at)
        lead = row.lead.name if row.lead else ""
        if task is None:
            yield Strand(on, say("议定"), row.text, "", lead)
        else:
            url = reverse("ledger:task", args=[task.pk])
            yield Strand(on, say("议定"), row.text, task.latest, lead, url, lit.get(task.pk))


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)
