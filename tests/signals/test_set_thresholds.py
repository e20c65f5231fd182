"""An office sets from where on a rule speaks to it: other things are found, the bounds hold, and it is told who has set what why."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from luoshi.kernel import clock
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.errors import Invalid, Refused
from luoshi.org import services as org
from luoshi.signals import services
from luoshi.signals.models import Hint, Thresholds
from luoshi.signals.rules.registry import RULES
from tests.reporting import given
from tests.signals.scene import TEXT
from tests.signals.test_look_at import HOLLOW, sent
from tests.world import World


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.at(given.NOW):
        yield


def test_it_works(world: World, client: Client) -> None:
    """One county wants to hear of hollow texts from 400 letters on; the other one as usual."""
    for number, unit in enumerate(("县.人社", "二县.人社")):
        given.task_in_force(world, "市.办", unit, f"3.2-0{number}")
    period = given.opened(world, "市.办")
    client.force_login(world.account("县.办", "office"))
    page = reverse("signals:thresholds") + "?rule=hollow"
    wanted = {"letters": "400", "phrases": "4", "share": "30", "reason": "本县反馈普遍较长。"}
    assert client.post(page, wanted | {"letters": "501"}).status_code == 422
    assert client.post(page, wanted | {"reason": ""}).status_code == 422
    assert client.post(page, wanted).status_code == 302
    for shown in (reverse("signals:rules"), page):
        drawn = client.get(shown).content.decode()
        assert "本县反馈普遍较长。" in drawn
        assert "400字以上" in re.sub(r"<[^>]+>|\s", "", drawn)
    for unit in ("县.人社", "二县.人社"):
        sent(world, unit, period, HOLLOW)
    services.examine(SYSTEM)
    hint = Hint.objects.get(rule="hollow")
    assert (hint.unit, hint.evidence["at"]) == (world.units["二县.人社"], RULES["hollow"].usual)
    assert client.post(page, wanted | {"usual": "1", "reason": "恢复。"}).status_code == 302
    assert Thresholds.objects.get().values == {}


def test_a_lower_share_of_copied_text_is_found(world: World) -> None:
    """Whoever wants to hear of a third hears of it; a higher threshold passes the same pair over."""
    for number, unit in enumerate(("县.人社", "二县.人社")):
        given.task_in_force(world, "市.办", unit, f"3.2-0{number}")
    period = given.opened(world, "市.办")
    office = world.actor("市.办", "office")
    services.set_thresholds(office, "copied", {"share": 90}, "先看全文照抄的。")
    half = len(TEXT) // 2
    other = "县里召开劳模座谈会三场，收集意见四十余条，逐条交有关部门研究，年底前答复；选树工匠八名，设立工作室两个。"
    sent(world, "县.人社", period, TEXT.format(place="清渡", number=3))
    sent(world, "二县.人社", period, TEXT[:half].format(place="望澜", number=5) + other)
    services.examine(SYSTEM)
    assert not Hint.objects.filter(rule="copied").exists()


def test_a_program_sets_them(world: World) -> None:
    token = org.open_token(SYSTEM, world.account("市.办", "office"))
    client = Client(headers={"Authorization": f"Bearer {token}"})
    to = "/api/v1/signals/rules/leap/thresholds"
    given_ = {"values": {"leap": 70}, "reason": "年底集中验收。"}
    assert client.post(to, given_ | {"values": {"leap": 5}}, "application/json").status_code == 422
    assert client.post(to, given_ | {"values": {"speed": 5}}, "application/json").status_code == 422
    rules = {one["key"]: one for one in client.post(to, given_, "application/json").json()}
    assert {one["name"]: one["value"] for one in rules["leap"]["thresholds"]} == {"earlier": 2, "still": 5, "leap": 70}
    assert (rules["leap"]["reason"], rules["hollow"]["set_at"]) == ("年底集中验收。", None)
    client.post(to, {"usual": True, "reason": "恢复。"}, "application/json")
    assert Thresholds.objects.get().values == {}
    assert client.post("/api/v1/signals/rules/rumour/thresholds", given_, "application/json").status_code == 404


def test_every_usual_value_is_within_its_bounds() -> None:
    for rule in RULES.values():
        assert all(one.least <= one.usual <= one.most for one in rule.thresholds)
        assert str(
            rule.measured(rule.usual)
        )  # a threshold that the sentence names and the rule does not have would fail


def test_stranger(world: World, client: Client) -> None:
    with pytest.raises(Refused):
        services.set_thresholds(world.actor("县.人社", "clerk"), "hollow", {"letters": 100}, "不想看。")
    with pytest.raises(Invalid):
        services.set_thresholds(world.actor("市.办", "office"), "uncontacted", {"checks": 2}, "没有门槛。")
    client.force_login(world.account("县.人社", "clerk"))
    assert client.get(reverse("signals:thresholds"), {"rule": "hollow"}).status_code == 422
    client.force_login(world.account("市.办", "office"))
    for rule in ("rumour", "uncontacted"):
        assert client.get(reverse("signals:thresholds"), {"rule": rule}).status_code == 404
