"""Workbooks read and written: what a cell means, where the head stands, and what leaves the house."""

from __future__ import annotations

import csv
import io
import os
import time
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from luoshi.kernel.documents import child, headers, sheets, writing
from luoshi.kernel.documents.cells import CellRefused, Fault, Place, as_date, as_number, as_text
from luoshi.kernel.documents.child import read_apart
from luoshi.kernel.documents.headers import Column
from luoshi.kernel.documents.refusal import DocumentRefused
from luoshi.kernel.documents.sheets import Bad, Row, Start, Value
from luoshi.kernel.say import say

COLUMNS = (
    Column("number", say("编号"), ("序号",)),
    Column("title", say("任务"), ("任务名称", "工作任务"), required=True),
    Column("lead", say("牵头单位"), ("牵头",), required=True),
    Column("support", say("配合单位"), ("配合",)),
    Column("due_on", say("完成时限"), ("时限",)),
)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rows_of(data: bytes, name: str = "台账.xlsx") -> list[Row]:
    return [one for one in sheets.read_sheets(data, name) if isinstance(one, Row)]


def test_it_works() -> None:
    book = Workbook()
    page = book.active
    page.append(["重点任务台账"])
    page.append([])
    page.append(["编 号", "任务", "牵头单位", "配合单位", "完成时限（必填）"])
    page.append(["1.1", "开班", "省人社厅", None, date(2026, 6, 30)])
    told = list(read_apart(saved(book), "台账.xlsx"))
    assert told[0] == Start("Sheet")
    rows = [one for one in told if isinstance(one, Row)]
    head = headers.find_header(rows, COLUMNS, None)
    assert head is not None
    assert head.rows == (3,)
    assert head.meant == {"number": 0, "title": 1, "lead": 2, "support": 3, "due_on": 4}
    assert rows[-1] == Row(4, ["1.1", "开班", "省人社厅", None, date(2026, 6, 30)])


def test_errors_and_formulas_are_told_by_cell() -> None:
    book = Workbook()
    page = book.active
    page["A1"], page["B1"], page["C1"] = 1, "=1+1", "#REF!"
    page["C1"].data_type = "e"
    assert rows_of(saved(book)) == [Row(1, [1, Bad("formula", ""), Bad("error", "#REF!")])]


def test_merged_hidden_and_1904() -> None:
    book = Workbook()
    book.epoch = datetime(1904, 1, 1)
    page = book.active
    page["A1"], page["B1"], page["B2"] = "甲", date(2026, 6, 30), "乙"
    page.merge_cells("A1:A2")
    page.merge_cells("C1:E1")
    page["C1"] = "责任单位"
    page.row_dimensions[2].hidden = True
    book.create_sheet("草稿").sheet_state = "hidden"
    start, *rows, other = list(sheets.read_sheets(saved(book), "a.xlsx"))
    assert start == Start("Sheet", False, frozenset({2}), True, ((1, 2, 4),))
    assert [row.cells[:2] for row in rows if isinstance(row, Row)] == [["甲", date(2026, 6, 30)], ["甲", "乙"]]
    assert other == Start("草稿", hidden=True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_csv_encodings(encoding: str) -> None:
    data = '编号,任务\r\n1,"=开班，42 个"\r\n\r\n2,\'=1+1\r\n'.encode(encoding)
    assert rows_of(data, "a.csv") == [Row(1, ["编号", "任务"]), Row(2, ["1", "=开班，42 个"]), Row(4, ["2", "=1+1"])]


def test_a_head_of_two_rows_and_doubled_heads() -> None:
    start = Start("a", wide=((1, 2, 3),))
    rows = [
        Row(1, ["序号", "任务", "责任单位", None, "完成时限", "时限"]),
        Row(2, [None, None, "牵头", "配合", None, None]),
        Row(3, [1, "开班"]),
    ]
    head = headers.find_header(rows, COLUMNS, start)
    assert head is not None
    assert head.rows == (1, 2)
    assert head.meant == {"number": 0, "title": 1, "lead": 2, "support": 3, "due_on": 4}
    assert [str(one) for one in head.faults(COLUMNS)] == ["第 2 行 F 列：表头“时限”重复，请只留一列。"]


def test_heads_that_a_person_will_look_at_are_guessed() -> None:
    """The surest first; a name within a head after those; nothing is guessed at where nobody looks."""
    columns = [
        headers.Column("title", say("任务")),
        headers.Column("lead", say("牵头单位"), ("责任单位",)),
        headers.Column("person", say("责任人")),
    ]
    rows = [Row(1, ["任务", "责任单位", "牵头单位", "责任人及电话"])]
    head = headers.find_header(rows, columns, loosely=True)
    assert head is not None
    assert head.meant == {"title": 0, "lead": 2, "person": 3}
    assert head.doubled == ((1, "责任单位"),)
    strict = headers.find_header(rows, columns)
    assert strict is not None
    assert "person" not in strict.meant
    alone = [Row(1, ["编号", "要点", "措施", "任务"])]
    assert headers.find_header(alone, columns, loosely=True) is not None
    assert headers.find_header(alone, columns) is None


def test_a_head_that_lacks_a_column_says_which() -> None:
    head = headers.find_header([Row(7, ["编号", "任务"])], COLUMNS)
    assert head is not None
    assert [str(one) for one in head.faults(COLUMNS)] == ["第 7 行：表头缺少牵头单位。"]
    assert headers.find_header([Row(1, ["甲", "乙"])], COLUMNS) is None


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (date(2026, 6, 30), date(2026, 6, 30)),
        (datetime(2026, 6, 30, 9, 30), date(2026, 6, 30)),
        ("2026年6月30日", date(2026, 6, 30)),
        ("2026.6.30", date(2026, 6, 30)),
        ("２０２６－０６－３０", date(2026, 6, 30)),
        ("2026/6/30 00:00:00", date(2026, 6, 30)),
        ("2026年6月30日前", date(2026, 6, 30)),
        (20260630, date(2026, 6, 30)),
        ("20260630", date(2026, 6, 30)),
        (45000, date(2023, 3, 15)),
        ("46203", date(2026, 6, 30)),
        (None, None),
        ("\u200b ", None),
    ],
)
def test_dates(value: Value, day: date | None) -> None:
    assert as_date(value, say("完成时限")) == day


