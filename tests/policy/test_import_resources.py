"""A register of bases, teachers and courses from a table: judged row by row, written whole or not at all."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from luoshi.kernel.errors import Refused
from luoshi.org.models import SheetImport
from luoshi.org.services import sheets
from luoshi.policy.models import Resource
from luoshi.policy.queries import resource_sheets as tables
from luoshi.policy.services import resource_sheets
from tests.world import World

HEAD = ("资源类别", "名称", "专业（工种）", "接待人数", "所属单位", "是否独占", "共享范围")
ROWS = (
    ("实训基地", "焊接实训基地", "焊接", 40, "江澜省人力资源社会保障厅", "否", ""),
    ("讲师", "王工", "数控加工", 30, "省教育厅", "是", "本地区各单位"),
    ("课程", "班组长管理", "现场管理", 50, "", "", ""),
)


def handed_in(world: World, *rows: tuple[Any, ...]) -> SheetImport:
    book = Workbook()
    book.active.append(["江澜省共享资源一览表"])
    for row in (HEAD, *rows):
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    office = world.actor("省.办", "office")
    batch = sheets.take_in(office, tables.KIND, SimpleUploadedFile("资源.xlsx", out.getvalue()))
    return sheets.start_check(office, batch)


def test_it_works(world: World) -> None:
    """Heads as offices write them; what is there already is changed, not doubled."""
    office = world.actor("省.办", "office")
    batch = handed_in(world, *ROWS)
    assert batch.counts["new"] == 3, batch.faults
    sheets.start_apply(office, batch)
    found = {row.name: row for row in Resource.objects.all()}
    assert {name: row.unit for name, row in found.items()} == {
        "焊接实训基地": world.units["省.人社"], "王工": world.units["省.教育"], "班组长管理": world.units["省.办"],
    }  # fmt: skip
    assert (found["王工"].kind, found["王工"].single, found["王工"].shared_with) == ("teacher", True, "place")
    again = handed_in(world, (*ROWS[0][:3], 60, *ROWS[0][4:]), *ROWS[1:])
    assert (again.counts["changed"], again.counts["same"]) == (1, 2)
    sheets.start_apply(office, again)
    assert Resource.objects.get(name="焊接实训基地").capacity == 60


def test_what_cannot_be_taken_is_told_by_row_and_column(world: World) -> None:
    wrong = (
        ("场馆", "甲", "焊接", 40, "", "", ""),
        ("课程", "", "焊接", 40, "", "", ""),
        ("课程", "乙", "焊接", "若干", "", "", ""),
        ("课程", "丙", "焊接", 10, "不存在的单位", "", ""),
        ("课程", "丁", "焊接", 10, "", "", ""),
        ("课程", "丁", "焊接", 10, "", "", ""),
    )
    batch = handed_in(world, *wrong)
    assert batch.counts["wrong"] == 5
    for row, column, word in (
        (3, "A", "不在可选范围"),
        (4, "B", "缺名称"),
        (5, "D", "每天可接待人数"),
        (6, "E", "没有“不存在的单位”"),
        (8, "B", "重复"),
    ):
        assert any(f"第 {row} 行" in fault and column in fault and word in fault for fault in batch.faults), (
            row,
            batch.faults,
        )
    assert not Resource.objects.exists()


def test_the_pages_lead_through(world: World, client: Client) -> None:
    client.force_login(world.account("省.办", "office"))
    assert client.get(reverse("policy:resources_template")).status_code == 200
    book = Workbook()
    for row in (HEAD, *ROWS):
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    answer = client.post(
        reverse("policy:import_resources"), {"file": SimpleUploadedFile("资源.xlsx", out.getvalue()), "_key": "e" * 32}
    )
    assert answer.status_code == 302
    assert "专业方向" in client.get(answer["Location"]).content.decode()


def test_stranger(world: World) -> None:
    """Who keeps no resource hands no table in."""
    with pytest.raises(Refused):
        resource_sheets.may_import(world.actor("国.办", "system"))
