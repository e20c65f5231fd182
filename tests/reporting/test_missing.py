"""Who has not reported: seen by those who asked or whose sight covers the unit."""

from __future__ import annotations

from typing import Any

from django.test import Client

from luoshi.kernel import clock
from luoshi.org import services as org
from luoshi.org.models import Tag
from luoshi.reporting import queries, services
from tests.reporting import given
from tests.world import World


def marks(world: World, who: str, role: str = "office") -> dict[str, str]:
    """unit key → mark, as this unit's reader meets it."""
    actor = world.actor(who, role)
    names = {unit.pk: key for key, unit in world.units.items()}
    [period] = queries.periods(actor)
    found = queries.board(actor, period, queries.Wanted())
    return {names[row.unit.pk]: row.mark for row in found.page.object_list}


def test_it_works(world: World) -> None:
    """Reported, late, returned, begun and missing; a draft leaves no trace."""
    for unit in ("省.人社", "省.教育", "省.财政", "省.工会"):
        given.task_in_force(world, "省.办", unit, unit)
    period = given.opened(world)
    given.sent(world, "省.人社", period)
    given.filled(world, "省.工会", period)
    back = given.sent(world, "省.财政", period)
    services.return_(world.actor("省.办", "office"), [given.receipt(world, back.entries.get(), "省.办")], "缺佐证。")
    found = {"省.人社": "done", "省.教育": "due", "省.财政": "returned", "省.工会": "due"}
    assert marks(world, "省.办") == found
    with clock.at(given.later(30)):
        given.sent(world, "省.教育", period)
        assert marks(world, "省.办") == {**found, "省.教育": "late", "省.工会": "missing"}


def test_the_line_sees_whom_it_asked(world: World) -> None:
    """A department sees the lower departments it issued to, though its sight is its own unit."""
    top = given.task_in_force(world, "省.办", "省.人社")
    given.task_in_force(world, "省.人社", "市.人社", parent=top)
    given.opened(world)
    assert marks(world, "省.人社", "clerk") == {"省.人社": "due", "市.人社": "due"}
    assert marks(world, "市.办") == {"市.人社": "due"}


def test_by_tag(world: World, client: Client) -> None:
    """A tag on a place stands for all below it; the board, its counts and its links keep to it."""
    for unit in ("省.人社", "市.人社", "县.人社"):
        given.task_in_force(world, "省.办", unit, unit)
    period = given.opened(world)
    tag = Tag.objects.get(name="支柱产业", owner=None)
    row = world.units["县"]
    org.keep_unit(
        world.actor("省.办", "office"), row, short_name="", kind=row.kind, region_code="", industry="C", tags=[tag]
    )
    wanted = queries.Wanted(tag=tag.pk)
    board = queries.board(world.actor("省.办", "office"), period, wanted)
    assert [one.unit for one in board.page.object_list] == [world.units["县.人社"]]
    assert board.total == 1
    assert [one.unit for one in queries.chaseable(world.actor("省.办", "office"), period, wanted)] == [
        world.units["县.人社"]
    ]
    client.force_login(world.account("省.办", "office"))
    page = client.get(f"/reporting/missing/{period.pk}/?tag={tag.pk}").content.decode()
    assert f'value="{tag.pk}" selected' in page
    assert f"tag={tag.pk}&amp;mark=due" in page


def test_whom_to_call(world: World, client: Client) -> None:
    given.task_in_force(world, "省.办", "省.人社")
    given.opened(world)
    client.force_login(world.account("省.办", "office"))
    page = client.get("/reporting/missing/?mark=due").content.decode()
    assert "省.人社联络员" in page
    assert "待报" in page


def test_it_does_not_count_queries(world: World, client: Client, django_assert_max_num_queries: Any) -> None:
    for unit in ("市.人社", "二市.人社", "县.人社", "二县.人社", "三县.人社"):
        given.task_in_force(world, "省.办", unit, unit)
    given.opened(world)
    client.force_login(world.account("省.办", "office"))
    client.get("/")  # what waits is kept for a minute: here only the page's own statements count
    with django_assert_max_num_queries(30):
        assert client.get("/reporting/missing/").status_code == 200


def test_stranger(world: World, client: Client) -> None:
    given.task_in_force(world, "省.办", "省.人社")
    given.opened(world)
    client.force_login(world.account("他省.办", "office"))
    page = client.get("/reporting/missing/")
    assert page.status_code == 200
    assert "省.人社联络员" not in page.content.decode()
