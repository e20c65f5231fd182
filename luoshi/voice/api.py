"""The room's part of the API, for those who deal with cases. Workers write on the public pages only: a token is a name."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.rest import Id, MoveOut, Paging, actor_on, moves_of
from luoshi.voice import queries
from luoshi.voice.models import Case
from luoshi.voice.queries import asking
from luoshi.voice.queries.cases import words_of
from luoshi.voice.queries.statistics import figures
from luoshi.voice.queries.statistics import initiatives as taken_up
from luoshi.voice.services import handling
from luoshi.voice.workflow import CASE

router = Router(tags=["voice"])


class WordOut(Schema):
    """``unit`` empty: the reporter's own."""

    kind: str
    unit: str
    text: str
    mark: str
    said_on: date


class CaseOut(Schema):
    """A case in a list. Never who wrote it."""

    id: int
    number: str
    kind: str
    theme: str
    state: str
    place: str
    office: str
    handler: str
    written_on: date
    accept_by: date | None
    reply_by: date | None
    mark: str
    unread: bool
    version: int


class CaseWhole(CaseOut):
    text: str
    credit: str
    concerned: str
    words: list[WordOut]
    moves: list[MoveOut]


class CasesOut(Schema):
    items: list[CaseOut]
    total: int


class CaseSieve(Paging):
    """``show``: open, answered or all."""

    show: str = "open"
    kind: str = ""
    theme: str = ""
    q: str = ""


class CaseMoveIn(Schema):
    """``text`` is said to the reporter, ``reason`` stands in the trail; ``title``, ``gist``, ``credit`` of a practice taken up."""

    version: int | None = None
    handler: Id | None = None
    due: date | None = None
    text: str = ""
    reason: str = ""
    title: str = ""
    gist: str = ""
    credit: str = ""


class InitiativeOut(Schema):
    """A practice taken up, and who was first."""

    id: int
    title: str
    gist: str
    credit: str
    place: str
    unit: str
    adopted_on: date


class InitiativesOut(Schema):
    items: list[InitiativeOut]
    total: int


class WordOnOut(Schema):
    """Of a hundred workers who answered; null where fewer than five did. Counts are in steps of five."""

    answers: int | None = None
    known: int | None = None
    reached: int | None = None
    content: int | None = None
    problems: int | None = None
    suggestions: int | None = None
    praise: int | None = None


class GroupOut(Schema):
    """``count`` in steps of five; null: under five, or kept back so that another under five cannot be reckoned."""

    label: str
    count: int | None


class DividedOut(Schema):
    """The same letters divided by one thing."""

    name: str
    lines: list[GroupOut]


class FiguresOut(Schema):
    """Of a year's letters. ``in_time``, ``content``: of a hundred, in steps of five; null where too few."""

    year: int
    tables: list[DividedOut]
    in_time: int | None
    content: int | None


def _row(case: Case) -> dict[str, object]:
    return {
        "id": case.pk, "place": case.place.name, "office": case.office.name, "handler": case.handler.name if case.handler else "",
        **{
            name: getattr(case, name)
            for name in ("number", "kind", "theme", "state", "written_on", "accept_by", "reply_by", "mark", "unread", "version")
        },
    }  # fmt: skip


def _whole(actor: Actor, case: Case) -> CaseWhole:
    words = [
        WordOut(
            kind=one.kind, unit=one.unit.name if one.unit else "", text=one.text, mark=one.mark, said_on=one.said_on
        )
        for one in words_of(case)
    ]
    moves = moves_of(CASE, case.state, queries.case_facts(actor, case, named=False))
    more = {"text": case.text, "credit": case.credit, "concerned": case.concerned.name if case.concerned else ""}
    return CaseWhole.model_validate({**_row(case), **more, "words": words, "moves": moves})


@router.get("/cases", response=CasesOut, summary="Workers' suggestions that one's units open or answer")
def cases(request: HttpRequest, sieve: Query[CaseSieve]) -> CasesOut:
    """What is due first."""
    sought = queries.Sought(sieve.show, sieve.kind, sieve.theme, sieve.q.strip()[:60])
    rows = queries.cases(actor_on(request), sought)
    page = rows[sieve.offset : sieve.offset + sieve.limit]
    return CasesOut(items=[CaseOut.model_validate(_row(one)) for one in page], total=rows.count())


@router.get("/cases/{pk}", response=CaseWhole, summary="One case; reading it is recorded")
def case(request: HttpRequest, pk: int) -> CaseWhole:
    """With its words and what may be done with it."""
    actor = actor_on(request)
    found = queries.find_case(actor, pk)
    handling.read(actor, found)
    return _whole(actor, found)


@router.post("/cases/{pk}/moves/{move}", response=CaseWhole, summary="Take on, pass on, answer, close a case")
def move(request: HttpRequest, pk: int, move: str, given: CaseMoveIn) -> CaseWhole:
    """route, reroute, pass_up, decline, ask, inquire, reply, close, reopen, adopt, note."""
    actor = actor_on(request)
    found = actions.expect(queries.find_case(actor, pk), given.version)
    if move == "take_in" or move not in {one.name for one in CASE.moves}:
        raise NotVisible
    if move == "adopt":
        handling.adopt(actor, found, title=given.title, gist=given.gist, credit=given.credit)
        return _whole(actor, found)
    handler = next((unit for unit in queries.handlers_for(found) if unit.pk == given.handler), None)
    if given.handler is not None and handler is None:
        raise NotVisible
    handling.move(actor, found, move, handler=handler, due=given.due, text=given.text, reason=given.reason)
    return _whole(actor, found)


@router.get("/tasks/{pk}/word", response=WordOnOut, summary="What workers say of a task, from five of them on")
def word(request: HttpRequest, pk: int) -> WordOnOut:
    """All null: nobody, or fewer than five."""
    found = queries.word_on(asking.task_for(actor_on(request), pk))
    return WordOnOut.model_validate(vars(found)) if found else WordOnOut()


@router.get(
    "/initiatives",
    response=InitiativesOut,
    summary="Practices taken up from workshops and enterprises, and who was first",
)
def initiatives(request: HttpRequest, paging: Query[Paging]) -> InitiativesOut:
    """The newest first."""
    actor_on(request)
    rows = taken_up()
    items = [
        InitiativeOut(id=one.pk, title=one.title, gist=one.gist, credit=one.credit, place=one.place.name, unit=one.unit.name, adopted_on=one.adopted_on)
        for one in rows[paging.offset : paging.offset + paging.limit]
    ]  # fmt: skip
    return InitiativesOut(items=items, total=rows.count())


@router.get("/statistics", response=FiguresOut, summary="A year's letters in figures that give nobody away")
def statistics(request: HttpRequest, year: Annotated[int, Query(ge=2000, le=9998)]) -> FiguresOut:
    """For those who hear workers, and for heads of units."""
    found = figures(actor_on(request), year)
    tables = [
        DividedOut(name=str(table.name), lines=[GroupOut(label=one.label, count=one.count) for one in table.lines])
        for table in found.tables
    ]
    return FiguresOut(year=year, tables=tables, in_time=found.shares.in_time, content=found.shares.content)
