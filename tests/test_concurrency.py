"""Two at once, each with a connection of their own: one wins and the other is told, and no figure is lost.

Everything here commits for real; the world is built again for whoever comes next (`tests.conftest`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextvars import copy_context
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.errors import AlreadyDone, Refused, Stale
from luoshi.kernel.models import DoneOnce, Event
from luoshi.ledger import services as ledger
from luoshi.ledger.models import Plan, Target, Task
from luoshi.org import services as org
from luoshi.org.models import Unit
from luoshi.org.rules import Kind, Level
from luoshi.reporting import services as reporting
from luoshi.reporting.models import Receipt, Report
from tests.ledger import making
from tests.reporting import given
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 30


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do them together, each on a connection of its own: what each gave, or raised."""
    results: list[Any] = [None] * len(acts)
    barrier = threading.Barrier(len(acts))

    def run(number: int, act: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(PATIENCE)
            results[number] = act()
        except Exception as error:  # noqa: BLE001 - handed to the test, which says what it expects
            results[number] = error
        finally:
            connection.close()

    # a thread begins with an empty context: it is given the tests' clock
    threads = [threading.Thread(target=copy_context().run, args=(run, *pair)) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "they wait for each other"
    return results


def split(results: Sequence[Any]) -> tuple[list[Any], list[Exception]]:
    """(answers, refusals)."""
    return [one for one in results if not isinstance(one, Exception)], [
        one for one in results if isinstance(one, Exception)
    ]


def events(code: str) -> int:
    return Event.objects.filter(code=code).count()


@pytest.fixture
def now(world: World) -> Any:
    with clock.at(given.NOW):
        yield given.NOW


# ---------- one wins, the other is told ----------


def test_accept_and_return_at_once(world: World, now: Any) -> None:
    given.task_in_force(world, "省.办", "省.人社")
    report = given.sent(world, "省.人社", given.opened(world))
    entry = report.entries.get()
    clerk = world.actor("省.办", "office")
    other = replace(clerk, name="另一位经办人")
    # both have read the same version before either writes
    rows = [given.receipt(world, entry, "省.办") for _ in range(2)]
    won, lost = split(
        at_once(lambda: reporting.accept(clerk, [rows[0]]), lambda: reporting.return_(other, [rows[1]], "数据不实"))
    )
    assert (len(won), [type(one) for one in lost]) == (1, [Stale])
    receipt = given.receipt(world, entry, "省.办")
    assert receipt.version == rows[0].version if receipt.state == "accepted" else rows[1].version
    winner = {"accepted": clerk.name, "returned": other.name}[receipt.state]
    assert winner in str(lost[0])
    assert lost[0].at is not None  # type: ignore[attr-defined]
    assert events("reporting.receipt.accept") + events("reporting.receipt.return") == 1
    taken = Target.objects.get(task=entry.task).value
    assert taken == (Decimal(1862) if receipt.state == "accepted" else None)


def test_two_accept_the_same_receipt_at_once(world: World, now: Any) -> None:
    given.task_in_force(world, "省.办", "省.人社")
    entry = given.sent(world, "省.人社", given.opened(world)).entries.get()
    clerk = world.actor("省.办", "office")
    rows = [given.receipt(world, entry, "省.办") for _ in range(3)]
    won, lost = split(at_once(*(lambda row=row: reporting.accept(clerk, [row]) for row in rows)))
    assert (len(won), {type(one) for one in lost}) == (1, {Stale})
    assert events("reporting.receipt.accept") == events("ledger.task.progress") == 1


def test_two_clicks_of_issue(world: World) -> None:
    plan = making.a_plan(world)
    made = [making.a_draft(world, plan, number=f"3.2-{number}") for number in (1, 2)]
    making.approve(world, plan)
    office = world.actor("省.办", "office")
    lists = [[making.fresh(task) for task in made] for _ in range(2)]
    # one list the other way round: the two must not wait for each other
    won, lost = split(
        at_once(lambda: ledger.issue_tasks(office, lists[0]), lambda: ledger.issue_tasks(office, lists[1][::-1]))
    )
    assert (len(won), len(lost)) == (1, 1)
    assert isinstance(lost[0], Stale | Refused)
    assert events("ledger.task.issue") == 2
    assert set(Task.objects.filter(plan=plan).values_list("state", flat=True)) == {"active"}


def test_two_presses_of_a_button(world: World) -> None:
    """The same form twice from the browser: done once, and both are led to the same page."""
    task = making.issued(world)[0]
    duty = making.lead(task)
    clients = [Client() for _ in range(2)]
    for client in clients:
        client.force_login(world.account("省.人社", "clerk"))
    body = {"_key": "k1", "version": str(duty.version)}
    answers = at_once(*(lambda c=client: c.post(f"/ledger/duties/{duty.pk}/receive/", body) for client in clients))
    assert [one.status_code for one in answers] == [302, 302]
    assert len({one["Location"] for one in answers}) == 1
    assert events("ledger.duty.receive") == 1


# ---------- once ----------


def test_the_same_key_at_once(world: World) -> None:
    office = world.actor("省.办", "office")

    def act() -> str:
        with actions.once(office, "k") as row:
            plan = ledger.create_plan(office, title="方案", text="一、总体要求")
            row.result = str(plan.pk)
        return row.result

    won, lost = split(at_once(act, act, act))
    assert (len(won), [type(one) for one in lost]) == (1, [AlreadyDone, AlreadyDone])
    assert {str(one) for one in lost} == set(won)
    assert Plan.objects.count() == DoneOnce.objects.count() == 1


def test_the_same_key_by_program_at_once(world: World, now: Any) -> None:
    given.task_in_force(world, "省.办", "省.人社")
    period = given.opened(world)
    token = org.open_token(SYSTEM, world.account("省.人社", "liaison"))
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "k"}
    path = f"/api/v1/reporting/periods/{period.pk}/report"
    answers = at_once(*(lambda: Client().post(path, headers=headers) for _ in range(2)))
    assert [one.status_code for one in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    assert sorted("Idempotency-Replayed" in one for one in answers) == [False, True]
    assert Report.objects.count() == events("reporting.report.start") == 1


def test_two_colleagues_begin_the_same_report(world: World, now: Any) -> None:
    given.task_in_force(world, "省.办", "省.人社")
    period = given.opened(world)
    people = [world.actor("省.人社", role) for role in ("clerk", "liaison")]
    won, lost = split(at_once(*(lambda a=actor: reporting.start_report(a, period) for actor in people)))
    assert lost == []
    assert len({report.pk for report in won}) == Report.objects.count() == 1
    assert Report.objects.get().entries.count() == 1


# ---------- nothing is lost ----------


def test_units_added_below_one_parent(world: World) -> None:
    place = world.units["县"]
    before = Unit.objects.filter(parent=place).count()
    acts = [
        lambda name=f"第{number}中学": org.add_unit(SYSTEM, place, name, Kind.DEPARTMENT, Level.COUNTY)
        for number in range(4)
    ]
    won, lost = split(at_once(*acts))
    assert lost == []
    assert len({unit.path for unit in won}) == 4
    assert Unit.objects.filter(parent=place).count() == before + 4
    assert all(unit.path.startswith(place.path) for unit in won)


def test_two_acceptances_below_one_parent(world: World) -> None:
    parent = making.received(world)
    first, second = making.handed_down(world, parent)
    clerk = world.actor("省.人社", "clerk")

    def accept(task: Task, value: int) -> Callable[[], Any]:
        target = task.targets.get()
        return lambda: ledger.record_progress(
            clerk, task, values={target.pk: Decimal(value)}, nodes={}, reported_state="on_line", latest="x"
        )

    for round_ in (1, 2, 3):
        _, lost = split(at_once(accept(first, 100 * round_), accept(second, 20 * round_)))
        assert lost == []
        assert Target.objects.get(task=parent).value == Decimal(120 * round_)


def test_receipts_of_two_children_accepted_at_once(world: World, now: Any) -> None:
    """The same through the review desk: two reports, two reviewers, one parent."""
    parent = given.task_in_force(world, "省.办", "省.人社")
    for unit, number in (("市.人社", "3.2-04-1"), ("二市.人社", "3.2-04-2")):
        child = given.task_in_force(world, "省.人社", unit, number, parent=parent, target="3000")
        share = child.targets.get()
        actions.change(SYSTEM, "x", share, source=parent.targets.get())
    period = given.opened(world)
    for unit, value in (("市.人社", "700"), ("二市.人社", "800")):
        given.sent(world, unit, period, value=value)
    clerk = world.actor("省.人社", "clerk")
    rows = Receipt.objects.filter(recipient=world.units["省.人社"], deciding=True)
    ready = [
        Receipt.objects.select_related("entry__task__issuer", "report__unit", "recipient").get(pk=row.pk)
        for row in rows
    ]
    assert len(ready) == 2
    _, lost = split(at_once(*(lambda row=row: reporting.accept(clerk, [row]) for row in ready)))
    assert lost == []
    assert Target.objects.get(task=parent).value == Decimal(1500)


def test_many_accepted_at_once_below_the_same_parents(world: World, now: Any) -> None:
    """Two reviewers accept whole pages, each below the same two parents, in opposite order: neither waits in a circle."""
    parents = [given.task_in_force(world, "省.办", "省.人社", f"3.2-0{number}") for number in (1, 2)]
    units = ("市.人社", "二市.人社")
    for parent in parents:
        for unit in units:
            child = given.task_in_force(
                world, "省.人社", unit, f"{parent.number}-{unit[0]}", parent=parent, target="3000"
            )
            actions.change(SYSTEM, "x", child.targets.get(), source=parent.targets.get())
    period = given.opened(world)
    for unit in units:
        given.sent(world, unit, period, value="700")
    rows = Receipt.objects.filter(recipient=world.units["省.人社"]).select_related(
        "entry__task__issuer", "report__unit", "recipient"
    )
    pages = [
        list(rows.filter(report__unit=world.units[unit]).order_by(order))
        for unit, order in zip(units, ("id", "-id"), strict=True)
    ]
    assert [len(page) for page in pages] == [2, 2]
    clerk = world.actor("省.人社", "clerk")
    _, lost = split(at_once(*(lambda page=page: reporting.accept(clerk, page) for page in pages)))
    assert lost == []
    assert [Target.objects.get(task=parent).value for parent in parents] == [Decimal(1400), Decimal(1400)]
