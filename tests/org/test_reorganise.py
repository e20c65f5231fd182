"""更名、改变隶属、并入、撤销: nothing is lost, and nothing old is opened."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from luoshi.kernel import clock
from luoshi.kernel.errors import NotVisible, Refused
from luoshi.kernel.models import Event
from luoshi.ledger import services as ledger
from luoshi.ledger.models import Duty, Task
from luoshi.ledger.queries import letters
from luoshi.org import queries, services
from luoshi.org.models import Ask, FormerName, LineMembership, Post, Reorganisation, Unit
from luoshi.org.queries import changes
from luoshi.org.queries.names import UnitNames
from luoshi.org.queries.units import seats_of
from luoshi.org.services.changes import Order
from luoshi.reporting import services as reporting
from luoshi.reporting.models import Feed, Report
from tests.desk.seen import words
from tests.reporting import given
from tests.world import World

TODAY = clock.today()
ORDER = Order("机构改革方案", "江澜办〔2026〕12号", TODAY)


def again(unit: Unit) -> Unit:
    return Unit.objects.get(pk=unit.pk)


def merge(world: World, unit: str = "省.财政", heir: str = "省.人社") -> None:
    services.merge_unit(world.actor("省.办", "office"), again(world.units[unit]), again(world.units[heir]), ORDER)


def test_it_works(world: World) -> None:
    """Renamed: the new name from its day, the old one on what was written before."""
    unit, office = world.units["省.教育"], world.actor("省.办", "office")
    services.rename_unit(office, unit, "江澜省教育和技能厅", ORDER, short_name="省教育厅")
    assert again(unit).name == "江澜省教育和技能厅"
    assert changes.name_on(again(unit), TODAY - timedelta(days=1)) == "江澜省教育厅"
    assert changes.name_on(again(unit), TODAY) == "江澜省教育和技能厅"
    found = UnitNames(office, world.units["省.办"]).find("江澜省教育厅")
    assert found is not None
    assert found.pk == unit.pk
    assert Reorganisation.objects.get().basis_number == "江澜办〔2026〕12号"


def test_names_follow_one_another(world: World) -> None:
    unit, office = world.units["省.教育"], world.actor("省.办", "office")
    services.rename_unit(office, unit, "甲厅", Order("一", "1", TODAY - timedelta(days=20)))
    services.rename_unit(office, again(unit), "乙厅", Order("二", "2", TODAY - timedelta(days=10)))
    days = [25, 20, 15, 10, 0]
    assert [changes.name_on(again(unit), TODAY - timedelta(days=n)) for n in days] == [
        "江澜省教育厅", "甲厅", "甲厅", "乙厅", "乙厅",
    ]  # fmt: skip
    assert FormerName.objects.filter(unit=unit).count() == 2


@pytest.mark.parametrize(
    "order", [Order("", "1", TODAY), Order("文", "", TODAY), Order("文", "1", TODAY + timedelta(days=1))]
)
def test_not_without_a_document(world: World, order: Order) -> None:
    with pytest.raises(Refused):
        services.rename_unit(world.actor("省.办", "office"), world.units["省.教育"], "甲厅", order)


def test_moved_away(world: World) -> None:
    """The old superior keeps what it issued and what it was sent; what is unsent, and what comes after, it does not see."""
    with clock.at(given.NOW):
        issued = given.task_in_force(world, "市.办", "县.人社", "1-1")
        other = given.task_in_force(world, "县.办", "县.教育", "1-2")
        period = given.opened(world, "市.办")
        sent = given.sent(world, "县.人社", period)
        old, new = world.actor("市.办", "office"), world.actor("二市.办", "office")
        assert Task.objects.visible_to(old).filter(pk=other.pk).exists()
        services.relocate_unit(
            world.actor("省.办", "office"), world.units["县"], world.units["二市"], Order("区划", "1", clock.today())
        )
        old, new = world.actor("市.办", "office"), world.actor("二市.办", "office")
        assert Task.objects.visible_to(old).filter(pk=issued.pk).exists()
        assert Report.objects.visible_to(old).filter(pk=sent.pk).exists()
        assert not Task.objects.visible_to(old).filter(pk=other.pk).exists()
        assert Task.objects.visible_to(new).filter(pk=other.pk).exists()
        later = given.task_in_force(world, "县.办", "县.教育", "1-3")
        assert not Task.objects.visible_to(old).filter(pk=later.pk).exists()
        assert not Unit.objects.visible_to(old).filter(pk=world.units["县.教育"].pk).exists()


def test_what_is_unsent_stays_shut(world: World) -> None:
    with clock.at(given.NOW):
        given.task_in_force(world, "市.办", "县.人社")
        report = given.filled(world, "县.人社", given.opened(world, "市.办"))
        services.relocate_unit(
            world.actor("省.办", "office"), world.units["县"], world.units["二市"], Order("区划", "1", clock.today())
        )
        for unit in ("市.办", "二市.办", "省.办"):
            assert not Report.objects.visible_to(world.actor(unit, "office")).filter(pk=report.pk).exists()
        assert Report.objects.visible_to(world.actor("县.人社", "clerk")).filter(pk=report.pk).exists()


def test_lines_pass_to_the_new_place(world: World) -> None:
    services.relocate_unit(world.actor("省.办", "office"), world.units["县"], world.units["二市"], ORDER)
    rows = LineMembership.objects.filter(unit=world.units["县.人社"], ends_on=None)
    assert [row.superior_id for row in rows] == [world.units["二市.人社"].pk]
    assert world.units["县.人社"] in queries.lower_units(again(world.units["二市.人社"]))
    assert world.units["县.人社"] not in queries.lower_units(again(world.units["市.人社"]))


def test_merged(world: World) -> None:
    """What is open passes to the heir; what is done stays; nobody acts for the old unit any more."""
    with clock.at(given.NOW):
        open_ = given.task_in_force(world, "省.办", "省.财政", "1-1")
        mine = given.task_in_force(world, "省.财政", "市.财政", "1-2")
        given.opened(world)
        person = world.account("省.财政", "clerk").person_id
        services.merge_unit(
            world.actor("省.办", "office"), again(world.units["省.财政"]), again(world.units["省.人社"]),
            Order("机构改革", "1", clock.today()),
        )  # fmt: skip
        heir = world.units["省.人社"].pk
        open_.refresh_from_db()
        mine.refresh_from_db()
        assert (open_.lead_unit_id, mine.issuer_id) == (heir, heir)
        assert open_.lead_path == world.units["省.人社"].path
        assert not Duty.objects.filter(unit=world.units["省.财政"], task__in=[open_, mine]).exists()
        assert not Ask.objects.filter(unit=world.units["省.财政"], answered_at=None).exists()
        assert Ask.objects.filter(unit=heir).exists()
        assert seats_of(person) == ()
        assert (again(world.units["省.财政"]).successor_id, again(world.units["省.财政"]).abolished_on) == (
            heir,
            clock.today(),
        )
        assert LineMembership.objects.get(unit=world.units["市.财政"], ends_on=None).superior_id == heir
        assert Task.objects.visible_to(world.actor("省.人社", "clerk")).filter(pk=mine.pk).exists()


def test_letters_and_words_between_units_pass(world: World) -> None:
    """What was drafted, asked, answered or told between units goes on with the heir; what was shared is taken back."""
    with clock.at(given.NOW):
        office, old, heir = world.actor("省.办", "office"), world.units["省.财政"], world.units["省.人社"]
        given.task_in_force(world, "省.办", "省.财政", "1-1")
        fed = given.task_in_force(world, "省.办", "省.教育", "1-2")
        given.supports(world, fed, "省.财政")
        led = given.task_in_force(world, "省.办", "省.财政", "1-3")
        given.supports(world, led, "省.工会")
        [letter] = ledger.draft_letters(office, [led])
        ledger.send_letter(office, letter, signed_by="周明远")
        period = given.opened(world)
        reporting.save_feeds(world.actor("省.财政", "liaison"), period, {fed.pk: "经费已下达。"}, {})
        reporting.send_feeds(world.actor("省.工会", "liaison"), period, {led.pk: "已建会 30 家。"}, {})
        titles = {str(one.kind) for one in changes.open_matters(again(old), None)}
        assert {"函件", "协办反馈"} <= titles
        services.merge_unit(office, again(old), again(heir), Order("机构改革", "1", clock.today()))
        clerk = world.actor("省.人社", "clerk")
        assert letters.find_letter(clerk, letter.pk).to == heir
        assert ledger.receive_letter(clerk, letters.find_letter(clerk, letter.pk)).state == "received"
        drafted, told = Feed.objects.get(task=fed), Feed.objects.get(task=led)
        assert (drafted.unit, drafted.unit_path, told.to) == (heir, heir.path, heir)
        assert not Ask.objects.filter(asker=old, state="open").exists()


def test_what_is_done_stays_in_the_old_name(world: World) -> None:
    with clock.at(given.NOW):
        done = given.task_in_force(world, "省.办", "省.财政")
        Task.objects.filter(pk=done.pk).update(state="completed")
        services.merge_unit(
            world.actor("省.办", "office"), again(world.units["省.财政"]), again(world.units["省.人社"]),
            Order("机构改革", "1", clock.today()),
        )  # fmt: skip
        done.refresh_from_db()
        assert done.lead_unit_id == world.units["省.财政"].pk
        assert Task.objects.visible_to(world.actor("省.办", "office")).filter(pk=done.pk).exists()
        assert not Task.objects.visible_to(world.actor("省.人社", "clerk")).filter(pk=done.pk).exists()


def test_two_counties_become_one(world: World) -> None:
    """撤并: each bureau goes into its counterpart."""
    services.merge_unit(world.actor("市.办", "office"), again(world.units["二县"]), again(world.units["县"]), ORDER)
    heirs = {key: again(world.units[f"二县.{key}"]).successor_id for key in ("办", "人社", "教育", "财政", "工会")}
    assert heirs == {key: world.units[f"县.{key}"].pk for key in heirs}
    assert again(world.units["二县"]).abolished_on == TODAY
    assert Reorganisation.objects.filter(kind="merge").count() == 6


def test_abolished_only_when_nothing_is_open(world: World) -> None:
    office = world.actor("省.办", "office")
    with clock.at(given.NOW):
        given.task_in_force(world, "省.办", "省.财政")
    with pytest.raises(Refused, match="未了事项"):
        services.abolish_unit(office, world.units["省.财政"], ORDER)
    with pytest.raises(Refused, match="办事机构"):
        services.abolish_unit(office, world.units["省.办"], ORDER)
    services.abolish_unit(office, world.units["省.教育"], ORDER)
    assert again(world.units["省.教育"]).abolished_on == TODAY
    assert Post.objects.filter(unit=world.units["省.教育"]).exists()


def test_refusals(world: World) -> None:
    office = world.actor("市.办", "office")
    with pytest.raises(Refused, match="范围"):
        services.rename_unit(office, world.units["省.教育"], "甲", ORDER)
    with pytest.raises(Refused, match="范围"):
        services.relocate_unit(office, world.units["县"], world.units["二市"], ORDER)
    with pytest.raises(Refused):
        services.merge_unit(world.actor("省.办", "office"), world.units["市"], world.units["县"], ORDER)


def test_the_page_shows_what_happens_first(world: World, client: Client) -> None:
    with clock.at(given.NOW):
        given.task_in_force(world, "省.办", "省.财政")
    client.force_login(world.account("省.办", "office"))
    url = reverse("units:merge", args=[world.units["省.财政"].pk])
    body = {
        "other": world.units["省.人社"].pk,
        "title": "机构改革方案",
        "number": "1号",
        "on": TODAY.isoformat(),
        "_key": "a",
    }
    page = words(client.post(url, body))
    assert "转由江澜省人力资源社会保障厅办理" in page
    assert again(world.units["省.财政"]).abolished_on is None
    assert client.post(url, {**body, "seen": "1", "number": "", "_key": "b"}).status_code == 422
    assert client.post(url, {**body, "seen": "1", "_key": "c"}).status_code == 302
    assert again(world.units["省.财政"]).abolished_on == TODAY
    unit = words(client.get(reverse("units:unit", args=[world.units["省.财政"].pk])))
    assert "机构改革方案 1号" in unit
    assert Event.objects.filter(code="org.change.merge").count() == 1


def test_stranger(world: World, client: Client) -> None:
    with pytest.raises(NotVisible):
        changes.change_page(world.actor("他省.办", "office"), world.units["省.教育"].pk)
    with pytest.raises(NotVisible):
        changes.change_page(world.actor("省.人社", "clerk"), world.units["省.人社"].pk)
    client.force_login(world.account("他省.办", "office"))
    for kind in ("rename", "move", "merge", "abolish", "keep"):
        assert client.get(reverse(f"units:{kind}", args=[world.units["省.教育"].pk])).status_code == 404
