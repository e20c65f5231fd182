"""A duty with three heads in a real browser: found in the draft, taken to a meeting, settled, tracked and closed."""

from __future__ import annotations

from datetime import date, timedelta

from luoshi.kernel.documents import read_document
from tests.walk.people import Office, Someone
from tests.walk.test_walk import PDF

TODAY = date.today()
YEAR = TODAY.year + 1
TASK = "开展技能提升培训"
PLAN = f"""江澜省产业工人培训工作方案

一、统筹培训资源
（一）{TASK}。年培训不少于5万人次。（省人力资源社会保障厅、省教育厅、省总工会按职责分工负责，{YEAR}年6月底前完成）
（二）落实培训经费。补助标准不低于每人800元。（省财政厅负责，{YEAR}年3月底前完成）
"""
RS, JY = "江澜省人力资源社会保障厅", "江澜省教育厅"
RULED, TRACKED = f"{TASK}由省人力资源社会保障厅牵头。", "编制全省产业工人培训统筹清单。"

NUMBER, TOLD = f"江产改纪要〔{TODAY.year}〕1号", "已完成各厅局培训项目摸底，清单初稿征求意见。"


def day(days: int) -> str:
    """A date as the form takes it."""
    return (TODAY + timedelta(days=days)).isoformat()


def test_from_finding_to_closed(office: Office) -> None:
    clerk = office.at("省.办", "office")
    plan = found_in_the_draft(clerk)
    matter = brought(clerk)
    meeting = held(office, clerk, matter)
    minuted(clerk, matter, meeting)
    rewritten(clerk, plan)
    task = tracked(office)
    reported(office)
    heard(clerk, day(30))
    closed(office, clerk, task)


def found_in_the_draft(clerk: Someone) -> int:
    """Before anything goes out."""
    clerk.open("/policy/import/").write("pasted", PLAN).press("读入方案")
    plan = clerk.number_in_address()
    clerk.press("查找问题").sees("多家牵头", TASK).look("settle-findings")
    return plan


def brought(clerk: Someone) -> int:
    """The office confirms what was found and takes it to the meeting."""
    clerk.press("没有写谁牵头", exact=False, at="tbody").press("确认为问题").press("确认为问题", at="dialog[open]")
    clerk.sees("确认为问题").look("settle-finding").press("提交协调会研究")
    clerk.write("asked", "请明确由谁牵头，并由牵头单位编制统筹清单。").press("提出议题", at="main form")
    return clerk.number_in_address()


def held(office: Office, clerk: Someone, matter: int) -> int:
    """Planned, called, held: who came, what was decided, each with its unit and its day."""
    clerk.press("筹备会议").write("held_on", day(0)).write("starts_at", "09:30").write("place", "三号会议室")
    clerk.write("chair", "周明远").press("筹备会议", at="main form")
    meeting = clerk.number_in_address()
    clerk.open(f"/policy/agenda/{matter}/").press("列入议程").open(f"/policy/meetings/{meeting}/").sees(RS, JY)
    clerk.press("发出议程").sees("议程已发")
    office.at("省.教育", "clerk").open("/policy/meetings/").press("专题协调会", exact=False, at="main").sees(TASK)
    clerk.press("登记召开").press("登记到会情况").look("settle-held")
    clerk.press("登记议定情况")
    for text, due in ((RULED, ""), (TRACKED, day(60))):
        clerk.write("text", text).choose("lead", RS).write("due_on", due).press("登记", at="#decide")
    clerk.sees(RULED, TRACKED)
    return meeting


def minuted(clerk: Someone, matter: int, meeting: int) -> None:
    """The minutes are signed and open in Word; one decision changes the division, the other goes into the ledger."""
    clerk.open(f"/policy/meetings/{meeting}/").press("登记纪要签发", at="aside form").sees("纪要已签发")
    with clerk.page.expect_download() as got:
        clerk.press("纪要（Word）")
    text = read_document(got.value.path().read_bytes(), got.value.suggested_filename).text
    assert RULED in text
    assert TRACKED in text
    clerk.press("据此调整分工", at=f'li:has-text("{RULED}")').sees("已转调整分工")
    clerk.press("列入台账", at=f'li[id^="decision"]:has-text("{TRACKED}")').sees("已列入台账").look("settle-minuted")
    clerk.open(f"/policy/agenda/{matter}/").sees("已解决")


def rewritten(clerk: Someone, plan: int) -> None:
    """The draft has its one lead, by the minutes; the text as it was stays beside it."""
    clerk.open(f"/policy/{plan}/").sees("按职责分工负责", "没有待处理的问题").look("settle-review")
    assert NUMBER in clerk.page.locator("[name=lead_basis]").input_value()
    clerk.press("确认没有疑问的 2 条").sees("已确认 2 条，共 2 条")


def tracked(office: Office) -> str:
    """The lead signs for what was decided."""
    lead = office.at("省.人社", "clerk").open("/ledger/?mine=lead").press("编制全省产业工人培训统筹清单", exact=False)
    lead.sees(NUMBER).press("签收").press("签收", at="main form").look("settle-tracked")
    return lead.page.url


def reported(office: Office) -> None:
    """The quarter is opened, the lead reports, its head signs, the office accepts."""
    office.at("省.办", "office").open("/reporting/missing/").press("开启报送期次").press("开启").sees("季度")
    lead = office.at("省.人社", "clerk").open("/reporting/").press("填报", exact=False, at="main")
    lead.tick("达序时进度").write("narrative", TOLD).press("保存").press("送签批")
    head = office.at("省.人社", "head").open("/reporting/").press("签批", exact=False, at="main table")
    head.press("签批并报出").press("签批并报出", at="dialog[open]")
    clerk = office.at("省.办", "office").open("/reporting/review/").press("统筹清单", exact=False, at="main")
    clerk.press("接收").sees("已接收")


def heard(clerk: Someone, held_on: str) -> None:
    """The next meeting hears what has come of it."""
    clerk.open("/policy/meetings/new/").write("held_on", held_on).press("筹备会议", at="main form")
    clerk.sees("上次议定事项落实情况", TOLD, NUMBER).look("settle-heard")


def closed(office: Office, clerk: Someone, task: str) -> None:
    """Applied for with evidence, verified by somebody else, closed; the meeting says so."""
    meeting = clerk.page.url
    lead = office.at("省.人社", "clerk")
    lead.page.goto(task)
    lead.press("申请完成").tick("完成").write("statement", "清单已印发。").attach("evidence", "清单.pdf", PDF)
    lead.press("申请完成", at="main form").sees("待核验")
    clerk.page.goto(task)
    clerk.press("核验")
    for place in range(clerk.page.get_by_label("达到", exact=True).count()):
        clerk.page.get_by_label("达到", exact=True).nth(place).check()
    clerk.press("核验通过", at="main form").sees("已完成").look("settle-closed")
    clerk.page.goto(meeting)
    clerk.sees("上次议定事项落实情况", "已完成")
