"""An office opens a period: everybody who leads a task is asked, by the level's date."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from luoshi.kernel.errors import Invalid, Refused
from luoshi.org.models import Ask
from luoshi.reporting import queries, services
from luoshi.reporting.models import Period
from tests.reporting import given
from tests.world import World


def asked(world: World, period: Period) -> set[tuple[str, str, date]]:
    """(who asks, who is asked, by when)"""
    names = {unit.pk: key for key, unit in world.units.items()}
    rows = Ask.objects.filter(subject=queries.subject_of(period))
    return {(names[ask.asker_id], names[ask.unit_id], ask.due_on) for ask in rows}


def test_it_works(world: World) -> None:
    """One row for each unit and body that asks: the task's issuer, and the office of the place."""
    top = given.task_in_force(world, "省.办", "省.人社")
    city = given.task_in_force(world, "省.人社", "市.人社", parent=top)
    given.task_in_force(world, "市.人社", "县.人社", parent=city)
    assert asked(world, given.opened(world)) == {
        ("省.办", "省.人社", date(2026, 7, 10)),
        ("省.人社", "市.人社", date(2026, 7, 7)),
        ("市.办", "市.人社", date(2026, 7, 7)),
        ("市.人社", "县.人社", date(2026, 7, 3)),
        ("县.办", "县.人社", date(2026, 7, 3)),
    }


def test_burden_is_counted(world: World) -> None:
    """Items to fill in stand with the body that asks for them: four of words, one figure, one node."""
    given.task_in_force(world, "省.办", "省.人社", "3.2-04")
    given.task_in_force(world, "省.办", "省.人社", "4.1-02")
    given.opened(world)
    ask = Ask.objects.get(unit=world.units["省.人社"])
    assert (ask.fields, ask.prefilled) == (12, 0)


def test_same_datum_is_not_asked_twice(world: World) -> None:
    """The city's office cannot open the same quarter for tasks that the province's period covers already."""
    top = given.task_in_force(world, "省.办", "市.办")
    given.task_in_force(world, "市.办", "市.人社", parent=top)
    given.opened(world)
    with pytest.raises(Refused, match="不再重复要"):
        given.opened(world, "市.办", name="市二季度")


def test_own_tasks_of_the_city(world: World) -> None:
    """For what the city ordered itself, its own period asks."""
    top = given.task_in_force(world, "省.办", "省.人社")
    given.task_in_force(world, "省.人社", "市.人社", parent=top)
    own = given.task_in_force(world, "市.办", "市.人社", "市-1")
    given.opened(world)
    period = given.opened(world, "市.办", name="市二季度")
    assert list(queries.led_tasks(period, world.units["市.人社"].pk)) == [own]


def test_issued_later_is_not_asked(world: World) -> None:
    """A task issued after the period's end and its opening belongs to the next period."""
    from luoshi.kernel import clock

    given.task_in_force(world, "省.办", "省.人社")
    period = given.opened(world)
    late = given.task_in_force(world, "省.办", "省.人社", "9.9-99")
    late.issued_at = given.later(30)
    late.save()
    with clock.at(given.later(31)):
        assert queries.led_tasks(period, world.units["省.人社"].pk).count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"ends_on": date(2026, 3, 31)}, "ends_on"),
        ({"due_on": date(2026, 6, 21)}, "due_on"),
    ],
)
def test_what_makes_no_sense(world: World, changes: dict[str, object], field: str) -> None:
    given.task_in_force(world, "省.办", "省.人社")
    with pytest.raises(Invalid) as told:
        given.opened(world, **changes)
    assert list(told.value.fields) == [field]


def test_name_once(world: World) -> None:
    given.task_in_force(world, "省.办", "省.人社")
    given.opened(world)
    with pytest.raises(Invalid):
        given.opened(world)


def test_nobody_to_ask(world: World) -> None:
    with pytest.raises(Refused):
        given.opened(world)
    assert not Period.objects.exists()


def test_on_the_page(world: World, client: Client) -> None:
    """The page offers this quarter, says each level's date, and opens once however often it is pressed."""
    given.task_in_force(world, "省.办", "省.人社")
    client.force_login(world.account("省.办", "office"))
    page = client.get("/reporting/periods/new/").content.decode()
    assert "2026年第二季度" in page
    assert "7月7日" in page
    form = {**{key: str(value) for key, value in given.QUARTER.items()}, "_key": "k"}
    for _ in range(2):
        answer = client.post("/reporting/periods/new/", form)
        assert answer.status_code == 302
    assert Period.objects.count() == 1
    assert client.post("/reporting/periods/new/", {**form, "_key": "k2"}).status_code == 422


