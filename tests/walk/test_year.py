"""A clerk's year in a real browser: from an empty instance to the printed table of the quarter.

The instance is begun with `luoshi init`; its units, people and last year's ledger come from Excel tables. Three levels
report a quarter, with a return, a waiver, a hand-over in the middle of it, an extension and a letter.
"""

from __future__ import annotations

import io
import os
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Browser

from luoshi.org.queries.workbook import LINES, POSTS, UNITS
from tests.walk.instance import begun
from tests.walk.people import SHOTS, Someone, enter

TODAY = date.today()
PASSWORD = "Xin-Gang-7204"
TASK, OTHER = "全面推行企业新型学徒制", "建设职工书屋"

RS = "江澜省人力资源社会保障厅", "澜阳市人力资源社会保障局", "清渡县人力资源社会保障局", "望澜区人力资源社会保障局"
PLACES = "江澜省", "澜阳市", "清渡县", "望澜区"
MADE = (
    ("澜阳市", "江澜省", "", "地区", "市级"),
    ("清渡县", "澜阳市", "", "地区", "县级"),
    ("望澜区", "澜阳市", "", "地区", "县级"),
    (RS[0], "江澜省", "省人社厅", "政府部门", "省级"),
    (RS[1], "澜阳市", "市人社局", "政府部门", "市级"),
    (RS[2], "清渡县", "县人社局", "政府部门", "县级"),
    (RS[3], "望澜区", "区人社局", "政府部门", "县级"),
    ("江澜省总工会", "江澜省", "省总工会", "地方工会", "省级"),
)
LINE = tuple((unit, "人社", above) for unit, above in zip(RS, ("", RS[0], RS[1], RS[1]), strict=True))
PEOPLE = (
    ("江澜省推进产业工人队伍建设改革协调小组办公室", "综合处处长", "责任岗位", "是", "周明远", "13800000001", "sheng.ban", "协调办经办人"),
    (RS[0], "职业能力建设处处长", "责任岗位", "是", "林书成", "13800000002", "sheng.rs", "经办人"),
    (RS[0], "厅长", "主要负责人", "", "方守正", "13800000003", "sheng.rs.head", "单位负责人"),
    (RS[1], "职业能力建设科科长", "责任岗位", "是", "何开元", "13800000004", "shi.rs", "经办人"),
    (RS[1], "局长", "主要负责人", "", "江立本", "13800000005", "shi.rs.head", "单位负责人"),
    (RS[2], "职建股股长", "责任岗位", "是", "尹远山", "13800000006", "xian.rs", "经办人"),
    (RS[2], "联络员", "联络员", "", "罗小禾", "13800000007", "xian.rs.lly", "联络员"),
    (RS[2], "局长", "主要负责人", "", "冯致远", "13800000008", "xian.rs.head", "单位负责人"),
    (RS[3], "职建股股长", "责任岗位", "是", "孟桐", "13800000009", "qu.rs", "经办人"),
    ("江澜省总工会", "经济技术部部长", "责任岗位", "是", "苏宁", "13800000010", "sheng.gh", "经办人"),
)  # fmt: skip
LAST = TODAY.year - 1
SOON = (TODAY + timedelta(days=60)).replace(day=28)
"""When the tasks are due: in two months; the plan that is copied said so of a year before."""
LAST_DAY = date(SOON.year, SOON.month, monthrange(SOON.year, SOON.month)[1])
PLAN = f"""江澜省{LAST}年产业工人队伍建设改革工作要点

一、健全技能形成体系
（一）{TASK}。面向骨干企业开展学徒培训，培训不少于6000人。（{RS[0]}牵头，江澜省总工会配合，{SOON.year - 1}年{SOON.month}月底前完成）
二、服务产业工人
（一）{OTHER}。每县建成3家。（江澜省总工会负责，{SOON.year - 1}年{SOON.month}月底前完成）

江澜省推进产业工人队伍建设改革协调小组
{LAST}年1月20日
"""
STANDARDS = {TASK: "全省在训学徒不少于6000人，名册可查", OTHER: "每县建成3家并开放"}


def day(days: int) -> str:
    """A date as the form takes it."""
    return (TODAY + timedelta(days=days)).isoformat()


def words(when: date) -> str:
    """A date as a page says it."""
    return f"{when.year}年{when.month}月{when.day}日"


def workbook(*pages: tuple[str, tuple[str, ...], tuple[tuple[object, ...], ...]]) -> bytes:
    """An Excel file as an office would send it."""
    book = Workbook()
    book.remove(book.active)
    for name, heads, rows in pages:
        page = book.create_sheet(name)
        page.append(list(heads))
        for row in rows:
            page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@dataclass
