"""What a reporting test starts from: tasks in force between the units of the world, and a period that asks for them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import SYSTEM
from luoshi.ledger.models import Duty, Milestone, Standard, Target, Task
from luoshi.org.models import Unit
from luoshi.org.scope import Shown
from luoshi.reporting import queries, services
from luoshi.reporting.models import Entry, Period, Receipt, Report
from tests.world import World

ISSUED = datetime(2026, 2, 27, 9, 12, tzinfo=timezone.get_default_timezone())
NOW = datetime(2026, 6, 22, 10, 0, tzinfo=timezone.get_default_timezone())
QUARTER = {
    "name": "2026年第二季度", "kind": "quarter", "starts_on": date(2026, 4, 1), "ends_on": date(2026, 6, 30),
    "due_on": date(2026, 7, 10),
}  # fmt: skip


def task_in_force(
    world: World, issuer: str, lead: str, number: str = "3.2-04", *, parent: Task | None = None, target: str = "6000"
) -> Task:
    """A task in force with one target and one node, as issuing leaves it."""
    giver, taker = world.units[issuer], world.units[lead]
    with clock.at(ISSUED):
        task = actions.create(
            SYSTEM, "ledger.task.issue",
            Task(
                number=number, title="开展企业新型学徒制培训", state="active", issuer=giver, lead_unit=taker,
                lead_path=taker.path, parent=parent, starts_on=date(2026, 1, 1), due_on=date(2026, 12, 31),
                first_due_on=date(2026, 12, 31), issued_at=clock.now(),
            ),
        )  # fmt: skip
        _duty(task, taker, "lead")
        _duty(task, giver, "supervising")
        for duty in parent.duties.filter(role="supervising") if parent else ():
            if duty.unit_id != giver.pk:
                _duty(task, duty.unit, "supervising")
        actions.create(SYSTEM, "x", Standard(task=task, text="年培训 6,000 人"))
        actions.create(SYSTEM, "x", Target(task=task, name="培训人数", number=Decimal(target), unit_name="人"))
        actions.create(SYSTEM, "x", Milestone(task=task, title="印发补贴办法", due_on=date(2026, 5, 31)))
    return task


def _duty(task: Task, unit: Unit, role: str) -> None:
    row = Duty(task=task, unit=unit, unit_path=unit.path, role=role, shown=Shown.SUBTREE, state="received")
    actions.create(SYSTEM, "x", row)


def opened(world: World, office: str = "省.办", **changes: Any) -> Period:
    """The second quarter's period, opened by an office."""
    return services.open_period(world.actor(office, "office"), **{**QUARTER, **changes})


def filled(
    world: World, unit: str, period: Period, value: str = "1862", text: str = "全省 24 户企业开班 42 个。", *,
    help_: str = "none", difficulty: str = "",
) -> Report:  # fmt: skip
    """A report of a unit with every entry filled in, not handed in yet."""
    actor = world.actor(unit, "liaison")
    report = services.start_report(actor, period)
    for entry in report.entries.all():
        targets = {figure.target_id: Decimal(value) for figure in entry.figures.all()}
        services.save_entry(
            actor, entry, progress="behind", narrative=text, help=help_, difficulty=difficulty,
            next_steps="七月底前补课。", figures=targets,
        )  # fmt: skip
    return report


def supports(world: World, task: Task, unit: str, role: str = "support") -> None:
    """A unit that helps with a task."""
    _duty(task, world.units[unit], role)


def sent(world: World, unit: str, period: Period, **how: Any) -> Report:
    """A report signed by the head and gone out."""
    report = filled(world, unit, period, **how)
    hanging = queries.below(report)
    reason = "下级另行报送。" if hanging.silent or hanging.unreviewed else ""
    services.submit(world.actor(unit, "liaison"), report, reason)
    return services.sign(world.actor(unit, "head"), report)


def receipt(world: World, entry: Entry, unit: str) -> Receipt:
    """The receipt of one body for an entry, read anew."""
    return Receipt.objects.select_related("entry__task", "report__unit", "recipient").get(
        entry=entry, recipient=world.units[unit]
    )


def later(days: int) -> datetime:
    """So many days after the tests' now."""
    return NOW + timedelta(days=days)
