"""The room's part of the REST API: a plan read, reviewed, consulted on and registered as issued. Same services as the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, File, Form, Query, Router, Schema
from ninja.files import UploadedFile

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, NotVisible
from luoshi.kernel.rest import Id, MoveOut, Paging, actor_on, moves_of
from luoshi.kernel.say import say
from luoshi.ledger.models import Clause, Plan
from luoshi.ledger.workflow import PLAN
from luoshi.org.models import Unit
from luoshi.policy import queries, services
from luoshi.policy.workflow import OPINION

router = Router()


class PlanOut(Schema):
    id: int
    title: str
    doc_number: str
    issuer: str
    issued_on: date | None
    unit_id: int
    unit: str
    state: str
    consult_due_on: date | None
    order_number: str | None
    version: int


class CopyIn(Schema):
    title: str = Field(min_length=1, max_length=200)
    years: int = Field(1, ge=0, le=10)


class PlansOut(Schema):
    items: list[PlanOut]
    total: int


class DutyOut(Schema):
    unit_id: int
    unit: str
    role: str
    post: str
    basis_note: str


class ResidueOut(Schema):
    """``start``/``end``: where it stands in the plan's text."""

    mark_id: int
    text: str
    start: int
    end: int


class CardOut(Schema):
    """``stage``: unsure, waiting, confirmed, dropped. ``doubts``: what a person has to decide, in the caller's language."""

    id: int
    number: str
    title: str
    clause_id: int | None
    clause: list[str]
    start: int | None
    end: int | None
    lead: str | None
    others: list[str]
    duties: list[DutyOut]
    generic: list[str]
    unmapped: list[str]
    due_on: date | None
    review_on: date | None
    proposed_review_on: date | None
    standards: list[str]
    targets: list[str]
    stage: str
    doubts: list[str]
    residue: list[ResidueOut]
    version: int


class UnitOut(Schema):
    id: int
    name: str


class NameOut(Schema):
    name: str
    count: int
    proposals: list[UnitOut]


class ClauseOut(Schema):
    id: int
    labels: list[str]
    heading: str


class ReviewOut(Schema):
    """``names`` without a unit; ``loose`` clauses without a task; ``stray`` unsure words that belong to no task."""

    plan: PlanOut
    text: str
    tasks: list[CardOut]
    names: list[NameOut]
    loose: list[ClauseOut]
    stray: list[ResidueOut]
    moves: list[MoveOut]


class MapIn(Schema):
    """``unit_id``, or ``unit_name`` and ``kind`` for a unit to be made, or ``ignore``."""

    name: str
    unit_id: Id | None = None
    unit_name: str = ""
    kind: str = "department"
    ignore: bool = False


class ConfirmIn(Schema):
    """``residue``: mark id to "seen" or "standard"."""

    version: int | None = None
    title: str
    number: str = ""
    lead_id: Id | None = None
    support_ids: list[Id] = []
    lead_basis: str = ""
    due_on: date | None = None
    review_on: date | None = None
    standards: list[str] = []
    post_name: str = ""
    person_name: str = ""
    residue: dict[Id, str] = {}


class TaskMoveIn(Schema):
    """``note`` for leave_out, ``text`` (the clause with one more line break) for split, ``under_id`` (a clause) for hang."""

    note: str = ""
    text: str = ""
    under_id: Id | None = None


class MoveIn(Schema):
    """``due_on`` for consult and newcomers, ``note`` for redraft, the others for approve."""

    version: int | None = None
    note: str = ""
    due_on: date | None = None
    title: str = ""
    order_number: str = ""
    ordered_on: date | None = None
    approved_by: str = ""


class OpinionMoveIn(Schema):
    """``text``, ``post_name`` and ``person_name`` from the unit; ``note`` from the office."""

    version: int | None = None
    text: str = ""
    note: str = ""
    post_name: str = ""
    person_name: str = ""


class AgreeIn(Schema):
    """``only``: ids of opinions; without it, all that have no answer yet."""

    post_name: str = ""
    person_name: str = ""
    only: list[Id] | None = None


