"""The room's part of the REST API for coordination meetings: matters, meetings, decisions, and every move on them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible, Refused
from luoshi.kernel.rest import Id, MoveOut, Paging, actor_on, moves_of
from luoshi.kernel.say import say
from luoshi.org.models import Unit
from luoshi.policy import queries, services
from luoshi.policy.models import AgendaItem, Decision, Meeting
from luoshi.policy.workflow import AGENDA, DECISION, MEETING

router = Router()


class BringIn(Schema):
    """What it comes from: one of finding, appeal, request, task; none of them: brought by hand."""

    subject: str = Field(min_length=1, max_length=200)
    asked: str = Field(min_length=1, max_length=4000)
    finding: Id | None = None
    appeal: Id | None = None
    request: Id | None = None
    task: Id | None = None


class AgendaItemMoveIn(Schema):
    """``meeting`` for list; ``note`` for defer, decline and withdraw."""

    version: int | None = None
    meeting: Id | None = None
    note: str = Field("", max_length=2000)


class DecideIn(Schema):
    version: int | None = None
    text: str = Field(min_length=1, max_length=4000)
    lead_id: Id | None = None
    support_ids: list[Id] = Field(default_factory=list, max_length=100)
    due_on: date | None = None


class PlanIn(Schema):
    kind: Literal["plenary", "topic", "office"] = "topic"
    held_on: date
    starts_at: time | None = None
    place: str = Field("", max_length=120)
    chair: str = Field("", max_length=60)
    whole: bool = False


class MeetingMoveIn(Schema):
    """``collect_by`` for collect; number, signed_on and signed_by for sign; ``note`` for recall and cancel, and
    for convene why it goes out against a rule on burdens."""

    version: int | None = None
    note: str = Field("", max_length=2000)
    collect_by: date | None = None
    number: str = Field("", max_length=60)
    signed_on: date | None = None
    signed_by: str = Field("", max_length=40)


class Came(Schema):
    """``state``: present, deputy, leave or absent."""

    seat: Id
    state: Literal["present", "deputy", "leave", "absent"]
    person: str = Field("", max_length=60)


class VersionIn(Schema):
    version: int | None = None


class DecisionOut(Schema):
    id: int
    text: str
    state: str
    lead_id: int | None
    support_ids: list[int]
    due_on: date | None
    task_id: int | None
    request_id: int | None
    moves: list[MoveOut]
    version: int


class AgendaItemOut(Schema):
    id: int
    subject: str
    asked: str
    advice: str
    state: str
    source: str
    bringer_id: int
    bringer: str
    meeting_id: int | None
    task_id: int | None
    brought_at: datetime
    outcome: str
    decisions: list[DecisionOut]
    moves: list[MoveOut]
    version: int


class AgendaItemsOut(Schema):
    items: list[AgendaItemOut]
    total: int


class SeatOut(Schema):
    id: int
    unit_id: int
    unit: str
    part: str
    came: str
    person: str


class MeetingOut(Schema):
    id: int
    name: str
    kind: str
    state: str
    held_on: date
    place: str
    chair: str
    number: str
    signed_on: date | None
    signed_by: str
    version: int


class MeetingWhole(MeetingOut):
    """With its agenda, who is called, the tasks that earlier meetings put into the ledger, and what may be done now."""

    agenda: list[AgendaItemOut]
    seats: list[SeatOut]
    follow_up: list[int]
    moves: list[MoveOut]


class MeetingsOut(Schema):
    items: list[MeetingOut]
    total: int


PLAIN = ("name", "kind", "state", "held_on", "place", "chair", "number", "signed_on", "signed_by", "version")


def _decision(actor: Actor, row: Decision) -> DecisionOut:
    moves = moves_of(DECISION, row.state, queries.decision_facts(actor, row))
    return DecisionOut(
        id=row.pk, text=row.text, state=row.state, lead_id=row.lead_id, due_on=row.due_on, task_id=row.task_id,
        support_ids=[one.unit_id for one in row.supports.all()], request_id=row.request_id, moves=moves, version=row.version,
    )  # fmt: skip


def _items(actor: Actor, rows: list[AgendaItem], *, moving: bool = False) -> list[AgendaItemOut]:
    told = queries.decisions_of(actor, rows)
    return [
        AgendaItemOut(
            id=row.pk, subject=row.subject, asked=row.asked, state=row.state, source=row.source_label,
            advice=row.advice if row.unit_id == actor.unit_id else "",
            bringer_id=row.bringer_id, bringer=row.bringer.name, meeting_id=row.meeting_id, task_id=row.task_id,
            brought_at=row.brought_at, outcome=row.outcome, version=row.version,
            decisions=[_decision(actor, one) for one in told.get(row.pk, [])],
            moves=moves_of(AGENDA, row.state, queries.item_facts(actor, row)) if moving else [],
        )
        for row in rows
    ]  # fmt: skip


def _item(actor: Actor, pk: int) -> AgendaItemOut:
    return _items(actor, [queries.find_item(actor, pk)], moving=True)[0]


def _meeting(row: Meeting) -> MeetingOut:
    return MeetingOut(id=row.pk, **{name: getattr(row, name) for name in PLAIN})


def _whole(actor: Actor, row: Meeting) -> MeetingWhole:
    return MeetingWhole(
        id=row.pk, **{name: getattr(row, name) for name in PLAIN}, agenda=_items(actor, queries.agenda_of(row)),
        seats=[
            SeatOut(id=one.pk, unit_id=one.unit_id, unit=one.unit.name, part=one.part, came=one.came, person=one.person)
            for one in queries.seats_of(row)
        ],
        follow_up=[one.decision.task_id for one in queries.follow_up(actor, row) if one.decision.task_id],
        moves=moves_of(MEETING, row.state, queries.meeting_facts(actor, row)),
    )  # fmt: skip


@router.get("/agenda", response=AgendaItemsOut, summary="Matters for coordination meetings")
def list_items(
    request: HttpRequest, paging: Query[Paging], show: Literal["", "listed", "settled"] = ""
) -> AgendaItemsOut:
    """Those that wait, those on an agenda, or those that are settled; ``moves`` are given with a matter alone."""
    actor = actor_on(request)
    rows = queries.items(actor, show)
    shown = list(rows[paging.offset : paging.offset + paging.limit])
    return AgendaItemsOut(items=_items(actor, shown), total=rows.count())


@router.post("/agenda", response={201: AgendaItemOut}, summary="Bring a matter")
def bring(request: HttpRequest, given: BringIn) -> Status[AgendaItemOut]:
    """From a finding, a letter, a dispute or a task, or by hand."""
    actor = actor_on(request)
    named = {name: getattr(given, name) or 0 for name in ("finding", "appeal", "request", "task")}
    source = queries.source_of(actor, **named)
    if source is None:
        raise Refused([say("议题由来源单位或者承办会议的协调办提出。")])
    item = services.bring_item(actor, source, subject=given.subject, asked=given.asked)
    return Status(201, _item(actor, item.pk))


@router.get("/agenda/{pk}", response=AgendaItemOut, summary="One matter")
def get_item(request: HttpRequest, pk: int) -> AgendaItemOut:
    """With what may be done now."""
    return _item(actor_on(request), pk)


@router.post("/agenda/{pk}/decisions", response={201: AgendaItemOut}, summary="Write down what was decided")
def decide(request: HttpRequest, pk: int, given: DecideIn) -> Status[AgendaItemOut]:
    """One thing: who does what by when."""
    actor = actor_on(request)
    item = actions.expect(queries.find_item(actor, pk), given.version)
    wanted = [*given.support_ids, *([given.lead_id] if given.lead_id else [])]
    units: dict[int, Unit] = {unit.pk: unit for unit in queries.callable_units(item.unit).filter(pk__in=wanted)}
    if set(wanted) - set(units):
        raise NotVisible
    services.decide(
        actor, item, text=given.text, lead=units.get(given.lead_id or 0), due_on=given.due_on,
        supports=[units[one] for one in given.support_ids],
    )  # fmt: skip
    return Status(201, _item(actor, pk))


@router.post("/agenda/{pk}/moves/{name}", response=AgendaItemOut, summary="Move a matter")
def move_item(request: HttpRequest, pk: int, name: str, given: AgendaItemMoveIn) -> AgendaItemOut:
    """list, unlist, defer, decline, withdraw."""
    actor = actor_on(request)
    item = actions.expect(queries.find_item(actor, pk), given.version)
    moves: dict[str, Callable[[], object]] = {
        "list": lambda: services.list_item(actor, item, queries.find_meeting(actor, given.meeting or 0)),
        "unlist": lambda: services.unlist_item(actor, item),
        "defer": lambda: services.defer_item(actor, item, given.note),
        "decline": lambda: services.end_item(actor, item, "decline", given.note),
        "withdraw": lambda: services.end_item(actor, item, "withdraw", given.note),
    }
    if name not in moves:
        raise NotVisible
    moves[name]()
    return _item(actor, pk)


@router.post("/decisions/{pk}/moves/{name}", response=AgendaItemOut, summary="Carry a decision out")
def move_decision(request: HttpRequest, pk: int, name: str, given: VersionIn) -> AgendaItemOut:
    """register (into the ledger), rule (rewrites the division), keep (for reference)."""
    actor = actor_on(request)
    row = actions.expect(queries.find_decision(actor, pk), given.version)
    moves: dict[str, Callable[..., object]] = {
        "register": services.register_decision, "rule": services.rule_division, "keep": services.keep_decision,
    }  # fmt: skip
    if name not in moves:
        raise NotVisible
    moves[name](actor, row)
    return _item(actor, row.item_id)


@router.get("/meetings", response=MeetingsOut, summary="Coordination meetings")
def list_meetings(request: HttpRequest, paging: Query[Paging]) -> MeetingsOut:
    """Those in sight, newest first."""
    rows = queries.meetings(actor_on(request))
    shown = rows[paging.offset : paging.offset + paging.limit]
    return MeetingsOut(items=[_meeting(row) for row in shown], total=rows.count())


@router.post("/meetings", response={201: MeetingWhole}, summary="Plan a meeting")
def plan(request: HttpRequest, given: PlanIn) -> Status[MeetingWhole]:
    """The next of the body's series."""
    actor = actor_on(request)
    made = services.plan_meeting(actor, **given.dict())
    return Status(201, _whole(actor, queries.find_meeting(actor, made.pk)))


