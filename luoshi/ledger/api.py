"""The room's part of the REST API: plans, tasks, duties, requests, and every move on them. Same services as the pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, File, Form, Query, Router, Schema
from ninja.files import UploadedFile

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import AlreadyDone, Invalid, NotVisible
from luoshi.kernel.say import say
from luoshi.kernel.services import keep_file
from luoshi.kernel.workflow import Workflow
from luoshi.ledger import queries, services
from luoshi.ledger.models import Clause, Duty, Plan, Request, Task
from luoshi.ledger.queries import Filters, LedgerRow
from luoshi.ledger.rules import Light
from luoshi.ledger.workflow import PLAN, REQUEST, TASK
from luoshi.org.models import Post, Unit

router = Router(tags=["ledger"])


# ---------- what is answered ----------


class LightOut(Schema):
    state: str
    brief: str
    because: list[str]


class MoveOut(Schema):
    name: str
    label: str
    allowed: bool
    because: list[str]
    needs: list[str]


class TaskRowOut(Schema):
    id: int
    number: str
    title: str
    category: str
    state: str
    version: int
    plan_id: int | None
    clause_id: int | None
    parent_id: int | None
    issuer_id: int
    issuer: str
    lead_id: int | None
    lead: str
    person: str
    joint: list[str]
    support: list[str]
    starts_on: date | None
    due_on: date | None
    first_due_on: date | None
    review_on: date | None
    done: float | None
    planned: float | None
    time: LightOut
    progress: LightOut
    reported_state: str
    latest: str
    report: str


class TasksOut(Schema):
    """``total`` is counted no further than 10,001."""

    items: list[TaskRowOut]
    total: int


class DutyOut(Schema):
    id: int
    task_id: int
    task: str
    unit_id: int
    unit: str
    role: str
    state: str
    version: int
    post: str
    person: str
    liaison: str
    received_at: datetime | None


class DutiesOut(Schema):
    items: list[DutyOut]
    total: int


class StandardOut(Schema):
    id: int
    text: str


class TargetOut(Schema):
    id: int
    name: str
    comparator: str
    number: Decimal
    unit: str
    value: Decimal | None


class MilestoneOut(Schema):
    id: int
    title: str
    due_on: date
    weight: int
    done_on: date | None


class ParentOut(Schema):
    """``id`` only where the reader may open it."""

    id: int | None
    number: str
    title: str
    clause: str
    issuer: str
    basis: str
    due_on: date | None
    review_on: date | None


class CheckOut(Schema):
    standard_id: int
    standard: str
    claim: str
    met: bool | None
    remark: str


class CompletionOut(Schema):
    id: int
    ending: str
    statement: str
    applied_at: datetime
    outcome: str
    remark: str
    checks: list[CheckOut]


class TaskOut(TaskRowOut):
    text: str
    basis: str
    tightening: str
    duties: list[DutyOut]
    standards: list[StandardOut]
    targets: list[TargetOut]
    milestones: list[MilestoneOut]
    completions: list[CompletionOut]
    parent: ParentOut | None
    missing: list[str]
    moves: list[MoveOut]


class RequestOut(Schema):
    id: int
    kind: str
    task_id: int
    task: str
    unit: str
    assigner: str
    state: str
    version: int
    reason: str
    proposed_on: date | None
    proposed_unit: str
    signed_by: str
    raised_at: datetime
    rule_by: date | None
    ruling: str
    ruled_at: datetime | None
    moves: list[MoveOut] = Field(default_factory=list)


class RequestsOut(Schema):
    items: list[RequestOut]
    total: int


class ClauseOut(Schema):
    id: int
    labels: list[str]
    heading: str
    text: str
    start: int
    end: int


class PlanRowOut(Schema):
    id: int
    title: str
    doc_number: str
    issuer_name: str
    issued_on: date | None
    unit_id: int
    unit: str
    state: str
    version: int
    basis: str


class PlansOut(Schema):
    items: list[PlanRowOut]
    total: int


class PlanOut(PlanRowOut):
    text: str
    clauses: list[ClauseOut]
    moves: list[MoveOut]


class CascadeOut(Schema):
    id: int
    parent_id: int | None
    depth: int
    number: str
    unit: str
    person: str
    share: Decimal | None
    value: Decimal | None
    done: float | None
    time: LightOut
    progress: LightOut
    children: int
    report: str


class EventOut(Schema):
    at: datetime
    code: str
    title: str
    text: str
    who: str


# ---------- what is asked ----------


class Paging(Schema):
    limit: int = Field(50, ge=1, le=200)
    offset: int = Field(0, ge=0)


Small = Field(None, ge=1, le=2**62)


class TaskQuery(Paging):
    """``unit`` a subtree by its top unit, ``lead`` the very lead unit; ``time``/``progress`` the state of a light."""

    q: str = Field("", max_length=100)
    unit: int | None = Small
    lead: int | None = Small
    plan: int | None = Small
    clause: int | None = Small
    parent: int | None = Small
    state: Literal["", "open", "draft", "active", "verifying", "completed", "dropped"] = ""
    time: Literal["", "green", "yellow", "red", "paused", "closed", "none"] = ""
    progress: Literal["", "green", "yellow", "red", "ahead", "paused", "closed", "none"] = ""
    category: Literal["", "plan", "instruction", "meeting", "letter"] = ""
    mine: Literal["", "lead", "support", "issued", "any"] = ""
    top: bool = False
    order: Literal["number", "due"] = "number"


class MoveIn(Schema):
    """``version``: as read; a move made meanwhile gives 409 with who and when. ``note``: the reason, where one is needed."""

    version: int | None = None
    note: str = Field("", max_length=1000)


class DraftIn(Schema):
    plan_id: int | None = Small
    clause_id: int | None = Small
    number: str
    title: str
    text: str = ""
    due_on: date | None = None
    review_on: date | None = None
    starts_on: date | None = None


class EditIn(Schema):
    """Only what is given is changed; null takes a date away. The three lists replace those of the draft."""

    version: int | None = None
    number: str | None = None
    title: str | None = None
    text: str | None = None
    due_on: date | None = None
    review_on: date | None = None
    starts_on: date | None = None
    standards: list[str] | None = None
    targets: list[TargetIn] | None = None
    milestones: list[MilestoneIn] | None = None


class TargetIn(Schema):
    name: str = Field(max_length=120)
    comparator: Literal[">=", "<=", "=", "~"] = ">="
    number: Decimal = Field(max_digits=18, decimal_places=4)
    unit_name: str = Field("", max_length=20)


class MilestoneIn(Schema):
    title: str = Field(max_length=200)
    due_on: date
    weight: int = Field(1, ge=1, le=1000)


EditIn.model_rebuild()


class DutyIn(Schema):
    unit_id: int
    role: Literal["lead", "joint", "support"]
    post_id: int | None = Small
    basis_note: str = Field("", max_length=200)


class IssueIn(Schema):
    """Task id → version as read (null: whichever it is now)."""

    tasks: dict[int, int | None]


class OrderIn(Schema):
    """``shares`` target id → this unit's part. Without ``post_id`` the unit's default post answers."""

    unit_id: int
    due_on: date | None = None
    post_id: int | None = Small
    shares: dict[int, Decimal] = Field(default_factory=dict)
    standards: list[str] | None = None
    title: str = Field("", max_length=200)


class BreakdownIn(Schema):
    version: int | None = None
    orders: list[OrderIn] = Field(max_length=500)
    reason: str = Field("", max_length=1000)


class ApplyIn(Schema):
    """``claims`` a JSON object: standard id → the unit's own check."""

    version: int | None = None
    ending: Literal["done", "stage", "routine"]
    statement: str = Field(max_length=4000)
    claims: str = "{}"


