"""免报: the body that asked lets a silent unit off once, with a reason; it stays on the list."""

from __future__ import annotations

import pytest
from django.test import Client

from luoshi.kernel.errors import Refused
from luoshi.org.models import Ask
from luoshi.reporting import queries, services
from tests.reporting import given
from tests.reporting.test_chase import asked, scene
from tests.reporting.test_missing import marks
from tests.world import World


def test_it_works(world: World) -> None:
    scene(world)
    services.waive(world.actor("市.人社", "clerk"), asked(world, "县.人社"), "机构改革期间，本期并入市局报送。")
    assert marks(world, "市.办")["县.人社"] == "waived"
    assert set(Ask.objects.filter(unit=world.units["县.人社"]).values_list("state", flat=True)) == {"waived", "open"}


def test_it_needs_a_reason(world: World, client: Client) -> None:
    scene(world)
    ask = asked(world, "县.人社")
    with pytest.raises(Refused, match="免报理由"):
        services.waive(world.actor("市.人社", "clerk"), ask, " ")
    client.force_login(world.account("市.人社", "clerk"))
    page = client.post(f"/reporting/asks/{ask.pk}/moves/waive/", {"_key": "k", "note": ""})
    assert page.status_code == 422
    assert "请写明理由" in page.content.decode()


def test_on_the_page(world: World, client: Client) -> None:
    """Waived by the form; the reason stands in the row."""
    scene(world)
    ask = asked(world, "县.人社")
    client.force_login(world.account("市.人社", "clerk"))
    assert client.get(f"/reporting/asks/{ask.pk}/moves/waive/").status_code == 200
    answer = client.post(f"/reporting/asks/{ask.pk}/moves/waive/", {"_key": "k", "note": "并入市局报送"})
    assert answer.status_code == 302
    assert "免报：并入市局报送" in client.get("/reporting/missing/").content.decode()


def test_the_place_may_only_remind(world: World) -> None:
    """The county's office did not set the task: it may chase, not waive."""
    scene(world)
    with pytest.raises(Refused):
        services.waive(world.actor("县.办", "office"), asked(world, "县.人社"), "理由")


def test_it_can_be_taken_back(world: World) -> None:
    scene(world)
    clerk = world.actor("市.人社", "clerk")
    services.waive(clerk, asked(world, "县.人社"), "并入市局")
    services.restore(clerk, asked(world, "县.人社"), "仍须单独报送")
    assert marks(world, "市.办")["县.人社"] == "due"


def test_a_waived_unit_may_still_report(world: World) -> None:
    period = scene(world)
    services.waive(world.actor("市.人社", "clerk"), asked(world, "县.人社"), "并入市局")
    given.sent(world, "县.人社", period)
    assert marks(world, "市.办")["县.人社"] == "done"


def test_stranger(world: World, client: Client) -> None:
    scene(world)
    ask = asked(world, "县.人社")
    client.force_login(world.account("他县.办", "office"))
    assert client.post(f"/reporting/asks/{ask.pk}/moves/waive/", {"note": "理由"}).status_code == 404
    assert queries.get_ask(world.actor("县.人社", "clerk"), ask.pk) == ask
