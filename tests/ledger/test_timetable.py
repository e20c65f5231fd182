"""时间表路线图: the page, nodes added, drafts moved, and what waits on what."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.test import Client

from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.errors import Invalid, NotVisible, Refused
from luoshi.ledger import queries, services
from luoshi.ledger.models import Milestone, Wait
from luoshi.ledger.queries import page_timetable
from luoshi.ledger.services import MilestoneDraft
from luoshi.org.services import open_token
from tests.ledger import making
from tests.world import World

pytestmark = pytest.mark.django_db
PAGE = "/ledger/timetable/"
YEAR = date(2026, 1, 1)


def browser(world: World, unit: str, role: str) -> Client:
    client = Client()
    client.force_login(world.account(unit, role))
    return client


def test_it_works(world: World) -> None:
    """Three tasks, one waiting on another, drawn with their bars."""
    first, second, _ = making.issued(world, 3, starts_on=YEAR)
    office = world.actor("省.办", "office")
    services.wait_on(office, second, first)
    page = browser(world, "省.办", "office").get(PAGE)
    text = page.content.decode()
    assert page.status_code == 200
    assert text.count("<tr data-row") == 3
    assert 'class="tt-thread"' in text
    assert second.title in text


def test_lines_only_when_asked_for(world: World) -> None:
    first, second = making.issued(world, 2, starts_on=YEAR)
    services.wait_on(world.actor("省.办", "office"), second, first)
    client = browser(world, "省.办", "office")
    rows = {
        shown: client.get(f"{PAGE}?waits={shown}").content.decode().split("<tbody>")[1].split("</tbody>")[0]
        for shown in ("", "no")
    }
    assert 'class="tt-thread"' in rows[""]
    assert 'class="tt-thread"' not in rows["no"]


@pytest.mark.parametrize("scale", ["week", "month", "quarter", "year", "century"])
def test_every_scale(world: World, scale: str) -> None:
    making.issued(world, 1)
    assert browser(world, "省.办", "office").get(f"{PAGE}?scale={scale}&from=2026-02-30&post=9").status_code == 200


def test_a_fixed_number_of_queries(world: World, django_assert_max_num_queries: object) -> None:
    tasks = making.issued(world, 12, starts_on=YEAR)
    office = world.actor("省.办", "office")
    for task, before in zip(tasks[1:], tasks, strict=False):
        services.wait_on(office, task, before)
    client = browser(world, "省.办", "office")
    client.get(PAGE)
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        client.get(PAGE)


# ---------- nodes ----------


def test_the_lead_adds_nodes_to_its_running_task(world: World) -> None:
    task = making.received(world, starts_on=YEAR)
    clerk = world.actor("省.人社", "clerk")
    services.add_milestones(clerk, task, [MilestoneDraft("印发办法", date(2026, 9, 30))])
    services.add_milestones(clerk, task, [MilestoneDraft("印发办法", date(2026, 9, 30))])
    assert [node.title for node in Milestone.objects.filter(task=task)] == ["印发办法"]


def test_a_node_stays_inside_the_task(world: World) -> None:
    task = making.received(world, starts_on=YEAR)
    with pytest.raises(Invalid, match="不在任务起止日期之内"):
        services.add_milestones(world.actor("省.人社", "clerk"), task, [MilestoneDraft("太晚", date(2030, 1, 1))])


def test_a_node_for_each_quarter(world: World) -> None:
    task = making.issued(world, 1, starts_on=YEAR, due_on=date(2026, 12, 31))[0]
    assert [str(row.due_on) for row in services.quarter_nodes(task)] == ["2026-03-31", "2026-06-30", "2026-09-30"]


def test_a_helper_adds_no_nodes(world: World) -> None:
    task = making.received(world, starts_on=YEAR)
    with pytest.raises(Refused, match="须由"):
        services.add_milestones(world.actor("省.工会", "clerk"), task, [MilestoneDraft("甲", date(2026, 9, 30))])


# ---------- drafts are moved, issued tasks are not ----------


def test_a_draft_is_moved(world: World) -> None:
    task = making.a_draft(world, making.a_plan(world))
    data = {"starts_on": "2026-05-01", "due_on": "2026-11-30", "version": task.version, "_key": "k1", "next": PAGE}
    answer = browser(world, "省.办", "office").post(f"/ledger/tasks/{task.pk}/dates/", data)
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    task.refresh_from_db()
    assert (str(task.starts_on), str(task.due_on)) == ("2026-05-01", "2026-11-30")


@pytest.mark.parametrize("due", ["2026-01-01", "", "六月底"])
def test_a_draft_is_not_moved_to_nonsense(world: World, due: str) -> None:
    task = making.a_draft(world, making.a_plan(world))
    data = {"starts_on": "2026-05-01", "due_on": due, "version": task.version, "_key": "k2"}
    assert browser(world, "省.办", "office").post(f"/ledger/tasks/{task.pk}/dates/", data).status_code == 422


def test_an_issued_task_is_not_moved(world: World) -> None:
    task = making.issued(world)[0]
    with pytest.raises(Refused, match="已经下达"):
        services.plan_dates(world.actor("省.办", "office"), task, date(2026, 1, 1), date(2026, 6, 1))


# ---------- what waits on what ----------


def test_two_never_wait_on_each_other(world: World) -> None:
    first, second, third = making.issued(world, 3)
    office = world.actor("省.办", "office")
    services.wait_on(office, second, first)
    services.wait_on(office, third, second)
    with pytest.raises(Refused, match="不能互相等待"):
        services.wait_on(office, first, third)


def test_a_date_that_does_not_work_out_is_told(world: World) -> None:
    first, second = making.issued(world, 2, starts_on=YEAR)
    services.wait_on(world.actor("省.办", "office"), second, first)
    told = page_timetable.waits_of(world.actor("省.办", "office"), second)["ahead"]
    assert "晚于本项开始日期" in str(told[0][1])
    page = browser(world, "省.办", "office").get(f"/ledger/tasks/{second.pk}/").content.decode()
    assert "晚于本项开始日期" in page


def test_only_the_issuer_orders(world: World) -> None:
    first, second = making.issued(world, 2)
    with pytest.raises(Refused, match="须由"):
        services.wait_on(world.actor("省.人社", "clerk"), second, first)


def test_over_the_api(world: World) -> None:
    first, second = making.issued(world, 2, starts_on=YEAR)
    client = Client(headers={"Authorization": f"Bearer {open_token(SYSTEM, world.account('省.办', 'office'))}"})
    where = f"/api/v1/ledger/tasks/{second.pk}/waits"
    made = client.post(where, json.dumps({"before_id": first.pk}), content_type="application/json")
    assert (made.status_code, made.json()[0]["before_id"]) == (201, first.pk)
    assert client.post(f"{where}/{made.json()[0]['id']}/drop").status_code == 204
    assert not Wait.objects.exists()
    nodes = client.post(
        f"/api/v1/ledger/tasks/{second.pk}/milestones", json.dumps({"nodes": [{"title": "甲", "due_on": "2026-09-30"}]}),
        content_type="application/json",
    )  # fmt: skip
    assert nodes.status_code == 201


def test_stranger(world: World) -> None:
    first, second = making.issued(world, 2)
    wait = services.wait_on(world.actor("省.办", "office"), second, first)
    stranger = world.actor("他县.教育", "clerk")
    with pytest.raises(NotVisible):
        page_timetable.find_wait(stranger, second.pk, wait.pk)
    text = browser(world, "他县.教育", "clerk").get(PAGE).content.decode()
    assert "<tr data-row" not in text
    assert queries.tasks(stranger, queries.Filters()).count() == 0
