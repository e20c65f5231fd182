"""Two counties' reports say the same: an office is told, one county explains, and the hint is dismissed with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from luoshi.kernel import clock
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.errors import NotVisible, Refused
from luoshi.signals import queries, services
from luoshi.signals.models import Hint
from tests.reporting import given
from tests.world import World

TEXT = (
    "{place}组织新型学徒制培训班{number}期，由技师学院送教上门，企业导师带徒实训，考核合格后发放补贴；"
    "会同财政部门核验花名册和出勤记录，随机抽查三家企业的实训车间，发现一家企业实训课时不足，已督促补课。"
)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.at(given.NOW):
        yield


def raised(world: World) -> Hint:
    """What the comparison makes of two reports, of which one has been copied."""
    for number, unit in enumerate(("县.人社", "二县.人社")):
        given.task_in_force(world, "市.办", unit, f"3.2-0{number}")
    period = given.opened(world, "市.办")
    for place, unit in (("清渡", "县.人社"), ("望澜", "二县.人社")):
        given.sent(world, unit, period, text=TEXT.format(place=place, number=len(unit)))
    assert services.examine(SYSTEM) == 1
    return Hint.objects.get()


def press(client: Client, hint: Hint, name: str, status: int = 302, **form: str) -> str:
    hint.refresh_from_db()
    answer = client.post(reverse("signals:move", args=[hint.pk, name]), {"version": hint.version, **form})
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def test_it_works(world: World, client: Client) -> None:
    hint = raised(world)
    assert (hint.keeper, hint.unit, hint.other) == (
        world.units["市.办"],
        world.units["二县.人社"],
        world.units["县.人社"],
    )
    page = reverse("signals:hint", args=[hint.pk])
    client.force_login(world.account("二县.人社", "clerk"))
    assert client.get(page).status_code == 404  # before it is asked, nobody has said anything about the unit
    client.force_login(world.account("市.办", "office"))
    assert page in client.get(reverse("signals:hints")).content.decode()
    assert client.get(page).content.decode().count("<mark") >= 2
    press(client, hint, "dismiss", 422, dismissal="joint")
    press(client, hint, "ask", reply_by="2026-06-29")
    press(client, hint, "confirm", 422, verdict="抄录")  # not before the unit has been heard
    client.force_login(world.account("二县.人社", "clerk"))
    assert page in client.get(reverse("desk:home")).content.decode()
    shown = client.get(page).content.decode()
    assert "只列相同的文字" in shown
    press(client, hint, "explain", reply="两县联合办班，由同一所学院统一写的小结。")
    client.force_login(world.account("市.办", "office"))
    assert "联合办班" in client.get(page).content.decode()
    press(client, hint, "dismiss", dismissal="joint", verdict="核对了两县联合办班的通知，属实。")
    hint.refresh_from_db()
    assert hint.state == "dismissed"
    assert "100%" in client.get(reverse("signals:hints")).content.decode()  # the rule's own false alarms


def test_the_passages_are_the_same_words(world: World) -> None:
    hint = raised(world)
    texts = queries.words_of(hint.said), queries.words_of(hint.other_said)
    for a0, a1, b0, b1 in hint.evidence["passages"]:
        assert texts[0][a0:a1].strip("0123456789 ")[:6] == texts[1][b0:b1].strip("0123456789 ")[:6]


def test_nothing_is_compared_twice(world: World) -> None:
    raised(world)
    assert services.examine(SYSTEM) == 0
    assert Hint.objects.count() == 1


def test_a_unit_may_object(world: World) -> None:
    """What has been confirmed is open again as soon as the unit objects."""
    hint = raised(world)
    office, unit = world.actor("市.办", "office"), world.actor("二县.人社", "clerk")
    services.move(office, hint, "ask", reply_by=date(2026, 6, 29))
    with clock.at(given.later(30)):
        services.move(office, hint, "confirm", verdict="没有收到说明。")
        services.move(unit, hint, "object", reply="说明已经书面报送。")
    assert hint.state == "explained"
    with pytest.raises(Refused):
        services.move(unit, hint, "dismiss", dismissal="joint", verdict="自己排除")


def test_what_is_summed_up_is_no_copy(world: World) -> None:
    """A task that was handed down: the upper report may well say what the lower one said."""
    upper = given.task_in_force(world, "省.办", "市.人社")
    given.task_in_force(world, "市.人社", "县.人社", "3.2-041", parent=upper)
    period = given.opened(world, "省.办")
    for unit in ("县.人社", "市.人社"):
        given.sent(world, unit, period, text=TEXT.format(place="清渡", number=3))
    assert services.examine(SYSTEM) == 0


def test_stranger(world: World) -> None:
    hint = raised(world)
    for stranger in (world.actor("他县.教育", "clerk"), world.actor("县.人社", "clerk")):
        with pytest.raises(NotVisible):
            queries.find_hint(stranger, hint.pk)
