"""上级应办: what other units owe one's own, read from every room; never red on a peer."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from luoshi.desk import queries
from luoshi.kernel import clock
from luoshi.kernel.actor import SYSTEM
from luoshi.ledger import services as ledger
from luoshi.ledger.models import Request, Task
from luoshi.org import services as org
from luoshi.reporting import services as reporting
from luoshi.reporting.models import Appeal
from tests.desk.seen import words
from tests.ledger import making
from tests.reporting import given
from tests.world import World

pytestmark = pytest.mark.django_db


def asked(world: World) -> tuple[Task, Request]:
    """The province's labour department has asked the office for more time."""
    task = making.received(world)
    row = ledger.request_on_task(
        world.actor("省.人社", "clerk"), task, "extension", reason="设备到货推迟", progress="已培训 4,200 人",
        proposed_on=task.due_on + timedelta(days=90) if task.due_on else None,
    )  # fmt: skip
    return task, row


def test_it_works(world: World, client: Client) -> None:
    """What we asked for stands on our desk until it is ruled on, with its day, its limit and the way to it."""
    task, row = asked(world)
    [one] = queries.awaiting(world.actor("省.人社", "clerk"))
    assert (str(one.awaited.kind), one.awaited.title, one.awaited.by) == ("裁定", task.title, world.units["省.办"].name)
    assert (one.awaited.since, one.awaited.due_on) == (clock.today(), row.rule_by)
    client.force_login(world.account("省.人社", "clerk"))
    page = words(client.get(reverse("desk:home")))
    assert "上级应办" in page
    assert "申请延期" in page
    ledger.rule_request(world.actor("省.办", "head"), row, granted=False, note="设备已到", approved_by="周明远")
    assert queries.awaiting(world.actor("省.人社", "clerk")) == []
    assert "上级应办" not in words(client.get(reverse("desk:home")))


def test_a_completion_waits_for_its_issuer(world: World) -> None:
    task = making.applied(world, making.received(world))
    [one] = queries.awaiting(world.actor("省.人社", "clerk"))
    assert (str(one.awaited.kind), one.awaited.detail, one.awaited.due_on) == ("核验", task.number, None)
    assert one.light.state == "none"


@pytest.fixture
def in_june() -> Any:
    """The day on which `tests.reporting.given` stands."""
    with clock.at(given.NOW):
        yield


def test_a_report_and_a_letter_wait(world: World, in_june: None) -> None:
    """A sent report waits for its review, and what it asks for, once sent, for its answer."""
    given.task_in_force(world, "省.办", "省.人社")
    period = given.opened(world)
    given.sent(world, "省.人社", period, help_="coordinate", difficulty="专业目录尚未商定。")
    clerk = world.actor("省.人社", "clerk")
    [review] = queries.awaiting(clerk)
    assert (str(review.awaited.kind), review.awaited.title) == ("审核", period.name)
    reporting.send_appeal(world.actor("省.人社", "liaison"), Appeal.objects.select_related("unit", "to").get(), "王立")
    assert {str(one.awaited.kind) for one in queries.awaiting(clerk)} == {"审核", "答复"}


@pytest.mark.parametrize(("unit", "light"), [("省.人社", "none"), ("市.办", "red")])
def test_never_red_on_a_peer(world: World, in_june: None, unit: str, light: str) -> None:
    """The office of one's own place stands beside a department, and above the office of a lower place."""
    given.task_in_force(world, "省.办", unit)
    period = given.opened(world)
    given.sent(world, unit, period)
    late = datetime.combine(period.due_on + timedelta(days=30), time(9), timezone.get_default_timezone())
    with clock.at(late):
        found = queries.awaiting(world.actor(unit, "liaison"))
    [one] = [row for row in found if row.awaited.unit_id == world.units["省.办"].pk]
    assert one.light.state == light
    assert "逾期" in str(one.light.brief), "the days are told to both"


def test_over_the_api(world: World) -> None:
    _task, row = asked(world)
    token = org.open_token(SYSTEM, world.account("省.人社", "clerk"))
    [one] = Client(headers={"Authorization": f"Bearer {token}"}).get("/api/v1/desk/awaited").json()
    assert one["url"] == reverse("ledger:request", args=[row.pk])
    assert one["due_on"] == (row.rule_by.isoformat() if row.rule_by else None)


def test_queries_do_not_grow(world: World, in_june: None, django_assert_max_num_queries: Any) -> None:
    for number in range(6):
        given.task_in_force(world, "省.办", "省.人社", f"3.2-0{number + 1}")
    given.sent(world, "省.人社", given.opened(world), help_="coordinate", difficulty="专业目录尚未商定。")
    for row in Appeal.objects.select_related("unit", "to"):
        reporting.send_appeal(world.actor("省.人社", "liaison"), row, "王立")
    clerk = world.actor("省.人社", "clerk")
    with django_assert_max_num_queries(12):
        assert len(queries.awaiting(clerk)) == 7


def test_stranger(world: World) -> None:
    """Neither other units nor the one that owes it have it on their desks."""
    asked(world)
    for who in (("省.办", "office"), ("市.教育", "clerk"), ("他县.教育", "clerk")):
        assert queries.awaiting(world.actor(*who)) == []
