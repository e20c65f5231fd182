"""The room's part of the API."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from luoshi.inspection import queries, services
from luoshi.inspection.models import Conclusion, Draw, Item, Proposal, Visit
from luoshi.inspection.queries import visit_page as pages
from luoshi.inspection.queries import visits as reads
from luoshi.inspection.services.deeds import DEEDS
from luoshi.inspection.workflow import DRAW, ITEM, PROPOSAL
from luoshi.kernel import actions, clock
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.rest import Id, MoveOut, Paging, actor_on, moves_of

router = Router(tags=["inspection"])

# ---------- visits ----------


class VisitOut(Schema):
    id: int
    kind: str
    state: str
    unit_id: int
    office_id: int
    item_id: int | None
    planned_on: date
    visited_on: date | None
    version: int


class VisitsOut(Schema):
    items: list[VisitOut]
    total: int


class ThingOut(Schema):
    """A visit, a finding, a conclusion or an objection: ``label`` its state in words, ``moves`` what may be done now."""

    kind: str
    id: int
    title: str
    state: str
    label: str
    moves: list[MoveOut]
    version: int


class VisitMoveIn(Schema):
    """What the move needs (`needs` of the offered move); scans and evidence are handed in on the page."""

    version: int | None = None
    note: str = Field("", max_length=2000)
    visited_on: date | None = None
    answer: str = Field("", max_length=2000)
    answered_name: str = Field("", max_length=40)
    ruling: str = Field("", max_length=4000)
    deciders: str = Field("", max_length=120)
    number: str = Field("", max_length=60)
    standard: str = Field("", max_length=2000)
    due_on: date | None = None
    text: str = Field("", max_length=20000)
    signed_on: date | None = None
    signer: str = Field("", max_length=40)
    delivery: str = Field("", max_length=60)
    receiver: str = Field("", max_length=40)
    received_on: date | None = None
    reason: str = Field("", max_length=4000)
    signed_by: str = Field("", max_length=40)
    finding_id: Id | None = None


Moving = Literal["visit", "finding", "conclusion", "objection"]


def _visit(row: Visit) -> VisitOut:
    told: dict[str, Any] = {name: getattr(row, name) for name in VisitOut.model_fields if name != "id"}
    return VisitOut(id=row.pk, **told)


def _thing(request: HttpRequest, kind: str, pk: int) -> ThingOut:
    actor, subject = actor_on(request), pages.SUBJECTS[kind]
    row = subject.find(actor, pk)
    return ThingOut(
        kind=kind, id=row.pk, title=str(row), state=row.state, label=str(subject.table.states[row.state]),
        moves=moves_of(subject.table, row.state, subject.facts(actor, row)), version=row.version,
    )  # fmt: skip


@router.get("/visits", response=VisitsOut, summary="Visits")
def list_visits(request: HttpRequest, paging: Query[Paging], state: str = "") -> VisitsOut:
    """Those in sight; an unannounced one not before it has taken place."""
    rows = reads.visits(actor_on(request), state)
    shown = rows[paging.offset : paging.offset + paging.limit]
    return VisitsOut(items=[_visit(row) for row in shown], total=rows.count())


@router.get("/visits/{pk}/things", response=list[ThingOut], summary="A visit and what follows from it")
def things(request: HttpRequest, pk: Id) -> list[ThingOut]:
    """The visit itself, its findings, its conclusion and its objections, as far as they are in sight."""
    page = pages.page_of(actor_on(request), pk)
    rows = [page["own"], *page["findings"], *([page["conclusion"]] if page["conclusion"] else []), *page["objections"]]
    return [_thing(request, one.kind, one.row.pk) for one in rows]


@router.post("/visits/{kind}/{pk}/moves/{name}", response=ThingOut, summary="Move a visit or what follows from it")
def move_visit(request: HttpRequest, kind: Moving, pk: Id, name: str, given: VisitMoveIn) -> ThingOut:
    """visit: begin, finish, reopen, cancel; finding: send, confirm, refuse, lapse, keep, drop, list; conclusion: write, sign,
    deliver, receive, record_receipt, object; objection: uphold, dismiss, withdraw."""
    actor, deed = actor_on(request), DEEDS[kind].get(name)
    row = pages.SUBJECTS[kind].find(actor, pk)
    if deed is None:
        raise NotVisible
    actions.expect(row, given.version)
    told = given.dict()
    told["finding"] = reads.find_finding(actor, given.finding_id) if given.finding_id else None
    deed.do(actor, row, **{one: told[one] for one in deed.takes})
    return _thing(request, kind, pk)


# ---------- the plan: items and proposals ----------


class ItemOut(Schema):
    """``basis`` plan, single or empty: what it stands on; ``number`` of the plan or the approval."""

    id: int
    name: str
    kind: str
    theme: str
    state: str
    unit_id: int
    year: int
    starts_on: date
    ends_on: date
    basis: str
    number: str
    unannounced: bool
    version: int


class ItemsOut(Schema):
    items: list[ItemOut]
    total: int


class ItemFull(ItemOut):
    """``units`` that it looks at, ``tasks`` of the ledger; ``moves`` what may be done now."""

    content: str
    grounds: str
    units: list[int]
    tasks: list[int]
    moves: list[MoveOut]


class ItemMoveIn(Schema):
    """What the move needs. The approval's scan is handed in on the page, and must be there."""

    version: int | None = None
    note: str = Field("", max_length=200)
    basis: Literal["", "plan", "single"] = ""
    number: str = Field("", max_length=60)
    approved_on: date | None = None
    approved_by: str = Field("", max_length=80)
    merged_into_id: Id | None = None


