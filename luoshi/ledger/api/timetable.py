"""What is planned ahead: nodes of a task, and what it waits on."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from luoshi.kernel import actions
from luoshi.kernel.rest import Id, actor_on
from luoshi.ledger import queries, services
from luoshi.ledger.models import Task
from luoshi.ledger.queries.page_timetable import find_wait, waits_of
from luoshi.ledger.services import MilestoneDraft

router = Router()


class NodeIn(Schema):
    title: str = Field(min_length=1, max_length=200)
    due_on: date
    weight: int = Field(1, ge=1, le=100)


class NodesIn(Schema):
    """``quarters``: one at each quarter's end between start and date, instead of those given."""

    nodes: list[NodeIn] = Field(default_factory=list, max_length=100)
    quarters: bool = False
    version: int | None = None


class LedgerNodeOut(Schema):
    id: int
    title: str
    due_on: date
    weight: int
    done_on: date | None


class WaitIn(Schema):
    before_id: Id


class WaitOut(Schema):
    """``because``: why the order does not work out, empty where it does."""

    id: int
    before_id: int
    before: str
    before_due_on: date | None
    because: str


@router.post("/tasks/{pk}/milestones", response={201: list[LedgerNodeOut]}, summary="Add dated nodes")
def add_nodes(request: HttpRequest, pk: int, given: NodesIn) -> Status[list[LedgerNodeOut]]:
    """By the issuer, or by the lead of a running task. Answers all nodes of the task."""
    actor = actor_on(request)
    task = actions.expect(queries.task_page(actor, pk), given.version)
    wanted = [MilestoneDraft(one.title, one.due_on, one.weight) for one in given.nodes]
    services.add_milestones(actor, task, services.quarter_nodes(task) if given.quarters else wanted)
    return Status(201, [LedgerNodeOut.from_orm(row) for row in task.milestones.all()])


@router.get("/tasks/{pk}/waits", response=list[WaitOut], summary="What a task waits on")
def list_waits(request: HttpRequest, pk: int) -> list[WaitOut]:
    """As far as the caller sees it."""
    actor = actor_on(request)
    return _waits(request, queries.task_page(actor, pk))


@router.post("/tasks/{pk}/waits", response={201: list[WaitOut]}, summary="Make a task wait on another")
def wait_on(request: HttpRequest, pk: int, given: WaitIn) -> Status[list[WaitOut]]:
    """By the issuer. Two tasks never wait on each other."""
    actor = actor_on(request)
    task = queries.task_page(actor, pk)
    services.wait_on(actor, task, queries.task_page(actor, given.before_id))
    return Status(201, _waits(request, task))


@router.post("/tasks/{pk}/waits/{wait}/drop", response={204: None}, summary="Take the order of two tasks back")
def stop_waiting(request: HttpRequest, pk: int, wait: int) -> Status[None]:
    """By the issuer."""
    actor = actor_on(request)
    services.stop_waiting(actor, find_wait(actor, pk, wait))
    return Status(204, None)


def _waits(request: HttpRequest, task: Task) -> list[WaitOut]:
    return [
        WaitOut(
            id=wait.pk, before_id=wait.before_id, before=str(wait.before), before_due_on=wait.before.due_on,
            because=str(reason or ""),
        )
        for wait, reason in waits_of(actor_on(request), task)["ahead"]
    ]  # fmt: skip
