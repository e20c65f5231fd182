"""From the plan to the teams: an approval, a frame that is committed to, a witness, a draw that anybody can do again."""

from __future__ import annotations

import pytest
from django.test import override_settings

from luoshi.inspection import queries, services
from luoshi.inspection.models import Draw, Item, Target
from luoshi.inspection.rules.draw import commitment_of, first_difference
from luoshi.kernel.errors import Invalid, NotVisible, Refused
from luoshi.kernel.models import Event
from tests.inspection.scene import OFFICE, approved, drawn, lend, planned, register
from tests.world import World


def test_it_works(world: World) -> None:
    row = drawn(world)
    assert first_difference(row.record) is None
    assert row.commitment == commitment_of(row.record["secret"])
    targets = list(row.targets.all())
    assert [str(one.unit.uid) for one in targets] == [one["id"] for one in row.record["targets"]]
    for target, team in zip(targets, row.record["teams"], strict=True):
        assert [str(seat.inspector.uid) for seat in target.team.all() if seat.inspector] == team["inspectors"]
        assert [seat.part for seat in target.team.all()].count("leader") == 1
        assert target.starts_on is not None
        assert target.chance == 0.5
        if target.unit == world.units["县.办"]:
            assert "祝" not in {seat.name for seat in target.team.all()}


def test_the_secret_is_committed_before_and_told_to_nobody(world: World) -> None:
    actor, item = world.actor(OFFICE, "office"), approved(world)
    register(world)
    row = services.freeze_draw(actor, services.prepare_draw(actor, item, sample=2, source="掷骰"))
    assert row.commitment != commitment_of(row.sealed), "who reads the table alone does not have the secret"
    told = [f"{event.before}{event.after}" for event in Event.objects.filter(object_type="inspection.draw")]
    assert not any(row.sealed in text for text in told)
    with pytest.raises(Refused, match="见证"):
        services.draw_now(actor, row, witness="", witness_name="")
    with override_settings(SECRET_KEY="another"), pytest.raises(Refused, match="密钥"):
        services.draw_now(actor, row, witness="1", witness_name="王立")
    record = services.draw_now(actor, row, witness="1", witness_name="王立").record
    assert (record["frame_sha256"], commitment_of(record["secret"])) == (row.frame_sha256, row.commitment)


def test_without_a_number_only_a_study_visit(world: World) -> None:
    actor, item = world.actor(OFFICE, "office"), planned(world)
    register(world)
    services.set_objects(actor, item, [world.units["县.办"], world.units["二县.办"]])
    row = services.prepare_draw(actor, item, sample=1, source="掷骰")
    with pytest.raises(Refused, match="没有登记批准"):
        services.freeze_draw(actor, row)
    with pytest.raises(Refused, match="扫描件"):
        services.approve_item(actor, item, basis="plan", number="1", approved_on=item.starts_on, approved_by="市委办")
    with pytest.raises(Refused, match="只能作为调研指导"):
        services.move_item(actor, item, "arrange")
    visit = planned(world, kind="research")
    services.set_objects(actor, visit, [world.units["县.办"]])
    assert services.move_item(actor, visit, "arrange").state == "arranged"


def test_an_enterprise_is_refused_and_a_visit_offered(world: World) -> None:
    actor, item = world.actor(OFFICE, "office"), planned(world)
    with pytest.raises(Refused, match="调研走访"):
        services.set_objects(actor, item, [world.units["企业"]])
    visit = planned(world, kind="research")
    with pytest.raises(Invalid):
        services.set_objects(actor, visit, [world.units["企业"]])
    services.set_objects(actor, visit, [world.units["企业"]], reason="6月3日征得企业同意")
    assert not visit.targets.exists()


def test_the_scope_is_locked_by_the_approval(world: World) -> None:
    item = approved(world)
    with pytest.raises(Refused, match="另行报批"):
        services.set_objects(world.actor(OFFICE, "office"), item, [world.units["市.财政"]])


