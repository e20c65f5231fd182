"""A plan in a real browser: from the Word file through review and consultation to the issued ledger."""

from __future__ import annotations

import io
from datetime import date, timedelta

from openpyxl import load_workbook

from tests.kernel.office import cell, docx, paragraph, table
from tests.walk.people import Office, Someone

TODAY = date.today()
YEAR = TODAY.year + 1
LINES = (
    f"江澜省提升产业工人技能行动方案（{TODAY.year}—{YEAR + 1}年）",
    "为提升产业工人技能，制定本方案。",
    "一、总体要求",
    "坚持以产业工人为中心，健全培训、评价、使用、激励机制。",
    "二、重点任务",
    "（一）扩大培训供给",
    f"1.建设公共实训基地。{YEAR}年底前建成省级公共实训基地不少于8个。（省人力资源社会保障厅牵头，省财政厅、省教育厅配合）",
    "2.开展技能提升培训。年培训不少于5万人次。（省人力资源社会保障厅、省教育厅、省总工会按职责分工负责，"
    f"{YEAR}年6月底前完成）",
    "（二）畅通成长通道",
    f"1.推行职业技能等级认定，新增高级工以上1.2万人。（省人力资源社会保障厅牵头，省总工会视情会商，{YEAR}年12月底前完成）",
    "2.每年选树产业工人先进典型不少于20名。（省总工会牵头，省教育厅配合，长期坚持）",
    "三、保障措施",
    f"（一）落实经费保障。{YEAR}年3月底前出台补助办法。（省财政厅负责）",
    "附件：重点项目清单",
)
ROWS = (
    ("序号", "任务", "牵头单位", "配合单位", "完成时限"),
    ("1", "编制产业工人技能培训目录", "省人力资源社会保障厅", "省教育厅", f"{YEAR}年6月底前"),
)
DRAFT = docx("".join(map(paragraph, LINES)) + table(*("".join(map(cell, row)) for row in ROWS)))
TITLE = LINES[0]
RS = "江澜省人力资源社会保障厅"
FEWER, NOT_OURS = "评价机构尚在筹建，新增高级工建议改为1万人。", "基地建设由主管部门安排，建议不列我厅。"
LEVEL, BASE = (f'main section:has-text("{words}")' for words in ("推行职业技能等级认定", "建设公共实训基地"))
"""What stands on the page about one task."""


def day(days: int) -> str:
    """A date as the form takes it."""
    return (TODAY + timedelta(days=days)).isoformat()


def test_from_file_to_ledger(office: Office) -> None:
    clerk = office.at("省.办", "office")
    plan = taken_in(clerk)
    gone_over(clerk)
    asked(office, clerk, plan)
    ruled_on(clerk, plan)
    issued(office, clerk, plan)


def taken_in(clerk: Someone) -> int:
    """Paragraphs and table alike; what is unsure stands first, and nothing goes out before it is settled."""
    clerk.open("/policy/import/").attach("file", "方案.docx", DRAFT).press("读入方案")
    clerk.sees("已确认 0 条，共 6 条", "3 条拿不准", "还有 6 条任务没有确认", "原文没有写谁牵头")
    return clerk.number_in_address()


def gone_over(clerk: Someone) -> None:
    """The unsure ones first, with the keyboard; the certain ones at once; the page says how many acts it took."""
    clerk.choose("lead", RS).write("lead_basis", "协调小组第3次会议明确").key("Enter").sees("已确认 1 条，共 6 条")
    clerk.sees("“省总工会视情会商”没有读懂", "“省总工会视情会商”没有对应单位").press("对应").sees("已有对应单位")
    clerk.key("Enter").sees("已确认 2 条，共 6 条", "“长期坚持”没有日期")
    clerk.key("j").sees("上一条").key("k").write("review_on", day(300)).key("Enter").sees("已确认 3 条，共 6 条")
    clerk.key("j").sees("落实经费保障").write("standards", "补助办法印发").press("确认，看下一条").sees(
        "已确认 4 条，共 6 条"
    )
    clerk.key("j").write("standards", "目录印发").press("确认，看下一条").press("确认没有疑问的 1 条")
    clerk.sees("已确认 6 条，共 6 条", "核对用了 7 次操作，更正读出的内容 0 条").look("plan-reviewed")


def asked(office: Office, clerk: Someone, plan: int) -> None:
    """Every unit answers for what is its own; two have something to say."""
    clerk.write("due_on", day(10)).press("送各单位征求意见").sees("待反馈")
    lead = office.at("省.人社", "clerk").open("/").press(TITLE, exact=False)
    lead.write("text", FEWER, at=LEVEL).press("提出意见", at=LEVEL).look("plan-answer")
    money = office.at("省.财政", "clerk").open(f"/policy/{plan}/opinions/")
    money.write("text", NOT_OURS, at=BASE).press("提出意见", at=BASE)
    for unit in ("省.人社", "省.财政", "省.教育", "省.工会"):
        one = office.at(unit, "clerk").open(f"/policy/{plan}/opinions/")
        one.press("同意所选各项").sees("待反馈 0 项")


def ruled_on(clerk: Someone, plan: int) -> None:
    """Adopted, and the task is changed; declined, with the reason; the table goes to the body in Excel."""
    clerk.open(f"/policy/{plan}/opinions/").sees("还有 2 条没有反馈，或者意见没有写明是否采纳").look("plan-opinions")
    level, base = (f'tr:has-text("{words}")' for words in (FEWER, NOT_OURS))
    clerk.press("采纳", at=level).sees("请写明")
    clerk.write("note", "已按评价机构建设进度调整。", at=level).press("采纳", at=level).sees("意见待处理 1 条")
    clerk.write("note", "基地建设需要省级资金安排，保留配合。", at=base).press("不采纳", at=base).sees(
        "意见待处理 0 条"
    )
    with clerk.page.expect_download() as got:
        clerk.press("导出 Excel")
    page = load_workbook(io.BytesIO(got.value.path().read_bytes())).active
    told = {tuple(row[4:7]) for row in page.iter_rows(values_only=True) if row[4]}
    assert told >= {
        (NOT_OURS, "未采纳", "基地建设需要省级资金安排，保留配合。"),
        (FEWER, "采纳", "已按评价机构建设进度调整。"),
    }


def issued(office: Office, clerk: Someone, plan: int) -> None:
    """The body has considered it, its head has signed: number and date make the ledger, and the units have their tasks."""
    clerk.write("number", "澜产改〔2026〕8号").write("ordered_on", TODAY.isoformat())
    clerk.write("approved_by", "程望").press("登记印发").sees("已登记印发，可以下达任务")
    boxes = clerk.page.locator("tbody input[type=checkbox]")
    for place in range(boxes.count()):
        boxes.nth(place).check()
    clerk.press("下达", at="[data-bulk-bar]").press("下达", exact=False, at="main form").sees("已下达").look(
        "plan-issued"
    )
    lead = office.at("省.人社", "clerk").open("/ledger/?mine=lead")
    lead.sees("建设公共实训基地", "开展技能提升培训", "推行职业技能等级认定", "编制产业工人技能培训目录")
    lead.press("开展技能提升培训").sees("协调小组第3次会议明确", "澜产改〔2026〕8号").look("plan-task")
