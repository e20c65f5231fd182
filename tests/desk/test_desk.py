"""The desk: what a person owes, in groups; and the frame around every page."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from luoshi.desk import queries
from luoshi.kernel import actions, clock, panels
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.panels import Owed
from luoshi.kernel.say import say
from luoshi.ledger.services import receive
from luoshi.org.models import Ask
from luoshi.org.rules.burden import Load
from tests.desk.seen import words
from tests.ledger.making import issued, lead, received
from tests.world import World


def test_it_works(world: World, client: Client) -> None:
    """An issued task stands on its lead's desk to be received, and leaves it with the receipt."""
    task = issued(world)[0]
    client.force_login(world.account("省.人社", "clerk"))
    page = words(client.get(reverse("desk:home")))
    assert "今日要办" in page
    assert task.title in page
    assert "签收" in page
    assert queries.todo(world.actor("省.人社", "clerk")) == 1
    client.force_login(world.account("市.教育", "clerk"))
    assert task.title not in words(client.get(reverse("desk:home")))


def test_todo_is_counted_anew_after_an_act_of_ones_own(world: World, client: Client) -> None:
    clerk = world.actor("省.人社", "clerk")
    assert queries.todo(clerk) == 0
    first, _second = issued(world, 2)
    assert queries.todo(clerk) == 0, "what others do shows within a minute"
    receive(clerk, lead(first))
    assert queries.todo(clerk) == 1


def test_todo_says_what_the_desk_lists(world: World) -> None:
    clerk = world.actor("省.人社", "clerk")
    assert queries.todo(clerk) == 0
    issued(world, 2)
    assert sum(len(group.rows) for group in queries.waiting(clerk)) == queries.todo(clerk) == 2


def test_groups_follow_the_dates(world: World, monkeypatch: Any) -> None:
    def source(_actor: Any) -> list[Owed]:
        days = (date(2026, 6, 26), None, date(2026, 6, 18), date(2026, 6, 23), date(2026, 7, 9))
        return [Owed(say("填报"), "甲", "", "", day, "/", say("填报")) for day in days]

    monkeypatch.setattr(panels, "OWED", [source])
    with clock.at(datetime(2026, 6, 23, 10, tzinfo=timezone.get_default_timezone())):
        groups = queries.waiting(world.actor("县.人社", "clerk"))
    assert [group.key for group in groups] == ["late", "today", "week", "later", "undated"]
    assert groups[0].rows[0].light.state == "red"
    assert groups[-1].rows[0].light.state == "none"


def test_burden_counts_this_quarters_asks_of_this_unit(world: World) -> None:
    unit, asker = world.units["县.人社"], world.units["市.人社"]
    today = clock.today()
    for number, (fields, ready, asked_on) in enumerate([(9, 4, today), (5, 5, today), (100, 0, date(2020, 1, 1))]):
        row = Ask(
            asker=asker,
            unit=unit,
            unit_path=unit.path,
            subject=f"x:{number}",
            title="x",
            fields=fields,
            prefilled=ready,
            asked_on=asked_on,
            due_on=today,
        )
        actions.create(SYSTEM, "x", row)
    assert queries.burden(world.actor("县.人社", "clerk")) == Load(2, 14, 9, 0)
    assert queries.burden(world.actor("二县.人社", "clerk")) == Load()


def test_empty_desk_says_so(world: World, client: Client) -> None:
    client.force_login(world.account("县.教育", "liaison"))
    page = words(client.get(reverse("desk:home")))
    assert "现在没有要办的事" in page


def test_my_tasks(world: World, client: Client, django_assert_max_num_queries: Any) -> None:
    task = received(world)
    client.force_login(world.account("省.人社", "clerk"))
    client.get(reverse("desk:tasks"))
    with django_assert_max_num_queries(30):
        page = words(client.get(reverse("desk:tasks")))
    assert task.title in page
    assert task.title not in words(client.get(reverse("desk:tasks"), {"as": "support"}))


def test_anonymous_is_sent_to_the_log_in(client: Client, db: None) -> None:
    assert client.get(reverse("desk:home")).status_code == 302


def test_stranger(world: World, client: Client) -> None:
    issued(world)
    client.force_login(world.account("他省.办", "office"))
    assert "企业新型学徒制" not in words(client.get(reverse("desk:home")))
    assert "企业新型学徒制" not in words(client.get(reverse("desk:tasks")))
