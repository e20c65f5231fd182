"""A picture that has served before is known again, however it was changed; the office above compares the two."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from luoshi.kernel import clock
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.services import keep_file
from luoshi.reporting import services as reporting
from luoshi.reporting.models import Period
from luoshi.signals import services
from luoshi.signals.models import Hint, Picture, PictureBand
from tests.reporting import given
from tests.signals import drawn
from tests.world import World


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.at(given.NOW):
        yield


def sent(world: World, unit: str, period: Period, name: str, data: bytes) -> None:
    report = given.filled(world, unit, period, text=f"{unit}开班两期。")
    actor = world.actor(unit, "liaison")
    for entry in report.entries.all():
        reporting.add_evidence(actor, entry, keep_file(actor, ContentFile(data, name=name)))
    reporting.submit(actor, report)
    reporting.sign(world.actor(unit, "head"), report)


def hinted() -> list[str]:
    services.examine(SYSTEM)
    return [hint.unit.name for hint in Hint.objects.filter(rule="reused").select_related("unit").order_by("pk")]


def test_it_works(world: World, client: Client) -> None:
    for number, unit in enumerate(("县.人社", "县.教育", "二县.人社", "二县.教育")):
        given.task_in_force(world, "市.办", unit, f"3.2-0{number}")
    period = given.opened(world, "市.办")
    rows = drawn.scene(5)
    sent(world, "县.人社", period, "现场.png", drawn.png(rows))
    sent(world, "县.教育", period, "照片.png", drawn.png(drawn.mirrored(drawn.cut(rows, 0.1, 0.1, 0, 0))))
    sent(world, "二县.人社", period, "别处.png", drawn.png(drawn.scene(6)))
    sent(world, "二县.教育", period, "坏图.png", drawn.png(rows)[:80])
    assert hinted() == [world.units["县.教育"].name]
    assert Picture.objects.count() == 4
    assert PictureBand.objects.filter(picture__spots=[0, 0, []]).count() == 0
    hint = Hint.objects.get(rule="reused")
    client.force_login(world.account("县.办", "office"))
    page = client.get(reverse("signals:hint", args=[hint.pk])).content.decode()
    assert "同一图片的一部分，左右翻转" in page
    assert page.count('<img src="/files/') == 2
    assert hinted() == [world.units["县.教育"].name]  # looked at once


def test_what_was_passed_up_is_no_hint(world: World) -> None:
    """A unit that passes a lower unit's picture on for the task above it, made smaller on the way, uses nothing again."""
    above = given.task_in_force(world, "省.办", "市.人社", "3.2-01")
    given.task_in_force(world, "市.办", "县.人社", "3.2-01-1", parent=above)
    rows = drawn.scene(7)
    for issuer, unit, picture in (("市.办", "县.人社", rows), ("省.办", "市.人社", drawn.smaller(rows))):
        sent(world, unit, given.opened(world, issuer), "现场.png", drawn.png(picture))
    assert hinted() == []
    assert Picture.objects.count() == 2


def test_stranger(world: World, client: Client) -> None:
    """Who is asked sees no other unit's picture."""
    for number, unit in enumerate(("县.人社", "二县.人社")):
        given.task_in_force(world, "市.办", unit, f"3.2-0{number}")
    period = given.opened(world, "市.办")
    sent(world, "县.人社", period, "现场.png", drawn.png(drawn.scene(5)))
    sent(world, "二县.人社", period, "照片.png", drawn.png(drawn.brighter(drawn.scene(5))))
    assert hinted() == [world.units["二县.人社"].name]
    hint = Hint.objects.get(rule="reused")
    assert hint.keeper == world.units["市.办"]  # over both, so that it may see both pictures
    client.force_login(world.account("市.办", "office"))
    assert client.get(reverse("signals:hint", args=[hint.pk])).content.decode().count('<img src="/files/') == 2
    services.move(world.actor("市.办", "office"), hint, "ask", reply_by=clock.today())
    client.force_login(world.account("二县.人社", "liaison"))
    page = client.get(reverse("signals:hint", args=[hint.pk])).content.decode()
    assert "<img" not in page
    assert world.units["县.人社"].name not in page
    client.force_login(world.account("二县.教育", "liaison"))
    assert client.get(reverse("signals:hint", args=[hint.pk])).status_code == 404
