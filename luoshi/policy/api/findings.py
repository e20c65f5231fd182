"""The room's part of the REST API on findings and coverage: the same services as the pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.rest import Id, MoveOut, Paging, actor_on, moves_of
from luoshi.ledger.models import Clause
from luoshi.policy import queries, services
from luoshi.policy.models import Finding
from luoshi.policy.queries import coverage as matrix
from luoshi.policy.workflow import FINDING

router = Router()


class PlaceOut(Schema):
    """Where a finding lies: ``task_id`` or ``clause_id``; ``spans`` are offsets into ``text``."""

    plan_id: int
    task_id: int | None
    clause_id: int | None
    text: str
    spans: list[tuple[int, int]]


class FindingOut(Schema):
    """``because`` in the caller's language."""

    id: int
    plan_id: int
    kind: str
    severity: str
    state: str
    because: str
    units: list[str]
    places: list[PlaceOut]
    remark: str
    found_on: date
    moves: list[MoveOut]
    version: int


class FindingsOut(Schema):
    items: list[FindingOut]
    total: int


class FindingSieve(Paging):
    """``state``: one of the states, "open" for those that stand, or "" for all."""

    kind: str = ""
    severity: str = ""
    state: str = "open"
    plan: int = Field(0, ge=0, le=2**62)
    unit: str = ""


class JudgeIn(Schema):
    version: int | None = None
    note: str = ""


class ExaminedOut(Schema):
    """What stands after an examination; ``job_id`` where the plan is large and read by a job."""

    job_id: int | None
    counts: dict[str, int]
    at: datetime | None


class PartOut(Schema):
    task_id: int | None
    clause_id: int | None
    label: str
    title: str


class MatchOut(Schema):
    part: PartOut
    percent: int


class CoverageRowOut(Schema):
    """``covered``: what the office said, else what the texts say; ``state`` which of the two it is."""

    upper: PartOut
    lower: list[MatchOut]
    covered: bool
    state: str
    reason: str


class CoverageOut(Schema):
    covered: int
    rows: list[CoverageRowOut]
    baseless: list[PartOut]


class Pair(Schema):
    upper: Id
    lower: Id


class UptakeIn(Pair):
    """``task_id`` or ``clause_id`` of the upper plan."""

    move: Literal["cover", "uncover", "withdraw"]
    task_id: Id | None = None
    clause_id: Id | None = None
    reason: str = ""


def _finding_out(actor: Actor, one: Finding) -> FindingOut:
    return FindingOut(
        id=one.pk, plan_id=one.plan_id, kind=one.kind, severity=one.severity, state=one.state, because=str(one.because),
        units=[unit.name for unit in one.named.all()], remark=one.remark, found_on=one.found_at.date(), version=one.version,
        places=[
            PlaceOut(plan_id=row.plan_id, task_id=row.task_id, clause_id=row.clause_id, text=row.text, spans=row.spans)
            for row in one.places.all()
        ],
        moves=moves_of(FINDING, one.state, queries.examiner_facts(actor, one.unit, names=False)),
    )  # fmt: skip


@router.get("/findings", response=FindingsOut, summary="What was found on plans, by kind, severity, state, plan, unit")
def findings(request: HttpRequest, sieve: Query[FindingSieve]) -> FindingsOut:
    """Those of the caller's office, the surest first."""
    actor = actor_on(request)
    sought = queries.Sought(sieve.kind, sieve.severity, sieve.state, sieve.plan, sieve.unit)
    rows = queries.findings(actor, sought).select_related("unit")
    page = rows[sieve.offset : sieve.offset + sieve.limit]
    return FindingsOut(items=[_finding_out(actor, one) for one in page], total=rows.count())


@router.get("/findings/{pk}", response=FindingOut, summary="One finding")
def finding(request: HttpRequest, pk: int) -> FindingOut:
    """With its texts, the spans that prove it, and what may be said to it."""
    actor = actor_on(request)
    return _finding_out(actor, queries.find_finding(actor, pk))


@router.post("/findings/{pk}/moves/{move}", response=FindingOut, summary="Say what a finding is")
def judge(request: HttpRequest, pk: int, move: str, given: JudgeIn) -> FindingOut:
    """confirm, settle, dismiss, reopen; the reason in ``note``."""
    actor = actor_on(request)
    found = actions.expect(queries.find_finding(actor, pk), given.version)
    if move not in {one.name for one in FINDING.moves}:
        raise NotVisible
    return _finding_out(actor, services.judge(actor, found, move, given.note))


@router.post("/plans/{pk}/examine", response=ExaminedOut, summary="Look for what is wrong with a plan's division")
def examine(request: HttpRequest, pk: int) -> ExaminedOut:
    """By itself, and beside the issued plans that the caller's office can see."""
    actor = actor_on(request)
    plan = queries.find_plan(actor, pk)
    job = services.examine(actor, plan)
    standing = queries.standing(actor, plan)
    return ExaminedOut(job_id=job.pk if job else None, counts=standing.counts, at=standing.at)


def _part_out(part: matrix.Part) -> PartOut:
    clause = part.row.pk if isinstance(part.row, Clause) else None
    return PartOut(task_id=part.task.pk if part.task else None, clause_id=clause, label=part.label, title=part.title)


def _coverage_out(found: matrix.Coverage) -> CoverageOut:
    rows = [
        CoverageRowOut(
            upper=_part_out(row.upper), covered=row.covered, state=row.uptake.state if row.uptake else "suggested",
            lower=[MatchOut(part=_part_out(one.part), percent=one.percent) for one in row.taken],
            reason=row.uptake.reason if row.uptake else "",
        )
        for row in found.rows
    ]  # fmt: skip
    return CoverageOut(covered=found.covered, rows=rows, baseless=[_part_out(part) for part in found.baseless])


@router.get("/coverage", response=CoverageOut, summary="Which clauses of an upper plan a lower one takes up")
def coverage(request: HttpRequest, pair: Query[Pair]) -> CoverageOut:
    """What nobody took up comes first."""
    actor = actor_on(request)
    upper, lower = queries.find_plan(actor, pair.upper), queries.find_plan(actor, pair.lower)
    return _coverage_out(matrix.coverage(actor, upper, lower))


@router.post("/coverage", response=CoverageOut, summary="Say whether a lower plan takes up an upper clause")
def rule_uptake(request: HttpRequest, given: UptakeIn) -> CoverageOut:
    """The office's word stands over what the texts suggest."""
    actor = actor_on(request)
    upper, lower = queries.find_plan(actor, given.upper), queries.find_plan(actor, given.lower)
    row = matrix.upper_part(actor, upper, given.task_id or 0, given.clause_id or 0)
    services.rule_uptake(actor, lower, row, given.move, given.reason)
    return _coverage_out(matrix.coverage(actor, upper, lower))
