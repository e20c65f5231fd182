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
        facts = queries.item_facts(actor, item, scans=int(scan is not None))
        return actions.perform(actor, ITEM, "approve", item, facts, **given)


def move_item(actor: Actor, item: Item, move: str, *, note: str = "", despite: str = "", **changes: Any) -> Item:
    """Arrange, send the notice, merge, finish, cancel."""
    into = changes.get("merged_into")
    if move == "merge" and into is not None and into not in queries.merging_into(item):
        raise Refused([say("并入其他单位的事项，先向{who}提出合并建议，对方同意后再并入。", who=into.unit.name)])
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


def propose_target(
    actor: Actor, unit: Unit, reason: str, *, source: str, task: Task | None = None, office: Unit | None = None
) -> Proposal:
    """Say that somebody should look there, and why: to ``office``, else to that of the unit's place. A person decides."""
    office = office or office_of(unit)
    if office is None:
        raise Refused([say("{unit}所在地没有协调机构。", unit=unit.name)])
    if (why := not_inspected(Kind(unit.kind))) is not None:
        raise Refused([say("{unit}：{reason}", unit=unit.name, reason=why)])
    return _propose(actor, Proposal(office=office, unit=unit, task=task, source=source[:40]), reason)


def propose_merge(actor: Actor, item: Item, into: Item, reason: str) -> Proposal:
    """Ask another body to take the own item into one of its: it decides, and then the own office merges."""
    if "inspecting.inspect" not in queries.item_facts(actor, item).roles or item.state not in ("draft", "approved"):
        raise Refused([say("由{who}在发出通知以前提出。", who=item.unit.name)])
    if into.unit_id == item.unit_id or into.pk not in {one.pk for one in queries.overlapping(actor, item)}:
        raise Refused([say("只向对象重复或者主题相同的其他单位提出合并。")])
    row = Proposal(office=into.unit, unit=item.unit, merges=item, item=into, source=str(say("合并建议")))
    return _propose(actor, row, reason)


def _propose(actor: Actor, row: Proposal, reason: str) -> Proposal:
    if not reason.strip():
        raise Invalid({"reason": [say("请写明理由。")]})
    same = Proposal.objects.filter(office=row.office, unit=row.unit, task=row.task, merges=row.merges, state="open")
    waiting = same.filter(source=row.source).first()
    if waiting is not None:
        return waiting
    row.state, row.office_path, row.reason, row.proposed_at = (
        PROPOSAL.start,
        row.office.path,
        reason.strip(),
        clock.now(),
    )
    return actions.create(actor, "inspection.proposal.propose", row)


def answer_proposal(
    actor: Actor, row: Proposal, move: str, *, stream: str = "risk", weight: float = 2, **given: Any
) -> Proposal:
    """Put it into an item, or say why not. What another body's item looks at comes along, where the scope is still open."""
    with actions.atomic():
        actions.perform(actor, PROPOSAL, move, row, proposal_facts(actor, row), **given)
        if move == "take" and row.item is not None:
            _take_up(actor, row, row.item, stream, weight)
    return row


def _take_up(actor: Actor, row: Proposal, item: Item, stream: str, weight: float) -> None:
    because = f"{row.source}：{row.reason}"[:200]
    if row.merges is None:
        tasks = [row.task] if row.task else []
        set_objects(actor, item, [row.unit], stream=stream, weight=weight, reason=because, tasks=tasks)
        return
    known = set(item.objects_of.values_list("unit_id", flat=True))
    new = [one for one in row.merges.objects_of.select_related("unit") if one.unit_id not in known]
    for one in new:
        set_objects(actor, item, [one.unit], stream=one.stream, weight=one.weight, reason=because)


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


def note_export(actor: Actor, what: str, notes: Sequence[str]) -> None:
    """Write into the trail who took which list out."""
    unit = Unit.objects.filter(pk=actor.unit_id or 0).first()
    if unit is not None:
        actions.note_event(actor, "inspection.export", unit, after={"what": what, "notes": list(notes)})
