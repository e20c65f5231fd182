"""指标与任务: the page, its reasons, the workbook, and who sees it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from luoshi.kernel import clock
from luoshi.ledger import services as ledger
from luoshi.ledger.models import Indicator
from luoshi.policy.queries.effects import effects
from tests.desk.seen import words
from tests.ledger import making
from tests.world import World

pytestmark = pytest.mark.django_db


def indicator(world: World, name: str = "高技能人才占比") -> Indicator:
    return ledger.add_indicator(
        world.actor("省.人社", "clerk"), world.units["省.人社"], name=name, source="培训台账", unit_name="%",
        baseline=Decimal(20), baseline_on=date(2025, 12, 31), target=Decimal(40), target_on=date(2027, 12, 31),
    )  # fmt: skip


def test_it_works(world: World, django_assert_max_num_queries: Any) -> None:
    task, row = making.issued(world)[0], indicator(world)
    indicator(world, "没有人做的指标")
    ledger.link_indicator(world.actor("省.办", "office"), task, row)
    client = Client()
    client.force_login(world.account("省.办", "office"))
    client.get(reverse("desk:home"))
    with clock.at(making.noon(date(2026, 11, 23))), django_assert_max_num_queries(24):
        text = words(client.get(reverse("policy:effects")))
    for said in ("没有任务登记为支撑这项指标", "支撑任务 1 项，已完成 0 项。", "来源：培训台账", task.title):
        assert said in text
    assert task.title not in words(client.get(f"{reverse('policy:effects')}?verdict=unserved"))
    assert client.get(f"{reverse('policy:effects')}?plan=999999").status_code == 200
    assert client.get(reverse("policy:effects_export")).content[:2] == b"PK"


def test_stranger(world: World) -> None:
    indicator(world)
    assert effects(world.actor("他省.办", "office")).rows == ()
