"""Plans as the API shows them. Import, consultation and approval are acts of the room policy."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from luoshi.kernel.rest import Paging, actor_on, moves_of
from luoshi.ledger import queries
from luoshi.ledger.api.shapes import LedgerClauseOut, LedgerPlanOut, LedgerPlansOut, PlanRowOut
from luoshi.ledger.models import Clause, Plan
from luoshi.ledger.workflow import PLAN

router = Router()


def _plan_row(row: Plan) -> dict[str, Any]:
    return {
        "id": row.pk, "title": row.title, "doc_number": row.doc_number, "issuer_name": row.issuer_name,
        "issued_on": row.issued_on, "unit_id": row.unit_id, "unit": row.unit.name, "state": row.state,
        "version": row.version, "basis": str(row.basis) if row.basis else "",
    }  # fmt: skip


def _clause(row: Clause) -> LedgerClauseOut:
    return LedgerClauseOut(
        id=row.pk, labels=row.labels, heading=row.heading, text=row.text, start=row.start, end=row.end
    )


@router.get("/plans", response=LedgerPlansOut, summary="Plans that I may read")
def list_plans(request: HttpRequest, paging: Query[Paging]) -> LedgerPlansOut:
    """Newest first."""
    rows = queries.plans(actor_on(request))
    page = rows[paging.offset : paging.offset + paging.limit]
    return LedgerPlansOut(items=[PlanRowOut(**_plan_row(row)) for row in page], total=rows.count())


@router.get("/plans/{pk}", response=LedgerPlanOut, summary="One plan with its clauses")
def get_plan(request: HttpRequest, pk: int) -> LedgerPlanOut:
    """Import, consultation and approval are acts of the room policy."""
    actor = actor_on(request)
    plan = queries.plan_page(actor, pk)
    clauses = [_clause(row) for row in plan.clauses.all()]
    moves = moves_of(PLAN, plan.state, queries.plan_facts(actor, plan))
    return LedgerPlanOut(**_plan_row(plan), text=plan.text, clauses=clauses, moves=moves)
