"""Accepted progress, and how it comes up to every task above."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from luoshi.kernel import clock
from luoshi.kernel.errors import Refused
from luoshi.kernel.models import Event
from luoshi.ledger import queries, services
from luoshi.ledger.models import Task
from luoshi.ledger.services import MilestoneDraft, Order
from tests.ledger.making import DUE, a_draft, a_plan, approve, fresh, handed_down, lead, noon, received
from tests.world import World

pytestmark = pytest.mark.django_db


def record(world: World, task: Task, value: str, by: str = "省.人社", role: str = "clerk") -> Task:
    target = task.targets.get()
    return services.record_progress(
        world.actor(by, role),
        task,
        values={target.pk: Decimal(value)},
        nodes={},
        reported_state="on_line",
        latest="已开班",
    )


def test_it_works(world: World) -> None:
    """Two cities' figures make the province's, in the same transaction, with the light's turning days."""
    task = received(world)
    city, other = handed_down(world, task)
    record(world, city, "1035")
    record(world, other, "827")
    above = fresh(task)
    assert above.targets.get().value == 1862
    assert above.done == Decimal("31.0")
    assert fresh(city).done == Decimal("34.5")
    assert above.behind_from is not None
    assert Event.objects.filter(code="ledger.task.roll_up", object_id=task.pk).count() == 2


def test_up_through_every_level(world: World) -> None:
    task = received(world)
    city = handed_down(world, task)[0]
    services.receive(world.actor("市.人社", "clerk"), lead(city))
    target = city.targets.get()
    county = services.break_down(
        world.actor("市.人社", "clerk"),
        fresh(city),
        [Order(world.units["县.人社"], DUE, shares={target.pk: Decimal(3000)})],
    )[0]
    record(world, county, "600", by="市.人社")
    assert [fresh(one).done for one in (county, city, task)] == [Decimal(20), Decimal(20), Decimal(10)]


def test_a_sum_from_below_is_not_overwritten(world: World) -> None:
    """Once units below have accepted figures, the figure above is theirs."""
    task = received(world)
    record(world, task, "500", by="省.办", role="office")
    assert fresh(task).done == Decimal("8.3")
    city = handed_down(world, fresh(task))[0]
    record(world, city, "1200")
    record(world, fresh(task), "9999", by="省.办", role="office")
    assert fresh(task).targets.get().value == 1200


@pytest.mark.parametrize(("rule", "expected"), [("mean", "45"), ("max", "60"), ("last", "30"), ("sum", "90")])
def test_by_the_tasks_own_rule(world: World, rule: str, expected: str) -> None:
    plan = a_plan(world)
    task = a_draft(world, plan)
    services.edit_task(world.actor("省.办", "office"), fresh(task), share_rule=rule)
    approve(world, plan)
    services.issue_tasks(world.actor("省.办", "office"), [fresh(task)])
    services.receive(world.actor("省.人社", "clerk"), lead(task))
    city, other = handed_down(world, fresh(task))
    record(world, city, "60")
    record(world, other, "30")
    assert fresh(task).targets.get().value == Decimal(expected)


def test_nodes(world: World) -> None:
    """Counted by weight; a node that does not belong to the task is refused, and nothing is kept of the rest."""
    plan, office = a_plan(world), world.actor("省.办", "office")
    task = a_draft(world, plan)
    services.set_targets(office, task, [])
    services.set_milestones(
        office,
        task,
        [MilestoneDraft("印发办法", date(2027, 3, 31), 1), MilestoneDraft("全面开班", date(2027, 9, 30), 3)],
    )
    approve(world, plan)
    services.issue_tasks(office, [fresh(task)])
    first, second = task.milestones.all()
    with pytest.raises(Refused, match="不属于这项任务"):
        services.record_progress(
            office,
            task,
            values={},
            nodes={first.pk: date(2027, 3, 1), 999999: date(2027, 3, 1)},
            reported_state="",
            latest="",
        )
    assert fresh(task).done == 0
    services.record_progress(
        office, task, values={}, nodes={second.pk: date(2027, 9, 1)}, reported_state="on_line", latest="全面开班"
    )
    assert fresh(task).done == 75
    with clock.at(noon(date(2027, 10, 15))):
        shown = queries.lights([fresh(task)])[task.pk]
    assert (shown.planned, shown.progress.state) == (100.0, "yellow")


def test_what_contradicts_is_said(world: World) -> None:
    task = received(world)
    record(world, task, "600", by="省.办", role="office")
    with clock.at(noon(date(2027, 12, 1))):
        light = queries.lights([fresh(task)])[task.pk].progress
    assert light.state == "red"
    assert "填报为“达序时进度”，按接收的数据为“欠序时进度”。" in [str(one) for one in light.because]


def test_only_while_it_runs(world: World) -> None:
    task = fresh(a_draft(world, a_plan(world)))
    with pytest.raises(Refused, match="还没有下达"):
        record(world, task, "600", by="省.办", role="office")


def test_stranger(world: World) -> None:
    """The issuer's reviewers only: not the unit itself, not another office."""
    task = received(world)
    for unit, role in (("省.人社", "clerk"), ("他省.办", "office"), ("省.办", "head")):
        with pytest.raises(Refused, match="须由江澜省产改协调小组办公室"):
            record(world, task, "600", by=unit, role=role)
