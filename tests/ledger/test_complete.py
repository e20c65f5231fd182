"""Completion: applied for with evidence, verified by somebody else standard by standard; or back, or opened again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from luoshi.kernel import clock
from luoshi.kernel.errors import NotVisible, Refused, Stale
from luoshi.kernel.queries import files_of
from luoshi.ledger import queries, services
from luoshi.ledger.models import Completion, Task
from tests.ledger.making import applied, evidence, fresh, handed_down, issued, received
from tests.world import World

pytestmark = pytest.mark.django_db


def answers(task: Task, *met: bool) -> dict[int, tuple[bool | None, str]]:
    rows = list(task.standards.all())
    return {one.pk: (yes, "" if yes else "少 120 人") for one, yes in zip(rows, met or [True] * len(rows), strict=True)}


def test_it_works(world: World) -> None:
    task = applied(world, received(world))
    office = world.actor("省.办", "office")
    assert [row.pk for row in queries.to_verify(office)] == [task.pk]
    row = queries.open_completion(task)
    assert row is not None
    assert [check.claim for check in row.checks.all()] == ["已达到", "已达到"]
    assert [one.purpose for one in files_of(row)] == ["evidence"]
    services.verify_completion(office, task, checks=answers(task), remark="抽核 50 人，属实")
    done = fresh(task)
    assert (done.state, done.ending, done.completed_on) == ("completed", "done", clock.today())
    row = Completion.objects.get()
    assert (row.outcome, row.verified_by.name) == ("verified", "省.办综合处处长")  # type: ignore[union-attr]
    assert queries.lights([done])[task.pk].time.state == "closed"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"files": []}, "没有佐证材料"),
        ({"statement": " "}, "缺完成情况说明"),
        ({"ending": ""}, "缺完成方式"),
        ({"ending": "x"}, "三种"),
    ],
)
def test_what_an_application_needs(world: World, change: dict[str, Any], reason: str) -> None:
    task, clerk = received(world), world.actor("省.人社", "clerk")
    given = {"ending": "stage", "statement": "已达标", "claims": {}, "files": [evidence(clerk)], **change}
    with pytest.raises(Refused, match=reason):
        services.apply_completion(clerk, task, **given)
    assert not Completion.objects.exists()


def test_first_receive(world: World) -> None:
    clerk = world.actor("省.人社", "clerk")
    with pytest.raises(Refused, match="请先签收"):
        services.apply_completion(
            clerk, issued(world)[0], ending="done", statement="已达标", claims={}, files=[evidence(clerk)]
        )


def test_children_first(world: World) -> None:
    task = received(world)
    handed_down(world, task)
    with pytest.raises(Refused, match="还有 2 项下级任务没有完成"):
        applied(world, fresh(task))


def test_every_standard_must_be_met(world: World) -> None:
    """An unanswered standard is not a met one."""
    task, office = applied(world, received(world)), world.actor("省.办", "office")
    for checks in (answers(task, True, False), {}):
        with pytest.raises(Refused, match="条没有核验通过"):
            services.verify_completion(office, fresh(task), checks=checks)
    assert fresh(task).state == "verifying"


def test_sent_back_with_reasons_and_applied_again(world: World) -> None:
    task, office = applied(world, received(world)), world.actor("省.办", "office")
    with pytest.raises(Refused, match="缺退回理由"):
        services.send_back(office, fresh(task), checks={}, note=" ")
    services.send_back(office, task, checks=answers(task, False, True), note="人数不足")
    row = Completion.objects.get()
    assert (row.outcome, row.remark) == ("returned", "人数不足")
    assert [(check.met, check.remark) for check in row.checks.order_by("standard")] == [
        (False, "少 120 人"),
        (True, ""),
    ]
    again = applied(world, fresh(task))
    assert again.state == "verifying"
    assert Completion.objects.count() == 2


def test_not_by_the_applicant(world: World) -> None:
    """Even where one person holds a grant in both units."""
    task = applied(world, received(world))
    office = world.actor("省.办", "office")
    same = replace(office, person_id=world.actor("省.人社", "clerk").person_id)
    for act in (
        lambda: services.verify_completion(same, fresh(task), checks=answers(task)),
        lambda: services.send_back(same, fresh(task), checks={}, note="理由"),
    ):
        with pytest.raises(Refused, match="申请人不能核验自己的申请"):
            act()


def test_opened_again(world: World) -> None:
    task, office = applied(world, received(world)), world.actor("省.办", "office")
    services.verify_completion(office, task, checks=answers(task))
    with pytest.raises(Refused, match="缺理由"):
        services.reopen(office, fresh(task), "")
    services.reopen(office, task, "回头看发现台账不实")
    again = fresh(task)
    assert (again.state, again.ending, again.completed_on) == ("active", "", None)
    assert again.first_due_on == task.first_due_on


def test_two_verifiers(world: World) -> None:
    task = applied(world, received(world))
    mine, theirs = fresh(task), fresh(task)
    services.verify_completion(world.actor("省.办", "office"), mine, checks=answers(task))
    with pytest.raises(Stale, match=r"省\.办综合处处长"):
        services.send_back(world.actor("省.办", "office"), theirs, checks={}, note="理由")
    assert Completion.objects.get().outcome == "verified"


def test_stranger(world: World) -> None:
    task = applied(world, received(world))
    for unit, role in (("省.人社", "clerk"), ("省.工会", "clerk"), ("他省.办", "office")):
        with pytest.raises(Refused, match="须由江澜省产改协调小组办公室"):
            services.verify_completion(world.actor(unit, role), fresh(task), checks=answers(task))
    with pytest.raises(NotVisible):
        queries.task_page(world.actor("他省.办", "office"), task.pk)
