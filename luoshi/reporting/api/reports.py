"""The room's part of the REST API: periods, reports, entries, receipts, and the moves on them. Same services as the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from django.http import HttpRequest
from ninja import Field, File, Query, Router, Schema, Status
from ninja.files import UploadedFile

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.rest import Id, MoveOut, Paging, actor_on, moves_of
from luoshi.kernel.services import keep_file
from luoshi.reporting import queries, rules, services
from luoshi.reporting.models import Entry, Period, Receipt, Report
from luoshi.reporting.workflow import ASK, RECEIPT, REPORT

router = Router(tags=["reporting"])
Amount = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=4)]


class PeriodIn(Schema):
    name: str
    kind: str = Field("quarter", pattern="^(quarter|month|half|year|adhoc)$")
    starts_on: date
    ends_on: date
    due_on: date
    category: str = Field("", max_length=12)
    levels: list[Annotated[str, Field(max_length=12)]] = Field(default_factory=list, max_length=6)
    basis: str = Field("", max_length=120)
    despite: str = Field("", max_length=300)


class PeriodOut(Schema):
    id: int
    name: str
    kind: str
    starts_on: date
    ends_on: date
    due_on: date
    opened_by: str


class PeriodsOut(Schema):
    items: list[PeriodOut]
    total: int


class MovedOut(Schema):
    id: int
    state: str
    version: int


class OwingOut(Schema):
    """``late``, ``missing``, ``returned``, ``waived``: how often over the last twelve periods."""

    id: int
    unit_id: int
    unit: str
    due_on: date
    answered_on: date | None
    state: str
    version: int
    liaison: str
    phone: str
    chases: int
    reason: str
    late: int
    missing: int
    returned: int
    waived: int
    moves: list[MoveOut]


class OwingsOut(Schema):
    items: list[OwingOut]
    total: int


class FigureOut(Schema):
    target_id: int
    name: str
    goal: Decimal
    unit: str
    value: Decimal | None
    last: Decimal | None
    note: str


class ReportNodeOut(Schema):
    milestone_id: int
    title: str
    due_on: date
    done_on: date | None


class SaidOut(Schema):
    progress: str
    narrative: str
    difficulty: str
    help: str
    next_steps: str
    no_change: bool
    figures: list[FigureOut]
    nodes: list[ReportNodeOut]
    files: list[str]


class EntryOut(Schema):
    id: int
    task_id: int
    task: str
    report_id: int
    state: str
    version: int
    round: int
    said: SaidOut
    missing: list[str]


class EntriesOut(Schema):
    items: list[EntryOut]
    total: int


class EntryIn(Schema):
    """``figures``/``notes`` by target id, ``nodes`` by milestone id. ``version``: as read; a colleague's later save gives 409."""

    version: int | None = None
    progress: str | None = Field(None, pattern="^(|not_started|on_line|ahead|behind|done)$")
    narrative: str | None = Field(None, max_length=4000)
    difficulty: str | None = Field(None, max_length=2000)
    help: str | None = Field(None, pattern="^(none|coordinate|cannot)$")
    next_steps: str | None = Field(None, max_length=2000)
    figures: dict[Id, Amount | None] = Field(default_factory=dict)
    notes: dict[Id, str] = Field(default_factory=dict)
    nodes: dict[Id, date | None] = Field(default_factory=dict)


class ReportOut(Schema):
    id: int
    unit_id: int
    unit: str
    period_id: int
    period: str
    state: str
    version: int
    round: int
    signed_by: str
    signed_at: datetime | None
    text_hash: str
    moves: list[MoveOut]


class ReportsOut(Schema):
    items: list[ReportOut]
    total: int


class ReportMoveIn(Schema):
    """``version``: as read; a move made meanwhile gives 409 with who and when. ``note``: the reason, where one is needed."""

    version: int | None = None
    note: str = Field("", max_length=1000)


class ReceiptOut(Schema):
    id: int
    entry_id: int
    report_id: int
    period_id: int
    unit: str
    task_id: int
    task: str
    recipient: str
    deciding: bool
    round: int
    state: str
    version: int
    reason: str
    decided_at: datetime | None


class ReceiptsOut(Schema):
    items: list[ReceiptOut]
    total: int


class AcceptIn(Schema):
    """Receipt id → version as read."""

    receipts: dict[Id, int]


