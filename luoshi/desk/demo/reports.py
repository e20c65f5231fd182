"""Four quarters of reports: three finished, the fourth under way; upward, each body accepting what it has asked for."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile

from luoshi.desk.demo import hints, rhythm
from luoshi.desk.demo.cast import Cast
from luoshi.desk.demo.plans import Told
from luoshi.desk.demo.tree import Tick
from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.models import File
from luoshi.kernel.queries import calendar
from luoshi.kernel.services import keep_file
from luoshi.ledger.models import Task
from luoshi.org.models import Ask, Unit
from luoshi.org.rules import LEVELS, Level
from luoshi.reporting import queries, services
from luoshi.reporting.models import Entry, EntryFigure, Period, Receipt, Report

PACE: dict[str, tuple[str, str, str]] = {
    # number: share of the figure reached by the end of each quarter
    "2-01": (".55", ".75", ".90"), "2-02": (".12", ".25", ".42"), "2-03": (".20", ".50", ".84"), "2-04": (".25", ".60", "1"),
    "2-05": (".18", ".35", ".52"), "2-06": (".12", ".40", ".70"), "3-02": (".12", ".34", ".60"), "3-03": (".10", ".22", ".40"),
    "3-04": ("0", ".04", ".08"), "3-05": (".10", ".30", ".48"), "3-06": (".25", ".50", ".75"), "3-07": (".10", ".25", ".42"),
    "3-08": (".40", ".75", "1.02"), "4-01": (".20", ".52", ".84"), "4-02": (".04", ".12", ".30"), "4-03": (".20", ".60", "1"),
    "4-04": (".15", ".32", ".56"), "4-05": (".10", ".20", ".30"), "4-06": (".80", ".92", "1"), "5-01": (".20", ".50", ".85"),
    "5-02": (".20", ".40", ".62"), "5-03": ("0", ".40", ".82"), "5-04": (".20", ".30", ".45"), "5-05": (".18", ".42", ".70"),
    "5-06": (".22", ".50", ".82"), "6-01": (".22", ".50", ".84"), "6-02": (".08", ".22", ".42"), "6-04": (".30", ".60", ".88"),
    "6-05": (".22", ".52", ".84"), "6-06": (".30", ".70", "1"), "6-07": (".20", ".46", ".80"), "6-08": (".30", ".60", ".90"),
    "7-02": (".10", ".30", ".55"), "7-03": (".10", ".28", ".48"), "7-04": (".30", ".60", ".86"), "7-05": (".20", ".46", ".72"),
    "7-06": (".30", ".60", ".86"),
}  # fmt: skip
SILENT = {"松坪县.工会", "白溪县.社工"}
"""Those that did not report in the third quarter."""
TROUBLES: dict[str, tuple[str, str]] = {
    "3-04": ("cannot", "岚川片区实训基地用地指标没有落实，本部门办不了，请省协调小组协调自然资源部门。"),
    "4-02": ("coordinate", "贯通评价的专业目录尚未与教育部门商定，需要省协调办协调。"),
    "6-02": ("coordinate", "部分在建项目没有接入实名制平台，需要住房城乡建设、交通运输部门配合。"),
}
FAST = ("望澜区", "石樟县", "南屿区", "禾塘县", "岚东区")
"""Places that are ahead of the others."""
LEAD = (Decimal("0.05"), Decimal("0.10"), Decimal("0.20"))
QUARTERS: tuple[tuple[str, int, tuple[int, int], tuple[int, int], tuple[int, int], tuple[int, int]], ...] = (
    # name, index, first day, last day, opened, due
    ("第一季度", 0, (1, 1), (3, 31), (3, 23), (4, 10)),
    ("第二季度", 1, (4, 1), (6, 30), (6, 22), (7, 10)),
    ("第三季度", 2, (7, 1), (9, 30), (9, 21), (10, 15)),
)
SCANS = {"省.组织", "省.宣传", "省.财政", "澜阳市.人社", "清渡县.人社"}
"""Units whose leaders sign with a pen."""


def finished_quarters(cast: Cast, told: Told, tick: Tick, after: Callable[[Cast, Told, int], None]) -> None:
    """Three quarters, each opened, reported from the bottom up, and accepted."""
    for name, index, first, last, opened, due in QUARTERS:
        with clock.at(cast.at(*opened)):
            period = services.open_period(
                cast.actor("省.办", "office"), name=f"{cast.year}年{name}", kind="quarter", starts_on=cast.day(*first),
                ends_on=cast.day(*last), due_on=calendar().on_or_before(cast.day(*due)),
            )  # fmt: skip
        rhythm.monthly(cast, index, tick)
        for unit in _bottom_up(period):
            if index == 2 and cast.keys[unit.pk] in SILENT:
                rhythm.silent(cast, period, unit, due)
                continue
            _one(cast, period, unit, index, _moment(cast, unit, due))
            tick("报送 reports", 8)
        rhythm.letters(cast, index, cast.at(due[0], due[1], 15))
        if index == 2:
            rhythm.shares(cast, period)
        after(cast, told, index)


def _bottom_up(period: Period) -> list[Unit]:
    asked = Ask.objects.filter(subject=f"reporting.period:{period.pk}").values("unit_id")
    return sorted(Unit.objects.filter(pk__in=asked), key=lambda unit: (-LEVELS.index(Level(unit.level)), unit.path))


def _moment(cast: Cast, unit: Unit, due: tuple[int, int]) -> datetime:
    """Counties report first, the province last; a few are a little late."""
    early = {Level.TOWNSHIP: 9, Level.GRASSROOTS: 9, Level.COUNTY: 7, Level.PREFECTURE: 4}.get(Level(unit.level), 1)
    day = date(cast.year, *due) - timedelta(days=early)
    return cast.at(day.month, day.day, 9 + unit.pk % 7, unit.pk * 7 % 60)


def _one(cast: Cast, period: Period, unit: Unit, index: int, moment: datetime) -> Report:
    with clock.at(moment):
        report = write(cast, period, unit, index)
        submit(cast, unit, report)
    with clock.at(moment + timedelta(hours=2)):
        sign(cast, report, unit)
    returned = index == 2 and cast.keys[unit.pk] == "省.教育"
    with clock.at(moment + timedelta(hours=26)):
        answer(cast, report, "3-06" if returned else "")
    if returned:
        _again(cast, report, unit, moment)
    return report


def submit(cast: Cast, unit: Unit, report: Report) -> None:
    """Handed in; where a unit below is silent, with the reason."""
    hanging = queries.below(report)
    reason = "下级经多次催办仍未报，先报已有情况，待补报后更正。" if hanging.silent or hanging.unreviewed else ""
    services.submit(cast.reporter(unit.pk), report, reason)


def write(cast: Cast, period: Period, unit: Unit, index: int) -> Report:
    """Fill in every entry of a unit's report."""
    actor = cast.reporter(unit.pk)
    report = services.start_report(actor, period)
    entries = report.entries.select_related("task__parent__parent__parent", "report__unit")
    for entry in entries.prefetch_related("figures__target", "nodes__milestone"):
        fill(actor, entry, index)
        hints.written(cast, report, index, entry, number_of(entry.task))
    return report


