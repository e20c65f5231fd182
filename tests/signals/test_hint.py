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
from luoshi.org import services as org
from luoshi.signals import queries, services
from luoshi.signals.models import Hint
from luoshi.signals.rules.registry import RULES
from tests.reporting import given
from tests.signals.scene import TEXT, raised
from tests.world import World


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.at(given.NOW):
        yield


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
    assert page in client.get(reverse("desk:home")).content.decode()  # it is the office's turn
    assert "联合办班" in client.get(page).content.decode()
    press(client, hint, "dismiss", dismissal="joint", verdict="核对了两县联合办班的通知，属实。")
    hint.refresh_from_db()
    assert hint.state == "dismissed"
    assert "100%" in client.get(reverse("signals:rules")).content.decode()  # the rule's own false alarms


def test_it_becomes_a_problem(world: World) -> None:
    """What has been confirmed is listed as a problem, which keeps where it came from."""
    hint = raised(world)
    office = world.actor("市.办", "office")
    with pytest.raises(Refused):
        services.move(office, hint, "list", title="照抄", facts="照抄外县反馈。")
    services.move(office, hint, "ask", reply_by=date(2026, 6, 29))
    services.move(world.actor("二县.人社", "clerk"), hint, "explain", reply="抄录属实，已重新填报。")
    services.move(office, hint, "confirm", verdict="单位承认抄录。")
    problem = services.move(office, hint, "list", title="照抄外县反馈", facts="单位承认抄录。").listed_as
    assert problem is not None
    assert (problem.origin, problem.origin_url) == ("hint", reverse("signals:hint", args=[hint.pk]))
    assert (problem.unit, problem.task) == (hint.unit, hint.task)
    assert (hint.state, hint.listed_as) == ("listed", problem)


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


def test_what_is_copied_from_above_is_one(world: World) -> None:
    """A lower unit that says what the upper one had said; the office over both looks, or the next one where it is one of the two."""
    upper = given.task_in_force(world, "省.办", "市.人社")
    given.task_in_force(world, "市.办", "县.人社", "3.2-041", parent=upper)
    period = given.opened(world, "省.办")
    for unit in ("市.人社", "县.人社"):
        given.sent(world, unit, period, text=TEXT.format(place="清渡", number=3))
    assert services.examine(SYSTEM) == 1
    hint = Hint.objects.get()
    assert (hint.unit, hint.other, hint.keeper) == tuple(world.units[name] for name in ("县.人社", "市.人社", "市.办"))
    assert queries.office_above(hint.unit, world.units["县.办"]) == world.units["市.办"]
    assert queries.office_above(world.units["县.办"], hint.unit) == world.units["市.办"]


def test_a_program_reads_and_asks(world: World) -> None:
    hint = raised(world)
    token = org.open_token(SYSTEM, world.account("市.办", "office"))
    client = Client(headers={"Authorization": f"Bearer {token}"})
    listed = client.get("/api/v1/signals/hints", {"rule": "copied"}).json()
    assert (listed["total"], listed["items"][0]["id"], listed["items"][0]["rule"]) == (1, hint.pk, "copied")
    assert {one["key"] for one in client.get("/api/v1/signals/rules").json()} == set(RULES)
    one = f"/api/v1/signals/hints/{hint.pk}"
    moves = {move["name"]: move["allowed"] for move in client.get(one).json()["moves"]}
    assert moves["ask"]
    asked = client.post(f"{one}/moves/ask", {"version": 0, "reply_by": "2026-06-29"}, "application/json")
    assert (asked.status_code, asked.json()["state"]) == (200, "asked")
    assert client.post(f"{one}/moves/forget", {}, "application/json").status_code == 404


def test_stranger(world: World) -> None:
    hint = raised(world)
    for stranger in (world.actor("他县.教育", "clerk"), world.actor("县.人社", "clerk")):
        with pytest.raises(NotVisible):
            queries.find_hint(stranger, hint.pk)
