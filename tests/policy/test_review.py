"""Going over what was read: units, leads, dates, what is left out, and what keeps the plan from going out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from luoshi.kernel import clock
from luoshi.kernel.errors import Invalid, NotVisible, Refused
from luoshi.ledger.models import Plan, Task
from luoshi.org.models import Unit
from luoshi.policy import queries, services
from luoshi.policy.models import Mark, UnitName
from tests.policy import given
from tests.world import World

OPEN = """江澜省工作方案
一、重点任务
（一）建设技能大师工作室40个，2027年底前建成。（省总工会、省教育厅按职责分工负责）
（二）开展数字技能培训。（省教育厅、省总工会按职责分工负责）
（三）加强经费保障。（省财政厅牵头，省教育厅配合）
"""


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.at(given.noon(given.TODAY)):
        yield


def stages(world: World, plan: Plan) -> dict[str, str]:
    page = queries.review_page(world.actor("省.办", "office"), plan)
    return {card.task.number: card.stage for card in page.cards}


def test_it_works(world: World) -> None:
    """From what was read to a plan that may go out, with a reason for whatever stands in the way."""
    office = world.actor("省.办", "office")
    plan = given.read(world)
    assert stages(world, plan) == {
        "2.2-02": "unsure", "2.2-03": "unsure", "2.1-01": "waiting", "2.1-02": "waiting", "2.2-01": "waiting",
        "3.1-01": "waiting",
    }  # fmt: skip
    with pytest.raises(Refused) as refused:
        services.open_consultation(office, plan, given.DUE)
    assert "2 处拿不准" in str(refused.value)
    assert "2 个名称没有对应单位" in str(refused.value)
    assert "6 条任务没有确认" in str(refused.value)
    plan = given.reviewed(world)
    assert set(stages(world, plan).values()) == {"confirmed"}
    assert services.open_consultation(office, plan, given.DUE).state == "consulting"


def test_the_latest_date_counts_and_earlier_ones_are_nodes(world: World) -> None:
    task = given.read(world).tasks.get(number="2.1-02")
    assert task.due_on == date(2027, 6, 30)
    assert [node.due_on for node in task.milestones.all()] == [date(2026, 9, 30)]


def test_a_lead_that_the_source_does_not_name_needs_its_basis(world: World) -> None:
    office = world.actor("省.办", "office")
    task = given.read(world).tasks.get(number="2.2-02")
    chosen = given.corrections(world, task, lead=world.units["省.教育"], review_on=date(2026, 12, 31))
    with pytest.raises(Invalid, match="依据"):
        services.confirm_task(office, task, chosen)
    task.refresh_from_db()
    assert task.lead_unit is None
    assert task.review_on is None
    noted = given.corrections(
        world, task, lead=world.units["省.教育"], review_on=date(2026, 12, 31), lead_basis="会议纪要第3期"
    )
    services.confirm_task(office, task, noted)
    roles = {duty.unit.name: duty.role for duty in task.duties.exclude(role="supervising")}
    assert roles == {"江澜省教育厅": "lead", "江澜省人力资源社会保障厅": "joint", "江澜省财政厅": "joint"}


def test_a_task_without_a_date_is_not_confirmed(world: World) -> None:
    office = world.actor("省.办", "office")
    task = given.read(world).tasks.get(number="2.2-02")
    chosen = given.corrections(world, task, lead=world.units["省.教育"], lead_basis="会议议定")
    with pytest.raises(Refused, match="持续推进.*没有日期"):
        services.confirm_task(office, task, chosen)
    card = queries.card_of(office, task.plan, task)
    assert card.proposed_on == date(2026, 12, 31)


def test_a_name_is_asked_once_and_remembered(world: World) -> None:
    office = world.actor("省.办", "office")
    plan = given.read(world)
    asked = {row.name: [unit.name for unit in row.proposals] for row in queries.names_to_map(plan)}
    assert asked["省人力厅"][0] == "江澜省人力资源社会保障厅"
    assert set(asked) == {"省人力厅", "省工业和信息化厅"}
    services.map_name(office, plan, "省人力厅", world.units["省.人社"])
    assert plan.tasks.get(number="2.2-03").lead_unit == world.units["省.人社"]
    assert [row.name for row in queries.names_to_map(given.read(world))] == ["省工业和信息化厅"]


def test_a_name_that_is_no_unit_is_left_out(world: World) -> None:
    office = world.actor("省.办", "office")
    plan = given.read(world)
    services.ignore_name(office, plan, "省工业和信息化厅")
    assert [row.name for row in queries.names_to_map(plan)] == ["省人力厅"]
    assert not UnitName.objects.filter(name="省工业和信息化厅").exists()


def test_a_clerk_makes_departments_only(world: World) -> None:
    office = world.actor("省.办", "office")
    plan = given.read(world)
    with pytest.raises(Invalid):
        services.create_unit_for(office, plan, "省工业和信息化厅", "江澜省", "place")
    with pytest.raises(Invalid, match="已在单位名录"):
        services.create_unit_for(office, plan, "省工业和信息化厅", "江澜省教育厅", "department")
    assert not Unit.objects.filter(name="江澜省工业和信息化厅").exists()


def test_a_class_of_units_waits_for_the_lead(world: World) -> None:
    """各市 is named, is no unit, and does not keep the task from being issued."""
    plan = given.read(world)
    task = plan.tasks.get(number="3.1-01")
    assert [row.name for row in task.generic_duties.all()] == ["各市人民政府"]
    services.confirm_certain(world.actor("省.办", "office"), plan)
    assert not task.generic_duties.filter(settled=False).exists()


def test_words_not_understood_are_settled_by_a_person(world: World) -> None:
    """They may become a standard; those of no task are settled one by one."""
    office = world.actor("省.办", "office")
    plan = given.read(world)
    task = plan.tasks.get(number="2.1-01")
    mark = Mark.objects.create(plan=plan, task=task, kind="residue", text="报省委备案", start=105, end=110)
    stray = Mark.objects.create(plan=plan, kind="residue", text="另有分工的除外", start=3, end=9)
    assert stages(world, plan)["2.1-01"] == "unsure"
    assert queries.review_page(office, plan).facts.open_residue == 4
    services.confirm_task(office, task, given.corrections(world, task, residue={mark.pk: "standard"}))
    assert [one.text for one in task.standards.all()] == ["报省委备案"]
    assert services.settle_mark(office, stray).settled
    assert queries.review_page(office, plan).facts.open_residue == 2


def test_left_out_with_a_reason_and_taken_in_again(world: World) -> None:
    office = world.actor("省.办", "office")
    plan = given.read(world)
    task = plan.tasks.get(number="2.2-03")
    with pytest.raises(Refused, match="理由"):
        services.leave_out(office, task, "")
    services.leave_out(office, task, "已列入另一份方案")
    assert stages(world, plan)["2.2-03"] == "dropped"
    assert queries.names_to_map(plan) == ()
    services.reconsider(office, Task.objects.get(pk=task.pk))
    assert stages(world, plan)["2.2-03"] == "unsure"


def test_a_confirmation_is_taken_back(world: World) -> None:
    office = world.actor("省.办", "office")
    plan = given.reviewed(world)
    services.reconsider(office, plan.tasks.get(number="2.1-01"))
    assert stages(world, plan)["2.1-01"] == "waiting"
    with pytest.raises(Refused, match="还有 1 条任务没有确认"):
        services.open_consultation(office, plan, given.DUE)


def test_a_plan_without_duties_is_assigned_by_hand(world: World) -> None:
    office = world.actor("省.办", "office")
    plan = given.read(world, given.OUTLINE)
    page = queries.review_page(office, plan)
    assert page.cards == ()
    clause = next(one for one in page.loose if one.heading == "提升技能素质")
    task = services.assign_heading(office, plan, clause)
    assert task.clause == clause
    chosen = given.corrections(
        world, task, lead=world.units["省.人社"], supports=[world.units["省.教育"]], due_on=date(2026, 12, 31),
        standards=["培训不少于 6000 人"], post_name="处长", person_name="韩叙",
    )  # fmt: skip
    services.confirm_task(office, task, chosen)
    assert stages(world, plan) == {"2-01": "confirmed"}
    assert task.duties.get(role="lead").post.name == "处长"


def test_the_clause_stays_with_its_task(world: World) -> None:
    """Whatever is corrected, the task shows the very words it was read from."""
    plan = given.reviewed(world)
    for task in plan.tasks.all():
        assert task.clause is not None
        assert plan.text[task.clause.start : task.clause.end] == task.clause.text


def roles(task: Task) -> dict[str, str]:
    return {duty.unit.name[3:]: duty.role for duty in task.duties.exclude(role="supervising")}


def test_split_and_joined_again(world: World) -> None:
    """What stands behind the cut goes with it, the duty clause speaks for both; joined, nothing stands twice."""
    office = world.actor("省.办", "office")
    plan = given.read(world)
    task = plan.tasks.get(number="2.2-01")
    marks = task.marks.count()
    words, bears, figures = task.clause.text, roles(task), [row.name for row in task.targets.all()]
    second = services.split_task(office, task, words.replace("，合格率", "，\n合格率"))
    task = Task.objects.get(pk=task.pk)
    assert [row.name for one in (task, second) for row in one.targets.all()] == figures
    assert [row.text for row in second.standards.all()] == ["合格率不低于90%"]
    assert (roles(task), roles(second)) == (bears, bears)
    assert (second.number, second.due_on) == ("2.2-04", task.due_on)
    for one in (task, second):
        assert plan.text[one.clause.start : one.clause.end] == one.clause.text
    assert queries.review_page(office, plan).corrected == 1
    first = services.join_task(office, second)
    assert first == task
    first = Task.objects.get(pk=task.pk)
    assert first.clause.text == words
    assert roles(first) == bears
    assert [row.name for row in first.targets.all()] == figures
    assert first.marks.count() == marks
    with pytest.raises(Refused, match="已并入"):
        services.reconsider(office, Task.objects.get(pk=second.pk))


def test_a_joined_task_keeps_the_first_lead_and_both_dates(world: World) -> None:
    office = world.actor("省.办", "office")
    plan = given.read(world)
    services.join_task(office, plan.tasks.get(number="2.2-01"))
    task = plan.tasks.get(number="2.1-02")
    assert task.lead_unit == world.units["省.工会"]
    assert roles(task)["人力资源社会保障厅"] == "joint"
    assert task.due_on == date(2027, 6, 30)
    assert [node.due_on for node in task.milestones.all()] == [date(2026, 9, 30), date(2026, 12, 31)]
    assert stages(world, plan)["2.2-01"] == "dropped"
    assert stages(world, plan)["2.1-02"] == "unsure", "of two leads that the text names one is chosen with its basis"


def test_hung_under_another_clause(world: World) -> None:
    office = world.actor("省.办", "office")
    plan = given.read(world)
    task = plan.tasks.get(number="3.1-01")
    under = plan.clauses.get(heading="加强思想引领")
    services.hang_task(office, task, under)
    task = Task.objects.get(pk=task.pk)
    assert task.number == "2.1-03"
    assert task.clause.labels == [*under.labels, "1"]
    with pytest.raises(Invalid, match="已经在这一条下面"):
        services.hang_task(office, task, under)


def test_after_it_has_gone_out_nothing_is_reviewed(world: World) -> None:
    office = world.actor("省.办", "office")
    plan = given.consulted(world)
    task = plan.tasks.get(number="2.1-01")
    for act in (
        lambda: services.confirm_task(office, task, given.corrections(world, task)),
        lambda: services.leave_out(office, task, "理由"),
        lambda: services.confirm_certain(office, plan),
        lambda: services.map_name(office, plan, "省人力厅", world.units["省.人社"]),
        lambda: services.assign_headings(office, plan, []),
        lambda: services.split_task(office, task, task.clause.text),
        lambda: services.join_task(office, task),
    ):
        with pytest.raises(Refused, match="已经送出征求意见"):
            act()


def test_only_the_drafter_reviews(world: World) -> None:
    """A unit that is asked reads the plan and sees its own duties, and changes nothing."""
    plan = given.consulted(world)
    clerk = world.actor("省.财政", "clerk")
    page = queries.review_page(clerk, queries.find_plan(clerk, plan.pk))
    assert {card.task.number for card in page.cards} == {"2.1-02", "2.2-01", "2.2-02"}
    with pytest.raises(Refused, match="须由.*省.办综合处处长办理"):
        services.confirm_certain(clerk, plan)


def test_what_the_source_leaves_open_is_proposed_at_once(world: World, client: Client) -> None:
    """The unit named first leads and the day is a review; nothing is confirmed by it, and one press takes a batch back."""
    office = world.actor("省.办", "office")
    plan = given.read(world, OPEN.encode())
    client.force_login(world.account("省.办", "office"))
    page = client.get(reverse("policy:review", args=[plan.pk])).content.decode()
    assert "2 条没有写谁牵头" in page
    given_ = {"basis": "列在首位", "review_on": "2026-12-31", "_key": "p" * 32}
    assert client.post(reverse("policy:propose", args=[plan.pk]), given_).status_code == 302
    cards = queries.review_page(office, plan).cards
    assert {card.stage for card in cards} == {"waiting"}
    leads = [card.lead for card in sorted(cards, key=lambda card: card.task.number)]
    assert [lead.unit.name for lead in leads[:2] if lead] == ["江澜省总工会", "江澜省教育厅"]
    assert [lead.basis_note for lead in leads if lead] == ["列在首位", "列在首位", ""]
    answer = client.post(reverse("policy:confirm_certain", args=[plan.pk]), {"_key": "q" * 32}, follow=True)
    assert "3 条任务已全部确认" in answer.content.decode()
    ids = [card.task.pk for card in cards]
    assert (
        client.post(reverse("policy:reconsider_many", args=[plan.pk]), {"task": ids, "_key": "r" * 32}).status_code
        == 302
    )
    assert {card.stage for card in queries.review_page(office, plan).cards} == {"waiting"}


def test_stranger(world: World) -> None:
    plan = given.read(world)
    stranger = world.actor("他省.办", "office")
    for look in (
        lambda: queries.find_plan(stranger, plan.pk),
        lambda: queries.find_task(stranger, plan.tasks.first().pk),
        lambda: queries.find_mark(stranger, plan.marks.first().pk),
    ):
        with pytest.raises(NotVisible):
            look()
    assert queries.plans_page(stranger) == []
