"""What a person owes in this room stands on the desk, and on the task's page."""

from __future__ import annotations

from django.test import Client

from luoshi.reporting import panels, queries, services
from tests.desk.seen import words
from tests.reporting import given
from tests.world import World


def owes(world: World, unit: str, role: str) -> list[tuple[str, str]]:
    """(kind, verb) of the rows of a desk."""
    return [(str(row.kind), str(row.verb)) for row in panels.owed(world.actor(unit, role))]


def test_it_works(world: World) -> None:
    """Fill in, sign, review, rework: each step stands with the one whose turn it is."""
    given.task_in_force(world, "省.办", "省.人社")
    period = given.opened(world)
    liaison, head, office = ("省.人社", "liaison"), ("省.人社", "head"), ("省.办", "office")
    assert owes(world, *liaison) == [("填报", "填报")]
    assert owes(world, *head) == []
    report = given.filled(world, "省.人社", period)
    assert owes(world, *liaison) == [("填报", "接着填")]
    services.submit(world.actor(*liaison), report)
    assert owes(world, *liaison) == [("签批", "打印或上传签批单")]
    assert owes(world, *head) == [("签批", "签批")]
    services.sign(world.actor(*head), report)
    assert owes(world, *liaison) == owes(world, *head) == []
    assert owes(world, *office) == [("审核", "审核")]
    services.return_(world.actor(*office), [given.receipt(world, report.entries.get(), "省.办")], "口径不清。")
    assert owes(world, *office) == []
    assert owes(world, *liaison) == [("重报", "修改后重报")]
    [row] = panels.owed(world.actor(*liaison))
    assert row.due_on == given.QUARTER["due_on"]


def test_on_the_task(world: World, client: Client) -> None:
    """The task's page shows what was sent with its state, and the lead's button."""
    task = given.task_in_force(world, "省.办", "省.人社")
    period = given.opened(world)
    client.force_login(world.account("省.人社", "liaison"))
    assert "填报2026年第二季度" in client.get(f"/ledger/tasks/{task.pk}/").content.decode()
    given.sent(world, "省.人社", period)
    page = words(client.get(f"/ledger/tasks/{task.pk}/"))
    assert "填报2026年第二季度" not in page
    assert "培训人数 1,862" in page
    assert panels.states_of([task.pk]) == {task.pk: "待审核"}


def test_stranger(world: World) -> None:
    task = given.task_in_force(world, "省.办", "省.人社")
    given.sent(world, "省.人社", given.opened(world))
    assert owes(world, "他省.办", "office") == []
    assert queries.sendings(world.actor("他省.办", "office"), task) == []
