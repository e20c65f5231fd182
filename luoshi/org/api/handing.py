"""Hand-overs, deputies, the liaison register, tags, and changes of units by document."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from luoshi.kernel.errors import NotVisible
from luoshi.kernel.rest import Id
from luoshi.org import queries, services
from luoshi.org.models import Delegation, HandOver, Unit
from luoshi.org.queries import bodies, changes, handing, liaisons
from luoshi.org.services.changes import Order

router = Router(tags=["org"])


class HandOverIn(Schema):
    """``taker``: a person who has served in the unit; ``name`` and ``phone``: somebody new; none of them: vacant."""

    on: date
    taker: Id | None = None
    name: str = Field("", max_length=40)
    phone: str = Field("", max_length=30)
    reason: str = Field("", max_length=200)
    note: str = Field("", max_length=2000)


class OpenItemOut(Schema):
    kind: str
    title: str
    detail: str
    due_on: str


class HandOverOut(Schema):
    id: int
    post: int
    post_name: str
    on: date
    state: str
    leaver: str
    taker: str
    items: list[OpenItemOut]


class LendIn(Schema):
    """``acting`` by who staffs the unit, ``entrusted`` by the post's holder. ``roles`` empty: all that come with the post."""

    kind: Literal["acting", "entrusted"]
    deputy: int
    starts_on: date
    ends_on: date
    reason: str = Field(min_length=1, max_length=200)
    roles: list[str] = []


class DelegationOut(Schema):
    id: int
    kind: str
    post: int
    principal: str
    deputy: str
    roles: list[str]
    starts_on: date
    ends_on: date
    state: str


class HandingMoveIn(Schema):
    note: str = Field("", max_length=500)


def _hand_over(row: HandOver) -> HandOverOut:
    return HandOverOut(
        id=row.pk, post=row.post_id, post_name=row.post.name, on=row.on, state=row.state,
        leaver=row.leaver.name if row.leaver else "", taker=row.taker.name if row.taker else "",
        items=[OpenItemOut(**{name: item[name] for name in ("kind", "title", "detail", "due_on")}) for item in row.items],
    )  # fmt: skip


def _delegation(row: Delegation) -> DelegationOut:
    return DelegationOut(
        id=row.pk, kind=row.kind, post=row.post_id, principal=row.principal.name if row.principal else "",
        deputy=row.deputy.name, roles=row.roles, starts_on=row.starts_on, ends_on=row.ends_on, state=row.state,
    )  # fmt: skip


@router.get("/posts/{pk}/open-items", response=list[OpenItemOut], summary="What passes with a post of my unit")
def open_items(request: HttpRequest, pk: int) -> list[OpenItemOut]:
    """What the hand-over's sheet would list now."""
    rows = handing.as_items(handing.open_items(handing.own_post(request.actor, pk)))  # type: ignore[attr-defined]
    return [OpenItemOut(**{name: row[name] for name in ("kind", "title", "detail", "due_on")}) for row in rows]


@router.post("/posts/{pk}/hand-over", response={201: HandOverOut}, summary="Hand a post over, from a day on")
def hand_over(request: HttpRequest, pk: int, given: HandOverIn) -> tuple[int, HandOverOut]:
    """A future day takes effect by itself."""
    actor = request.actor  # type: ignore[attr-defined]
    post = handing.own_post(actor, pk)
    fields = given.dict()
    taker = fields.pop("taker")
    person = handing.people_of(post.unit).filter(pk=taker).first() if taker else None
    if taker and person is None:
        raise NotVisible
    row = services.hand_over(actor, post, taker=person, **fields)
    return 201, _hand_over(handing.find_hand_over(actor, row.pk))


@router.get("/hand-overs/{pk}", response=HandOverOut, summary="One hand-over with the list of what passed")
def one_hand_over(request: HttpRequest, pk: int) -> HandOverOut:
    """404 alike for absent and hidden."""
    return _hand_over(handing.find_hand_over(request.actor, pk))  # type: ignore[attr-defined]


