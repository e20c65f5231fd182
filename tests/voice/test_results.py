"""What comes of letters: figures of a year that give nobody away, practices taken up under their name, limits of a place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from luoshi.kernel import clock
from luoshi.kernel.errors import Refused
from luoshi.voice.models import Case, Initiative, VoiceSettings
from luoshi.voice.queries.statistics import figures
from luoshi.voice.services import handling, writing
from luoshi.voice.services.gathering import gather
from tests.addresses import program
from tests.voice.worker import hearer, hears, latest, look, write
from tests.world import World


def browser(world: World, unit: str, role: str) -> Client:
    client = Client()
    client.force_login(world.account(unit, role))
    return client


def letters(world: World, count: int, **given: Any) -> None:
    for number in range(count):
        writing.write(writing.Letter(f"第 {number} 件", world.units["县"], **given), f"{given} {number}")
    gather()


def test_it_works(world: World, django_assert_max_num_queries: Any) -> None:
    """Six about pay and two about safety: five are told of, and of the two nothing."""
    hears(world, "县.办")
    letters(world, 6, theme="pay")
    letters(world, 2, theme="safety", kind="suggestion")
    told = {
        line.label: line.count
        for table in figures(hearer(world, "县.办"), clock.today().year).tables
        for line in table.lines
    }
    assert (told["工资收入"], told["劳动安全和健康"], told["提建议"]) == (5, None, None)
    office = browser(world, "县.办", "office")
    office.get(reverse("desk:home"))
    with django_assert_max_num_queries(40):
        page = office.get("/voice/office/statistics/")
    assert "5 件以上" in page.content.decode()


def test_a_practice_is_credited(world: World) -> None:
    """Proposed by a team, taken up by the office: everybody reads who was first, and the reporter that it was taken up."""
    hears(world, "县.办")
    receipt = write(world, kind="pilot", credit="细纱甲班")
    gather()
    case, office = latest(), browser(world, "县.办", "office")
    given = {"title": "短片带徒弟", "gist": "十二道工序各录三分钟。", "credit": "细纱甲班", "version": case.version}
    assert office.post(f"/voice/office/{case.pk}/moves/adopt/", given).status_code == 302
    assert Initiative.objects.get().credit == "细纱甲班"
    assert "细纱甲班" in browser(world, "市.教育", "clerk").get("/voice/office/initiatives/").content.decode()
    assert "已采纳为首创做法“短片带徒弟”" in look(receipt).content.decode()
    with pytest.raises(Refused, match="采纳过"):
        handling.adopt(hearer(world, "县.办"), Case.objects.get(pk=case.pk), title="再来", gist="一次", credit="别人")


def test_a_place_sets_its_own_limits(world: World) -> None:
    """What the office promises is what the page tells the worker, and what the clock counts."""
    hears(world, "县.办")
    office = browser(world, "县.办", "office")
    days = {"accept": 3, "suggestion": 15, "problem": 15, "praise": 5, "pilot": 15, "kept": 30}
    assert office.post("/voice/office/settings/", days).status_code == 302
    assert VoiceSettings.objects.get().unit == world.units["县"]
    write(world)
    gather()
    assert latest().accept_by <= clock.today() + timedelta(days=12)
    assert "30" in office.get("/voice/office/settings/").content.decode()


def test_where_else_to_turn(world: World) -> None:
    page = Client().get("/voice/where/").content.decode()
    assert all(phone in page for phone in ("12351", "12333", "12388", "12345"))


def test_stranger(world: World) -> None:
    """A clerk without the grant has neither the figures nor the limits; what an office elsewhere hears does not count."""
    hears(world, "县.办", "他市.办")
    letters(world, 6, theme="pay")
    clerk = browser(world, "县.人社", "clerk")
    assert clerk.get("/voice/office/statistics/").status_code == 403
    year = clock.today().year
    assert program(world.account("县.人社", "clerk")).get(f"/api/v1/voice/statistics?year={year}").status_code == 403
    told = program(world.account("县.办", "office")).get(f"/api/v1/voice/statistics?year={year}").json()
    assert [line["count"] for line in told["tables"][2]["lines"] if line["label"] == world.units["县"].name] == [5]
    assert (
        clerk.post(
            "/voice/office/settings/", {"accept": 1, "suggestion": 1, "problem": 1, "praise": 1, "pilot": 1, "kept": 1}
        ).status_code
        == 422
    )
    assert figures(hearer(world, "他市.办"), clock.today().year).is_empty