@pytest.mark.parametrize("value", ["2026年2月", "2026.2", "2026年2月底前", "2026年 2 月末"])
def test_a_month_is_its_last_day_where_a_person_says_so(value: str) -> None:
    label = say("完成时限")
    assert as_date(value, label, month_end=True) == date(2026, 2, 28)
    assert as_date("2026年底", label, month_end=True) == date(2026, 12, 31)
    with pytest.raises(CellRefused, match="没有写到日"):
        as_date(value, label, month_end=False)


def test_a_serial_number_counts_from_1904_where_the_workbook_says_so() -> None:
    assert as_date(44741, say("完成时限"), base_1904=True) == date(2026, 6, 30)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("六月底", "完成时限“六月底”不是日期，请写成 2026-06-30。"),
        ("2026年6月底", "完成时限“2026年6月底”不是日期，请写成 2026-06-30。"),
        ("2026年6月", "完成时限“2026年6月”不是日期，请写成 2026-06-30。"),
        ("2026-02-30", "完成时限“2026-02-30”不是日期，请写成 2026-06-30。"),
        (12, "完成时限“12”不是日期，请写成 2026-06-30。"),
        (float("nan"), "完成时限“nan”不是日期，请写成 2026-06-30。"),
        (1e308, None),
        (True, "完成时限“True”不是日期，请写成 2026-06-30。"),
        ("1899-12-30", "完成时限“1899-12-30”不在 2000 年至 2099 年之间。"),
        (Bad("error", "#REF!"), "完成时限是错误值 #REF!。"),
    ],
)
def test_what_is_no_date(value: Value, sentence: str | None) -> None:
    with pytest.raises(CellRefused) as told:
        as_date(value, say("完成时限"))
    assert sentence is None or str(told.value.reason) == sentence


def test_a_fault_names_its_cell_as_people_do() -> None:
    with pytest.raises(CellRefused) as told:
        as_date("六月底", say("完成时限"))
    assert str(Fault(Place(14, 5), told.value.reason)) == "第 14 行 F 列：完成时限“六月底”不是日期，请写成 2026-06-30。"


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("1.2万", "12000"),
        ("6,000", "6000"),
        ("90%", "90"),
        ("３亿", "300000000"),
        (0.1, "0.1"),
        (6000, "6000"),
        (None, None),
    ],
)
def test_numbers(value: Value, number: str | None) -> None:
    assert as_number(value, say("目标值")) == (None if number is None else Decimal(number))