class AnswerIn(Schema):
    met: bool | None = None
    remark: str = Field("", max_length=300)


class VerifyIn(Schema):
    """``checks`` standard id → answer."""

    version: int | None = None
    checks: dict[int, AnswerIn] = Field(default_factory=dict)
    note: str = Field("", max_length=1000)


class ReceiveIn(Schema):
    version: int | None = None
    liaison_id: int | None = Small


class DivisionIn(Schema):
    version: int | None = None
    reason: str = Field(max_length=2000)
    signed_by: str = Field(max_length=40)
    proposed_unit_id: int | None = Small


class RulingIn(MoveIn):
    """``unit_id``: whom the duty goes to, where the ruling differs from what was proposed."""

    unit_id: int | None = Small


# ---------- helpers ----------


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


def _once(request: HttpRequest, do: Callable[[], object]) -> None:
    """Do it once for the header ``Idempotency-Key``; a second time nothing is done and the present state is answered."""
    key = request.headers.get("Idempotency-Key", "")[:64]
    if not key:
        do()
        return
    try:
        with actions.once(_actor(request), key):
            do()
    except AlreadyDone:
        return


def _moves(table: Workflow, state: str, facts: Any) -> list[MoveOut]:
    return [
        MoveOut(
            name=offer.move.name, label=str(offer.move.label), allowed=offer.allowed, needs=list(offer.move.needs),
            because=[str(reason) for reason in offer.because],
        )
        for offer in table.offers(state, facts)
    ]  # fmt: skip


