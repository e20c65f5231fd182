"""The burden meter, the limits, and complaints of burden."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Query, Schema

from luoshi.inspection.services import set_burden
from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible, Refused
from luoshi.kernel.rest import Id, MoveOut, Paging, actor_on, moves_of
from luoshi.signals.api.hints import router
from luoshi.signals.models import Complaint
from luoshi.signals.queries import complaints as queries
from luoshi.signals.queries import meter
from luoshi.signals.queries.limits import both
from luoshi.signals.queries.notices import limiting
from luoshi.signals.rules.meter import Total
from luoshi.signals.services.complaints import complain, move_complaint
from luoshi.signals.services.notices import LIMITED, set_limits
from luoshi.signals.workflow import COMPLAINT

Day = Annotated[str, Field(max_length=10)]


class LineOut(Schema):
    """``figures`` by measure (times, open, words, minutes, letter, meeting, inspection, tasks, hurry, rest, same, stricter,
    despite); ``days`` from a request to its date, the median; ``last`` a quarter before."""

    name: str
    figures: dict[str, int]
    days: int | None
    last: dict[str, int]


class MeterOut(Schema):
    starts_on: date
    ends_on: date
    levels: list[LineOut]
    askers: list[LineOut]


class UnitsOut(Schema):
    items: list[LineOut]
    total: int


class LimitsOut(Schema):
    limits: dict[str, int]
    caps: dict[str, int]


class LimitsIn(Schema):
    """Only what is to change."""

    limits: dict[str, int] = Field(default_factory=dict)
    caps: dict[str, int] = Field(default_factory=dict)


class ComplaintIn(Schema):
    """``about_id``: one of the requests that reached the unit; ``unnamed``: nobody else learns who has said it."""

    text: str = Field(max_length=2000)
    page: str = Field("", max_length=200)
    about_id: Id | None = None
    unnamed: bool = False


class ComplaintOut(Schema):
    id: int
    state: str
    unit_id: int
    keeper_id: int
    asker_id: int | None
    text: str
    page: str
    said_by: str
    received_on: date
    answer_by: date
    outcome: str
    answer: str
    moves: list[MoveOut]
    version: int


class ComplaintsOut(Schema):
    items: list[ComplaintOut]
    total: int


class ComplaintMoveIn(Schema):
    """``outcome``: dropped, merged, later, less, kept or elsewhere."""

    version: int | None = None
    outcome: str = Field("", pattern="^(|dropped|merged|later|less|kept|elsewhere)$")
    answer: str = Field("", max_length=2000)
    note: str = Field("", max_length=1000)


def _line(one: meter.Line) -> LineOut:
    return LineOut(name=one.name, figures=_figures(one.now), days=one.now.days, last=_figures(one.last))


def _figures(one: Total) -> dict[str, int]:
    return {key: value for key, value in one.figures.items() if value}


@router.get("/burden", response=MeterOut, summary="What is asked, by level and by who asks")
def get_burden(request: HttpRequest, unit: Annotated[int, Query(ge=0, le=2**62)] = 0, day: Day = "") -> MeterOut:
    """Of a unit and those below it, in the quarter of a day; nobody is ranked."""
    actor = actor_on(request)
    at = meter.sought(actor, unit, day)
    page = meter.meter_page(actor, at)
    return MeterOut(
        starts_on=at.starts_on, ends_on=at.ends_on, levels=[_line(one) for one in page["levels"]],
        askers=[_line(one) for one in page["askers"]],
    )  # fmt: skip


@router.get("/burden/units", response=UnitsOut, summary="What is asked, by unit")
def list_burden(
    request: HttpRequest, paging: Query[Paging], unit: Annotated[int, Query(ge=0, le=2**62)] = 0, day: Day = ""
) -> UnitsOut:
    """In the order of the tree."""
    actor = actor_on(request)
    at = meter.sought(actor, unit, day)
    units = meter.units_asked(actor, at)
    shown = list(units[paging.offset : paging.offset + paging.limit])
    limits = meter.limits_at(at)
    return UnitsOut(items=[_line(one) for one in meter.unit_lines(actor, at, shown, limits)], total=units.count())


@router.get("/burden/limits", response=LimitsOut, summary="The limits of the office acted for")
def get_limits(request: HttpRequest) -> LimitsOut:
    """Defaults where nobody has set others."""
    return _limits(actor_on(request))


@router.post("/burden/limits", response=LimitsOut, summary="Set limits")
def post_limits(request: HttpRequest, given: LimitsIn) -> LimitsOut:
    """By those who issue at a coordination office."""
    actor = actor_on(request)
    with actions.atomic():
        if given.limits:
            set_limits(actor, given.limits)
        if given.caps:
            set_burden(actor, given.caps)
    return _limits(actor)


def _limits(actor: Actor) -> LimitsOut:
    office = limiting(actor)
    if office is None:
        raise Refused([LIMITED])
    return LimitsOut(**{name: vars(one) for name, one in both(office).items()})


def _out(actor: Actor, row: Complaint, *, alone: bool = False) -> ComplaintOut:
    moves = moves_of(COMPLAINT, row.state, queries.complaint_facts(actor, row)) if alone else []
    return ComplaintOut(
        id=row.pk, state=row.state, unit_id=row.unit_id, keeper_id=row.keeper_id, asker_id=row.asker_id, text=row.text,
        page=row.page, said_by=queries.said_by(actor, row), received_on=row.received_on, answer_by=row.answer_by,
        outcome=row.outcome, answer=row.answer, moves=moves, version=row.version,
    )  # fmt: skip


@router.get("/complaints", response=ComplaintsOut, summary="Complaints of burden, one's own and those to answer")
def list_complaints(request: HttpRequest, paging: Query[Paging], mine: bool = False) -> ComplaintsOut:
    """``moves`` are given with a complaint alone."""
    actor = actor_on(request)
    rows = queries.complaints(actor, mine)
    shown = rows[paging.offset : paging.offset + paging.limit]
    return ComplaintsOut(items=[_out(actor, row) for row in shown], total=rows.count())


@router.post("/complaints", response=ComplaintOut, summary="Say that something is too much")
def post_complaint(request: HttpRequest, given: ComplaintIn) -> ComplaintOut:
    """The office above whoever asks answers."""
    actor = actor_on(request)
    about = queries.complainable(actor).filter(pk=given.about_id).first() if given.about_id else None
    if given.about_id and about is None:
        raise NotVisible
    row = complain(actor, text=given.text, page=given.page, about=about, unnamed=given.unnamed)
    return _out(actor, queries.find_complaint(actor, row.pk), alone=True)


@router.get("/complaints/{pk}", response=ComplaintOut, summary="One complaint")
def get_complaint(request: HttpRequest, pk: int) -> ComplaintOut:
    """With what may be done now."""
    actor = actor_on(request)
    return _out(actor, queries.find_complaint(actor, pk), alone=True)


@router.post("/complaints/{pk}/moves/{name}", response=ComplaintOut, summary="Answer, accept, raise again, settle")
def post_complaint_move(request: HttpRequest, pk: int, name: str, given: ComplaintMoveIn) -> ComplaintOut:
    """answer, settle, again, close."""
    actor = actor_on(request)
    row = actions.expect(queries.find_complaint(actor, pk), given.version)
    if name not in {one.name for one in COMPLAINT.moves}:
        raise NotVisible
    changes = given.dict(include=set(COMPLAINT[name].needs) - {"note"})
    move_complaint(actor, row, name, note=given.note, **changes)
    return _out(actor, queries.find_complaint(actor, pk), alone=True)
