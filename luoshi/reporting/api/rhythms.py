"""Over the API: what would be asked, standing rhythms, a unit's own word, its chain, and reminding all at once."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Schema, Status

from luoshi.kernel.errors import Refused
from luoshi.kernel.rest import Id, actor_on
from luoshi.reporting import queries, services
from luoshi.reporting.api.reports import PeriodIn, ReportOut, _report, router
from luoshi.reporting.models import Rhythm


class LevelOut(Schema):
    level: str
    due_on: date
    units: int
    tasks: int
    open: int
    prefilled: int
    minutes: int


class PreviewOut(Schema):
    """``held``: why part of it is not asked again."""

    levels: list[LevelOut]
    units: int
    held: list[str]


class RhythmIn(Schema):
    kind: str = Field("quarter", pattern="^(quarter|month|half|year)$")
    due_day: int = Field(10, ge=0, le=31)
    shift: str = Field("before", pattern="^(before|after|none)$")
    open_before: int = Field(5, ge=0, le=60)
    category: str = Field("", max_length=12)
    levels: list[Annotated[str, Field(max_length=12)]] = Field(default_factory=list, max_length=6)
    basis: str = Field("", max_length=120)
    active: bool = True


class RhythmOut(RhythmIn):
    id: int
    opened_until: date | None


class ChangeIn(Schema):
    tasks: list[Id] = Field(max_length=200)


class StepIn(Schema):
    """``post_kind``: head, deputy, responsible, liaison, clerk; empty: whoever may sign."""

    name: str = Field(max_length=20)
    post_kind: str = Field("", pattern="^(|head|deputy|responsible|liaison|clerk)$")


class ChainIn(Schema):
    """``any``: for every period; ``year``: for the year's end, where it has its own."""

    any: list[StepIn] = Field(default_factory=list, max_length=6)
    year: list[StepIn] = Field(default_factory=list, max_length=6)


class ChaseIn(Schema):
    at: Id | None = None
    line: str = Field("", max_length=20)
    tag: Id | None = None


class ChasedOut(Schema):
    count: int


@router.post("/periods/preview", response=PreviewOut, summary="What opening a period would ask of whom")
def preview(request: HttpRequest, given: PeriodIn) -> PreviewOut:
    """Nothing is written."""
    actor = actor_on(request)
    if not queries.may_open(actor):
        raise Refused([services.OPENERS])
    found = queries.preview(services.drawn_up(actor, **given.dict()))
    levels = [
        LevelOut(
            level=row.level, due_on=row.due.on, units=row.units, tasks=row.tasks, open=row.load.open,
            prefilled=row.load.prefilled, minutes=row.load.minutes,
        )
        for row in found.levels
    ]  # fmt: skip
    return PreviewOut(levels=levels, units=found.total, held=[str(reason) for reason in found.held])


@router.post("/periods/{pk}/chase", response=ChasedOut, summary="Remind every unit that still owes")
def chase_all(request: HttpRequest, pk: int, given: ChaseIn) -> ChasedOut:
    """Those that were reminded today, and those that others have to remind, are passed over."""
    actor = actor_on(request)
    wanted = queries.Wanted(at=given.at, line=given.line, tag=given.tag, mark="owing")
    return ChasedOut(count=services.chase(actor, queries.chaseable(actor, queries.get_period(actor, pk), wanted)))


def _rhythm(row: Rhythm) -> RhythmOut:
    return RhythmOut(
        id=row.pk, kind=row.kind, due_day=row.due_day, shift=row.shift, open_before=row.open_before,
        category=row.category, levels=row.levels, basis=row.basis, active=row.active, opened_until=row.opened_until,
    )  # fmt: skip


@router.get("/rhythms", response=list[RhythmOut], summary="Standing orders to report, of my office")
def list_rhythms(request: HttpRequest) -> list[RhythmOut]:
    """Periods are opened from them as their time comes."""
    return [_rhythm(row) for row in queries.rhythms(actor_on(request))]


@router.post("/rhythms", response={201: RhythmOut}, summary="Set a standing order to report")
def add_rhythm(request: HttpRequest, given: RhythmIn) -> Status[RhythmOut]:
    """Monthly needs its ``basis``."""
    return Status(201, _rhythm(services.keep_rhythm(actor_on(request), **given.dict())))


@router.put("/rhythms/{pk}", response=RhythmOut, summary="Change or stop a standing order")
def change_rhythm(request: HttpRequest, pk: int, given: RhythmIn) -> RhythmOut:
    """``active`` false stops it."""
    actor = actor_on(request)
    return _rhythm(services.keep_rhythm(actor, queries.get_rhythm(actor, pk), **given.dict()))


@router.post("/changes", response={201: ReportOut}, summary="Report at any time on what has changed")
def report_change(request: HttpRequest, given: ChangeIn) -> Status[ReportOut]:
    """On tasks that my unit leads."""
    actor = actor_on(request)
    return Status(201, _report(actor, services.report_change(actor, given.tasks)))


@router.get("/chain", response=ChainIn, summary="The steps that my unit's reports go through")
def get_chain(request: HttpRequest) -> ChainIn:
    """Empty: one step, whoever may sign; at the year's end the head."""
    kept = queries.own_steps(actor_on(request))
    steps = {when: [StepIn(name=name, post_kind=kind) for name, kind in kept.get(when, [])] for when in ("", "year")}
    return ChainIn(any=steps[""], year=steps["year"])


@router.put("/chain", response=ChainIn, summary="Set those steps")
def put_chain(request: HttpRequest, given: ChainIn) -> ChainIn:
    """Not while a report is being signed."""
    actor = actor_on(request)
    for when, steps in (("", given.any), ("year", given.year)):
        services.keep_chain(actor, when, [(step.name, step.post_kind) for step in steps])
    return get_chain(request)
