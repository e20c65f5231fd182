"""The same by program: items, proposals, draws and conclusions, with what may be done now."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from luoshi.inspection import services
from luoshi.org.services import open_token
from tests.inspection.scene import OFFICE, drawn, planned
from tests.world import World

ROOT = "/api/v1/inspection"


class Program:
    """A caller with a token."""

    def __init__(self, world: World, unit: str = OFFICE, role: str = "office") -> None:
        token = open_token(world.actor(unit, role), world.account(unit, role))
        self.web, self.headers = Client(), {"Authorization": f"Bearer {token}"}

    def ask(self, path: str) -> Any:
        """An answer, which must be one."""
        found = self.web.get(ROOT + path, headers=self.headers)
        assert found.status_code == 200, found.content
        return found.json()

    def tell(self, path: str, **body: Any) -> tuple[int, Any]:
        """Status and answer of an act."""
        sent = json.dumps(body)
        found = self.web.post(ROOT + path, sent, content_type="application/json", headers=self.headers)
        return found.status_code, found.json()


def test_it_works(world: World) -> None:
    row, program = drawn(world), Program(world)
    (listed,) = program.ask(f"/items?year={row.item.year}")["items"]
    item = program.ask(f"/items/{listed['id']}")
    assert (item["number"], len(item["units"])) == ("2026-14", 4)
    may = {one["name"]: one["allowed"] for one in item["moves"]}
    assert may["cancel"]
    assert not may.get("finish", False)
    assert program.tell(f"/items/{row.item_id}/moves/finish")[0] >= 400
    draw = program.ask(f"/draws/{row.pk}")
    assert draw["record"] == row.record
    assert [one["place"] for one in draw["targets"]] == [1, 2]
    status, after = program.tell(f"/draws/{row.pk}/moves/publish", version=draw["version"])
    assert (status, after["state"]) == (200, "published")
    assert program.ask("/draws")["total"] == 1
    assert program.ask("/conclusions")["items"] == []


def test_a_proposal_is_taken(world: World) -> None:
    program, item = Program(world), planned(world)
    unit, office = world.units["县.办"], world.units[OFFICE]
    row = services.propose_target(
        world.actor("省.办", "office"), unit, "两期数字不变", source="疑点提示", office=office
    )
    (listed,) = program.ask("/proposals?state=open")["items"]
    assert listed["id"] == row.pk
    status, after = program.tell(f"/proposals/{row.pk}/moves/take", item_id=item.pk, stream="risk", weight=3)
    assert (status, after["state"], after["item_id"]) == (200, "taken", item.pk)
    assert item.objects_of.get().weight == 3


def test_stranger(world: World) -> None:
    row, program = drawn(world), Program(world, "他县.人社", "clerk")
    for path in (f"/items/{row.item_id}", f"/draws/{row.pk}"):
        assert program.web.get(ROOT + path, headers=program.headers).status_code == 404
    assert program.ask("/draws")["total"] == 0
