"""The year's start: last year's plan copied, gone over, and issued anew."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from luoshi.kernel.errors import NotVisible, Refused
from luoshi.ledger import services as ledger
from luoshi.ledger.models import Plan, Task
from luoshi.ledger.rules.copying import goes_on, later, retitled
from luoshi.org.models import Unit
from luoshi.policy import queries, services
from luoshi.policy.models import Review
from tests.ledger import making
from tests.world import World

pytestmark = pytest.mark.django_db


def test_it_works(world: World) -> None:
    """Tasks, divisions, standards, figures and nodes come along; progress does not; each waits to be confirmed."""
    task = making.received(world, starts_on=date(2026, 1, 1), due_on=date(2026, 12, 31))
    office = world.actor("省.办", "office")
    ledger.add_milestones(office, task, [ledger.MilestoneDraft("印发办法", date(2026, 6, 30))])
    source = Plan.objects.get()
    plan = services.copy_plan(office, source, title="2027年工作要点")
    made = Task.objects.get(plan=plan)
    assert (plan.state, made.state, made.number, made.due_on) == ("drafting", "draft", task.number, date(2027, 12, 31))
    assert [duty.role for duty in made.duties.order_by("id")] == ["supervising", "lead", "support"]
    assert [one.text for one in made.standards.all()] == ["年培训6000人", "合格率不低于90%"]
    assert [(one.name, one.value) for one in made.targets.all()] == [("培训人数", None)]
    assert [str(one.due_on) for one in made.milestones.all()] == ["2027-06-30"]
    assert made.clause is not None
    assert made.clause.plan == plan
    assert Review.objects.get(task=made).confirmed_at is None


def test_what_is_done_stays_behind(world: World) -> None:
    making.issued(world, 2)
    done = Task.objects.order_by("id").first()
    Task.objects.filter(pk=done.pk).update(state="completed", ending="done")  # type: ignore[union-attr]
    source = Plan.objects.get()
    assert queries.to_copy(source) == {"going": 1, "done_with": 1}
    plan = services.copy_plan(world.actor("省.办", "office"), source, title="来年")
    assert Task.objects.filter(plan=plan).count() == 1


def test_a_unit_that_is_no_more_is_left_out(world: World) -> None:
    making.issued(world)
    Unit.objects.filter(pk=world.units["省.工会"].pk).update(abolished_on=date(2026, 6, 1))
    plan = services.copy_plan(world.actor("省.办", "office"), Plan.objects.get(), title="来年")
    assert not Task.objects.get(plan=plan).duties.filter(role="support").exists()


@pytest.mark.parametrize(
    ("title", "next_year"),
    [
        ("某省2026年工作要点", "某省2027年工作要点"),
        ("行动方案（2026—2028年）", "行动方案（2027—2029年）"),
        ("贯彻澜发〔2026〕6号实施方案", "贯彻澜发〔2026〕6号实施方案"),
        ("实施方案", "实施方案"),
    ],
)
def test_the_title_moves_on(title: str, next_year: str) -> None:
    assert retitled(title, 1) == next_year


def test_the_29th_of_february() -> None:
    assert later(date(2028, 2, 29), 1) == date(2029, 2, 28)
    assert later(None, 1) is None


def test_what_goes_on() -> None:
    assert goes_on("active", "")
    assert goes_on("completed", "routine")
    assert not goes_on("completed", "done")
    assert not goes_on("dropped", "")


def test_in_the_browser(world: World) -> None:
    making.issued(world)
    client, source = Client(), Plan.objects.get()
    client.force_login(world.account("省.办", "office"))
    assert client.get(f"/policy/{source.pk}/copy/").status_code == 200
    assert client.post(f"/policy/{source.pk}/copy/", {"title": "", "years": 1, "_key": "a"}).status_code == 422
    made = client.post(f"/policy/{source.pk}/copy/", {"title": "来年", "years": 1, "_key": "b"})
    assert made.status_code == 302
    assert client.get(made["Location"]).status_code == 200


def test_only_an_office_drafts(world: World) -> None:
    making.received(world)
    with pytest.raises(Refused):
        services.copy_plan(world.actor("省.人社", "clerk"), Plan.objects.get(), title="来年")
    assert Plan.objects.count() == 1


def test_stranger(world: World) -> None:
    making.issued(world)
    with pytest.raises(NotVisible):
        queries.find_plan(world.actor("他县.教育", "clerk"), Plan.objects.get().pk)