class OpinionOut(Schema):
    id: int
    task_id: int
    task: str
    unit_id: int
    unit: str
    role: str
    due_on: date
    state: str
    text: str
    reason: str
    post: str
    holder: str
    moves: list[str]
    version: int


class OpinionsOut(Schema):
    items: list[OpinionOut]
    total: int


def _plan_out(plan: Plan) -> PlanOut:
    return PlanOut(
        id=plan.pk, title=plan.title, doc_number=plan.doc_number, issuer=plan.issuer_name, issued_on=plan.issued_on,
        unit_id=plan.unit_id, unit=plan.unit.name, state=plan.state, consult_due_on=plan.consult_due_on,
        order_number=plan.basis.number if plan.basis else None, version=plan.version,
    )  # fmt: skip


def _residue_out(mark: Any) -> ResidueOut:
    return ResidueOut(mark_id=mark.pk, text=mark.text, start=mark.start, end=mark.end)


def _card_out(card: queries.Card) -> CardOut:
    task, clause = card.task, card.task.clause
    return CardOut(
        id=task.pk, number=task.number, title=task.title, clause_id=task.clause_id,
        clause=list(clause.labels) if clause else [], start=clause.start if clause else None,
        end=clause.end if clause else None, lead=card.lead.unit.name if card.lead else None,
        others=[duty.unit.name for duty in card.helpers],
        duties=[
            DutyOut(
                unit_id=duty.unit_id, unit=duty.unit.name, role=duty.role, post=duty.post.name if duty.post else "",
                basis_note=duty.basis_note,
            )
            for duty in card.duties
        ],
        generic=list(card.generic), unmapped=list(card.unmapped), due_on=task.due_on, review_on=task.review_on,
        proposed_review_on=card.proposed_on, standards=list(card.standards), targets=[one.name for one in card.targets],
        stage=card.stage, doubts=[str(one) for one in card.doubts], residue=[_residue_out(mark) for mark in card.residue],
        version=task.version,
    )  # fmt: skip


def _review_out(actor: Actor, plan: Plan) -> ReviewOut:
    page = queries.review_page(actor, plan)
    return ReviewOut(
        plan=_plan_out(plan),
        text=plan.text,
        tasks=[_card_out(card) for card in page.cards],
        names=[
            NameOut(
                name=row.name, count=row.count, proposals=[UnitOut(id=one.pk, name=one.name) for one in row.proposals]
            )
            for row in page.names
        ],
        loose=[ClauseOut(id=one.pk, labels=one.labels, heading=one.heading) for one in page.loose],
        stray=[_residue_out(mark) for mark in page.stray],
        moves=moves_of(PLAN, plan.state, page.facts),
    )


def _opinion_out(row: queries.OpinionRow) -> OpinionOut:
    one = row.opinion
    return OpinionOut(
        id=one.pk, task_id=one.task_id, task=str(one.task), unit_id=one.unit_id, unit=one.unit.name, role=row.role,
        due_on=one.due_on, state=one.state, text=one.text, reason=one.reason, post=row.post, holder=row.holder,
        moves=sorted(row.moves), version=one.version,
    )  # fmt: skip


def _unit(plan: Plan, pk: int | None, field: str = "unit_id") -> Unit | None:
    if pk is None:
        return None
    found = queries.choosable(plan).filter(pk=pk).first()
    if found is None:
        raise Invalid({field: [say("这个单位不能承担本方案的任务。")]})
    return found


@router.post("/plans", response={201: ReviewOut}, summary="Take a plan in: a file, or pasted text")
def import_plan(
    request: HttpRequest,
    file: File[UploadedFile] = None,  # type: ignore[assignment]
    pasted: Form[str] = "",
    title: Form[str] = "",
) -> tuple[int, ReviewOut]:
    """A classified or unreadable document is refused with what to do; nothing is kept of it."""
    actor = actor_on(request)
    data = file.read() if file is not None else None
    name = (file.name or "") if file is not None else ""
    plan = services.import_plan(actor, data=data, name=name, pasted=pasted, title=title)
    return 201, _review_out(actor, plan)


