"""经费: one purpose from several pots is seen as one; amounts are exact; a line is kept by its unit or the office."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given as law
from hypothesis import strategies as some

from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.errors import Invalid, NotVisible, Refused
from luoshi.org import services as org
from luoshi.policy import services
from luoshi.policy.models import Fund
from luoshi.policy.queries import funds as reads
from luoshi.policy.rules.funds import Line, Money, aims, faults, remarks, total
from tests.desk.seen import words
from tests.ledger.making import issued
from tests.world import World

AMOUNTS = some.decimals(min_value=0, max_value=10**9, places=6)
YEAR = {"year": "2026"}


def line(
    key: int, purpose: str = "学徒培训补贴", pot: str = "失业保险基金", unit: str = "人社厅", wanted: int = 10
) -> Line:
    return Line(key, 2026, purpose, "企业新型学徒", pot, unit, Money(Decimal(wanted), Decimal(wanted)))


def test_several_pots_for_one_purpose() -> None:
    """Marks, spaces and width make no other purpose; another year, other people, the same pot twice do."""
    one, two = aims(
        [line(1), line(2, purpose=" 学徒，培训补贴", pot="工会经费", unit="总工会"), line(3, "竞赛奖金", wanted=90)]
    )
    assert [row.key for row in one.lines] == [1, 2]
    assert (
        str(one.because)
        == "用途、受益对象相同的经费来自 2 个渠道：人社厅（失业保险基金）、总工会（工会经费）；安排合计 20 万元。"
    )
    assert (two.purpose, two.overlaps) == ("竞赛奖金", False)
    assert not aims([line(1), line(2)])[0].overlaps


@law(some.lists(some.tuples(AMOUNTS, AMOUNTS), max_size=8))
def test_nothing_is_lost_to_a_fen(amounts: list[tuple[Decimal, Decimal]]) -> None:
    lines = [
        Line(n, 2026, f"用途{n % 3}", "职工", "工会经费", "总工会", Money(a + b, a + b, b))
        for n, (a, b) in enumerate(amounts)
    ]
    money = total(lines)
    assert money.left == sum((a for a, _ in amounts), Decimal(0))
    assert sum((aim.money.wanted for aim in aims(lines)), Decimal(0)) == money.wanted


@pytest.mark.parametrize(
    ("money", "field"),
    [
        (Money(Decimal(-1)), "wanted"), (Money(Decimal("NaN")), "wanted"), (Money(Decimal("1e10")), "wanted"),
        (Money(Decimal("0.0000001")), "wanted"), (Money(Decimal(1), Decimal(1), Decimal("1.000001")), "paid"),
    ],
)  # fmt: skip
def test_what_cannot_be(money: Money, field: str) -> None:
    assert list(faults(money)) == [field]


def test_remarks() -> None:
    assert [str(one) for one in remarks(Money(Decimal(5)))] == ["还没有安排。"]
    assert [str(one) for one in remarks(Money(Decimal(5), Decimal("4.5")))] == ["比需求少安排 0.5 万元。"]
    assert remarks(Money(Decimal(5), Decimal(5), Decimal(5))) == []


# ---------- the register ----------

pytestmark = pytest.mark.django_db


def kept(world: World, unit: str = "省.人社", role: str = "clerk", **more: Any) -> Fund:
    values = {
        "year": 2026, "purpose": "学徒培训补贴", "beneficiary": "企业新型学徒", "source": "insurance", "wanted": Decimal(300),
        "allocated": Decimal("280.5"), "paid": Decimal("120.000001"), **more,
    }  # fmt: skip
    return services.add_fund(world.actor(unit, role), world.units[unit], **values)


def page(world: World, unit: str, role: str, url: str) -> str:
    client = Client()
    client.force_login(world.account(unit, role))
    return words(client.get(url))


def test_it_works(world: World) -> None:
    """The office sees what departments hold for the same; the task says what pays for it, or that nothing does."""
    task = issued(world, 1)[0]
    fund = kept(world)
    kept(world, "省.教育", source="province", pool="技能培训统筹账户")
    url = f"{reverse('policy:funds')}?year=2026"
    text = page(world, "省.办", "office", url)
    assert "2 个渠道" in text
    assert "160.499999" in text
    assert "561" in text
    assert "技能培训统筹账户" in text
    assert "个渠道：" not in page(world, "省.人社", "clerk", url), "a department sees its own"
    where = reverse("ledger:task", args=[task.pk])
    assert "还没有登记经费" in page(world, "省.办", "office", where)
    assert task in reads.without_funds(world.actor("省.办", "office"), 2026)
    services.link_fund(world.actor("省.人社", "clerk"), fund, task)
    assert "安排 280.5 万元，已支付 120.000001 万元，结余 160.499999 万元。" in page(world, "省.办", "office", where)
    assert task not in reads.without_funds(world.actor("省.办", "office"), 2026)


def test_by_the_pages(world: World) -> None:
    client = Client()
    client.force_login(world.account("省.人社", "clerk"))
    typed = {
        "unit": world.units["省.人社"].pk, "year": 2026, "purpose": "竞赛奖金", "beneficiary": "获奖选手", "source": "union",
        "wanted": "10", "allocated": "8", "paid": "9",
    }  # fmt: skip
    answer = client.post(reverse("policy:add_fund"), {"_key": uuid.uuid4().hex, **typed})
    assert answer.status_code == 422
    assert "多于已安排的 8 万元" in words(answer)
    answer = client.post(reverse("policy:add_fund"), {"_key": uuid.uuid4().hex, **typed, "paid": "0"})
    row = Fund.objects.get()
    assert answer["Location"] == reverse("policy:fund", args=[row.pk])
    client.post(
        reverse("policy:edit_fund", args=[row.pk]),
        {"_key": uuid.uuid4().hex, **typed, "allocated": "10", "paid": "2.5"},
    )
    row.refresh_from_db()
    assert (row.allocated, row.paid) == (Decimal(10), Decimal("2.5"))
    export = client.get(f"{reverse('policy:export_funds')}?year=2026")
    assert export.content[:2] == b"PK"
    for wrong in ("?year=9999&unit=-1&source=x", "?year=二〇二六&page=zz"):
        assert client.get(reverse("policy:funds") + wrong).status_code == 200


def test_who_keeps_a_line(world: World) -> None:
    row = kept(world)
    services.edit_fund(world.actor("省.办", "office"), row, note="按财政厅批复更正。")
    with pytest.raises(Refused):
        services.edit_fund(world.actor("省.教育", "clerk"), row, wanted=Decimal(1))
    with pytest.raises(Refused):
        services.add_fund(
            world.actor("省.教育", "clerk"),
            world.units["省.人社"],
            year=2026,
            purpose="x",
            beneficiary="y",
            source="union",
        )
    with pytest.raises(Invalid):
        services.edit_fund(world.actor("省.人社", "clerk"), row, source="gold")


def test_paid_lines_stay(world: World) -> None:
    clerk, row = world.actor("省.人社", "clerk"), kept(world)
    with pytest.raises(Refused):
        services.remove_fund(clerk, row, "登记重复")
    row = services.edit_fund(clerk, row, paid=Decimal(0))
    with pytest.raises(Invalid):
        services.remove_fund(clerk, row, " ")
    services.remove_fund(clerk, row, "登记重复")
    assert not Fund.objects.exists()


def test_by_program(world: World) -> None:
    token = org.open_token(SYSTEM, world.account("省.人社", "clerk"))
    client = Client(headers={"Authorization": f"Bearer {token}"})
    kind = {"content_type": "application/json"}
    given = {"year": 2026, "purpose": "培训", "beneficiary": "职工", "source": "union", "wanted": "1.5"}
    answer = client.post("/api/v1/policy/funds", given, **kind)
    assert answer.status_code == 201, answer.content
    pk = answer.json()["id"]
    changed = client.put(f"/api/v1/policy/funds/{pk}", {**given, "allocated": 1, "paid": 2}, **kind)
    assert changed.status_code == 422
    assert client.get("/api/v1/policy/funds?year=2026").json()["aims"][0]["lines"][0]["remarks"] == ["还没有安排。"]


def test_stranger(world: World) -> None:
    row = kept(world)
    for unit, role in (("他省.办", "office"), ("省.教育", "clerk")):
        with pytest.raises(NotVisible):
            reads.find_fund(world.actor(unit, role), row.pk)
    assert not reads.funds(world.actor("他省.办", "office"), reads.asked_funds(YEAR)).aims
