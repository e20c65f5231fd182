"""What the departments hold for training apprentices, each in its own pot, and what was done about it."""

from __future__ import annotations

from decimal import Decimal

from luoshi.desk.demo.cast import Cast
from luoshi.desk.demo.plans import Told
from luoshi.kernel import clock
from luoshi.ledger.models import Task
from luoshi.policy import services as policy

LINES: tuple[tuple[str, str, str, str, str, tuple[str, str, str], str, tuple[str, ...]], ...] = (
    # who keeps it, for what and whom, from which source under which name; wanted, allocated, paid in 万元; pool; tasks
    ("省.人社", "企业新型学徒培训补贴", "企业新型学徒", "insurance", "职业技能提升行动专账", ("4800", "4320", "2916.5"), "技能培训统筹账户", ("3-02",)),
    ("省.教育", "企业新型学徒培训补贴", "企业新型学徒", "province", "现代职业教育质量提升计划", ("1200", "1200", "860"), "技能培训统筹账户", ("3-02",)),
    ("省.工会", "企业新型学徒培训补贴", "企业新型学徒", "union", "职工素质提升专项", ("600", "600", "600"), "", ()),
    ("省.人社", "公共实训基地建设", "企业职工", "province", "", ("9000", "5400", "1875.36"), "", ("3-04",)),
    ("省.工会", "职工书屋和文化阵地", "企业职工", "union", "", ("360", "360", "204.8"), "", ("2-05",)),
)  # fmt: skip


def enter(cast: Cast, told: Told) -> None:
    """In April the office enters what the members told it; payments as they stand."""
    office = cast.actor("省.办", "office")
    for unit, purpose, beneficiary, source, name, amounts, pool, numbers in LINES:
        wanted, allocated, paid = map(Decimal, amounts)
        with clock.at(cast.at(4, 20, 10)):
            row = policy.add_fund(
                office, cast.units[unit], year=cast.year, purpose=purpose, beneficiary=beneficiary, source=source,
                source_name=name, wanted=wanted, allocated=allocated, pool=pool,
            )  # fmt: skip
            for number in numbers:
                policy.link_fund(office, row, Task.objects.get(pk=told.tasks[number].pk))
        with clock.at(cast.at(10, 16, 10)):
            policy.edit_fund(office, row, paid=paid)
