"""Issuing: all or nothing, never without the order, the four fields, one lead and a relation that allows it."""

from __future__ import annotations

import pytest

from luoshi.kernel.errors import NotVisible, Refused, Stale
from luoshi.kernel.models import Event
from luoshi.ledger import queries, services
from luoshi.ledger.models import Duty, Plan, Task
from luoshi.org.models import Tenure
from luoshi.org.scope import Shown
from tests.ledger.making import DUE, a_draft, a_plan, approve, fresh, issued
from tests.world import World

pytestmark = pytest.mark.django_db


def test_it_works(world: World) -> None:
    """The lead and its helper see the task and may read the plan; dates are fixed."""
    tasks = issued(world, 2)
    for task in tasks:
        assert task.state == "active"
        assert task.first_due_on == DUE
        assert task.basis is not None
        assert task.basis.number == "澜产改〔2026〕23号"
        assert set(task.duties.values_list("shown", flat=True)) == {Shown.SUBTREE}
    for unit in ("省.人社", "省.工会"):
        actor = world.actor(unit, "clerk")
        assert Task.objects.visible_to(actor).count() == 2
        assert Plan.objects.visible_to(actor).count() == 1
    assert Event.objects.filter(code="ledger.task.issue").count() == 2


def test_nothing_without_the_order(world: World) -> None:
    """Before the approval is registered, not even a complete draft goes out."""
    task = a_draft(world, a_plan(world))
    with pytest.raises(Refused, match="登记印发"):
        services.issue_tasks(world.actor("省.办", "office"), [fresh(task)])
    assert not Task.objects.visible_to(world.actor("省.人社", "clerk")).exists()


def test_says_what_is_missing_for_every_task(world: World) -> None:
    """One refusal names all that lacks, task by task, and nothing is issued."""
    plan, office = a_plan(world), world.actor("省.办", "office")
    whole = a_draft(world, plan, number="1.1-01")
    undated = a_draft(world, plan, number="1.1-02", due_on=None)
    bare = services.draft_task(office, plan=plan, number="1.1-03", title="建立统计监测制度")
    joint = a_draft(world, plan, number="1.1-04")
    services.set_duty(office, joint, world.units["省.人社"], "joint")
    services.add_generic_duty(office, joint, "各县")
    approve(world, plan)
    with pytest.raises(Refused) as caught:
        services.issue_tasks(office, [fresh(task) for task in (whole, undated, bare, joint)])
    text = str(caught.value)
    assert "1.1-01" not in text
    assert "1.1-02 开展企业新型学徒制培训：缺完成时限" in text
    assert "1.1-03 建立统计监测制度：缺责任单位、具体责任人、完成时限、达到的标准" in text
    assert "1.1-03 建立统计监测制度：没有牵头单位" in text
    assert "1.1-04 开展企业新型学徒制培训：没有牵头单位" in text
    assert "“各县”是一类单位" in text
    assert not Task.objects.filter(state="active").exists()


def test_the_person_must_be_there_today(world: World) -> None:
    """A post that nobody holds names nobody."""
    task, office = a_draft(world, plan := a_plan(world)), world.actor("省.办", "office")
    approve(world, plan)
    post = Duty.objects.get(task=task, role="lead").post
    Tenure.objects.filter(post=post).delete()
    with pytest.raises(Refused, match="目前空缺"):
        services.issue_tasks(office, [fresh(task)])


@pytest.mark.parametrize("unit", ["企业", "市.人社", "市", "他省.人社"])
def test_the_relation_must_allow_it(world: World, unit: str) -> None:
    """No enterprise, no department of a lower place, no place, no other province; the refusal says who could."""
    plan, office = a_plan(world), world.actor("省.办", "office")
    task = a_draft(world, plan)
    services.set_duty(office, task, world.units[unit], "support")
    approve(world, plan)
    with pytest.raises(Refused, match=world.units[unit].name):
        services.issue_tasks(office, [fresh(task)])


def test_two_at_once(world: World) -> None:
    """One issues; the other is told who and when, and issues nothing twice."""
    plan = a_plan(world)
    task = a_draft(world, plan)
    approve(world, plan)
    mine, theirs = fresh(task), fresh(task)
    services.issue_tasks(world.actor("省.办", "office"), [mine])
    with pytest.raises(Stale, match=r"省\.办综合处处长"):
        services.issue_tasks(world.actor("省.办", "office"), [theirs])


def test_who_else_may(world: World) -> None:
    """The lead itself may not issue its own task; it is told who does."""
    plan = a_plan(world)
    task = a_draft(world, plan)
    approve(world, plan)
    with pytest.raises(Refused, match=r"江澜省产改协调小组办公室 省\.办综合处处长"):
        services.issue_tasks(world.actor("省.人社", "clerk"), [fresh(task)])


def test_costs_little_for_many(world: World, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    """What the guards look at is read at once for all."""
    plan = a_plan(world)
    tasks = [fresh(a_draft(world, plan, number=f"2.{n}")) for n in range(1, 9)]
    with django_assert_max_num_queries(18):
        queries.many_task_facts(world.actor("省.办", "office"), tasks)


def test_stranger(world: World) -> None:
    """Somebody of the other province sees nothing of it."""
    task = issued(world)[0]
    stranger = world.actor("他省.人社", "clerk")
    assert not Task.objects.visible_to(stranger).exists()
    with pytest.raises(NotVisible):
        queries.task_page(stranger, task.pk)
    with pytest.raises(Refused):
        services.issue_tasks(stranger, [task])
