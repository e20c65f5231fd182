"""Shared resources over the API: the register, its days, bookings and every move on them. Same services as the pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from luoshi.kernel import actions
from luoshi.kernel.errors import Invalid, NotVisible
from luoshi.kernel.rest import Id, MoveOut, Paging, actor_on, moves_of
from luoshi.kernel.say import say
from luoshi.policy import services
from luoshi.policy.models import Booking, Resource
from luoshi.policy.queries import resources as reads
from luoshi.policy.workflow import BOOKING, RESOURCE

router = Router()
MOST_DAYS = 62


class ResourceIn(Schema):
    """``capacity`` people a day; ``single`` one unit at a time; ``shared_with`` place, line or below (the place and all below)."""

    kind: Literal["base", "teacher", "course"]
    name: Annotated[str, Field(min_length=1, max_length=80)]
    field: Annotated[str, Field(min_length=1, max_length=80)]
    place: Annotated[str, Field(max_length=120)] = ""
    capacity: Annotated[int, Field(ge=1, le=1_000_000)]
    single: bool = False
    contact_post_id: Id | None = None
    conditions: Annotated[str, Field(max_length=300)] = ""
    cost: Annotated[str, Field(max_length=120)] = ""
    shared_with: Literal["place", "line", "below"] = "below"


class NewResourceIn(ResourceIn):
    """``unit_id`` the unit whose it is; one's own where it is left out."""

    unit_id: Id | None = None


class ChangedResourceIn(ResourceIn):
    version: int | None = None


class ResourceOut(Schema):
    id: int
    kind: str
    name: str
    field: str
    unit_id: int
    unit: str
    place: str
    capacity: int
    single: bool
    contact: str
    conditions: str
    cost: str
    shared_with: str
    state: str
    moves: list[MoveOut]
    version: int


class ResourcesOut(Schema):
    items: list[ResourceOut]
    total: int


class DayOut(Schema):
    """A day: who has it confirmed, how many have only asked, and how many it still takes."""

    on: date
    units: list[str]
    people: int
    waiting: int
    left: int


class BookIn(Schema):
    starts_on: date
    ends_on: date
    people: Annotated[int, Field(ge=1, le=1_000_000)]
    purpose: Annotated[str, Field(min_length=1, max_length=200)]
    task_id: Id | None = None


class NoteIn(Schema):
    """``note`` for close, decline and cancel."""

    version: int | None = None
    note: Annotated[str, Field(max_length=300)] = ""


class BookingOut(Schema):
    id: int
    resource_id: int
    resource: str
    unit_id: int
    unit: str
    starts_on: date
    ends_on: date
    people: int
    purpose: str
    task_id: int | None
    state: str
    reason: str
    moves: list[MoveOut]
    version: int


class BookingsOut(Schema):
    items: list[BookingOut]
    total: int


def _values(given: ResourceIn) -> dict[str, object]:
    values = {name: getattr(given, name) for name in services.RESOURCE_FIELDS if name != "contact"}
    contact = reads.contact_post(given.contact_post_id or 0)
    return {**values, "contact": contact}


def _resource(request: HttpRequest, row: Resource, *, moves: bool = True) -> ResourceOut:
    offered = moves_of(RESOURCE, row.state, reads.resource_facts(actor_on(request), row)) if moves else []
    return ResourceOut(
        id=row.pk, kind=row.kind, name=row.name, field=row.field, unit_id=row.unit_id, unit=row.unit.name, place=row.place,
        capacity=row.capacity, single=row.single, contact=row.contact.name if row.contact else "", conditions=row.conditions,
        cost=row.cost, shared_with=row.shared_with, state=row.state, moves=offered, version=row.version,
    )  # fmt: skip


def _booking(request: HttpRequest, row: Booking, *, moves: bool = True) -> BookingOut:
    offered = moves_of(BOOKING, row.state, reads.booking_facts(actor_on(request), row)) if moves else []
    return BookingOut(
        id=row.pk, resource_id=row.resource_id, resource=row.resource.name, unit_id=row.unit_id, unit=row.unit.name,
        starts_on=row.starts_on, ends_on=row.ends_on, people=row.people, purpose=row.purpose, task_id=row.task_id,
        state=row.state, reason=row.reason, moves=offered, version=row.version,
    )  # fmt: skip


@router.get("/resources", response=ResourcesOut, summary="Shared training bases, teachers and courses")
def resources(
    request: HttpRequest, paging: Query[Paging], kind: Annotated[str, Field(max_length=8)] = "",
    q: Annotated[str, Field(max_length=60)] = "",
) -> ResourcesOut:  # fmt: skip
    """Those in sight; the moves of each stand in its own page."""
    rows = reads.resources(actor_on(request), reads.sought_resources({"kind": kind, "q": q}))
    shown = rows[paging.offset : paging.offset + paging.limit]
    return ResourcesOut(items=[_resource(request, row, moves=False) for row in shown], total=rows.count())


