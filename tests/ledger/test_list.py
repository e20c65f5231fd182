"""The ledger's list: what is shown, filtered and counted, and what it costs."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from luoshi.kernel import clock
from luoshi.ledger import queries, services
from luoshi.ledger.models import LightSettings, Task
from luoshi.ledger.queries import Filters
from luoshi.ledger.queries.exports import exported
from tests.ledger.making import a_draft, a_plan, approve, fresh, handed_down, issued, noon, received
from tests.world import World

pytestmark = pytest.mark.django_db
NOW = date(2027, 6, 23)
TIME = {"green": "按时", "yellow": "临期", "red": "逾期", "paused": "暂停", "closed": "已结束", "none": ""}
PACE = {"green": "达序时进度", "ahead": "超序时进度", "yellow": "欠序时进度", "red": "严重滞后", "none": "未启动"} | {
    "paused": "暂停", "closed": "已结束"
}  # fmt: skip


def numbers(world: World, at: str = "省.办", role: str = "office", /, **asked: Any) -> list[str]:
    return [row.task.number for row in queries.ledger_page(world.actor(at, role), Filters(**asked)).object_list]


def spread(world: World) -> list[Task]:
    """Tasks of many dates and figures."""
    plan, office = a_plan(world), world.actor("省.办", "office")
    tasks = []
    for n, (days, done) in enumerate(
        [(-20, 900), (-1, 6000), (0, 5000), (1, 100), (2, 0), (4, 5800), (7, 5000), (60, 3000), (200, 5000), (400, 2)],
        1,
    ):
        task = a_draft(world, plan, number=f"2.{n}", due_on=NOW + timedelta(days=days))
        services.edit_task(office, fresh(task), starts_on=NOW - timedelta(days=200))
        tasks.append((task, done))
    approve(world, plan)
    services.issue_tasks(office, [fresh(task) for task, _ in tasks])
    for task, done in tasks:
        if done:
            services.record_progress(
                office,
                task,
                values={task.targets.get().pk: Decimal(done)},
                nodes={},
                reported_state="on_line",
                latest="",
            )
    return [fresh(task) for task, _ in tasks]


def test_it_works(world: World) -> None:
    """Rows come in the order of their numbers, with who answers for them and both lights."""
    issued(world, 11)
    page = queries.ledger_page(world.actor("省.办", "office"), Filters(), 1, 5)
    assert [row.task.number for row in page.object_list] == ["3.2-01", "3.2-02", "3.2-03", "3.2-04", "3.2-05"]
    assert page.paginator.count == 11
    row = page.object_list[0]
    assert (row.lead, row.person) == (world.units["省.人社"], "省.人社综合处处长")
    assert [unit.name for unit in row.support] == ["江澜省总工会"]
    assert (row.lights.time.state, row.lights.progress.state) == ("green", "none")


def test_numbers_in_the_order_people_count(world: World) -> None:
    plan = a_plan(world)
    for number in ("3.10", "3.2", "10.1", "3.2-01"):
        a_draft(world, plan, number=number)
    assert numbers(world) == ["3.2", "3.2-01", "3.10", "10.1"]


def test_by_date_with_those_without_one_last(world: World) -> None:
    plan = a_plan(world)
    for number, due_on in (("1", None), ("2", date(2027, 12, 31)), ("3", date(2027, 3, 31))):
        a_draft(world, plan, number=number, due_on=due_on)
    assert numbers(world, order="due") == ["3", "2", "1"]


@pytest.mark.parametrize("own", [False, True])
def test_filters_say_what_the_lights_say(world: World, own: bool) -> None:
    """On several days, with the place's own thresholds and with the default: every light, from both sides."""
    if own:
        LightSettings.objects.create(unit=world.units["省"], warn_days=1, behind=5, far_behind=20)
        LightSettings.objects.create(unit=world.units["市"], warn_days=9, behind=1, far_behind=2)
    with clock.at(noon(NOW - timedelta(days=30))):
        rows = spread(world)
    office = world.actor("省.办", "office")
    for day in (NOW - timedelta(days=29), NOW, NOW + timedelta(days=3), NOW + timedelta(days=150)):
        with clock.at(noon(day)):
            shown = queries.lights(rows)
            seen = set()
            for state in ("green", "yellow", "red", "paused", "closed", "none", "ahead"):
                by_time = {task.pk for task in rows if shown[task.pk].time.state == state}
                by_progress = {task.pk for task in rows if shown[task.pk].progress.state == state}
                assert {task.pk for task in queries.tasks(office, Filters(time=state))} == by_time
                assert {task.pk for task in queries.tasks(office, Filters(progress=state))} == by_progress
                seen |= by_progress
            assert seen == {task.pk for task in rows}
            told = exported(office, Filters(), ("number", "time", "progress"))
            assert {row[0]: row[1:] for row in told} == {
                task.number: (TIME[shown[task.pk].time.state], PACE[shown[task.pk].progress.state]) for task in rows
            }


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"q": "学徒制 3.2-02"}, ["3.2-02"]),
        ({"q": "人力资源"}, ["3.2-01", "3.2-02"]),
        ({"q": "没有这样的任务"}, []),
        ({"state": "open"}, ["3.2-01", "3.2-02"]),
        ({"state": "draft"}, []),
        ({"mine": "issued"}, ["3.2-01", "3.2-02"]),
        ({"mine": "lead"}, []),
        ({"category": "letter"}, []),
    ],
)
def test_filters(world: World, asked: dict[str, Any], expected: list[str]) -> None:
    issued(world, 2)
    assert numbers(world, **asked) == expected


