"""Breaking down: one order, many copies, along line or tree; what tightens needs a reason, what is late consent."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from luoshi.kernel.errors import NotVisible, Refused, Stale
from luoshi.ledger import queries, services
from luoshi.ledger.models import Duty, Request, Task
from luoshi.ledger.services import Order
from tests.ledger.making import DUE, fresh, handed_down, issued, lead, received
from tests.world import World

pytestmark = pytest.mark.django_db


def orders(world: World, due_on: date | None = DUE, share: int = 3000, **more: object) -> list[Order]:
    from luoshi.ledger.models import Target

    target = Target.objects.get(source=None)
    return [
        Order(world.units[unit], due_on, shares={target.pk: Decimal(share)}, **more)  # type: ignore[arg-type]
        for unit in ("市.人社", "二市.人社")
    ]


def test_it_works(world: World) -> None:
    """Each city has its own copy, with its share, its responsible post, the order's basis, and the levels above watching."""
    task = received(world)
    children = handed_down(world, task)
    assert [child.number for child in children] == ["3.2-01-01", "3.2-01-02"]
    for child in map(fresh, children):
        assert (child.state, child.parent, child.basis, child.clause) == ("active", task, task.basis, task.clause)
        assert child.issuer == world.units["省.人社"]
        assert child.targets.get().number == 3000
        assert child.standards.count() == 2
        duty = lead(child)
        assert duty.post is not None
        assert duty.post.is_default
        watching = set(Duty.objects.filter(task=child, role="supervising").values_list("unit__name", flat=True))
        assert watching == {"江澜省人力资源社会保障厅", "江澜省产改协调小组办公室"}
    assert Task.objects.visible_to(world.actor("市.人社", "clerk")).get() == children[0]
    assert Task.objects.visible_to(world.actor("省.办", "office")).count() == 3


def test_a_county_breaks_it_down_again(world: World) -> None:
    """Every link is kept; the province sees the leaf, and the leaf reads an extract of what lies above."""
    city = handed_down(world, received(world))[0]
    services.receive(world.actor("市.人社", "clerk"), lead(city))
    target = city.targets.get()
    county = services.break_down(
        world.actor("市.人社", "clerk"),
        fresh(city),
        [Order(world.units["县.人社"], DUE, shares={target.pk: Decimal(3000)})],
    )[0]
    assert county.number == "3.2-01-01-01"
    office, clerk = world.actor("省.办", "office"), world.actor("县.人社", "clerk")
    assert queries.task_page(office, county.pk) == county
    rows = queries.cascade(office, fresh(city).parent)  # type: ignore[arg-type]
    assert [(row.depth, row.task.number, row.children) for row in rows] == [
        (0, "3.2-01-01", 1), (1, "3.2-01-01-01", 0), (0, "3.2-01-02", 0),
    ]  # fmt: skip
    extract = queries.parent_extract(clerk, county)
    assert extract is not None
    assert (extract.number, extract.issuer, extract.basis) == (
        "3.2-01-01",
        "江澜省人力资源社会保障厅",
        "澜产改〔2026〕23号",
    )
    assert extract.id is None
    assert queries.parent_extract(office, county).id == city.pk  # type: ignore[union-attr]


def test_along_the_tree(world: World) -> None:
    """An upper union hands down to the unions below it, an office to the offices of the next places."""
    task = issued(world, lead="省.工会")[0]
    services.receive(world.actor("省.工会", "clerk"), lead(task))
    children = services.break_down(world.actor("省.工会", "clerk"), fresh(task), [Order(world.units["市.工会"], DUE)])
    assert children[0].lead_unit == world.units["市.工会"]


def test_an_office_that_leads_itself(world: World) -> None:
    """It takes the duty on without ordering itself, receives it, and hands it to the offices below."""
    task, office = issued(world, lead="省.办")[0], world.actor("省.办", "office")
    services.receive(office, lead(task))
    children = services.break_down(office, fresh(task), [Order(world.units["市.办"], DUE)])
    assert Task.objects.visible_to(world.actor("市.办", "office")).get() == children[0]


