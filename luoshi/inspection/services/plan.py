"""An item is planned, its objects listed, its approval entered; others propose where to look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from luoshi.inspection import queries
from luoshi.inspection.models import Burden, Item, ItemTask, ItemUnit, Proposal, Target
from luoshi.inspection.queries.plan import leaving_notice, proposal_facts
from luoshi.inspection.rules.plan import CAPS, not_inspected
from luoshi.inspection.services.visits import announce
from luoshi.inspection.workflow import ITEM, PROPOSAL
from luoshi.kernel import actions, checks, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.models import File
from luoshi.kernel.say import say
from luoshi.kernel.services import attach
from luoshi.ledger.models import Task
from luoshi.org.models import Unit
from luoshi.org.queries.units import office_of
from luoshi.org.rules import Kind
from luoshi.org.scope import Shown

FIELDS = (
    "kind", "theme", "name", "content", "range_text", "grounds", "phase", "starts_on", "ends_on", "level_reason", "unannounced",
)  # fmt: skip


def add_item(actor: Actor, *, starts_on: date, ends_on: date, **fields: Any) -> Item:
    """Plan an item. It is a draft: without an approval nothing can be drawn and no notice goes out."""
    if not queries.inspects(actor):
        raise Refused([say("您所在单位或职务不能办理这一步。")])
    _in_order(starts_on, ends_on)
    unit = Unit.objects.get_visible(actor, pk=actor.unit_id)
    given = {name: fields[name] for name in FIELDS if name in fields}
    item = Item(
        state=ITEM.start,
        unit=unit,
        unit_path=unit.path,
        year=starts_on.year,
        starts_on=starts_on,
        ends_on=ends_on,
        **given,
    )
    return actions.create(actor, "inspection.item.plan", item)


def edit_item(actor: Actor, item: Item, *, starts_on: date, ends_on: date, **fields: Any) -> Item:
    """Correct a draft. From the approval on content, objects, scope and time are locked (Decree 733, article 15)."""
    _drafting(actor, item)
    _in_order(starts_on, ends_on)
    given = {name: fields[name] for name in FIELDS if name in fields}
    return actions.change(
        actor, "inspection.item.edit", item, year=starts_on.year, starts_on=starts_on, ends_on=ends_on, **given
    )


def _in_order(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise Invalid({"ends_on": [say("结束日期早于开始日期。")]})


def _drafting(actor: Actor, item: Item) -> None:
    if "inspecting.inspect" not in queries.item_facts(actor, item).roles:
        raise Refused([say("须由{who}办理。", who=item.unit.name)])
    if item.state != ITEM.start:
        raise Refused([say("事项批准后，内容、对象、范围和时间不再变动；要扩大范围，请另行报批。")])


def set_objects(
    actor: Actor, item: Item, units: Sequence[Unit], *, stream: str = "random", weight: float = 1, reason: str = "",
    tasks: Sequence[Task] = (),
) -> Item:  # fmt: skip
    """List units that the item looks at. An enterprise never: it may be visited, by consent, as 调研指导."""
    _drafting(actor, item)
    research = item.kind == "research"
    for unit in units:
        if (why := not_inspected(Kind(unit.kind))) is not None and not research:
            raise Refused([say("{unit}：{reason}", unit=unit.name, reason=why)])
        if why is not None and not reason.strip():
            raise Invalid({"reason": [say("到企业调研走访须经企业同意，请写明何时征得谁的同意。")]})
    if not 1 <= weight <= queries.caps_of(item.unit).risk_most:
        raise Invalid({"weight": [say("权重在 1 与 {most} 之间。", most=queries.caps_of(item.unit).risk_most)]})
    if stream != "random" and not reason.strip():
        raise Invalid({"reason": [say("应查和按风险确定的，须写明理由。")]})
    known = set(item.objects_of.values_list("unit_id", flat=True))
    rows = [
        ItemUnit(item=item, unit=unit, stream=stream, weight=weight if stream == "risk" else 1, reason=reason.strip()[:200])
        for unit in units if unit.pk not in known
    ]  # fmt: skip
    with actions.atomic():
        actions.add_parts(actor, "inspection.item.object", item, rows, {"units": [row.unit.name for row in rows]})
        held = set(item.tasks_of.values_list("task_id", flat=True))
        linked = [ItemTask(item=item, task=task) for task in tasks if task.pk not in held]
        actions.add_parts(actor, "inspection.item.task", item, linked, {"tasks": [row.task.title for row in linked]})
    return item


def approve_item(actor: Actor, item: Item, *, scan: File | None = None, **given: Any) -> Item:
    """Enter the approval: the annual plan's number, or the one approved on its own, with the scan."""
    with actions.atomic():
        if scan is not None:
            attach(actor, scan, item, "approval")
        return actions.perform(actor, ITEM, "approve", item, queries.item_facts(actor, item), **given)