class ProposalOut(Schema):
    """``merges``: the item of another body that is proposed to be taken in; else ``unit_id`` is to be looked at."""

    id: int
    state: str
    unit_id: int
    task_id: int | None
    merges_id: int | None
    item_id: int | None
    source: str
    reason: str
    answer: str
    moves: list[MoveOut]
    version: int


class ProposalsOut(Schema):
    items: list[ProposalOut]
    total: int


class ProposalMoveIn(Schema):
    """take: into ``item_id``, how; decline: why."""

    version: int | None = None
    item_id: Id | None = None
    stream: Literal["must", "random", "risk"] = "must"
    weight: float = Field(1, ge=1, le=5)
    answer: str = Field("", max_length=200)


def _item(row: Item) -> dict[str, Any]:
    return {"id": row.pk, **{name: getattr(row, name) for name in ItemOut.model_fields if name != "id"}}


@router.get("/items", response=ItemsOut, summary="Items of the annual plan")
def list_items(request: HttpRequest, paging: Query[Paging], year: int = 0) -> ItemsOut:
    """Those in sight; what is not announced, only to those who hold a grant for it."""
    rows = queries.items(actor_on(request), year or clock.today().year)
    shown = rows[paging.offset : paging.offset + paging.limit]
    return ItemsOut(items=[ItemOut(**_item(row)) for row in shown], total=rows.count())


@router.get("/items/{pk}", response=ItemFull, summary="An item")
def one_item(request: HttpRequest, pk: Id) -> ItemFull:
    """An item with what it looks at; reading one that is not announced is kept in the trail."""
    actor = actor_on(request)
    row = services.read_item(actor, pk)
    return ItemFull(
        **_item(row), content=row.content, grounds=row.grounds, units=list(row.objects_of.values_list("unit_id", flat=True)),
        tasks=list(row.tasks_of.values_list("task_id", flat=True)), moves=moves_of(ITEM, row.state, queries.item_facts(actor, row)),
    )  # fmt: skip


@router.post("/items/{pk}/moves/{name}", response=ItemFull, summary="Move an item")
def move_item(request: HttpRequest, pk: Id, name: str, given: ItemMoveIn) -> ItemFull:
    """approve, arrange, notify, merge, finish, cancel."""
    actor = actor_on(request)
    row = services.read_item(actor, pk)
    actions.expect(row, given.version)
    if name not in {one.name for one in ITEM.moves}:
        raise NotVisible
    if name == "approve":
        told = given.dict(include={"basis", "number", "approved_on", "approved_by"})
        services.approve_item(actor, row, **told)
    else:
        into: dict[str, Any] = {}
        if name == "merge":
            into["merged_into"] = queries.find_item(actor, given.merged_into_id or 0)
        services.move_item(actor, row, name, note=given.note, **into)
    return one_item(request, pk)


def _proposal(request: HttpRequest, row: Proposal) -> ProposalOut:
    names = [name for name in ProposalOut.model_fields if name not in ("id", "moves")]
    moves = moves_of(PROPOSAL, row.state, queries.proposal_facts(actor_on(request), row))
    return ProposalOut(id=row.pk, moves=moves, **{name: getattr(row, name) for name in names})


@router.get("/proposals", response=ProposalsOut, summary="Proposals to the own office")
def list_proposals(request: HttpRequest, paging: Query[Paging], state: str = "") -> ProposalsOut:
    """Where others think that the office should look, or merge."""
    rows = queries.proposals(actor_on(request), state)
    shown = rows[paging.offset : paging.offset + paging.limit]
    return ProposalsOut(items=[_proposal(request, row) for row in shown], total=rows.count())


@router.get("/proposals/{pk}", response=ProposalOut, summary="A proposal")
def one_proposal(request: HttpRequest, pk: Id) -> ProposalOut:
    """One of them."""
    return _proposal(request, queries.find_proposal(actor_on(request), pk))