def _unit(pk: int, field: str = "unit_id") -> Unit:
    """Any unit may be named; whether it may be ordered, the relation says."""
    found = Unit.objects.filter(pk=pk, abolished_on=None).first()
    if found is None:
        raise Invalid({field: [say("没有这个单位。")]})
    return found


def _post(pk: int | None, unit_id: int, field: str) -> Post | None:
    if pk is None:
        return None
    found = Post.objects.filter(pk=pk, unit_id=unit_id).first()
    if found is None:
        raise Invalid({field: [say("该单位没有这个岗位。")]})
    return found


def _light(one: Light) -> LightOut:
    return LightOut(state=one.state, brief=str(one.brief or ""), because=[str(reason) for reason in one.because])


def _row(row: LedgerRow) -> dict[str, Any]:
    task = row.task
    return {
        "id": task.pk, "number": task.number, "title": task.title, "category": task.category, "state": task.state,
        "version": task.version, "plan_id": task.plan_id, "clause_id": task.clause_id, "parent_id": task.parent_id,
        "issuer_id": task.issuer_id, "issuer": task.issuer.name, "lead_id": row.lead.pk if row.lead else None,
        "lead": row.lead.name if row.lead else "", "person": row.person, "joint": [unit.name for unit in row.joint],
        "support": [unit.name for unit in row.support], "starts_on": task.starts_on, "due_on": task.due_on,
        "first_due_on": task.first_due_on, "review_on": task.review_on,
        "done": float(task.done) if task.done is not None else None, "planned": row.lights.planned,
        "time": _light(row.lights.time), "progress": _light(row.lights.progress), "reported_state": task.reported_state,
        "latest": task.latest, "report": row.report,
    }  # fmt: skip


# ---------- plans ----------


def _plan_row(row: Plan) -> dict[str, Any]:
    return {
        "id": row.pk, "title": row.title, "doc_number": row.doc_number, "issuer_name": row.issuer_name,
        "issued_on": row.issued_on, "unit_id": row.unit_id, "unit": row.unit.name, "state": row.state,
        "version": row.version, "basis": str(row.basis) if row.basis else "",
    }  # fmt: skip


def _clause(row: Clause) -> ClauseOut:
    return ClauseOut(id=row.pk, labels=row.labels, heading=row.heading, text=row.text, start=row.start, end=row.end)


@router.get("/plans", response=PlansOut, summary="Plans that I may read")
def list_plans(request: HttpRequest, paging: Query[Paging]) -> PlansOut:
    """Newest first."""
    rows = queries.plans(_actor(request))
    page = rows[paging.offset : paging.offset + paging.limit]
    return PlansOut(items=[PlanRowOut(**_plan_row(row)) for row in page], total=rows.count())


@router.get("/plans/{pk}", response=PlanOut, summary="One plan with its clauses")
def get_plan(request: HttpRequest, pk: int) -> PlanOut:
    """Import, consultation and approval are acts of the room policy."""
    actor = _actor(request)
    plan = queries.plan_page(actor, pk)
    clauses = [_clause(row) for row in plan.clauses.all()]
    moves = _moves(PLAN, plan.state, queries.plan_facts(actor, plan))
    return PlanOut(**_plan_row(plan), text=plan.text, clauses=clauses, moves=moves)