@router.post("/plans/{pk}/copy", response={201: ReviewOut}, summary="This year's plan from last year's")
def copy_plan(request: HttpRequest, pk: int, given: CopyIn) -> tuple[int, ReviewOut]:
    """A draft of every task that goes on, with dates so many years later; each is confirmed as if read from a file."""
    actor = actor_on(request)
    source = queries.find_plan(actor, pk)
    return 201, _review_out(actor, services.copy_plan(actor, source, title=given.title, years=given.years))


@router.get("/plans", response=PlansOut, summary="Plans that I may read")
def plans(request: HttpRequest, paging: Query[Paging]) -> PlansOut:
    """Newest first."""
    rows = queries.plans_page(actor_on(request))
    page = rows[paging.offset : paging.offset + paging.limit]
    return PlansOut(items=[_plan_out(row.plan) for row in page], total=len(rows))


@router.get("/plans/{pk}", response=ReviewOut, summary="A plan, the tasks read from it and what is unsure")
def plan_detail(request: HttpRequest, pk: int) -> ReviewOut:
    """To its drafter all tasks; to a unit that is asked, its own."""
    actor = actor_on(request)
    return _review_out(actor, queries.find_plan(actor, pk))


@router.post(
    "/plans/{pk}/names", response=ReviewOut, summary="Say which unit a name means, make the unit, or leave it out"
)
def map_name(request: HttpRequest, pk: int, given: MapIn) -> ReviewOut:
    """Remembered for the next plans."""
    actor = actor_on(request)
    plan = queries.find_plan(actor, pk)
    unit = _unit(plan, given.unit_id)
    if given.ignore:
        services.ignore_name(actor, plan, given.name)
    elif unit is not None:
        services.map_name(actor, plan, given.name, unit)
    else:
        services.create_unit_for(actor, plan, given.name, given.unit_name, given.kind)
    return _review_out(actor, plan)


@router.post("/plans/{pk}/headings", response=ReviewOut, summary="Make tasks of clauses that name no unit")
def assign(request: HttpRequest, pk: int, clauses: list[Id]) -> ReviewOut:
    """``clauses``: ids from ``loose``."""
    actor = actor_on(request)
    plan = queries.find_plan(actor, pk)
    services.assign_headings(actor, plan, queries.clauses_of(plan, clauses))
    return _review_out(actor, plan)


@router.post("/plans/{pk}/confirm", response=ReviewOut, summary="Confirm every task on which nothing is unsure")
def confirm_certain(request: HttpRequest, pk: int) -> ReviewOut:
    """What is unsure stays for a person, one by one."""
    actor = actor_on(request)
    plan = queries.find_plan(actor, pk)
    services.confirm_certain(actor, plan)
    return _review_out(actor, plan)


@router.post("/marks/{pk}/settle", response=ReviewOut, summary="A place that was not understood has been read")
def settle(request: HttpRequest, pk: int) -> ReviewOut:
    """For words that belong to no task; those of a task are settled by confirming it."""
    actor = actor_on(request)
    mark = queries.find_mark(actor, pk)
    services.settle_mark(actor, mark)
    return _review_out(actor, mark.plan)


@router.post("/tasks/{pk}/confirm", response=CardOut, summary="Confirm a task with its corrections")
def confirm(request: HttpRequest, pk: int, given: ConfirmIn) -> CardOut:
    """``lead_id`` empty leaves the division as it is."""
    actor = actor_on(request)
    task = queries.find_task(actor, pk)
    plan = queries.find_plan(actor, task.plan_id or 0)
    supports = [unit for one in given.support_ids if (unit := _unit(plan, one, "support_ids")) is not None]
    corrections = services.Corrections(
        title=given.title, number=given.number, due_on=given.due_on, review_on=given.review_on, standards=given.standards,
        lead=_unit(plan, given.lead_id, "lead_id"), supports=supports, lead_basis=given.lead_basis,
        post_name=given.post_name, person_name=given.person_name, residue=given.residue,
    )  # fmt: skip
    services.confirm_task(actor, actions.expect(task, given.version), corrections)
    return _card_out(queries.card_of(actor, plan, task))