def test_overlapping_items_are_proposed_to_be_merged(world: World) -> None:
    item, other = approved(world), planned(world, name="培训专项检查")
    actor = world.actor(OFFICE, "office")
    services.set_objects(actor, other, [world.units["县.办"]])
    (found,) = queries.overlaps_of(actor, item.year)
    assert {found.one.id, found.other.id} == {item.pk, other.pk}
    assert "建议并入" in str(found.proposal)
    assert services.move_item(actor, other, "merge", merged_into=item).state == "merged"
    assert queries.overlaps_of(actor, item.year) == []


def test_a_notice_keeps_the_eight_donts(world: World) -> None:
    actor, row = world.actor(OFFICE, "office"), drawn(world)
    Item.objects.filter(pk=row.item_id).update(content="请各县报送自查报告。")
    with pytest.raises(Refused, match="要求填表、报材料"):
        services.move_item(actor, Item.objects.get(pk=row.item_id), "notify")


def test_the_next_ticket_takes_the_turn(world: World) -> None:
    actor, row = world.actor(OFFICE, "office"), drawn(world)
    first = row.targets.get(place=1)
    with pytest.raises(Refused, match="理由"):
        services.replace_target(actor, first, " ")
    found = services.replace_target(actor, first, "当地发生洪灾，防汛期间不宜督察")
    assert found.replaces == first
    assert found.unit_id not in set(row.targets.exclude(pk=found.pk).values_list("unit_id", flat=True))
    assert found.team.count() == 2


def test_a_small_share_at_random_is_refused(world: World) -> None:
    actor, item = world.actor(OFFICE, "office"), planned(world)
    register(world)
    services.set_objects(
        actor,
        item,
        [world.units[key] for key in ("县.办", "二县.办", "市.人社")],
        stream="must",
        reason="上年问题整改回头看",
    )
    services.set_objects(actor, item, [world.units["市.教育"]])
    row = services.prepare_draw(actor, item, sample=1, source="掷骰")
    assert any("不到 30%" in str(one) for one in queries.draw_facts(actor, row).against)


def test_what_is_not_announced_is_read_by_who_holds_a_grant_for_it(world: World) -> None:
    item = approved(world, unannounced=True)
    plain = world.actor(OFFICE, "office")
    with pytest.raises(NotVisible):
        services.read_item(plain, item.pk)
    with pytest.raises(NotVisible):
        services.read_item(world.actor("省.办", "office"), item.pk)
    lend(world)
    services.read_item(world.actor(OFFICE, "office"), item.pk)
    assert Event.objects.filter(code="inspection.item.read", object_id=item.pk).count() == 1


def test_a_proposal_is_answered_by_a_person(world: World) -> None:
    row = services.propose_target(
        world.actor("省.办", "office"), world.units["县.人社"], "连续两期数字不变", source="疑点提示"
    )
    assert row.office == world.units["县.办"]
    again = services.propose_target(world.actor("省.办", "office"), world.units["县.人社"], "同上", source="疑点提示")
    assert again == row
    actor = world.actor("县.办", "office")
    with pytest.raises(Refused, match="处理说明"):
        services.answer_proposal(actor, row, "decline")
    assert services.answer_proposal(actor, row, "decline", answer="已由上级安排").state == "declined"


def test_stranger(world: World) -> None:
    row = drawn(world)
    stranger = world.actor("他县.人社", "clerk")
    for model in (Item, Draw, Target):
        assert not model.objects.visible_to(stranger).exists()  # type: ignore[attr-defined]
    assert not Target.objects.visible_to(world.actor("县.办", "office")).exists()
    services.publish_draw(world.actor(OFFICE, "office"), row)
    own = {one.unit for one in row.targets.all()}
    if world.units["县.办"] in own:
        assert Target.objects.visible_to(world.actor("县.办", "office")).exists()