class Year:
    """Everybody at their browsers, by log-in name."""

    browser: Browser
    url: str
    passwords: dict[str, str]
    known: dict[str, Someone] = field(default_factory=dict)

    def at(self, username: str) -> Someone:
        """This person; at the first log-in the password that was given is changed."""
        if username not in self.known:
            someone = enter(self.browser, self.url, username, self.passwords[username])
            someone.write("current", self.passwords[username]).write("password", PASSWORD)
            someone.write("again", PASSWORD).press("修改密码")
            self.known[username] = someone
        return self.known[username]

    def leave(self) -> None:
        """Photograph the last page of each, and close."""
        for name, someone in self.known.items():
            someone.page.screenshot(path=SHOTS / f"year-last-{name}.png", full_page=True)
            someone.page.context.close()


@pytest.fixture
def year(browser: Browser, tmp_path: Path) -> Iterator[Year]:
    """An instance as `luoshi init` leaves it, on the engine that the run is on."""
    url = ""
    if os.environ.get("LUOSHI_TEST_ENGINE") == "pg":
        from tests.walk.database import fresh

        url = fresh()
    SHOTS.mkdir(parents=True, exist_ok=True)
    given = ("--place", "江澜省", "--level", "province", "--system", "王管", "--security", "李安", "--audit", "张审")
    with begun(tmp_path, url, *given) as (address, told):
        people = Year(browser, address, {one["username"]: one["password"] for one in told["administrators"]})
        yield people
        people.leave()


def test_a_clerks_year(year: Year) -> None:
    units_and_people(year)
    plan = last_years_plan(year)
    standards_by_excel(year, plan)
    issued(year, plan)
    handed_down(year)
    quarter(year)
    year.at("xian.rs").open("/").look("year-desk-county")
    extension(year)
    letter(year)
    printed(year, plan)


def units_and_people(year: Year) -> None:
    """One workbook: the system administrator makes units and accounts of it, the security administrator grants."""
    data = workbook(
        ("单位", tuple(str(one.label) for one in UNITS), MADE),
        ("条线", tuple(str(one.label) for one in LINES), LINE),
        ("人员岗位", tuple(str(one.label) for one in POSTS), PEOPLE),
    )
    admin = year.at("admin").open("/org/imports/units/").look("year-import-units")
    admin.attach("file", "机构.xlsx", data).press("上传并核对").look("year-units-checked")
    admin.press("确认导入").press("确认导入", at="dialog[open]").sees("已导入").press("打印登录条", exact=False).look(
        "year-slips"
    )
    for row in admin.page.locator("tbody tr").all():
        cells = row.locator("td").all_inner_texts()
        year.passwords[cells[1]] = cells[2]
    safe = year.at("anquan").open("/org/imports/units/").attach("file", "机构.xlsx", data).press("上传并核对")
    safe.press("确认导入").press("确认导入", at="dialog[open]").sees("已导入")
    assert len(year.passwords) == len(PEOPLE) + 3


def last_years_plan(year: Year) -> int:
    """Last year's text is read in and copied: the dates move on by a year."""
    clerk = year.at("sheng.ban").open("/policy/import/").write("pasted", PLAN).press("读入方案")
    old = clerk.number_in_address()
    clerk.open(f"/policy/{old}/copy/").look("year-copy").press("复制", at="main form")
    clerk.sees(f"江澜省{LAST + 1}年").press("确认没有疑问的 2 条").sees("已确认 2 条，共 2 条").look("year-copied")
    return clerk.number_in_address()


def standards_by_excel(year: Year, plan: int) -> None:
    """The drafts go out to Excel, standards are written there, and the table comes back."""
    clerk = year.at("sheng.ban")
    got = clerk.page.context.request.get(f"{year.url}/ledger/export.xlsx?plan={plan}&state=draft")
    book = load_workbook(io.BytesIO(got.body()))
    page = book.active
    head = next(row for row in page.iter_rows() if any(cell.value == "任务" for cell in row))
    at = {str(cell.value): cell.column for cell in head if cell.value}
    for row in range(head[0].row + 1, page.max_row + 1):
        title = page.cell(row, at["任务"]).value
        page.cell(row, at["达到的标准"]).value = STANDARDS[title]
    out = io.BytesIO()
    book.save(out)
    clerk.open("/ledger/import/").attach("file", "台账.xlsx", out.getvalue()).press("上传并核对")
    clerk.look("year-import-columns").press("核对内容").sees("将修改").look("year-import-checked")
    clerk.press("确认导入").press("确认导入", at="dialog[open]").sees("已导入")


def issued(year: Year, plan: int) -> None:
    """Consulted, approved, issued."""
    clerk = year.at("sheng.ban").open(f"/policy/{plan}/").write("due_on", day(10)).press("送各单位征求意见")
    for one in ("sheng.rs", "sheng.gh"):
        year.at(one).open(f"/policy/{plan}/opinions/").press("同意所选各项")
    clerk.open(f"/policy/{plan}/opinions/").write("number", "澜产改〔2026〕6号").write("ordered_on", TODAY.isoformat())
    clerk.write("approved_by", "程望").press("登记印发")
    boxes = clerk.page.locator("tbody input[type=checkbox]")
    for place in range(boxes.count()):
        boxes.nth(place).check()
    clerk.press("下达", at="[data-bulk-bar]").press("下达", exact=False, at="main form").sees("已下达")