@router.post("/hand-overs/{pk}/moves/{slug:name}", response=HandOverOut, summary="cancel: before its day")
def move_hand_over(request: HttpRequest, pk: int, name: str, given: HandingMoveIn) -> HandOverOut:
    """``cancel`` needs a ``note``."""
    actor = request.actor  # type: ignore[attr-defined]
    row = handing.find_hand_over(actor, pk)
    if name != "cancel":
        raise NotVisible
    return _hand_over(services.cancel_hand_over(actor, row, given.note))


@router.post(
    "/posts/{pk}/delegations", response={201: DelegationOut}, summary="Let somebody act for a post for a while"
)
def lend(request: HttpRequest, pk: int, given: LendIn) -> tuple[int, DelegationOut]:
    """Never beyond what the principal may do; ends by itself."""
    actor = request.actor  # type: ignore[attr-defined]
    post = handing.own_post(actor, pk)
    fields = given.dict()
    person = handing.people_of(post.unit).filter(pk=fields.pop("deputy")).first()
    if person is None:
        raise NotVisible
    row = services.lend(actor, post, person, **fields)
    return 201, _delegation(handing.find_delegation(actor, row.pk))


@router.get("/delegations/{pk}", response=DelegationOut, summary="One delegation")
def one_delegation(request: HttpRequest, pk: int) -> DelegationOut:
    """404 alike for absent and hidden."""
    return _delegation(handing.find_delegation(request.actor, pk))  # type: ignore[attr-defined]


@router.post("/delegations/{pk}/moves/{slug:name}", response=DelegationOut, summary="end: before its last day")
def move_delegation(request: HttpRequest, pk: int, name: str, given: HandingMoveIn) -> DelegationOut:
    """By its principal, or by who staffs the unit."""
    actor = request.actor  # type: ignore[attr-defined]
    row = handing.find_delegation(actor, pk)
    if name != "end":
        raise NotVisible
    return _delegation(services.end_delegation(actor, row, given.note))


class LiaisonsAsked(Schema):
    """``span``: own, next or all; ``line`` a code; ``tag`` an id; ``missing`` "1": only units without one."""

    at: str = ""
    span: str = ""
    kind: str = ""
    line: str = ""
    tag: str = ""
    missing: str = ""
    q: str = Field("", max_length=60)
    limit: int = Field(50, ge=1, le=200)
    offset: int = Field(0, ge=0, le=1_000_000)


class LiaisonOut(Schema):
    unit: int
    unit_name: str
    person: str
    phone: str
    post: str
    since: date | None
    left_on: date | None


class LiaisonsOut(Schema):
    items: list[LiaisonOut]
    total: int


