"""The room's part of the REST API for countersigning, and for a new version of a plan held against the one in force."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.rest import Id, MoveOut, Paging, actor_on, moves_of
from luoshi.ledger.models import Plan
from luoshi.policy import queries, services
from luoshi.policy.models import Countersign, Revision
from luoshi.policy.queries import countersign as reads
from luoshi.policy.queries import revisions
from luoshi.policy.workflow import COUNTERSIGN, REVISION

router = Router()


class AskIn(Schema):
    due_on: date


class CountersignMoveIn(Schema):
    """``signed_by``, ``signed_on`` for sign; ``note`` for refuse and settle."""

    version: int | None = None
    signed_by: str = Field("", max_length=40)
    signed_on: date | None = None
    note: str = Field("", max_length=2000)


class CountersignOut(Schema):
    """``current``: whether the text that was laid before the unit is still the text of now."""

    id: int
    plan_id: int
    unit_id: int
    unit: str
    state: str
    due_on: date
    current: bool
    signed_by: str
    signed_on: date | None
    reason: str
    outcome: str
    version: int
    moves: list[MoveOut]


class CountersignsOut(Schema):
    """``hash`` of the text of now; ``blocking``: why the division may not be issued yet."""

    hash: str
    items: list[CountersignOut]
    blocking: list[str]


def _out(actor: Actor, row: Countersign, now: str) -> CountersignOut:
    return CountersignOut(
        id=row.pk, plan_id=row.plan_id, unit_id=row.unit_id, unit=row.unit.name, state=row.state, due_on=row.due_on,
        current=row.text_hash == now, signed_by=row.signed_by, signed_on=row.signed_on, reason=row.reason,
        outcome=row.outcome, version=row.version,
        moves=moves_of(COUNTERSIGN, row.state, reads.countersign_facts(actor, row, now)),
    )  # fmt: skip


def _all(actor: Actor, plan: Plan) -> CountersignsOut:
    page = reads.countersign_page(actor, plan)
    now = page["whole_hash"]
    items = [_out(actor, one.row, now) for one in page["rows"]]
    return CountersignsOut(hash=now, items=items, blocking=[str(one) for one in page["blocking"]])


@router.get("/plans/{pk}/countersigns", response=CountersignsOut, summary="Who has countersigned a division")
def countersigns(request: HttpRequest, pk: int) -> CountersignsOut:
    """To its drafter every unit's, to a unit its own."""
    actor = actor_on(request)
    return _all(actor, queries.find_plan(actor, pk))


@router.post("/plans/{pk}/countersigns", response=CountersignsOut, summary="Send a division round to be countersigned")
def ask(request: HttpRequest, pk: int, given: AskIn) -> CountersignsOut:
    """To every unit that has not the text of now before it."""
    actor = actor_on(request)
    plan = queries.find_plan(actor, pk)
    services.open_countersign(actor, plan, given.due_on)
    return _all(actor, plan)


@router.get("/countersigns/{pk}", response=CountersignOut, summary="One unit's countersign")
def countersign(request: HttpRequest, pk: int) -> CountersignOut:
    """As it stands against the text of now."""
    actor = actor_on(request)
    row = reads.find_countersign(actor, pk)
    return _out(actor, row, reads.signed_hash(row.plan))


@router.post("/countersigns/{pk}/moves/{move}", response=CountersignOut, summary="Sign, refuse, settle a refusal")
def move_countersign(request: HttpRequest, pk: int, move: str, given: CountersignMoveIn) -> CountersignOut:
    """Signing by the head who is logged in; the scanned sheet goes by the page."""
    actor = actor_on(request)
    row = actions.expect(reads.find_countersign(actor, pk), given.version)
    if move == "sign":
        services.sign_countersign(actor, row, signed_by=given.signed_by, signed_on=given.signed_on)
    elif move in {"refuse", "settle"}:
        services.move_countersign(actor, row, move, given.note)
    else:
        raise NotVisible
    return countersign(request, pk)


class CompareIn(Schema):
    base: Id


class RevisionMoveIn(Schema):
    version: int | None = None
    note: str = Field("", max_length=2000)


class RevisionOut(Schema):
    """A step from the plan in force to its new version; ``kind``: new, changed, dropped, same."""

    id: int
    kind: str
    state: str
    old_id: int | None
    draft_id: int | None
    differences: list[str]
    remark: str
    request_id: int | None
    version: int
    moves: list[MoveOut]


class RevisionsOut(Schema):
    items: list[RevisionOut]
    total: int


class Steps(Paging):
    kind: str = ""


def _step_out(actor: Actor, row: Revision) -> RevisionOut:
    return RevisionOut(
        id=row.pk, kind=row.kind, state=row.state, old_id=row.old_id, draft_id=row.draft_id,
        differences=[str(one) for one in row.because], remark=row.remark, request_id=row.request_id, version=row.version,
        moves=moves_of(REVISION, row.state, revisions.revision_facts(actor, row)),
    )  # fmt: skip


@router.get("/plans/{pk}/revisions", response=RevisionsOut, summary="How a new version differs from the plan in force")
def revisions_of(request: HttpRequest, pk: int, sieve: Query[Steps]) -> RevisionsOut:
    """What waits for a word first; what has not changed by kind=same only."""
    actor = actor_on(request)
    rows = revisions.revision_rows(actor, queries.find_plan(actor, pk), sieve.kind)
    page = rows[sieve.offset : sieve.offset + sieve.limit]
    return RevisionsOut(items=[_step_out(actor, one.row) for one in page], total=len(rows))


@router.post("/plans/{pk}/revisions", response=RevisionsOut, summary="Hold a draft against a plan in force")
def compare_with(request: HttpRequest, pk: int, given: CompareIn) -> RevisionsOut:
    """What has been said on a step stays."""
    actor = actor_on(request)
    plan = queries.find_plan(actor, pk)
    services.compare_with(actor, plan, queries.find_plan(actor, given.base))
    return revisions_of(request, pk, Steps(limit=50, offset=0))


@router.get("/revisions/{pk}", response=RevisionOut, summary="One step between two versions of a plan")
def revision(request: HttpRequest, pk: int) -> RevisionOut:
    """With what is different, and what may be said to it."""
    actor = actor_on(request)
    return _step_out(actor, revisions.find_revision(actor, pk))


@router.post("/revisions/{pk}/moves/{move}", response=RevisionOut, summary="Say what becomes of a step")
def move_revision(request: HttpRequest, pk: int, move: str, given: RevisionMoveIn) -> RevisionOut:
    """take, propose, cancel, leave, reopen; changes of a task in force become requests of the ledger."""
    actor = actor_on(request)
    row = actions.expect(revisions.find_revision(actor, pk), given.version)
    if move not in {one.name for one in REVISION.moves}:
        raise NotVisible
    services.rule_revision(actor, row, move, given.note)
    return revision(request, pk)
