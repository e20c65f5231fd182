"""负担: what this system asks of a unit is counted, and what is held is not asked again."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from luoshi.kernel import actions
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.clock import today
from luoshi.org.models import Ask
from luoshi.org.rules.burden import Held, Load, Wanted, already_held, quarter_of
from tests.world import World

FIRST, LAST = date(2026, 10, 1), date(2026, 12, 31)


def asked(world: World, unit: str, asker: str, **changes: object) -> Ask:
    row = Ask(
        asker=world.units[asker], unit=world.units[unit], unit_path=world.units[unit].path, subject="reporting.period:1",
        title="第四季度", due_on=today(), **{"fields": 12, "prefilled": 5, "words": 300, **changes},
    )  # fmt: skip
    return actions.create(SYSTEM, "x", row)


def test_it_works(world: World, client: Client) -> None:
    """Items, words and minutes, by whom; who is only told as well asks nothing of its own."""
    asked(world, "县.人社", "市.人社")
    asked(world, "县.人社", "县.办", fields=0, prefilled=0, words=0, counts=False)
    client.force_login(world.account("县.人社", "liaison"))
    page = client.get("/org/units/burden/").content.decode()
    assert "共 1 次；要填 7 项，另有 5 项已预填、只需核对；文字约 300 字；估计用时 33 分钟。" in page
    assert "估算口径" in page
    assert "要填 7 项" in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("load", "minutes"),
    [
        (Load(), 0),
        (Load(1, 0, 0, 0), 5),
        (Load(1, 12, 5, 300), 33),
        (Load(2, 3, 9, 0), 11),
    ],
)
def test_the_formula(load: Load, minutes: int) -> None:
    assert load.minutes == minutes


@pytest.mark.parametrize(
    ("wanted", "held", "again"),
    [
        (Wanted(FIRST, LAST), Held("四季度", FIRST, LAST, 3), True),
        (Wanted(date(2026, 11, 1), date(2026, 11, 30)), Held("四季度", FIRST, LAST, 3), True),
        (Wanted(date(2026, 11, 1), date(2026, 11, 30), finer=True), Held("四季度", FIRST, LAST, 3), False),
        (Wanted(FIRST, LAST, finer=True), Held("十月", FIRST, LAST, 3, finer=True), True),
        (Wanted(date(2026, 1, 1), LAST), Held("四季度", FIRST, LAST, 3), False),
        (Wanted(FIRST, LAST), Held("四季度", FIRST, LAST, 0), False),
    ],
)
def test_what_is_held_is_not_asked_again(wanted: Wanted, held: Held, again: bool) -> None:
    assert bool(already_held(wanted, [held])) is again


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 2, 28), date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 12, 31), date(2026, 10, 1), date(2026, 12, 31)),
        (date(2027, 6, 1), date(2027, 4, 1), date(2027, 6, 30)),
    ],
)
def test_quarter(day: date, first: date, last: date) -> None:
    assert quarter_of(day) == (first, last)


def test_strange_days(world: World, client: Client) -> None:
    client.force_login(world.account("县.人社", "liaison"))
    for day in ("x", "0000-00-00", "9999-12-31", "2026-13-01", "１２"):
        assert client.get("/org/units/burden/", {"day": day}).status_code == 200


def test_stranger(world: World, client: Client) -> None:
    asked(world, "县.人社", "市.人社")
    client.force_login(world.account("他县.教育", "clerk"))
    assert client.get(f"/org/units/{world.units['县.人社'].pk}/burden/").status_code == 404
