"""What the office says of a name is kept, and comes before the authority file."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from luoshi.kernel.errors import Refused
from luoshi.org.models import FormerName
from luoshi.policy import queries, services
from luoshi.policy.models import Mark
from luoshi.policy.queries import names
from luoshi.policy.queries.units import Directory
from tests.world import World

PLAN = """江澜省2016年工作方案
江澜办发〔2016〕3号
一、重点任务
（一）建立职工培训台账，2016年底前完成。（省人社厅牵头，省劳保中心、省卫计委配合）
"""


def test_it_works(world: World, client: Client) -> None:
    """A name of an office that was, of its time: given its unit with the reason; the clerk says otherwise, and that stands."""
    office = world.actor("省.办", "office")
    FormerName.objects.create(unit=world.units["省.教育"], name="江澜省劳保中心", ends_on="2019-01-01")
    plan = services.import_plan(office, pasted=PLAN, title="2016年工作方案")
    given_to = dict(Mark.objects.filter(plan=plan, kind="unit").values_list("text", "unit__name"))
    assert given_to["省人社厅"] == world.units["省.人社"].name
    assert given_to["省劳保中心"] == world.units["省.教育"].name
    task = plan.tasks.get()
    assert any("原名称" in str(said) for said in names.meanings(plan, task.pk, Directory(plan.unit)))

    client.force_login(world.account("省.办", "office"))
    page = client.get(reverse("policy:names"), {"name": "省劳保中心"})
    assert "原名称" in page.content.decode()
    sent = {"name": "省劳保中心", "unit": world.units["省.工会"].pk, "_key": "a" * 32}
    assert client.post(reverse("policy:names"), sent).status_code == 302
    assert names.told(plan.unit, "省劳保中心", None).unit == world.units["省.工会"]
    client.post(reverse("policy:forget_name"), {"name": "省劳保中心", "_key": "b" * 32})
    assert names.told(plan.unit, "省劳保中心", None).unit == world.units["省.教育"]


def test_a_unit_merged_into_another_is_found_by_its_name(world: World) -> None:
    gone, heir = world.units["省.教育"], world.units["省.人社"]
    type(gone).objects.filter(pk=gone.pk).update(abolished_on="2026-01-01", successor=heir)
    told = names.told(world.units["省.办"], gone.name, None)
    assert told.unit == heir
    assert "并入" in str(told.because)


def test_the_authority_file_can_be_read_by_its_words(world: World) -> None:
    found = names.entries(queries.own_unit(world.actor("省.办", "office")), "扶贫")
    assert {"扶贫开发办公室", "乡村振兴局", "国家乡村振兴局"} <= {one.body.name for one in found}


def test_stranger(world: World) -> None:
    """Who drafts no plan keeps no names."""
    with pytest.raises(Refused):
        services.name_unit(world.actor("省.教育", "clerk"), "省教厅", world.units["省.教育"])
