"""The room's part of the API: problems, their moves, extensions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.rest import Id, MoveOut, Paging, actor_on, moves_of
from luoshi.problems import services
from luoshi.problems.models import Extension, Record
from luoshi.problems.queries import extension_facts, lists, problem_facts, records
from luoshi.problems.queries import page as pages
from luoshi.problems.workflow import EXTENSION, PROBLEM, RECORD

router = Router(tags=["problems"])


class ProblemIn(Schema):
    """``unit_id`` puts it right; ``origin`` inspection, report, voice, research, audit, hint, self or other."""

    title: str = Field(max_length=120)
    facts: str = Field(max_length=4000)
    unit_id: Id
    origin: Literal["inspection", "report", "voice", "research", "audit", "hint", "self", "other"]
    origin_label: str = Field("", max_length=120)
    task_id: Id | None = None
    theme: str = Field("", max_length=40)
    found_on: date | None = None
    standard: str = Field("", max_length=2000)
    due_on: date | None = None


class MeasureIn(Schema):
    text: str = Field(max_length=300)
    due_on: date | None = None
    person: str = Field("", max_length=60)


class ProblemMoveIn(Schema):
    """What the move needs (`needs` of the offered move); evidence is handed in on the page."""

    version: int | None = None
    note: str = Field("", max_length=2000)
    due_on: date | None = None
    measures: list[MeasureIn] = Field([], max_length=30)
    post_id: Id | None = None
    text: str = Field("", max_length=2000)
    claim: str = Field("", max_length=4000)
    wider: str = Field("", max_length=2000)
    lasting: str = Field("", max_length=2000)
    signed_by: str = Field("", max_length=40)
    way: Literal["site", "papers"] = "papers"
    people: str = Field("", max_length=120)
    finding: str = Field("", max_length=4000)
    checked_on: date | None = None
    publicity: Literal["internal", "public", "none"] = "internal"
    met: list[str] = Field([], max_length=10)
    file_number: str = Field("", max_length=60)
    reason: str = Field("", max_length=2000)
    progress: str = Field("", max_length=2000)
    proposed_on: date | None = None
    earlier_id: Id | None = None


class AnswerIn(Schema):
    """``granted_on`` the date that the answer sets; the one asked for where it is not given."""

    version: int | None = None
    note: str = Field("", max_length=2000)
    granted_on: date | None = None
    approved_by: str = Field("", max_length=40)
    document: str = Field("", max_length=60)


class RecordIn(Schema):
    """``kind`` reminder, interview, bulletin, transfer or praise; evidence is handed in on the page."""

    kind: Literal["reminder", "interview", "bulletin", "transfer", "praise"]
    unit_id: Id
    title: str = Field(max_length=120)
    facts: str = Field(max_length=4000)
    basis: str = Field(max_length=2000)
    problem_id: Id | None = None


class RecordMoveIn(Schema):
    """What the move needs (`needs` of the offered move)."""

    version: int | None = None
    note: str = Field("", max_length=400)
    statement: str | None = Field(None, max_length=4000)
    signed_by: str | None = Field(None, max_length=40)
    held_by: str | None = Field(None, max_length=40)
    held_on: date | None = None
    minutes: str | None = Field(None, max_length=4000)
    audience: str | None = Field(None, max_length=120)
    handed_to: str | None = Field(None, max_length=80)
    outcome: str | None = Field(None, max_length=120)
    outcome_number: str | None = Field(None, max_length=60)
    objection: str | None = Field(None, max_length=4000)
    ruling: str | None = Field(None, max_length=4000)


class RecordOut(Schema):
    id: int
    kind: str
    number: str
    state: str
    keeper_id: int
    unit_id: int
    problem_id: int | None
    title: str
    state_by: date | None
    issued_on: date | None
    object_by: date | None
    expires_on: date | None
    version: int


class RecordWhole(RecordOut):
    facts: str
    basis: str
    statement: str
    objection: str
    ruling: str
    outcome: str
    outcome_number: str
    moves: list[MoveOut]


class RecordsOut(Schema):
    items: list[RecordOut]
    total: int


class LightOut(Schema):
    state: str
    because: list[str]


class ProblemOut(Schema):
    id: int
    number: str
    title: str
    facts: str
    theme: str
    origin: str
    origin_label: str
    state: str
    keeper_id: int
    unit_id: int
    task_id: int | None
    post_id: int | None
    found_on: date
    measures_by: date
    due_on: date | None
    first_due_on: date | None
    claimed_at: datetime | None
    closed_at: datetime | None
    look_back_on: date | None
    refused: int
    reopened: int
    step: int
    light: LightOut
    moves: list[MoveOut]
    version: int


class ProblemsOut(Schema):
    items: list[ProblemOut]
    total: int


class ExtensionOut(Schema):
    id: int
    problem_id: int
    state: str
    reason: str
    proposed_on: date
    granted_on: date | None
    ruling: str
    moves: list[MoveOut]
    version: int


PLAINLY = (
    "number", "title", "facts", "theme", "origin", "origin_label", "state", "keeper_id", "unit_id", "task_id", "post_id", "found_on",
    "measures_by", "due_on", "first_due_on", "claimed_at", "closed_at", "look_back_on", "refused", "reopened", "version",
)  # fmt: skip
"""What a problem tells as it stands in the table."""


def _out(row: lists.Row, moves: list[MoveOut]) -> ProblemOut:
    told: dict[str, Any] = {name: getattr(row.problem, name) for name in PLAINLY}
    light = LightOut(state=row.light.state, because=[str(text) for text in row.light.because])
    return ProblemOut(id=row.problem.pk, step=row.step.place, light=light, moves=moves, **told)


def _whole(actor: Actor, pk: int) -> ProblemOut:
    problem = pages.find(actor, pk)
    return _out(lists.rows_of([problem])[0], moves_of(PROBLEM, problem.state, problem_facts(actor, problem)))


@router.get("", response=ProblemsOut, summary="Problems")
def list_problems(request: HttpRequest, paging: Query[Paging], state: str = "", mine: str = "") -> ProblemsOut:
    """Filtered as the page is; ``moves`` are given with a problem alone."""
    rows = lists.problems(actor_on(request), lists.filters_of({"state": state, "mine": mine}))
    shown = lists.rows_of(list(rows[paging.offset : paging.offset + paging.limit]))
    return ProblemsOut(items=[_out(row, []) for row in shown], total=rows.count())


@router.post("", response={201: ProblemOut}, summary="List a problem")
def enter(request: HttpRequest, given: ProblemIn) -> Status[ProblemOut]:
    """An enterprise never has one; a task that is merely slow is the ledger's."""
    actor, told = actor_on(request), given.dict(exclude={"unit_id", "task_id"})
    unit, task = pages.unit_by(actor, given.unit_id), pages.task_of(actor, str(given.task_id or ""))
    row = services.enter(actor, unit=unit, task=task, **told)
    return Status(201, _whole(actor, row.pk))


