"""The room's part of the API."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from luoshi.inspection.models import Visit
from luoshi.inspection.queries import visit_page as pages
from luoshi.inspection.queries import visits as reads
from luoshi.inspection.services.deeds import DEEDS
from luoshi.kernel import actions
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
