"""What do the room's services share? Asking for the right to draft, and giving a unit its duty."""

from __future__ import annotations

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.kernel.say import say
from luoshi.ledger import queries as ledger_queries
from luoshi.ledger import services as ledger
from luoshi.ledger.models import Duty, Plan, Task
from luoshi.org.models import Unit
from luoshi.policy import queries

OWN = ledger_queries.OWN


def drafting(actor: Actor, plan: Plan) -> None:
    """Refuse unless the actor drafts this plan and it is still under review."""
    if not queries.is_drafter(actor, plan):
        names = ledger_queries.holders({"drafter": [plan.unit]}).get("drafter.draft", "")
        raise Refused([say("须由{who}办理。", who=names or plan.unit.name)])
    if plan.state != "drafting":
        raise Refused([say("方案已经送出征求意见，不能再这样修改。")])


def plan_of(task: Task) -> Plan:
    """The plan that a task was read from."""
    if task.plan is None:
        raise Refused([say("这项任务不在方案里。")])
    return task.plan


def bear(actor: Actor, task: Task, unit: Unit, role: str) -> None:
    """Give a unit its duty; the stronger role stands where the plan names it twice."""
    held = Duty.objects.filter(task=task, unit=unit, role__in=OWN).first()
    if held is None or OWN.index(role) < OWN.index(held.role):
        ledger.set_duty(actor, task, unit, role)
