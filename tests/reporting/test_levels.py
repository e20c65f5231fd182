"""Level by level: nobody goes past a silent or unread lower unit by accident; with a reason, on purpose."""

from __future__ import annotations

import pytest
from django.test import Client

from luoshi.kernel.errors import Refused
from luoshi.reporting import queries, services
from luoshi.reporting.models import Period, Receipt
from tests.reporting import given
from tests.reporting.test_chase import asked
from tests.world import World


def scene(world: World) -> Period:
    """The province's department has broken its task down to the prefecture's."""
    top = given.task_in_force(world, "省.办", "省.人社")
    given.task_in_force(world, "省.人社", "市.人社", parent=top)
    return given.opened(world)


def test_it_works(world: World) -> None:
    """Silent, then unread: both hold it up; once accepted it goes."""
    period, clerk = scene(world), world.actor("省.人社", "liaison")
    report = given.filled(world, "省.人社", period)
    with pytest.raises(Refused, match="澜阳市人力资源社会保障局还没有报"):
        services.submit(clerk, report)
    given.sent(world, "市.人社", period)
    with pytest.raises(Refused, match="1 份待审核"):
        services.submit(clerk, report)
    row = Receipt.objects.select_related("entry__task", "entry__report", "report__unit", "recipient").get(
        recipient=world.units["省.人社"]
    )
    services.accept(world.actor("省.人社", "clerk"), [row])
    services.submit(clerk, report)
    assert report.state == "signing"


def test_with_a_reason_on_purpose(world: World) -> None:
    """The reason is part of what is signed."""
    period = scene(world)
    report = given.filled(world, "省.人社", period)
    services.submit(world.actor("省.人社", "liaison"), report, "市局机构改革，本期数据另报。")
    assert report.state == "signing"
    assert "先报的理由：市局机构改革" in queries.sheet(report, queries.lines(report)).text


def test_a_waived_unit_does_not_hold_it_up(world: World) -> None:
    period = scene(world)
    services.waive(world.actor("省.人社", "clerk"), asked(world, "市.人社"), "本期无任务")
    report = given.filled(world, "省.人社", period)
    services.submit(world.actor("省.人社", "liaison"), report)
    assert report.state == "signing"


def test_on_the_page(world: World, client: Client) -> None:
    """The button says why not, and the way past it asks for the reason."""
    report = given.filled(world, "省.人社", scene(world))
    client.force_login(world.account("省.人社", "liaison"))
    page = client.get(f"/reporting/reports/{report.pk}/?all=1").content.decode()
    assert "写明理由先报" in page
    url = f"/reporting/reports/{report.pk}/moves/submit_early/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"_key": "a", "skipping": ""}).status_code == 422
    assert client.post(url, {"_key": "b", "skipping": "另报", "version": report.version}).status_code == 302


def test_stranger(world: World, client: Client) -> None:
    report = given.filled(world, "省.人社", scene(world))
    client.force_login(world.account("他省.人社", "liaison"))
    assert client.post(f"/reporting/reports/{report.pk}/moves/submit_early/", {"skipping": "x"}).status_code == 404
