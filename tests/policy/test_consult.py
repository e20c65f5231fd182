"""The units' opinions on their draft duties, what becomes of them, and the document that orders the division."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from luoshi.kernel import clock
from luoshi.kernel.errors import Invalid, NotVisible, Refused, Stale
from luoshi.ledger import services as ledger
from luoshi.ledger.models import Plan, Task
from luoshi.policy import panels, queries, services
from luoshi.policy.models import Opinion
from tests.policy import given
from tests.world import World

LATER = given.DUE + timedelta(days=1)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.at(given.noon(given.TODAY)):
        yield


def clear(world: World, plan: Plan) -> None:
    """Everybody has answered, or is registered as silent."""
    for unit in ("省.人社", "省.教育", "省.财政", "省.工会"):
        services.agree_all(world.actor(unit, "clerk"), plan, post_name="综合处处长", person_name="周岚")
    with clock.at(given.noon(LATER)):
        for silent in Opinion.objects.filter(plan=plan, state="asked"):
            office = world.actor("省.办", "office")
            services.rule_opinion(office, queries.find_opinion(office, silent.pk), "lapse", "电话催询两次")


def test_it_works(world: World) -> None:
    """Asked, agreed and objected to, ruled on, approved; then the tasks can be issued."""
    office, clerk = world.actor("省.办", "office"), world.actor("省.人社", "clerk")
    plan = given.consulted(world)
    raised = given.opinion(world, plan, "省.人社", "2.2-01")
    services.answer(clerk, raised, agree=False, text="建议时限放到 2027 年", post_name="职建处处长", person_name="韩叙")
    clear(world, plan)
    with pytest.raises(Refused, match="还有 1 条没有反馈"):
        services.approve(office, plan, "澜产改〔2026〕6号", given.TODAY, "王立")
    services.rule_opinion(office, given.opinion(world, plan, "省.人社", "2.2-01"), "decline", "时限由省委确定")
    plan.refresh_from_db()
    with clock.at(given.noon(LATER)):
        services.approve(office, plan, "澜产改[2026] 6 号", given.TODAY, "王立", title="关于印发分工方案的通知")
    plan.refresh_from_db()
    assert plan.state == "approved"
    assert plan.basis is not None
    assert (plan.basis.number, plan.basis.signed_by) == ("澜产改〔2026〕6号", "王立")
    task = Task.objects.get(plan=plan, number="2.2-01")
    assert task.basis == plan.basis
    lead = task.duties.get(role="lead")
    assert lead.post is not None
    assert lead.post.name == "职建处处长"
    ledger.issue_tasks(office, [task])
    assert Task.objects.get(pk=task.pk).state == "active"


def test_a_unit_sees_its_own_drafts_and_no_others(world: World) -> None:
    plan = given.reviewed(world)
    clerk = world.actor("省.财政", "clerk")
    with pytest.raises(NotVisible):
        queries.find_plan(clerk, plan.pk)
    services.open_consultation(world.actor("省.办", "office"), plan, given.DUE)
    assert queries.find_plan(clerk, plan.pk) == plan
    assert {row.opinion.task.number for row in queries.opinions_of(clerk, plan)} == {"2.1-02", "2.2-01", "2.2-02"}
    assert set(Task.objects.visible_to(clerk).values_list("number", flat=True)) == {"2.1-02", "2.2-01", "2.2-02"}
    with pytest.raises(NotVisible):
        queries.find_opinion(clerk, given.opinion(world, plan, "省.工会", "2.1-01").pk)


def test_a_lead_names_who_answers_for_it(world: World) -> None:
    clerk = world.actor("省.工会", "clerk")
    plan = given.consulted(world)
    opinion = given.opinion(world, plan, "省.工会", "2.1-01")
    with pytest.raises(Refused, match="责任岗位和具体责任人"):
        services.answer(clerk, opinion, agree=True)
    with pytest.raises(Invalid):
        services.answer(clerk, opinion, agree=True, post_name="宣教部部长")
    services.answer(clerk, opinion, agree=True, post_name="宣教部部长", person_name="周岚")
    assert opinion.task.duties.get(role="lead").post.name == "宣教部部长"
    helping = given.opinion(world, plan, "省.工会", "2.2-03")
    assert services.answer(clerk, helping, agree=True).state == "agreed"


def test_an_opinion_has_words(world: World) -> None:
    plan = given.consulted(world)
    with pytest.raises(Refused, match="意见内容"):
        services.answer(world.actor("省.财政", "clerk"), given.opinion(world, plan, "省.财政", "2.1-02"), agree=False)


def test_some_at_once(world: World) -> None:
    clerk = world.actor("省.财政", "clerk")
    plan = given.consulted(world)
    first = given.opinion(world, plan, "省.财政", "2.1-02")
    assert services.agree_all(clerk, plan, only=[first.pk]) == 1
    assert services.agree_all(clerk, plan, post_name="综合处处长", person_name="周岚") == 2
    with pytest.raises(Refused, match="没有等待反馈"):
        services.agree_all(clerk, plan)


def test_silence_is_registered_after_the_date_only(world: World) -> None:
    office = world.actor("省.办", "office")
    plan = given.consulted(world)
    opinion = given.opinion(world, plan, "省.财政", "2.1-02")
    with pytest.raises(Refused, match="3月16日"):
        services.rule_opinion(office, opinion, "lapse", "电话催询")
    with clock.at(given.noon(LATER)), pytest.raises(Refused, match="催询情况"):
        services.rule_opinion(office, opinion, "lapse", " ")
    with clock.at(given.noon(LATER)):
        assert services.rule_opinion(office, opinion, "lapse", "电话催询").state == "lapsed"


def test_a_ruling_says_why_and_the_unit_does_not_rule(world: World) -> None:
    plan = given.consulted(world)
    clerk, office = world.actor("省.财政", "clerk"), world.actor("省.办", "office")
    opinion = given.opinion(world, plan, "省.财政", "2.1-02")
    services.answer(clerk, opinion, agree=False, text="建议改为参与")
    with pytest.raises(Refused, match="理由"):
        services.rule_opinion(office, opinion, "adopt", "")
    with pytest.raises(Refused, match="须由"):
        services.rule_opinion(clerk, opinion, "adopt", "同意自己")
    assert services.rule_opinion(office, opinion, "adopt_partly", "表述已改").state == "partly"


def test_two_answer_at_once(world: World) -> None:
    clerk = world.actor("省.财政", "clerk")
    plan = given.consulted(world)
    one, other = (given.opinion(world, plan, "省.财政", "2.1-02") for _ in range(2))
    services.answer(clerk, one, agree=True)
    with pytest.raises(Stale):
        services.answer(clerk, other, agree=False, text="有意见")


def test_a_unit_named_later_is_asked_too(world: World) -> None:
    """An opinion adopted brings in another unit: nothing is approved before it has been asked."""
    office = world.actor("省.办", "office")
    plan = given.consulted(world)
    clear(world, plan)
    task = Task.objects.select_related("issuer", "plan").get(plan=plan, number="2.1-01")
    ledger.set_duty(office, task, world.units["省.财政"], "support")
    plan.refresh_from_db()
    with clock.at(given.noon(LATER)):
        with pytest.raises(Refused, match="没有征求意见：2.1-01 江澜省财政厅"):
            services.approve(office, plan, "澜产改〔2026〕6号", given.TODAY, "王立")
        assert services.ask_newcomers(office, plan, date(2026, 3, 20)) == 1
        assert [one.task.number for one in queries.to_answer(world.actor("省.财政", "clerk"))] == ["2.1-01"]


def test_called_back_and_sent_again(world: World) -> None:
    office, clerk = world.actor("省.办", "office"), world.actor("省.财政", "clerk")
    plan = given.consulted(world)
    services.agree_all(clerk, plan, post_name="综合处处长", person_name="周岚")
    with pytest.raises(Refused, match="理由"):
        services.withdraw_consultation(office, plan, "")
    services.withdraw_consultation(office, plan, "分工有大的调整")
    assert list(queries.to_answer(world.actor("省.教育", "clerk"))) == []
    services.open_consultation(office, plan, LATER)
    assert not queries.to_answer(clerk).exists()
    waiting = queries.to_answer(world.actor("省.教育", "clerk"))
    assert {one.due_on for one in waiting} == {LATER}


def test_approval_is_complete_and_not_of_tomorrow(world: World) -> None:
    office = world.actor("省.办", "office")
    plan = given.consulted(world)
    clear(world, plan)
    plan.refresh_from_db()
    with pytest.raises(Invalid, match="晚于今天"):
        services.approve(office, plan, "澜产改〔2026〕6号", LATER, "王立")
    with pytest.raises(Refused) as refused:
        services.approve(office, plan, "", None, "")
    assert [str(one) for one in refused.value.reasons] == ["缺印发文件的文号。", "缺印发日期。", "缺签发人。"]
    with pytest.raises(Refused, match="须由"):
        services.approve(world.actor("省.财政", "clerk"), plan, "澜产改〔2026〕6号", given.TODAY, "王立")


def test_the_desk_says_what_is_owed(world: World) -> None:
    def owed(unit: str, role: str) -> list[str]:
        return [str(row.verb) for row in panels.owed(world.actor(unit, role))]

    plan = given.reviewed(world)
    assert owed("省.办", "office") == ["接着核对"]
    services.open_consultation(world.actor("省.办", "office"), plan, given.DUE)
    assert owed("省.财政", "clerk") == ["反馈意见"]
    assert owed("省.办", "office") == []
    opinion = given.opinion(world, plan, "省.财政", "2.1-02")
    services.answer(world.actor("省.财政", "clerk"), opinion, agree=False, text="有意见")
    assert owed("省.办", "office") == ["处理意见"]
    with clock.at(given.noon(LATER)):
        assert owed("省.办", "office") == ["处理意见", "看是谁"]
        services.rule_opinion(
            world.actor("省.办", "office"), given.opinion(world, plan, "省.财政", "2.1-02"), "adopt", "已改"
        )
        clear(world, plan)
        assert owed("省.办", "office") == ["登记印发"]


def test_stranger(world: World) -> None:
    plan = given.consulted(world)
    stranger = world.actor("他省.财政", "clerk")
    with pytest.raises(NotVisible):
        queries.find_opinion(stranger, Opinion.objects.filter(plan=plan).first().pk)
    assert queries.consultations(stranger) == []
    assert not queries.to_answer(stranger).exists()
