"""A plan read, reviewed and sent out, for the tests of this room; made by the real services."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from django.utils import timezone

from luoshi.ledger.models import Plan, Task
from luoshi.policy import queries, services
from luoshi.policy.models import Opinion
from tests.world import World

FIXTURES = Path(__file__).parent / "fixtures"
DIVISION = (FIXTURES / "division.txt").read_bytes()
"""Six tasks: one with three joint units and no date, one with an abbreviation and an unknown unit, one with 各市."""
OUTLINE = (FIXTURES / "outline.txt").read_bytes()
"""A plan that assigns nothing to anybody."""
TODAY = date(2026, 3, 2)
DUE = date(2026, 3, 16)


def noon(day: date) -> datetime:
    """A moment of a day, for `clock.at`."""
    return timezone.make_aware(datetime(day.year, day.month, day.day, 12))


def read(world: World, data: bytes = DIVISION, unit: str = "省.办") -> Plan:
    """The plan as it comes in."""
    return services.import_plan(world.actor(unit, "office"), data=data, name="分工方案.txt")


def corrections(world: World, task: Task, **changes: object) -> services.Corrections:
    """What stands on a task's card, with some of it changed."""
    assert task.plan is not None
    card = queries.card_of(world.actor("省.办", "office"), task.plan, task)
    values = {
        "title": task.title, "due_on": task.due_on, "review_on": task.review_on, "standards": card.standards,
        "lead": card.lead.unit if card.lead else None, "supports": [duty.unit for duty in card.helpers],
        "lead_basis": card.lead.basis_note if card.lead else "", **changes,
    }  # fmt: skip
    return services.Corrections(**values)  # type: ignore[arg-type]


def reviewed(world: World) -> Plan:
    """Every name mapped, every task confirmed."""
    office = world.actor("省.办", "office")
    plan = read(world)
    services.map_proposed(office, plan)
    services.create_unit_for(office, plan, "省工业和信息化厅", "江澜省工业和信息化厅", "department")
    joint = plan.tasks.get(number="2.2-02")
    services.confirm_task(
        office,
        joint,
        corrections(
            world, joint, lead=world.units["省.教育"], lead_basis="协调小组第三次会议议定", review_on=date(2026, 12, 31)
        ),
    )
    services.confirm_certain(office, plan)
    return plan


def consulted(world: World) -> Plan:
    """Out for opinions."""
    plan = reviewed(world)
    services.open_consultation(world.actor("省.办", "office"), plan, DUE)
    return plan


def opinion(world: World, plan: Plan, unit: str, number: str) -> Opinion:
    """One unit's opinion on one task."""
    found = Opinion.objects.get(plan=plan, unit=world.units[unit], task__number=number)
    return queries.find_opinion(world.actor("省.办", "office"), found.pk)
