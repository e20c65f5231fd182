"""The pages of the plan and the draw, as an office goes through them."""

from __future__ import annotations

import json
from datetime import timedelta

from django.test import Client
from django.urls import reverse

from luoshi.inspection.models import Draw, Item
from luoshi.inspection.rules.draw import first_difference
from luoshi.kernel import clock
from tests.inspection.scene import CONTENT, OFFICE, drawn, register, scan
from tests.world import World


def client(world: World, unit: str = OFFICE, role: str = "office") -> Client:
    found = Client()
    found.force_login(world.account(unit, role))
    return found


def test_it_works(world: World) -> None:
    """From the draft to the record that anybody can verify."""
    from luoshi.kernel.services import attach

    web, start = client(world), clock.today() + timedelta(days=20)
    typed = {
        "kind": "special", "name": "技能形成体系专项督查", "theme": "技能培训", "content": CONTENT, "range_text": "各县",
        "grounds": "年度计划", "starts_on": start, "ends_on": start + timedelta(days=30),
    }  # fmt: skip
    assert web.post(reverse("inspection:add_item"), {**typed, "name": ""}).status_code == 422
    assert web.post(reverse("inspection:add_item"), typed).status_code == 302
    item = Item.objects.get()
    page = reverse("inspection:item", args=[item.pk])
    refused = web.post(f"{page}objects/", {"units": [world.units["企业"].pk], "stream": "random", "version": 0})
    assert refused.status_code == 422
    assert "不得以任何名义督查检查企业" in refused.content.decode()
    assert "改为调研走访" in refused.content.decode()
    units = [world.units[key].pk for key in ("县.办", "二县.办", "市.人社")]
    assert web.post(f"{page}objects/", {"units": units, "stream": "random", "version": 0}).status_code == 302
    attach(world.actor(OFFICE, "office"), scan(), item, "approval")
    approval = {
        "basis": "plan",
        "number": "14",
        "approved_on": start - timedelta(days=90),
        "approved_by": "市委办公室",
        "version": 0,
    }
    assert web.post(f"{page}moves/approve/", approval).status_code == 302
    register(world)
    assert web.post(f"{page}draws/new/", {"sample": 1, "team": 2, "source": "掷骰"}).status_code == 302
    row = Draw.objects.get()
    here = reverse("inspection:draw", args=[row.pk])
    assert web.post(f"{here}moves/freeze/", {"version": 0}).status_code == 302
    sealed = Draw.objects.get().sealed
    assert sealed not in web.get(here).content.decode()
    assert web.post(f"{here}moves/draw/", {"witness": "6 3 1", "witness_name": "王立", "version": 1}).status_code == 302
    assert "重新计算，逐项一致" in web.get(here).content.decode()
    assert first_difference(json.loads(web.get(f"{here}record.json").content)) is None
    for name in ("plan", "draws", "inspectors", "add_item"):
        assert web.get(reverse(f"inspection:{name}")).status_code == 200


def test_lists_ask_little(world: World, django_assert_max_num_queries: object) -> None:
    web = client(world)
    drawn(world)
    web.get(reverse("desk:home"))
    for name, most in (("plan", 20), ("draws", 12)):
        with django_assert_max_num_queries(most):  # type: ignore[operator]
            web.get(reverse(f"inspection:{name}"))


def test_stranger(world: World) -> None:
    row = drawn(world)
    web = client(world, "他县.人社", "clerk")
    for address in (reverse("inspection:item", args=[row.item_id]), reverse("inspection:draw", args=[row.pk])):
        assert web.get(address).status_code == 404
