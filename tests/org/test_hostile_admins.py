"""Nonsense sent to the administrators' own pages: an answer below 500, and nobody gains a role by it."""

from __future__ import annotations

import random
from urllib.parse import quote

import pytest
from django.test import Client

from luoshi.kernel.actor import SYSTEM
from luoshi.org import services
from luoshi.org.models import Account, Grant
from tests.addresses import browser
from tests.test_hostile import BROKEN, FORM, VALUES, faults
from tests.world import World

FIELDS = {
    "accounts/new/": {"name": "赵新", "phone": "1", "username": "zhaoxin", "handed": "code"},
    "me/password/": {"current": "x", "password": "Xin-Mima-2026", "again": "Xin-Mima-2026"},
    "me/language/": {"language": "en"},
    "me/log-ins/end/": {},
    "me/tokens/end/": {"token": "1"},
    "trail/verify/": {},
}
ASKED = (
    "q",
    "state",
    "role",
    "only",
    "when",
    "unit",
    "page",
    "who",
    "what",
    "kind",
    "since",
    "until",
    "person",
    "code",
)


def paths(world: World) -> dict[str, dict[str, str]]:
    pk = world.account("省.人社", "clerk").pk
    person = services.add_person(SYSTEM, "周新")
    services.open_account(SYSTEM, person, "zhouxin", hashed="!")
    grant = {
        "role": "clerk",
        "unit": "other",
        "other": "江澜省财政厅",
        "range": "own",
        "starts_on": "2026-01-01",
        "note": "x",
    }
    moves = ("disable", "lock", "unlock", "enable", "reset", "invite", "give_password", "release", "accept")
    return {
        **FIELDS, "": {}, "accounts/": {}, "grants/": {}, "trail/": {}, "trail/export/": {}, "condition/": {}, "me/": {},
        f"accounts/{pk}/": {}, f"grants/new/?person={person.pk}": grant, "grants/1/end/": {"note": "x"},
        **{f"accounts/{pk}/moves/{name}/": {"note": "x", "version": "0"} for name in moves},
    }  # fmt: skip


@pytest.mark.parametrize("role", ["system", "security", "audit"])
def test_nonsense(world: World, role: str) -> None:
    client, rng, wrong = browser(world.account("国.办", role)), random.Random(20260622), []
    for path, fields in paths(world).items():
        for _ in range(4):
            query = "&".join(f"{name}={quote(rng.choice(VALUES)[:300])}" for name in ASKED)
            base, _, own = path.partition("?")
            wrong += faults(client, "GET", f"/org/{base}", QUERY_STRING=query)
            spoilt = {
                name: rng.choice((value, rng.choice(VALUES)))
                for name, value in {**fields, "_key": "k", "version": "0"}.items()
            }
            body = "&".join(f"{quote(name)}={quote(value)}" for name, value in spoilt.items())
            wrong += faults(client, "POST", f"/org/{base}", data=body, content_type=FORM, QUERY_STRING=own)
        broken = "&".join(f"{name}={value}" for name, value in zip([*fields, *ASKED], BROKEN * 9, strict=False))
        wrong += faults(client, "POST", f"/org/{base}", data=broken, content_type=FORM, QUERY_STRING=own)
        wrong += faults(client, "GET", f"/org/{base}", QUERY_STRING=broken)
    assert wrong == []


def test_codes_of_nonsense(world: World) -> None:
    before = list(Account.objects.order_by("pk").values_list("password", flat=True))
    for value in (*VALUES, "' OR 1=1 --", "A" * 59):
        body = f"code={quote(value)}&password=Xin-Mima-2026&again=Xin-Mima-2026"
        assert list(faults(Client(), "POST", "/org/invitation/", data=body, content_type=FORM)) == []
        assert list(faults(Client(), "GET", "/org/invitation/", QUERY_STRING=f"code={quote(value)}")) == []
    assert list(Account.objects.order_by("pk").values_list("password", flat=True)) == before


def test_nobody_gains_a_role_by_a_field(world: World) -> None:
    """Fields that no form has are passed over."""
    client = browser(world.account("国.办", "system"))
    sent = {
        "name": "赵新",
        "username": "zhaoxin",
        "handed": "code",
        "role": "office",
        "unit": "1",
        "state": "active",
        "person": "1",
    }
    client.post("/org/accounts/new/", sent)
    account = Account.objects.get(username="zhaoxin")
    assert account.state == "invited"
    assert not Grant.objects.filter(person=account.person_id).exists()
