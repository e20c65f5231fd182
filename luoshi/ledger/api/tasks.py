"""Tasks: the list, one task, drafting, and how it was handed down."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from luoshi.kernel import actions
from luoshi.kernel.errors import Invalid
from luoshi.kernel.rest import actor_on
from luoshi.kernel.say import in_one_language, say
from luoshi.ledger import queries, services
from luoshi.ledger.api.answers import task_out
from luoshi.ledger.api.common import as_json, light_out, post_named, row_out, unit_named
from luoshi.ledger.api.shapes import (
    CascadeOut,
    DutyIn,
    EditIn,
    EventOut,
    LedgerLightOut,
    TaskDraftIn,
    TaskOut,
    TaskQuery,
    TasksOut,
)
from luoshi.ledger.queries import Filters

router = Router()


@router.get("/tasks", response=TasksOut, summary="Tasks that I may see")
def list_tasks(request: HttpRequest, asked: Query[TaskQuery]) -> HttpResponse:
    """By number, or by date with ``order=due``."""
    given = asked.dict()
    limit, offset = given.pop("limit"), given.pop("offset")
    rows, total = queries.ledger_slice(actor_on(request), Filters(**given), offset, limit)
    with in_one_language():
        return as_json({"items": [row_out(row) for row in rows], "total": total})


@router.post("/tasks", response={201: TaskOut}, summary="Draft a task")
def draft(request: HttpRequest, given: TaskDraftIn) -> Status[TaskOut]:
    """Seen by the drafting unit alone until it is consulted on or issued."""
    actor = actor_on(request)
    fields = given.dict()
    plan_id, clause_id = fields.pop("plan_id"), fields.pop("clause_id")
    plan = queries.plan_page(actor, plan_id) if plan_id else None
    clause = plan.clauses.filter(pk=clause_id).first() if plan and clause_id else None
    if clause_id and clause is None:
        raise Invalid({"clause_id": [say("方案里没有这一条。")]})
    task = services.draft_task(actor, plan=plan, clause=clause, **fields)
    return Status(201, task_out(actor, task.pk))


@router.get("/tasks/{pk}", response=TaskOut, summary="One task, with what may be done with it")
def get_task(request: HttpRequest, pk: int) -> TaskOut:
    """404 where it is not visible."""
    return task_out(actor_on(request), pk)


@router.patch("/tasks/{pk}", response=TaskOut, summary="Correct a draft")
def edit(request: HttpRequest, pk: int, given: EditIn) -> TaskOut:
    """All of it or nothing."""
    actor = actor_on(request)
    fields = given.dict(exclude_unset=True)
    task = actions.expect(queries.task_page(actor, pk), fields.pop("version", None))
    texts, figures, nodes = (fields.pop(name, None) for name in ("standards", "targets", "milestones"))
    empty = [name for name in ("number", "title", "text") if name in fields and fields[name] is None]
    if empty:
        raise Invalid({name: [say("不能为空值。")] for name in empty})
    with actions.atomic():
        services.edit_task(actor, task, **fields)
        if texts is not None:
            services.set_standards(actor, task, texts)
        if figures is not None:
            services.set_targets(actor, task, [services.TargetDraft(**one) for one in figures])
        if nodes is not None:
            services.set_milestones(actor, task, [services.MilestoneDraft(**one) for one in nodes])
    return task_out(actor, pk)


@router.put("/tasks/{pk}/duties", response=TaskOut, summary="Name a unit as lead, joint or supporting")
def set_duty(request: HttpRequest, pk: int, given: DutyIn) -> TaskOut:
    """A draft only. A new lead makes the one before it joint."""
    actor = actor_on(request)
    task = queries.task_page(actor, pk)
    unit, post = unit_named(given.unit_id), post_named(given.post_id, given.unit_id, "post_id")
    services.set_duty(actor, task, unit, given.role, post=post, basis_note=given.basis_note)
    return task_out(actor, pk)


@router.get("/tasks/{pk}/cascade", response=list[CascadeOut], summary="The tasks it was broken down into")
def get_cascade(request: HttpRequest, pk: int, depth: Query[int] = 2) -> list[CascadeOut]:
    """In the order of the tree; ``depth`` 1 to 5 levels."""
    actor = actor_on(request)
    rows = queries.cascade(actor, queries.task_page(actor, pk), min(max(depth, 1), 5))
    return [
        CascadeOut(
            id=row.task.pk, parent_id=row.task.parent_id, depth=row.depth, number=row.task.number,
            unit=row.unit.name if row.unit else "", person=row.person, share=row.share.number if row.share else None,
            value=row.share.value if row.share else None, done=row.done, time=LedgerLightOut(**light_out(row.lights.time)),
            progress=LedgerLightOut(**light_out(row.lights.progress)), children=row.children, report=row.report,
        )
        for row in rows
    ]  # fmt: skip


@router.get("/tasks/{pk}/events", response=list[EventOut], summary="What happened, newest first")
def get_events(request: HttpRequest, pk: int) -> list[EventOut]:
    """From the audit trail."""
    found = queries.timeline(queries.task_page(actor_on(request), pk))
    return [EventOut(at=one.at, code=one.code, title=str(one.title), text=one.text, who=one.who) for one in found]