# ---------- periods ----------


def _period(row: Period) -> PeriodOut:
    return PeriodOut(
        id=row.pk, name=row.name, kind=row.kind, starts_on=row.starts_on, ends_on=row.ends_on, due_on=row.due_on,
        opened_by=row.opened_by.name,
    )  # fmt: skip


@router.get("/periods", response=PeriodsOut, summary="Reporting periods that concern me")
def list_periods(request: HttpRequest, paging: Query[Paging]) -> PeriodsOut:
    """Newest first."""
    rows = queries.periods(actor_on(request))
    page = rows[paging.offset : paging.offset + paging.limit]
    return PeriodsOut(items=[_period(row) for row in page], total=rows.count())


@router.post("/periods", response={201: PeriodOut}, summary="Open a period: every unit that leads a task is asked")
def open_period(request: HttpRequest, given: PeriodIn) -> Status[PeriodOut]:
    """Only coordination offices."""
    return Status(201, _period(services.open_period(actor_on(request), **given.dict())))


@router.get("/periods/{pk}/owing", response=OwingsOut, summary="Who has reported, and who has not")
def list_owing(
    request: HttpRequest,
    pk: int,
    paging: Query[Paging],
    state: str = "",
    at: Id | None = None,
    line: str = "",
    tag: Id | None = None,
) -> OwingsOut:
    """``state``: done, late, missing, returned, waived, due. ``at``: a node of the tree; ``line``: a business line's code; ``tag``: of units."""
    actor = actor_on(request)
    wanted = queries.Wanted(at=at, mark=state, line=line, tag=tag)
    rows, total = queries.board_slice(actor, queries.get_period(actor, pk), wanted, paging.offset, paging.limit)
    items = [
        OwingOut(
            id=row.ask.pk, unit_id=row.unit.pk, unit=row.unit.name, due_on=row.due_on, answered_on=row.answered_on,
            state=row.mark, version=row.ask.version, liaison=row.liaison, phone=row.phone, chases=row.ask.chases,
            reason=row.ask.reason, late=row.tally.late, missing=row.tally.missing, returned=row.tally.returned,
            waived=row.tally.waived, moves=moves_of(ASK, row.ask.state, row.facts),
        )
        for row in rows
    ]  # fmt: skip
    return OwingsOut(items=items, total=total)


@router.post("/asks/{pk}/moves/{name}", response=MovedOut, summary="chase, tell_above, waive, restore")
def move_ask(request: HttpRequest, pk: int, name: str, given: ReportMoveIn) -> MovedOut:
    """A waiver needs its reason in ``note``. A unit is reminded at most once a day."""
    actor = actor_on(request)
    ask = queries.get_ask(actor, pk)
    moves: dict[str, Callable[[], object]] = {
        "chase": lambda: services.chase(actor, [ask], given.note),
        "tell_above": lambda: services.tell_above(actor, ask, given.note),
        "waive": lambda: services.waive(actor, ask, given.note),
        "restore": lambda: services.restore(actor, ask, given.note),
    }
    if name not in moves:
        raise NotVisible
    actions.expect(ask, given.version)
    moves[name]()
    ask.refresh_from_db()
    return MovedOut(id=ask.pk, state=ask.state, version=ask.version)


@router.post("/periods/{pk}/report", response=ReportOut, summary="Begin my unit's report of a period, or go on with it")
def start_report(request: HttpRequest, pk: int) -> ReportOut:
    """One report for a unit and a period, however often this is called."""
    actor = actor_on(request)
    return _report(actor, services.start_report(actor, queries.get_period(actor, pk)))


# ---------- reports ----------


def _report(actor: Actor, row: Report, *, moves: bool = True) -> ReportOut:
    offered = (
        moves_of(REPORT, row.state, queries.report_facts(actor, row)) if moves and row.unit_id == actor.unit_id else []
    )
    # To others a report that is being reworked is still the one they were sent.
    state = row.state if row.unit_id == actor.unit_id else "sent"
    return ReportOut(
        id=row.pk, unit_id=row.unit_id, unit=row.unit.name, period_id=row.period_id, period=row.period.name, state=state,
        version=row.version, round=row.round, signed_by=row.signed_by, signed_at=row.signed_at, text_hash=row.text_hash,
        moves=offered,
    )  # fmt: skip


