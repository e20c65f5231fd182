"""The whole way of a report through the REST API: the same services, the same refusals."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from luoshi.kernel.actor import SYSTEM
from luoshi.org import services as org
from luoshi.reporting.models import Report
from tests.reporting import given
from tests.world import World

BASE = "/api/v1/reporting"


class Program:
    """A program that acts as somebody."""

    def __init__(self, world: World, unit: str, role: str) -> None:
        token = org.open_token(SYSTEM, world.account(unit, role))
        self.client = Client(headers={"Authorization": f"Bearer {token}"})

    def get(self, path: str) -> Any:
        return self.client.get(f"{BASE}{path}")

    def post(self, path: str, body: Any = None, key: str = "") -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        return self.client.post(f"{BASE}{path}", body or {}, content_type="application/json", headers=headers)

    def patch(self, path: str, body: Any) -> Any:
        return self.client.patch(f"{BASE}{path}", body, content_type="application/json")


def period_body() -> dict[str, str]:
    return {key: str(value) for key, value in given.QUARTER.items()}


def sent_by_program(world: World) -> tuple[dict[str, Any], dict[str, Any]]:
    """(period, report) after the liaison officer's and the head's programs have done their part."""
    period = Program(world, "省.办", "office").post("/periods", period_body()).json()
    liaison, head = Program(world, "省.人社", "liaison"), Program(world, "省.人社", "head")
    report = liaison.post(f"/periods/{period['id']}/report").json()
    [entry] = liaison.get(f"/entries?report={report['id']}").json()["items"]
    assert entry["missing"] == ["没有选进展状态。", "没有写进展情况。", "指标“培训人数”没有填数。"]
    [figure] = entry["said"]["figures"]
    body = {"progress": "behind", "narrative": "开班 42 个。", "figures": {figure["target_id"]: "1862"}}
    entry = liaison.patch(f"/entries/{entry['id']}", {**body, "version": entry["version"]}).json()
    assert entry["missing"] == []
    liaison.post(f"/reports/{report['id']}/moves/submit")
    return period, head.post(f"/reports/{report['id']}/moves/sign").json()


def test_it_works(world: World) -> None:
    """Opened, filled in, signed, accepted."""
    task = given.task_in_force(world, "省.办", "省.人社")
    period, report = sent_by_program(world)
    assert (report["state"], report["round"]) == ("sent", 1)
    office = Program(world, "省.办", "office")
    [receipt] = office.get(f"/receipts?mine=true&state=pending&period={period['id']}").json()["items"]
    body = {"version": receipt["version"]}
    assert office.post(f"/receipts/{receipt['id']}/moves/accept", body).json()["state"] == "accepted"
    assert task.targets.get().value == 1862
    [owing] = office.get(f"/periods/{period['id']}/owing?state=done").json()["items"]
    assert owing["unit"] == "江澜省人力资源社会保障厅"


def test_same_key_once(world: World) -> None:
    """A move sent twice with its key answers the present state, and is done once."""
    given.task_in_force(world, "省.办", "省.人社")
    sent_by_program(world)
    office = Program(world, "省.办", "office")
    [receipt] = office.get("/receipts?mine=true").json()["items"]
    body = {"version": receipt["version"], "note": "口径不清。"}
    first = office.post(f"/receipts/{receipt['id']}/moves/return", body, key="k")
    second = office.post(f"/receipts/{receipt['id']}/moves/return", body, key="k")
    assert first.json() == second.json()
    assert second.json()["state"] == "returned"
    assert Report.objects.count() == 1


def test_somebody_was_first(world: World) -> None:
    """409 with who."""
    given.task_in_force(world, "省.办", "省.人社")
    sent_by_program(world)
    office = Program(world, "省.办", "office")
    [receipt] = office.get("/receipts?mine=true").json()["items"]
    body = {"version": receipt["version"], "note": "口径不清。"}
    office.post(f"/receipts/{receipt['id']}/moves/accept", body)
    late = office.post(f"/receipts/{receipt['id']}/moves/return", body)
    assert late.status_code == 409
    assert world.actor("省.办", "office").name in late.json()["detail"]
    many = office.post("/receipts/accept", {"receipts": {str(receipt["id"]): receipt["version"]}})
    assert many.status_code == 409


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/periods", {"name": "x"}, 422),
        ("/receipts/accept", {"receipts": {}}, 404),
        ("/receipts/accept", {"receipts": {"1": 0, "999999": 0}}, 404),
        ("/receipts/1/moves/resubmit", {}, 404),
        ("/reports/1/moves/nonsense", {}, 404),
    ],
)
def test_bad_input(world: World, path: str, body: dict[str, Any], status: int) -> None:
    given.task_in_force(world, "省.办", "省.人社")
    sent_by_program(world)
    assert Program(world, "省.办", "office").post(path, body).status_code == status


def test_without_a_reason(world: World) -> None:
    given.task_in_force(world, "省.办", "省.人社")
    sent_by_program(world)
    office = Program(world, "省.办", "office")
    [receipt] = office.get("/receipts?mine=true").json()["items"]
    answer = office.post(f"/receipts/{receipt['id']}/moves/return", {})
    assert (answer.status_code, answer.json()["reasons"]) == (422, ["缺退回理由。"])


def test_lists_do_not_count_queries(world: World, django_assert_max_num_queries: Any) -> None:
    for unit in ("省.人社", "省.教育", "省.财政", "省.工会"):
        given.task_in_force(world, "省.办", unit, unit)
    period = given.opened(world)
    for unit in ("省.人社", "省.教育", "省.财政", "省.工会"):
        given.sent(world, unit, period)
    office = Program(world, "省.办", "office")
    for path in ("/entries", "/receipts", "/reports", "/periods"):
        with django_assert_max_num_queries(14):
            assert office.get(path).status_code == 200


def test_stranger(world: World) -> None:
    """Lists are empty; objects are not there."""
    given.task_in_force(world, "省.办", "省.人社")
    period, report = sent_by_program(world)
    stranger = Program(world, "他省.办", "office")
    for path in ("/periods", "/reports", "/entries", "/receipts"):
        assert stranger.get(path).json() == {"items": [], "total": 0}
    entry = Report.objects.get().entries.get()
    for path in (f"/reports/{report['id']}", f"/entries/{entry.pk}", f"/periods/{period['id']}/owing"):
        assert stranger.get(path).status_code == 404
    for path in (f"/reports/{report['id']}/moves/submit", f"/receipts/{entry.receipts.get().pk}/moves/accept"):
        assert stranger.post(path).status_code == 404
