"""联络员名册: those missing first, filtered, exported; a unit is asked once to name its liaison."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from luoshi.kernel import clock
from luoshi.kernel.errors import NotVisible, Refused
from luoshi.kernel.models import Event
from luoshi.org import services
from luoshi.org.models import Ask, Grant, Person
from luoshi.org.queries import liaisons
from tests.desk.seen import words
from tests.org.test_hand_over import post_of
from tests.world import World

TODAY = clock.today()


def leave(world: World, unit: str) -> None:
    services.hand_over(world.actor(unit, "head"), post_of(world, unit, "liaison"), on=TODAY, reason="调离")


def rows(world: World, unit: str = "省.办", role: str = "office", **given: str) -> list[liaisons.Entry]:
    actor = world.actor(unit, role)
    return liaisons.entries(actor, list(liaisons.units_asked(actor, liaisons.asked_of(actor, given))))


def test_it_works(world: World, client: Client) -> None:
    leave(world, "省.财政")
    found = rows(world)
    assert (found[0].unit.name, found[0].person, found[0].left_on) == ("江澜省财政厅", "", TODAY - timedelta(days=1))
    assert {one.person for one in found[1:]} >= {"省.人社联络员"}
    client.force_login(world.account("省.办", "office"))
    page = words(client.get(reverse("units:liaisons")))
    assert page.index("江澜省财政厅") < page.index("江澜省人力资源社会保障厅")


def test_filters(world: World) -> None:
    assert len(rows(world)) == 5
    assert len(rows(world, span="next")) == 15
    assert len(rows(world, span="all")) == 36
    assert {one.unit.kind for one in rows(world, span="all", line="gh")} == {"union"}
    assert rows(world, missing="1") == []
    leave(world, "市.人社")
    assert [one.unit.pk for one in rows(world, span="all", missing="1")] == [world.units["市.人社"].pk]
    assert rows(world, q="财政", span="own")[0].unit.pk == world.units["省.财政"].pk


def test_a_mere_reader_sees_no_telephone(world: World) -> None:
    Person.objects.update(phone="0571-8888")
    assert rows(world)[0].phone == "0571-8888"
    Grant.objects.filter(person=world.account("省.办", "liaison").person).update(role="viewer")
    assert {one.phone for one in rows(world, role="liaison")} == {""}


def test_the_export_is_neutral_and_on_record(world: World, client: Client) -> None:
    Person.objects.filter(name="省.财政联络员").update(name="=HYPERLINK(1)")
    client.force_login(world.account("省.办", "office"))
    answer = client.post(reverse("units:liaisons_export") + "?span=own")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row]  # type: ignore[union-attr]
    assert [cell.data_type for cell in cells if "HYPERLINK" in str(cell.value)] == ["s"]
    assert Event.objects.get(code="org.liaison.export").after["rows"] == 5


def test_a_unit_is_asked_once(world: World, client: Client) -> None:
    office, unit = world.actor("省.办", "office"), world.units["省.财政"]
    with pytest.raises(Refused, match="已有联络员"):
        services.ask_for_liaison(office, unit)
    leave(world, "省.财政")
    services.ask_for_liaison(office, unit)
    with pytest.raises(Refused, match="不用再请"):
        services.ask_for_liaison(office, unit)
    client.force_login(world.account("省.财政", "clerk"))
    assert "指定联络员" in words(client.get("/"))
    services.hand_over(world.actor("省.财政", "clerk"), post_of(world, "省.财政", "liaison"), on=TODAY, name="张新")
    assert Ask.objects.get().answered_at is not None
    assert "指定联络员" not in words(client.get("/"))


def test_queries_do_not_grow(world: World, client: Client, django_assert_max_num_queries: Any) -> None:
    client.force_login(world.account("省.办", "office"))
    client.get(reverse("desk:home"))
    with django_assert_max_num_queries(18):
        client.get(reverse("units:liaisons"), {"span": "all"})


def test_stranger(world: World, client: Client) -> None:
    with pytest.raises(NotVisible):
        services.ask_for_liaison(world.actor("他省.办", "office"), world.units["省.财政"])
    client.force_login(world.account("他省.办", "office"))
    assert "江澜省财政厅" not in words(client.get(reverse("units:liaisons"), {"span": "all"}))
    assert client.get(reverse("units:liaisons"), {"at": world.units["省"].pk}).status_code == 404