@router.get("/reports", response=ReportsOut, summary="Reports that I may see")
def list_reports(request: HttpRequest, paging: Query[Paging], period: Id | None = None) -> ReportsOut:
    """Of one's own unit in every state; of others once sent."""
    actor = actor_on(request)
    rows = (
        Report.objects.visible_to(actor)
        .select_related("unit", "period")
        .order_by("-period__ends_on", "unit_path", "id")
    )
    rows = rows if period is None else rows.filter(period=period)
    page = rows[paging.offset : paging.offset + paging.limit]
    return ReportsOut(items=[_report(actor, row, moves=False) for row in page], total=rows.count())


@router.get("/reports/{pk}", response=ReportOut, summary="One report, with what may be done with it")
def get_report(request: HttpRequest, pk: int) -> ReportOut:
    """404 where it is not visible."""
    actor = actor_on(request)
    return _report(actor, Report.objects.select_related("unit", "period").get_visible(actor, pk=pk))


@router.post("/reports/{pk}/moves/{name}", response=ReportOut, summary="submit, recall, sign, rework")
def move_report(request: HttpRequest, pk: int, name: str, given: ReportMoveIn) -> ReportOut:
    """Header ``Idempotency-Key``: the same key twice does it once."""
    actor = actor_on(request)
    moves: dict[str, Callable[[Actor, Report], Report]] = {
        "submit": services.submit, "recall": services.recall, "sign": services.sign, "rework": services.rework,
        "pass": services.pass_step, "send_back": lambda by, one: services.send_back(by, one, given.note),
        "submit_early": lambda by, one: services.submit(by, one, given.note or " "),
    }  # fmt: skip
    row = queries.own_report(actor, pk)
    if name not in moves:
        raise NotVisible
    moves[name](actor, actions.expect(row, given.version))
    return _report(actor, queries.own_report(actor, pk))


@router.post("/reports/{pk}/moves/sign_scan/sheet", response=ReportOut, summary="Hand in the pen-signed sheet")
def sign_by_scan(request: HttpRequest, pk: int, signed_by: str, scan: File[UploadedFile]) -> ReportOut:
    """Completes the step: leaders do not log in."""
    actor = actor_on(request)
    row = queries.own_report(actor, pk)
    services.sign_scan(actor, row, signed_by, keep_file(actor, scan, field="scan"))
    return _report(actor, queries.own_report(actor, pk))


# ---------- entries ----------


def _said(said: rules.Said) -> SaidOut:
    return SaidOut(
        progress=said.progress, narrative=said.narrative, difficulty=said.difficulty, help=said.help,
        next_steps=said.next_steps, no_change=said.no_change,
        figures=[
            FigureOut(target_id=f.target_id, name=f.name, goal=f.goal, unit=f.unit_name, value=f.value, last=f.last, note=f.note)
            for f in said.figures
        ],
        nodes=[ReportNodeOut(milestone_id=n.milestone_id, title=n.title, due_on=n.due_on, done_on=n.done_on) for n in said.nodes],
        files=[f.name for f in said.files],
    )  # fmt: skip


def _entries(actor: Actor, rows: list[Entry]) -> list[EntryOut]:
    told = queries.read(actor, rows)
    return [
        EntryOut(
            id=row.pk, task_id=row.task_id, task=str(row.task), report_id=row.report_id,
            state=row.state if row.report.unit_id == actor.unit_id else "locked", version=row.version,
            round=told[row.pk].round, said=_said(told[row.pk].said), missing=[str(gap) for gap in told[row.pk].gaps],
        )
        for row in rows
    ]  # fmt: skip


@router.get("/entries", response=EntriesOut, summary="Entries that I may see")
def list_entries(
    request: HttpRequest, paging: Query[Paging], report: Id | None = None, task: Id | None = None
) -> EntriesOut:
    """Of one's own unit as they stand; of others as they were last sent."""
    actor = actor_on(request)
    rows = Entry.objects.visible_to(actor).select_related("task", "report", "source").order_by("-id")
    rows = rows if report is None else rows.filter(report=report)
    rows = rows if task is None else rows.filter(task=task)
    page = list(rows[paging.offset : paging.offset + paging.limit])
    return EntriesOut(items=_entries(actor, page), total=rows.count())


