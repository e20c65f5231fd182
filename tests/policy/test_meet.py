"""A matter goes to a coordination meeting; what is decided there is tracked, and the next meeting hears of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from luoshi.kernel import clock
from luoshi.kernel.errors import Invalid, NotVisible, Refused
from luoshi.ledger import services as ledger
from luoshi.ledger.models import Request, Task
from luoshi.policy import queries, services
from luoshi.policy.models import AgendaItem, Decision, Meeting
from tests.desk.telling import begin, read, told
from tests.ledger import making
from tests.policy import meeting as given
from tests.world import World

ORDERED = date(2026, 6, 20)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.at(making.noon(ORDERED)):
        yield


def test_it_works(world: World) -> None:
    """Brought, put on an agenda, decided, signed, registered with the minutes as basis; the next meeting hears of it."""
    office = world.actor("省.办", "office")
    item = given.by_hand(world)
    given.signed(world, item, due_on=date(2026, 9, 30))
    decision = Decision.objects.get()
    with clock.at(making.noon(given.DAY)):
        task = services.register_decision(office, queries.find_decision(office, decision.pk))
    task.refresh_from_db()
    assert (task.category, task.state, task.due_on) == ("meeting", "active", date(2026, 9, 30))
    assert task.basis is not None
    assert (task.basis.kind, task.basis.number, task.basis.dated_on) == ("meeting", given.NUMBER, given.DAY)
    assert {duty.unit.name for duty in task.duties.filter(role="support")} == {world.units["省.人社"].name}
    later = services.plan_meeting(office, kind="topic", held_on=given.DAY + timedelta(days=30))
    [row] = queries.follow_up(office, later)
    stranger = world.actor("他省.办", "office")
    assert queries.follow_up(stranger, later) == [], "who was not called then does not read what was decided then"
    assert (row.decision, row.lights.time.state) == (decision, "green")
    assert later.serial == 2


def test_a_ruling_rewrites_the_duty(world: World) -> None:
    """The dispute that waits is granted by the minutes; what stood before stays on the request and in the trail."""
    office = world.actor("省.办", "office")
    item = given.brought(world)
    given.signed(world, item)
    decision = queries.find_decision(office, Decision.objects.get().pk)
    services.rule_division(office, decision)
    row = Request.objects.get()
    assert (row.state, row.document, row.approved_by) == ("granted", given.NUMBER, "周明远")
    task = item.task
    assert task is not None
    held = {duty.unit_id for duty in task.duties.filter(role="support")}
    assert held == {world.units["省.教育"].pk}


def test_a_draft_is_corrected_at_once(world: World) -> None:
    """A duty with the wrong lead, found before the plan is issued: the minutes name the lead and are its basis."""
    office = world.actor("省.办", "office")
    task = making.a_draft(world, making.a_plan(world))
    given.signed(world, given.by_hand(world, task))
    services.rule_division(office, queries.find_decision(office, Decision.objects.get().pk))
    lead = making.lead(task)
    assert (lead.unit, given.NUMBER in lead.basis_note) == (world.units["省.教育"], True)
    assert Task.objects.get(pk=task.pk).lead_unit == world.units["省.教育"]


def test_without_a_request_a_change_is_asked_for(world: World) -> None:
    """Somebody else of the issuer rules on it, by the ledger's own mechanism."""
    office = world.actor("省.办", "office")
    task = making.received(world)
    given.signed(world, given.by_hand(world, task))
    decision = services.rule_division(office, queries.find_decision(office, Decision.objects.get().pk))
    assert decision.request is not None
    assert (decision.request.kind, decision.request.state) == ("change", "raised")
    head = world.actor("省.办", "head")
    ledger.rule_request(
        head, decision.request, granted=True, note="按纪要办理", approved_by="周明远", document=given.NUMBER
    )
    assert making.fresh(task).lead_unit == world.units["省.教育"]


def test_what_was_put_off_waits_anew(world: World) -> None:
    office = world.actor("省.办", "office")
    item = given.by_hand(world)
    meeting = given.held(world, item)
    again = services.defer_item(office, queries.find_item(office, item.pk), "会后再作研究。")
    assert (again.state, again.follows) == ("pooled", item)
    with clock.at(making.noon(given.DAY)):
        services.sign_minutes(office, meeting, number=given.NUMBER, signed_on=given.DAY, signed_by="周明远")
    assert AgendaItem.objects.get(pk=item.pk).state == "deferred"


def test_it_is_refused_in_time(world: World) -> None:
    """Not twice from one source, no agenda without matters, no minutes with a matter open, nothing registered unsigned."""
    office = world.actor("省.办", "office")
    item = given.brought(world)
    row = Request.objects.select_related("task__issuer", "assigner", "unit").get()
    with pytest.raises(Refused, match="已经提出议题"):
        services.bring_item(office, given.source(world, row), subject="分工", asked="请裁定。")
    empty = services.plan_meeting(office, kind="office", held_on=given.DAY, whole=True)
    with pytest.raises(Refused, match="没有议题"):
        services.move_meeting(office, empty, "convene")
    meeting = given.held(world, item)
    with pytest.raises(Refused, match="还有 1 个议题"):
        services.sign_minutes(office, meeting, number="1号", signed_on=given.DAY, signed_by="周明远")
    listed = queries.find_item(office, item.pk)
    with pytest.raises(Invalid):
        services.decide(office, listed, text=" ", lead=None)
    services.decide(office, listed, text="由教育部门配合。", lead=world.units["省.教育"])
    with pytest.raises(Refused, match="纪要还没有签发"):
        services.register_decision(office, queries.find_decision(office, Decision.objects.get().pk))
    with pytest.raises(Refused):
        services.plan_meeting(world.actor("省.人社", "clerk"), kind="topic", held_on=given.DAY)