@router.get("/meetings/{pk}", response=MeetingWhole, summary="One meeting")
def get_meeting(request: HttpRequest, pk: int) -> MeetingWhole:
    """With agenda, seats, what earlier decisions have come to, and what may be done now."""
    actor = actor_on(request)
    return _whole(actor, queries.find_meeting(actor, pk))


@router.post("/meetings/{pk}/attendance", response=MeetingWhole, summary="Who came")
def attend(request: HttpRequest, pk: int, given: list[Came]) -> MeetingWhole:
    """For each seat."""
    actor = actor_on(request)
    row = queries.find_meeting(actor, pk)
    services.mark_attendance(actor, row, {one.seat: (one.state, one.person) for one in given})
    return _whole(actor, row)


@router.post("/meetings/{pk}/moves/{name}", response=MeetingWhole, summary="Move a meeting")
def move_meeting(request: HttpRequest, pk: int, name: str, given: MeetingMoveIn) -> MeetingWhole:
    """collect, convene, recall, hold, sign, cancel."""
    actor = actor_on(request)
    row = actions.expect(queries.find_meeting(actor, pk), given.version)
    if name not in {move.name for move in MEETING.moves}:
        raise NotVisible
    if name == "sign":
        services.sign_minutes(actor, row, number=given.number, signed_on=given.signed_on, signed_by=given.signed_by)
    else:
        changes = {"collect_by": given.collect_by} if name == "collect" else {}
        services.move_meeting(actor, row, name, note=given.note, despite=given.note, **changes)
    return _whole(actor, row)
