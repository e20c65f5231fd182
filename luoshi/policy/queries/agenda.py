"""Which matters wait for a meeting, who may bring one, and what hangs on a matter's thread? Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from luoshi.kernel.actor import Actor
from luoshi.kernel.panels import may_see
from luoshi.kernel.say import Say, say
from luoshi.ledger import queries as ledger
from luoshi.ledger.models import Request, Task
from luoshi.ledger.queries.letters import letters_about
from luoshi.org import queries as org
from luoshi.org.models import CoordinationBody, Unit
from luoshi.org.rules import Kind, permissions, roles_towards
from luoshi.policy.models import AgendaItem, Decision, Meeting
from luoshi.policy.workflow import AGENDA, MEETING, AgendaFacts
from luoshi.reporting.models import Appeal

LIVE = ("pooled", "listed")
"""A matter that no meeting has settled yet."""


def body_of(unit: Unit | None) -> CoordinationBody | None:
    """The body to whose meetings a unit brings its matters: that of its own place."""
    if unit is None:
        return None
    return CoordinationBody.objects.filter(place__path=unit.place_path).select_related("office").first()


def held_by(actor: Actor) -> CoordinationBody | None:
    """The body whose meetings the unit acted for prepares, if it prepares any and the actor may."""
    if actor.unit_id is None or "draft" not in permissions(actor.roles):
        return None
    return CoordinationBody.objects.filter(office=actor.unit_id).select_related("office").first()


def may_bring(actor: Actor) -> bool:
    """Whether the actor's role brings matters at all."""
    return bool(actor.unit_id) and "consult" in permissions(actor.roles)


def items(actor: Actor, show: str = "") -> QuerySet[AgendaItem]:
    """The matters in sight: those that wait, those on an agenda, or those that are settled."""
    rows = AgendaItem.objects.visible_to(actor).select_related("unit", "bringer", "meeting", "task")
    states = {"": ("pooled",), "listed": ("listed",), "settled": tuple(set(AGENDA.states) - set(LIVE))}
    return rows.filter(state__in=states.get(show, ("pooled",))).order_by("-brought_at", "-id")


def pool(unit_id: int) -> QuerySet[AgendaItem]:
    """What lies in an office's pool, oldest first."""
    rows = AgendaItem.objects.filter(unit=unit_id, state="pooled").select_related("bringer", "task")
    return rows.order_by("brought_at", "id")


def find_item(actor: Actor, pk: int) -> AgendaItem:
    """A matter that the actor may read."""
    rows = AgendaItem.objects.select_related(
        "unit", "bringer", "meeting__body", "meeting__unit", "follows__meeting", "task__issuer", "task__plan",
        "appeal__unit", "appeal__to", "request__task__issuer", "request__task__plan", "request__assigner",
        "request__duty", "request__unit", "request__responder",
    )  # fmt: skip
    return rows.get_visible(actor, pk=pk)


def item_facts(actor: Actor, item: AgendaItem, meeting: Meeting | None = None) -> AgendaFacts:
    """What the moves of a matter look at; ``meeting``: the one that it is to be put on."""
    units = {"host": [item.unit], "bringer": [item.bringer]}
    mine = {name for name, (unit,) in units.items() if unit.pk == actor.unit_id}
    on, decisions = meeting or item.meeting, list(item.decisions.values_list("state", flat=True))
    return AgendaFacts(
        roles=roles_towards(mine, actor.roles),
        holders=ledger.holders(units),
        meeting=on.state if on else "",
        decisions=len(decisions),
        settled=any(state != "recorded" for state in decisions),
    )


def decisions_of(actor: Actor, rows: list[AgendaItem]) -> dict[int, list[Decision]]:
    """Item → what was decided on it: to the office at once, to everybody else with the signed minutes."""
    told = [row for row in rows if row.unit_id == actor.unit_id or (row.meeting and row.meeting.state == "signed")]
    found: dict[int, list[Decision]] = {}
    listed = Decision.objects.filter(item__in=told).select_related("lead", "task__issuer", "task__lead_unit", "request")
    for decision in listed.prefetch_related("supports__unit").order_by("item", "id"):
        found.setdefault(decision.item_id, []).append(decision)
    return found


def callable_units(office: Unit) -> QuerySet[Unit]:
    """Units that an office may call to a meeting and charge with what is decided."""
    pks = [
        office.pk,
        *org.member_units(office).values_list("pk", flat=True),
        *org.lower_units(office).values_list("pk", flat=True),
    ]
    return Unit.objects.filter(pk__in=pks, abolished_on=None).order_by("path")


def members(body: CoordinationBody) -> QuerySet[Unit]:
    """The member units of a body, its office left out."""
    return org.member_units(body.office).exclude(pk=body.office_id)


# ---------- what a matter comes from ----------


@dataclass(frozen=True)
class Source:
    """Where a matter comes from, ready to be brought: who brings it, to which body, and what to ask."""

    body: CoordinationBody
    bringer: Unit
    subject: str
    asked: str
    appeal: Appeal | None = None
    request: Request | None = None
    task: Task | None = None


def of_appeal(row: Appeal) -> Source | None:
    """A letter that asks for coordination: to the body of the office addressed, else of the sender's place."""
    body = CoordinationBody.objects.filter(office=row.to).select_related("office").first() or body_of(row.unit)
    if body is None or row.state not in {"sent", "answered"}:
        return None
    return Source(body, row.unit, row.task.title, row.text, appeal=row, task=row.task)


