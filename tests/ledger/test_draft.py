"""Drafting: a plan, its clauses, its tasks, and who bears them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from luoshi.kernel.errors import Invalid, NotVisible, Refused, Stale
from luoshi.kernel.models import Event
from luoshi.ledger import queries, services
from luoshi.ledger.models import Duty, Plan, Task
from luoshi.ledger.services import MilestoneDraft, TargetDraft
from luoshi.org.queries import default_post
from tests.ledger.making import DUE, a_draft, a_plan, fresh, issued
from tests.world import World

pytestmark = pytest.mark.django_db


def test_it_works(world: World) -> None:
    """A draft carries its clause, its duties and what must be reached; the trail says who wrote it."""
    task = a_draft(world, a_plan(world))
    assert task.clause is not None
    assert task.clause.labels == ["二", "（一）"]
    assert task.lead_unit == world.units["省.人社"]
    assert [row.duty.role for row in queries.duties(task)] == ["lead", "support", "supervising"]
    assert queries.header(task, queries.task_facts(world.actor("省.办", "office"), task)).missing == ()
    assert Event.objects.get(code="ledger.task.draft", object_id=task.pk).person.name == "省.办综合处处长"


def test_a_draft_is_its_drafters(world: World) -> None:
    """Neither the named lead nor those above the office see it."""
    task = a_draft(world, a_plan(world))
    for unit, role in (("省.人社", "clerk"), ("国.办", "office")):
        assert not Task.objects.visible_to(world.actor(unit, role)).exists()
        assert not Plan.objects.visible_to(world.actor(unit, role)).exists()
    assert Task.objects.visible_to(world.actor("省.办", "office")).get() == task


def test_a_unit_bears_one_of_three_duties(world: World) -> None:
    task, office = a_draft(world, a_plan(world)), world.actor("省.办", "office")
    services.set_duty(office, task, world.units["省.人社"], "joint")
    assert fresh(task).lead_unit is None
    services.set_duty(office, task, world.units["省.教育"], "lead", basis_note="分工方案第 12 条")
    services.set_duty(office, task, world.units["省.人社"], "lead")
    roles = dict(Duty.objects.filter(task=task).values_list("unit__name", "role"))
    assert roles["江澜省人力资源社会保障厅"] == "lead"
    assert roles["江澜省教育厅"] == "joint"
    assert fresh(task).lead_path == world.units["省.人社"].path


def test_a_unit_is_taken_off(world: World) -> None:
    task, office = a_draft(world, a_plan(world)), world.actor("省.办", "office")
    services.drop_duty(office, Duty.objects.get(task=task, role="lead"))
    assert fresh(task).lead_path == ""
    with pytest.raises(Refused):
        services.drop_duty(office, Duty.objects.get(task=task, role="supervising"))


def test_a_post_of_another_unit_is_refused(world: World) -> None:
    task, office = a_draft(world, a_plan(world)), world.actor("省.办", "office")
    with pytest.raises(Refused, match="不是江澜省教育厅的岗位"):
        services.set_duty(office, task, world.units["省.教育"], "joint", post=default_post(world.units["省.人社"]))


def test_a_unit_names_its_own_person(world: World) -> None:
    task = a_draft(world, a_plan(world))
    duty, unit = Duty.objects.get(task=task, role="lead"), world.units["省.人社"]
    post = unit.posts.get(kind="head")
    assert services.name_responsible(world.actor("省.人社", "clerk"), duty, post).post == post
    with pytest.raises(Refused):
        services.name_responsible(world.actor("省.教育", "clerk"), duty, post)


def test_saving_unchanged_leaves_no_trace(world: World) -> None:
    task, office = a_draft(world, a_plan(world)), world.actor("省.办", "office")
    before = Event.objects.count()
    services.edit_task(office, fresh(task), title=task.title, due_on=DUE)
    services.set_standards(office, task, ["年培训6000人", "合格率不低于90%"])
    services.set_targets(office, task, [TargetDraft("培训人数", ">=", Decimal(6000), "人")])
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"title": " "}, "title"), ({"number": "9" * 31}, "number"), ({"starts_on": date(2028, 1, 1)}, "due_on")],
)
def test_nonsense_is_told_by_field(world: World, changes: dict[str, object], field: str) -> None:
    task = fresh(a_draft(world, a_plan(world)))
    with pytest.raises(Invalid) as caught:
        services.edit_task(world.actor("省.办", "office"), task, **changes)
    assert list(caught.value.fields) == [field]


def test_a_node_after_the_date_is_refused(world: World) -> None:
    task = a_draft(world, a_plan(world))
    with pytest.raises(Refused, match="晚于完成时限"):
        services.set_milestones(world.actor("省.办", "office"), task, [MilestoneDraft("印发办法", date(2028, 3, 1))])


def test_an_issued_task_is_not_redrafted(world: World) -> None:
    task, office = issued(world)[0], world.actor("省.办", "office")
    for act in (
        lambda: services.edit_task(office, task, title="改"),
        lambda: services.set_standards(office, task, ["少一些"]),
        lambda: services.set_duty(office, task, world.units["省.教育"], "lead"),
    ):
        with pytest.raises(Refused, match="已经下达"):
            act()


def test_two_editors(world: World) -> None:
    """The second is told who was first; what the first wrote stands."""
    task, office = a_draft(world, a_plan(world)), world.actor("省.办", "office")
    mine, theirs = fresh(task), fresh(task)
    services.edit_task(office, mine, title="开展企业新型学徒制培训（修订）")
    with pytest.raises(Stale, match=r"省\.办综合处处长"):
        services.edit_task(office, theirs, title="另一个题目")
    assert fresh(task).title.endswith("（修订）")


def test_left_out_and_taken_in_again(world: World) -> None:
    task, office = fresh(a_draft(world, a_plan(world))), world.actor("省.办", "office")
    with pytest.raises(Refused, match="缺理由"):
        services.drop_task(office, task, "")
    services.drop_task(office, task, "与 3.2-01 重复")
    assert fresh(task).state == "dropped"
    services.restore_task(office, task)
    assert fresh(task).state == "draft"


def test_consulted_units_see_their_own_drafts(world: World) -> None:
    """The very unit, not those who see its subtree."""
    plan = a_plan(world)
    task = a_draft(world, plan)
    services.consult_plan(world.actor("省.办", "office"), plan, None, date(2026, 12, 1))
    assert Task.objects.visible_to(world.actor("省.人社", "clerk")).get() == task
    assert Plan.objects.visible_to(world.actor("省.工会", "clerk")).get() == plan
    assert not Task.objects.visible_to(world.actor("省.教育", "clerk")).exists()
    assert not Task.objects.visible_to(world.actor("国.办", "office")).exists()


def test_stranger(world: World) -> None:
    plan = a_plan(world)
    task = a_draft(world, plan)
    for unit in ("他省.办", "省.人社"):
        actor = world.actor(unit, "office" if unit.endswith("办") else "clerk")
        with pytest.raises(NotVisible):
            queries.task_page(actor, task.pk)
        with pytest.raises(Refused):
            services.edit_task(actor, fresh(task), title="改")
        with pytest.raises(Refused):
            services.add_clauses(actor, plan, [])
