"""How the places below stand: counters say what the lists say, before and after they are folded."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.errors import NotVisible
from luoshi.ledger import jobs, queries
from luoshi.ledger.models import Tally, Task
from luoshi.ledger.queries.lights import progress_is, time_is
from luoshi.org import services as org
from luoshi.org.scope import under
from tests.world import World


def make(world: World, unit: str, **fields: Any) -> Task:
    """A running task led by a unit."""
    lead, issuer = world.units[unit], world.units["省.办"]
    task = Task(
        number="1",
        title="技能培训",
        issuer=issuer,
        lead_unit=lead,
        lead_path=lead.path,
        **{"state": "active", **fields},
    )
    return actions.create(SYSTEM, "ledger.task.draft", task)


@pytest.fixture
def some(world: World) -> list[Task]:
    """Tasks of two cities, one for each way of standing."""
    today = clock.today()
    day = timedelta(days=1)
    known = {
        "done": Decimal(40),
        "behind_from": today + 3 * day,
        "far_behind_from": today + 9 * day,
        "ahead_until": today - day,
    }
    return [
        make(world, "市.人社", due_on=today - day, **known),
        make(world, "市.人社", due_on=today, **{**known, "behind_from": today}),
        make(world, "县.人社", due_on=today + 60 * day, **{**known, "behind_from": date.min, "far_behind_from": today}),
        make(world, "县.工会", review_on=today - 5 * day, done=Decimal(99), ahead_until=date.max),
        make(world, "县.工会", paused=True, due_on=today - day, **known),
        make(world, "二市.人社", due_on=today + 60 * day),
        make(world, "二市.人社", state="completed", due_on=today),
        make(world, "二市.人社", state="draft", due_on=today),
        make(
            world,
            "二市.人社",
            starts_on=today + 9 * day,
            due_on=today + 90 * day,
            done=Decimal(0),
            ahead_until=date.min,
            behind_from=today + 12 * day,
            far_behind_from=today + 40 * day,
        ),
    ]


def _agree(world: World) -> None:
    actor = world.actor("省.办", "office")
    lines = queries.rollup(actor, world.units["省"])
    for line in lines:
        inside = Task.objects.filter(under(line.unit.path, "lead_path"))
        running = inside.filter(state__in=["active", "verifying"])
        assert line.open == running.count()
        assert line.completed == inside.filter(state="completed").count()
        assert dict(line.time) == {state: running.filter(time_is(state)).count() for state in line.time}
        assert dict(line.progress) == {state: running.filter(progress_is(state)).count() for state in line.progress}
    assert sum(line.open for line in lines) == Task.objects.filter(state__in=["active", "verifying"]).count()


def test_it_works(world: World, some: list[Task]) -> None:
    """A line for each unit below, with what the lists would show."""
    city = next(
        one
        for one in queries.rollup(world.actor("省.办", "office"), world.units["省"])
        if one.unit == world.units["市"]
    )
    assert (city.open, city.time["red"], city.time["yellow"], city.progress["red"]) == (5, 2, 1, 1)
    _agree(world)


def test_folding_changes_nothing_that_is_read(world: World, some: list[Task]) -> None:
    """And leaves no change behind."""
    jobs.fold()
    assert not Tally.objects.filter(folded=False).exists()
    _agree(world)
    assert jobs.fold() == 0


def test_every_change_is_counted(world: World, some: list[Task]) -> None:
    """Also on top of what has been folded."""
    jobs.fold()
    today = clock.today()
    actions.change(SYSTEM, "ledger.task.edit", some[0], due_on=today + timedelta(days=90))
    actions.change(SYSTEM, "ledger.task.edit", some[2], state="completed")
    actions.change(SYSTEM, "ledger.task.edit", some[4], paused=False)
    _agree(world)
    jobs.fold()
    _agree(world)


def test_midnight_needs_no_write(world: World, some: list[Task]) -> None:
    """Days gone by are summed when read; what was folded yesterday still counts."""
    jobs.fold()
    for days in (1, 4, 10, 100):
        with clock.at(clock.now() + timedelta(days=days)):
            _agree(world)
    with clock.at(clock.now() + timedelta(days=10)):
        jobs.fold()
        _agree(world)


def test_a_unit_that_moves_takes_its_numbers_along(world: World, some: list[Task]) -> None:
    """Away from the city it was in."""
    jobs.fold()
    org.move_unit(SYSTEM, world.units["县"], world.units["二市"], note="区划调整")
    _agree(world)
    jobs.fold()
    _agree(world)


def test_counting_anew_gives_the_same(world: World, some: list[Task]) -> None:
    """From the tasks alone."""
    jobs.fold()
    jobs.recount()
    _agree(world)


def test_stranger(world: World, some: list[Task]) -> None:
    """Nobody counts what they may not see."""
    with pytest.raises(NotVisible):
        queries.rollup(world.actor("他省.办", "office"), world.units["省"])