@router.get("/liaisons", response=LiaisonsOut, summary="The liaison register, units without one first")
def register(request: HttpRequest, asked: Annotated[LiaisonsAsked, Query()]) -> LiaisonsOut:
    """Telephone numbers only for those whose role deals with people."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = liaisons.units_asked(actor, liaisons.asked_of(actor, asked.dict()))
    found = liaisons.entries(actor, list(rows[asked.offset : asked.offset + asked.limit]))
    items = [
        LiaisonOut(
            unit=one.unit.pk, unit_name=one.unit.name, person=one.person, phone=one.phone, post=one.post,
            since=one.since, left_on=one.left_on,
        )
        for one in found
    ]  # fmt: skip
    return LiaisonsOut(items=items, total=rows.count())


class AskOut(Schema):
    id: int
    due_on: date


@router.post("/units/{pk}/ask-liaison", response={201: AskOut}, summary="Ask a unit to name its liaison, once")
def ask_liaison(request: HttpRequest, pk: int) -> tuple[int, AskOut]:
    """Refused where it has one, or has been asked."""
    actor = request.actor  # type: ignore[attr-defined]
    row = services.ask_for_liaison(actor, Unit.objects.get_visible(actor, pk=pk))
    return 201, AskOut(id=row.pk, due_on=row.due_on)


class TagIn(Schema):
    name: str = Field(min_length=1, max_length=30)
    note: str = Field("", max_length=200)


class TagOut(Schema):
    id: int
    name: str
    kind: str
    owner: str


@router.get("/tags", response=list[TagOut], summary="The tags that I meet")
def tag_list(request: HttpRequest) -> list[TagOut]:
    """Those known everywhere, those of the places above, and those kept below my sight."""
    rows = queries.tags_for(request.actor)  # type: ignore[attr-defined]
    return [TagOut(id=row.pk, name=row.name, kind=row.kind, owner=row.owner.name if row.owner else "") for row in rows]


@router.post("/tags", response={201: TagOut}, summary="A tag of my own office's making")
def add_tag(request: HttpRequest, given: TagIn) -> tuple[int, TagOut]:
    """Met in its place and below."""
    row = services.add_tag(request.actor, given.name, given.note)  # type: ignore[attr-defined]
    return 201, TagOut(id=row.pk, name=row.name, kind=row.kind, owner=row.owner.name if row.owner else "")


class HandedEntryIn(Schema):
    short_name: str = Field("", max_length=40)
    kind: str = Field(max_length=20)
    region_code: str = Field("", pattern=r"^([0-9]{6,12})?$")
    industry: str = Field("", pattern=r"^[A-T]?$")
    tags: list[int] = []
    basis: str = Field("", max_length=120)


class DoneOut(Schema):
    id: int
    name: str


@router.put(
    "/units/{pk}/entry", response=DoneOut, summary="Keep a unit's entry: short name, kind, code, industry, tags"
)
def keep(request: HttpRequest, pk: int, given: HandedEntryIn) -> DoneOut:
    """By the office of its place or of one above."""
    actor = request.actor  # type: ignore[attr-defined]
    unit = changes.change_page(actor, pk)
    fields = given.dict()
    chosen = set(fields.pop("tags"))
    tags = [tag for tag in queries.tags_for(actor) if tag.pk in chosen]
    row = services.keep_unit(actor, unit, tags=tags, **fields)
    return DoneOut(id=row.pk, name=row.name)


class HandingChangeIn(Schema):
    """``name`` for rename; ``other`` the new superior of a move, or the unit merged into."""

    title: str = Field(max_length=200)
    number: str = Field(max_length=60)
    on: date
    name: str = Field("", max_length=120)
    short_name: str = Field("", max_length=40)
    other: Id | None = None


@router.post(
    "/units/{pk}/changes/{slug:kind}", response=DoneOut, summary="rename, move, merge or abolish a unit by document"
)
def change(request: HttpRequest, pk: int, kind: str, given: HandingChangeIn) -> DoneOut:
    """What it would do is shown by the page; refusals say what stands in the way."""
    actor = request.actor  # type: ignore[attr-defined]
    unit = changes.change_page(actor, pk)
    order = Order(given.title, given.number, given.on)
    other = Unit.objects.get_visible(actor, pk=given.other or 0) if kind in {"move", "merge"} else unit
    if kind == "rename":
        services.rename_unit(actor, unit, given.name, order, short_name=given.short_name)
    elif kind == "move":
        services.relocate_unit(actor, unit, other, order)
    elif kind == "merge":
        services.merge_unit(actor, unit, other, order)
    elif kind == "abolish":
        services.abolish_unit(actor, unit, order)
    else:
        raise NotVisible
    return DoneOut(id=unit.pk, name=unit.name)


class BodySeatOut(Schema):
    unit: int
    unit_name: str
    role: str


class BodySeenOut(Schema):
    id: int
    name: str
    kind: str
    head_title: str
    members: list[BodySeatOut]


@router.get("/bodies/{pk}", response=BodySeenOut, summary="A coordination body and its members")
def body(request: HttpRequest, pk: int) -> BodySeenOut:
    """404 alike for absent and hidden."""
    found = bodies.body_page(request.actor, pk)  # type: ignore[attr-defined]
    row = found["body"]
    members = [BodySeatOut(unit=one.unit_id, unit_name=one.unit.name, role=one.role) for one in found["members"]]
    return BodySeenOut(id=row.pk, name=row.name, kind=row.kind, head_title=row.head_title, members=members)