@router.get("/entries/{pk}", response=EntryOut, summary="One entry")
def get_entry(request: HttpRequest, pk: int) -> EntryOut:
    """404 where it is not visible."""
    actor = actor_on(request)
    row = Entry.objects.select_related("task", "report", "source").get_visible(actor, pk=pk)
    return _entries(actor, [row])[0]


@router.patch("/entries/{pk}", response=EntryOut, summary="Write an entry of my unit's report")
def save_entry(request: HttpRequest, pk: int, given: EntryIn) -> EntryOut:
    """Only what is given is changed. What is still missing stands in the answer, and is refused when handed in."""
    actor = actor_on(request)
    row = queries.own_entry(actor, pk)
    fields = {key: value for key, value in given.dict().items() if value is not None}
    services.save_entry(actor, row, **fields)
    return get_entry(request, pk)


@router.post("/entries/{pk}/moves/no_change", response=EntryOut, summary="No change in this period")
def no_change(request: HttpRequest, pk: int) -> EntryOut:
    """Takes over the last accepted entry."""
    actor = actor_on(request)
    row = queries.own_entry(actor, pk)
    services.say_no_change(actor, row)
    return get_entry(request, pk)


@router.post("/entries/{pk}/files", response={201: EntryOut}, summary="Hand in evidence")
def add_file(request: HttpRequest, pk: int, file: File[UploadedFile]) -> Status[EntryOut]:
    """One file."""
    actor = actor_on(request)
    row = queries.own_entry(actor, pk)
    services.add_evidence(actor, row, keep_file(actor, file))
    return Status(201, get_entry(request, pk))


# ---------- receipts ----------


def _receipt(row: Receipt) -> ReceiptOut:
    return ReceiptOut(
        id=row.pk, entry_id=row.entry_id, report_id=row.report_id, period_id=row.report.period_id, unit=row.report.unit.name,
        task_id=row.entry.task_id, task=str(row.entry.task), recipient=row.recipient.name, deciding=row.deciding,
        round=row.round, state=row.state, version=row.version, reason=row.reason, decided_at=row.decided_at,
    )  # fmt: skip


@router.get("/receipts", response=ReceiptsOut, summary="Answers to reports: given by me, or to me")
def list_receipts(
    request: HttpRequest, paging: Query[Paging], state: str = "", period: Id | None = None, mine: bool = False
) -> ReceiptsOut:
    """``mine``: those that my unit has to answer; ``state``: pending, accepted, returned."""
    actor = actor_on(request)
    rows = queries.inbox(actor) if mine else queries.receipts(actor)
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(report__period=period) if period is not None else rows
    page = rows.order_by("-id")[paging.offset : paging.offset + paging.limit]
    return ReceiptsOut(items=[_receipt(row) for row in page], total=rows.count())


@router.post("/receipts/accept", response=list[ReceiptOut], summary="Accept many, all or nothing")
def accept_many(request: HttpRequest, given: AcceptIn) -> list[ReceiptOut]:
    """404 when one of them is not ours to answer; 409 when somebody was first."""
    actor = actor_on(request)
    rows = list(queries.inbox(actor).filter(pk__in=list(given.receipts)))
    if not rows or len(rows) != len(given.receipts):
        raise NotVisible
    services.accept(actor, [actions.expect(row, given.receipts[row.pk]) for row in rows])
    return [_receipt(row) for row in queries.inbox(actor).filter(pk__in=list(given.receipts)).order_by("id")]


@router.post("/receipts/{pk}/moves/{name}", response=ReceiptOut, summary="accept, return, withdraw")
def move_receipt(request: HttpRequest, pk: int, name: str, given: ReportMoveIn) -> ReceiptOut:
    """A return needs its reason in ``note``."""
    actor = actor_on(request)
    moves: dict[str, Callable[[Receipt], object]] = {
        "accept": lambda row: services.accept(actor, [row], given.note),
        "return": lambda row: services.return_(actor, [row], given.note),
        "withdraw": lambda row: services.withdraw(actor, [row], given.note),
    }
    row = queries.inbox(actor).get_visible(actor, pk=pk)
    if name not in moves or name not in {move.name for move in RECEIPT.moves}:
        raise NotVisible
    moves[name](actions.expect(row, given.version))
    return _receipt(queries.inbox(actor).get_visible(actor, pk=pk))
