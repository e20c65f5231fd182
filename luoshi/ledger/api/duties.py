"""Duties and what is asked about them: receipt, another division, and the ruling."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Status

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.rest import Id, Paging, actor_on, moves_of
from luoshi.ledger import queries, services
from luoshi.ledger.api.answers import task_out
from luoshi.ledger.api.common import duty_out, post_named, unit_named
from luoshi.ledger.api.shapes import (
    DivisionIn,
    DutiesOut,
    LedgerDutyOut,
    ReceiveIn,
    RequestOut,
    RequestsOut,
    RulingIn,
    TaskOut,
)
from luoshi.ledger.models import Duty, Request
from luoshi.ledger.workflow import REQUEST

router = Router()


def _duties(rows: Sequence[Duty]) -> list[LedgerDutyOut]:
    return [duty_out(row, row.duty.task) for row in queries.duty_rows(rows)]


@router.get("/duties", response=DutiesOut, summary="Duties that wait for receipt")
def list_duties(request: HttpRequest, paging: Query[Paging], whose: Literal["mine", "issued"] = "mine") -> DutiesOut:
    """``mine``: my unit has to receive; ``issued``: my unit has issued and they have not received."""
    actor = actor_on(request)
    rows = queries.to_receive(actor) if whose == "mine" else queries.not_received(actor)
    page = list(rows.select_related("post", "liaison", "task")[paging.offset : paging.offset + paging.limit])
    return DutiesOut(items=_duties(page), total=rows.count())


@router.post("/duties/{pk}/moves/receive", response=TaskOut, summary="Receive a duty")
def receive(request: HttpRequest, pk: int, given: ReceiveIn) -> TaskOut:
    """Proves receipt, not consent. The lead names its liaison officer here or later."""
    actor = actor_on(request)
    duty = actions.expect(queries.duty_page(actor, pk), given.version)
    liaison = post_named(given.liaison_id, duty.unit_id, "liaison_id")
    services.receive(actor, duty, liaison=liaison)
    return task_out(actor, duty.task_id)


@router.post("/duties/{pk}/moves/name_liaison", response=TaskOut, summary="Name the liaison officer")
def name_liaison(request: HttpRequest, pk: int, given: ReceiveIn) -> TaskOut:
    """After receipt."""
    actor = actor_on(request)
    duty = actions.expect(queries.duty_page(actor, pk), given.version)
    liaison = post_named(given.liaison_id, duty.unit_id, "liaison_id")
    services.name_liaison(actor, duty, liaison)
    return task_out(actor, duty.task_id)


@router.post("/duties/{pk}/moves/request_division", response={201: RequestOut}, summary="Ask for another division")
def request_division(request: HttpRequest, pk: int, given: DivisionIn) -> Status[RequestOut]:
    """Within N working days after issue, signed by the unit's head; the work goes on."""
    actor = actor_on(request)
    duty = actions.expect(queries.duty_page(actor, pk), given.version)
    unit = unit_named(given.proposed_unit_id, "proposed_unit_id") if given.proposed_unit_id else None
    services.request_division(actor, duty, reason=given.reason, signed_by=given.signed_by, proposed_unit=unit)
    return Status(201, _request(actor, queries.requests_of(duty.task).filter(duty=duty)[0].pk))


@router.post(
    "/duties/{pk}/moves/dispute", response={201: RequestOut}, summary="Dispute the division; the lead is heard first"
)
def dispute(request: HttpRequest, pk: int, given: DivisionIn) -> Status[RequestOut]:
    """By a joint or supporting unit, signed by its head."""
    actor = actor_on(request)
    duty = actions.expect(queries.duty_page(actor, pk), given.version)
    unit = unit_named(given.proposed_unit_id, "proposed_unit_id") if given.proposed_unit_id else None
    row = services.dispute_division(actor, duty, reason=given.reason, signed_by=given.signed_by, proposed_unit=unit)
    return Status(201, _request(actor, row.pk))


# ---------- requests ----------


def _request_row(row: Request) -> dict[str, Any]:
    return {
        "id": row.pk, "kind": row.kind, "task_id": row.task_id, "task": str(row.task), "unit": row.unit.name,
        "assigner": row.assigner.name, "state": row.state, "version": row.version, "reason": row.reason,
        "proposed_on": row.proposed_on, "proposed_unit": row.proposed_unit.name if row.proposed_unit else "",
        "signed_by": row.signed_by, "raised_at": row.raised_at, "rule_by": row.rule_by, "ruling": row.ruling,
        "ruled_at": row.ruled_at, "progress": row.progress, "wanted": row.wanted, "before": row.before,
        "responder": row.responder.name if row.responder else "", "answer_by": row.answer_by, "answer": row.answer,
        "granted_on": row.granted_on, "approved_by": row.approved_by, "document": row.document,
    }  # fmt: skip


def _request(actor: Actor, pk: int) -> RequestOut:
    row = queries.request_page(actor, pk)
    return RequestOut(**_request_row(row), moves=moves_of(REQUEST, row.state, queries.request_facts(actor, row)))


@router.get("/requests", response=RequestsOut, summary="Requests that my unit has to rule on, or those on a task")
def list_requests(request: HttpRequest, paging: Query[Paging], task: Id | None = None) -> RequestsOut:
    """Those to be ruled on first come by their date."""
    actor = actor_on(request)
    rows = queries.to_rule(actor) if task is None else queries.requests_of(queries.task_page(actor, task))
    page = rows.select_related("task", "unit", "assigner", "proposed_unit", "responder")
    items = [RequestOut(**_request_row(row)) for row in page[paging.offset : paging.offset + paging.limit]]
    return RequestsOut(items=items, total=rows.count())


@router.get("/requests/{pk}", response=RequestOut, summary="One request, with what may be done with it")
def get_request(request: HttpRequest, pk: int) -> RequestOut:
    """404 where it is not visible."""
    return _request(actor_on(request), pk)


@router.post("/requests/{pk}/moves/{name}", response=RequestOut, summary="grant, decline, withdraw")
def move_request(request: HttpRequest, pk: int, name: str, given: RulingIn) -> RequestOut:
    """``note`` is the ruling, and mandatory."""
    actor = actor_on(request)
    row = actions.expect(queries.request_page(actor, pk), given.version)
    unit = unit_named(given.unit_id) if given.unit_id else None
    moves: dict[str, Callable[[], object]] = {
        "grant": lambda: services.rule_request(
            actor,
            row,
            granted=True,
            note=given.note,
            unit=unit,
            granted_on=given.granted_on,
            approved_by=given.approved_by,
            document=given.document,
        ),
        "decline": lambda: services.rule_request(actor, row, granted=False, note=given.note),
        "answer": lambda: services.answer_request(actor, row, given.note),
        "withdraw": lambda: services.withdraw_request(actor, row),
    }
    if name not in moves:
        raise NotVisible
    moves[name]()
    return _request(actor, pk)