def test_by_unit(world: World) -> None:
    """A subtree by its top, or the very unit; and what is one's own."""
    task = received(world)
    handed_down(world, task)
    assert numbers(world, unit=world.units["市"].pk) == ["3.2-01-01"]
    assert numbers(world, lead=world.units["省.人社"].pk) == ["3.2-01"]
    assert numbers(world, unit=999999) == []
    assert numbers(world, top=True) == ["3.2-01"]
    assert numbers(world, parent=task.pk) == ["3.2-01-01", "3.2-01-02"]
    assert numbers(world, "市.人社", "clerk", mine="lead") == ["3.2-01-01"]
    assert numbers(world, "省.工会", "clerk", mine="support") == ["3.2-01"]
    assert numbers(world, "省.人社", "clerk", mine="any") == ["3.2-01"]


def test_many_duties_make_no_difference(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader with few duty rows is served from the other side; the answer is the same."""
    from luoshi.ledger.queries import page

    issued(world, 3)
    few = numbers(world)
    monkeypatch.setattr(page, "FEW", 1)
    assert numbers(world) == few == ["3.2-01", "3.2-02", "3.2-03"]


def test_counts_no_further_than_needed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from luoshi.ledger.queries import paging

    issued(world, 5)
    monkeypatch.setattr(paging, "MOST", 3)
    paginator = queries.ledger_page(world.actor("省.办", "office"), Filters()).paginator
    assert paginator.count == 4
    assert paginator.is_capped  # type: ignore[attr-defined]


def test_costs_little(world: World, django_assert_max_num_queries: Any) -> None:
    """However many rows."""
    issued(world, 8)
    office = world.actor("省.办", "office")
    with django_assert_max_num_queries(14):
        queries.ledger_page(office, Filters(time="green", order="due"))
    task = fresh(Task.objects.order_by("number")[0])
    services.receive(world.actor("省.人社", "clerk"), task.duties.get(role="lead"))
    handed_down(world, fresh(task))
    with django_assert_max_num_queries(15):
        assert len(queries.cascade(office, task)) == 2


def test_stranger(world: World) -> None:
    issued(world, 2)
    assert numbers(world, "他省.办", "office") == []
    assert numbers(world, "市.人社", "clerk") == []
    assert not queries.tasks(world.actor("企业工会", "clerk"), Filters(q="学徒")).exists()