def number_of(task: Task) -> str:
    """The number of the plan's task that a task comes from."""
    while task.parent is not None:
        task = task.parent
    return task.number


def fill(actor: Actor, entry: Entry, index: int) -> None:
    """One entry: the figure at the pace of its task, a sentence, what comes next, and what stands in the way."""
    number = number_of(entry.task)
    share = _share(entry, Decimal(PACE.get(number, ("0.3", "0.6", "0.9"))[index]), number, index)
    summed = entry.task.children.exists()
    figures = {row.target_id: _figure(row, share, summed) for row in entry.figures.all()}
    nodes = {
        row.milestone_id: row.milestone.due_on for row in entry.nodes.all() if row.milestone.due_on <= clock.today()
    }
    help_, difficulty = TROUBLES.get(number, ("none", "")) if entry.task.parent_id is None else ("none", "")
    services.save_entry(
        actor, entry, progress=_said(share, index), narrative=_narrative(entry, figures, index), help=help_,
        difficulty=difficulty, next_steps=NEXT[(entry.task_id + index) % len(NEXT)], figures=figures, nodes=nodes,
    )  # fmt: skip


NEXT = (
    "下季度重点推进进度慢的县，按月对账。",
    "会同配合单位抽查两个县的完成质量。",
    "组织一次现场会，推广已有做法。",
    "对照标准逐条补齐佐证材料。",
)
DONE = (
    "召开推进会一次，任务分解到{unit}各承办处室，",
    "会同配合单位完成阶段安排，",
    "深入企业车间摸底，",
    "按季度节点推进，",
)


