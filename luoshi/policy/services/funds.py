"""Money: a unit enters its own lines, the office those of its members; each line names the tasks that it pays for."""

from __future__ import annotations

from typing import Any

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.say import Say, say
from luoshi.ledger.models import Task
from luoshi.ledger.queries import holders
from luoshi.org.models import Unit
from luoshi.policy.models import Fund, FundTask
from luoshi.policy.models.funds import SOURCES
from luoshi.policy.queries import funds as reads
from luoshi.policy.rules.funds import Money, faults

FUND_FIELDS = (
    "year", "purpose", "beneficiary", "source", "source_name", "wanted", "allocated", "paid", "pool", "note",
)  # fmt: skip
YEARS = range(2000, 2100)


def add_fund(actor: Actor, unit: Unit, **values: Any) -> Fund:
    """Enter a budget line of one's own unit, or, as the office, of a member."""
    if unit not in reads.fund_keepers(actor):
        raise Refused([say("只能登记本单位主管的经费；成员单位的经费也可以由协调小组办公室登记。")])
    given = {name: values[name] for name in FUND_FIELDS if name in values}
    row = Fund(unit=unit, unit_path=unit.path, **given)
    _check(row)
    return actions.create(actor, "policy.fund.add", row)


def edit_fund(actor: Actor, row: Fund, **values: Any) -> Fund:
    """Correct a line, or enter what was allocated and paid since. The trail keeps what stood there."""
    _keeping(actor, row)
    given = {name: values[name] for name in FUND_FIELDS if name in values}
    _check(Fund(**{**{name: getattr(row, name) for name in FUND_FIELDS}, **given}))
    return actions.change(actor, "policy.fund.edit", row, **given)


def remove_fund(actor: Actor, row: Fund, note: str) -> None:
    """Take a line off that should not stand there. One that has been paid from stays."""
    _keeping(actor, row)
    if row.paid:
        raise Refused([say("已经有支付的经费不能删除，请更正金额并写明情况。")])
    if not note.strip():
        raise Invalid({"note": [say("请写明删除的理由。")]})
    with actions.atomic():
        for link in FundTask.objects.filter(fund=row):
            actions.remove(actor, "policy.fund.unlink", link)
        actions.remove(actor, "policy.fund.remove", row, note=note.strip())


def link_fund(actor: Actor, row: Fund, task: Task) -> FundTask:
    """This line pays for that task."""
    _keeping(actor, row)
    known = FundTask.objects.filter(fund=row, task=task).first()
    return known or actions.create(actor, "policy.fund.link", FundTask(fund=row, task=task))


def unlink_fund(actor: Actor, link: FundTask) -> None:
    """It does not pay for it after all."""
    _keeping(actor, link.fund)
    actions.remove(actor, "policy.fund.unlink", link)


def _keeping(actor: Actor, row: Fund) -> None:
    if row.unit not in reads.fund_keepers(actor):
        who = holders({"owner": [row.unit]}).get("owner.report") or row.unit.name
        raise Refused([say("须由{who}办理。", who=who)])


def _check(row: Fund) -> None:
    wrong: dict[str, list[Say]] = faults(Money(row.wanted, row.allocated, row.paid))
    for name, label in (("purpose", say("用途")), ("beneficiary", say("受益对象"))):
        if not getattr(row, name).strip():
            wrong[name] = [say("缺{what}。", what=label)]
    if row.source not in dict(SOURCES):
        wrong["source"] = [say("请从列出的资金来源中选择。")]
    if row.year not in YEARS:
        wrong["year"] = [say("年度须在 2000 至 2099 之间。")]
    if wrong:
        raise Invalid(wrong)
