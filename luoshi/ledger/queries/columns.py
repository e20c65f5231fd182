"""Which columns has the ledger? One registry for the page, for print and for Excel; upper rooms add theirs (`kernel.panels`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate

from luoshi.kernel import panels
from luoshi.kernel.say import Say, say
from luoshi.ledger.queries.shapes import LedgerRow
from luoshi.ledger.rules import Light
from luoshi.ledger.workflow import TASK
from luoshi.org.models import Unit

PLACE = "ledger.tasks"
LIGHTS: dict[str, dict[str, Say]] = {
    "time": {
        "red": say("逾期"), "yellow": say("临期"), "green": say("按时"), "paused": say("暂停"), "closed": say("已结束"),
    },
    "progress": {
        "red": say("严重滞后"), "yellow": say("欠序时进度"), "green": say("达序时进度"), "ahead": say("超序时进度"),
        "none": say("未启动"),
    },
}  # fmt: skip
"""The lights one may ask for, and what they are called."""
REPORTED: dict[str, Say] = {
    "not_started": say("未启动"), "on_line": say("达序时进度"), "ahead": say("超序时进度"), "behind": say("欠序时进度"),
    "done": say("已完成"),
}  # fmt: skip
"""What a unit says of itself."""


@dataclass(frozen=True)
class Column:
    """A column. ``value`` is plain: text, number, date or None, fit for a worksheet as it is.

    ``width`` in characters of an A3 sheet; ``order`` the key of `page.ORDERS` that sorts by it; ``condition`` the name in
    `Filters` that filters by it; ``needs`` what must be read beyond the row: "source" (plan, clause, basis), "liaison", "tags", or an upper room's key.
    """

    key: str
    label: Say
    value: Callable[[LedgerRow], Any]
    width: int = 12
    order: str = ""
    condition: str = ""
    needs: str = ""


def _names(units: Iterable[Unit]) -> str:
    return "、".join(unit.name for unit in units)


def _standards(row: LedgerRow) -> str:
    return "\n".join(one.text for one in row.standards)


def _targets(row: LedgerRow) -> str:
    texts = (
        f"{one.name}{one.get_comparator_display()}{one.number.normalize():f}{one.unit_name}"
        + (f"（{one.value.normalize():f}）" if one.value is not None else "")
        for one in row.targets
    )
    return "\n".join(texts)


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _due(row: LedgerRow) -> date | None:
    return row.task.due_on or row.task.review_on


def _first(row: LedgerRow) -> date | None:
    task = row.task
    return task.first_due_on if task.first_due_on != task.due_on else None


def _clause(row: LedgerRow) -> str:
    return str(row.task.clause) if row.task.clause_id else ""


OWN: tuple[Column, ...] = (
    Column("number", say("编号"), lambda row: row.task.number, 9, order="number"),
    Column("title", say("任务"), lambda row: row.task.title, 26),
    Column("standard", say("达到的标准"), _standards, 28),
    Column("target", say("量化目标"), _targets, 20),
    Column("lead", say("牵头单位"), lambda row: row.lead.name if row.lead else "", 16, order="lead", condition="unit"),
    Column("support", say("配合单位"), lambda row: _names((*row.joint, *row.support)), 18, condition="any_unit"),
    Column("person", say("责任人"), lambda row: row.person, 9, condition="person"),
    Column("post", say("责任岗位"), lambda row: row.post, 12),
    Column("liaison", say("联络员及电话"), lambda row: f"{row.liaison} {row.phone}".strip(), 14, needs="liaison"),
    Column("due", say("完成时限"), _due, 12, order="due", condition="due"),
    Column("first_due", say("首次时限"), _first, 12),
    Column("progress", say("当前 / 序时"), lambda row: row.task.done, 10),
    Column("planned", say("序时"), lambda row: _round(row.lights.planned), 7),
    Column("time", say("时间灯"), lambda row: row.lights.time, 12, condition="time"),
    Column("light", say("进度灯"), lambda row: row.lights.progress, 12, condition="progress"),
    Column("latest", say("最近进展"), lambda row: row.task.latest, 28),
    Column("report", say("报送情况"), lambda row: row.report, 12),
    Column("reported", say("上报状态"), lambda row: str(REPORTED.get(row.task.reported_state, "")), 10),
    Column("state", say("状态"), lambda row: str(TASK.states[row.task.state]), 9, condition="state"),
    Column("received", say("签收"), lambda row: localdate(row.duty.received_at) if row.duty and row.duty.received_at else None, 12),
    Column("level", say("级次"), lambda row: row.lead.get_level_display() if row.lead else "", 8, condition="level"),
    Column("tags", say("标签"), lambda row: "、".join(row.more.get("tags", ())), 14, condition="tag", needs="tags"),
    Column("issuer", say("下达单位"), lambda row: row.task.issuer.name, 16),
    Column("issued", say("下达日期"), lambda row: localdate(row.task.issued_at) if row.task.issued_at else None, 12),
    Column("clause", say("方案条款"), _clause, 22, condition="clause", needs="source"),
    Column("plan", say("方案"), lambda row: row.task.plan.title if row.task.plan else "", 20, condition="plan", needs="source"),
    Column("basis", say("依据文号"), lambda row: row.task.basis.number if row.task.basis else "", 16, needs="source"),
    Column("category", say("类别"), lambda row: row.task.get_category_display(), 10, condition="category"),
    Column("starts", say("开始日期"), lambda row: row.task.starts_on, 12),
    Column("completed", say("完成日期"), lambda row: row.task.completed_on, 12),
    Column("ending", say("完成方式"), lambda row: row.task.get_ending_display(), 10),
)  # fmt: skip
DEFAULT = ("number", "title", "standard", "lead", "support", "person", "due", "progress", "time", "light", "latest")


SITUATION = (
    "clause", "number", "title", "standard", "due", "reported", "planned", "light", "target", "latest", "difficulty", "checked",
)  # fmt: skip
"""The columns of the 负责任务实施情况表."""


def columns() -> dict[str, Column]:
    """All columns by key, the room's own first."""
    found = {one.key: one for one in OWN}
    for added in panels.columns(PLACE):
        found[added.key] = Column(
            added.key,
            added.label,
            _of(added),
            added.width,
            condition=added.key if added.condition else "",
            needs=added.key,
        )
    return found


def _of(added: panels.Column) -> Callable[[LedgerRow], Any]:
    def value(row: LedgerRow) -> Any:
        fact = row.more.get(added.key)
        return None if fact is None else added.export(fact)

    return value


def chosen(keys: Iterable[str]) -> list[Column]:
    """The columns of these keys, in their order; the default ones where none of them is known."""
    known = columns()
    found = [known[key] for key in dict.fromkeys(keys) if key in known]
    return found or [known[key] for key in DEFAULT]


def plain(value: Any) -> Any:
    """A value as a worksheet holds it: a light in words."""
    if not isinstance(value, Light):
        return float(value) if isinstance(value, Decimal) else value
    words = LIGHTS[value.kind].get(value.state)
    if value.brief:
        return f"{words}（{value.brief}）" if words else str(value.brief)
    return str(words) if words else ""
