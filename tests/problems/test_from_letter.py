"""A worker's letter becomes a problem: the unit that puts it right reads established facts, and nothing of the letter."""

from __future__ import annotations

import pytest
from django.test import Client

from luoshi.kernel.errors import Invalid, Refused
from luoshi.problems import services
from luoshi.problems.models import Problem
from luoshi.voice.models import FieldNote
from luoshi.voice.services import asking
from luoshi.voice.services.gathering import gather
from tests.voice.worker import TEXT, hearer, hears, latest, write
from tests.world import START, World

FACTS = "抽查两个车间的排班表，晚班职工三个月没有安排过培训。"


def browser(world: World, unit: str, role: str) -> Client:
    client = Client()
    client.force_login(world.account(unit, role))
    return client


def written(world: World) -> int:
    hears(world, "县.办")
    write(world)
    gather()
    return latest().pk


def test_it_works(world: World) -> None:
    """From the letter's page to the list; the unit sees the problem, and on it no way back to the letter."""
    pk = written(world)
    office, unit = browser(world, "县.办", "office"), browser(world, "县.人社", "clerk")
    assert f"/problems/new/?case={pk}" in office.get(f"/voice/office/{pk}/").content.decode()
    form = office.get(f"/problems/new/?case={pk}").content.decode()
    assert "不要照抄来信" in form
    given = {
        "title": "晚班没有培训安排",
        "facts": FACTS,
        "unit": world.units["县.人社"].name,
        "origin": "voice",
        "origin_label": "职工反映",
    }
    assert office.post(f"/problems/new/?case={pk}", given).status_code == 302
    row = Problem.objects.get()
    assert (row.case_id, row.origin_url) == (pk, "")
    assert row.number.endswith("号")
    assert "整改〔" in row.number
    assert row.title in office.get(f"/voice/office/{pk}/").content.decode()
    read = unit.get(f"/problems/{row.pk}/").content.decode()
    assert FACTS in read
    assert not any(told in read for told in (TEXT, latest().number, f"/voice/office/{pk}/"))


def test_the_letter_is_not_copied_out(world: World) -> None:
    pk = written(world)
    case = latest()
    with pytest.raises(Invalid, match="来信原文"):
        services.enter(
            hearer(world, "县.办"), title="晚班没有培训", facts=f"有人说{TEXT}", unit=world.units["县.人社"], origin="voice", case=case
        )  # fmt: skip
    assert pk == case.pk


def test_a_letter_about_the_office_is_not_its_own_matter(world: World) -> None:
    hears(world, "县.办", "市.办")
    write(world, about_office="on")
    gather()
    case = latest()
    assert case.office == world.units["市.办"]
    with pytest.raises(Refused, match="受理它的协调办"):
        services.enter(
            hearer(world, "县.办"), title="自己", facts=FACTS, unit=world.units["县.人社"], origin="voice", case=case
        )


def test_field_research_becomes_a_problem_an_item_or_a_task(world: World) -> None:
    office = world.actor("县.办", "office")
    note = asking.keep_note(
        office, None, question="晚班怎么培训", went_on=START, places="两户企业", talked=9, found="没有晚班课表。", remedies="排晚班课表。"
    )  # fmt: skip
    page = browser(world, "县.办", "office").get(f"/voice/office/notes/{note.pk}/").content.decode()
    for address in (
        f"/problems/new/?note={note.pk}",
        f"/policy/agenda/new/?note={note.pk}",
        "/ledger/items/new/?title=",
    ):
        assert address in page.replace("&amp;", "&"), address
    row = services.enter(
        office, title="没有晚班课表", facts=note.found, unit=world.units["县.人社"], origin="research", note=note
    )
    assert list(FieldNote.objects.get().problems.all()) == [row]


def test_stranger(world: World) -> None:
    """Who does not hear workers finds no letter behind the number, and lists nothing from it."""
    pk = written(world)
    clerk = browser(world, "县.人社", "clerk")
    assert "不要照抄来信" not in clerk.get(f"/problems/new/?case={pk}").content.decode()
    with pytest.raises(Refused):
        services.enter(
            world.actor("县.人社", "clerk"),
            title="自查",
            facts=FACTS,
            unit=world.units["县.人社"],
            origin="voice",
            case=latest(),
        )
