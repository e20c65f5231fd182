"""减负监测: what is asked of whom by whom, the rows behind a number, and the limits."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from luoshi.kernel.calendar import WorkCalendar
from luoshi.ledger import services as ledger
from luoshi.org.rules.burden import Load
from luoshi.signals.rules.meter import Asked, shown_count, total
from tests.signals.test_send import drafted
from tests.world import World

pytestmark = pytest.mark.django_db


def test_it_works(world: World, client: Client, django_assert_max_num_queries: Any) -> None:
    """The department's clerk sees what was asked of it; a number leads to the letter with its reason."""
    letter = drafted(world, text="请填报统计表。")
    ledger.send_letter(world.actor("省.办", "office"), letter, signed_by="周明远", despite="国家部委临时调度")
    client.force_login(world.account("省.办", "office"))
    client.get("/", follow=True)
    with django_assert_max_num_queries(60):
        page = client.get("/signals/burden/").content.decode().replace("<wbr>", "")
    assert world.units["省.人社"].name in page
    client.force_login(world.account("省.人社", "clerk"))
    assert client.get("/signals/burden/").status_code == 200
    assert "国家部委临时调度" in client.get("/signals/burden/rows/?what=despite").content.decode()
    assert "没有这样的要求" in client.get("/signals/burden/rows/?what=stricter").content.decode()


def test_limits_say_who_set_what(world: World, client: Client) -> None:
    client.force_login(world.account("省.办", "office"))
    given = {
        "set": "limits",
        "_key": "l",
        **{f"limits-{name}": 9 for name in ("days", "whole", "special", "speech", "repeat", "answer")},
    }
    assert client.post("/signals/burden/limits/", given).status_code == 302
    page = client.get("/signals/burden/limits/").content.decode()
    assert "3 → 9" in page
    client.force_login(world.account("省.人社", "clerk"))
    assert client.get("/signals/burden/limits/").status_code == 422


def test_what_is_counted() -> None:
    rows = [
        Asked("ask", date(2026, 11, 20), date(2026, 11, 23), 2, Load(2, 10, 4, 300)),
        Asked("letter", date(2026, 11, 16), date(2026, 11, 20), 1, Load(1), ("same", "rest"), despite=True),
        Asked("meeting", date(2026, 11, 16), None, 3),
    ]
    found = total(rows, WorkCalendar())
    told = {key: found.of(key) for key in ("times", "open", "letter", "meeting", "hurry", "rest", "same", "despite")}
    assert told == {"times": 3, "open": 6, "letter": 1, "meeting": 3, "hurry": 2, "rest": 2, "same": 1, "despite": 1}
    assert found.days == 1
    assert (shown_count(4), shown_count(5)) == (None, 5)


def test_stranger(world: World, client: Client) -> None:
    ledger.send_letter(world.actor("省.办", "office"), drafted(world), signed_by="周明远")
    client.force_login(world.account("他省.人社", "clerk"))
    page = client.get("/signals/burden/").content.decode().replace("<wbr>", "")
    assert world.units["省.人社"].name not in page
    assert client.get(f"/signals/burden/?unit={world.units['省'].pk}").status_code == 404
