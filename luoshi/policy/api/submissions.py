"""The room's part of the REST API for papers upward: 请示, 报告, 专报, and every move on them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.rest import Id, MoveOut, Paging, actor_on, moves_of
from luoshi.org.models import Unit
from luoshi.policy import queries, services
from luoshi.policy.models import Submission
from luoshi.policy.queries import submissions as reads
from luoshi.policy.workflow import SUBMISSION

router = Router()
Kind = Literal["petition", "report", "special"]


class SubmissionSieve(Paging):
    """``side``: received, sent, or both."""

    side: Literal["", "received", "sent"] = ""
    kind: Literal["", "petition", "report", "special"] = ""


class DraftIn(Schema):
    """``to_id`` a superior of this instance; ``party`` the addressee where it is none. At most one of the four matters."""

    kind: Kind
    title: str = Field(min_length=1, max_length=200)
    text: str = Field(min_length=1, max_length=20_000)
    party: str = Field("", max_length=80)
    to_id: Id | None = None
    copied: str = Field("", max_length=200)
    item: Id | None = None
    finding: Id | None = None
    appeal: Id | None = None
    task: Id | None = None


class SubmissionMoveIn(Schema):
    """``signed_by``, ``signed_on`` for sign; the ``answer…`` fields for answer; ``lead_id``, ``due_on`` for register; ``note`` where a reason is asked for."""

    version: int | None = None
    note: str = Field("", max_length=2000)
    signed_by: str = Field("", max_length=40)
    signed_on: date | None = None
    answer_kind: Literal["", "reply", "instruction"] = ""
    answer: str = Field("", max_length=4000)
    answered_by: str = Field("", max_length=80)
    answered_on: date | None = None
    answer_number: str = Field("", max_length=60)
    lead_id: Id | None = None
    due_on: date | None = None


class SubmissionOut(Schema):
    id: int
    kind: str
    state: str
    title: str
    text: str
    unit: str
    party: str
    to_id: int | None
    number: str
    signed_by: str
    signed_on: date | None
    sent_at: datetime | None
    received_at: datetime | None
    answer_kind: str
    answer: str
    answer_number: str
    answered_by: str
    answered_on: date | None
    instruction_id: int | None
    version: int
    moves: list[MoveOut]


class SubmissionsOut(Schema):
    items: list[SubmissionOut]
    total: int


def _out(actor: Actor, row: Submission) -> SubmissionOut:
    return SubmissionOut(
        id=row.pk, kind=row.kind, state=row.state, title=row.title, text=row.text, unit=row.unit.name, party=row.party,
        to_id=row.to_id, number=row.number, signed_by=row.signed_by, signed_on=row.signed_on, sent_at=row.sent_at,
        received_at=row.received_at, answer_kind=row.answer_kind, answer=row.answer, answer_number=row.answer_number,
        answered_by=row.answered_by, answered_on=row.answered_on, instruction_id=row.instruction_id, version=row.version,
        moves=moves_of(SUBMISSION, row.state, reads.submission_facts(actor, row)),
    )  # fmt: skip


@router.get("/submissions", response=SubmissionsOut, summary="Papers upward: the caller's unit's, and those sent to it")
def submissions(request: HttpRequest, sieve: Query[SubmissionSieve]) -> SubmissionsOut:
    """The newest first."""
    actor = actor_on(request)
    rows = reads.submissions(actor, sieve.side, sieve.kind)
    page = rows[sieve.offset : sieve.offset + sieve.limit]
    return SubmissionsOut(items=[_out(actor, row) for row in page], total=rows.count())


@router.get("/submissions/{pk}", response=SubmissionOut, summary="One paper")
def submission(request: HttpRequest, pk: int) -> SubmissionOut:
    """With what may be done with it, and why not."""
    actor = actor_on(request)
    return _out(actor, reads.find_submission(actor, pk))


@router.post("/submissions", response={201: SubmissionOut}, summary="Draft a 请示, a 报告 or a 专报")
def draft(request: HttpRequest, given: DraftIn) -> Status[SubmissionOut]:
    """On a matter, a finding, a letter, a task, or on nothing of the system."""
    actor = actor_on(request)
    named = {name: getattr(given, name) or 0 for name in ("item", "finding", "appeal", "task")}
    to = _superior(actor, given.to_id)
    row = services.draft_submission(
        actor, reads.about(actor, **named), kind=given.kind, title=given.title, text=given.text, party=given.party, to=to,
        copied=given.copied,
    )  # fmt: skip
    return Status(201, _out(actor, reads.find_submission(actor, row.pk)))


def _superior(actor: Actor, pk: int | None) -> Unit | None:
    if pk is None:
        return None
    for unit in reads.superiors(queries.own_unit(actor)):
        if unit.pk == pk:
            return unit
    raise NotVisible


@router.post("/submissions/{pk}/moves/{move}", response=SubmissionOut, summary="Sign, number, send, receive, answer …")
def move(request: HttpRequest, pk: int, move: str, given: SubmissionMoveIn) -> SubmissionOut:
    """Every move of a paper, by the same services as its page."""
    actor = actor_on(request)
    row = actions.expect(reads.find_submission(actor, pk), given.version)
    if move not in {one.name for one in SUBMISSION.moves}:
        raise NotVisible
    acts: dict[str, Callable[[], object]] = {
        "sign": lambda: services.sign_submission(actor, row, signed_by=given.signed_by, signed_on=given.signed_on),
        "number": lambda: services.number_submission(actor, row),
        "answer": lambda: services.answer_submission(
            actor, row, answer_kind=given.answer_kind, answer=given.answer, answered_by=given.answered_by,
            answered_on=given.answered_on, answer_number=given.answer_number,
        ),
        "register": lambda: services.register_instruction(
            actor, row, lead=queries.callable_units(row.unit).get(pk=given.lead_id or 0), due_on=given.due_on
        ),
    }  # fmt: skip
    acts.get(move, lambda: services.move_submission(actor, row, move, given.note))()
    return _out(actor, reads.find_submission(actor, pk))
