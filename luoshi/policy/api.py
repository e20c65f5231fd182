"""The room's part of the REST API: a plan read, reviewed, consulted on and registered as issued."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile

from luoshi.kernel.errors import Invalid, NotVisible
from luoshi.kernel.say import say
from luoshi.ledger.models import Plan, Task
from luoshi.org.models import Unit
from luoshi.policy import queries, services
from luoshi.policy.models import Opinion

router = Router(tags=["policy"])


class PlanOut(Schema):
    id: int
    title: str
    doc_number: str
    issuer: str
    issued_on: date | None
    state: str
    order_number: str | None
    version: int


class CardOut(Schema):
    id: int
    number: str
    title: str
    clause: list[str]
    lead: str | None
    others: list[str]
    due_on: date | None
    review_on: date | None
    standards: list[str]
    stage: str
    doubts: list[str]
    residue: list[str]
    version: int


class NameOut(Schema):
    name: str
    count: int
    proposals: list[int]


class ReviewOut(Schema):
    plan: PlanOut
    tasks: list[CardOut]
    names: list[NameOut]
    loose_clauses: list[int]


class MapIn(Schema):
    name: str
    unit_id: int | None = None
    unit_name: str = ""
    kind: str = "department"


class ConfirmIn(Schema):
    version: int | None = None
    title: str
    lead_id: int | None = None
    support_ids: list[int] = []
    lead_basis: str = ""
    due_on: date | None = None
    review_on: date | None = None
    standards: list[str] = []


class MoveIn(Schema):
    version: int | None = None
    note: str = ""
    due_on: date | None = None
    title: str = ""
    order_number: str = ""
    ordered_on: date | None = None
    approved_by: str = ""


class OpinionMoveIn(Schema):
    version: int | None = None
    text: str = ""
    note: str = ""
    post_name: str = ""
    person_name: str = ""


class OpinionOut(Schema):
    id: int
    task_id: int
    task: str
    unit: str
    state: str
    text: str
    reason: str
    holder: str
    version: int


def _plan_out(plan: Plan) -> PlanOut:
    return PlanOut(
        id=plan.pk, title=plan.title, doc_number=plan.doc_number, issuer=plan.issuer_name, issued_on=plan.issued_on,
        state=plan.state, order_number=plan.basis.number if plan.basis else None, version=plan.version,
    )  # fmt: skip


def _card_out(card: queries.Card) -> CardOut:
    return CardOut(
        id=card.task.pk, number=card.task.number, title=card.task.title,
        clause=list(card.task.clause.labels) if card.task.clause else [],
        lead=card.lead.unit.name if card.lead else None, others=[duty.unit.name for duty in card.helpers],
        due_on=card.task.due_on, review_on=card.task.review_on, standards=list(card.standards), stage=card.stage,
        doubts=[str(one) for one in card.doubts], residue=[mark.text for mark in card.residue], version=card.task.version,
    )  # fmt: skip


def _review_out(actor: Any, plan: Plan) -> ReviewOut:
    page = queries.review_page(actor, plan)
    return ReviewOut(
        plan=_plan_out(plan),
        tasks=[_card_out(card) for card in page.cards],
        names=[NameOut(name=row.name, count=row.count, proposals=[u.pk for u in row.proposals]) for row in page.names],
        loose_clauses=[clause.pk for clause in page.loose],
    )


def _opinion_out(row: queries.OpinionRow) -> OpinionOut:
    one = row.opinion
    return OpinionOut(
        id=one.pk, task_id=one.task_id, task=str(one.task), unit=one.unit.name, state=one.state, text=one.text,
        reason=one.reason, holder=row.holder, version=one.version,
    )  # fmt: skip


def _at(obj: Any, version: int | None) -> Any:
    """The object at the version that the caller has read, where it says one."""
    if version is not None:
        obj.version = version
    return obj


def _unit(plan: Plan, pk: int | None) -> Unit | None:
    if pk is None:
        return None
    found = queries.choosable(plan).filter(pk=pk).first()
    if found is None:
        raise Invalid({"unit_id": [say("这个单位不能承担本方案的任务。")]})
    return found


@router.post("/plans", response={201: ReviewOut}, summary="Take a plan in: a file, or pasted text")
def import_plan(request: HttpRequest, file: File[UploadedFile] = None, pasted: Form[str] = "") -> tuple[int, ReviewOut]:  # type: ignore[assignment]
    """A classified or unreadable document is refused with what to do; nothing is kept of it."""
    actor = request.actor  # type: ignore[attr-defined]
    data = file.read() if file else None
    plan = services.import_plan(actor, data=data, name=(file.name or "") if file else "", pasted=pasted)
    return 201, _review_out(actor, plan)


@router.get("/plans", response=list[PlanOut], summary="Plans that I may read")
def plans(request: HttpRequest) -> list[PlanOut]:
    return [_plan_out(row.plan) for row in queries.plans_page(request.actor)]  # type: ignore[attr-defined]


@router.get("/plans/{pk}", response=ReviewOut, summary="A plan, the tasks read from it and what is unsure")
def plan_detail(request: HttpRequest, pk: int) -> ReviewOut:
    actor = request.actor  # type: ignore[attr-defined]
    return _review_out(actor, queries.find_plan(actor, pk))


@router.post("/plans/{pk}/names", response=ReviewOut, summary="Say which unit a name means, or make the unit")
def map_name(request: HttpRequest, pk: int, given: MapIn) -> ReviewOut:
    actor = request.actor  # type: ignore[attr-defined]
    plan = queries.find_plan(actor, pk)
    unit = _unit(plan, given.unit_id)
    if unit is not None:
        services.map_name(actor, plan, given.name, unit)
    else:
        services.create_unit_for(actor, plan, given.name, given.unit_name, given.kind)
    return _review_out(actor, plan)


@router.post("/plans/{pk}/headings", response=ReviewOut, summary="Make tasks of clauses that name no unit")
def assign(request: HttpRequest, pk: int, clauses: list[int]) -> ReviewOut:
    actor = request.actor  # type: ignore[attr-defined]
    plan = queries.find_plan(actor, pk)
    services.assign_headings(actor, plan, plan.clauses.filter(pk__in=clauses))
    return _review_out(actor, plan)


@router.post("/tasks/{pk}/confirm", response=CardOut, summary="Confirm a task with its corrections")
def confirm(request: HttpRequest, pk: int, given: ConfirmIn) -> CardOut:
    actor = request.actor  # type: ignore[attr-defined]
    task: Task = _at(queries.find_task(actor, pk), given.version)
    plan = queries.find_plan(actor, task.plan_id or 0)
    supports = [unit for one in given.support_ids if (unit := _unit(plan, one)) is not None]
    corrections = services.Corrections(
        title=given.title, due_on=given.due_on, review_on=given.review_on, standards=given.standards,
        lead=_unit(plan, given.lead_id), supports=supports, lead_basis=given.lead_basis,
    )  # fmt: skip
    services.confirm_task(actor, task, corrections)
    return next(_card_out(card) for card in queries.review_page(actor, plan).cards if card.task.pk == pk)


@router.post("/plans/{pk}/moves/{name}", response=PlanOut, summary="consult, redraft or approve a plan")
def move_plan(request: HttpRequest, pk: int, name: str, given: MoveIn) -> PlanOut:
    actor = request.actor  # type: ignore[attr-defined]
    plan: Plan = _at(queries.find_plan(actor, pk), given.version)
    if name == "consult":
        services.open_consultation(actor, plan, given.due_on)
    elif name == "redraft":
        services.withdraw_consultation(actor, plan, given.note)
    elif name == "approve":
        services.approve(
            actor, plan, title=given.title, number=given.order_number, ordered_on=given.ordered_on,
            approved_by=given.approved_by,
        )  # fmt: skip
    else:
        raise NotVisible
    return _plan_out(plan)


@router.get("/plans/{pk}/opinions", response=list[OpinionOut], summary="Opinions: all for the drafter, else my unit's")
def opinions(request: HttpRequest, pk: int) -> list[OpinionOut]:
    actor = request.actor  # type: ignore[attr-defined]
    return [_opinion_out(row) for row in queries.opinions_of(actor, queries.find_plan(actor, pk))]


@router.post("/opinions/{pk}/moves/{name}", response=OpinionOut, summary="agree, object; adopt, adopt_partly, decline, lapse")
def move_opinion(request: HttpRequest, pk: int, name: str, given: OpinionMoveIn) -> OpinionOut:
    actor = request.actor  # type: ignore[attr-defined]
    opinion: Opinion = _at(queries.find_opinion(actor, pk), given.version)
    if name in {"agree", "object"}:
        services.answer(
            actor, opinion, agree=name == "agree", text=given.text, post_name=given.post_name, person_name=given.person_name
        )
    elif name in {"adopt", "adopt_partly", "decline", "lapse"}:
        services.rule_opinion(actor, opinion, name, given.note)
    else:
        raise NotVisible
    return next(_opinion_out(row) for row in queries.opinions_of(actor, opinion.plan) if row.opinion.pk == pk)
