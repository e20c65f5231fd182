"""The same job by program: the same services, the same refusals, as problem details."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luoshi.ledger.api.shapes import TasksOut
from luoshi.ledger.models import Duty, Request, Task
from luoshi.org.services import open_token
from tests.ledger.making import DUE, a_draft, a_plan, approve, fresh, issued, lead, received
from tests.world import World

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/ledger"


@dataclass
class Program:
    """A caller with a token."""

    client: Client
    token: str

    def ask(self, path: str, **query: Any) -> Any:
        return self._told(self.client.get(ROOT + path, query, headers=self._headers()))

    def tell(self, path: str, body: Any = None, *, method: str = "post", key: str = "") -> Any:
        headers = {**self._headers(), **({"Idempotency-Key": key} if key else {})}
        send = getattr(self.client, method)
        return self._told(send(ROOT + path, json.dumps(body or {}), content_type="application/json", headers=headers))

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
    """From the draft to the verified completion, by three programs."""
    plan = a_plan(world)
    office, clerk = program(world, "省.办", "office"), program(world, "省.人社", "clerk")
    task = office.tell("/tasks", {"plan_id": plan.pk, "number": "4.1-01", "title": "扩大职业技能等级自主认定"})
    assert (office.status, task["state"]) == (201, "draft")
    assert task["missing"] == ["责任单位", "具体责任人", "完成时限", "达到的标准"]
    address = f"/tasks/{task['id']}"
    unit = world.units["省.人社"]
    office.tell(
        f"{address}/duties",
        {"unit_id": unit.pk, "role": "lead", "post_id": unit.posts.get(is_default=True).pk},
        method="put",
    )
    target = {"name": "备案企业", "comparator": ">=", "number": "420", "unit_name": "户"}
    facts = {"due_on": DUE.isoformat(), "standards": ["备案企业不少于 420 户"], "targets": [target]}
    task = office.tell(address, facts, method="patch")
    assert (office.status, task["missing"]) == (200, [])
    approve(world, plan)
    task = office.tell(f"{address}/moves/issue")
    assert (task["state"], task["time"]["state"], task["lead"]) == ("active", "green", unit.name)
    task = clerk.tell(f"/duties/{lead(fresh(Task.objects.get(pk=task['id']))).pk}/moves/receive")
    assert next(one for one in task["duties"] if one["role"] == "lead")["state"] == "received"
    file = SimpleUploadedFile("备案名单.txt", "一、二".encode(), "text/plain")
    claims = json.dumps({task["standards"][0]["id"]: "421 户"})
    task = clerk.hand_in(
        f"{address}/moves/apply", ending="done", statement="已备案 421 户。", claims=claims, files=file
    )
    assert (clerk.status, task["state"]) == (200, "verifying")
    checks = {task["standards"][0]["id"]: {"met": True}}
    task = office.tell(f"{address}/moves/verify", {"version": task["version"], "checks": checks})
    assert (task["state"], task["completions"][0]["checks"][0]["claim"]) == ("completed", "421 户")
    codes = [one["code"] for one in office.ask(f"{address}/events")]
    assert codes.index("ledger.task.verify") < codes.index("ledger.task.issue")


def test_handing_down(world: World) -> None:
    task = received(world)
    clerk = program(world, "省.人社", "clerk")
    target = task.targets.get()
    orders = [
        {"unit_id": world.units[unit].pk, "due_on": DUE.isoformat(), "shares": {target.pk: "4000"}}
        for unit in ("市.人社", "二市.人社")
    ]
    refusal = clerk.tell(f"/tasks/{task.pk}/moves/breakdown", {"orders": orders})
    assert (clerk.status, refusal["title"]) == (422, "refused")
    assert "高于上级目标 6,000 人" in refusal["detail"]
    rows = clerk.tell(f"/tasks/{task.pk}/moves/breakdown", {"orders": orders, "reason": "留有余地"}, key="once-1")
    assert [(row["depth"], row["share"]) for row in rows] == [(0, "4000.0000"), (0, "4000.0000")]
    again = clerk.tell(f"/tasks/{task.pk}/moves/breakdown", {"orders": orders, "reason": "留有余地"}, key="once-1")
    assert again == rows
    assert Task.objects.filter(parent=task).count() == 2


def test_asking_for_another_division(world: World) -> None:
    duty = lead(issued(world)[0])
    clerk, head = program(world, "省.人社", "clerk"), program(world, "省.办", "head")
    body = {"reason": "职能已划转", "signed_by": "高承志", "proposed_unit_id": world.units["省.教育"].pk}
    request = clerk.tell(f"/duties/{duty.pk}/moves/request_division", body)
    assert (clerk.status, request["state"]) == (201, "raised")
    assert head.ask("/requests")["total"] == 1
    head.tell(f"/requests/{request['id']}/moves/grant", {"note": "同意"})
    assert Request.objects.get().state == "granted"
    assert lead(duty.task).unit == world.units["省.教育"]


def test_a_list_with_filters(world: World) -> None:
    issued(world, 3)
    office = program(world, "省.办", "office")
    page = office.ask("/tasks", limit=2, offset=2)
    assert (page["total"], [one["number"] for one in page["items"]]) == (3, ["3.2-03"])
    assert office.ask("/tasks", q="3.2-02")["total"] == 1
    assert office.ask("/tasks", time="red")["total"] == 0
    assert office.ask("/duties", whose="issued")["total"] == 6
    office.ask("/tasks", time="purple")
    assert office.status == 422


def test_the_second_is_told(world: World) -> None:
    task = issued(world)[0]
    clerk = program(world, "省.人社", "clerk")
    duty = lead(task)
    clerk.tell(f"/duties/{duty.pk}/moves/receive", {"version": duty.version})
    told = program(world, "省.人社", "liaison").tell(f"/duties/{duty.pk}/moves/receive", {"version": duty.version})
    assert (told["status"], told["title"]) == (409, "stale")
    assert "省.人社综合处处长" in told["detail"]


def test_all_or_nothing(world: World) -> None:
    plan = a_plan(world)
    tasks = [a_draft(world, plan, number="1.1"), a_draft(world, plan, number="1.2", due_on=None)]
    approve(world, plan)
    office = program(world, "省.办", "office")
    told = office.tell("/tasks/issue", {"tasks": {task.pk: None for task in tasks}})
    assert (office.status, told["reasons"]) == (422, ["1.2 开展企业新型学徒制培训：缺完成时限。"])
    assert not Task.objects.filter(state="active").exists()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/tasks", {"number": "1", "title": " "}),
        ("/tasks", {"number": "1", "title": "题", "clause_id": 1}),
        ("/tasks", {"number": "1", "title": "题", "plan_id": 10**30}),
        ("/tasks/{task}/moves/breakdown", {"orders": [{"unit_id": 10**30}]}),
        ("/tasks/{task}/moves/breakdown", {"orders": [{"unit_id": 1, "shares": {"1": "1e40"}}]}),
        ("/tasks/{task}/moves/breakdown", {"orders": [{"unit_id": 1, "shares": {"1": "NaN"}}]}),
        ("/tasks/issue", {"tasks": {"x": None}}),
    ],
)
def test_bad_input(world: World, path: str, body: Any) -> None:
    task = received(world)
    caller = program(world, "省.办", "office")
    caller.tell(path.format(task=task.pk), body)
    assert caller.status == 422


def test_lists_cost_little(world: World, django_assert_max_num_queries: Any) -> None:
    issued(world, 6)
    office = program(world, "省.办", "office")
    with django_assert_max_num_queries(20):
        assert office.ask("/tasks")["total"] == 6


def test_the_list_is_what_its_schema_says(world: World) -> None:
    """It is sent without being checked against the schema; so it is held to it here, field by field."""
    issued(world, 3)
    found = program(world, "省.办", "office").ask("/tasks", order="due")
    assert len(found["items"]) == found["total"] == 3
    assert TasksOut.model_validate(found).model_dump(mode="json") == found


def test_stranger(world: World) -> None:
    """Hidden and absent give the same answer; without a token there is none."""
    task = issued(world)[0]
    stranger = program(world, "他省.办", "office")
    assert stranger.ask("/tasks") == {"items": [], "total": 0}
    hidden, absent = stranger.ask(f"/tasks/{task.pk}"), stranger.ask("/tasks/999999")
    assert (stranger.status, hidden) == (404, absent)
    for path in (
        f"/tasks/{task.pk}/moves/drop", f"/duties/{Duty.objects.filter(task=task).first().pk}/moves/receive",  # type: ignore[union-attr]
    ):  # fmt: skip
        stranger.tell(path, {"note": "x"})
        assert stranger.status == 404
    assert Client().get(f"{ROOT}/tasks").status_code == 401