# ---------- tasks ----------


@router.get("/tasks", response=TasksOut, summary="Tasks that I may see")
def list_tasks(request: HttpRequest, asked: Query[TaskQuery]) -> TasksOut:
    """By number, or by date with ``order=due``."""
    given = asked.dict()
    limit, offset = given.pop("limit"), given.pop("offset")
    rows, total = queries.ledger_slice(_actor(request), Filters(**given), offset, limit)
    return TasksOut(items=[TaskRowOut(**_row(row)) for row in rows], total=total)


@router.post("/tasks", response={201: TaskOut}, summary="Draft a task")
def draft(request: HttpRequest, given: DraftIn) -> tuple[int, TaskOut]:
    """Seen by the drafting unit alone until it is consulted on or issued."""
    actor = _actor(request)
    fields = given.dict()
    plan_id, clause_id = fields.pop("plan_id"), fields.pop("clause_id")
    plan = queries.plan_page(actor, plan_id) if plan_id else None
    clause = plan.clauses.filter(pk=clause_id).first() if plan and clause_id else None
    if clause_id and clause is None:
        raise Invalid({"clause_id": [say("方案里没有这一条。")]})
    made: list[Task] = []
    _once(request, lambda: made.append(services.draft_task(actor, plan=plan, clause=clause, **fields)))
    if not made:
        raise AlreadyDone("")
    return 201, _task(actor, made[0].pk)


@router.get("/tasks/{pk}", response=TaskOut, summary="One task, with what may be done with it")
def get_task(request: HttpRequest, pk: int) -> TaskOut:
    """404 where it is not visible."""
    return _task(_actor(request), pk)


def _task(actor: Actor, pk: int) -> TaskOut:
    task = queries.task_page(actor, pk)
    row = queries.ledger_rows([task])[0]
    facts = queries.task_facts(actor, task)
    above = queries.parent_extract(actor, task)
    return TaskOut(
        **_row(row),
        text=task.text,
        basis=str(task.basis) if task.basis else "",
        tightening=task.tightening,
        duties=[_duty(one, task) for one in queries.duties(task)],
        standards=[StandardOut(id=one.pk, text=one.text) for one in row.standards],
        targets=[
            TargetOut(
                id=one.pk,
                name=one.name,
                comparator=one.comparator,
                number=one.number,
                unit=one.unit_name,
                value=one.value,
            )
            for one in row.targets
        ],
        milestones=[
            MilestoneOut(id=one.pk, title=one.title, due_on=one.due_on, weight=one.weight, done_on=one.done_on)
            for one in task.milestones.all()
        ],
        completions=_completions(task),
        parent=ParentOut(**{name: getattr(above, name) for name in ParentOut.model_fields}) if above else None,
        missing=[str(one) for one in facts.missing],
        moves=_moves(TASK, task.state, facts),
    )


def _completions(task: Task) -> list[CompletionOut]:
    return [
        CompletionOut(
            id=one.pk, ending=one.ending, statement=one.statement, applied_at=one.applied_at, outcome=one.outcome,
            remark=one.remark,
            checks=[
                CheckOut(
                    standard_id=check.standard_id, standard=check.standard.text, claim=check.claim, met=check.met,
                    remark=check.remark,
                )
                for check in one.checks.all()
            ],
        )
        for one in queries.completions(task)
    ]  # fmt: skip


@router.patch("/tasks/{pk}", response=TaskOut, summary="Correct a draft")
def edit(request: HttpRequest, pk: int, given: EditIn) -> TaskOut:
    """All of it or nothing."""
    actor = _actor(request)
    fields = given.dict(exclude_unset=True)
    task = actions.expect(queries.task_page(actor, pk), fields.pop("version", None))
    texts, figures, nodes = (fields.pop(name, None) for name in ("standards", "targets", "milestones"))
    empty = [name for name in ("number", "title", "text") if name in fields and fields[name] is None]
    if empty:
        raise Invalid({name: [say("不能为空值。")] for name in empty})

    def do() -> None:
        with actions.atomic():
            services.edit_task(actor, task, **fields)
            if texts is not None:
                services.set_standards(actor, task, texts)
            if figures is not None:
                services.set_targets(actor, task, [services.TargetDraft(**one) for one in figures])
            if nodes is not None:
                services.set_milestones(actor, task, [services.MilestoneDraft(**one) for one in nodes])

    _once(request, do)
    return _task(actor, pk)


