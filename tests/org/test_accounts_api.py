"""Accounts and grants over the API: the same rules, and secrets that are told once."""

from __future__ import annotations

from typing import Any

import pytest

from luoshi.kernel.models import DoneOnce
from luoshi.org import services
from luoshi.org.models import Account, Grant
from tests.addresses import program
from tests.world import World

PATH = "/api/v1/org/accounts"
NEW = {"username": "zhaoxin", "name": "赵新"}


def ask(client: Any, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
    act = getattr(client, method)
    answer = act(path) if body is None else act(path, body, content_type="application/json", headers=headers)
    return answer.status_code, answer.json()


@pytest.fixture
def system(world: World) -> Any:
    return program(world.account("国.办", "system"))


def test_it_works(world: World, system: Any) -> None:
    status, told = ask(system, "post", PATH, NEW)
    assert (status, told["state"]) == (200, "invited")
    services.accept(told["secret"], "Xin-Mima-2026")
    assert ask(system, "get", f"{PATH}?q=zhaoxin")[1]["items"][0]["state"] == "active"
    status, told = ask(system, "post", f"{PATH}/{told['id']}/moves/disable", {"note": "离职"})
    assert (status, told["state"], told["secret"]) == (200, "disabled", "")
    security = program(world.account("国.办", "security"))
    unit = world.units["省.人社"].pk
    given = {"person": Account.objects.get(username="zhaoxin").person_id, "role": "clerk", "unit": unit, "note": "任职"}
    status, row = ask(security, "post", "/api/v1/org/grants", given)
    assert (status, row["unit"]) == (200, unit)
    assert ask(security, "get", "/api/v1/org/grants?q=赵新")[1]["count"] == 1
    status, ended = ask(security, "post", f"/api/v1/org/grants/{row['id']}/end", {"note": "调离"})
    assert status == 200
    assert ended["ends_on"] is not None


def test_a_secret_is_told_once(system: Any) -> None:
    key = {"Idempotency-Key": "k1"}
    status, told = ask(system, "post", PATH, NEW, **key)
    assert status == 200
    again, said = ask(system, "post", PATH, NEW, **key)
    assert (again, said["title"]) == (409, "already-done")
    assert Account.objects.filter(username="zhaoxin").count() == 1
    assert told["secret"] not in str(list(DoneOnce.objects.values_list("result", flat=True)))


@pytest.mark.parametrize(
    "body", [{}, {"username": "x y"}, {"username": "ok.name"}, {"username": "ok.name", "person": 10**9}]
)
def test_what_cannot_be_opened(system: Any, body: dict[str, Any]) -> None:
    status, told = ask(system, "post", PATH, body)
    assert status == 422
    assert told["detail"]


def test_stranger(world: World) -> None:
    grant = Grant.objects.get(person=world.account("省.人社", "clerk").person_id)
    for unit, role in (("省.办", "office"), ("国.办", "audit")):
        client = program(world.account(unit, role))
        other = world.account("省.人社", "clerk").pk
        assert ask(client, "get", PATH)[0] == 403
        assert ask(client, "post", PATH, NEW)[0] == 403
        assert ask(client, "get", f"{PATH}/{other}")[0] == 404
        assert ask(client, "post", f"{PATH}/{other}/moves/lock", {"note": "x"})[0] == 404
        assert ask(client, "post", f"/api/v1/org/grants/{grant.pk}/end", {"note": "x"})[0] == 404
