"""A dispute, a letter, a meeting held with one matter on it: for the tests of coordination meetings, made by the real services."""

from __future__ import annotations

from datetime import date

from luoshi.kernel import clock
from luoshi.ledger import services as ledger
from luoshi.ledger.models import Duty, Request, Task
from luoshi.org.models import Unit
from luoshi.policy import queries, services
from luoshi.policy.models import AgendaItem, Meeting
from luoshi.policy.queries.agenda import Source
from tests.ledger import making
from tests.world import World

DAY = date(2026, 6, 23)
NUMBER = "澜产改纪要〔2026〕1号"


def dispute(world: World) -> Request:
    """The supporting unit disputes the division of an issued task; its lead has answered."""
    task = making.received(world)
    duty = Duty.objects.select_related("task__issuer", "task__plan", "unit").get(task=task, role="support")
    row = ledger.dispute_division(
        world.actor("省.工会", "clerk"),
        duty,
        reason="职责不在我会。",
        signed_by="王立",
        proposed_unit=world.units["省.教育"],
    )
    ledger.answer_request(world.actor("省.人社", "clerk"), row, "尊重协调小组意见。")
    return Request.objects.select_related("task__issuer", "assigner", "unit", "duty", "responder").get(pk=row.pk)


def source(world: World, row: Request) -> Source:
    """The dispute as a matter to be brought."""
    found = queries.of_request(row)
    assert found is not None
    return found


def brought(world: World, by: tuple[str, str] = ("省.工会", "clerk")) -> AgendaItem:
    """The dispute has been brought to the province's body."""
    found = source(world, dispute(world))
    return services.bring_item(world.actor(*by), found, subject=found.subject, asked="请明确由哪个单位配合。")


def by_hand(world: World, task: Task | None = None, unit: str = "省.办") -> AgendaItem:
    """A matter brought by hand."""
    body = queries.body_of(world.units[unit])
    assert body is not None
    actor = world.actor(unit, "office" if unit.endswith("办") else "clerk")
    found = Source(body, world.units[unit], "专业目录由谁牵头编制", "", task=task)
    return services.bring_item(actor, found, subject=found.subject, asked="请明确牵头单位和时限。")


def planned(world: World, item: AgendaItem) -> Meeting:
    """A meeting with this matter on its agenda."""
    office = world.actor("省.办", "office")
    meeting = services.plan_meeting(office, kind="topic", held_on=DAY, place="省行政中心三号会议室", chair="周明远")
    services.list_item(office, item, meeting)
    return meeting


def held(world: World, item: AgendaItem) -> Meeting:
    """Its agenda was sent, it was held, everybody came."""
    office, meeting = world.actor("省.办", "office"), planned(world, item)
    if not meeting.seats.exclude(part="host").exists():
        services.call_units(office, meeting, [world.units["省.人社"]])
    services.move_meeting(office, meeting, "convene")
    with clock.at(making.noon(DAY)):
        services.move_meeting(office, meeting, "hold")
        services.mark_attendance(office, meeting, {seat.pk: ("present", "到会人") for seat in meeting.seats.all()})
    return meeting


def signed(world: World, item: AgendaItem, lead: str = "省.教育", due_on: date | None = None) -> Meeting:
    """One thing was decided, and the minutes are signed."""
    office, meeting = world.actor("省.办", "office"), held(world, item)
    with clock.at(making.noon(DAY)):
        services.decide(
            office, queries.find_item(office, item.pk), text="由教育部门牵头编制专业目录。", lead=world.units[lead],
            supports=[world.units["省.人社"]], due_on=due_on,
        )  # fmt: skip
        services.sign_minutes(office, meeting, number=NUMBER, signed_on=DAY, signed_by="周明远")
    return meeting


def unit(world: World, key: str) -> Unit:
    """One of the world's units."""
    return world.units[key]
