"""From a visit to the problem list: evidence, the unit's word, the conclusion, an objection decided by others."""

from __future__ import annotations

from datetime import timedelta

import pytest

from luoshi.inspection.models import Finding, Objection, Visit
from luoshi.inspection.services import conclusions, visits
from luoshi.kernel import clock
from luoshi.kernel.errors import Invalid, NotVisible, Refused
from tests.inspection.visiting import concluded, finished, found, proof, target_of, visited
from tests.world import World

pytestmark = pytest.mark.django_db


def test_it_works(world: World) -> None:
    office, clerk, head = world.actor("市.办", "office"), world.actor("县.人社", "clerk"), world.actor("市.办", "head")
    row = concluded(world)
    second = row.visit.findings.get(title="补贴名单没有公示")
    assert row.object_by == clock.today() + timedelta(days=30)
    objection = conclusions.object_to(clerk, row, reason="名单已补公示。", signed_by="周晓岚", finding=second)
    with pytest.raises(Refused, match="复核"):
        conclusions.list_problem(office, row.visit.findings.first())
    with pytest.raises(Refused, match="不能参加复核"):
        conclusions.uphold(office, objection, ruling="成立。", deciders="何静", text="一条问题属实。")
    for name in ("闻知秋", "许明远"):
        with pytest.raises(Refused, match=name):
            conclusions.dismiss(head, objection, ruling="维持。", deciders=f"何静、{name}")
    conclusions.uphold(head, objection, ruling="成立。", deciders="何静、方圆", text="一条问题属实。")
    row.refresh_from_db()
    second.refresh_from_db()
    assert (row.text, row.former.get().text, second.state) == ("一条问题属实。", "两条问题属实。", "struck")
    problem = conclusions.list_problem(office, row.visit.findings.get(state="confirmed"))
    assert (problem.origin, problem.unit, problem.state) == ("inspection", world.units["县.人社"], "listed")
    with pytest.raises(Refused, match="复核后撤销"):
        conclusions.list_problem(office, second)


def test_a_conclusion_needs_evidence_and_the_units_word(world: World) -> None:
    office, clerk = world.actor("市.办", "office"), world.actor("县.人社", "clerk")
    visit = visited(world)
    bare = conclusions.find(office, visit, title="没有台账", facts="查看时没有。")
    with pytest.raises(Refused, match="证据材料"):
        conclusions.send(office, bare)
    conclusions.prove(office, bare, [proof(office)])
    conclusions.send(office, bare)
    with pytest.raises(Refused, match="检查表"):
        visits.finish(office, visit)
    row = conclusions.draft(office, finished(world, visit), text="一条问题。")
    given = {"number": "市督〔2026〕9号", "signed_on": clock.today(), "signer": "许明远"}
    with pytest.raises(Refused, match="还没有确认"):
        conclusions.sign(office, row, **given, files=[proof(office)])
    with pytest.raises(Refused, match="缺说明"):
        conclusions.refuse(clerk, bare, answer=" ", answered_name="周晓岚")
    conclusions.confirm(clerk, bare, answered_name="周晓岚")
    with pytest.raises(Refused, match="扫描件"):
        conclusions.sign(office, row, **given)
    conclusions.sign(office, row, **given, files=[proof(office)])
    assert row.state == "signed"


def test_an_objection_comes_within_thirty_days(world: World) -> None:
    clerk, row = world.actor("县.人社", "clerk"), concluded(world)
    with clock.at(clock.now() + timedelta(days=31)), pytest.raises(Refused, match="已经过了"):
        conclusions.object_to(clerk, row, reason="不符。", signed_by="周晓岚")


def test_nobody_is_told_before_an_unannounced_visit(world: World) -> None:
    office, clerk = world.actor("市.办", "office"), world.actor("县.人社", "clerk")
    visit = visits.plan(office, target_of(world, unannounced=False, state="approved"), planned_on=clock.today())
    with pytest.raises(NotVisible):
        Visit.objects.get_visible(clerk, pk=visit.pk)
    with pytest.raises(Refused, match="通知还没有发出"):
        visits.begin(office, visit, visited_on=clock.today())


def test_an_enterprise_is_only_called_on(world: World) -> None:
    office = world.actor("市.办", "office")
    with pytest.raises(Refused, match="督察不进企业"):
        visits.plan(office, target_of(world, unit="企业"), planned_on=clock.today())
    firm = world.units["企业"]
    with pytest.raises(Invalid, match="没有同意的不走访"):
        visits.plan_call(office, firm, planned_on=clock.today(), consent=" ", people="何静")
    call = visits.plan_call(office, firm, planned_on=clock.today(), consent="总经理吴征，电话同意", people="何静")
    visits.begin(office, call, visited_on=clock.today())
    with pytest.raises(Refused, match="不列问题"):
        conclusions.find(office, call, title="一条", facts="一条")
    with pytest.raises(Refused, match="情况记录"):
        visits.finish(office, call)
    visits.fill(office, call, answers={}, notes="学徒十二人，设备更新。")
    visits.finish(office, call)
    with pytest.raises(Refused, match="不下结论"):
        conclusions.draft(office, call, text="结论")


def test_stranger(world: World) -> None:
    row, stranger = concluded(world), world.actor("他县.教育", "clerk")
    assert not Visit.objects.visible_to(stranger).exists()
    assert not Finding.objects.visible_to(stranger).exists()
    assert not Objection.objects.visible_to(stranger).exists()
    with pytest.raises(Refused):
        conclusions.object_to(stranger, row, reason="不符。", signed_by="某人")


def test_drafts_stay_with_the_team(world: World) -> None:
    visit, clerk = visited(world), world.actor("县.人社", "clerk")
    row = found(world, visit)
    assert Visit.objects.visible_to(clerk).filter(pk=visit.pk).exists()
    assert not Finding.objects.visible_to(clerk).exists()
    conclusions.send(world.actor("市.办", "office"), row)
    assert Finding.objects.visible_to(clerk).exists()
