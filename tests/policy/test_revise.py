"""A plan has come out anew: what is different is found, and done by the ledger's own requests."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from luoshi.kernel import clock
from luoshi.kernel.errors import NotVisible, Refused
from luoshi.ledger import services as ledger
from luoshi.ledger.models import Plan, Request, Task
from luoshi.policy import services
from luoshi.policy.models import Revision
from luoshi.policy.queries import revisions
from tests.policy import given
from tests.world import World

REVISED = (
    given.DIVISION.decode()
    .replace("新建基地不少于12个", "新建基地不少于20个")
    .replace("合格率不低于90%。（省人力资源社会保障厅牵头，省教育厅、省财政厅配合，2026年底前完成）",
             "合格率不低于90%。（省教育厅牵头，省人力资源社会保障厅、省财政厅配合，2027年6月底前完成）")
    .replace("3.建立培训师资共享机制，入库师资不少于800名。（省人力厅牵头，省工业和信息化厅、省总工会配合，2026年9月底前完成）",
             "3.开展职工技能竞赛，参赛职工不少于3万人。（省总工会牵头，2026年11月底前完成）")
)  # fmt: skip


def in_force(world: World) -> Plan:
    """The plan issued, its tasks in the ledger."""
    plan = given.reviewed(world)
    Task.objects.filter(plan=plan).update(state="active")
    Plan.objects.filter(pk=plan.pk).update(state="approved")
    return Plan.objects.get(pk=plan.pk)


def compared(world: World) -> tuple[Plan, dict[str, Revision]]:
    with clock.at(given.noon(given.TODAY)):
        base = in_force(world)
        plan = given.read(world, REVISED.encode())
        services.compare_with(world.actor("省.办", "office"), plan, base)
    rows = Revision.objects.filter(plan=plan).select_related(
        "old", "draft", "plan__unit", "old__issuer", "draft__issuer"
    )
    return plan, {(row.draft or row.old).number + row.kind: row for row in rows}


def test_it_works(world: World) -> None:
    """A lead, a date and a figure are asked for, a clause that is gone is to be cancelled, a new one stays a draft."""
    office = world.actor("省.办", "office")
    plan, rows = compared(world)
    assert sorted(rows) == [
        "2.1-01same", "2.1-02changed", "2.2-01changed", "2.2-02same", "2.2-03dropped", "2.2-03new", "3.1-01same",
    ]  # fmt: skip
    with clock.at(given.noon(given.TODAY)):
        services.rule_revision(office, rows["2.1-02changed"], "propose")
        services.rule_revision(office, rows["2.2-01changed"], "propose", "省政府常务会议议定")
        services.rule_revision(office, rows["2.2-03dropped"], "cancel", "并入其他方案")
        services.rule_revision(office, rows["2.2-03new"], "take")
        assert services.leave_same(office, plan) == 3
    asked = {(row.task.number, row.kind): row for row in Request.objects.all()}
    assert set(asked) == {
        ("2.1-02", "change"),
        ("2.2-01", "change"),
        ("2.2-01", "extension"),
        ("2.2-03", "cancellation"),
    }
    assert list(asked["2.1-02", "change"].wanted["targets"].values()) == ["20.0000"]
    assert asked["2.2-01", "change"].wanted["unit"] == world.units["省.教育"].pk
    assert asked["2.2-01", "extension"].proposed_on == date(2027, 6, 30)
    assert "省政府常务会议议定" in asked["2.2-01", "change"].reason
    kept = plan.tasks.exclude(state="dropped")
    assert [task.number for task in kept] == ["2.2-03"], "what is asked for as a change is not issued a second time"
    assert Task.objects.get(pk=rows["2.1-02changed"].old_id).title == rows["2.1-02changed"].old.title


def test_what_the_ledger_did_since_is_no_change_of_the_plan(world: World) -> None:
    """A date put off and an ended task, both said again in the same words; an ended one that is gone asks for nothing."""
    with clock.at(given.noon(given.TODAY)):
        base = in_force(world)
        Task.objects.filter(plan=base, number="2.1-01").update(due_on=date(2028, 1, 1))
        Task.objects.filter(plan=base, number__in=["2.2-02", "2.2-03", "2.1-02"]).update(state="completed")
        Task.objects.filter(plan=base, number="3.1-01").update(state="cancelled")
        plan = given.read(world, REVISED.encode())
        services.compare_with(world.actor("省.办", "office"), plan, base)
    rows = {
        (row.draft or row.old).number: row for row in Revision.objects.filter(plan=plan).select_related("draft", "old")
    }
    assert {number: row.kind for number, row in rows.items()} == {
        "2.1-01": "same", "2.1-02": "new", "2.2-01": "changed", "2.2-02": "same", "2.2-03": "new", "3.1-01": "new",
    }  # fmt: skip
    assert "继续有效" in str(rows["2.1-01"].because[0])
    assert "已完成" in str(rows["2.1-02"].because[0])
    assert "已撤销" in str(rows["3.1-01"].because[0])


def test_a_word_said_stays_when_it_is_compared_again(world: World) -> None:
    office = world.actor("省.办", "office")
    plan, rows = compared(world)
    services.rule_revision(office, rows["2.1-02changed"], "leave", "仍按原目标")
    services.compare_with(office, plan, rows["2.1-02changed"].base)
    again = {row.draft_id: row for row in Revision.objects.filter(plan=plan, kind="changed")}
    assert again[rows["2.1-02changed"].draft_id].state == "left"
    assert Revision.objects.filter(plan=plan).count() == len(rows)
    services.rule_revision(office, revisions.find_revision(office, rows["2.1-02changed"].pk), "reopen")
    assert Task.objects.get(pk=rows["2.1-02changed"].draft_id).state == "draft"
    with pytest.raises(Refused, match="理由"):
        services.rule_revision(office, rows["2.2-03dropped"], "cancel", " ")


def test_the_page_says_what_is_different_and_takes_the_word(world: World, client: Client) -> None:
    plan, rows = compared(world)
    client.force_login(world.account("省.办", "office"))
    page = client.get(reverse("policy:revision", args=[plan.pk])).content.decode()
    assert "牵头单位由江澜省人力资源社会保障厅改为江澜省教育厅" in page
    row = rows["2.2-03new"]
    sent = {"version": row.version, "_key": "c" * 32}
    answer = client.post(reverse("policy:move_revision", args=[row.pk, "take"]), sent)
    assert answer.status_code == 302
    assert Revision.objects.get(pk=row.pk).state == "taken"
    wrong = client.post(
        reverse("policy:move_revision", args=[rows["2.2-03dropped"].pk, "cancel"]), {**sent, "_key": "d" * 32}
    )
    assert wrong.status_code == 422
    assert "理由" in wrong.content.decode()


def test_stranger(world: World) -> None:
    _plan, rows = compared(world)
    with pytest.raises(NotVisible):
        revisions.find_revision(world.actor("他省.办", "office"), rows["2.2-03new"].pk)
    assert ledger.checked_change(rows["2.1-02changed"].old, {"due_on": date(2030, 1, 1)}) == {}, "later is an extension"