def test_a_year_without_its_notice_is_said(world: World, client: Client) -> None:
    """The dates of a year that no official notice covers are reckoned Monday to Friday, and the page says so."""
    given.task_in_force(world, "省.办", "省.人社")
    client.force_login(world.account("省.办", "office"))
    asked = {
        "name": "2027年第一季度",
        "kind": "quarter",
        "starts_on": "2027-01-01",
        "ends_on": "2027-03-31",
        "due_on": "2027-04-13",
    }
    page = client.post("/reporting/periods/new/", {**asked, "preview": "1"}).content.decode()
    assert "2027 年的节假日安排还没有录入" in page.replace('<span class="nb">', "").replace("</span>", "")


def test_a_clerk_of_a_department(world: World, client: Client) -> None:
    """A department does not open periods, and is told who does."""
    given.task_in_force(world, "省.人社", "市.人社")
    with pytest.raises(Refused, match="协调小组办公室"):
        services.open_period(world.actor("省.人社", "clerk"), **given.QUARTER)
    client.force_login(world.account("省.人社", "clerk"))
    assert client.get("/reporting/periods/new/").status_code == 422


def test_stranger(world: World, client: Client) -> None:
    given.task_in_force(world, "省.办", "省.人社")
    period = given.opened(world)
    assert not queries.periods(world.actor("他省.办", "office")).exists()
    client.force_login(world.account("他省.办", "office"))
    assert client.get(f"/reporting/missing/{period.pk}/").status_code == 404
    assert client.post(f"/reporting/periods/{period.pk}/start/").status_code == 404


# ---------- more often, narrower, and not twice ----------


def test_a_special_question_needs_its_document(world: World) -> None:
    given.task_in_force(world, "省.办", "省.人社")
    with pytest.raises(Invalid) as told:
        given.opened(world, kind="adhoc", name="专项")
    assert list(told.value.fields) == ["basis"]


def test_what_is_held_is_refused_to_the_one_who_asks(world: World, client: Client) -> None:
    """A question within a quarter that is being asked goes to nobody; the page says so before it is sent."""
    given.task_in_force(world, "省.办", "省.人社")
    given.opened(world)
    again = {"kind": "adhoc", "name": "学徒制专项", "basis": "澜产改办〔2026〕9号", "starts_on": date(2026, 5, 1)}
    with pytest.raises(Refused, match="不再重复要"):
        given.opened(world, **again)
    assert Period.objects.count() == 1
    client.force_login(world.account("省.办", "office"))
    form = {key: str(value) for key, value in {**given.QUARTER, **again}.items()}
    page = client.post("/reporting/periods/new/", {**form, "preview": "1"})
    assert "请直接取用" in page.content.decode()
    assert client.post("/reporting/periods/new/", {**form, "_key": "k"}).status_code == 422


def test_only_some_levels(world: World) -> None:
    top = given.task_in_force(world, "省.办", "省.人社")
    given.task_in_force(world, "省.人社", "市.人社", parent=top)
    period = given.opened(world, levels=["prefecture"])
    assert {unit for _, unit, _ in asked(world, period)} == {"市.人社"}


def test_only_one_category(world: World) -> None:
    given.task_in_force(world, "省.办", "省.人社")
    with pytest.raises(Refused):
        given.opened(world, category="letter")


def test_a_half_year_is_made_of_its_quarters(world: World) -> None:
    """The texts of the quarters are carried over, oldest first; nobody retypes them."""
    given.task_in_force(world, "省.办", "省.人社")
    first = given.opened(
        world, name="2026年第一季度", starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 31), due_on=date(2026, 6, 30)
    )
    given.sent(world, "省.人社", first, text="一季度开班 20 个。", value="900")
    second = given.opened(world)
    given.sent(world, "省.人社", second, text="二季度开班 42 个。")
    half = given.opened(world, name="2026年上半年", kind="half", starts_on=date(2026, 1, 1))
    report = services.start_report(world.actor("省.人社", "liaison"), half)
    assert report.entries.get().narrative == "2026年第一季度：一季度开班 20 个。\n2026年第二季度：二季度开班 42 个。"
