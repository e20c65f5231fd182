"""Units, lines, posts, people, accounts and grants from one workbook."""

from __future__ import annotations

import io
import json
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from openpyxl import Workbook, load_workbook

from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.documents.child import read_apart
from luoshi.org.models import Account, CoordinationBody, Grant, LineMembership, Person, Post, SheetImport, Tenure, Unit
from luoshi.org.queries.workbook import LINES, POSTS, UNITS
from luoshi.org.services.making import carry_out
from luoshi.org.services.workbook import Plan, read_plan
from tests.world import World

NEW_UNITS = (
    ("柏桥县产改办", "四县新城", "", "协调小组办公室", "县级", "", "新城区推进产业工人队伍建设改革协调小组", "新产改"),
    ("四县新城", "江澜省", "新城", "地区", "县级", "990101", "", ""),
    ("新城区人社局", "四县新城", "人社局", "政府部门", "县级"),
)  # fmt: skip
NEW_LINES = (("新城区人社局", "人社", "江澜省人力资源社会保障厅"), ("新城区人社局", "就业", ""))
NEW_POSTS = (
    ("柏桥县产改办", "主任", "主要负责人", "", "周明", "13800000000", "", ""),
    ("柏桥县产改办", "综合科科长", "责任岗位", "是", "韩叙", "13800000001", "xincheng.ban", "协调办经办人"),
    ("新城区人社局", "培训科科长", "责任岗位", "是", "李立", "", "xincheng.renshe", "经办人", "本单位"),
)  # fmt: skip


def workbook(
    units: Sequence[Sequence[Any]] = NEW_UNITS,
    lines: Sequence[Sequence[Any]] = NEW_LINES,
    posts: Sequence[Sequence[Any]] = NEW_POSTS,
) -> bytes:
    book = Workbook()
    book.active.title = "填写说明"
    for name, columns, rows in (("单位", UNITS, units), ("条线", LINES, lines), ("人员岗位", POSTS, posts)):
        page = book.create_sheet(name)
        page.append([str(column.label) for column in columns])
        for row in rows:
            page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def plan_of(data: bytes) -> Plan:
    return read_plan(SYSTEM, read_apart(data, "机构.xlsx"), "机构.xlsx")


def said(data: bytes) -> list[str]:
    return [str(one) for one in plan_of(data).faults]


def silent(done: int, total: int, message: Any) -> None:
    """Nobody watches."""


def test_it_works(world: World) -> None:
    plan = plan_of(workbook())
    assert plan.faults == []
    assert plan.counts() == {"new": 8, "changed": 0, "same": 0, "wrong": 0}
    made = carry_out(SYSTEM, plan, silent)
    assert made.counts == {"units": 3, "lines": 2, "posts": 3, "people": 3, "accounts": 2, "grants": 2}
    place, office = Unit.objects.get(name="四县新城"), Unit.objects.get(name="柏桥县产改办")
    assert (place.parent, place.place_path, office.parent, office.place_path) == (
        world.units["省"],
        place.path,
        place,
        place.path,
    )
    assert office.path.startswith(place.path)
    assert CoordinationBody.objects.get(place=place).office == office
    assert LineMembership.objects.get(unit__name="新城区人社局", line__code="rs").superior == world.units["省.人社"]
    account = Account.objects.get(username="xincheng.ban")
    assert (account.state, account.has_usable_password(), account.person.phone) == ("invited", False, "13800000001")
    assert Grant.objects.get(person=account.person).sight == place
    assert Tenure.objects.get(person__name="周明").post.name == "主任"


def test_the_same_file_again_changes_nothing(world: World) -> None:
    carry_out(SYSTEM, plan_of(workbook()), silent)
    plan = plan_of(workbook())
    assert (plan.counts(), plan.faults) == ({"new": 0, "changed": 0, "same": 8, "wrong": 0}, [])
    before = [model.objects.count() for model in (Unit, Post, Person, Tenure, Account, Grant, LineMembership)]
    carry_out(SYSTEM, plan, silent)
    assert before == [model.objects.count() for model in (Unit, Post, Person, Tenure, Account, Grant, LineMembership)]


def test_telephones_and_short_names_are_kept_up(world: World) -> None:
    carry_out(SYSTEM, plan_of(workbook()), silent)
    units = [NEW_UNITS[0], ("四县新城", "江澜省", "新城区", "地区", "县级"), NEW_UNITS[2]]
    posts = [(*NEW_POSTS[0][:5], "13900000000"), *NEW_POSTS[1:]]
    plan = plan_of(workbook(units, NEW_LINES, posts))
    assert plan.counts() == {"new": 0, "changed": 2, "same": 6, "wrong": 0}
    carry_out(SYSTEM, plan, silent)
    assert Unit.objects.get(name="四县新城").short_name == "新城区"
    assert Person.objects.get(name="周明").phone == "13900000000"