@router.put("/tasks/{pk}/duties", response=TaskOut, summary="Name a unit as lead, joint or supporting")
def set_duty(request: HttpRequest, pk: int, given: DutyIn) -> TaskOut:
    """A draft only. A new lead makes the one before it joint."""
    actor = _actor(request)
    task = queries.task_page(actor, pk)
    unit, post = _unit(given.unit_id), _post(given.post_id, given.unit_id, "post_id")
    services.set_duty(actor, task, unit, given.role, post=post, basis_note=given.basis_note)
    return _task(actor, pk)


@router.get("/tasks/{pk}/cascade", response=list[CascadeOut], summary="The tasks it was broken down into")
def get_cascade(request: HttpRequest, pk: int, depth: Query[int] = 2) -> list[CascadeOut]:
    """In the order of the tree; ``depth`` 1 to 5 levels."""
    actor = _actor(request)
    rows = queries.cascade(actor, queries.task_page(actor, pk), min(max(depth, 1), 5))
    return [
        CascadeOut(
            id=row.task.pk, parent_id=row.task.parent_id, depth=row.depth, number=row.task.number,
            unit=row.unit.name if row.unit else "", person=row.person, share=row.share.number if row.share else None,
            value=row.share.value if row.share else None, done=row.done, time=_light(row.lights.time),
            progress=_light(row.lights.progress), children=row.children, report=row.report,
        )
        for row in rows
    ]  # fmt: skip


@router.get("/tasks/{pk}/events", response=list[EventOut], summary="What happened, newest first")
def get_events(request: HttpRequest, pk: int) -> list[EventOut]:
    """From the audit trail."""
    found = queries.timeline(queries.task_page(_actor(request), pk))
    return [EventOut(at=one.at, code=one.code, title=str(one.title), text=one.text, who=one.who) for one in found]


# ---------- moves of a task ----------


@router.post("/tasks/issue", response=list[TaskRowOut], summary="Issue drafts, all or nothing")
def issue_many(request: HttpRequest, given: IssueIn) -> list[TaskRowOut]:
    """The refusal names what is missing, for every task that lacks something."""
    actor = _actor(request)
    tasks = queries.of_ids(actor, given.tasks)
    if len(tasks) != len(given.tasks):
        raise NotVisible
    for task in tasks:
        actions.expect(task, given.tasks[task.pk])
    _once(request, lambda: services.issue_tasks(actor, tasks))
    return [TaskRowOut(**_row(row)) for row in queries.ledger_rows(queries.of_ids(actor, given.tasks))]


@router.post("/tasks/{pk}/moves/breakdown", response=list[CascadeOut], summary="Hand a task down to lower units")
def break_down(request: HttpRequest, pk: int, given: BreakdownIn) -> list[CascadeOut]:
    """One order to many units, each its own copy. ``reason`` where a date is squeezed or later, or a sum raised."""
    actor = _actor(request)
    task = actions.expect(queries.task_page(actor, pk), given.version)
    orders = [
        services.Order(
            unit=_unit(one.unit_id), due_on=one.due_on, post=_post(one.post_id, one.unit_id, "post_id"), shares=one.shares,
            standards=one.standards, title=one.title,
        )
        for one in given.orders
    ]  # fmt: skip
    _once(request, lambda: services.break_down(actor, task, orders, reason=given.reason))
    return get_cascade(request, pk, 1)


