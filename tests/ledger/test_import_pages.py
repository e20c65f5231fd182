"""The pages of Excel both ways, as a clerk walks them."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from luoshi.ledger.models import Task
from luoshi.org.models import SheetImport
from tests.ledger import making
from tests.ledger.test_import import HEADS, table
from tests.world import World


def client(world: World, unit: str = "省.办", role: str = "office") -> Client:
    found = Client()
    found.force_login(world.account(unit, role))
    return found


def uploaded(browser: Client, given: object = None, **more: object) -> SheetImport:
    data = (given or table()).read()  # type: ignore[attr-defined]
    file = SimpleUploadedFile("台账.xlsx", data)
    answer = browser.post("/ledger/import/", {"file": file, **more})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return SheetImport.objects.latest("pk")


def columns_of(batch: SheetImport) -> dict[str, str]:
    return {f"c-{key}": str(at) for key, at in batch.meant.items()}


def test_it_works(world: World) -> None:
    browser = client(world)
    assert "上传并核对" in browser.get("/ledger/import/").content.decode()
    batch = uploaded(browser)
    page = browser.get(f"/org/imports/{batch.pk}/").content.decode()
    assert "核对各栏" in page
    assert "G 完成时限（2027-06-30）" in page
    answer = browser.post(
        f"/org/imports/{batch.pk}/columns/", {**columns_of(batch), "version": batch.version}, follow=True
    )
    page = answer.content.decode()
    assert "已核对：新增 2 行" in page
    assert "确认导入" in page
    batch.refresh_from_db()
    answer = browser.post(f"/org/imports/{batch.pk}/moves/apply/", {"version": batch.version}, follow=True)
    assert "已导入：新增 2 行" in answer.content.decode()
    assert Task.objects.count() == 2
    assert "建设产业工人学院" in browser.get("/ledger/?state=draft&mine=issued").content.decode()


def test_a_missing_column_is_asked_for_in_place(world: World) -> None:
    browser = client(world)
    batch = uploaded(browser)
    given = {**columns_of(batch), "version": batch.version, "c-title": ""}
    answer = browser.post(f"/org/imports/{batch.pk}/columns/", given)
    assert answer.status_code == 422
    assert "请指明是哪一列。" in answer.content.decode()


def test_wrong_rows_and_unknown_names_are_shown_and_named(world: World) -> None:
    browser = client(world)
    rows = [("1", "甲", "", "", "人社厅", "", "六月底"), ("2", "乙", "", "", "人社厅", "", None)]
    batch = uploaded(browser, table(rows))
    browser.post(f"/org/imports/{batch.pk}/columns/", {**columns_of(batch), "version": batch.version})
    page = browser.get(f"/org/imports/{batch.pk}/").content.decode()
    assert "第 3 行 G 列：完成时限“六月底”不是日期" in page
    assert "有 2 行不能导入" in page
    assert "疑为江澜省人力资源社会保障厅" in page
    unit = world.units["省.人社"]
    answer = browser.post(f"/org/imports/{batch.pk}/name/", {"name": "人社厅", "unit": unit.pk}, follow=True)
    page = answer.content.decode()
    assert "有 1 行不能导入" in page
    assert "没有对应单位的名称" not in page
    assert browser.post(f"/org/imports/{batch.pk}/name/", {"name": "人社厅", "unit": ""}).status_code == 422


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("台账.xlsx", b"PK\x03\x04broken", "已损坏"),
        ("台账.xlsx", b"", "里没有内容"),
        ("台账.docx", b"PK\x03\x04", "不接收 .docx 格式的表格"),
        ("台账.xlsx", b"not a workbook", "内容和它的扩展名不符"),
        ("台账.csv", "甲,乙\n1,2".encode(), "没有找到表头"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_place(world: World, name: str, data: bytes, sentence: str) -> None:
    answer = client(world).post("/ledger/import/", {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not SheetImport.objects.exists()


def test_the_view_goes_out_as_filtered_and_the_trail_knows(world: World) -> None:
    making.issued(world, 3)
    browser = client(world)
    data = browser.get("/ledger/export.xlsx?q=3.2-02").content
    page = load_workbook(io.BytesIO(data)).active
    lines = [[cell.value for cell in row] for row in page.iter_rows()]
    assert lines[0][0] == "工作台账"
    assert lines[1][0].startswith("导出人：江澜省产改协调小组办公室 ")
    assert lines[2][0] == "范围：含有：3.2-02"
    assert lines[3][:3] == ["编号", "任务", "达到的标准"]
    assert [line[0] for line in lines[4:]] == ["3.2-02"]
    text = b"".join(browser.get("/ledger/export.csv")).decode("utf-8-sig")
    assert text.count("开展企业新型学徒制培训") == 3
    whole = load_workbook(io.BytesIO(browser.get("/ledger/export.xlsx?whole=1").content)).active
    assert whole.column_dimensions["V"].hidden


def test_an_export_takes_few_queries(world: World, django_assert_max_num_queries: object) -> None:
    making.issued(world, 5)
    browser = client(world)
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        b"".join(browser.get("/ledger/export.csv?whole=1"))


def test_an_empty_template_is_at_hand(world: World) -> None:
    browser = client(world)
    book = load_workbook(io.BytesIO(browser.get("/ledger/template.xlsx").content))
    assert book.sheetnames[:2] == ["填写说明", "台账"]
    page = book["台账"]
    assert page["B2"].value == "任务（必填）"
    page["A3"], page["B3"] = "1", "甲"
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    assert uploaded(browser, out).sheet == "台账"


def test_giving_it_up(world: World) -> None:
    browser = client(world)
    batch = uploaded(browser)
    answer = browser.post(f"/org/imports/{batch.pk}/moves/cancel/", {"version": batch.version}, follow=True)
    assert "已放弃，没有导入任何内容。" in answer.content.decode()
    assert browser.post(f"/org/imports/{batch.pk}/moves/report/", {}).status_code == 422


def test_stranger(world: World) -> None:
    batch = uploaded(client(world))
    other = client(world, "他省.办")
    for path in ("", "columns/", "name/", "moves/apply/"):
        answer = other.post(f"/org/imports/{batch.pk}/{path}", {}) if path else other.get(f"/org/imports/{batch.pk}/")
        assert answer.status_code == 404
    assert "台账.xlsx" not in other.get("/ledger/import/").content.decode()
    assert HEADS[1] not in b"".join(other.get("/ledger/export.csv")).decode().split("\n", 4)[-1]
