"""Giving and ending roles: by security administrators, within the rules, and never two administrations for one person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from luoshi.kernel import clock
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.errors import Refused
from luoshi.kernel.models import Event
from luoshi.org import queries, services
from luoshi.org.models import Grant, Person
from luoshi.org.rules import GrantFacts, Kind, grant_refusals
from tests.org.test_accounts import logged_in
from tests.world import World


@pytest.fixture
def security(world: World) -> Client:
    return logged_in(world, "国.办", "security")


@pytest.fixture
def newcomer(world: World) -> Person:
    """Somebody with an account and nothing else."""
    person = services.add_person(SYSTEM, "周新")
    services.open_account(SYSTEM, person, "zhouxin", hashed="!")
    return person


def sent(world: World, unit: str, **more: str) -> dict[str, str]:
    return {
        "role": "clerk", "unit": "other", "other": world.units[unit].name, "range": "own",
        "starts_on": str(clock.today()), "note": "任职", **more,
    }  # fmt: skip


def test_it_works(world: World, security: Client, newcomer: Person) -> None:
    done = security.post(f"/org/grants/new/?person={newcomer.pk}", sent(world, "省.人社"))
    assert done.status_code == 302
    grant = Grant.objects.get(person=newcomer)
    assert (grant.role, grant.unit, grant.sight) == ("clerk", world.units["省.人社"], None)
    assert "周新" in security.get("/org/grants/?q=周新").content.decode()
    ended = security.post(f"/org/grants/{grant.pk}/end/", {"note": "调离"})
    assert ended.status_code == 302
    assert queries.seats_of(newcomer.pk) == ()
    assert list(Event.objects.filter(object_type="org.grant", object_id=grant.pk).values_list("note", flat=True)) == [
        "任职", "调离",
    ]  # fmt: skip


BASE = GrantFacts(
    giver=frozenset({"security"}), is_self=False, role="clerk", held=frozenset(), kind=Kind.DEPARTMENT,
    unit_path="00000001", place_path="0000", sight_path="", starts_on=clock.today(), ends_on=None, today=clock.today(),
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ""),
        ({"giver": frozenset({"system"})}, "安全管理员办理"),
        ({"giver": frozenset({"audit"})}, "安全管理员办理"),
        ({"giver": frozenset({"office", "head"})}, "安全管理员办理"),
        ({"is_self": True}, "本人"),
        ({"giver": frozenset({"system"}), "role": "security"}, "已有安全管理员"),
        ({"giver": frozenset({"system"}), "role": "security", "has_security": False}, ""),
        ({"giver": frozenset({"system"}), "role": "audit", "has_security": False}, "安全管理员办理"),
        ({"giver": frozenset({"system"}), "role": "security", "has_security": False, "is_self": True}, "本人"),
        ({"role": "system", "held": frozenset({"audit"})}, "不能由一人兼任"),
        ({"role": "audit", "held": frozenset({"security"})}, "不能由一人兼任"),
        ({"role": "audit", "held": frozenset({"audit"})}, "已是"),
        ({"role": "system", "held": frozenset({"office"})}, "不能同时办理业务"),
        ({"role": "viewer", "held": frozenset({"system"})}, "不能同时办理业务"),
        ({"role": "head", "held": frozenset({"clerk"})}, ""),
        ({"role": "office"}, "只能授予协调小组办公室"),
        ({"role": "office", "kind": Kind.OFFICE}, ""),
        ({"kind": Kind.PLACE}, "地区不办理业务"),
        ({"kind": Kind.PLACE, "role": "viewer"}, ""),
        ({"sight_path": "00000001"}, ""),
        ({"sight_path": "000000010000"}, ""),
        ({"sight_path": "0000"}, "只能是本单位"),
        ({"sight_path": "0000", "kind": Kind.OFFICE, "role": "office"}, ""),
        ({"sight_path": "0001", "kind": Kind.OFFICE, "role": "office"}, "只能是本单位"),
        ({"sight_path": "00000001", "role": "system"}, "没有查看范围"),
        ({"role": "system", "has_account": False}, "还没有账号"),
        ({"is_abolished": True}, "已撤销"),
        ({"ends_on": clock.today() - timedelta(days=1)}, "早于起始"),
        ({"role": "boss"}, "没有这种权限"),
    ],
)
def test_rules(changes: dict[str, Any], said: str) -> None:
    from dataclasses import replace

    reasons = " ".join(str(one) for one in grant_refusals(replace(BASE, **changes)))
    assert (said in reasons) if said else reasons == ""


def test_nobody_is_two_administrators(world: World) -> None:
    security = world.actor("国.办", "security")
    other = services.add_person(SYSTEM, "二号安全")
    services.open_account(SYSTEM, other, "anquan2", hashed="!")
    for role in ("system", "audit"):
        for holder in ("system", "audit"):
            person = world.account("国.办", holder).person
            with pytest.raises(Refused):
                services.give(security, person, role, world.units["国.办"], clock.today(), note="x")
    given = services.give(security, other, "security", world.units["国.办"], clock.today(), note="增设")
    assert given.pk


def test_one_who_holds_it_later_holds_it(world: World, newcomer: Person) -> None:
    """Two administrations may not overlap on any day, though neither holds today."""
    security, office = world.actor("国.办", "security"), world.units["国.办"]
    day = clock.today() + timedelta(days=30)
    services.give(security, newcomer, "audit", office, day, ends_on=day + timedelta(days=30), note="x")
    with pytest.raises(Refused, match="兼任"):
        services.give(security, newcomer, "system", office, clock.today(), note="x")
    services.give(security, newcomer, "system", office, clock.today(), ends_on=day - timedelta(days=1), note="x")


def test_the_first_security_administrator(world: World, newcomer: Person) -> None:
    """While there is none, the system administrator names one; afterwards no more."""
    system = world.actor("国.办", "system")
    with pytest.raises(Refused, match="已有安全管理员"):
        services.give(system, newcomer, "security", world.units["国.办"], clock.today(), note="x")
    before = Grant.objects.get(role="security")
    with pytest.raises(Refused, match="安全管理员办理"):
        services.end_grant(system, before, note="x")
    Grant.objects.filter(role="security").update(ends_on=clock.today() - timedelta(days=1))
    services.give(system, newcomer, "security", world.units["国.办"], clock.today(), note="首任")
    with pytest.raises(Refused, match="已有安全管理员"):
        services.give(
            system, services.add_person(SYSTEM, "又一人"), "security", world.units["国.办"], clock.today(), note="x"
        )


def test_the_last_one_stays(world: World) -> None:
    security = world.actor("国.办", "security")
    with pytest.raises(Refused, match="唯一"):
        services.end_grant(security, Grant.objects.get(role="audit"), note="x")
    with pytest.raises(Refused, match="本人"):
        services.end_grant(security, Grant.objects.get(role="security"), note="x")


def test_a_grant_ends_at_once(world: World, security: Client) -> None:
    clerk = world.account("省.人社", "clerk")
    inside = logged_in(world, "省.人社", "clerk")
    assert inside.get("/ledger/").status_code == 200
    grant = Grant.objects.get(person=clerk.person_id)
    assert security.post(f"/org/grants/{grant.pk}/end/", {"note": " "}).status_code == 422
    assert security.post(f"/org/grants/{grant.pk}/end/", {"note": "停职"}).status_code == 302
    assert queries.actor_of(clerk).grants == ()
    assert security.post(f"/org/grants/{grant.pk}/end/", {"note": "再办"}).status_code == 422


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"other": "没有这个单位"}, "没有名称含"),
        ({"other": "人力资源"}, "不止一个"),
        ({"other": ""}, "请写明单位"),
        ({"note": ""}, "理由"),
        ({"starts_on": "六月底"}, "不是日期"),
        ({"range": "place"}, "只能是本单位"),
        ({"role": "boss"}, "boss"),
    ],
)
def test_what_is_typed_wrongly(
    world: World, security: Client, newcomer: Person, more: dict[str, str], said: str
) -> None:
    page = security.post(f"/org/grants/new/?person={newcomer.pk}", sent(world, "省.人社", **more))
    assert page.status_code == 422
    assert said in page.content.decode()
    assert not Grant.objects.filter(person=newcomer).exists()


def test_the_list_costs_the_same_however_long(security: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(20):
        page = security.get("/org/grants/")
    assert page.content.decode().count("data-row") == 50
    assert security.get("/org/grants/?when=past&role=x&unit=99999999999999999999&page=-1").status_code == 200


def test_stranger(world: World, newcomer: Person) -> None:
    grant = Grant.objects.get(person=world.account("省.人社", "clerk").person_id)
    for unit, role in (("省.办", "office"), ("省.人社", "head")):
        client = logged_in(world, unit, role)
        assert client.get("/org/grants/").status_code == 403
        assert client.get("/org/grants/new/").status_code == 403
        assert client.post(f"/org/grants/{grant.pk}/end/", {"note": "x"}).status_code == 404
    for role in ("system", "audit"):
        client = logged_in(world, "国.办", role)
        assert client.get("/org/grants/").status_code == 200
        assert client.post(f"/org/grants/{grant.pk}/end/", {"note": "x"}).status_code == 404
        page = client.post(f"/org/grants/new/?person={newcomer.pk}", sent(world, "省.人社"))
        assert page.status_code in {403, 422}
    assert not Grant.objects.filter(person=newcomer).exists()