@router.post("/tasks/{pk}/moves/apply", response=TaskOut, summary="Apply for completion, with evidence (multipart)")
def apply(request: HttpRequest, pk: int, given: Form[ApplyIn], files: File[list[UploadedFile]]) -> TaskOut:
    """At least one file."""
    actor = _actor(request)
    task = actions.expect(queries.task_page(actor, pk), given.version)
    claims = _claims(given.claims)

    def do() -> None:
        with actions.atomic():
            kept = [keep_file(actor, one, field="files") for one in files]
            services.apply_completion(
                actor, task, ending=given.ending, statement=given.statement, claims=claims, files=kept
            )

    _once(request, do)
    return _task(actor, pk)


def _claims(text: str) -> dict[int, str]:
    try:
        found = json.loads(text)
        return {int(key): str(value) for key, value in found.items()}
    except (ValueError, AttributeError, RecursionError):
        raise Invalid({"claims": [say("自查情况须是 JSON 对象：标准编号对应说明。")]}) from None


@router.post("/tasks/{pk}/moves/verify", response=TaskOut, summary="Confirm every standard: the task is complete")
def verify(request: HttpRequest, pk: int, given: VerifyIn) -> TaskOut:
    """By somebody else than the applicant."""
    actor = _actor(request)
    task = actions.expect(queries.task_page(actor, pk), given.version)
    _once(request, lambda: services.verify_completion(actor, task, checks=_answers(given), remark=given.note))
    return _task(actor, pk)


@router.post("/tasks/{pk}/moves/send_back", response=TaskOut, summary="Not complete: back to work, with the reason")
def send_back(request: HttpRequest, pk: int, given: VerifyIn) -> TaskOut:
    """``note`` is mandatory."""
    actor = _actor(request)
    task = actions.expect(queries.task_page(actor, pk), given.version)
    _once(request, lambda: services.send_back(actor, task, checks=_answers(given), note=given.note))
    return _task(actor, pk)


def _answers(given: VerifyIn) -> dict[int, tuple[bool | None, str]]:
    return {pk: (one.met, one.remark) for pk, one in given.checks.items()}


@router.post("/tasks/{pk}/moves/{name}", response=TaskOut, summary="issue, drop, restore, reopen")
def move_task(request: HttpRequest, pk: int, name: str, given: MoveIn) -> TaskOut:
    """Header ``Idempotency-Key``: the same key twice does it once."""
    actor = _actor(request)
    task = actions.expect(queries.task_page(actor, pk), given.version)
    moves: dict[str, Callable[[], object]] = {
        "issue": lambda: services.issue_tasks(actor, [task]),
        "drop": lambda: services.drop_task(actor, task, given.note),
        "restore": lambda: services.restore_task(actor, task, given.note),
        "reopen": lambda: services.reopen(actor, task, given.note),
    }
    if name not in moves:
        raise NotVisible
    _once(request, moves[name])
    return _task(actor, pk)


# ---------- duties ----------


def _duty(row: queries.DutyRow, task: Task) -> DutyOut:
    duty = row.duty
    return DutyOut(
        id=duty.pk, task_id=duty.task_id, task=str(task), unit_id=duty.unit_id, unit=duty.unit.name, role=duty.role,
        state=duty.state, version=duty.version, post=duty.post.name if duty.post else "", person=row.person,
        liaison=row.liaison, received_at=duty.received_at,
    )  # fmt: skip


def _duties(rows: Sequence[Duty]) -> list[DutyOut]:
    return [_duty(row, row.duty.task) for row in queries.duty_rows(rows)]


@router.get("/duties", response=DutiesOut, summary="Duties that wait for receipt")
def list_duties(request: HttpRequest, paging: Query[Paging], whose: Literal["mine", "issued"] = "mine") -> DutiesOut:
    """``mine``: my unit has to receive; ``issued``: my unit has issued and they have not received."""
    actor = _actor(request)
    rows = queries.to_receive(actor) if whose == "mine" else queries.not_received(actor)
    page = list(rows.select_related("post", "liaison", "task")[paging.offset : paging.offset + paging.limit])
    return DutiesOut(items=_duties(page), total=rows.count())


