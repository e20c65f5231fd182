"""Plans, drafts and issued tasks for the tests of this room and those above, made by the real services."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.models import File
from luoshi.kernel.services import keep_file
from luoshi.ledger import services
from luoshi.ledger.models import Duty, Plan, Task
from luoshi.ledger.services import ClauseDraft, Order, TargetDraft
from luoshi.org.queries import default_post
from tests.world import World

DUE = date(2027, 12, 31)
ORDERED = date(2026, 3, 2)


def noon(day: date) -> datetime:
    """A moment of a day, for `clock.at`."""
    return timezone.make_aware(datetime(day.year, day.month, day.day, 12))


def a_plan(world: World, place: str = "省") -> Plan:
    """A plan with one clause, as the office drafts it."""
    office = world.actor(f"{place}.办", "office")
    text = "二、健全技能形成体系\n（一）开展企业新型学徒制培训。年培训6000人。"
    plan = services.create_plan(
        office, title="推进产业工人队伍建设改革实施方案", text=text, doc_number="澜发〔2026〕6号"
    )
    services.add_clauses(
        office, plan, [ClauseDraft(["二", "（一）"], "开展企业新型学徒制培训", "年培训6000人。", 11, 35)]
    )
    return plan


def a_draft(
    world: World, plan: Plan, *, number: str = "3.2-04", lead: str = "省.人社", due_on: date | None = DUE,
    starts_on: date | None = None,
) -> Task:  # fmt: skip
    """A draft with all four mandatory fields, a supporting unit and a figure."""
    office = world.actor("省.办", "office")
    task = services.draft_task(
        office, plan=plan, clause=plan.clauses.first(), number=number, title="开展企业新型学徒制培训",
        due_on=due_on, starts_on=starts_on,
    )  # fmt: skip
    unit = world.units[lead]
    services.set_duty(office, task, unit, "lead", post=default_post(unit))
    services.set_duty(office, task, world.units["省.教育" if lead == "省.工会" else "省.工会"], "support")
    services.set_standards(office, task, ["年培训6000人", "合格率不低于90%"])
    services.set_targets(office, task, [TargetDraft("培训人数", ">=", Decimal(6000), "人")])
    return task


def approve(world: World, plan: Plan) -> None:
    """Consult and register the ordering document."""
    office = world.actor("省.办", "office")
    services.consult_plan(office, plan, None, clock.today() + timedelta(days=10))
    services.approve_plan(
        office,
        plan,
        title="关于印发任务分工方案的通知",
        number="澜产改〔2026〕23号",
        ordered_on=ORDERED,
        approved_by="周明远",
    )


def issued(world: World, count: int = 1, **facts: Any) -> list[Task]:
    """Tasks that the province's office has issued to its human-resources department."""
    plan = a_plan(world)
    tasks = [a_draft(world, plan, number=f"3.2-{n:02d}", **facts) for n in range(1, count + 1)]
    approve(world, plan)
    tasks = [fresh(task) for task in tasks]
    services.issue_tasks(world.actor("省.办", "office"), tasks)
    return [fresh(task) for task in tasks]


def received(world: World, **facts: Any) -> Task:
    """One issued task that its lead has received."""
    task = issued(world, **facts)[0]
    services.receive(world.actor("省.人社", "clerk"), lead(task))
    return fresh(task)


def lead(task: Task) -> Duty:
    """The lead's duty."""
    return Duty.objects.select_related("task__issuer", "unit").get(task=task, role="lead")


def handed_down(
    world: World, task: Task, units: Sequence[str] = ("市.人社", "二市.人社"), share: int = 3000
) -> list[Task]:
    """A task broken down along the line, in equal shares."""
    target = task.targets.get()
    orders = [Order(world.units[unit], task.due_on, shares={target.pk: Decimal(share)}) for unit in units]
    return services.break_down(world.actor("省.人社", "clerk"), task, orders)


def fresh(task: Task) -> Task:
    """The task as it is now."""
    return Task.objects.select_related("issuer", "plan").get(pk=task.pk)


def evidence(actor: Actor) -> File:
    """A file as somebody hands it in."""
    from django.core.files.base import ContentFile

    return keep_file(actor, ContentFile("培训台账".encode(), name="培训台账.txt"))


def applied(world: World, task: Task) -> Task:
    """A task whose lead has applied for its completion."""
    clerk = world.actor("省.人社", "clerk")
    services.apply_completion(
        clerk, task, ending="done", statement="全年培训 6,120 人。", files=[evidence(clerk)],
        claims={one.pk: "已达到" for one in task.standards.all()},
    )  # fmt: skip
    return fresh(task)
