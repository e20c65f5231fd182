"""交接: a post passes to somebody else with what hangs on it, from a day on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from luoshi.kernel import clock
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.errors import NotVisible, Refused
from luoshi.kernel.models import Event, EventPerson
from luoshi.org import queries, services
from luoshi.org.models import Grant, HandOver, Post, Tenure
from luoshi.org.queries import handing
from luoshi.org.queries.units import actor_of, seats_of
from tests.desk.seen import words
from tests.ledger import making
from tests.world import World

TODAY = clock.today()
SOON = TODAY + timedelta(days=10)


def post_of(world: World, unit: str, kind: str = "responsible") -> Post:
    return Post.objects.select_related("unit").get(unit=world.units[unit], kind=kind)


def handed(world: World, unit: str = "省.人社", on: date = TODAY, name: str = "新处长") -> HandOver:
    return services.hand_over(
        world.actor(unit, "clerk"), post_of(world, unit), on=on, name=name, phone="0xx-1", reason="轮岗"
    )


def test_it_works(world: World) -> None:
    task = making.issued(world)[0]
    before = world.account("省.人社", "clerk")
    row = handed(world)
    assert [item["title"] for item in row.items if item["title"] == task.title]
    old = Tenure.objects.get(post=row.post, person=before.person)
    new = Tenure.objects.get(post=row.post, ends_on=None)
    assert old.ends_on == TODAY - timedelta(days=1)
    assert (new.person.name, new.starts_on) == ("新处长", TODAY)
    assert [grant.role for grant in Grant.objects.filter(person=new.person)] == ["clerk"]
    assert seats_of(before.person_id) == ()
    account = services.open_account(SYSTEM, new.person, "xin", "x" * 12)
    assert actor_of(account).roles == {"clerk"}


def test_a_future_one_takes_effect_by_itself(world: World) -> None:
    before = world.account("省.人社", "clerk")
    row = handed(world, on=SOON)
    assert row.taker is not None
    assert seats_of(before.person_id)[0].post_name
    assert seats_of(row.taker.pk) == ()
    with clock.at(clock.now() + timedelta(days=10)):
        assert seats_of(before.person_id) == ()
        assert seats_of(row.taker.pk)[0].unit.pk == world.units["省.人社"].pk
        assert queries.holders([row.post])[row.post_id] == "新处长"


def test_the_new_holder_inherits_no_old_acknowledgement(world: World) -> None:
    """What was received stays received, under the name of who received it; what was sent before is not owed anew."""
    task = making.received(world)
    duty = making.lead(task)
    who = EventPerson.objects.get(event__code="ledger.duty.receive", event__object_id=duty.pk).name
    row = handed(world)
    duty.refresh_from_db()
    assert duty.state == "received"
    assert who == world.account("省.人社", "clerk").person.name
    assert row.taker is not None
    assert handing.held_since(row.taker.pk, row.unit_id) == TODAY


def test_it_can_be_taken_back_before_its_day(world: World) -> None:
    actor = world.actor("省.人社", "clerk")
    before = list(Tenure.objects.filter(post=post_of(world, "省.人社")).values_list("person", "starts_on", "ends_on"))
    grants = list(Grant.objects.order_by("id").values_list("person", "role", "starts_on", "ends_on"))
    row = services.cancel_hand_over(actor, handed(world, on=SOON), "暂缓")
    assert row.state == "cancelled"
    after = list(Tenure.objects.filter(post=row.post).values_list("person", "starts_on", "ends_on"))
    assert after == before
    assert list(Grant.objects.order_by("id").values_list("person", "role", "starts_on", "ends_on")) == grants
    handed(world, on=SOON)


def test_not_after_its_day(world: World) -> None:
    row = handed(world, on=SOON)
    with clock.at(clock.now() + timedelta(days=11)), pytest.raises(Refused, match="已于"):
        services.cancel_hand_over(world.actor("省.人社", "head"), row, "后悔")


def test_a_post_may_stay_vacant_and_be_filled_later(world: World) -> None:
    """A grant that was taken away before does not come back with the next holder."""
    actor, post = world.actor("省.人社", "head"), post_of(world, "省.人社", "liaison")
    row = services.hand_over(actor, post, on=TODAY, reason="调离")
    assert row.taker is None
    assert queries.holders([post]) == {}
    with clock.at(clock.now() + timedelta(days=5)):
        services.hand_over(actor, post, on=clock.today(), name="张新", phone="1")
        assert queries.holders([post])[post.pk] == "张新"
        assert Grant.objects.get(post=post, ends_on=None).role == "liaison"


def test_a_grant_revoked_earlier_does_not_come_back(world: World) -> None:
    actor, post = world.actor("省.人社", "head"), post_of(world, "省.人社", "liaison")
    Grant.objects.filter(post=post).update(ends_on=TODAY - timedelta(days=30))
    services.hand_over(actor, post, on=TODAY, name="张新")
    assert not Grant.objects.filter(post=post, ends_on=None).exists()


@pytest.mark.parametrize(
    ("role", "kind", "allowed"),
    [("clerk", "liaison", True), ("clerk", "head", False), ("liaison", "liaison", False), ("head", "head", True)],
)
def test_nobody_lifts_themselves_up(world: World, role: str, kind: str, allowed: bool) -> None:
    """A clerk who could hand the head's post to a friend could sign in the head's name."""
    actor, post = world.actor("省.人社", role), post_of(world, "省.人社", kind)
    if allowed:
        services.hand_over(actor, post, on=TODAY, name="某人")
        return
    with pytest.raises(Refused):
        services.hand_over(actor, post, on=TODAY, name="某人")
    assert not HandOver.objects.exists()


def test_refusals(world: World) -> None:
    actor, post = world.actor("省.人社", "clerk"), post_of(world, "省.人社")
    for on in (TODAY - timedelta(days=32), TODAY + timedelta(days=400)):
        with pytest.raises(Refused):
            services.hand_over(actor, post, on=on, name="某人")
    with pytest.raises(Refused, match="现任"):
        services.hand_over(actor, post, on=TODAY, taker=world.account("省.人社", "clerk").person)
    handed(world, on=SOON)
    with pytest.raises(Refused, match="已登记"):
        handed(world, on=SOON)


def test_the_page(world: World, client: Client) -> None:
    making.issued(world)
    client.force_login(world.account("省.人社", "clerk"))
    post = post_of(world, "省.人社")
    assert "综合处处长" in words(client.get(reverse("units:handing")))
    page = client.get(reverse("units:hand_over", args=[post.pk]))
    assert "开展企业新型学徒制培训" in words(page)
    answer = client.post(
        reverse("units:hand_over", args=[post.pk]),
        {"name": "新处长", "phone": "0xx-5550", "on": SOON.isoformat(), "reason": "轮岗", "_key": "k"},
    )
    row = HandOver.objects.get()
    assert answer["Location"] == reverse("units:sheet", args=[row.pk])
    sheet = words(client.get(answer["Location"]))
    assert "交接单" in sheet
    assert "新处长" in sheet
    assert "开展企业新型学徒制培训" in sheet
    again = client.post(reverse("units:hand_over", args=[post.pk]), {"name": "", "on": "", "_key": "k2"})
    assert again.status_code == 422
    client.post(reverse("units:hand_over_cancel", args=[row.pk]), {"note": "暂缓", "_key": "k3"})
    row.refresh_from_db()
    assert row.state == "cancelled"


def test_the_trail_names_no_person(world: World) -> None:
    handed(world)
    event = Event.objects.get(code="org.handover.register")
    assert "新处长" not in f"{event.object_name}{event.after}"


def test_stranger(world: World, client: Client) -> None:
    row = handed(world)
    stranger = world.actor("他省.人社", "clerk")
    with pytest.raises(NotVisible):
        handing.find_hand_over(stranger, row.pk)
    with pytest.raises(Refused):
        services.hand_over(stranger, row.post, on=TODAY, name="某人")
    client.force_login(world.account("他省.人社", "clerk"))
    for name, pk in (("units:hand_over", row.post_id), ("units:sheet", row.pk)):
        assert client.get(reverse(name, args=[pk])).status_code == 404