@router.post("/resources", response={201: ResourceOut}, summary="Offer a resource")
def add(request: HttpRequest, given: NewResourceIn) -> Status[ResourceOut]:
    """Of one's own unit, or, as the office, of a member."""
    actor = actor_on(request)
    unit = reads.resource_keepers(actor).filter(pk=given.unit_id or actor.unit_id or 0).first()
    if unit is None:
        raise Invalid({"unit_id": [say("只能登记本单位的资源；成员单位的资源也可以由协调小组办公室登记。")]})
    return Status(201, _resource(request, services.add_resource(actor, unit, **_values(given))))


@router.get("/resources/{pk}", response=ResourceOut, summary="A shared resource")
def resource(request: HttpRequest, pk: Id) -> ResourceOut:
    """One, with what may be done now."""
    return _resource(request, reads.find_resource(actor_on(request), pk))


@router.put("/resources/{pk}", response=ResourceOut, summary="Correct a shared resource")
def edit(request: HttpRequest, pk: Id, given: ChangedResourceIn) -> ResourceOut:
    """As it stands afterwards."""
    actor = actor_on(request)
    row = actions.expect(reads.find_resource(actor, pk), given.version)
    return _resource(request, services.edit_resource(actor, row, **_values(given)))


@router.post("/resources/{pk}/moves/{name}", response=ResourceOut, summary="Move a shared resource")
def move(request: HttpRequest, pk: Id, name: str, given: NoteIn) -> ResourceOut:
    """close, reopen."""
    actor = actor_on(request)
    row = actions.expect(reads.find_resource(actor, pk), given.version)
    if name not in {one.name for one in RESOURCE.moves}:
        raise NotVisible
    return _resource(request, services.move_resource(actor, row, name, given.note))


@router.get("/resources/{pk}/days", response=list[DayOut], summary="How the days of a resource stand")
def days(request: HttpRequest, pk: Id, first: date, last: date) -> list[DayOut]:
    """At most two months at a time."""
    row = reads.find_resource(actor_on(request), pk)
    if not timedelta(0) <= last - first < timedelta(days=MOST_DAYS):
        raise Invalid({"last": [say("一次最多查询 {most} 天。", most=MOST_DAYS)]})
    return [
        DayOut(on=one.on, units=[stay.unit for stay in one.stays], people=one.people, waiting=len(one.waiting), left=one.left)
        for one in reads.days_between(row, first, last)
    ]  # fmt: skip


@router.post("/resources/{pk}/bookings", response={201: BookingOut}, summary="Book a resource")
def book(request: HttpRequest, pk: Id, given: BookIn) -> Status[BookingOut]:
    """Refused with the reason and the next free days where it does not fit."""
    actor = actor_on(request)
    row = reads.find_resource(actor, pk)
    task = reads.bookable_tasks(actor).filter(pk=given.task_id).first() if given.task_id else None
    if given.task_id and task is None:
        raise Invalid({"task_id": [say("请选择本单位承担的在办任务。")]})
    made = services.book(
        actor, row, starts_on=given.starts_on, ends_on=given.ends_on, people=given.people, purpose=given.purpose, task=task
    )  # fmt: skip
    return Status(201, _booking(request, reads.find_booking(actor, made.pk)))


@router.get("/bookings", response=BookingsOut, summary="Bookings of shared resources")
def bookings(
    request: HttpRequest, paging: Query[Paging], side: Literal["", "own", "theirs"] = "",
    state: Annotated[str, Field(max_length=12)] = "",
) -> BookingsOut:  # fmt: skip
    """Those in sight: of one's own unit, of one's own resources, or all."""
    rows = reads.bookings(actor_on(request), side, state)
    shown = rows[paging.offset : paging.offset + paging.limit]
    return BookingsOut(items=[_booking(request, row, moves=False) for row in shown], total=rows.count())


@router.get("/bookings/{pk}", response=BookingOut, summary="A booking")
def booking(request: HttpRequest, pk: Id) -> BookingOut:
    """One, with what may be done now."""
    return _booking(request, reads.find_booking(actor_on(request), pk))


@router.post("/bookings/{pk}/moves/{name}", response=BookingOut, summary="Move a booking")
def move_booking(request: HttpRequest, pk: Id, name: str, given: NoteIn) -> BookingOut:
    """confirm, decline, withdraw, cancel."""
    actor = actor_on(request)
    row = actions.expect(reads.find_booking(actor, pk), given.version)
    if name not in {one.name for one in BOOKING.moves}:
        raise NotVisible
    return _booking(request, services.move_booking(actor, row, name, given.note))
