"""提请协调: help that a report says is needed becomes a letter of its own, numbered when it is sent."""

from __future__ import annotations

import pytest
from django.test import Client

from luoshi.kernel.errors import NotVisible, Refused
from luoshi.reporting import queries, services
from luoshi.reporting.models import Appeal
from tests.reporting import given
from tests.world import World


def scene(world: World, unit: str = "省.人社") -> Appeal:
    """A report that says that coordination is needed has been sent."""
    given.task_in_force(world, "省.办", unit)
    period = given.opened(world)
    given.sent(world, unit, period, help_="coordinate", difficulty="专业目录尚未商定，请协调教育部门。")
    return Appeal.objects.select_related("unit", "to", "task", "entry__report").get()


def test_it_works(world: World) -> None:
    """A draft to the place's office; sent with the unit's own number; answered."""
    row = scene(world)
    assert (row.state, row.to, row.document, row.number) == ("draft", world.units["省.办"], "提请协调函", "")
    assert "专业目录尚未商定" in row.text
    services.send_appeal(world.actor("省.人社", "liaison"), row, "王立")
    assert row.number == f"{world.units['省.人社'].name}函〔2026〕1号"
    [owed] = [one for one in queries.appeals(world.actor("省.办", "office")) if one.state == "sent"]
    services.answer_appeal(world.actor("省.办", "office"), owed, "六月底前召集两部门商定。")
    assert Appeal.objects.get().state == "answered"


def test_numbers_follow_one_another(world: World) -> None:
    first = scene(world)
    services.send_appeal(world.actor("省.人社", "liaison"), first, "王立")
    task = given.task_in_force(world, "省.办", "省.人社", "4.1-02")
    report = services.report_change(world.actor("省.人社", "liaison"), [task.pk])
    for entry in report.entries.all():
        services.save_entry(
            world.actor("省.人社", "liaison"), entry, help="cannot", difficulty="用地指标没有落实。", progress="behind"
        )
    services.submit(world.actor("省.人社", "liaison"), report)
    services.sign(world.actor("省.人社", "head"), report)
    second = Appeal.objects.select_related("unit", "to").get(state="draft")
    services.send_appeal(world.actor("省.人社", "liaison"), second, "王立")
    assert (first.serial, second.serial) == (1, 2)


def test_an_office_asks_upward(world: World) -> None:
    """From a lower office to the office above it is 请示."""
    row = scene(world, "市.办")
    assert (row.to, row.document) == (world.units["省.办"], "请示")


def test_a_draft_stays_inside(world: World) -> None:
    row = scene(world)
    with pytest.raises(NotVisible):
        queries.get_appeal(world.actor("省.办", "office"), row.pk)
    with pytest.raises(Refused):
        services.answer_appeal(world.actor("省.办", "office"), row, "好")


def test_on_the_page(world: World, client: Client) -> None:
    row = scene(world)
    client.force_login(world.account("省.人社", "liaison"))
    url = f"/reporting/letters/{row.pk}/"
    assert row.title in client.get("/reporting/letters/").content.decode()
    assert client.get(url).status_code == 200
    form = {"title": "关于提请协调的函", "text": "请予协调。", "version": row.version}
    assert client.post(url, {**form, "act": "send", "_key": "a"}).status_code == 422
    assert client.post(url, {**form, "act": "drop", "_key": "b"}).status_code == 422
    assert client.post(url, {**form, "act": "send", "signed_by": "王立", "_key": "c"}).status_code == 302
    client.force_login(world.account("省.办", "office"))
    row.refresh_from_db()
    assert client.post(url, {"act": "answer", "version": row.version, "_key": "d"}).status_code == 422
    answer = {"act": "answer", "answer": "已列入会议。", "version": row.version, "_key": "e"}
    assert client.post(url, answer).status_code == 302
    assert "已列入会议" in client.get(url).content.decode()


def test_it_may_be_dropped_with_a_reason(world: World) -> None:
    row, clerk = scene(world), world.actor("省.人社", "liaison")
    with pytest.raises(Refused, match="理由"):
        services.drop_appeal(clerk, row, "")
    services.drop_appeal(clerk, row, "已当面商定。")
    assert row.state == "dropped"


def test_stranger(world: World, client: Client) -> None:
    row = scene(world)
    services.send_appeal(world.actor("省.人社", "liaison"), row, "王立")
    with pytest.raises(NotVisible):
        queries.get_appeal(world.actor("他省.办", "office"), row.pk)
    client.force_login(world.account("他省.办", "office"))
    assert client.get(f"/reporting/letters/{row.pk}/").status_code == 404
    assert row.title not in client.get("/reporting/letters/").content.decode()
