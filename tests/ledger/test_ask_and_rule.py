"""Asking for more time, another text, a stop or an end, and ruling on it: one mechanism, and the first date never disappears."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from luoshi.kernel import clock
from luoshi.kernel.errors import NotVisible, Refused
from luoshi.ledger import queries, services
from luoshi.ledger.models import Duty, Pause, Request, Task
from luoshi.org import services as org
from luoshi.org.models import CoordinationBody, Post
from tests.ledger.making import DUE, evidence, fresh, handed_down, issued, lead, noon, received
from tests.world import World

pytestmark = pytest.mark.django_db
NEW = date(2028, 6, 30)


def asked(world: World, task: Task, kind: str = "extension", by: str = "省.人社", **given: Any) -> Request:
    facts = {
        "extension": {"proposed_on": NEW, "progress": "已培训 4,200 人"},
        "suspension": {"proposed_on": date(2027, 3, 1)},
    }
    role = "office" if by.endswith("办") else "clerk"
    given = {"reason": "设备到货推迟", **facts.get(kind, {}), **given}
    row = services.request_on_task(world.actor(by, role), task, kind, **given)
    return queries.request_page(world.actor("省.办", "office"), row.pk)


def rule(world: World, row: Request, by: str = "head", granted: bool = True, **given: Any) -> Request:
    row = queries.request_page(world.actor("省.办", by), row.pk)
    paper = {"approved_by": "周明远", "document": "澜产改〔2026〕40号"} if granted else {}
    return services.rule_request(world.actor("省.办", by), row, granted=granted, note="同意", **{**paper, **given})


def test_it_works(world: World) -> None:
    """An extension: the ruling sets the date (it may differ), the first date stays."""
    task = received(world)
    row = asked(world, task)
    assert [one.pk for one in queries.to_rule(world.actor("省.办", "head"))] == [row.pk]
    rule(world, row, granted_on=date(2028, 3, 31))
    task = fresh(task)
    assert (task.due_on, task.first_due_on) == (date(2028, 3, 31), DUE)
    assert task.due_note == "延期批准文号 澜产改〔2026〕40号"
    assert Request.objects.get().granted_on == date(2028, 3, 31)


@pytest.mark.parametrize(("name", "value", "reason"), [
    ("reason", " ", "缺理由"), ("progress", "", "缺目前进展"), ("proposed_on", None, "缺申请的时限"),
    ("proposed_on", DUE, "不晚于现在的时限"),
])  # fmt: skip
def test_an_extension_states_all(world: World, name: str, value: Any, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        asked(world, received(world), **{name: value})


def test_only_ahead_of_the_date(world: World) -> None:
    """Three working days ahead still; two no more; after the date it counts as overdue. The issuer itself may at any time."""
    task, days = received(world), queries.calendar()
    with clock.at(noon(days.shift(DUE, -2))), pytest.raises(Refused, match="须在时限前 3 个工作日"):
        asked(world, task)
    with clock.at(noon(DUE + timedelta(days=1))), pytest.raises(Refused, match="评价仍按原时限"):
        asked(world, task)
    with clock.at(noon(DUE + timedelta(days=1))):
        assert asked(world, task, by="省.办").state == "raised"
    Request.objects.all().delete()
    with clock.at(noon(days.shift(DUE, -3))):
        assert asked(world, fresh(task)).state == "raised"


def test_a_second_time_only_by_the_head_of_the_body(world: World) -> None:
    """What the head has signed is entered with its number; another name does not do."""
    office = world.units["省.办"]
    post = org.add_post(world.actor("省.办", "office"), office, "协调小组组长", "head")
    org.appoint(
        world.actor("省.办", "office"), post, org.add_person(world.actor("省.办", "office"), "林致远"), date(2025, 1, 1)
    )
    CoordinationBody.objects.filter(office=office).update(head=Post.objects.get(pk=post.pk))
    task = received(world)
    rule(world, asked(world, task))
    row = asked(world, fresh(task), proposed_on=date(2028, 9, 30))
    with pytest.raises(Refused, match="已延期 1 次（规定 1 次），再次延期须由林致远批准"):
        rule(world, row)
    rule(world, row, approved_by="林致远")
    assert (fresh(task).due_on, fresh(task).first_due_on) == (date(2028, 9, 30), DUE)


def test_a_clerk_enters_a_paper(world: World) -> None:
    """A clerk who rules for the head names the approver and the paper; a scan does as well as a number."""
    task = received(world)
    row = asked(world, task)
    with pytest.raises(Refused, match="缺批准人.*批准文号"):
        rule(world, row, by="office", approved_by="", document="")
    rule(world, row, by="office", document="", files=[evidence(world.actor("省.办", "office"))])
    assert fresh(task).due_on == NEW


def test_not_beyond_the_task_above(world: World) -> None:
    """A lower unit cannot excuse itself from a date."""
    child = handed_down(world, received(world))[0]
    clerk = world.actor("市.人社", "clerk")
    services.receive(clerk, lead(child))
    row = services.request_on_task(
        clerk, fresh(child), "extension", reason="招生推迟", progress="过半", proposed_on=NEW
    )
    head = world.actor("省.人社", "head")
    with pytest.raises(Refused, match="须经上级同意.*江澜省产改协调小组办公室同意上级任务延期"):
        services.rule_request(head, queries.request_page(head, row.pk), granted=True, note="同意")
    assert fresh(child).due_on == DUE


def test_the_clock_stands_still_meanwhile(world: World) -> None:
    """Days of waiting are counted, shown and given back; the ordered date stays."""
    task, days = received(world), queries.calendar()
    start = days.shift(DUE, -4)
    with clock.at(noon(start)):
        row = asked(world, task)
        assert fresh(task).paused
    with clock.at(noon(days.shift(start, 6))):
        light = queries.lights([fresh(task)])[task.pk].time
        assert light.state == "paused"
        assert "停 6 个工作日（等待裁定" in str(light.because[0])
        rule(world, row, granted=False)
        task = fresh(task)
        assert (task.paused, task.paused_days, task.due_on) == (False, 6, DUE)
        assert task.clock_until == days.shift(DUE, 6)
        light = queries.lights([task])[task.pk].time
        assert light.state == "green" or light.state == "yellow"
        assert "停过 6 个工作日" in str(light.because[-1])


def test_a_suspension_and_its_end(world: World) -> None:
    """Stopped with all below it, until a day; resumed by a ruling; the days are counted."""
    task = received(world)
    child = handed_down(world, task)[0]
    rule(world, asked(world, fresh(task), "suspension"))
    assert Pause.objects.filter(ends_on=None).count() == 3
    assert fresh(child).paused
    with pytest.raises(Refused, match="已经中止"):
        asked(world, fresh(task))
    with clock.at(noon(date(2027, 3, 2))):
        assert "已过" in str(queries.lights([fresh(task)])[task.pk].time.because[0])
        assert [one.task_id for one in queries.suspended_over(world.actor("省.办", "head"))] == [task.pk]
    rule(world, asked(world, fresh(task), "resumption"))
    assert not fresh(child).paused
    assert not Pause.objects.filter(ends_on=None).exists()


def test_a_cancellation_ends_all_below(world: World) -> None:
    task = received(world)
    children = handed_down(world, task)
    row = asked(world, fresh(task), "cancellation")
    with pytest.raises(Refused, match="批准文号"):
        rule(world, row, document="")
    rule(world, row)
    assert {fresh(one).state for one in (task, *children)} == {"cancelled"}


def test_a_change_keeps_what_stood_there(world: World) -> None:
    """Text, standards, figures and the lead: written by the ruling, with what was there before."""
    task = received(world)
    target = task.targets.get()
    wanted = {
        "title": "开展新型学徒制培训",
        "standards": ["年培训5000人"],
        "targets": {target.pk: "5000"},
        "unit": world.units["省.教育"].pk,
    }
    with pytest.raises(Refused, match="缺变更内容"):
        asked(world, task, "change", wanted={"title": task.title})
    row = rule(world, asked(world, task, "change", wanted=wanted))
    task = fresh(task)
    assert task.title == "开展新型学徒制培训"
    assert list(task.standards.values_list("text", flat=True)) == ["年培训5000人"]
    assert task.targets.get().number == 5000
    assert lead(task).unit == world.units["省.教育"]
    row.refresh_from_db()
    assert (row.before["title"], row.before["targets"]) == ("开展企业新型学徒制培训", {str(target.pk): "6,000"})


@pytest.mark.parametrize("number", ["abc", "NaN", "-1", "1e40", ""])
def test_no_figure_that_is_none(world: World, number: str) -> None:
    task = received(world)
    with pytest.raises(Refused):
        asked(world, task, "change", wanted={"targets": {task.targets.get().pk: number}})


def test_a_dispute_goes_to_the_lead_first(world: World) -> None:
    """Unit → lead → ruling, each with its days; a lead that stays silent holds nothing up."""
    task, days = issued(world)[0], queries.calendar()
    duty = Duty.objects.select_related("task__issuer", "task__plan", "unit").get(task=task, role="support")
    head = world.actor("省.办", "head")
    row = services.dispute_division(
        world.actor("省.工会", "clerk"), duty, reason="师资应由牵头单位提供", signed_by="苏敏"
    )
    assert (row.state, row.answer_by) == ("asked", days.shift(clock.today(), 3))
    assert not fresh(task).paused, "the lead's clock is not stopped by its helper"
    with pytest.raises(Refused, match="等待江澜省人力资源社会保障厅"):
        services.rule_request(head, queries.request_page(head, row.pk), granted=False, note="不同意")
    assert [one.pk for one in queries.to_answer(world.actor("省.人社", "clerk"))] == [row.pk]
    with clock.at(noon(days.shift(clock.today(), 4))):
        assert [one.pk for one in queries.to_rule(head)] == [row.pk]
    services.answer_request(
        world.actor("省.人社", "clerk"), queries.request_page(head, row.pk), "不同意，分工文件已明确"
    )
    row = services.rule_request(head, queries.request_page(head, row.pk), granted=False, note="按文件执行")
    assert (row.state, row.answer) == ("declined", "不同意，分工文件已明确")


def test_no_child_runs_under_a_closed_parent(world: World) -> None:
    """Neither reopened below a task that is over, nor left open when the one above is verified."""
    task = received(world)
    child = handed_down(world, task, units=("市.人社",), share=6000)[0]
    Task.objects.filter(pk=child.pk).update(state="completed")
    Task.objects.filter(pk=task.pk).update(state="completed")
    with pytest.raises(Refused, match="请先重新打开上级任务"):
        services.reopen(world.actor("省.人社", "clerk"), fresh(child), "数据有误")
    Task.objects.filter(pk=task.pk).update(state="verifying")
    Task.objects.filter(pk=child.pk).update(state="active")
    with pytest.raises(Refused, match="还有 1 项下级任务"):
        services.verify_completion(world.actor("省.办", "office"), fresh(task), checks={})


def test_stranger(world: World) -> None:
    task = received(world)
    row = asked(world, task)
    with pytest.raises(Refused, match="须由"):
        services.request_on_task(
            world.actor("省.教育", "clerk"), fresh(task), "suspension", reason="x", proposed_on=NEW
        )
    with pytest.raises(NotVisible):
        queries.request_page(world.actor("他省.办", "head"), row.pk)
    with pytest.raises(Refused, match="须由"):
        services.rule_request(world.actor("省.人社", "head"), row, granted=True, note="同意")
