"""The year's start: last year's plan as a draft to go over, task by task."""

from __future__ import annotations

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.ledger import services as ledger
from luoshi.ledger.models import Plan
from luoshi.policy.models import Review


def copy_plan(actor: Actor, source: Plan, *, title: str, years: int = 1) -> Plan:
    """A new plan of the own unit from one that the actor may read; each task waits to be confirmed, as if read from a file."""
    with actions.atomic():
        plan = ledger.copy_plan(actor, source, title=title, years=years)
        reviews = [Review(plan=plan, task=task) for task in plan.tasks.order_by("order_key", "id")]
        actions.create_many(actor, "policy.review.open", reviews)
    return plan
