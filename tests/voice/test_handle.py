"""A case is opened by the office, given to a unit, answered, closed, opened again; who has no grant of its own reads nothing."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from luoshi.desk.jobs import settle
from luoshi.kernel.errors import NotVisible, Refused
from luoshi.kernel.models import Event
from luoshi.kernel.say import told  # noqa: F401 - texts of notices are kept
from luoshi.kernel.trail import seal_all
from luoshi.org.models import CoordinationBody
from luoshi.voice import queries
from luoshi.voice.models import Case, Reporter
from luoshi.voice.queries import matters
from luoshi.voice.services import handling, reporters, writing
from luoshi.voice.services.gathering import gather
from tests.voice.worker import TEXT, add, hearer, hears, latest, look, write
from tests.world import World


def written(world: World, **given: object) -> tuple[Case, str]:
    """A case that has been taken in, and its receipt."""
    hears(world, "县.办", "县.人社", "市.办")
    receipt = write(world, **given)
    gather()
    return latest(), receipt


def page(client: Client, case: Case) -> str:
    return client.get(f"/voice/office/{case.pk}/").content.decode()


def browser(world: World, unit: str, role: str) -> Client:
    client = Client()
    client.force_login(world.account(unit, role))
    return client


def test_it_works(world: World) -> None:
    """The whole way, on the pages: opened, given, answered, read, added to after closing, opened again."""
    case, receipt = written(world)
    office, unit = browser(world, "县.办", "office"), browser(world, "县.人社", "clerk")
    assert TEXT in office.get("/voice/office/").content.decode()
    assert unit.get(f"/voice/office/{case.pk}/").status_code == 404

    def move(client: Client, name: str, **given: object) -> None:
        case.refresh_from_db()
        answer = client.post(f"/voice/office/{case.pk}/moves/{name}/", {"version": case.version, **given})
        assert answer.status_code == 302, answer.content.decode()[-4000:]

    move(office, "route", handler=world.units["县.人社"].pk, due="2099-01-05")
    assert TEXT in page(unit, case)
    move(unit, "reply", text="下月起开两个晚班。")
    assert "下月起开两个晚班。" in look(receipt).content.decode()
    move(office, "close")
    add(receipt, text="教材还差十本。", mark="good")
    gather()
    case.refresh_from_db()
    assert (case.mark, case.unread) == ("good", True)
    assert "教材还差十本。" in page(office, case)
    move(office, "reopen", reason="教材不够")
    case.refresh_from_db()
    assert (case.state, case.handler, case.unread) == ("received", None, False)


def test_reading_is_kept(world: World) -> None:
    case, _receipt = written(world)
    page(browser(world, "县.办", "office"), case)
    read = Event.objects.filter(code="voice.case.read", object_id=case.pk)
    assert [event.account_id for event in read] == [world.account("县.办", "office").pk]


def test_the_unit_concerned_never_opens_its_own(world: World) -> None:
    case, _receipt = written(world, about_office="on")
    assert (case.concerned, case.office) == (world.units["县.办"], world.units["市.办"])
    with pytest.raises(NotVisible):
        queries.find_case(hearer(world, "县.办"), case.pk)


def test_a_case_that_turns_out_to_be_about_its_office_is_passed_up(world: World) -> None:
    case, _receipt = written(world)
    county = hearer(world, "县.办")
    handling.correct(county, case, kind="problem", theme="other", concerned=world.units["县.办"])
    for name, given in (("route", {"handler": world.units["县.人社"]}), ("decline", {"text": "不受理"})):
        with pytest.raises(Refused, match="移交上级"):
            handling.move(county, case, name, **given)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="不能改成不涉及"):
        handling.correct(county, case, kind="praise", theme="other", concerned=None)
    handling.move(county, case, "pass_up", reason="涉及本办")
    assert case.office == world.units["市.办"]
    with pytest.raises(NotVisible):
        queries.find_case(county, case.pk)
    assert queries.find_case(hearer(world, "市.办"), case.pk) == case


def test_a_complaint_is_not_given_to_whom_it_is_about(world: World) -> None:
    case, _receipt = written(world)
    office = hearer(world, "县.办")
    handling.correct(office, case, kind="problem", theme="skill", concerned=world.units["县.人社"])
    with pytest.raises(Refused, match="不转给被反映的单位"):
        handling.move(office, case, "route", handler=world.units["县.人社"])
    with pytest.raises(Refused, match="还没有职工意见专办员"):
        handling.move(office, case, "route", handler=world.units["县.教育"])
    assert "县.人社" not in [unit.name for unit in queries.handlers_for(case)]


def test_the_topmost_office_does_not_receive_what_is_about_itself(world: World) -> None:
    CoordinationBody.objects.filter(office=world.units["国.办"])
    letter = writing.Letter(TEXT, world.units["国"], concerned=world.units["国.办"])
    with pytest.raises(Refused, match="12351"):
        writing.write(letter, "1")


def test_a_reporter_is_opened_by_the_office_alone_with_a_reason(world: World) -> None:
    case, _receipt = written(world, name="王建国", contact="13912345678")
    office, unit = hearer(world, "县.办"), hearer(world, "县.人社")
    handling.move(office, case, "route", handler=world.units["县.人社"])
    with pytest.raises(Refused):
        reporters.open_reporter(unit, case, "想核实")
    assert "王建国" not in page(browser(world, "县.人社", "clerk"), case)
    shown = browser(world, "县.办", "office").post(f"/voice/office/{case.pk}/reporter/", {"reason": "请他来看现场"})
    assert "王建国" in shown.content.decode()
    assert Event.objects.get(code="voice.reporter.open").note == "请他来看现场"
    assert reporters.open_reporter(office, case, "再联系") == ("王建国", "13912345678")
    assert "王建国" not in str(list(Event.objects.values_list("after", "note", "object_name")))


def test_seals_are_destroyed_in_time(world: World) -> None:
    case, _receipt = written(world, name="王建国")
    Case.objects.filter(pk=case.pk).update(state="closed", closed_on="2026-01-01")
    assert reporters.destroy_old() == 1
    assert not Reporter.objects.exists()


def test_notices_reveal_nothing(world: World) -> None:
    case, _receipt = written(world, name="王建国")
    seal_all()
    events = list(Event.objects.filter(object_type="voice.case"))
    found = [matter for matter in matters.cases(events) if matter.open]
    assert [(matter.unit_id, matter.needs) for matter in found] == [(world.units["县.办"].pk, "hear")]
    settle("voice.case", found)
    said = f"{found[0].title} {found[0].text}"
    assert not re.search(f"{TEXT[:6]}|王建国|问题|清渡", said)
    desk = browser(world, "县.办", "office").get("/").content.decode()
    assert str(case) in desk
    assert TEXT[:6] not in desk


def test_costs_little(world: World, django_assert_max_num_queries: object) -> None:
    hears(world, "县.办")
    for number in range(6):
        writing.write(writing.Letter(f"{TEXT}{number}", world.units["县"]), str(number))
    gather()
    office = browser(world, "县.办", "office")
    office.get("/")
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        office.get("/voice/office/?show=all")


def test_stranger(world: World) -> None:
    """No grant, no reading: not the office's head or liaison, not the office above that sees the whole place, no administrator."""
    case, _receipt = written(world)
    for unit, role in (
        ("县.办", "liaison"), ("县.办", "head"), ("省.办", "office"), ("市.人社", "clerk"), ("县.人社", "clerk"), ("国.办", "system"),
        ("国.办", "security"), ("国.办", "audit"), ("他县.办", "office"),
    ):  # fmt: skip
        client = browser(world, unit, role)
        assert client.get(f"/voice/office/{case.pk}/").status_code == 404, (unit, role)
        assert TEXT not in client.get("/voice/office/").content.decode()
    trail = browser(world, "国.办", "audit").get("/org/trail/").content.decode()
    assert TEXT not in trail