def move_item(actor: Actor, item: Item, move: str, *, note: str = "", despite: str = "", **changes: Any) -> Item:
    """Arrange, send the notice, merge, finish, cancel."""
    with actions.atomic():
        actions.perform(actor, ITEM, move, item, queries.item_facts(actor, item), note=note.strip(), **changes)
        if move == "notify":
            actions.change_all(Target.objects.filter(item=item).filter(state="chosen"), shown=Shown.UNIT)
            announce(actor, item)
            checks.leave(actor, leaving_notice(item), despite)
    return item


def read_item(actor: Actor, pk: int) -> Item:
    """An item to read; of what nobody is told beforehand it is kept who has read it."""
    item = queries.find_item(actor, pk)
    if item.unannounced and item.state not in ITEM.ends:
        actions.note_event(actor, "inspection.item.read", item)
    return item


def propose_target(actor: Actor, unit: Unit, reason: str, *, source: str, task: Task | None = None) -> Proposal:
    """Say that somebody should look there, and why: to the office of the unit's place. A person decides."""
    office = office_of(unit)
    if office is None:
        raise Refused([say("{unit}所在地没有协调机构。", unit=unit.name)])
    if not reason.strip():
        raise Invalid({"reason": [say("请写明理由。")]})
    waiting = Proposal.objects.filter(office=office, unit=unit, task=task, source=source, state="open").first()
    if waiting is not None:
        return waiting
    row = Proposal(
        state=PROPOSAL.start, office=office, office_path=office.path, unit=unit, task=task, source=source[:40],
        reason=reason.strip(), proposed_at=clock.now(),
    )  # fmt: skip
    return actions.create(actor, "inspection.proposal.propose", row)


def answer_proposal(actor: Actor, row: Proposal, move: str, **given: Any) -> Proposal:
    """Put it into an item, or say why not."""
    with actions.atomic():
        actions.perform(actor, PROPOSAL, move, row, proposal_facts(actor, row), **given)
        if move == "take" and row.item is not None:
            set_objects(
                actor, row.item, [row.unit], stream="risk", weight=2, reason=f"{row.source}：{row.reason}"[:200]
            )
    return row


def set_burden(actor: Actor, caps: Mapping[str, int]) -> Burden:
    """Set the limits of the own office."""
    if not queries.inspects(actor):
        raise Refused([say("您所在单位或职务不能办理这一步。")])
    wrong = {name: [say("请填 0 至 1000 之间的整数。")] for name, value in caps.items() if not 0 <= value <= 1000}
    if wrong or set(caps) - set(vars(CAPS)):
        raise Invalid(wrong)
    row = Burden.objects.filter(unit=actor.unit_id).first()
    if row is None:
        return actions.create(
            actor,
            "inspection.burden.set",
            Burden(unit=Unit.objects.get_visible(actor, pk=actor.unit_id), caps=dict(caps)),
        )
    return actions.change(actor, "inspection.burden.set", row, caps={**row.caps, **caps})
