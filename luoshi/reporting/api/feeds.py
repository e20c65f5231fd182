"""Over the API: supporting units' words, texts to take over, how far they got, and letters that ask for help."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Query, Schema, Status

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.rest import Id, MoveOut, Paging, actor_on, moves_of
from luoshi.reporting import queries, services
from luoshi.reporting.api.reports import EntryOut, get_entry, router
from luoshi.reporting.models import Appeal, Share
from luoshi.reporting.workflow import APPEAL


class FeedOut(Schema):
    task_id: int
    task: str
    lead: str
    role: str
    text: str
    no_change: bool
    sent: bool


class FeedIn(Schema):
    """``texts`` and ``no_change`` by task id; ``send``: hand them to the leads, else keep as drafts."""

    texts: dict[Id, Annotated[str, Field(max_length=2000)]] = Field(default_factory=dict)
    no_change: dict[Id, bool] = Field(default_factory=dict)
    send: bool = False


class MaterialOut(Schema):
    key: str
    unit: str
    state: str
    supporting: bool
    sentences: list[str]


class MaterialsOut(Schema):
    items: list[MaterialOut]
    silent: list[str]
    due_on: date | None


class TakeIn(Schema):
    """``v12:0``: the first sentence of material v12."""

    pick: list[Annotated[str, Field(max_length=40)]] = Field(max_length=200)


class AboveOut(Schema):
    unit: str
    sentences: list[str]
    state: str
    sent_at: datetime


class AppealOut(Schema):
    id: int
    document: str
    title: str
    text: str
    number: str
    unit: str
    to: str
    task_id: int
    state: str
    version: int
    signed_by: str
    sent_at: datetime | None
    answer: str
    answered_at: datetime | None
    moves: list[MoveOut]


class AppealsOut(Schema):
    items: list[AppealOut]
    total: int


class AppealMove(Schema):
    """``signed_by`` with send, ``answer`` with answer, ``note`` with drop."""

    version: int | None = None
    signed_by: str = Field("", max_length=40)
    answer: str = Field("", max_length=4000)
    note: str = Field("", max_length=300)


@router.get("/periods/{pk}/feeds", response=list[FeedOut], summary="What my unit tells leads in a period")
def list_feeds(request: HttpRequest, pk: int) -> list[FeedOut]:
    """One for each task that the unit supports."""
    actor = actor_on(request)
    return [
        FeedOut(
            task_id=row.task.pk, task=str(row.task), lead=row.lead.name, role=str(row.role),
            text=row.feed.text if row.feed else "", no_change=bool(row.feed and row.feed.no_change), sent=row.sent,
        )
        for row in queries.feed_rows(actor, queries.feed_period(actor, pk))
    ]  # fmt: skip


@router.post("/periods/{pk}/feeds", response=list[FeedOut], summary="Write or send what my unit tells leads")
def write_feeds(request: HttpRequest, pk: int, given: FeedIn) -> list[FeedOut]:
    """Drafts stay inside the unit."""
    actor = actor_on(request)
    period = queries.feed_period(actor, pk)
    (services.send_feeds if given.send else services.save_feeds)(actor, period, given.texts, given.no_change)
    return list_feeds(request, pk)


@router.get("/entries/{pk}/materials", response=MaterialsOut, summary="Texts that my entry can be made of")
def list_materials(request: HttpRequest, pk: int) -> MaterialsOut:
    """Lower units' sendings and supporting units' words; ``silent``: supporting units that have said nothing."""
    found = queries.fed(queries.own_entry(actor_on(request), pk))
    rows = [(one, False) for one in found.below] + [(one, True) for one in found.beside]
    items = [
        MaterialOut(key=one.key, unit=one.unit.name, state=one.state, supporting=beside, sentences=list(one.sentences))
        for one, beside in rows
    ]
    return MaterialsOut(items=items, silent=[unit.name for unit in found.silent], due_on=found.due_on)


@router.post("/entries/{pk}/moves/take", response=EntryOut, summary="Take sentences over, with their source")
def take(request: HttpRequest, pk: int, given: TakeIn) -> EntryOut:
    """404 when one of them is not among the materials."""
    actor = actor_on(request)
    services.take_over(actor, queries.own_entry(actor, pk), given.pick)
    return get_entry(request, pk)


@router.get("/entries/{pk}/upward", response=list[AboveOut], summary="What was sent up of my entry, and how far it got")
def list_upward(request: HttpRequest, pk: int) -> list[AboveOut]:
    """Level by level; reviewers are not named."""
    entry = queries.own_entry(actor_on(request), pk)
    return [
        AboveOut(unit=one.unit.name, sentences=list(one.sentences), state=one.state, sent_at=one.sent_at)
        for one in queries.upward(entry)
    ]


def _appeal(actor: Actor, row: Appeal) -> AppealOut:
    return AppealOut(
        id=row.pk, document=row.document, title=row.title, text=row.text, number=row.number, unit=row.unit.name,
        to=row.to.name, task_id=row.task_id, state=row.state, version=row.version, signed_by=row.signed_by,
        sent_at=row.sent_at, answer=row.answer, answered_at=row.answered_at,
        moves=moves_of(APPEAL, row.state, queries.appeal_facts(actor, row)),
    )  # fmt: skip


@router.get("/letters", response=AppealsOut, summary="Letters that ask for help: written or received by my unit")
def list_appeals(request: HttpRequest, paging: Query[Paging]) -> AppealsOut:
    """Newest first."""
    actor = actor_on(request)
    rows = queries.appeals(actor)
    page = rows[paging.offset : paging.offset + paging.limit]
    return AppealsOut(items=[_appeal(actor, row) for row in page], total=rows.count())


@router.get("/letters/{pk}", response=AppealOut, summary="One letter")
def get_appeal(request: HttpRequest, pk: int) -> AppealOut:
    """404 where it is not visible."""
    actor = actor_on(request)
    return _appeal(actor, queries.get_appeal(actor, pk))


@router.post("/letters/{pk}/moves/{name}", response=AppealOut, summary="send, answer, drop")
def move_appeal(request: HttpRequest, pk: int, name: str, given: AppealMove) -> AppealOut:
    """Sending draws the number."""
    actor = actor_on(request)
    row = queries.get_appeal(actor, pk)
    if name not in {"send", "answer", "drop"}:
        raise NotVisible
    actions.expect(row, given.version)
    if name == "send":
        services.send_appeal(actor, row, given.signed_by)
    elif name == "answer":
        services.answer_appeal(actor, row, given.answer)
    else:
        services.drop_appeal(actor, row, given.note)
    return _appeal(actor, queries.get_appeal(actor, pk))


class ShareOut(Schema):
    id: int
    unit: str
    title: str
    period: str
    text: str
    shared_at: datetime | None


class SharesOut(Schema):
    items: list[ShareOut]
    total: int


@router.get("/shares", response=SharesOut, summary="What the siblings of my unit share with it, latest first")
def list_shares(request: HttpRequest, paging: Query[Paging]) -> SharesOut:
    """Shared by their own act: a task's name, the period and the text, and nothing else of the report."""
    rows = queries.siblings_shares(actor_on(request))
    page = rows[paging.offset : paging.offset + paging.limit]
    return SharesOut(items=[_share(row) for row in page], total=rows.count())


@router.post("/entries/{pk}/moves/share", response=ShareOut, summary="Share an entry's text with my unit's siblings")
def share(request: HttpRequest, pk: int) -> ShareOut:
    """As it was signed and sent."""
    actor = actor_on(request)
    return _share(services.share(actor, queries.own_entry(actor, pk)))


@router.post("/entries/{pk}/moves/withdraw_share", response={204: None}, summary="Take it back")
def unshare(request: HttpRequest, pk: int) -> Status[None]:
    """404 where it was never shared."""
    actor = actor_on(request)
    services.unshare(actor, queries.own_entry(actor, pk))
    return Status(204, None)


def _share(row: Share) -> ShareOut:
    return ShareOut(
        id=row.pk, unit=row.unit.name, title=row.title, period=row.period_name, text=row.text, shared_at=row.shared_at
    )