def _share(entry: Entry, pace: Decimal, number: str, index: int) -> Decimal:
    """What part of its figure a unit has reached: places differ, and some are ahead."""
    if entry.task.parent_id is None or pace >= 1:
        return pace
    wobble = Decimal(zlib.crc32(f"{entry.task_id}".encode()) % 9 - 4) / 100
    if not entry.report.unit.name.startswith(FAST):
        return max(pace + wobble, Decimal(0))
    if number == "6-02" and index == 2:
        return Decimal(1)
    return min(max(pace + wobble + LEAD[index], Decimal(0)), Decimal("0.98"))


def _figure(row: EntryFigure, share: Decimal, summed: bool) -> Decimal:
    """At the pace of the task, never below what has been accepted; what comes from below is left as it is."""
    value = row.value or Decimal(0)
    if summed and value:
        return value
    return max(_rounded(row.target.number * share, row.target.unit_name), value)


def _narrative(entry: Entry, figures: dict[int, Decimal], index: int) -> str:
    rows = {row.target_id: row.target for row in entry.figures.all()}
    told = [
        f"{rows[pk].name[:24]}，目前达到 {value.normalize():f} {rows[pk].unit_name}" for pk, value in figures.items()
    ]
    front = DONE[(entry.task_id + index) % len(DONE)].format(unit=entry.report.unit.short_name or "")
    return front + ("；".join(told) if told else "工作按节点安排进行") + "。"


def _rounded(number: Decimal, unit: str) -> Decimal:
    return number.quantize(Decimal("0.1") if unit == "%" else Decimal(1))


def _said(share: Decimal, index: int) -> str:
    line = (Decimal("0.2"), Decimal("0.45"), Decimal("0.75"))[index]
    if share >= 1:
        return "done"
    if share <= 0:
        return "not_started"
    return "behind" if share < line - Decimal("0.12") else "ahead" if share > line + Decimal("0.2") else "on_line"


def sign(cast: Cast, report: Report, unit: Unit) -> None:
    """By log-in, or with a pen on the printed sheet."""
    report.refresh_from_db()
    if cast.keys[unit.pk] in SCANS:
        actor = cast.reporter(unit.pk)
        services.sign_scan(actor, report, "分管负责人", paper(actor, f"{unit.short_name}签批单.pdf"))
    else:
        services.sign(cast.head(unit.pk), report)


def paper(actor: Actor, name: str) -> File:
    """A page of paper, as a scanner would hand it in."""
    return keep_file(actor, ContentFile(PDF, name=name))


PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\nxref\n0 4\n0000000000 65535 f \n"
    b"0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"
)