@router.post("/duties/{pk}/moves/receive", response=TaskOut, summary="Receive a duty")
def receive(request: HttpRequest, pk: int, given: ReceiveIn) -> TaskOut:
    """Proves receipt, not consent. The lead names its liaison officer here or later."""
    actor = _actor(request)
    duty = actions.expect(queries.duty_page(actor, pk), given.version)
    liaison = _post(given.liaison_id, duty.unit_id, "liaison_id")
    _once(request, lambda: services.receive(actor, duty, liaison=liaison))
    return _task(actor, duty.task_id)


@router.post("/duties/{pk}/moves/name_liaison", response=TaskOut, summary="Name the liaison officer")
def name_liaison(request: HttpRequest, pk: int, given: ReceiveIn) -> TaskOut:
    """After receipt."""
    actor = _actor(request)
    duty = actions.expect(queries.duty_page(actor, pk), given.version)
    liaison = _post(given.liaison_id, duty.unit_id, "liaison_id")
    _once(request, lambda: services.name_liaison(actor, duty, liaison))
    return _task(actor, duty.task_id)


@router.post("/duties/{pk}/moves/request_division", response={201: RequestOut}, summary="Ask for another division")
def request_division(request: HttpRequest, pk: int, given: DivisionIn) -> tuple[int, RequestOut]:
    """Within N working days after issue, signed by the unit's head; the work goes on."""
    actor = _actor(request)
    duty = actions.expect(queries.duty_page(actor, pk), given.version)
    unit = _unit(given.proposed_unit_id, "proposed_unit_id") if given.proposed_unit_id else None

    def do() -> None:
        services.request_division(actor, duty, reason=given.reason, signed_by=given.signed_by, proposed_unit=unit)

    _once(request, do)
    return 201, _request(actor, queries.requests_of(duty.task).filter(duty=duty)[0].pk)


# ---------- requests ----------


def _request_row(row: Request) -> dict[str, Any]:
    return {
        "id": row.pk, "kind": row.kind, "task_id": row.task_id, "task": str(row.task), "unit": row.unit.name,
        "assigner": row.assigner.name, "state": row.state, "version": row.version, "reason": row.reason,
        "proposed_on": row.proposed_on, "proposed_unit": row.proposed_unit.name if row.proposed_unit else "",
        "signed_by": row.signed_by, "raised_at": row.raised_at, "rule_by": row.rule_by, "ruling": row.ruling,
        "ruled_at": row.ruled_at,
    }  # fmt: skip


def _request(actor: Actor, pk: int) -> RequestOut:
    row = queries.request_page(actor, pk)
    return RequestOut(**_request_row(row), moves=_moves(REQUEST, row.state, queries.request_facts(actor, row)))


@router.get("/requests", response=RequestsOut, summary="Requests that my unit has to rule on, or those on a task")
def list_requests(request: HttpRequest, paging: Query[Paging], task: int | None = None) -> RequestsOut:
    """Those to be ruled on first come by their date."""
    actor = _actor(request)
    rows = queries.to_rule(actor) if task is None else queries.requests_of(queries.task_page(actor, task))
    page = rows.select_related("task", "unit", "assigner", "proposed_unit")
    items = [RequestOut(**_request_row(row)) for row in page[paging.offset : paging.offset + paging.limit]]
    return RequestsOut(items=items, total=rows.count())


@router.get("/requests/{pk}", response=RequestOut, summary="One request, with what may be done with it")
def get_request(request: HttpRequest, pk: int) -> RequestOut:
    """404 where it is not visible."""
    return _request(_actor(request), pk)


@router.post("/requests/{pk}/moves/{name}", response=RequestOut, summary="grant, decline, withdraw")
def move_request(request: HttpRequest, pk: int, name: str, given: RulingIn) -> RequestOut:
    """``note`` is the ruling, and mandatory."""
    actor = _actor(request)
    row = actions.expect(queries.request_page(actor, pk), given.version)
    unit = _unit(given.unit_id) if given.unit_id else None
    moves: dict[str, Callable[[], object]] = {
        "grant": lambda: services.rule_request(actor, row, granted=True, note=given.note, unit=unit),
        "decline": lambda: services.rule_request(actor, row, granted=False, note=given.note),
        "withdraw": lambda: services.withdraw_request(actor, row),
    }
    if name not in moves:
        raise NotVisible
    _once(request, moves[name])
    return _request(actor, pk)
