"""更名、改变隶属、并入、撤销: with the document that orders it, and without losing history or opening old access."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from luoshi.kernel import actions, clock, panels
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.kernel.say import Say, say
from luoshi.org.models import (
    BodyMember,
    CoordinationBody,
    Delegation,
    FormerName,
    Grant,
    LineMembership,
    Reorganisation,
    Tenure,
    Unit,
    UnitTag,
)
from luoshi.org.queries import changes
from luoshi.org.queries.tags import organises
from luoshi.org.services.units import move_unit

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Order:
    """The document that orders a change, and from when it counts."""

    title: str
    number: str
    on: date


def _check(actor: Actor, unit: Unit, order: Order, *more: Unit) -> None:
    reasons: list[Say] = []
    for one in (unit, *more):
        if not organises(actor, one):
            reasons.append(say("{unit}不在您登记机构的范围，须由共同上级的协调办办理。", unit=one.name))
    if not order.title.strip() or not order.number.strip():
        reasons.append(say("请写明依据文件的名称和文号。"))
    if order.on > clock.today():
        reasons.append(say("从生效之日起登记，不能提前。"))
    if unit.abolished_on is not None:
        reasons.append(say("{unit}已经撤销。", unit=unit.name))
    if reasons:
        raise Refused(reasons)


def _record(
    actor: Actor, unit: Unit, kind: str, order: Order, effects: list[changes.Effect], other: Unit | None = None
) -> Reorganisation:
    row = Reorganisation(
        unit=unit, unit_path=unit.path, kind=kind, other=other, on=order.on, basis_title=order.title.strip(),
        basis_number=order.number.strip(), effects=changes.as_lines(effects), made_by_id=actor.person_id,
        made_at=clock.now(),
    )  # fmt: skip
    note = f"{order.title.strip()} {order.number.strip()}"
    return actions.create(actor, f"org.change.{kind}", row, note=note)


def rename_unit(actor: Actor, unit: Unit, name: str, order: Order, *, short_name: str = "") -> Unit:
    """Another name from a day on; what was written before keeps the old one, and the old one still finds the unit."""
    _check(actor, unit, order)
    name = name.strip()
    if name == unit.name:
        raise Refused([say("新名称和现名称相同。")])
    if Unit.objects.filter(parent=unit.parent_id, name=name, abolished_on=None).exists():
        raise Refused([say("同一上级下已有“{name}”。", name=name)])
    effects = changes.effects_of_rename(unit, name)
    with actions.atomic():
        old = FormerName(
            unit=unit, name=unit.name, short_name=unit.short_name, starts_on=unit.named_on, ends_on=order.on - DAY
        )
        actions.create(actor, "org.unit.former_name", old)
        actions.change(actor, "org.unit.rename", unit, name=name, short_name=short_name.strip(), named_on=order.on)
        _record(actor, unit, "rename", order, effects)
    return unit


def relocate_unit(actor: Actor, unit: Unit, parent: Unit, order: Order) -> Unit:
    """Move a unit with all below it; business lines that cross the border pass to the new place's superiors."""
    _check(actor, unit, order, parent)
    effects = changes.effects_of_move(unit, parent)
    with actions.atomic():
        crossing = changes.lines_across(unit, parent)
        moved = move_unit(actor, unit, parent, note=f"{order.title} {order.number}")
        for row, superior in crossing:
            _relay(actor, row, superior, order.on)
        _record(actor, moved, "move", order, effects, parent)
    return moved


def _relay(actor: Actor, row: LineMembership, superior: Unit | None, on: date) -> None:
    """The membership under the old superior ends; one under the new begins."""
    if row.starts_on >= on:
        actions.change(actor, "org.line.change", row, superior=superior)
        return
    actions.change(actor, "org.line.leave", row, ends_on=on - DAY)
    again = LineMembership(unit_id=row.unit_id, line_id=row.line_id, superior=superior, starts_on=on)
    actions.create(actor, "org.line.join", again)


def merge_unit(actor: Actor, unit: Unit, heir: Unit, order: Order) -> Unit:
    """A unit becomes part of another: what is open passes, what is done stays in its name. A place takes its units along."""
    if unit.pk == heir.pk:
        raise Refused([say("不能并入本单位。")])
    if heir.path.startswith(unit.path):
        raise Refused([say("不能并入自己的下级。")])
    _check(actor, unit, order, heir)
    effects = changes.effects_of_end(unit, heir)
    with actions.atomic():
        actions.keep_out()
        for inner in changes.inner_units(unit):
            match = changes.counterpart(inner, heir)
            if match is not None:
                merge_unit(actor, inner, match, order)
            else:
                relocate_unit(actor, inner, heir, order)
        unit.refresh_from_db()
        heir.refresh_from_db()
        for one in panels.SUCCESSIONS:
            one.carry(actor, unit, heir)
        _relay_juniors(actor, unit, heir, order.on)
        _close(actor, unit, order.on, heir)
        _record(actor, unit, "merge", order, effects, heir)
    return unit


def abolish_unit(actor: Actor, unit: Unit, order: Order) -> Unit:
    """A unit ceases without an heir: only when nothing is open and nothing hangs below it."""
    _check(actor, unit, order)
    items = changes.open_matters(unit, None)
    reasons: list[Say] = []
    if items:
        reasons.append(say("还有未了事项 {count} 项，须先明确承接单位（用“并入”）。", count=len(items)))
    if changes.inner_units(unit):
        reasons.append(say("还有下级单位，须先调整或者撤销。"))
    if CoordinationBody.objects.filter(office=unit).exists():
        reasons.append(say("是协调机构的办事机构，须先在协调机构中更换。"))
    if reasons:
        raise Refused(reasons)
    effects = changes.effects_of_end(unit, None)
    with actions.atomic():
        _close(actor, unit, order.on, None)
        _record(actor, unit, "abolish", order, effects)
    return unit


def _relay_juniors(actor: Actor, unit: Unit, heir: Unit, on: date) -> None:
    """Whoever had this unit as superior in a line has its heir there."""
    for row in LineMembership.objects.filter(superior=unit, ends_on=None).exclude(unit=heir).select_related("unit"):
        if row.unit.abolished_on is None:
            _relay(actor, row, heir, on)


def _close(actor: Actor, unit: Unit, on: date, heir: Unit | None) -> None:
    """Posts, rights, deputies, lines, tags and seats in bodies end; the row stays, for everything that was done."""
    last = on - DAY
    ending: tuple[tuple[Any, str, Any], ...] = (
        (Tenure, "org.post.leave", Tenure.objects.filter(post__unit=unit)),
        (Grant, "org.grant.end", Grant.objects.filter(unit=unit)),
        (Delegation, "org.delegation.lapse", Delegation.objects.filter(unit=unit, ends_on__gte=on)),
        (LineMembership, "org.line.leave", LineMembership.objects.filter(unit=unit)),
        (UnitTag, "org.unit.untag", UnitTag.objects.filter(unit=unit)),
        (BodyMember, "org.body.leave", BodyMember.objects.filter(unit=unit)),
    )
    for model, code, rows in ending:
        open_rows = rows if model is Delegation else rows.filter(ends_on=None)
        for row in open_rows:
            actions.change(actor, code, row, ends_on=max(last, row.starts_on))
    for body in CoordinationBody.objects.filter(office=unit) if heir is not None and heir.kind == "office" else ():
        actions.change(actor, "org.body.change", body, office=heir)
    actions.change(actor, "org.unit.close", unit, abolished_on=on, successor=heir)
