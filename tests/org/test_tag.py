"""Key fields and tags of one's own: units are marked, found and rolled up by them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from luoshi.kernel import clock
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.errors import Refused
from luoshi.org import queries, services
from luoshi.org.models import Tag, UnitTag
from luoshi.org.queries.tags import marked
from tests.world import World


def field(name: str = "骨干企业") -> Tag:
    return Tag.objects.get(name=name, owner=None)


def keep(world: World, unit: str, by: str = "省.办", **more: Any) -> None:
    row = world.units[unit]
    given = {"short_name": "", "kind": row.kind, "region_code": "", "industry": "C", "tags": [field()], **more}
    services.keep_unit(world.actor(by, "office"), row, **given)


def test_it_works(world: World) -> None:
    keep(world, "企业工会", basis="澜工信〔2026〕3号")
    assert [unit.name for unit in queries.units_tagged(field())] == ["清渡精工有限公司工会"]
    assert world.units["企业工会"].get_industry_display() == "制造业"
    assert queries.tags_of([world.units["企业工会"]])[world.units["企业工会"].pk][0].basis == "澜工信〔2026〕3号"


def test_a_tagged_place_stands_for_all_below(world: World) -> None:
    keep(world, "县", tags=[field("支柱产业")])
    found = set(queries.units_tagged(field("支柱产业")))
    assert world.units["县.人社"] in found
    assert world.units["二县.人社"] not in found


def test_it_is_taken_off_and_the_record_stays(world: World) -> None:
    keep(world, "企业工会")
    with clock.at(clock.now() + timedelta(days=3)):
        keep(world, "企业工会", tags=[])
        assert not queries.units_tagged(field()).exists()
    assert UnitTag.objects.get().ends_on == clock.today() + timedelta(days=2)


def test_a_tag_of_ones_own_is_met_below_only(world: World) -> None:
    tag = services.add_tag(world.actor("市.办", "office"), "试点企业")
    assert tag in queries.tags_for(world.actor("县.办", "office"))
    assert tag in queries.tags_for(world.actor("县.人社", "clerk"))
    assert tag in queries.tags_for(world.actor("省.办", "office"))
    assert tag not in queries.tags_for(world.actor("二市.办", "office"))
    with pytest.raises(Refused, match="已有标签"):
        services.add_tag(world.actor("市.办", "office"), "支柱产业")
    services.retire_tag(world.actor("市.办", "office"), tag)
    assert tag not in queries.tags_for(world.actor("市.办", "office"))


@pytest.mark.parametrize(
    ("unit", "by", "allowed"), [("县.人社", "县.办", True), ("县.人社", "二县.办", False), ("市.人社", "县.办", False)]
)
def test_the_office_of_the_place_keeps_the_register(world: World, unit: str, by: str, *, allowed: bool) -> None:
    if allowed:
        keep(world, unit, by)
        return
    with pytest.raises(Refused):
        keep(world, unit, by)


def test_seeding_again_changes_nothing(world: World) -> None:
    assert services.seed_tags(SYSTEM) == []


def test_stranger(world: World) -> None:
    keep(world, "企业工会")
    stranger = world.actor("他省.办", "office")
    assert marked(stranger) == {}
    assert marked(world.actor("省.办", "office")) == {field().pk: 1}
    with pytest.raises(Refused):
        keep(world, "企业工会", "他省.办")


def test_a_tag_of_others_answers_as_an_absent_one(world: World, client: Client) -> None:
    client.force_login(world.account("他省.办", "office"))
    for pk in (field().pk, 999999):
        assert client.post(reverse("units:retire_tag", args=[pk])).status_code == 404