def _record(actor: Actor, row: Record) -> RecordWhole:
    """Reading one stands in the trail, whatever the door."""
    services.note_reading(actor, row)
    moves = moves_of(RECORD, row.state, records.record_facts(actor, row))
    told = {name: getattr(row, name) for name in RecordWhole.model_fields if name not in {"id", "moves"}}
    return RecordWhole(id=row.pk, moves=moves, **told)


@router.get("/records", response=RecordsOut, summary="Records of accountability and of praise")
def list_records(request: HttpRequest, paging: Query[Paging]) -> RecordsOut:
    """Those that the actor's own grant, or the unit concerned, may read."""
    rows = records.records(actor_on(request))
    found = rows[paging.offset : paging.offset + paging.limit]
    items = [RecordOut.model_validate({**vars(one), "id": one.pk}) for one in found]
    return RecordsOut(items=items, total=rows.count())


@router.post("/records", response={201: RecordWhole}, summary="Draft a record; the unit does not see it yet")
def draft_record(request: HttpRequest, given: RecordIn) -> Status[RecordWhole]:
    """Nothing follows from it by itself."""
    actor, told = actor_on(request), given.dict(exclude={"unit_id", "problem_id"})
    unit, problem = pages.unit_by(actor, given.unit_id), pages.problem_of(actor, str(given.problem_id or ""))
    return Status(201, _record(actor, services.draft_record(actor, unit=unit, problem=problem, **told)))


