"""Papers upward, countersigning, effects and revisions by program: listed, one by one, moved, refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from luoshi.kernel import clock
from luoshi.ledger.models import Plan, Task
from tests.policy import given
from tests.policy.test_api import program
from tests.policy.test_revise import REVISED
from tests.world import World


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.at(given.noon(given.TODAY)):
        yield


def test_it_works(world: World) -> None:
    """A paper is drafted, signed by its head, numbered and sent; what may not be done is refused with its reason."""
    office, head = program(world, "省.办", "office"), program(world, "省.办", "head")
    body = {
        "kind": "petition",
        "title": "关于明确牵头单位的请示",
        "text": "意见不一致。\n妥否，请批示。",
        "party": "省委",
    }
    made = office.tell("/submissions", body)
    assert (office.status, made["state"]) == (201, "draft")
    one = f"/submissions/{made['id']}"
    office.tell(f"{one}/moves/send", {"version": made["version"]})
    assert office.status == 422
    signed = head.tell(f"{one}/moves/sign", {"signed_by": "周明远"})
    assert signed["state"] == "signed"
    numbered = office.tell(f"{one}/moves/number")
    assert numbered["number"]
    assert office.tell(f"{one}/moves/send")["state"] == "sent"
    listed = office.ask("/submissions", side="sent", kind="petition")
    assert [row["id"] for row in listed["items"]] == [made["id"]]
    assert office.ask(one)["title"] == body["title"]


def test_a_division_is_countersigned_and_revised(world: World) -> None:
    office = program(world, "省.办", "office")
    plan = given.consulted(world)
    path = f"/plans/{plan.pk}/countersigns"
    assert office.ask(path)["items"] == []
    office.tell(path, {"due_on": given.DUE.isoformat()})
    assert office.status == 422, "opinions are still open"
    Task.objects.filter(plan=plan).update(state="active")
    Plan.objects.filter(pk=plan.pk).update(state="approved")
    again = given.read(world, REVISED.encode())
    steps = office.tell(f"/plans/{again.pk}/revisions", {"base": plan.pk})
    changed = next(one for one in steps["items"] if one["kind"] == "changed")
    assert changed["differences"]
    done = office.tell(f"/revisions/{changed['id']}/moves/leave", {"note": "仍按原来的", "version": changed["version"]})
    assert (done["state"], done["remark"]) == ("left", "仍按原来的")
    assert office.ask(f"/revisions/{changed['id']}")["state"] == "left"
    assert office.ask("/effects")["total"] == 0


def test_stranger(world: World) -> None:
    office, stranger = program(world, "省.办", "office"), program(world, "他省.办", "office")
    made = office.tell(
        "/submissions", {"kind": "report", "title": "关于进展的报告", "text": "特此报告。", "party": "省委"}
    )
    stranger.ask(f"/submissions/{made['id']}")
    assert stranger.status == 404
    stranger.ask(f"/plans/{given.read(world).pk}/countersigns")
    assert stranger.status == 404
