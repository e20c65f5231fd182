"""Outcome indicators: registering one, entering its values once, and linking it to tasks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.say import Say, say
from luoshi.ledger import queries
from luoshi.ledger.models import Indicator, IndicatorLink, IndicatorReader, IndicatorValue, Task
from luoshi.ledger.services.common import own_unit
from luoshi.org.models import Unit
from luoshi.org.queries import member_units
from luoshi.org.rules import permissions
from luoshi.org.scope import Shown

FIELDS = (
    "name", "definition", "unit_name", "comparator", "baseline", "baseline_on", "target", "target_on", "source",
)  # fmt: skip
LARGEST = Decimal(10) ** 14


def add_indicator(actor: Actor, owner: Unit, **values: Any) -> Indicator:
    """Register an indicator. Its owner enters the values; the members of the place share it."""
    unit = own_unit(actor, "draft", "report")
    if owner.pk != unit.pk and "draft" not in permissions(actor.roles):
        raise Refused([say("只能登记本单位负责的指标；其他单位的指标由协调小组办公室登记。")])
    if owner.place_path != unit.place_path:
        raise Invalid({"owner": [say("指标的责任单位须是本地区的单位。")]})
    given = {name: values[name] for name in FIELDS if name in values}
    _check(given)
    row = Indicator(owner=owner, **given)
    with actions.atomic():
        actions.create(actor, "ledger.indicator.add", row)
        _share(actor, row, [owner, *member_units(owner)])
    return row


def edit_indicator(actor: Actor, row: Indicator, **values: Any) -> Indicator:
    """Correct what an indicator means. Its values stay."""
    _keeper(actor, row)
    given = {name: values[name] for name in FIELDS if name in values}
    _check({**{name: getattr(row, name) for name in FIELDS}, **given})
    return actions.change(actor, "ledger.indicator.edit", row, **given)


def _check(given: dict[str, Any]) -> None:
    wrong: dict[str, list[Say]] = {}
    for name, label in (("name", say("指标名称")), ("source", say("数据来源"))):
        if not str(given.get(name) or "").strip():
            wrong[name] = [say("缺{what}。", what=label)]
    if given.get("comparator", ">=") not in dict(Indicator.COMPARATORS):
        wrong["comparator"] = [say("目标方向只有不少于、不超过两种。")]
    for name in ("baseline", "target"):
        value = given.get(name)
        if value is not None and (not value.is_finite() or abs(value) >= LARGEST):
            wrong[name] = [say("数值超出可以填写的范围。")]
    start, end = given.get("baseline_on"), given.get("target_on")
    if start and end and end <= start:
        wrong["target_on"] = [say("目标日期须晚于基期。")]
    if wrong:
        raise Invalid(wrong)


def _keeper(actor: Actor, row: Indicator) -> None:
    """Refuse unless the actor reports for the owner, or drafts for the office that registered it for the owner."""
    may = permissions(actor.roles)
    if row.owner_id == actor.unit_id and {"report", "draft"} & may:
        return
    names = queries.holders({"owner": [row.owner]})
    who = names.get("owner.report") or row.owner.name
    raise Refused([say("须由{who}办理。", who=who)])


def enter_value(
    actor: Actor, row: Indicator, *, on: date, value: Decimal, source: str = "", note: str = ""
) -> IndicatorValue:
    """What the indicator stood at on a day, by its owner, once. A day that has a value is corrected with a reason."""
    _keeper(actor, row)
    wrong: dict[str, list[Say]] = {}
    if on > clock.today():
        wrong["on"] = [say("截至日期晚于今日。")]
    if not value.is_finite() or abs(value) >= LARGEST:
        wrong["value"] = [say("数值超出可以填写的范围。")]
    if wrong:
        raise Invalid(wrong)
    value = value.quantize(Decimal("0.0001"))
    known = IndicatorValue.objects.filter(indicator=row, on=on).first()
    told = {"source": (source.strip() or row.source)[:200], "entered_by_id": actor.person_id, "entered_at": clock.now()}
    if known is None:
        return actions.create(
            actor, "ledger.indicator.value", IndicatorValue(indicator=row, on=on, value=value, **told)
        )
    if known.value == value:
        return known
    if not note.strip():
        raise Invalid(
            {"note": [say("{day} 已填 {value}，更正须写明理由。", day=on, value=f"{known.value.normalize():f}")]}
        )
    return actions.change(actor, "ledger.indicator.correct", known, note=note.strip(), value=value, **told)


def link_indicator(actor: Actor, task: Task, row: Indicator) -> IndicatorLink:
    """This indicator shows whether the task has its effect: set by the task's issuer or its lead."""
    _linker(actor, task)
    known = IndicatorLink.objects.filter(task=task, indicator=row).first()
    if known is not None:
        return known
    with actions.atomic():
        link = actions.create(actor, "ledger.indicator.link", IndicatorLink(task=task, indicator=row))
        duties = task.duties.filter(role__in=queries.OWN).select_related("unit")
        _share(actor, row, [duty.unit for duty in duties])
    return link


def unlink_indicator(actor: Actor, link: IndicatorLink) -> None:
    """Take an indicator off a task; its values stay."""
    _linker(actor, link.task)
    actions.remove(actor, "ledger.indicator.unlink", link)


def _linker(actor: Actor, task: Task) -> None:
    stands = queries.positions(actor, task)
    may = permissions(actor.roles)
    if ("issuer" in stands and "draft" in may) or ("lead" in stands and "report" in may):
        return
    units = {"issuer": [task.issuer]} | ({"lead": [task.lead_unit]} if task.lead_unit else {})
    names = queries.holders(units)
    who = tuple(sorted({names[role] for role in ("issuer.draft", "lead.report") if role in names}))
    raise Refused([say("须由{who}办理。", who=who)])


def _share(actor: Actor, row: Indicator, units: Iterable[Unit]) -> None:
    wanted = {unit.pk: unit for unit in units}
    known = set(IndicatorReader.objects.filter(indicator=row, unit__in=wanted).values_list("unit_id", flat=True))
    made = [
        IndicatorReader(indicator=row, unit=unit, unit_path=unit.path, shown=Shown.SUBTREE)
        for pk, unit in wanted.items()
        if pk not in known
    ]
    actions.create_many(actor, "ledger.indicator.share", made)