@router.get("/records/{pk}", response=RecordWhole, summary="One record; reading it is recorded")
def get_record(request: HttpRequest, pk: int) -> RecordWhole:
    """With what may be done now."""
    actor = actor_on(request)
    return _record(actor, records.find_record(actor, pk))


@router.post("/records/{pk}/moves/{name}", response=RecordWhole, summary="Move a record")
def move_record(request: HttpRequest, pk: int, name: str, given: RecordMoveIn) -> RecordWhole:
    """tell, state, praise, sign, hand_over, hold, record_outcome, object, maintain, revoke, drop."""
    actor = actor_on(request)
    row = actions.expect(records.find_record(actor, pk), given.version)
    if name not in {one.name for one in RECORD.moves}:
        raise NotVisible
    told = given.dict(exclude={"version"}, exclude_none=True)
    return _record(actor, services.move_record(actor, row, name, **told))


@router.get("/{pk}", response=ProblemOut, summary="One problem")
def get_problem(request: HttpRequest, pk: int) -> ProblemOut:
    """With what may be done now."""
    return _whole(actor_on(request), pk)


@router.post("/{pk}/moves/{name}", response=ProblemOut, summary="Move a problem")
def move(request: HttpRequest, pk: int, name: str, given: ProblemMoveIn) -> ProblemOut:
    """propose, dispute, uphold, withdraw, vet, send_back, progress, claim, accept, refuse, close, file, look_back, reopen,
    ask_extension, recognise."""
    actor = actor_on(request)
    problem = actions.expect(pages.find(actor, pk), given.version)
    deed = services.DEEDS.get(name)
    if deed is None:
        raise NotVisible
    told = given.dict()
    told["post"] = pages.post_by(problem, given.post_id)
    told["earlier"] = pages.find(actor, given.earlier_id) if name == "recognise" and given.earlier_id else problem
    deed.do(actor, problem, **{key: told[key] for key in deed.takes})
    return _whole(actor, pk)


def _extension(actor: Actor, row: Extension) -> ExtensionOut:
    told: dict[str, Any] = {
        name: getattr(row, name)
        for name in ("problem_id", "state", "reason", "proposed_on", "granted_on", "ruling", "version")
    }
    return ExtensionOut(id=row.pk, moves=moves_of(EXTENSION, row.state, extension_facts(actor, row)), **told)


@router.get("/extensions/{pk}", response=ExtensionOut, summary="One extension of a limit")
def get_extension(request: HttpRequest, pk: int) -> ExtensionOut:
    """With what may be done now."""
    actor = actor_on(request)
    return _extension(actor, pages.find_extension(actor, pk))


@router.post("/extensions/{pk}/moves/{name}", response=ExtensionOut, summary="Answer an extension")
def answer(request: HttpRequest, pk: int, name: str, given: AnswerIn) -> ExtensionOut:
    """grant, decline, withdraw."""
    actor = actor_on(request)
    row = actions.expect(pages.find_extension(actor, pk), given.version)
    if name == "withdraw":
        return _extension(actor, services.withdraw_extension(actor, row))
    if name not in {"grant", "decline"}:
        raise NotVisible
    told = given.dict(exclude={"version"})
    return _extension(actor, services.rule_extension(actor, row, granted=name == "grant", **told))