def test_a_squeezed_date_needs_a_reason(world: World) -> None:
    task, clerk = received(world), world.actor("省.人社", "clerk")
    early = orders(world, DUE - timedelta(days=31))
    with pytest.raises(
        Refused, match="澜阳市人力资源社会保障局：时限 2027年11月30日 早于上级时限 2027年12月31日。须写明理由"
    ):
        services.break_down(clerk, fresh(task), early)
    assert not Task.objects.filter(parent=task).exists()
    child = services.break_down(clerk, fresh(task), early, reason="省里汇总需要一个月")[0]
    assert fresh(child).tightening == "省里汇总需要一个月"


def test_a_raised_sum_needs_a_reason(world: World) -> None:
    """What was handed down before counts in."""
    task, clerk = received(world), world.actor("省.人社", "clerk")
    first, second = orders(world, share=4000)
    services.break_down(clerk, fresh(task), [first])
    with pytest.raises(Refused, match="分解合计 8,000 人，高于上级目标 6,000 人"):
        services.break_down(clerk, fresh(task), [second])


def test_a_later_date_waits_for_consent(world: World) -> None:
    """The copy stays a draft, seen by the parent's issuer; granted, it is issued with the date asked for."""
    task, clerk, head = received(world), world.actor("省.人社", "clerk"), world.actor("省.办", "head")
    late = orders(world, DUE + timedelta(days=60))
    with pytest.raises(Refused, match="晚于上级时限"):
        services.break_down(clerk, fresh(task), late)
    child, other = services.break_down(clerk, fresh(task), late, reason="企业三月才开班")
    assert child.state == "draft"
    assert not Task.objects.visible_to(world.actor("市.人社", "clerk")).exists()
    assert not Task.objects.visible_to(world.actor("国.办", "office")).filter(pk=child.pk).exists()
    with pytest.raises(Refused, match="正在等待江澜省产改协调小组办公室同意"):
        services.issue_tasks(clerk, [fresh(child)])
    request = Request.objects.get(task=child)
    services.rule_request(head, queries.request_page(head, request.pk), granted=True, note="同意延至二月底")
    assert fresh(child).state == "active"
    assert Task.objects.visible_to(world.actor("市.人社", "clerk")).get() == child
    request = Request.objects.get(task=other)
    services.rule_request(head, queries.request_page(head, request.pk), granted=False, note="按原时限")
    services.edit_task(clerk, fresh(other), due_on=DUE)
    services.issue_tasks(clerk, [fresh(other)])
    assert fresh(other).first_due_on == DUE


def test_not_twice_to_one_unit(world: World) -> None:
    task = received(world)
    handed_down(world, task)
    with pytest.raises(Refused, match="澜阳市人力资源社会保障局已有这项任务的下级任务"):
        handed_down(world, fresh(task), ("市.人社",), share=0)


@pytest.mark.parametrize("unit", ["企业", "省.教育", "市.教育", "他市.人社"])
def test_only_where_the_relation_allows(world: World, unit: str) -> None:
    task = received(world)
    with pytest.raises(Refused, match=world.units[unit].name):
        services.break_down(world.actor("省.人社", "clerk"), task, [Order(world.units[unit], DUE)])


def test_all_or_nothing(world: World) -> None:
    """Everything that is wrong with any order is said at once."""
    task = received(world)
    wrong = [Order(world.units["市.人社"], DUE), Order(world.units["企业"], DUE), Order(world.units["市.教育"], DUE)]
    with pytest.raises(Refused) as caught:
        services.break_down(world.actor("省.人社", "clerk"), task, wrong)
    assert len(caught.value.reasons) == 2
    assert not Task.objects.filter(parent=task).exists()


def test_first_receive(world: World) -> None:
    task = issued(world)[0]
    with pytest.raises(Refused, match="请先签收"):
        services.break_down(world.actor("省.人社", "clerk"), task, orders(world))


def test_two_at_once(world: World) -> None:
    task = received(world)
    mine, theirs = fresh(task), fresh(task)
    handed_down(world, mine)
    with pytest.raises(Stale, match=r"省\.人社综合处处长"):
        handed_down(world, theirs)
    assert Task.objects.filter(parent=task).count() == 2


def test_stranger(world: World) -> None:
    task = received(world)
    child = handed_down(world, task)[0]
    for unit in ("他省.人社", "县.教育"):
        with pytest.raises(NotVisible):
            queries.task_page(world.actor(unit, "clerk"), child.pk)
    with pytest.raises(Refused, match="须由江澜省人力资源社会保障厅"):
        services.break_down(world.actor("省.工会", "clerk"), fresh(task), orders(world))
