"""函件: letters about tasks, and the moves on them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.rest import Id, MoveOut, Paging, actor_on, moves_of
from luoshi.ledger import services
from luoshi.ledger.models import Letter
from luoshi.ledger.queries import letters as queries
from luoshi.ledger.queries import of_ids
from luoshi.ledger.workflow import LETTER
from luoshi.org.rules import Act

router = Router()


class LettersIn(Schema):
    """One letter for each lead unit of these running tasks."""

    tasks: list[Id] = Field(min_length=1, max_length=500)
    act: Literal["remind", "urge", "supervise"] = "remind"
    due_on: date | None = None


class LetterMoveIn(Schema):
    """``signed_by`` for send, ``answer`` for answer, ``note`` for ask_again and withdraw."""

    version: int | None = None
    signed_by: str = Field("", max_length=40)
    answer: str = Field("", max_length=4000)
    note: str = Field("", max_length=2000)


class LetterOut(Schema):
    id: int
    document: str
    number: str
    title: str
    text: str
    state: str
    unit_id: int
    unit: str
    to_id: int
    to: str
    due_on: date | None
    signed_by: str
    sent_at: datetime | None
    received_at: datetime | None
    answer: str
    answered_at: datetime | None
    moves: list[MoveOut]
    version: int


class LettersOut(Schema):
    items: list[LetterOut]
    total: int


PLAINLY = (
    "document", "number", "title", "text", "state", "unit_id", "to_id", "due_on", "signed_by", "sent_at", "received_at",
    "answer", "answered_at", "version",
)  # fmt: skip
"""What a letter tells as it stands in the table."""


def _out(letter: Letter, moves: list[MoveOut]) -> LetterOut:
    told: dict[str, Any] = {name: getattr(letter, name) for name in PLAINLY}
    return LetterOut(id=letter.pk, unit=letter.unit.name, to=letter.to.name, moves=moves, **told)


def _whole(actor: Actor, letter: Letter) -> LetterOut:
    return _out(letter, moves_of(LETTER, letter.state, queries.letter_facts(actor, letter)))


@router.get("/letters", response=LettersOut, summary="Letters sent and received")
def list_letters(request: HttpRequest, paging: Query[Paging], side: Literal["", "sent", "received"] = "") -> LettersOut:
    """``moves`` are given with a letter alone."""
    rows = queries.letters(actor_on(request), side)
    shown = rows[paging.offset : paging.offset + paging.limit]
    return LettersOut(items=[_out(row, []) for row in shown], total=rows.count())


@router.post("/letters", response={201: list[LetterOut]}, summary="Draft letters about tasks")
def draft_letters(request: HttpRequest, given: LettersIn) -> Status[list[LetterOut]]:
    """The relation of the two units decides what the letter is, or that none may be written."""
    actor = actor_on(request)
    tasks = of_ids(actor, given.tasks)
    if len(tasks) != len(set(given.tasks)):
        raise NotVisible
    made = services.draft_letters(actor, tasks, act=Act(given.act), due_on=given.due_on)
    return Status(201, [_whole(actor, letter) for letter in made])


@router.get("/letters/{pk}", response=LetterOut, summary="One letter")
def get_letter(request: HttpRequest, pk: int) -> LetterOut:
    """With what may be done now."""
    actor = actor_on(request)
    return _whole(actor, queries.find_letter(actor, pk))


@router.post("/letters/{pk}/moves/{name}", response=LetterOut, summary="Move a letter")
def move(request: HttpRequest, pk: int, name: str, given: LetterMoveIn) -> LetterOut:
    """send, drop, receive, answer, close, ask_again, withdraw."""
    actor = actor_on(request)
    letter = actions.expect(queries.find_letter(actor, pk), given.version)
    moves: dict[str, Callable[[], Letter]] = {
        "send": lambda: services.send_letter(actor, letter, signed_by=given.signed_by, despite=given.note),
        "drop": lambda: services.drop_letter(actor, letter, given.note),
        "receive": lambda: services.receive_letter(actor, letter),
        "answer": lambda: services.answer_letter(actor, letter, answer=given.answer),
        "close": lambda: services.close_letter(actor, letter, given.note),
        "ask_again": lambda: services.ask_again(actor, letter, given.note),
        "withdraw": lambda: services.withdraw_letter(actor, letter, given.note),
    }
    if name not in moves:
        raise NotVisible
    return _whole(actor, moves[name]())
