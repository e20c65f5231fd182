"""Standing orders to report: opened as their time comes, once, and caught up once."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.test import Client
from django.utils import timezone

from luoshi.kernel import clock
from luoshi.kernel.calendar import WorkCalendar
from luoshi.kernel.errors import Invalid, Refused
from luoshi.org.models import Ask
from luoshi.reporting import rules, services
from luoshi.reporting.models import Period, Rhythm
from tests.reporting import given
from tests.world import World

QUARTERLY = {"kind": "quarter", "due_day": 10, "shift": "before", "open_before": 5}
PLAIN = WorkCalendar()


def on(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 9, tzinfo=timezone.get_default_timezone())


def test_it_works(world: World) -> None:
    """Five working days before the quarter's end the period opens, due on the 10th of the month after."""
    given.task_in_force(world, "省.办", "省.人社")
    services.keep_rhythm(world.actor("省.办", "office"), **QUARTERLY)
    with clock.at(on(6, 22)):
        assert [one.name for one in services.open_due_periods()] == ["2026年第一季度"]
    with clock.at(on(6, 23)):
        [period] = services.open_due_periods()
    assert (period.name, period.due_on) == ("2026年第二季度", date(2026, 7, 10))
    assert Ask.objects.filter(title="2026年第二季度").count() == 1


def test_once(world: World) -> None:
    given.task_in_force(world, "省.办", "省.人社")
    services.keep_rhythm(world.actor("省.办", "office"), **QUARTERLY)
    with clock.at(on(6, 25)):
        assert len(services.open_due_periods()) == 1
        assert services.open_due_periods() == []
    assert Period.objects.count() == 1


def test_what_was_missed_is_caught_up_once(world: World) -> None:
    """After two missed quarters the last is opened, not both."""
    given.task_in_force(world, "省.办", "省.人社")
    rhythm = services.keep_rhythm(world.actor("省.办", "office"), **QUARTERLY)
    Rhythm.objects.filter(pk=rhythm.pk).update(opened_until=date(2026, 3, 31))
    with clock.at(on(11, 2)):
        assert [one.name for one in services.open_due_periods()] == ["2026年第三季度"]
        assert services.open_due_periods() == []


def test_one_that_is_stopped(world: World) -> None:
    given.task_in_force(world, "省.办", "省.人社")
    actor = world.actor("省.办", "office")
    rhythm = services.keep_rhythm(actor, **QUARTERLY)
    services.keep_rhythm(actor, rhythm, **QUARTERLY, active=False)
    with clock.at(on(6, 25)):
        assert services.open_due_periods() == []


@pytest.mark.parametrize(
    ("kind", "due_day", "shift", "due"),
    [
        ("month", 0, "none", date(2026, 5, 31)),
        ("month", 0, "before", date(2026, 5, 29)),
        ("month", 0, "after", date(2026, 6, 1)),
        ("month", 25, "before", date(2026, 6, 25)),
        ("quarter", 10, "before", date(2026, 7, 10)),
        ("half", 31, "none", date(2026, 7, 31)),
        ("year", 31, "after", date(2027, 2, 1)),
    ],
)
def test_due(kind: str, due_day: int, shift: str, due: date) -> None:
    assert rules.due_of(rules.span_of(kind, date(2026, 5, 20)), due_day, shift, PLAIN) == due


@pytest.mark.parametrize(
    ("kind", "name", "first", "last"),
    [
        ("month", "2026年5月", date(2026, 5, 1), date(2026, 5, 31)),
        ("quarter", "2026年第二季度", date(2026, 4, 1), date(2026, 6, 30)),
        ("half", "2026年上半年", date(2026, 1, 1), date(2026, 6, 30)),
        ("year", "2026年度", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_span(kind: str, name: str, first: date, last: date) -> None:
    found = rules.span_of(kind, date(2026, 5, 20))
    assert (found.name, found.starts_on, found.ends_on) == (name, first, last)


def test_monthly_needs_a_decision(world: World, client: Client) -> None:
    """On the page too: the document's name is asked for at its field."""
    with pytest.raises(Invalid, match="依据文件"):
        services.keep_rhythm(world.actor("省.办", "office"), **{**QUARTERLY, "kind": "month"})
    client.force_login(world.account("省.办", "office"))
    assert client.get("/reporting/rhythms/").status_code == 200
    form = {"kind": "month", "due_day": "25", "shift": "before", "open_before": "3", "active": "on", "_key": "a"}
    assert client.post("/reporting/rhythms/", form).status_code == 422
    assert client.post("/reporting/rhythms/", {**form, "basis": "澜产改办〔2026〕8号", "_key": "b"}).status_code == 302
    row = Rhythm.objects.get()
    assert client.get(f"/reporting/rhythms/{row.pk}/").status_code == 200
    assert client.post(f"/reporting/rhythms/{row.pk}/", {**form, "due_day": "99", "_key": "c"}).status_code == 422


def test_who_may(world: World) -> None:
    with pytest.raises(Refused):
        services.keep_rhythm(world.actor("省.人社", "clerk"), **QUARTERLY)


def test_stranger(world: World, client: Client) -> None:
    row = services.keep_rhythm(world.actor("省.办", "office"), **QUARTERLY)
    client.force_login(world.account("他省.办", "office"))
    assert client.get(f"/reporting/rhythms/{row.pk}/").status_code == 404
