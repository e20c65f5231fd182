"""What nobody has looked at, and how it gets into the next draw: proposed with a reason, taken up or declined by the office."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from luoshi.inspection import queries, services
from luoshi.inspection.models import ItemTask, Proposal
from luoshi.inspection.queries import coverage as reads
from luoshi.inspection.services import visits
from luoshi.kernel import actions, clock
from luoshi.kernel.errors import Refused
from luoshi.ledger.models import Task
from tests.inspection.scene import OFFICE, planned
from tests.inspection.visiting import target_of
from tests.reporting import given
from tests.world import World


def client(world: World, unit: str = OFFICE, role: str = "office") -> Client:
    found = Client()
    found.force_login(world.account(unit, role))
    return found


def a_task(world: World, lead: str = "县.人社") -> Task:
    """One that the province's office has given to a county's department."""
    return given.task_in_force(world, "省.办", lead, "7.7-01")


def test_it_works(world: World) -> None:
    """Never looked at; proposed from the list; taken into a draft; looked at."""
    web, task = client(world, "省.办"), a_task(world)
    page = web.get(reverse("inspection:coverage")).content.decode()
    assert "从未看过" in page
    assert task.title in page
    form = web.get(f"{reverse('inspection:propose')}?task={task.pk}").content.decode()
    assert "从未督察过" in form
    assert web.post(f"{reverse('inspection:propose')}?task={task.pk}", {"reason": ""}).status_code == 422
    assert web.post(f"{reverse('inspection:propose')}?task={task.pk}", {"reason": "从未督察过"}).status_code == 302
    assert "已建议，待研究" in web.get(reverse("inspection:coverage")).content.decode()
    row, item = Proposal.objects.get(), planned(world, "省.办")
    here = reverse("inspection:proposal", args=[row.pk])
    assert item.name in web.get(here).content.decode()
    taken = {"item": item.pk, "stream": "must", "version": row.version}
    assert web.post(f"{here}moves/take/", taken).status_code == 302
    assert [(one.unit, one.stream) for one in item.objects_of.all()] == [(task.lead_unit, "must")]
    assert [one.task for one in item.tasks_of.all()] == [task]


def test_a_task_is_looked_at_by_who_writes_down_how_it_stands(world: World) -> None:
    task, office = a_task(world), world.actor(OFFICE, "office")
    asked = reads.Asked(state="never")
    assert list(reads.covered(world.actor("省.办", "office"), asked)) == [task]
    target = target_of(world)
    actions.create(office, "inspection.item.task", ItemTask(item=target.item, task=task))
    visit = visits.begin(office, visits.plan(office, target, planned_on=clock.today()), visited_on=clock.today())
    visits.fill(office, visit, answers={}, readings=[{"task": task, "state": "behind", "note": "查阅名册"}])
    above = world.actor("省.办", "office")
    assert list(reads.covered(above, asked)) == []
    (row,) = reads.rows_of(above, reads.Asked(), [task])
    assert row.last is not None
    assert (row.last.by, row.days, row.state) == (world.units[OFFICE].name, 0, "lately")
    whole = reads.levels(above, reads.Asked())[-1][2]
    assert (whole.total, whole.lately, whole.never) == (1, 1, 0)


def test_another_body_is_asked_before_its_item_takes_in_ours(world: World) -> None:
    theirs, office = planned(world, "省.办", name="全省培训检查"), world.actor(OFFICE, "office")
    ours = planned(world, name="培训专项检查")
    services.set_objects(office, ours, [world.units["县.办"]])
    services.set_objects(world.actor("省.办", "office"), theirs, [world.units["县.办"]])
    assert queries.overlapping(office, ours) == [theirs]
    with pytest.raises(Refused, match="先向"):
        services.move_item(office, ours, "merge", merged_into=theirs)
    row = services.propose_merge(office, ours, theirs, "同一主题，同一个县")
    with pytest.raises(Refused):
        services.answer_proposal(office, row, "take", item=theirs)
    services.answer_proposal(world.actor("省.办", "office"), row, "take", item=theirs)
    assert services.move_item(office, ours, "merge", merged_into=theirs).state == "merged"


def test_lists_ask_little(world: World, django_assert_max_num_queries: object) -> None:
    a_task(world)
    web = client(world, "省.办")
    web.get(reverse("desk:home"))
    for query in ("", "?show=units&state=never&days=90"):
        with django_assert_max_num_queries(32):  # type: ignore[operator]
            assert web.get(reverse("inspection:coverage") + query).status_code == 200
    assert web.get(reverse("inspection:coverage_export")).status_code == 200


def test_stranger(world: World) -> None:
    task = a_task(world)
    web = client(world, "他县.人社", "clerk")
    assert web.get(f"{reverse('inspection:propose')}?task={task.pk}").status_code == 404
    assert task.title not in web.get(reverse("inspection:coverage")).content.decode()
