"""问责: told before it is signed, answered, objected to, decided by another; read only with the grant, and every reading told."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import docx
import pytest
from django.test import Client
from django.urls import reverse

from luoshi.kernel import clock, panels
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.errors import NotVisible, Refused
from luoshi.kernel.models import Event
from luoshi.org import services as org
from luoshi.problems import services
from luoshi.problems.models import Record
from luoshi.problems.queries.records import find_record
from tests.problems.scene import proof
from tests.world import START, World


def entrusted(world: World, role: str = "office") -> None:
    org.grant(SYSTEM, world.account("市.办", role).person, "account", world.units["市.办"], START)


def a_record(world: World, kind: str = "reminder") -> Record:
    """A draft of the prefecture's office about its department."""
    entrusted(world)
    office = world.actor("市.办", "office")
    return services.draft_record(
        office, kind=kind, unit=world.units["市.人社"], title="三项任务只转发文件", facts="任务 2.1 等三项只有转发通知。",
        basis="《督促整改办法》第九条", files=[proof(office)],
    )  # fmt: skip


def test_it_works(world: World) -> None:
    row = a_record(world)
    office, head = world.actor("市.办", "office"), world.actor("市.人社", "head")
    with pytest.raises(NotVisible):
        find_record(head, row.pk)
    services.move_record(office, row, "tell")
    assert find_record(head, row.pk) == row
    with pytest.raises(Refused, match="陈述期限"):
        services.move_record(office, row, "sign", signed_by="周明远")
    services.move_record(head, row, "state", statement="已补发分工表。")
    with pytest.raises(Refused, match="签发人"):
        services.move_record(office, row, "sign")
    services.move_record(office, row, "sign", signed_by="周明远")
    assert (row.state, row.number) == ("issued", f"澜产改提示〔{clock.today().year}〕1号")
    assert row.expires_on is not None
    assert row.expires_on > clock.today() + timedelta(days=300)


def test_an_objection_is_decided_by_another(world: World) -> None:
    row = a_record(world)
    entrusted(world, "head")
    office, subject = world.actor("市.办", "office"), world.actor("市.人社", "head")
    for actor, move, given in (
        (office, "tell", {}), (subject, "state", {"statement": "情况属实。"}), (office, "sign", {"signed_by": "周明远"}),
        (subject, "object", {"objection": "2.3 已有安排。"}),
    ):  # fmt: skip
        services.move_record(actor, row, move, **given)
    with pytest.raises(Refused, match="换一人"):
        services.move_record(office, row, "revoke", ruling="维持")
    services.move_record(world.actor("市.办", "head"), row, "revoke", ruling="2.3 属实，撤销。")
    assert row.state == "revoked"


def test_who_may_do_what(world: World) -> None:
    office = world.actor("市.办", "office")
    with pytest.raises(Refused):
        services.draft_record(office, kind="reminder", unit=world.units["市.人社"], title="x", facts="x", basis="x")
    row = a_record(world, "transfer")
    office = world.actor("市.办", "office")
    services.move_record(office, row, "tell")
    services.move_record(world.actor("市.人社", "head"), row, "state", statement="无")
    with pytest.raises(Refused, match="有权机关"):
        services.move_record(office, row, "sign", signed_by="周明远")
    services.move_record(office, row, "hand_over", handed_to="市纪委监委")
    services.move_record(office, row, "record_outcome", outcome="函询", outcome_number="〔2026〕5号")
    assert (row.state, row.outcome_number) == ("handed", "〔2026〕5号")
    with pytest.raises(Refused, match="企业"):
        services.draft_record(office, kind="bulletin", unit=world.units["企业"], title="x", facts="x", basis="x")
    interview = a_record(world, "interview")
    services.move_record(office, interview, "tell")
    services.move_record(world.actor("市.人社", "head"), interview, "state", statement="无")
    with pytest.raises(Refused, match="约谈人"):
        services.move_record(office, interview, "sign", signed_by="周明远")
    services.move_record(office, interview, "sign", signed_by="周明远", held_by="周明远", ruling="不能夹带")
    services.move_record(office, interview, "hold", held_on=clock.today(), minutes="主任约谈，局长到场，月底前办完。")
    assert (interview.state, interview.held_on, interview.ruling) == ("issued", clock.today(), "")


def test_reading_is_told_and_the_paper_opens(world: World) -> None:
    row = a_record(world, "praise")
    client = Client()
    client.force_login(world.account("市.办", "office"))
    assert row.title in client.get(reverse("problems:record", args=[row.pk])).content.decode()
    answer = client.get(reverse("problems:record_paper", args=[row.pk]))
    text = "".join(line.text for line in docx.Document(BytesIO(answer.content)).paragraphs)
    assert row.facts in text
    assert "导出人" in text, "a copy tells who took it out, and when"
    assert Event.objects.filter(code="problems.record.read", object_id=row.pk).count() == 2
    assert not any(row.facts in str(event.after) for event in Event.objects.filter(object_id=row.pk)), (
        "beside the trail"
    )
    done = client.post(
        reverse("problems:move_record", args=[row.pk, "praise"]),
        {"signed_by": "周明远", "audience": "成员单位", "version": row.version, "_key": "p"},
    )
    assert done.status_code == 302
    assert client.get(reverse("problems:records")).status_code == 200


def test_stranger(world: World) -> None:
    row = a_record(world)
    for who in (("市.办", "liaison"), ("市.人社", "head"), ("他市.人社", "head"), ("省.办", "office")):
        with pytest.raises(NotVisible):
            find_record(world.actor(*who), row.pk)
    assert not any(
        panels.may_see("problems.record", world.actor("国.办", role), row.pk)
        for role in ("system", "security", "audit")
    )
