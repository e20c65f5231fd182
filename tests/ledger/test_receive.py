"""签收: proves receipt, by the unit's own people, supporting units included."""

from __future__ import annotations

import pytest

from luoshi.kernel.errors import NotVisible, Refused, Stale
from luoshi.ledger import queries, services
from luoshi.ledger.models import Duty
from tests.ledger.making import a_draft, a_plan, issued, lead
from tests.world import World

pytestmark = pytest.mark.django_db


def test_it_works(world: World) -> None:
    """The lead receives and names its liaison officer; the helper still owes its receipt."""
    task = issued(world)[0]
    clerk, post = world.actor("省.人社", "clerk"), world.units["省.人社"].posts.get(kind="liaison")
    assert [duty.role for duty in queries.to_receive(clerk)] == ["lead"]
    duty = services.receive(clerk, lead(task), liaison=post)
    assert (duty.state, duty.liaison) == ("received", post)
    assert duty.received_at is not None
    assert not queries.to_receive(clerk).exists()
    assert [duty.unit.name for duty in queries.not_received(world.actor("省.办", "office"))] == ["江澜省总工会"]


def test_a_liaison_officer_receives_too(world: World) -> None:
    duty = Duty.objects.get(task=issued(world)[0], role="support")
    assert services.receive(world.actor("省.工会", "liaison"), duty).state == "received"


def test_another_liaison_officer_later(world: World) -> None:
    task, clerk = issued(world)[0], world.actor("省.人社", "clerk")
    duty = services.receive(clerk, lead(task))
    post = world.units["省.人社"].posts.get(kind="liaison")
    assert services.name_liaison(clerk, duty, post).liaison == post
    with pytest.raises(Refused, match="不是江澜省人力资源社会保障厅的岗位"):
        services.name_liaison(clerk, duty, world.units["省.教育"].posts.get(kind="liaison"))


def test_a_draft_cannot_be_received(world: World) -> None:
    task = a_draft(world, a_plan(world))
    with pytest.raises(Refused, match="还没有下达"):
        services.receive(world.actor("省.人社", "clerk"), lead(task))


def test_two_at_once(world: World) -> None:
    task = issued(world)[0]
    mine, theirs = lead(task), lead(task)
    services.receive(world.actor("省.人社", "clerk"), mine)
    with pytest.raises(Stale, match=r"省\.人社综合处处长"):
        services.receive(world.actor("省.人社", "liaison"), theirs)
    with pytest.raises(Refused, match="当前为“已签收”"):
        services.receive(world.actor("省.人社", "liaison"), lead(task))


def test_sight_is_not_a_right(world: World) -> None:
    """The office sees its departments' duties, and receives none of them; the head signs and does not receive."""
    duty = lead(issued(world)[0])
    for unit, role in (("省.办", "office"), ("省.工会", "clerk"), ("省.人社", "head")):
        with pytest.raises(Refused, match="须由江澜省人力资源社会保障厅"):
            services.receive(world.actor(unit, role), duty)


def test_stranger(world: World) -> None:
    duty = lead(issued(world)[0])
    stranger = world.actor("他省.人社", "clerk")
    with pytest.raises(NotVisible):
        queries.duty_page(stranger, duty.pk)
    with pytest.raises(Refused):
        services.receive(stranger, duty)