def handed_down(year: Year) -> None:
    """The province's department to the city's, the city's to the county's and the district's."""
    for one, units in (("sheng.rs", RS[1:2]), ("shi.rs", RS[2:]), ("xian.rs", ()), ("qu.rs", ())):
        someone = year.at(one).open("/ledger/?mine=lead").press(TASK).press("签收").press("签收", at="main form")
        if units:
            someone.press("分解到下级")
            for unit in units:
                someone.tick(f"选 {unit}")
            someone.press("核对").press("下达", exact=False, at="main form").sees(units[0])


def quarter(year: Year) -> None:
    """Three levels: the county is returned and mended after a hand-over, the district waived, the city and the province consolidate."""
    year.at("sheng.ban").open("/reporting/missing/").press("开启报送期次").press("开启").sees("季度")
    liaison = year.at("xian.rs.lly")
    filled(liaison, "412", "全县 7 户企业开班 12 个。")
    signed(year.at("xian.rs.head"))
    city = year.at("shi.rs").open("/reporting/review/").press(TASK, exact=False).press("退回并说明")
    city.write("note", "请按身份证号去重后重报。").press("退回并说明", at="form")
    county = year.at("xian.rs").open("/org/units/handing/").look("year-posts")
    county.press("交接", at='tr:has-text("联络员")').write("name", "宋知夏").write("on", day(1))
    county.write("reason", "轮岗").press("登记交接", at="main form").sees("宋知夏").look("year-handed")
    county.open("/reporting/").press("修改后重报", exact=False, at="main").press("修改后重报").press("填写")
    write(county, "398", "全县 7 户企业开班 12 个，去重后在训 398 人。")
    signed(year.at("xian.rs.head"))
    city.open("/reporting/review/").press(TASK, exact=False).press("接收").sees("已接收")
    city.open("/reporting/missing/").look("year-missing")
    city.page.locator("tr", has_text=RS[3][:3]).locator("summary").click()
    city.press("准予免报", at=f'tr:has-text("{RS[3]}")').write("note", "本季度全区停产检修，没有开班。")
    city.press("准予免报", at="main form").sees("免报")
    filled(city, "398", "全市在训 398 人。", shot="year-consolidate")
    signed(year.at("shi.rs.head"))
    province = year.at("sheng.rs").open("/reporting/review/").press(TASK, exact=False).press("接收").sees("已接收")
    filled(province, "398", "全省在训 398 人。")
    signed(year.at("sheng.rs.head"))
    year.at("sheng.ban").open("/reporting/review/").press(TASK, exact=False).press("接收").sees("已接收")


def filled(someone: Someone, figure: str, text: str, shot: str = "") -> None:
    """What the unit owes this quarter, from the list of what it has to fill in."""
    someone.open("/reporting/").press("填报", exact=False, at="main")
    if shot:
        someone.look(shot)
    write(someone, figure, text)


def write(someone: Someone, figure: str, text: str) -> None:
    """One entry, handed to the head."""
    someone.tick("达序时进度")
    someone.page.locator('input[name^="figure_"]').first.fill(figure)
    someone.write("narrative", text).press("保存").press("送签批")


def signed(head: Someone) -> None:
    """The head reads and signs; it goes out."""
    head.open("/reporting/").press("签批", exact=False, at="main table").press("签批并报出")
    head.press("签批并报出", at="dialog[open]")


def extension(year: Year) -> None:
    """The lead asks for more time and the office grants it."""
    lead, office = year.at("sheng.rs"), year.at("sheng.ban")
    lead.open("/ledger/?mine=lead").press(TASK).press("其他申请").press("申请延期").look("year-extension")
    lead.write("reason", "学徒合同跨年。").write("progress", "在训 398 人。").write("proposed_on", day(120))
    lead.write("signed_by", "方守正").press("提出申请")
    office.open("/").press("裁定", exact=False, at="main").look("year-ruling")
    office.write_labelled("裁定意见", "同意延期").write("granted_on", day(120)).write("approved_by", "程望").write(
        "document", "澜产改〔2026〕9号"
    )
    office.press("同意").sees(words(LAST_DAY), words(TODAY + timedelta(days=120)))


def letter(year: Year) -> None:
    """The office reminds the lead in writing; the lead answers."""
    lead, office = year.at("sheng.rs"), year.at("sheng.ban")
    office.open("/ledger/?state=active").press(TASK).look("year-extended")
    office.press("发函", exact=False, at="main").tick("提示函").press("拟稿").look("year-letter")
    office.write("signed_by", "周明远").press("发出").sees("〔")
    lead.open("/").press("提示函", exact=False, at="main").write("answer", "已补齐名册。").press(
        "反馈", at="aside form"
    )
    lead.sees("已补齐名册").look("year-letter-answered")


def printed(year: Year, plan: int) -> None:
    """The office's table on A3."""
    office = (
        year.at("sheng.ban").open(f"/ledger/sheet/?plan={plan}").sees(TASK, OTHER, STANDARDS[OTHER]).look("year-sheet")
    )
    office.open(f"/ledger/situation/?plan={plan}").sees(TASK).look("year-situation")