def answer(cast: Cast, report: Report, returned: str = "") -> None:
    """Every body that asked accepts; the entry of one number is returned by the body that decides."""
    rows = list(
        Receipt.objects.filter(report=report, state="pending")
        .select_related("entry__task__issuer", "entry__report", "report__unit", "report__period", "recipient")
        .order_by("recipient", "id")
    )
    by_recipient: dict[int, list[Receipt]] = {}
    for row in rows:
        by_recipient.setdefault(row.recipient_id, []).append(row)
    for unit_id, receipts in by_recipient.items():
        actor = cast.worker(unit_id)
        back = [row for row in receipts if returned and row.deciding and row.entry.task.number == returned]
        good = [row for row in receipts if row not in back]
        if back:
            services.return_(actor, back, "新建学院数与上期相比没有变化，但说明写“新增 3 所”，请核对后重报。")
        if good:
            services.accept(actor, good)


def _again(cast: Cast, report: Report, unit: Unit, moment: datetime) -> None:
    """Reworked, signed and accepted in the second round."""
    actor = cast.reporter(unit.pk)
    with clock.at(moment + timedelta(days=3)):
        report.refresh_from_db()
        services.rework(actor, report)
        for entry in report.entries.filter(state="open").select_related("task__parent", "report__unit"):
            services.save_entry(
                actor,
                entry,
                narrative="核对后，累计建成 9 所，其中本季度新增 3 所，名单附后。",
                next_steps="十月底前完成最后 3 所验收。",
            )
        services.submit(actor, report)
    with clock.at(moment + timedelta(days=3, hours=3)):
        sign(cast, report, unit)
    with clock.at(moment + timedelta(days=4)):
        answer(cast, report)


# ---------- the fourth quarter ----------


def under_way(cast: Cast, tick: Tick) -> None:
    """Opened last week: some have sent, one is returned, some wait for a signature, some are being written, most owe it."""
    today = clock.today()
    with clock.at(cast.ago(9)):
        period = services.open_period(
            cast.actor("省.办", "office"), name=f"{cast.year}年第四季度", kind="quarter", starts_on=cast.day(10, 1),
            ends_on=cast.day(12, 31), due_on=calendar().on_or_before(today + timedelta(days=9)),
        )  # fmt: skip
    units = {cast.keys[unit.pk]: unit for unit in _bottom_up(period)}
    sent = ("清渡县.工会", "清渡县.清溪镇工会", "澜阳市.应急", "省.宣传", "省.住建", "省.科技", "省.工信")
    for place, key in enumerate(one for one in sent if one in units):
        with clock.at(cast.ago(4 - place % 3, 10, place * 6)):
            report = _fourth(cast, period, units[key])
            submit(cast, units[key], report)
            sign(cast, report, units[key])
        with clock.at(cast.ago(1, 10, place * 6)):
            if key == "省.住建":
                answer(cast, report, "5-06")
            elif key in {"清渡县.清溪镇工会", "省.科技"}:
                answer(cast, report)
        tick("报送 reports", 4)
    for place, key in enumerate(one for one in ("省.工商联", "清渡县.人社", "望澜区.工会") if one in units):
        with clock.at(cast.ago(2, 15, place * 9)):
            report = _fourth(cast, period, units[key])
            submit(cast, units[key], report)
    for place, key in enumerate(one for one in ("省.人社", "澜阳市.工会") if one in units):
        with clock.at(cast.ago(1, 16, place * 9)):
            services.start_report(cast.reporter(units[key].pk), period)
    rhythm.lately(cast, period)


def _fourth(cast: Cast, period: Period, unit: Unit) -> Report:
    actor = cast.reporter(unit.pk)
    report = services.start_report(actor, period)
    for entry in report.entries.select_related("task__parent__parent__parent", "report__unit").prefetch_related(
        "figures__target", "nodes__milestone"
    ):
        figures = {
            row.target_id: _rounded(
                (row.value or Decimal(0)) + row.target.number * Decimal("0.06"), row.target.unit_name
            )
            for row in entry.figures.all()
        }
        services.save_entry(
            actor, entry, progress="on_line", narrative=_narrative(entry, figures, 3), help="none", difficulty="",
            next_steps=NEXT[entry.task_id % len(NEXT)], figures=figures,
        )  # fmt: skip
    return report