@pytest.mark.parametrize("value", ["若干", "1e308", 1e308, float("inf"), float("nan"), -1, "-3", "1万2", "12,34"])
def test_what_is_no_number(value: Value) -> None:
    with pytest.raises(CellRefused):
        as_number(value, say("目标值"))


def test_texts_lose_what_prints_nothing() -> None:
    assert as_text("  甲\u200b\u202e\x07乙 \n 丙 ", say("任务")) == "甲乙 丙"
    assert as_text("甲 \r\n 乙", say("任务"), lines=True) == "甲\n乙"
    assert as_text(12.0, say("编号")) == "12"
    assert as_text(3.1, say("编号")) == "3.1"
    assert as_text("_x0041_", say("编号")) == "A"
    with pytest.raises(CellRefused):
        as_text("长" * 201, say("任务"), 200)


@given(st.text(max_size=60))
def test_whatever_a_person_typed_is_no_formula_and_comes_back(text: str) -> None:
    heads = [writing.Head("甲"), writing.Head("乙")]
    data = b"".join(writing.write_csv(heads, [[text, "末"]]))
    cell = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1][0]
    assert cell[:1] not in tuple(writing.FORMULA) or not cell


def test_a_workbook_keeps_formulas_as_words() -> None:
    texts = ["=1+1", "+86", "-x", "@a", "\tx", "＝甲", "http://a", "00123", "{=1}"]
    data = writing.write_xlsx([writing.Head("甲")], [[text] for text in texts], ["导出人：韩叙"], title="台账")
    page = load_workbook(io.BytesIO(data)).active
    assert [page.cell(row, 1).value for row in range(1, 4)] == ["台账", "导出人：韩叙", "甲"]
    assert [(page.cell(n, 1).value, page.cell(n, 1).data_type) for n in range(4, 13)] == [(text, "s") for text in texts]
    assert [row.cells[0] for row in rows_of(data)[3:]] == texts


def test_a_template_has_lists_notes_and_guidance() -> None:
    columns = [Column("kind", say("类型"), note=say("从列表中选"), choices=("地区", "企业")), Column("x", say("名称"))]
    data = writing.write_template([writing.Form("单位", columns, [["地区", "=1"]])], ["填写说明", "一行一个单位。"])
    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["填写说明", "单位", "选项"]
    assert book["选项"].sheet_state == "hidden"
    assert book["单位"]["A1"].comment is not None
    assert book["单位"].data_validations.dataValidation[0].formula1 == "选项!$A$1:$A$2"
    assert (book["单位"]["B2"].value, book["单位"]["B2"].data_type) == ("=1", "s")


def test_a_child_that_runs_out_of_memory_is_told_as_such() -> None:
    data = writing.write_xlsx([writing.Head("甲")] * 10, ([f"{n}词"] * 10 for n in range(20_000)))
    with pytest.raises(DocumentRefused) as told:
        list(read_apart(data, "a.xlsx", memory=24 * 1024 * 1024))
    assert told.value.code in {"costly", "broken_sheet"}


def test_only_waiting_for_the_child_is_counted() -> None:
    """A reader that takes its time over a row does not have the child ended; one that gets nothing more gives up."""
    out, into = os.pipe()
    os.write(into, b"one\ntwo\nth")
    lines = child.lines_from(out, 0.05)
    assert next(lines) == b"one"
    time.sleep(0.1)
    assert list(lines) == [b"two"]


def test_columns_are_named_as_in_excel() -> None:
    assert [sheets.column_letters(n) for n in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    assert all(sheets.column_number(sheets.column_letters(n)) == n for n in range(0, 16384, 97))


def test_the_fingerprint_knows_a_template_again() -> None:
    one = headers.find_header([Row(3, ["编号", "任务", "牵头单位", "其他"])], COLUMNS)
    same = headers.find_header([Row(9, ["编 号", "任务：", "牵头单位（必填）", "其他"])], COLUMNS)
    assert one is not None
    assert same is not None
    assert one.fingerprint == same.fingerprint
    assert one.unknown == (3,)
    given = headers.choose(one, {"due_on": 3, "number": None})
    assert given.meant == {"title": 1, "lead": 2, "due_on": 3}
