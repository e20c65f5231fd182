"""A table of tasks comes in and goes out."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile
from openpyxl import Workbook

from luoshi.kernel import jobs
from luoshi.kernel.documents.writing import write_csv, write_xlsx
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.models import Job
from luoshi.ledger import services as ledger
from luoshi.ledger.models import Duty, Task
from luoshi.ledger.queries import Filters
from luoshi.ledger.queries import sheets as tables
from luoshi.org.models import SheetImport
from luoshi.org.services import sheets
from tests.ledger import making
from tests.world import World

HEADS = ("序号", "任务名称", "达到标准", "量化目标", "责任单位", "配合单位", "完成时限")
GOOD = (
    ("1.1", "开展企业新型学徒制培训", "台账齐全；合格率不低于90%", "培训人数≥6000人", "江澜省人力资源社会保障厅", "江澜省总工会", date(2027, 6, 30)),
    ("1.2", "建设产业工人学院", "挂牌运行", "", "江澜省总工会", "江澜省教育厅、江澜省财政厅", "2027年12月31日"),
)  # fmt: skip


def table(
    rows: Sequence[Sequence[Any]] = GOOD, heads: Sequence[str] = HEADS, title: str = "重点任务台账"
) -> ContentFile:
    book = Workbook()
    page = book.active
    page.append([title])
    page.append(list(heads))
    for row in rows:
        page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return ContentFile(out.getvalue(), name="台账.xlsx")


def checked(
    world: World, given: ContentFile, plan: Any = None, unit: str = "省.办", role: str = "office"
) -> SheetImport:
    actor = world.actor(unit, role)
    batch = sheets.take_in(actor, tables.KIND, given, {"plan": plan.pk} if plan else {})
    return sheets.start_check(actor, batch)


def imported(world: World, given: ContentFile, plan: Any = None) -> SheetImport:
    actor = world.actor("省.办", "office")
    return sheets.start_apply(actor, checked(world, given, plan))


def exported(world: World, *, columns: Sequence[str] = tables.WHOLE, filters: Filters | None = None) -> ContentFile:
    actor = world.actor("省.办", "office")
    rows = tables.exported(actor, filters or Filters(), columns)
    return ContentFile(write_xlsx(tables.heads(columns), rows, tables.notes(actor, "")), name="导出.xlsx")


def test_it_works(world: World) -> None:
    batch = checked(world, table())
    assert (batch.state, batch.head_row) == ("checked", 2)
    assert batch.counts == {"new": 2, "changed": 0, "same": 0, "wrong": 0, "hidden": 0}
    assert Task.objects.count() == 0
    actor = world.actor("省.办", "office")
    batch = sheets.start_apply(actor, batch)
    assert batch.state == "done"
    one, two = Task.objects.visible_to(actor).order_by("number")
    assert (one.number, one.title, one.due_on, one.state) == (
        "1.1",
        "开展企业新型学徒制培训",
        date(2027, 6, 30),
        "draft",
    )
    assert one.lead_unit == world.units["省.人社"]
    assert [standard.text for standard in one.standards.all()] == ["台账齐全", "合格率不低于90%"]
    assert [(t.name, t.comparator, t.number, t.unit_name) for t in one.targets.all()] == [
        ("培训人数", ">=", 6000, "人")
    ]
    assert set(two.duties.filter(role="support").values_list("unit__name", flat=True)) == {
        "江澜省教育厅",
        "江澜省财政厅",
    }
    assert one.duties.get(role="lead").post is not None
    assert not Task.objects.visible_to(world.actor("省.人社", "clerk")).exists()


def test_the_same_file_again_changes_nothing(world: World) -> None:
    imported(world, table())
    batch = checked(world, table())
    assert batch.counts == {"new": 0, "changed": 0, "same": 2, "wrong": 0, "hidden": 0}
    with pytest.raises(Refused, match="不需要导入"):
        sheets.start_apply(world.actor("省.办", "office"), batch)


def test_an_offices_own_table_comes_in_as_it_is(world: World) -> None:
    """Parts with numbers of their own, months for dates, long-term tasks, "各部门", sums and signatures below."""
    lead = "江澜省总工会"
    rows = (
        ("一、思想引领", "", "", "", "", "", ""),
        (1, "开展主题宣传", "台账齐全", "", f"{lead} 李明", "省级有关部门", "2027年10月底前"),
        (2, "选树先进典型", "台账齐全", "", lead, "各市县", "长期坚持"),
        ("二、技能提升", "", "", "", "", "", ""),
        (1, "建设实训基地", "台账齐全", "", lead, "", "2027年11月30日前"),
        (2, "", "", "", "", "", ""),
        ("合计", "3项", "", "", "", "", ""),
        ("填表人：赵六", "", "", "", "审核人：钱七", "", "电话：0"),
    )
    actor = world.actor("省.办", "office")
    batch = sheets.start_check(actor, sheets.take_in(actor, tables.KIND, table(rows), {"month_end": True}))
    assert batch.counts == {"new": 3, "changed": 0, "same": 0, "wrong": 0, "hidden": 0}, batch.faults
    sheets.start_apply(actor, batch)
    dues = dict(Task.objects.visible_to(actor).values_list("title", "due_on"))
    assert dues == {"开展主题宣传": date(2027, 10, 31), "选树先进典型": None, "建设实训基地": date(2027, 11, 30)}
    again = sheets.start_check(actor, sheets.take_in(actor, tables.KIND, table(rows), {"month_end": True}))
    assert (again.counts["same"], again.counts["wrong"]) == (3, 0), again.faults
    month = checked(world, table(rows))
    assert "没有写到日" in month.faults[0]


def test_our_own_export_changes_nothing(world: World) -> None:
    imported(world, table())
    making.issued(world, 2)
    batch = checked(world, exported(world))
    assert batch.faults == []
    assert batch.counts == {"new": 0, "changed": 0, "same": 4, "wrong": 0, "hidden": 0}


def test_a_corrected_export_corrects_drafts(world: World) -> None:
    imported(world, table())
    corrected = edited(
        exported(world), {"完成时限": date(2027, 9, 30), "配合单位": "江澜省财政厅", "达到的标准": "挂牌"}, row=2
    )
    actor = world.actor("省.办", "office")
    batch = checked(world, corrected)
    assert batch.counts["changed"] == 1
    row = batch.rows.get(verdict="changed")
    assert row.changes == {
        "due_on": ["2027-12-31", "2027-09-30"],
        "standards": ["挂牌运行", "挂牌"],
        "support": ["江澜省教育厅、江澜省财政厅", "江澜省财政厅"],
    }
    sheets.start_apply(actor, batch)
    task = Task.objects.get(number="1.2")
    assert (task.due_on, task.standards.get().text) == (date(2027, 9, 30), "挂牌")
    assert [duty.unit.name for duty in task.duties.filter(role="support")] == ["江澜省财政厅"]


def edited(given: ContentFile, changes: dict[str, Any], row: int) -> ContentFile:
    """The export with some cells of its nth line typed over."""
    from openpyxl import load_workbook

    given.seek(0)
    book = load_workbook(io.BytesIO(given.read()))
    page = book.active
    heads = {str(cell.value): cell.column for cell in page[3]}
    for name, value in changes.items():
        page.cell(3 + row, heads[name]).value = value
    out = io.BytesIO()
    book.save(out)
    return ContentFile(out.getvalue(), name="改.xlsx")


def test_a_row_changed_since_the_export_says_who(world: World) -> None:
    imported(world, table())
    before = exported(world)
    actor = world.actor("省.办", "office")
    ledger.edit_task(actor, Task.objects.get(number="1.1"), title="开展新型学徒制培训")
    batch = checked(world, edited(before, {"任务": "开展学徒培训"}, row=1))
    assert batch.counts == {"new": 0, "changed": 0, "same": 1, "wrong": 1, "hidden": 0}
    assert f"导出以后，{actor.name}在" in batch.faults[0]
    assert batch.faults[0].startswith("第 4 行 B 列：")
    with pytest.raises(Refused, match="有 1 行不能导入"):
        sheets.start_apply(actor, batch)


def test_what_is_issued_is_not_changed_by_a_table(world: World) -> None:
    making.issued(world, 1)
    batch = checked(world, edited(exported(world), {"完成时限": date(2028, 1, 31)}, row=1))
    assert batch.counts["wrong"] == 1
    assert batch.faults == ["第 4 行 N 列：完成时限与系统不同，但任务已经下达，不能用表格修改；请申请变更。"]


def test_each_wrong_cell_is_named_and_nothing_is_taken(world: World) -> None:
    bad = [
        ("2.1", "甲", "", "", "江澜省人力资源社会保障厅", "", "六月底"),
        ("2.1", "乙", "", "", "火星工作委员会", "", "2026.6.30"),
        ("2.3", "", "标准", "", "清渡精工有限公司", "", 45000),
        ("2.4", "丙" * 201, "", "", "", "", None),
    ]
    batch = checked(world, table([*GOOD, *bad]))
    assert batch.counts == {"new": 2, "changed": 0, "same": 0, "wrong": 4, "hidden": 0}
    assert batch.faults == [
        "第 5 行 G 列：完成时限“六月底”不是日期，请写成 2026-06-30。",
        "第 6 行 A 列：编号“2.1”与第 5 行重复。",
        "第 6 行 E 列：单位名录里没有“火星工作委员会”。",
        "第 7 行 B 列：缺任务。",
        "第 7 行 E 列：“清渡精工有限公司”是企业，不能向企业下达任务。",
        "第 8 行 B 列：任务有 201 个字，超过 200 个字。",
    ]
    with pytest.raises(Refused, match="有 4 行不能导入"):
        sheets.start_apply(world.actor("省.办", "office"), batch)
    assert Task.objects.count() == 0


def test_a_name_is_said_once_and_remembered(world: World) -> None:
    actor = world.actor("省.办", "office")
    rows = [("1", "甲", "", "", "人社厅", "", None)]
    assert checked(world, table(rows)).faults == ["第 3 行 E 列：单位名录里没有“人社厅”。"]
    sheets.remember_alias(actor, world.units["省.办"], "人社厅", world.units["省.人社"])
    assert checked(world, table(rows)).counts["new"] == 1


def test_columns_are_said_once_and_remembered(world: World) -> None:
    actor = world.actor("省.办", "office")
    heads = ("序号", "任务名称", "干成什么样", "谁来干", "何时干完")
    rows = [("1", "甲", "挂牌", "江澜省总工会", "2027-01-31")]
    batch = sheets.take_in(actor, tables.KIND, table(rows, heads), {})
    assert batch.meant == {"number": 0, "title": 1}
    sheets.say_columns(actor, batch, {**batch.meant, "standards": 2, "lead": 3, "due_on": 4})
    again = sheets.take_in(actor, tables.KIND, table(rows, heads, title="另一年"), {})
    assert again.meant == {"number": 0, "title": 1, "standards": 2, "lead": 3, "due_on": 4}
    sheets.start_apply(actor, sheets.start_check(actor, again))
    assert Task.objects.get().lead_unit == world.units["省.工会"]
    with pytest.raises(Refused, match="只能有一个含义"):
        sheets.say_columns(actor, batch, {"title": 1, "number": 1})


def test_rows_go_into_a_plan_with_its_clauses(world: World) -> None:
    plan = making.a_plan(world)
    rows = [("1", "甲", "二（一）", "江澜省总工会"), ("2", "乙", "没有的条款", "各县（市、区）")]
    batch = imported(world, table(rows, ("编号", "任务", "条款", "牵头单位")), plan)
    assert batch.state == "done"
    one, two = Task.objects.filter(plan=plan).order_by("number")
    assert (one.clause, two.clause) == (plan.clauses.get(), None)
    assert [generic.name for generic in two.generic_duties.all()] == ["各县（市、区）"]


def test_an_import_that_is_given_up_leaves_nothing(world: World) -> None:
    actor = world.actor("省.办", "office")
    batch = checked(world, table())
    rows = list(batch.rows.all())
    sheets.KINDS[tables.KIND].lay(actor, batch)(rows)
    assert Task.objects.count() == 2
    assert not Task.objects.visible_to(actor).exists()
    batch = sheets.cancel(actor, batch)
    assert (batch.state, Task.objects.count(), batch.rows.count(), Duty.objects.count()) == ("cancelled", 0, 0, 0)


def test_an_import_that_was_cut_off_goes_on(world: World) -> None:
    actor = world.actor("省.办", "office")
    batch = checked(world, table())
    first = list(batch.rows.all()[:1])
    sheets.actions.perform(actor, sheets.SHEET_IMPORT, "apply", batch, sheets.facts(actor, batch))
    sheets.KINDS[tables.KIND].lay(actor, batch)(first)
    assert sheets.run(actor, batch.pk).state == "done"  # type: ignore[union-attr]
    assert [task.number for task in Task.objects.visible_to(actor).order_by("number")] == ["1.1", "1.2"]


def test_csv_goes_out_and_comes_in(world: World) -> None:
    imported(world, table())
    actor = world.actor("省.办", "office")
    data = b"".join(
        write_csv(tables.heads(tables.WHOLE), tables.exported(actor, Filters(), tables.WHOLE), tables.notes(actor, ""))
    )
    assert data.startswith(b"\xef\xbb\xbf")
    assert checked(world, ContentFile(data, name="导出.csv")).counts["same"] == 2


def test_a_file_without_a_head_is_refused(world: World) -> None:
    with pytest.raises(Invalid) as told:
        checked(world, table([], ("甲", "乙", "丙")))
    assert "没有找到表头" in str(told.value)


def test_only_who_drafts_may_import(world: World) -> None:
    with pytest.raises(Refused):
        checked(world, table(), unit="省.办", role="liaison")


def test_stranger(world: World) -> None:
    batch = checked(world, table())
    assert not SheetImport.objects.visible_to(world.actor("他省.办", "office")).filter(pk=batch.pk).exists()
    assert not SheetImport.objects.visible_to(world.actor("国.办", "office")).filter(pk=batch.pk).exists()
    with pytest.raises(Refused):
        sheets.start_apply(world.actor("他省.办", "office"), batch)


def test_a_long_table_is_dealt_with_by_a_job(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "AT_ONCE", 0)
    monkeypatch.setattr(sheets, "INLINE", 0)
    actor = world.actor("省.办", "office")
    batch = checked(world, table())
    assert (batch.state, Task.objects.count()) == ("checking", 0)
    jobs.work_off(jobs.LONG)
    batch.refresh_from_db()
    assert (batch.state, batch.counts["new"]) == ("checked", 2)
    sheets.start_apply(actor, batch)
    jobs.work_off(jobs.LONG)
    batch.refresh_from_db()
    assert (batch.state, Task.objects.visible_to(actor).count()) == ("done", 2)
    job = Job.objects.get(pk=batch.given["job"])
    assert (job.state, job.answer["url"]) == ("done", f"/org/imports/{batch.pk}/")


def test_a_job_for_somebody_without_the_right_any_more_takes_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "INLINE", 0)
    actor = world.actor("省.办", "office")
    batch = sheets.start_apply(actor, checked(world, table()))
    account = world.account("省.办", "office")
    account.person.grants.update(ends_on=date(2020, 1, 1), starts_on=date(2019, 1, 1))
    jobs.work_off(jobs.LONG)
    batch.refresh_from_db()
    assert (batch.state, Task.objects.count(), batch.rows.count()) == ("uploaded", 0, 0)
    assert batch.faults