def test_who_reads_what(world: World) -> None:
    """The pool: office and bringer. The agenda: who is called, once it is sent. Decisions: with the signed minutes."""
    office, bringer, called = (
        world.actor("省.办", "office"),
        world.actor("省.工会", "clerk"),
        world.actor("省.人社", "clerk"),
    )
    item = given.brought(world)
    assert queries.find_item(bringer, item.pk) == item
    with pytest.raises(NotVisible):
        queries.find_item(called, item.pk)
    meeting = given.planned(world, item)
    with pytest.raises(NotVisible):
        queries.find_meeting(called, meeting.pk)
    services.move_meeting(office, meeting, "convene")
    assert queries.find_item(called, item.pk) == item
    services.move_meeting(office, meeting, "recall", note="再加一个议题")
    with pytest.raises(NotVisible):
        queries.find_meeting(called, meeting.pk)
    services.move_meeting(office, meeting, "convene")
    with clock.at(making.noon(given.DAY)):
        services.move_meeting(office, meeting, "hold")
        services.mark_attendance(office, meeting, {seat.pk: ("present", "") for seat in meeting.seats.all()})
        services.decide(
            office, queries.find_item(office, item.pk), text="由教育部门配合。", lead=world.units["省.教育"]
        )
        assert queries.decisions_of(bringer, [queries.find_item(bringer, item.pk)]) == {}
        services.sign_minutes(office, meeting, number=given.NUMBER, signed_on=given.DAY, signed_by="周明远")
    assert item.pk in queries.decisions_of(bringer, [queries.find_item(bringer, item.pk)])
    with pytest.raises(NotVisible):
        queries.find_decision(bringer, Decision.objects.get().pk)


def test_a_cancelled_meeting_gives_its_matters_back(world: World) -> None:
    item = given.by_hand(world)
    meeting = given.planned(world, item)
    services.move_meeting(world.actor("省.办", "office"), meeting, "cancel", note="与全体会议合并")
    item.refresh_from_db()
    assert (item.state, item.meeting) == ("pooled", None)


def test_stranger(world: World) -> None:
    item = given.brought(world)
    meeting = given.signed(world, item)
    stranger = world.actor("他省.办", "office")
    for find, pk in (
        (queries.find_item, item.pk),
        (queries.find_meeting, meeting.pk),
        (queries.find_decision, Decision.objects.get().pk),
    ):
        with pytest.raises(NotVisible):
            find(stranger, pk)
    assert not AgendaItem.objects.visible_to(stranger).exists()
    assert not Meeting.objects.visible_to(stranger).exists()
    assert not Decision.objects.visible_to(stranger).exists()


def test_notices(world: World) -> None:
    """The office hears of what is brought; who is called, from the day the agenda goes out until the meeting is held; the
    lead, of what was decided, once it stands in the ledger."""
    begin()
    office, clerk = world.actor("省.办", "office"), ("省.人社", "clerk")
    item = given.brought(world)
    read()
    assert ("policy.agenda", item.subject) in told(world, "省.办", "office")
    meeting = given.planned(world, item)
    read()
    assert ("policy.agenda", item.subject) not in told(world, "省.办", "office")
    call = ("policy.call", meeting.name)
    assert call not in told(world, *clerk), "the agenda has not gone out"
    services.move_meeting(office, meeting, "convene")
    services.call_units(office, meeting, [world.units["省.教育"]])
    read()
    assert call in told(world, *clerk)
    assert call in told(world, "省.教育", "clerk")
    assert call not in told(world, "省.财政", "clerk")
    services.release_unit(office, meeting.seats.select_related("meeting__unit").get(unit=world.units["省.教育"]))
    read()
    assert call not in told(world, "省.教育", "clerk")
    with clock.at(making.noon(given.DAY)):
        services.move_meeting(office, meeting, "hold")
        services.mark_attendance(office, meeting, {seat.pk: ("present", "") for seat in meeting.seats.all()})
        found = queries.find_item(office, item.pk)
        services.decide(
            office, found, text="由教育部门牵头编制目录。", lead=world.units["省.教育"], due_on=date(2026, 9, 30)
        )
        services.sign_minutes(office, meeting, number=given.NUMBER, signed_on=given.DAY, signed_by="周明远")
        task = services.register_decision(office, queries.find_decision(office, Decision.objects.get().pk))
        read()
    assert call not in told(world, *clerk)
    assert ("ledger.receive", f"{task.number} {task.title}") in told(world, "省.教育", "clerk")
