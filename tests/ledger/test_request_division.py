"""申请调整分工: within N working days, signed by the head, ruled on by the issuer while the work goes on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from luoshi.kernel import clock
from luoshi.kernel.errors import NotVisible, Refused, Stale
from luoshi.kernel.models import Event
from luoshi.ledger import queries, services
from luoshi.ledger.models import Duty, Request, Task
from tests.ledger.making import fresh, handed_down, issued, lead, noon
from tests.world import World

pytestmark = pytest.mark.django_db


def asked(world: World, task: Task, proposed: str | None = "省.教育") -> Request:
    unit = world.units[proposed] if proposed else None
    services.request_division(
        world.actor("省.人社", "clerk"), lead(task), reason="职能已划转", signed_by="高承志", proposed_unit=unit
    )
    return queries.request_page(world.actor("省.办", "office"), Request.objects.get(task=task).pk)


def test_it_works(world: World) -> None:
    """Granted: the lead moves; the task never stood still, and the trail still names the first lead."""
    task = issued(world)[0]
    request = asked(world, task)
    assert fresh(task).state == "active"
    assert request.rule_by == queries.calendar().shift(clock.today(), 5)
    assert [row.pk for row in queries.to_rule(world.actor("省.办", "head"))] == [request.pk]
    services.rule_request(world.actor("省.办", "head"), request, granted=True, note="同意，由教育厅牵头")
    duty = lead(task)
    assert duty.unit == world.units["省.教育"]
    assert (duty.state, duty.received_at) == ("pending", None)
    assert fresh(task).lead_unit == world.units["省.教育"]
    event = Event.objects.get(code="ledger.duty.transfer")
    assert event.before["unit"] == world.units["省.人社"].pk
    assert Task.objects.visible_to(world.actor("省.教育", "clerk")).get() == task
    assert not Task.objects.visible_to(world.actor("省.人社", "clerk")).exists()


def test_declined_with_a_reason(world: World) -> None:
    task = issued(world)[0]
    request, head = asked(world, task), world.actor("省.办", "head")
    with pytest.raises(Refused, match="缺裁定意见"):
        services.rule_request(head, request, granted=False, note="")
    services.rule_request(head, request, granted=False, note="职能未变")
    assert (request.state, request.ruling) == ("declined", "职能未变")
    assert lead(task).unit == world.units["省.人社"]


@pytest.mark.parametrize(("missing", "label"), [("reason", "申请理由"), ("signed_by", "签字的单位负责人")])
def test_signed_and_reasoned(world: World, missing: str, label: str) -> None:
    given = {"reason": "职能已划转", "signed_by": "高承志", missing: " "}
    with pytest.raises(Refused, match=f"缺{label}"):
        services.request_division(world.actor("省.人社", "clerk"), lead(issued(world)[0]), **given)


def test_only_within_the_days(world: World) -> None:
    """On the fifth working day still, on the sixth no more."""
    task = issued(world)[0]
    last = queries.calendar().shift(clock.today(), 5)
    clerk = world.actor("省.人社", "clerk")
    with clock.at(noon(last + timedelta(days=1))), pytest.raises(Refused, match="5 个工作日内"):
        services.request_division(clerk, lead(task), reason="职能已划转", signed_by="高承志")
    with clock.at(noon(last)):
        assert services.request_division(clerk, lead(task), reason="职能已划转", signed_by="高承志").state == "raised"


def test_one_at_a_time(world: World) -> None:
    task = issued(world)[0]
    asked(world, task)
    with pytest.raises(Refused, match="已有一件申请"):
        asked(world, task)


def test_a_lead_is_not_left_open(world: World) -> None:
    """Without a unit to go to, a lead's duty stays; the ruling may name another than was proposed."""
    task, head = issued(world)[0], world.actor("省.办", "head")
    request = asked(world, task, None)
    with pytest.raises(Refused, match="须写明改由哪个单位牵头"):
        services.rule_request(head, queries.request_page(head, request.pk), granted=True, note="同意")
    assert Request.objects.get().state == "raised"
    services.rule_request(
        head, queries.request_page(head, request.pk), granted=True, note="同意", unit=world.units["省.工会"]
    )
    roles = list(Duty.objects.filter(task=task, unit=world.units["省.工会"]).values_list("role", flat=True))
    assert roles == ["lead"]


def test_a_helper_may_be_let_go(world: World) -> None:
    task, office = issued(world)[0], world.actor("省.办", "office")
    duty = Duty.objects.select_related("task__issuer", "unit").get(task=task, role="support")
    request = services.request_division(world.actor("省.工会", "clerk"), duty, reason="不涉及", signed_by="苏敏")
    services.rule_request(office, queries.request_page(office, request.pk), granted=True, note="同意")
    assert not Duty.objects.filter(task=task, role="support").exists()
    assert Request.objects.get().state == "granted"


def test_no_unit_that_the_issuer_may_not_order(world: World) -> None:
    head, task = world.actor("省.办", "head"), issued(world)[0]
    request = asked(world, task, "市.人社")
    with pytest.raises(Refused, match="澜阳市人力资源社会保障局"):
        services.rule_request(head, request, granted=True, note="同意")
    assert lead(task).unit == world.units["省.人社"]


def test_not_once_it_was_handed_down(world: World) -> None:
    """Those below answer to the lead that ordered them."""
    task = issued(world)[0]
    request, clerk = asked(world, task), world.actor("省.人社", "clerk")
    services.receive(clerk, lead(task))
    handed_down(world, fresh(task))
    with pytest.raises(Refused, match="已经分解到下级"):
        services.rule_request(world.actor("省.办", "head"), request, granted=True, note="同意")


def test_taken_back(world: World) -> None:
    request = asked(world, issued(world)[0])
    services.withdraw_request(world.actor("省.人社", "clerk"), request)
    assert request.state == "withdrawn"


def test_two_rulers(world: World) -> None:
    task = issued(world)[0]
    asked(world, task)
    head, office = world.actor("省.办", "head"), world.actor("省.办", "office")
    pk = Request.objects.get().pk
    mine, theirs = queries.request_page(head, pk), queries.request_page(office, pk)
    services.rule_request(head, mine, granted=False, note="职能未变")
    with pytest.raises(Stale, match=r"省\.办主要负责人"):
        services.rule_request(office, theirs, granted=True, note="同意")
    assert lead(task).unit == world.units["省.人社"]


def test_stranger(world: World) -> None:
    """Neither the raiser nor an outsider rules."""
    request = asked(world, issued(world)[0])
    for unit, role in (("省.人社", "head"), ("他省.办", "head")):
        with pytest.raises(Refused, match="须由江澜省产改协调小组办公室"):
            services.rule_request(world.actor(unit, role), request, granted=True, note="同意")
    with pytest.raises(NotVisible):
        queries.request_page(world.actor("他省.办", "head"), request.pk)
