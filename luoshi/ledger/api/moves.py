"""The moves of a task: issuing, handing down, completion."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.http import HttpRequest
from ninja import File, Form, Router
from ninja.files import UploadedFile

from luoshi.kernel import actions
from luoshi.kernel.errors import Invalid, NotVisible
from luoshi.kernel.rest import actor_on
from luoshi.kernel.say import say
from luoshi.kernel.services import keep_file
from luoshi.ledger import queries, services
from luoshi.ledger.api.answers import task_out
from luoshi.ledger.api.common import post_named, row_out, unit_named
from luoshi.ledger.api.shapes import (
    ApplyIn,
    BreakdownIn,
    CascadeOut,
    IssueIn,
    LedgerMoveIn,
    PresentIn,
    TaskOut,
    TaskRowOut,
    VerifyIn,
)
from luoshi.ledger.api.tasks import get_cascade

router = Router()


@router.post("/tasks/issue", response=list[TaskRowOut], summary="Issue drafts, all or nothing")
def issue_many(request: HttpRequest, given: IssueIn) -> list[TaskRowOut]:
    """The refusal names what is missing, for every task that lacks something."""
    actor = actor_on(request)
    tasks = queries.of_ids(actor, given.tasks)
    if len(tasks) != len(given.tasks):
        raise NotVisible
    for task in tasks:
        actions.expect(task, given.tasks[task.pk])
    services.issue_tasks(actor, tasks, despite=given.despite)
    return [TaskRowOut(**row_out(row)) for row in queries.ledger_rows(queries.of_ids(actor, given.tasks))]


@router.post("/tasks/{pk}/moves/breakdown", response=list[CascadeOut], summary="Hand a task down to lower units")
def break_down(request: HttpRequest, pk: int, given: BreakdownIn) -> list[CascadeOut]:
    """One order to many units, each its own copy. ``reason`` where a date is squeezed or later, or a sum raised."""
    actor = actor_on(request)
    task = actions.expect(queries.task_page(actor, pk), given.version)
    orders = [
        services.Order(
            unit=unit_named(one.unit_id), due_on=one.due_on, post=post_named(one.post_id, one.unit_id, "post_id"), shares=one.shares,
            standards=one.standards, title=one.title,
        )
        for one in given.orders
    ]  # fmt: skip
    services.break_down(actor, task, orders, reason=given.reason)
    return get_cascade(request, pk, 1)


@router.post("/tasks/{pk}/moves/apply", response=TaskOut, summary="Apply for completion, with evidence (multipart)")
def apply(request: HttpRequest, pk: int, given: Form[ApplyIn], files: File[list[UploadedFile]]) -> TaskOut:
    """At least one file."""
    actor = actor_on(request)
    task = actions.expect(queries.task_page(actor, pk), given.version)
    claims = _claims(given.claims)
    with actions.atomic():
        kept = [keep_file(actor, one, field="files") for one in files]
        services.apply_completion(
            actor, task, ending=given.ending, statement=given.statement, claims=claims, files=kept
        )
    return task_out(actor, pk)


def _claims(text: str) -> dict[int, str]:
    try:
        found = json.loads(text)
        return {int(key): str(value) for key, value in found.items()}
    except (ValueError, AttributeError, RecursionError):
        raise Invalid({"claims": [say("自查情况须是 JSON 对象：标准编号对应说明。")]}) from None


@router.post("/tasks/{pk}/moves/verify", response=TaskOut, summary="Confirm every standard: the task is complete")
def verify(request: HttpRequest, pk: int, given: VerifyIn) -> TaskOut:
    """By somebody else than the applicant."""
    actor = actor_on(request)
    task = actions.expect(queries.task_page(actor, pk), given.version)
    services.verify_completion(actor, task, checks=_answers(given), remark=given.note)
    return task_out(actor, pk)


@router.post("/tasks/{pk}/moves/present", response=TaskOut, summary="Lay the checked result before the leader")
def present(request: HttpRequest, pk: int, given: PresentIn) -> TaskOut:
    """Of an item that a leader ordered; it ends with ``conclude``, or ``instruct`` where the leader has a new word."""
    actor = actor_on(request)
    task = actions.expect(queries.task_page(actor, pk), given.version)
    services.present(actor, task, leader=given.leader, checks=_answers(given), remark=given.note)
    return task_out(actor, pk)


@router.post("/tasks/{pk}/moves/send_back", response=TaskOut, summary="Not complete: back to work, with the reason")
def send_back(request: HttpRequest, pk: int, given: VerifyIn) -> TaskOut:
    """``note`` is mandatory."""
    actor = actor_on(request)
    task = actions.expect(queries.task_page(actor, pk), given.version)
    services.send_back(actor, task, checks=_answers(given), note=given.note)
    return task_out(actor, pk)


def _answers(given: VerifyIn) -> dict[int, tuple[bool | None, str]]:
    return {pk: (one.met, one.remark) for pk, one in given.checks.items()}


@router.post("/tasks/{pk}/moves/{name}", response=TaskOut, summary="issue, drop, restore, reopen")
def move_task(request: HttpRequest, pk: int, name: str, given: LedgerMoveIn) -> TaskOut:
    """Header ``Idempotency-Key``: the same key twice does it once."""
    actor = actor_on(request)
    task = actions.expect(queries.task_page(actor, pk), given.version)
    moves: dict[str, Callable[[], object]] = {
        "issue": lambda: services.issue_tasks(actor, [task], despite=given.note),
        "drop": lambda: services.drop_task(actor, task, given.note),
        "restore": lambda: services.restore_task(actor, task, given.note),
        "conclude": lambda: services.conclude(actor, task, given.note),
        "instruct": lambda: services.instruct_anew(actor, task, given.note),
        "reopen": lambda: services.reopen(actor, task, given.note),
    }
    if name not in moves:
        raise NotVisible
    moves[name]()
    return task_out(actor, pk)