def test_each_wrong_cell_is_named_and_nothing_is_made(world: World) -> None:
    units = [
        ("甲县", "火星省", "", "地区", "县级"),
        ("乙县", "江澜省", "", "星球", "县级"),
        ("丙县", "丁县", "", "地区", "县级"),
        ("丁县", "丙县", "", "地区", "县级"),
        ("", "江澜省", "", "地区", "县级"),
        ("戊县", "江澜省", "", "地区", "县级"),
        ("戊县", "江澜省", "", "地区", "县级"),
    ]
    posts = [
        ("江澜省总工会", "科长", "责任岗位", "", "", "138", "", ""),
        ("江澜省总工会", "处长", "责任岗位", "", "甲", "", "有 空格", ""),
        ("江澜省总工会", "主要负责人", "主要负责人", "", "换了人", "", "", ""),
        ("江澜省总工会", "副处长", "责任岗位", "是", "乙", "", "", "皇帝"),
        ("没有的单位", "副处长", "责任岗位"),
    ]
    before = Unit.objects.count(), Post.objects.count()
    found = said(workbook(units, (), posts))
    assert "“单位”第 2 行 B 列：没有“火星省”这个单位，本表里也没有建立。" in found
    assert any(one.startswith("“单位”第 3 行 D 列：类型“星球”不在列表中") for one in found)
    assert sum("互相隶属，成了一圈" in one for one in found) == 2
    assert "“单位”第 6 行 A 列：缺单位名称。" in found
    assert "“单位”第 8 行 A 列：“戊县”与第 7 行重复。" in found
    assert "“人员岗位”第 2 行 E 列：缺姓名。" in found
    assert any(one.startswith("“人员岗位”第 3 行 G 列") for one in found)
    assert any("“主要负责人”现由省.工会主要负责人担任，换人请在“交接”中办理。" in one for one in found)
    assert any("“人员岗位”第 5 行 H 列：权限“皇帝”不在列表中" in one for one in found)
    assert "“人员岗位”第 6 行 A 列：没有“没有的单位”这个单位，本表里也没有建立。" in found
    assert (Unit.objects.count(), Post.objects.count()) == before


def test_names_that_stand_for_several_are_asked_back(world: World) -> None:
    for parent in ("澜阳市", "云埠市"):
        carry_out(SYSTEM, plan_of(workbook([("新局", parent, "", "政府部门", "市级")], (), ())), silent)
    posts = [("新局", "科长", "责任岗位")]
    assert said(workbook((), (), posts)) == [
        "“人员岗位”第 2 行 A 列：有几个单位叫“新局”，请写成：澜阳市/新局、云埠市/新局。"
    ]
    assert said(workbook((), (), [("云埠市/新局", "科长", "责任岗位")])) == []


def test_the_administrators_stay_apart(world: World) -> None:
    system, security = world.actor("国.办", "system"), world.actor("国.办", "security")
    data = workbook()
    plan = read_plan(system, read_apart(data, "a.xlsx"), "a.xlsx")
    assert "权限由安全管理员上传同一张表授予" in str(plan.notes[0])
    early = read_plan(security, read_apart(data, "a.xlsx"), "a.xlsx")
    assert any("没有" in str(one) for one in early.faults)
    assert "grants" not in carry_out(system, plan, silent).counts
    assert not Grant.objects.filter(unit__name="新城区人社局").exists()
    later = read_plan(security, read_apart(data, "a.xlsx"), "a.xlsx")
    assert later.faults == []
    made = carry_out(security, later, silent)
    assert {key: count for key, count in made.counts.items() if count} == {"grants": 2}


def client(world: World, unit: str = "国.办", role: str = "system") -> Client:
    found = Client()
    found.force_login(world.account(unit, role))
    return found


def test_pages_and_log_in_slips(world: World) -> None:
    browser = client(world)
    book = load_workbook(io.BytesIO(browser.get("/org/imports/units/template.xlsx").content))
    assert book.sheetnames[:4] == ["填写说明", "单位", "条线", "人员岗位"]
    answer = browser.post("/org/imports/units/", {"file": SimpleUploadedFile("机构.xlsx", workbook())}, follow=True)
    page = answer.content.decode()
    assert "已核对：新增 8 行" in page
    batch = SheetImport.objects.latest("pk")
    answer = browser.post(f"/org/imports/{batch.pk}/moves/apply/", {"version": batch.version}, follow=True)
    page = answer.content.decode()
    assert "新建单位 3 个" in page
    assert "打印登录条（2 人）" in page
    page = browser.post(f"/org/imports/{batch.pk}/slips/", {"_key": "k1"}).content.decode()
    assert "xincheng.ban" in page
    password = page.split("<code>")[1].split("</code>")[0]
    account = Account.objects.get(username="xincheng.ban")
    assert account.check_password(password)
    assert account.must_change
    assert password not in browser.get(f"/org/imports/{batch.pk}/").content.decode()


def test_the_command_line(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, slips = tmp_path / "机构.xlsx", tmp_path / "slips.csv"
    file.write_bytes(workbook())
    call_command("org", "import", str(file), "--dry-run", "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["rows"]["new"], told["made"]) == (8, None)
    assert not Unit.objects.filter(name="四县新城").exists()
    call_command("org", "import", str(file), "--json", "--slips", str(slips))
    assert json.loads(capsys.readouterr().out)["made"]["units"] == 3
    assert slips.read_text("utf-8-sig").count("xincheng") == 2
    assert stat.S_IMODE(slips.stat().st_mode) == 0o600
    file.write_bytes(workbook([("甲县", "火星省", "", "地区", "县级")], (), ()))
    with pytest.raises(SystemExit):
        call_command("org", "import", str(file))
    assert "没有“火星省”这个单位" in capsys.readouterr().out


def test_stranger(world: World) -> None:
    browser = client(world)
    browser.post("/org/imports/units/", {"file": SimpleUploadedFile("机构.xlsx", workbook())})
    batch = SheetImport.objects.latest("pk")
    for unit, role in (("省.办", "office"), ("国.办", "office")):
        other = client(world, unit, role)
        assert other.get(f"/org/imports/{batch.pk}/").status_code == 404
        assert other.post(f"/org/imports/{batch.pk}/slips/").status_code == 404
        assert other.get("/org/imports/units/").status_code in {403, 422}
        assert other.post("/org/imports/units/", {"file": SimpleUploadedFile("a.xlsx", workbook())}).status_code in {
            403,
            422,
        }
