"""共享资源: offered by its unit, booked by others, confirmed while there is room, refused with the reason and the next free days."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from luoshi.kernel import clock
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.errors import Invalid, NotVisible, Refused, Stale
from luoshi.org import services as org
from luoshi.policy import services
from luoshi.policy.models import Booking, Resource
from luoshi.policy.queries import resources as reads
from tests.desk.seen import words
from tests.ledger import making
from tests.world import World

TODAY, FIRST, LAST = date(2026, 6, 20), date(2026, 7, 6), date(2026, 7, 8)
BASE: dict[str, Any] = {"kind": "base", "name": "数控实训基地", "field": "数控加工", "capacity": 40, "cost": "免费"}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.at(making.noon(TODAY)):
        yield


def offered(world: World, **more: Any) -> Resource:
    return services.add_resource(world.actor("省.人社", "clerk"), world.units["省.人社"], **{**BASE, **more})


def booked(world: World, row: Resource, unit: str = "省.教育", people: int = 25, **more: Any) -> Booking:
    given = {"starts_on": FIRST, "ends_on": LAST, "purpose": "学徒实操", **more}
    made = services.book(world.actor(unit, "clerk"), row, people=people, **given)
    return Booking.objects.select_related("resource__unit", "unit").get(pk=made.pk)


def confirmed(world: World, booking: Booking) -> Booking:
    return services.move_booking(world.actor("省.人社", "clerk"), booking, "confirm")


def browser(world: World, unit: str, role: str = "clerk") -> Client:
    client = Client()
    client.force_login(world.account(unit, role))
    return client


@pytest.mark.django_db
def test_it_works(world: World) -> None:
    """Booked for a task, confirmed, seen on the calendar and on the task; what does not fit beside it is refused."""
    task = making.received(world)
    row = offered(world)
    lead = world.actor("省.人社", "clerk")
    made = services.book(lead, row, starts_on=FIRST, ends_on=LAST, people=30, purpose="开班", task=task)
    confirmed(world, Booking.objects.select_related("resource__unit", "unit").get(pk=made.pk))
    with pytest.raises(Refused) as refused:
        booked(world, row)
    assert [str(one) for one in refused.value.reasons] == [
        "2026年7月6日容量 40 人，省人社厅已预约 30 人，余 10 人，不够 25 人；这样的日子有 3 天。".replace(
            "省人社厅", row.unit.name
        ),
        "最近可以预约的日期：2026年7月9日 至 2026年7月11日、2026年7月12日 至 2026年7月14日、2026年7月15日 至 2026年7月17日。",
    ]
    client = browser(world, "省.办", "office")
    assert "开班" not in words(client.get(reverse("policy:resources_week") + f"?on={FIRST}")), (
        "others see who, not what for"
    )
    assert "余 10" in words(client.get(reverse("policy:resource", args=[row.pk]) + f"?on={FIRST}"))
    assert "预约的共享资源" in words(client.get(reverse("ledger:task", args=[task.pk])))
    assert client.get(reverse("policy:export_resources")).content[:2] == b"PK"


@pytest.mark.django_db
def test_two_ask_one_gets_it(world: World) -> None:
    """What is only asked for holds nothing; the keeper confirms one, and sees why the other no longer fits."""
    row = offered(world)
    one, two = booked(world, row), booked(world, row, "县.人社", 20)
    keeper = world.actor("省.人社", "clerk")
    assert [found.unit for found in reads.also_asked(row, reads.stay_of(one))] == [world.units["县.人社"].name]
    assert set(reads.bookings_to_answer(keeper)) == {one, two}
    stale = Booking.objects.select_related("resource__unit", "unit").get(pk=two.pk)
    confirmed(world, one)
    page = words(browser(world, "省.人社").get(reverse("policy:booking", args=[two.pk])))
    assert "余 15 人，不够 20 人" in page
    assert "最近可以预约的日期：" in page
    with pytest.raises(Refused):
        confirmed(world, Booking.objects.select_related("resource__unit", "unit").get(pk=two.pk))
    with pytest.raises((Stale, Refused)):
        confirmed(world, stale)
    declined = services.move_booking(keeper, two, "decline", "当周已满")
    assert (declined.state, declined.reason) == ("declined", "当周已满")
    with pytest.raises(Refused):
        services.move_booking(world.actor("省.教育", "clerk"), one, "cancel")
    services.move_booking(world.actor("省.教育", "clerk"), one, "cancel", "改期")
    assert booked(world, row, "县.人社", 40).state == "asked"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("shared_with", "able"),
    [("place", {"省.教育"}), ("line", {"县.人社"}), ("below", {"省.教育", "县.人社", "县.教育"})],
)
def test_who_may_book(world: World, shared_with: str, able: set[str]) -> None:
    row = offered(world, shared_with=shared_with)
    units = (
        ("省.教育", "县.人社", "县.教育", "他县.人社") if shared_with != "line" else ("省.教育", "县.人社", "县.教育")
    )
    assert {unit for unit in units if reads.may_book(world.actor(unit, "clerk"), row)} == able


@pytest.mark.django_db
def test_by_the_pages(world: World) -> None:
    """Registered, booked, confirmed and closed in the browser; what was typed stays when it is refused."""
    keeper, booker = browser(world, "省.人社"), browser(world, "省.教育")
    typed = {**BASE, "unit": world.units["省.人社"].pk, "shared_with": "place"}
    answer = keeper.post(reverse("policy:add_resource"), {"_key": uuid.uuid4().hex, **typed, "capacity": "很多"})
    assert (answer.status_code, "不是整数" in words(answer)) == (422, True)
    keeper.post(reverse("policy:add_resource"), {"_key": uuid.uuid4().hex, **typed})
    row = Resource.objects.get()
    where = reverse("policy:book", args=[row.pk])
    asked = {"starts_on": str(FIRST), "ends_on": str(LAST), "people": "41", "purpose": "学徒实操"}
    answer = booker.post(where, {"_key": uuid.uuid4().hex, **asked})
    assert (answer.status_code, "超出 1 人" in words(answer)) == (422, True)
    booker.post(where, {"_key": uuid.uuid4().hex, **asked, "people": "40"})
    booking = Booking.objects.get()
    assert "学徒实操" in words(keeper.get(reverse("desk:home")))
    move = reverse("policy:move_booking", args=[booking.pk, "confirm"])
    assert keeper.post(move, {"_key": uuid.uuid4().hex, "version": 9}).status_code == 409
    assert keeper.post(move, {"_key": uuid.uuid4().hex, "version": 0}).status_code == 302
    close = reverse("policy:move_resource", args=[row.pk, "close"])
    row.refresh_from_db()
    answer = keeper.post(close, {"_key": uuid.uuid4().hex, "version": row.version, "note": "检修"})
    assert (answer.status_code, "先与预约单位商定" in words(answer)) == (422, True)
    for query in ("?kind=x&q=%25&on=never", "?mine=yes&page=zz"):
        assert keeper.get(reverse("policy:resources_week") + query).status_code == 200


@pytest.mark.django_db
def test_the_list_asks_little(world: World, client: Client, django_assert_max_num_queries: Any) -> None:
    for at in range(12):
        booked(world, offered(world, name=f"基地{at}"))
    client.force_login(world.account("省.办", "office"))
    client.get(reverse("desk:home"))
    with django_assert_max_num_queries(16):
        client.get(reverse("policy:resources"))
    with django_assert_max_num_queries(16):
        client.get(reverse("policy:resources_week") + f"?on={FIRST}")


@pytest.mark.django_db
def test_by_program(world: World) -> None:
    row = offered(world)
    token = org.open_token(SYSTEM, world.account("省.教育", "clerk"))
    client = Client(headers={"Authorization": f"Bearer {token}"})
    kind = {"content_type": "application/json"}
    given = {"starts_on": str(FIRST), "ends_on": str(LAST), "people": 40, "purpose": "学徒实操"}
    made = client.post(f"/api/v1/policy/resources/{row.pk}/bookings", given, **kind)
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    assert client.post(f"/api/v1/policy/bookings/{pk}/moves/confirm", {}, **kind).status_code == 422
    assert (
        client.post(f"/api/v1/policy/bookings/{pk}/moves/withdraw", {"version": 0}, **kind).json()["state"]
        == "cancelled"
    )
    days = client.get(f"/api/v1/policy/resources/{row.pk}/days?first={FIRST}&last={LAST}").json()
    assert [day["left"] for day in days] == [40, 40, 40]
    assert client.get("/api/v1/policy/bookings?side=own").json()["total"] == 1


@pytest.mark.django_db
def test_stranger(world: World) -> None:
    row = offered(world)
    booking = booked(world, row)
    stranger = world.actor("他省.办", "office")
    for find, pk in ((reads.find_resource, row.pk), (reads.find_booking, booking.pk)):
        with pytest.raises(NotVisible):
            find(stranger, pk)
    with pytest.raises(NotVisible):
        reads.find_booking(world.actor("县.人社", "clerk"), booking.pk)
    with pytest.raises(Refused):
        services.edit_resource(world.actor("省.教育", "clerk"), row, capacity=1)
    with pytest.raises(Invalid):
        services.add_resource(world.actor("省.人社", "clerk"), world.units["省.人社"], **BASE)
