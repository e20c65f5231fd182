"""Two key tasks with their leaders and teams, three outcome indicators with their values, two extensions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from luoshi.desk.demo.cast import Cast
from luoshi.desk.demo.plans import Told
from luoshi.kernel import clock
from luoshi.ledger import services as ledger
from luoshi.ledger.models import Request, Task
from luoshi.ledger.services import Member

GRADED: tuple[tuple[str, str, tuple[str, str], tuple[str, ...]], ...] = (
    # number, grade, who leads, whose answering posts sit in the team (the first heads it)
    ("3-02", "landmark", ("周明远", "省委常委、省总工会主席"), ("省.人社", "省.教育", "省.工信")),
    ("6-02", "pillar", ("沈怀谦", "副省长"), ("省.人社", "省.住建")),
)
MEASURED: tuple[tuple[str, str, str, str, str, tuple[str, str, str], tuple[str, ...], str, tuple[str, ...]], ...] = (
    # name, definition, unit of measure, comparator, owner, (baseline, target, target's date), values by quarter, source, tasks
    (
        "高技能人才占技能人才比例", "取得高级工及以上职业资格或者技能等级证书的人数，除以技能人才总数。", "%", ">=", "省.人社",
        ("31.2", "35", "12-31"), ("31.9", "32.8", "33.6"), "技能人才统计年报、季度快报", ("3-02", "4-01"),
    ),
    (
        "技术工人月平均工资", "规模以上工业企业技术工人月平均应发工资，抽样调查。", "元", ">=", "省.人社",
        ("5860", "6300", "12-31"), ("5920", "6040", "6180"), "企业薪酬抽样调查", ("6-03",),
    ),
    (
        "在建工程项目欠薪线索", "本季度经核实的欠薪线索件数。", "件", "<=", "省.人社",
        ("212", "120", "12-31"), ("196", "168", "131"), "工资支付监控预警平台", ("6-02",),
    ),
)  # fmt: skip
QUARTERS = ((3, 31), (6, 30), (9, 30))


def grade(cast: Cast, told: Told) -> None:
    """In May, after the handing down: the office names the key tasks, so that all below carry the grade."""
    office = cast.actor("省.办", "office")
    for number, level, (name, title), units in GRADED:
        seats = [Member("leader", name=name, title=title)]
        for place, unit in enumerate(units):
            name = cast.accounts[unit, "clerk"].person.name
            title = f"{cast.units[unit].short_name}{cast.posts[unit, 'clerk'].name}"
            seats.append(Member("member" if place else "head", name=name, title=title, unit=cast.units[unit]))
        with clock.at(cast.at(5, 14, 15)):
            ledger.set_grade(office, _fresh(told, number), level, seats)


def measure(cast: Cast, told: Told) -> None:
    """Registered by the office in March; the department enters a value each quarter."""
    office = cast.actor("省.办", "office")
    for name, definition, unit_name, comparator, owner, aims, values, source, numbers in MEASURED:
        start, target, until = aims
        month, day = (int(part) for part in until.split("-"))
        with clock.at(cast.at(3, 16, 10)):
            row = ledger.add_indicator(
                office, cast.units[owner], name=name, definition=definition, unit_name=unit_name, comparator=comparator,
                baseline=Decimal(start), baseline_on=date(cast.year - 1, 12, 31), target=Decimal(target),
                target_on=cast.day(month, day), source=source,
            )  # fmt: skip
            for number in numbers:
                ledger.link_indicator(office, _fresh(told, number), row)
        for (end_month, end_day), value in zip(QUARTERS, values, strict=True):
            with clock.at(cast.at(end_month + 1, 12, 10)):
                ledger.enter_value(
                    cast.reporter(cast.units[owner].pk), row, on=cast.day(end_month, end_day), value=Decimal(value)
                )


def extend(cast: Cast, told: Told) -> None:
    """工信厅 was given three months in October; 人社厅 asks now, and its clock stands still meanwhile."""
    with clock.at(cast.at(10, 12, 10)):
        row = _ask(cast, told, "5-05", (3, 31), "两家企业产线改造推迟，班组验收顺延。", "多数班组已验收，其余在改造。")
    with clock.at(cast.at(10, 15, 16)):
        row = Request.objects.select_related("task__issuer", "task__plan", "assigner").get(pk=row.pk)
        ledger.rule_request(
            cast.actor("省.办", "head"), row, granted=True, note="同意延期三个月，请按月报送签约进度。", granted_on=row.proposed_on,
        )  # fmt: skip
    with clock.at(cast.ago(1, 10)):
        _ask(
            cast,
            told,
            "4-02",
            (2, 28),
            "贯通评价的两个专业评审条件刚印发，首批评审须在明年一月进行。",
            "已受理 980 人，完成评审 450 人。",
        )


def _ask(cast: Cast, told: Told, number: str, day: tuple[int, int], reason: str, progress: str) -> Request:
    task = _fresh(told, number)
    return ledger.request_on_task(
        cast.worker(task.lead_unit_id or 0), task, "extension", reason=reason, progress=progress,
        proposed_on=date(cast.year + 1, *day), signed_by="分管负责人",
    )  # fmt: skip


def _fresh(told: Told, number: str) -> Task:
    return Task.objects.select_related("issuer", "plan", "lead_unit").get(pk=told.tasks[number].pk)
