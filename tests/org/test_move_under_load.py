"""A unit moves while others work in its subtree: nothing is left with an old path, whoever was first.

Everything here commits for real; the world is built again for whoever comes next (`tests.conftest`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import copy_context
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from luoshi.kernel import clock
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.errors import Refused, Stale
from luoshi.ledger import services as ledger
from luoshi.ledger.models import Plan, Task
from luoshi.org import scope, services
from luoshi.org.models import Post, Unit
from luoshi.org.rules import Kind, Level
from luoshi.reporting import services as reporting
from tests.ledger import making
from tests.reporting import given
from tests.test_concurrency import at_once, split
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60


def torn() -> list[str]:
    """Rows whose copied path is not their unit's."""
    found = []
    for model in apps.get_models():
        for column, key in scope.copies(model):
            rows = model._base_manager.exclude(**{key.name: None}).values_list("pk", column, f"{key.name}__path")
            found += [f"{model.__name__} {pk}: {kept} for {path}" for pk, kept, path in rows if kept and kept != path]
    paths = dict(Unit.objects.values_list("pk", "path"))
    for unit in Unit.objects.exclude(parent=None):
        if not unit.path.startswith(paths[unit.parent_id or 0]):
            found.append(f"Unit {unit.pk} does not hang below its parent")
        if not unit.path.startswith(unit.place_path):
            found.append(f"Unit {unit.pk} is not within its place")
    return found


def meanwhile(mover: Callable[[], Any], *workers: Callable[[int], Any]) -> list[Exception]:
    """Workers go on, each with a connection of its own, until the mover is done; what they met that is no refusal."""
    over, wrong = threading.Event(), []

    def work(act: Callable[[int], Any]) -> None:
        try:
            number = 0
            while number < 3 or not over.is_set():
                number += 1
                try:
                    act(number)
                except (Refused, Stale):
                    continue
        except Exception as error:  # noqa: BLE001 - handed to the test
            wrong.append(error)
        finally:
            connection.close()

    def move() -> None:
        try:
            mover()
        except Exception as error:  # noqa: BLE001 - handed to the test
            wrong.append(error)
        finally:
            over.set()
            connection.close()

    threads = [threading.Thread(target=copy_context().run, args=(work, act)) for act in workers]
    threads.append(threading.Thread(target=copy_context().run, args=(move,)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "they wait for each other"
    return wrong


def test_it_works(world: World) -> None:
    """A county goes back and forth between two cities while its people draft, post and report."""
    with clock.at(given.NOW):
        given.task_in_force(world, "市.办", "县.人社")
        county, office = world.units["县"], world.actor("县.办", "office")
        stale = Unit.objects.get(pk=world.units["县.教育"].pk)
        head, clerk = world.actor("县.教育", "head"), world.actor("县.人社", "clerk")
        liaison = Post.objects.get(unit=stale, kind="liaison")

        def move() -> None:
            for there in ("二市", "市", "二市"):
                services.move_unit(SYSTEM, county, world.units[there], note="区划调整")

        def draft(number: int) -> None:
            task = ledger.draft_task(office, number=f"9-{number}", title="任务", category="meeting")
            ledger.set_duty(office, task, stale, "lead")

        def post(number: int) -> None:
            services.add_post(SYSTEM, stale, f"岗位{number}", "clerk")

        def unit(number: int) -> None:
            services.add_unit(SYSTEM, county, f"第{number}中学", Kind.DEPARTMENT, Level.COUNTY)

        def person(number: int) -> None:
            services.hand_over(head, liaison, on=clock.today(), name=f"联络员{number}")

        def report(number: int) -> None:
            period = given.opened(world, "市.办", name=f"专项{number}", kind="adhoc", basis="督查室〔2026〕9 号")
            reporting.start_report(clerk, period)

        assert meanwhile(move, draft, post, unit, person, report) == []
    assert torn() == []
    county.refresh_from_db()
    assert county.parent_id == world.units["二市"].pk
    assert Post.objects.filter(unit=stale, unit_path__startswith=county.path).count() >= 6
    assert Task.objects.filter(lead_unit=stale, lead_path__startswith=county.path).count() >= 3


def test_tasks_written_meanwhile(world: World) -> None:
    """Duties, readers and supervisors of tasks handed down into the moving county, by a city that read its path before."""
    county = world.units["县"]
    office = world.actor("省.办", "office")
    plan = making.a_plan(world)
    drafts: dict[int, Task] = {}

    def draft(number: int) -> None:
        task = making.a_draft(world, plan, number=f"3.2-{number}")
        drafts[number] = task
        ledger.set_duty(office, task, world.units["县.教育"], "support")
        ledger.set_duty(office, task, world.units["县.人社"], "joint")

    def move() -> None:
        for there in ("二市", "市", "二市"):
            services.move_unit(SYSTEM, county, world.units[there], note="区划调整")

    assert meanwhile(move, draft) == []
    assert drafts
    assert torn() == []
    assert Plan.objects.get().pk == plan.pk


def test_two_moves_at_once(world: World) -> None:
    """One is done; the other is done after it or told to come again, and neither hangs."""
    acts = [
        lambda: services.move_unit(SYSTEM, world.units["县"], world.units["二市"], note="甲"),
        lambda: services.move_unit(SYSTEM, world.units["三县"], world.units["市"], note="乙"),
    ]
    won, lost = split(at_once(*acts))
    assert won
    assert all(isinstance(one, Refused) for one in lost)
    assert torn() == []


def test_an_old_path_is_seen(world: World) -> None:
    """Would the test above notice? A row that keeps an old path is reported."""
    Post.objects.filter(unit=world.units["县.教育"]).update(unit_path="0000")
    assert len(torn()) == 3
