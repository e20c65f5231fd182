"""A unit offers what it has to others; others book it; its keeper confirms or says why not."""

from __future__ import annotations

from datetime import date
from typing import Any

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.say import Say, say
from luoshi.ledger.models import Task
from luoshi.ledger.queries import holders
from luoshi.org.models import Unit
from luoshi.policy.models import RESOURCE_KINDS, SHARED_WITH, Booking, Resource
from luoshi.policy.queries import resources as reads
from luoshi.policy.rules.resources import Stay, clashes, misfits, span
from luoshi.policy.workflow import BOOKING, RESOURCE

RESOURCE_FIELDS = (
    "kind",
    "name",
    "field",
    "place",
    "capacity",
    "single",
    "contact",
    "conditions",
    "cost",
    "shared_with",
)
MOST = 1_000_000


def add_resource(actor: Actor, unit: Unit, **values: Any) -> Resource:
    """Offer something of one's own unit, or, as the office, of a member."""
    if not reads.resource_keepers(actor).filter(pk=unit.pk).exists():
        raise Refused([say("只能登记本单位的资源；成员单位的资源也可以由协调小组办公室登记。")])
    row = Resource(state=RESOURCE.start, unit=unit, unit_path=unit.path, **_given(values))
    _check(row)
    return actions.create(actor, "policy.resource.add", row)


def edit_resource(actor: Actor, row: Resource, **values: Any) -> Resource:
    """Correct what is said of it. A smaller capacity takes nothing from what is confirmed."""
    if not reads.may_keep(actor, row):
        raise Refused(
            [say("须由{who}办理。", who=holders({"provider": [row.unit]}).get("provider.consult") or row.unit.name)]
        )
    given = _given(values)
    _check(Resource(pk=row.pk, unit=row.unit, **{**{name: getattr(row, name) for name in RESOURCE_FIELDS}, **given}))
    return actions.change(actor, "policy.resource.edit", row, **given)


def _given(values: dict[str, Any]) -> dict[str, Any]:
    given = {name: values[name] for name in RESOURCE_FIELDS if name in values}
    return {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}


def _check(row: Resource) -> None:
    wrong: dict[str, list[Say]] = {}
    for name, label in (("name", say("名称")), ("field", say("专业方向"))):
        if not getattr(row, name):
            wrong[name] = [say("缺{what}。", what=label)]
    if row.kind not in dict(RESOURCE_KINDS):
        wrong["kind"] = [say("请从列出的类别中选择。")]
    if row.shared_with not in dict(SHARED_WITH):
        wrong["shared_with"] = [say("请从列出的共享范围中选择。")]
    if not 1 <= (row.capacity or 0) <= MOST:
        wrong["capacity"] = [say("每天可接待人数至少 1 人。")]
    if row.contact is not None and row.contact.unit_id != row.unit_id:
        wrong["contact"] = [say("联系岗位须是资源所属单位的岗位。")]
    known = Resource.objects.filter(unit=row.unit, kind=row.kind, name=row.name).exclude(pk=row.pk)
    if not wrong and known.exists():
        wrong["name"] = [say("本单位已经登记过同名的资源。")]
    if wrong:
        raise Invalid(wrong)


def move_resource(actor: Actor, row: Resource, name: str, note: str = "") -> Resource:
    """Take it off the offer, or offer it again. Bookings that wait are declined with the same reason."""
    with actions.atomic():
        actions.perform(actor, RESOURCE, name, row, reads.resource_facts(actor, row), note=note.strip())
        if name == "close":
            for one in row.bookings.filter(state="asked").select_related("unit", "resource__unit"):
                move_booking(actor, one, "decline", note)
    return row


def book(
    actor: Actor, row: Resource, *, starts_on: date, ends_on: date, people: int, purpose: str, task: Task | None = None
) -> Booking:
    """Ask for it. What cannot fit is refused at once, with the reason and the next days that are free."""
    unit = Unit.objects.filter(pk=actor.unit_id or 0).first()
    if unit is None or not reads.may_book(actor, row):
        raise Refused([say("这项资源不对本单位开放，或者已经停用。")])
    wanted = Stay(0, unit.name, starts_on, ends_on, people)
    wrong = {name: [reason] for name, reason in misfits(wanted, clock.today()).items()}
    if not purpose.strip():
        wrong["purpose"] = [say("请写明用途。")]
    if task is not None and not reads.bookable_tasks(actor).filter(pk=task.pk).exists():
        wrong["task"] = [say("请选择本单位承担的在办任务。")]
    if wrong:
        raise Invalid(wrong)
    _refuse_clash(row, wanted)
    booking = Booking(
        state=BOOKING.start, resource=row, unit=unit, unit_path=unit.path, starts_on=starts_on, ends_on=ends_on,
        people=people, purpose=purpose.strip()[:200], task=task, asked_at=clock.now(),
    )  # fmt: skip
    return actions.create(actor, "policy.booking.ask", booking)


def _refuse_clash(row: Resource, wanted: Stay) -> None:
    """Say why it does not fit, and when it would."""
    stays = reads.stays_of([row], wanted.starts_on, wanted.ends_on)[row.pk]
    reasons = clashes(reads.room_of(row), stays, wanted)
    if not reasons:
        return
    free = tuple(span(first, last) for first, last in reads.free_from(row, wanted))
    raise Refused([*reasons, *([say("最近可以预约的日期：{spans}。", spans=free)] if free else [])])


def move_booking(actor: Actor, row: Booking, name: str, note: str = "") -> Booking:
    """Confirm, decline, take back, cancel. Two that are confirmed at once do not both get the last place: the second
    finds its resource changed."""
    with actions.atomic():
        facts = reads.booking_facts(actor, row)
        if name == "confirm":
            actions.draft(row.resource)
        return actions.perform(
            actor, BOOKING, name, row, facts, note=note.strip(), reason=note.strip()[:300], answered_at=clock.now()
        )
