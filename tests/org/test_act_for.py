"""代理、委托: somebody acts for a post's holder for a while: never more than the holder may, never lent on, ended by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from luoshi.kernel import clock
from luoshi.kernel.actor import SYSTEM, Actor
from luoshi.kernel.errors import NotVisible, Refused
from luoshi.kernel.models import EventPerson
from luoshi.ledger import services as ledger
from luoshi.ledger.models import Task
from luoshi.org import queries, services
from luoshi.org.models import Delegation, Grant, Post
from luoshi.org.queries import handing
from luoshi.org.queries.units import actor_for, actor_of, seats_of
from luoshi.org.rules import LONGEST
from tests.ledger import making
from tests.org.test_hand_over import handed, post_of
from tests.world import World

TODAY = clock.today()
WEEK = timedelta(days=7)


def lent(world: World, **more: Any) -> Delegation:
    """The clerk of 省.人社 entrusts the liaison officer with the clerk's own rights for a week."""
    given = {"kind": "entrusted", "starts_on": TODAY, "ends_on": TODAY + WEEK, "reason": "外出学习", **more}
    return services.lend(
        world.actor("省.人社", "clerk"),
        post_of(world, "省.人社"),
        world.account("省.人社", "liaison").person,
        **given,
    )


def deputy(world: World, row: Delegation) -> Actor:
    """The deputy in the lent seat."""
    account = world.account("省.人社", "liaison")
    return actor_for(account, seats_of(account.person_id), f"{row.unit_id}-{row.pk}")


def test_it_works(world: World) -> None:
    row = lent(world)
    actor = deputy(world, row)
    assert (actor.roles, actor.behalf) == ({"clerk"}, world.account("省.人社", "clerk").person.name)
    own = actor_of(world.account("省.人社", "liaison"))
    assert (own.roles, own.behalf) == ({"liaison"}, "")
    task = making.issued(world)[0]
    ledger.receive(actor, making.lead(task))
    name = EventPerson.objects.get(event__code="ledger.duty.receive").name
    assert name == "省.人社联络员 代 省.人社综合处处长"


def test_rights_do_not_add_up(world: World) -> None:
    """In the lent seat only what is lent, in one's own only what is one's own."""
    row = lent(world)
    both = {held.role for held in deputy(world, row).grants}
    assert both == {"clerk", "liaison"}
    assert "liaison" not in deputy(world, row).roles


def test_it_is_void_once_its_holder_has_gone(world: World, client: Client) -> None:
    """And the list says so: nobody is shown as acting who may not act."""
    row = lent(world)
    assert handing.standing(row, TODAY) == "now"
    new = handed(world)
    assert handing.standing(row, TODAY) == "void"
    assert handing.needs_account(new)
    client.force_login(world.account("省.人社", "liaison"))
    page = client.get(reverse("units:delegation", args=[row.pk])).content.decode()
    assert "已失效" in page
    assert "还没有账号" in client.get(reverse("units:sheet", args=[new.pk])).content.decode()


@pytest.mark.parametrize("days", [-1, 8])
def test_it_begins_and_ends_by_itself(world: World, days: int) -> None:
    row = lent(world)
    with clock.at(clock.now() + timedelta(days=days)):
        assert deputy(world, row).roles == {"liaison"}
        assert len(seats_of(row.deputy_id)) == 1


def test_never_more_than_the_principal_has(world: World) -> None:
    with pytest.raises(Refused, match="不是该岗位现有的权限"):
        lent(world, roles=["head"])
    row = lent(world)
    Grant.objects.filter(person=row.principal).update(ends_on=TODAY - timedelta(days=1))
    assert deputy(world, row).roles == {"liaison"}


def test_never_lent_on(world: World) -> None:
    row = lent(world)
    other = world.account("省.人社", "head").person
    with pytest.raises(Refused, match="不能再委托"):
        services.lend(
            deputy(world, row), post_of(world, "省.人社"), other,
            kind="entrusted", starts_on=TODAY, ends_on=TODAY, reason="转托",
        )  # fmt: skip
    with pytest.raises(Refused, match="代理、受托期间"):
        services.hand_over(deputy(world, row), post_of(world, "省.人社"), on=TODAY, name="某人")
    # what one has as a deputy does not count as one's own when one lends one's own post
    with pytest.raises(Refused, match="不是该岗位现有的权限"):
        services.lend(
            actor_of(world.account("省.人社", "liaison")), post_of(world, "省.人社", "liaison"), other,
            kind="entrusted", starts_on=TODAY, ends_on=TODAY, reason="转托", roles=["clerk"],
        )  # fmt: skip


def test_it_ends_when_either_leaves(world: World) -> None:
    row = lent(world)
    with clock.at(clock.now() + timedelta(days=1)):
        services.hand_over(
            world.actor("省.人社", "head"), post_of(world, "省.人社", "liaison"), on=clock.today(), name="新人"
        )
        assert seats_of(row.deputy_id) == ()
    other = Delegation.objects.get(pk=row.pk)
    assert other.state == "active"


def test_it_ends_when_the_principal_leaves(world: World) -> None:
    row = lent(world)
    with clock.at(clock.now() + timedelta(days=1)):
        services.hand_over(world.actor("省.人社", "head"), row.post, on=clock.today(), name="新处长")
        assert deputy(world, row).roles == {"liaison"}


