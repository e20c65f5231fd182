"""首末一公里: units that own nothing, units that have done nothing; and what has turned for the worse in a week."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from luoshi.desk import queries
from luoshi.desk.queries.idle import quiet
from luoshi.desk.queries.turned import worsened
from luoshi.kernel import clock
from luoshi.ledger import services
from tests.desk.seen import words
from tests.ledger.making import DUE, issued, lead, noon
from tests.world import World

pytestmark = pytest.mark.django_db


def test_it_works(world: World, client: Client) -> None:
    """Who owns nothing, who is silent, each with its reason; one click to the list; the list as a table."""
    issued(world)
    client.force_login(world.account("省.办", "office"))
    page = words(client.get(reverse("desk:mile"), {"step": "without"}))
    assert "没有承担任务的单位" in page
    assert "江澜省财政厅" in page
    assert "目前没有牵头、共同负责或者配合的在办任务" in page
    table = b"".join(client.get(reverse("desk:mile_export"), {"step": "without"})).decode()  # type: ignore[arg-type]
    assert "江澜省财政厅" in table
    assert "江澜省总工会," not in table


def test_silent_until_something_is_done(world: World) -> None:
    task, office = issued(world)[0], world.actor("省.办", "office")
    with clock.at(noon(clock.today() + timedelta(days=100))):
        silent = {one.key: one for one in quiet(office, world.units["省"], 60)}["idle"]
        assert {unit.name for unit in silent.units} == {"江澜省人力资源社会保障厅", "江澜省总工会"}
        services.receive(world.actor("省.人社", "clerk"), lead(task))
        silent = {one.key: one for one in quiet(office, world.units["省"], 60)}["idle"]
        assert (silent.count, [unit.name for unit in silent.units]) == (1, ["江澜省总工会"])


def test_what_turned_in_a_week(world: World) -> None:
    """A task whose date has passed is told with the day; a fortnight later it is no news."""
    task, office = issued(world)[0], world.actor("省.办", "office")
    with clock.at(noon(DUE + timedelta(days=3))):
        found, count = worsened(office, world.units["省"])
        assert [(one.task, one.kind, one.after) for one in found if one.kind == "time"] == [(task, "time", "red")]
        assert count >= 1
    with clock.at(noon(DUE + timedelta(days=14))):
        assert [one for one in worsened(office, world.units["省"])[0] if one.kind == "time"] == []


def test_the_brief_has_the_cockpit_figures(world: World, client: Client) -> None:
    issued(world, 2)
    client.force_login(world.account("省.办", "office"))
    page = words(client.get(reverse("desk:brief")))
    assert "任务共 2 项" in page
    assert "江澜省产业工人队伍建设改革工作情况" in page


def test_stranger(world: World, client: Client) -> None:
    issued(world)
    client.force_login(world.account("他省.办", "office"))
    table = b"".join(client.get(reverse("desk:mile_export"), {"step": "without"})).decode()  # type: ignore[arg-type]
    assert "江澜省" not in table
    assert "任务共 0 项" in words(client.get(reverse("desk:brief")))
    assert queries.mile(world.actor("他省.办", "office"), "", "")["way"] is None
