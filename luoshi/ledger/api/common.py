"""What do the room's API pages share? The actor, and naming units and posts."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.http import HttpResponse

from luoshi.kernel.errors import Invalid
from luoshi.kernel.say import say
from luoshi.ledger.api.shapes import LedgerDutyOut
from luoshi.ledger.models import Task
from luoshi.ledger.queries import DutyRow, LedgerRow
from luoshi.ledger.rules import Light
from luoshi.org.models import Post, Unit
from luoshi.org.queries import post_of, unit_in_force


def as_json(answer: dict[str, Any]) -> HttpResponse:
    """An answer that was made here, sent as it is.

    Checking fifty rows of our own against their schema takes longer than reading them; a test holds them to it instead.
    """
    text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, content_type="application/json; charset=utf-8")


def unit_named(pk: int, field: str = "unit_id") -> Unit:
    """Any unit may be named; whether it may be ordered, the relation says."""
    found = unit_in_force(pk)
    if found is None:
        raise Invalid({field: [say("没有这个单位。")]})
    return found


def post_named(pk: int | None, unit_id: int, field: str) -> Post | None:
    if pk is None:
        return None
    found = post_of(unit_id, pk)
    if found is None:
        raise Invalid({field: [say("该单位没有这个岗位。")]})
    return found


def light_out(one: Light) -> dict[str, Any]:
    """A `LedgerLightOut` as it is sent."""
    return {"state": one.state, "brief": str(one.brief or ""), "because": [str(reason) for reason in one.because]}


def row_out(row: LedgerRow) -> dict[str, Any]:
    """A `TaskRowOut` as it is sent: plain enough for JSON, so that a list of them need not be made into schemas first."""
    task, lead = row.task, row.lead
    return {
        "id": task.pk, "number": task.number, "title": task.title, "category": task.category, "state": task.state,
        "version": task.version, "plan_id": task.plan_id, "clause_id": task.clause_id, "parent_id": task.parent_id,
        "issuer_id": task.issuer_id, "issuer": task.issuer.name, "lead_id": lead.pk if lead else None,
        "lead": lead.name if lead else "", "person": row.person, "joint": [unit.name for unit in row.joint],
        "support": [unit.name for unit in row.support], "starts_on": day_out(task.starts_on), "due_on": day_out(task.due_on),
        "first_due_on": day_out(task.first_due_on), "review_on": day_out(task.review_on),
        "done": float(task.done) if task.done is not None else None, "planned": row.lights.planned,
        "time": light_out(row.lights.time), "progress": light_out(row.lights.progress), "reported_state": task.reported_state,
        "latest": task.latest, "report": row.report,
    }  # fmt: skip


def day_out(day: date | None) -> str | None:
    return day.isoformat() if day else None


def duty_out(row: DutyRow, task: Task) -> LedgerDutyOut:
    duty = row.duty
    return LedgerDutyOut(
        id=duty.pk, task_id=duty.task_id, task=str(task), unit_id=duty.unit_id, unit=duty.unit.name, role=duty.role,
        state=duty.state, version=duty.version, post=duty.post.name if duty.post else "", person=row.person,
        liaison=row.liaison, received_at=duty.received_at,
    )  # fmt: skip