def of_request(row: Request) -> Source | None:
    """A dispute on a division, or a wish to change it, that waits for a ruling."""
    body = CoordinationBody.objects.filter(office=row.assigner).select_related("office").first() or body_of(row.unit)
    if body is None or row.kind not in {"division", "dispute"} or row.state not in ledger.OPEN_REQUESTS:
        return None
    return Source(
        body, row.unit, str(say("“{task}”的分工", task=row.task.title)), row.reason, request=row, task=row.task
    )


def of_task(actor: Actor, task: Task) -> Source | None:
    """A task that its lead cannot do alone, or that the office wants settled; a draft only by who drafts it."""
    unit = Unit.objects.filter(pk=actor.unit_id or 0).first()
    body = body_of(unit)
    mine = unit is not None and unit.pk in {task.issuer_id, task.lead_unit_id}
    if unit is None or body is None or not (mine or unit.kind == Kind.OFFICE):
        return None
    return Source(body, unit, task.title, task.latest, task=task)


def brought(actor: Actor, **source: Any) -> list[AgendaItem]:
    """The matters that this letter, request or task has become, newest first, as far as the reader sees them."""
    return list(AgendaItem.objects.visible_to(actor).filter(**source).select_related("meeting", "unit").order_by("-id"))


def may_bring_this(actor: Actor, source: Source | None) -> bool:
    """Whether the actor brings it: the unit that it comes from, or the body's own office."""
    if source is None or not may_bring(actor):
        return False
    return actor.unit_id in {source.bringer.pk, source.body.office_id}


# ---------- the thread ----------


@dataclass(frozen=True)
class Strand:
    """One thing on a matter's thread: when, what it is, what it says, and where it is read."""

    on: date
    kind: Say | str
    title: str
    text: str = ""
    state: Say | str = ""
    url: str = ""
    lights: Any = None


def thread(actor: Actor, item: AgendaItem, decisions: list[Decision]) -> list[Strand]:
    """What brought it, the letters, the papers up and down, the meetings, the decisions and what has come of them."""
    found = [*_sources(actor, item), *_meetings(actor, item), *_followed(decisions)]
    if item.unit_id == actor.unit_id:
        found += [
            Strand(one.dated_on, one.get_kind_display(), f"{one.party} {one.number}".strip(), one.text)
            for one in item.papers.all()
        ]
    return sorted(found, key=lambda one: one.on)


def _sources(actor: Actor, item: AgendaItem) -> Iterator[Strand]:
    if item.appeal is not None and item.appeal.sent_at is not None:
        row = item.appeal
        url = (
            reverse("reporting:appeal", args=[row.pk])
            if Appeal.objects.visible_to(actor).filter(pk=row.pk).exists()
            else ""
        )
        yield Strand(_day(row.sent_at), row.document, f"{row.title} {row.number}", row.answer, row.unit.name, url)
    if item.request is not None:
        asked = item.request
        url = reverse("ledger:request", args=[asked.pk]) if may_see("ledger.request", actor, asked.pk) else ""
        yield Strand(
            _day(asked.raised_at), asked.get_kind_display(), asked.task.title, asked.reason, asked.unit.name, url
        )
    task = item.task
    if task is not None and may_see("ledger.task", actor, task.pk):
        basis = task.basis
        on = basis.dated_on if basis else _day(task.issued_at or item.brought_at)
        text = f"{basis.title} {basis.number}" if basis else ""
        yield Strand(on, say("任务"), f"{task.number} {task.title}", text, "", reverse("ledger:task", args=[task.pk]))
        for letter in letters_about(actor, task):
            if letter.sent_at is not None:
                url = reverse("ledger:letter", args=[letter.pk])
                yield Strand(
                    _day(letter.sent_at), letter.document, f"{letter.title} {letter.number}", letter.answer, "", url
                )
    yield Strand(_day(item.brought_at), say("提出议题"), item.subject, "", item.bringer.name)


def _meetings(actor: Actor, item: AgendaItem) -> Iterator[Strand]:
    one: AgendaItem | None = item
    while one is not None:
        meeting = one.meeting
        if meeting is not None and Meeting.objects.visible_to(actor).filter(pk=meeting.pk).exists():
            text = one.outcome or str(MEETING.states[meeting.state])
            yield Strand(
                meeting.held_on,
                say("会议"),
                meeting.name,
                text,
                AGENDA.states[one.state],
                reverse("policy:meeting", args=[meeting.pk]),
            )
        one = one.follows


def _followed(decisions: list[Decision]) -> Iterator[Strand]:
    lit = ledger.lights([row.task for row in decisions if row.task is not None])
    for row in decisions:
        task, meeting = row.task, row.item.meeting
        on = meeting.held_on if meeting else _day(row.item.brought_at)
        if task is None:
            yield Strand(on, say("议定"), row.text, "", row.lead.name if row.lead else "")
            continue
        url = reverse("ledger:task", args=[task.pk])
        yield Strand(on, say("议定"), row.text, task.latest, row.lead.name if row.lead else "", url, lit.get(task.pk))


def _day(moment: Any) -> date:
    return timezone.localdate(moment)