def test_acting_for_a_vacant_post(world: World) -> None:
    head, post = world.actor("省.人社", "head"), post_of(world, "省.人社")
    services.hand_over(head, post, on=TODAY, reason="调离")
    row = services.lend(
        head, post, world.account("省.人社", "liaison").person,
        kind="acting", starts_on=TODAY, ends_on=TODAY + WEEK, reason="岗位空缺",
    )  # fmt: skip
    assert deputy(world, row).roles == {"clerk"}
    assert queries.holders([post])[post.pk] == "（省.人社联络员代办）"
    services.hand_over(head, post, on=TODAY, name="新处长")
    assert deputy(world, row).roles == {"liaison"}


def test_a_clerk_does_not_make_a_friend_the_acting_head(world: World) -> None:
    with pytest.raises(Refused, match="须由单位负责人办理"):
        services.lend(
            world.actor("省.人社", "clerk"), post_of(world, "省.人社", "head"),
            world.account("省.人社", "liaison").person,
            kind="acting", starts_on=TODAY, ends_on=TODAY, reason="代签",
        )  # fmt: skip
    with pytest.raises(Refused, match="本人办理"):
        services.lend(
            world.actor("省.人社", "head"), post_of(world, "省.人社"), world.account("省.人社", "liaison").person,
            kind="entrusted", starts_on=TODAY, ends_on=TODAY, reason="代签",
        )  # fmt: skip


def test_refusals(world: World) -> None:
    for more in (
        {"starts_on": TODAY - timedelta(days=1)},
        {"ends_on": TODAY - timedelta(days=1)},
        {"ends_on": TODAY + LONGEST + timedelta(days=1)},
    ):
        with pytest.raises(Refused):
            lent(world, **more)
    lent(world)
    with pytest.raises(Refused, match="已由"):
        lent(world)
    stranger = world.account("省.教育", "clerk").person
    with pytest.raises(Refused, match="在岗"):
        services.lend(
            world.actor("省.人社", "clerk"), post_of(world, "省.人社"), stranger,
            kind="entrusted", starts_on=TODAY + 2 * WEEK, ends_on=TODAY + 3 * WEEK, reason="x",
        )  # fmt: skip


def test_it_is_taken_back(world: World) -> None:
    row = lent(world)
    with pytest.raises(Refused):
        services.end_delegation(deputy(world, row), row)
    services.end_delegation(world.actor("省.人社", "clerk"), row)
    assert len(seats_of(row.deputy_id)) == 1


def test_the_seat_is_chosen_and_shown(world: World, client: Client) -> None:
    row = lent(world)
    client.force_login(world.account("省.人社", "liaison"))
    page = client.get("/").content.decode()
    assert "代省.人社综合处处长办理" in page
    client.post(reverse("switch_unit"), {"unit": f"{row.unit_id}-{row.pk}"})
    page = client.get("/").content.decode()
    assert "省.人社联络员 代 省.人社综合处处长" in page


def test_by_program(world: World) -> None:
    row = lent(world)
    token = services.open_token(SYSTEM, world.account("省.人社", "liaison"))
    headers = {"Authorization": f"Bearer {token}"}
    seats = Client().get("/api/v1/org/me", headers=headers).json()["seats"]
    assert [seat["on_behalf_of"] for seat in seats] == ["", "省.人社综合处处长"]
    chosen = Client().get("/api/v1/org/me", headers={**headers, "Luoshi-Unit": f"{row.unit_id}-{row.pk}"})
    assert chosen.status_code == 200
    other = Client().get("/api/v1/org/me", headers={**headers, "Luoshi-Unit": f"{row.unit_id}-99"})
    assert other.status_code == 404


def test_the_page(world: World, client: Client) -> None:
    client.force_login(world.account("省.人社", "clerk"))
    post = Post.objects.get(unit=world.units["省.人社"], kind="responsible")
    body = {
        "kind": "entrusted", "deputy": world.account("省.人社", "liaison").person_id, "starts_on": TODAY.isoformat(),
        "ends_on": (TODAY + WEEK).isoformat(), "roles": ["clerk"], "reason": "病假", "_key": "k",
    }  # fmt: skip
    assert client.post(reverse("units:lend", args=[post.pk]), {**body, "reason": "", "_key": "j"}).status_code == 422
    assert client.post(reverse("units:lend", args=[post.pk]), body).status_code == 302
    row = Delegation.objects.get()
    assert "代办" in client.get(reverse("units:handing")).content.decode()
    client.post(reverse("units:delegation", args=[row.pk]), {"_key": "e"})
    row.refresh_from_db()
    assert row.state == "ended"


def test_what_a_deputy_sees(world: World) -> None:
    """The office's sight comes with its seat, and goes with it."""
    making.issued(world)
    head = world.actor("省.办", "head")
    account = world.account("省.办", "liaison")
    Grant.objects.filter(person=account.person).update(sight=None)
    assert not Task.objects.visible_to(actor_of(account)).filter(issuer=world.units["省.人社"]).exists()
    services.lend(
        head, post_of(world, "省.办"), account.person,
        kind="acting", starts_on=TODAY, ends_on=TODAY, reason="x",
    )  # fmt: skip
    assert any(held.sight for held in actor_of(account).grants)
    with clock.at(clock.now() + timedelta(days=1)):
        assert not any(held.sight for held in actor_of(account).grants)


def test_stranger(world: World) -> None:
    row = lent(world)
    with pytest.raises(NotVisible):
        handing.find_delegation(world.actor("他省.人社", "clerk"), row.pk)
