"""催办: a person reminds a unit of what it owes; the clock tells nobody, and the level above comes last."""

from __future__ import annotations

import pytest
from django.test import Client

from luoshi.kernel import clock
from luoshi.kernel.errors import NotVisible, Refused
from luoshi.org.models import Ask
from luoshi.reporting import queries, services
from luoshi.reporting.models import Chase, Period
from tests.reporting import given
from tests.world import World


def asked(world: World, unit: str) -> Ask:
    """The obligation that stands for a unit."""
    return Ask.objects.select_related("unit").get(unit=world.units[unit], counts=True)


def scene(world: World) -> Period:
    """The county's department is asked by the prefecture's; the province's by its office."""
    top = given.task_in_force(world, "省.办", "省.人社")
    middle = given.task_in_force(world, "省.人社", "市.人社", parent=top)
    given.task_in_force(world, "市.人社", "县.人社", parent=middle)
    return given.opened(world)


def test_it_works(world: World) -> None:
    """One press, noted on the obligation and on the unit's desk."""
    scene(world)
    ask = asked(world, "县.人社")
    assert services.chase(world.actor("市.人社", "clerk"), [ask]) == 1
    ask.refresh_from_db()
    assert (ask.chases, ask.chased_on) == (1, clock.today())
    row = Chase.objects.get()
    named = queries.remind_permits(world.units["市.人社"], [row.told])[row.told_id].document
    assert (row.told, row.upward, row.document) == (world.units["县.人社"], False, named.text)
    assert row.document
    [owing] = queries.owing(world.actor("县.人社", "liaison"))
    assert owing.chases == 1


def test_once_a_day(world: World) -> None:
    """Not twice a day, whoever presses; tomorrow again."""
    scene(world)
    services.chase(world.actor("市.人社", "clerk"), [asked(world, "县.人社")])
    with pytest.raises(Refused, match="一天最多一次"):
        services.chase(world.actor("县.办", "office"), [asked(world, "县.人社")])
    with clock.at(given.later(1)):
        services.chase(world.actor("县.办", "office"), [asked(world, "县.人社")])
    assert asked(world, "县.人社").chases == 2


def test_who_has_reported_is_left_alone(world: World) -> None:
    period = scene(world)
    given.sent(world, "县.人社", period)
    with pytest.raises(Refused):
        services.chase(world.actor("市.人社", "clerk"), [asked(world, "县.人社")])


def test_all_at_once(world: World, client: Client) -> None:
    """Of many, those that cannot be reminded are passed over."""
    for unit in ("省.人社", "省.教育", "省.财政"):
        given.task_in_force(world, "省.办", unit, unit)
    period = given.opened(world)
    given.sent(world, "省.教育", period)
    client.force_login(world.account("省.办", "office"))
    assert "催办待报单位" in client.get("/reporting/missing/").content.decode()
    assert client.get(f"/reporting/missing/{period.pk}/chase/").status_code == 200
    answer = client.post(f"/reporting/missing/{period.pk}/chase/", {"_key": "k"})
    assert answer.status_code == 302
    assert {row.told.name for row in Chase.objects.all()} == {
        world.units["省.人社"].name,
        world.units["省.财政"].name,
    }
    assert client.post(f"/reporting/missing/{period.pk}/chase/", {"_key": "k2"}).status_code == 422


def test_the_level_above_comes_last(world: World) -> None:
    """Only after the date, a reminder, and the days of grace; then a person tells, and it stands on the superior's desk."""
    scene(world)
    clerk = world.actor("县.办", "office")
    with pytest.raises(Refused, match="还没有到期"):
        services.tell_above(clerk, asked(world, "县.人社"))
    with clock.at(given.later(30)):
        with pytest.raises(Refused, match="还没有催办"):
            services.tell_above(clerk, asked(world, "县.人社"))
        services.chase(clerk, [asked(world, "县.人社")])
        row = services.tell_above(clerk, asked(world, "县.人社"), "连续两期没有报。")
        assert (row.told, row.upward) == (world.units["市.人社"], True)
        [told] = queries.told_above(world.actor("市.人社", "clerk"))
        assert told.ask.unit == world.units["县.人社"]
        with pytest.raises(Refused, match="今天已经告知"):
            services.tell_above(clerk, asked(world, "县.人社"))


def test_within_the_grace(world: World) -> None:
    scene(world)
    clerk, ask = world.actor("市.人社", "clerk"), asked(world, "县.人社")
    with clock.at(given.later((ask.due_on - clock.today()).days + 3)):
        services.chase(clerk, [ask])
        with pytest.raises(Refused, match="宽限 2 个工作日"):
            services.tell_above(clerk, asked(world, "县.人社"))


def test_a_clerk_that_did_not_ask(world: World) -> None:
    """The union of the same county neither asks nor opens: it is told who does."""
    scene(world)
    with pytest.raises(Refused, match="市人力资源社会保障局|澜阳市"):
        services.chase(world.actor("市.工会", "clerk"), [asked(world, "县.人社")])


def test_stranger(world: World, client: Client) -> None:
    period = scene(world)
    ask = asked(world, "县.人社")
    with pytest.raises(NotVisible):
        queries.get_ask(world.actor("他县.办", "office"), ask.pk)
    client.force_login(world.account("他县.办", "office"))
    for path in (f"/reporting/asks/{ask.pk}/moves/chase/", f"/reporting/missing/{period.pk}/chase/"):
        assert client.post(path).status_code == 404
