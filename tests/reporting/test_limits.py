"""The office's own limits: grace, how early supporting units feed in, and whether reviewers are named below."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from luoshi.kernel.errors import Invalid, Refused
from luoshi.org.models import Ask
from luoshi.reporting import queries, services
from luoshi.reporting.models import ReportingSettings
from tests.reporting import given
from tests.world import World

LIMITS = {"grace_days": 5, "feed_days": 6, "names_shown": True}


def test_it_works(world: World) -> None:
    """A supporting unit is asked six working days before the lead instead of three."""
    services.keep_settings(world.actor("省.办", "office"), **LIMITS)
    task = given.task_in_force(world, "省.办", "省.人社")
    given.supports(world, task, "省.教育")
    period = given.opened(world)
    assert Ask.objects.get(unit=world.units["省.教育"]).due_on == date(2026, 7, 2)
    assert queries.settings_of(period.opened_by_id).grace_days == 5
    assert queries.settings_of(world.units["市.办"].pk).grace_days == 2


def test_names_are_shown_where_the_office_says_so(world: World) -> None:
    services.keep_settings(world.actor("省.办", "office"), **LIMITS)
    top = given.task_in_force(world, "省.办", "省.人社")
    given.task_in_force(world, "省.人社", "市.人社", parent=top)
    period = given.opened(world)
    low = given.sent(world, "市.人社", period).entries.get()
    services.accept(world.actor("省.人社", "clerk"), [given.receipt(world, low, "省.人社")])
    given.sent(world, "省.人社", period)
    [above] = queries.upward(low)
    assert above.signed_by


def test_on_the_page(world: World, client: Client) -> None:
    client.force_login(world.account("省.办", "office"))
    assert client.get("/reporting/limits/").status_code == 200
    form = {"grace_days": "4", "feed_days": "2", "_key": "a"}
    assert client.post("/reporting/limits/", {**form, "grace_days": "-1"}).status_code == 422
    assert client.post("/reporting/limits/", form).status_code == 302
    assert client.post("/reporting/limits/", {**form, "feed_days": "3", "_key": "b"}).status_code == 302
    assert ReportingSettings.objects.values_list("grace_days", "feed_days").get() == (4, 3)


def test_what_makes_no_sense(world: World) -> None:
    with pytest.raises(Invalid):
        services.keep_settings(world.actor("省.办", "office"), **{**LIMITS, "feed_days": 99})


def test_stranger(world: World, client: Client) -> None:
    """A department has no such limits."""
    with pytest.raises(Refused):
        services.keep_settings(world.actor("省.人社", "clerk"), **LIMITS)
    client.force_login(world.account("他县.教育", "clerk"))
    assert client.get("/reporting/limits/").status_code == 422