@router.post("/proposals/{pk}/moves/{name}", response=ProposalOut, summary="Answer a proposal")
def move_proposal(request: HttpRequest, pk: Id, name: str, given: ProposalMoveIn) -> ProposalOut:
    """take, decline."""
    actor = actor_on(request)
    row = queries.find_proposal(actor, pk)
    actions.expect(row, given.version)
    if name == "take":
        item = queries.taking(row).filter(pk=given.item_id or 0).first()
        services.answer_proposal(actor, row, name, item=item, stream=given.stream, weight=given.weight)
    elif name == "decline":
        services.answer_proposal(actor, row, name, answer=given.answer)
    else:
        raise NotVisible
    return _proposal(request, row)


# ---------- draws and conclusions ----------


class DrawOut(Schema):
    """``uid`` names its public page, `/inspection/public/{uid}/`."""

    id: int
    uid: str
    item_id: int
    serial: int
    state: str
    frame_sha256: str
    commitment: str
    witness: str
    version: int


class DrawsOut(Schema):
    items: list[DrawOut]
    total: int


class TargetOut(Schema):
    id: int
    unit_id: int
    place: int
    stream: str
    state: str
    ticket: str
    chance: float | None
    starts_on: date | None


class DrawFull(DrawOut):
    """``record``: what `luoshi inspection verify-draw` reads, empty until the draw."""

    targets: list[TargetOut]
    record: dict[str, Any]
    moves: list[MoveOut]


class DrawMoveIn(Schema):
    """draw: the witness's value and name; annul: why."""

    version: int | None = None
    witness: str = Field("", max_length=200)
    witness_name: str = Field("", max_length=60)
    note: str = Field("", max_length=200)


class ConclusionOut(Schema):
    id: int
    visit_id: int
    unit_id: int
    state: str
    number: str
    signed_on: date | None
    delivered_on: date | None
    received_on: date | None
    object_by: date | None
    version: int


class ConclusionsOut(Schema):
    items: list[ConclusionOut]
    total: int


def _draw(row: Draw) -> dict[str, Any]:
    names = [name for name in DrawOut.model_fields if name not in ("id", "uid")]
    return {"id": row.pk, "uid": str(row.uid), **{name: getattr(row, name) for name in names}}


@router.get("/draws", response=DrawsOut, summary="Draws")
def list_draws(request: HttpRequest, paging: Query[Paging]) -> DrawsOut:
    """Those of the items in sight, newest first."""
    rows = Draw.objects.visible_to(actor_on(request)).order_by("-id")
    shown = rows[paging.offset : paging.offset + paging.limit]
    return DrawsOut(items=[DrawOut(**_draw(row)) for row in shown], total=rows.count())


@router.get("/draws/{pk}", response=DrawFull, summary="A draw")
def one_draw(request: HttpRequest, pk: Id) -> DrawFull:
    """A draw with its record and what it has chosen."""
    actor = actor_on(request)
    row = queries.find_draw(actor, pk)
    names = [name for name in TargetOut.model_fields if name != "id"]
    targets = [
        TargetOut(id=one.pk, **{name: getattr(one, name) for name in names}) for one in row.targets.order_by("place")
    ]
    moves = moves_of(DRAW, row.state, queries.draw_facts(actor, row))
    return DrawFull(**_draw(row), targets=targets, record=row.record, moves=moves)


@router.post("/draws/{pk}/moves/{name}", response=DrawFull, summary="Move a draw")
def move_draw(request: HttpRequest, pk: Id, name: str, given: DrawMoveIn) -> DrawFull:
    """freeze, draw, publish, annul."""
    actor = actor_on(request)
    row = queries.find_draw(actor, pk)
    actions.expect(row, given.version)
    if name == "draw":
        services.draw_now(actor, row, witness=given.witness, witness_name=given.witness_name)
    elif name == "annul":
        services.annul_draw(actor, row, given.note)
    elif name in ("freeze", "publish"):
        (services.freeze_draw if name == "freeze" else services.publish_draw)(actor, row)
    else:
        raise NotVisible
    return one_draw(request, pk)


def _conclusion(row: Conclusion) -> ConclusionOut:
    names = [name for name in ConclusionOut.model_fields if name not in ("id", "unit_id")]
    return ConclusionOut(id=row.pk, unit_id=row.visit.unit_id, **{name: getattr(row, name) for name in names})


@router.get("/conclusions", response=ConclusionsOut, summary="Conclusions")
def list_conclusions(request: HttpRequest, paging: Query[Paging], state: str = "") -> ConclusionsOut:
    """Those in sight; the unit's own once delivered. Their moves: `/visits/conclusion/{pk}/moves/{name}`."""
    rows = Conclusion.objects.visible_to(actor_on(request)).select_related("visit").order_by("-pk")
    rows = rows.filter(state=state) if state else rows
    shown = rows[paging.offset : paging.offset + paging.limit]
    return ConclusionsOut(items=[_conclusion(row) for row in shown], total=rows.count())


@router.get("/conclusions/{pk}", response=ThingOut, summary="A conclusion")
def one_conclusion(request: HttpRequest, pk: Id) -> ThingOut:
    """One of them, with what may be done now."""
    return _thing(request, "conclusion", pk)
