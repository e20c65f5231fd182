"""The same job by program: the same services, the same refusals, as problem details."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luoshi.kernel import clock
from luoshi.ledger.models import Plan
from luoshi.org.services import open_token
from tests.policy import given
from tests.world import World

ROOT = "/api/v1/policy"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.at(given.noon(given.TODAY)):
        yield


@dataclass
class Program:
    """A caller with a token."""

    client: Client
    token: str
    status: int = 0

    def ask(self, path: str, **query: Any) -> Any:
        return self._told(self.client.get(ROOT + path, query, headers=self._headers()))

    def tell(self, path: str, body: Any = None, *, key: str = "") -> Any:
        headers = {**self._headers(), **({"Idempotency-Key": key} if key else {})}
        sent = json.dumps({} if body is None else body)
        return self._told(self.client.post(ROOT + path, sent, content_type="application/json", headers=headers))

    def hand_in(self, path: str, **form: Any) -> Any:
        return self._told(self.client.post(ROOT + path, form, headers=self._headers()))

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def _told(self, response: Any) -> Any:
        self.status = response.status_code
        return response.json()


def program(world: World, unit: str, role: str) -> Program:
    return Program(Client(), open_token(world.actor(unit, role), world.account(unit, role)))


def test_it_works(world: World) -> None:
    """Import, mapping, confirmation, consultation, answers, rulings, approval."""
    office = program(world, "省.办", "office")
    read = office.hand_in("/plans", file=SimpleUploadedFile("方案.txt", given.DIVISION))
    assert office.status == 201
    plan = f"/plans/{read['plan']['id']}"
    assert [name["name"] for name in read["names"]] == ["省人力厅", "省工业和信息化厅"]
    first = next(task for task in read["tasks"] if task["number"] == "2.2-01")
    assert read["text"][first["start"] : first["end"]].startswith("1.全面推行企业新型学徒制")
    office.tell(f"{plan}/names", {"name": "省人力厅", "unit_id": read["names"][0]["proposals"][0]["id"]})
    new = {"name": "省工业和信息化厅", "unit_name": "江澜省工业和信息化厅", "kind": "department"}
    assert office.tell(f"{plan}/names", new)["names"] == []
    joint = next(task for task in read["tasks"] if task["number"] == "2.2-02")
    card = {
        "title": joint["title"], "lead_id": world.units["省.教育"].pk, "lead_basis": "会议议定",
        "support_ids": [world.units["省.人社"].pk], "review_on": joint["proposed_review_on"], "standards": ["2 万人次"],
    }  # fmt: skip
    assert office.tell(f"/tasks/{joint['id']}/confirm", card)["stage"] == "confirmed"
    assert {task["stage"] for task in office.tell(f"{plan}/confirm")["tasks"]} == {"confirmed"}
    assert office.tell(f"{plan}/moves/consult", {"due_on": given.DUE.isoformat()})["state"] == "consulting"
    for unit in ("省.人社", "省.教育", "省.财政", "省.工会"):
        clerk = program(world, unit, "clerk")
        named = {"post_name": "综合处处长", "person_name": "周岚"}
        mine = clerk.ask(f"{plan}/opinions")["items"]
        raised = clerk.tell(f"/opinions/{mine[0]['id']}/moves/object", {"text": "建议改表述", **named})
        assert raised["state"] == "raised"
        clerk.tell(f"{plan}/agree", named)
    with clock.at(given.noon(given.DUE + timedelta(days=1))):
        for row in office.ask(f"{plan}/opinions")["items"]:
            move = {"raised": "adopt", "asked": "lapse"}.get(row["state"])
            if move:
                office.tell(f"/opinions/{row['id']}/moves/{move}", {"note": "已改", "version": row["version"]})
                assert office.status == 200
        order = {"order_number": "澜产改[2026]6号", "ordered_on": "2026-03-10", "approved_by": "王立", "title": "通知"}
        done = office.tell(f"{plan}/moves/approve", order)
    assert (done["state"], done["order_number"]) == ("approved", "澜产改〔2026〕6号")


def test_pasted_text(world: World) -> None:
    office = program(world, "省.办", "office")
    assert office.hand_in("/plans", pasted=given.OUTLINE.decode())["tasks"] == []
    assert office.status == 201


def test_a_refusal_is_told_by_field(world: World) -> None:
    office = program(world, "省.办", "office")
    told = office.hand_in("/plans", file=SimpleUploadedFile("方案.txt", "绝密\n方案".encode()))
    assert (office.status, told["status"]) == (422, 422)
    assert "密级标志" in told["fields"]["file"][0]
    assert not Plan.objects.exists()


def test_everything_that_stands_in_the_way(world: World) -> None:
    office = program(world, "省.办", "office")
    plan = given.read(world)
    told = office.tell(f"/plans/{plan.pk}/moves/consult", {"due_on": given.DUE.isoformat()})
    assert office.status == 422
    assert len(told["reasons"]) == 3  # what is unsure, names without a unit, tasks not confirmed
    moves = {move["name"]: move for move in office.ask(f"/plans/{plan.pk}")["moves"]}
    assert moves["consult"]["because"] == told["reasons"]


def test_somebody_was_first(world: World) -> None:
    clerk = program(world, "省.财政", "clerk")
    plan = given.consulted(world)
    one = clerk.ask(f"/plans/{plan.pk}/opinions")["items"][0]
    body = {"text": "意见", "version": one["version"]}
    clerk.tell(f"/opinions/{one['id']}/moves/object", body)
    clerk.tell(f"/opinions/{one['id']}/moves/object", body)
    assert clerk.status == 409


def test_the_same_key_does_it_once(world: World) -> None:
    office = program(world, "省.办", "office")
    plan = given.read(world, given.OUTLINE)
    ids = [clause.pk for clause in plan.clauses.all()[:1]]
    for _ in range(2):
        office.tell(f"/plans/{plan.pk}/headings", ids, key="once")
        assert office.status == 200
    assert plan.tasks.count() == 1


def test_lists_are_paged(world: World) -> None:
    office = program(world, "省.办", "office")
    for _ in range(3):
        given.read(world, given.OUTLINE)
    page = office.ask("/plans", limit=2, offset=1)
    assert (len(page["items"]), page["total"]) == (2, 3)


def test_stranger(world: World) -> None:
    plan = given.consulted(world)
    stranger = program(world, "他省.财政", "clerk")
    assert stranger.ask("/plans") == {"items": [], "total": 0}
    for path in (f"/plans/{plan.pk}", f"/plans/{plan.pk}/opinions"):
        stranger.ask(path)
        assert stranger.status == 404
    opinion = plan.opinions.first()
    assert opinion is not None
    for path in (
        f"/opinions/{opinion.pk}/moves/agree",
        f"/tasks/{opinion.task_id}/moves/leave_out",
        f"/plans/{plan.pk}/agree",
    ):
        stranger.tell(path)
        assert stranger.status == 404