@router.post("/tasks/{pk}/moves/{name}", response=CardOut, summary="leave_out, reconsider, split, join or hang a task")
def move_task(request: HttpRequest, pk: int, name: str, given: TaskMoveIn) -> CardOut:
    """The answer is the task that came of it: a split gives the second part, a join the one before."""
    actor = actor_on(request)
    task = queries.find_task(actor, pk)
    plan = queries.find_plan(actor, task.plan_id or 0)
    if name == "leave_out":
        services.leave_out(actor, task, given.note.strip())
    elif name == "reconsider":
        services.reconsider(actor, task)
    elif name == "split":
        task = services.split_task(actor, task, given.text)
    elif name == "join":
        task = services.join_task(actor, task)
    elif name == "hang":
        task = services.hang_task(actor, task, _host(plan, given.under_id))
    else:
        raise NotVisible
    return _card_out(queries.card_of(actor, plan, queries.find_task(actor, task.pk)))


def _host(plan: Plan, pk: int | None) -> Clause:
    found = queries.clauses_of(plan, [pk] if pk else [])
    if not found:
        raise Invalid({"under_id": [say("没有选择条款。")]})
    return found[0]


@router.post("/plans/{pk}/moves/{name}", response=PlanOut, summary="consult, newcomers, redraft or approve a plan")
def move_plan(request: HttpRequest, pk: int, name: str, given: MoveIn) -> PlanOut:
    """A refusal says everything that is missing."""
    actor = actor_on(request)
    plan = queries.find_plan(actor, pk)
    does: dict[str, Callable[[Plan], object]] = {
        "consult": lambda at: services.open_consultation(actor, at, given.due_on),
        "newcomers": lambda at: services.ask_newcomers(actor, at, given.due_on),
        "redraft": lambda at: services.withdraw_consultation(actor, at, given.note.strip()),
        "approve": lambda at: services.approve(
            actor, at, given.order_number, given.ordered_on, given.approved_by, given.title
        ),
    }
    if name not in does:
        raise NotVisible
    does[name](actions.expect(plan, given.version))
    return _plan_out(queries.find_plan(actor, pk))


@router.get("/plans/{pk}/opinions", response=OpinionsOut, summary="Opinions: all for the drafter, else my unit's")
def opinions(request: HttpRequest, pk: int, paging: Query[Paging]) -> OpinionsOut:
    """In the order of the tasks."""
    actor = actor_on(request)
    rows = queries.opinions_of(actor, queries.find_plan(actor, pk))
    page = rows[paging.offset : paging.offset + paging.limit]
    return OpinionsOut(items=[_opinion_out(row) for row in page], total=len(rows))


@router.post("/plans/{pk}/agree", response=OpinionsOut, summary="Agree to my unit's draft duties, all or some at once")
def agree(request: HttpRequest, pk: int, given: AgreeIn) -> OpinionsOut:
    """One post and person for all of them."""
    actor = actor_on(request)
    plan = queries.find_plan(actor, pk)
    named = {"post_name": given.post_name, "person_name": given.person_name}
    services.agree_all(actor, plan, only=given.only, **named)
    rows = queries.opinions_of(actor, plan)
    return OpinionsOut(items=[_opinion_out(row) for row in rows[:200]], total=len(rows))


@router.post(
    "/opinions/{pk}/moves/{name}", response=OpinionOut, summary="agree, object; adopt, adopt_partly, decline, lapse"
)
def move_opinion(request: HttpRequest, pk: int, name: str, given: OpinionMoveIn) -> OpinionOut:
    """The first two by the unit asked, the others by the office that asks."""
    actor = actor_on(request)
    opinion = queries.find_opinion(actor, pk)
    if name not in {move.name for move in OPINION.moves}:
        raise NotVisible
    at = actions.expect(opinion, given.version)
    if name in {"agree", "object"}:
        services.answer(actor, at, name == "agree", given.text, given.post_name, given.person_name)
    else:
        services.rule_opinion(actor, at, name, given.note)
    return next(_opinion_out(row) for row in queries.opinions_of(actor, opinion.plan) if row.opinion.pk == pk)
