"""The whole main job as five people do it, in a real browser: from a plan document to a verified task.

The office's clerk, a department's clerk at the province, the same in the city, the county's liaison officer and the
county's head. What the others have to say in the consultation is said by their clerks.
"""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.walk.people import Office, Someone

PLAN = Path(__file__).parent / "papers" / "plan.txt"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
TODAY = date.today()


def day(days: int) -> str:
    """A date as the form takes it."""
    return (TODAY + timedelta(days=days)).isoformat()


def test_the_main_job(office: Office) -> None:
    clerk = office.at("省.办", "office")
    plan = take_in(clerk)
    review(clerk)
    consult(office, clerk, plan)
    approve_and_issue(clerk, plan)
    task = receive_and_break_down(office, plan)
    report_up(office)
    complete(office, task)


def take_in(clerk: Someone) -> int:
    """The office uploads the plan; a classified one is refused."""
    clerk.open("/policy/import/").look("import")
    clerk.attach("file", "方案.txt", "机密★3年\n实施方案\n一、内容".encode()).press("读入方案").sees("带有密级标志")
    clerk.open("/policy/import/").attach("file", "方案.txt", PLAN.read_bytes()).press("读入方案")
    clerk.sees("已确认 0 条，共 6 条", "1 条拿不准", "全面推行企业新型学徒制").look("review")
    return clerk.number_in_address()


def review(clerk: Someone) -> None:
    """What is unsure is settled by a person; the rest is confirmed at once."""
    clerk.sees("还有 6 条任务没有确认")
    clerk.choose("lead", "江澜省教育厅").write("lead_basis", "省产改协调小组第3次会议明确")
    clerk.write("review_on", day(300)).press("确认，看下一条")
    clerk.press("确认没有疑问的 5 条").sees("已确认 6 条，共 6 条").look("reviewed")


def consult(office: Office, clerk: Someone, plan: int) -> None:
    """The units answer and name who is responsible; the office says what it adopted, and why."""
    clerk.open(f"/policy/{plan}/").write("due_on", day(10)).press("送各单位征求意见").sees("待反馈")
    department = office.at("省.人社", "clerk")
    department.open("/").sees("江澜省推进产业工人队伍建设改革实施方案").look("desk-consulted")
    department.open(f"/policy/{plan}/opinions/").look("answer")
    for unit, post in (("省.人社", "综合处处长"), ("省.教育", "综合处处长"), ("省.财政", "综合处处长")):
        one = office.at(unit, "clerk").open(f"/policy/{plan}/opinions/")
        one.write("post_name", post).write("person_name", f"{unit}综合处处长").press("同意所选各项")
    union = office.at("省.工会", "clerk").open(f"/policy/{plan}/opinions/")
    union.write("text", "建议由省总工会商有关部门提出时间安排。").press("提出意见")
    union.write("post_name", "综合处处长").write("person_name", "省.工会综合处处长").press("同意所选各项")
    clerk.open(f"/policy/{plan}/opinions/").sees("还有 1 条没有反馈").look("opinions")
    clerk.write("note", "已在任务说明中补充。").press("部分采纳")


def approve_and_issue(clerk: Someone, plan: int) -> None:
    """Nothing is issued without the number and date; a refusal says what is missing for all at once."""
    clerk.open(f"/ledger/?plan={plan}&state=draft")
    boxes = clerk.page.locator("tbody input[type=checkbox]")
    for place in range(boxes.count()):
        boxes.nth(place).check()
    clerk.press("下达", at="[data-bulk-bar]").sees("方案还没有登记印发文件的文号和日期").look("issue-refused")
    clerk.open(f"/policy/{plan}/opinions/").write("number", "澜产改〔2026〕6号").write("ordered_on", TODAY.isoformat())
    clerk.write("approved_by", "程望").press("登记印发")
    clerk.look("ledger-drafts")
    boxes = clerk.page.locator("tbody input[type=checkbox]")
    for place in range(boxes.count()):
        boxes.nth(place).check()
    clerk.press("下达", at="[data-bulk-bar]").sees("6 项中有 2 项还不能下达", "缺达到的标准").look("issue")
    clerk.press("先下达 4 项").sees("已下达")


def receive_and_break_down(office: Office, plan: int) -> str:
    """The lead signs for it, names its liaison officer and hands it down the line; the city does the same."""
    lead = office.at("省.人社", "clerk").open("/").look("desk-receive")
    lead.open(f"/ledger/?plan={plan}").press("全面推行企业新型学徒制")
    task = lead.page.url
    lead.look("task-issued").press("签收").look("receive").press("签收", at="main form")
    hand_down(lead, ("澜阳市人力资源社会保障局", "云埠市人力资源社会保障局"), "breakdown")
    city = office.at("市.人社", "clerk").open("/")
    open_task(city)
    city.press("签收").press("签收", at="main form")
    hand_down(city, ("清渡县人力资源社会保障局", "望澜区人力资源社会保障局"), "breakdown-city")
    county = office.at("县.人社", "clerk").open("/")
    open_task(county)
    county.press("签收").press("签收", at="main form")
    return task


def open_task(someone: Someone) -> None:
    """The task, from the ledger that this person sees."""
    someone.open("/ledger/?mine=lead").press("全面推行企业新型学徒制")


def hand_down(someone: Someone, units: tuple[str, ...], shot: str) -> None:
    """One order to several units, each its own copy."""
    someone.press("分解到下级")
    for unit in units:
        someone.tick(f"选 {unit}")
    someone.look(shot).press("核对").look(f"{shot}-check").press("下达", exact=False, at="main form").sees(units[0])


def report_up(office: Office) -> None:
    """The county's officer fills in; its head signs; the city returns with a reason, then accepts what has been mended."""
    opener = office.at("省.办", "office").open("/reporting/missing/").press("开启报送期次").look("new-period")
    opener.press("开启").sees("季度")
    officer = office.at("县.人社", "liaison").open("/").look("desk-report")
    officer.open("/reporting/").press("填报", exact=False, at="main").look("entry")
    fill_in(officer, "412", "全县 7 户企业开班 12 个。")
    officer.attach("evidence", "名册.txt", "学徒名册 412 人".encode()).press("保存")
    officer.press("送签批")
    head = office.at("县.人社", "head").open("/").look("desk-sign")
    head.open("/reporting/").press("签批", exact=False, at="main table")
    head.look("sign").press("签批并报出").press("签批并报出", at="dialog[open]")
    city = office.at("市.人社", "clerk").open("/reporting/review/").look("review-queue")
    city.press("全面推行企业新型学徒制", exact=False).look("review-task")
    city.press("退回并说明").write("note", "新增人数未写明口径，请按身份证号去重后重报。").press(
        "退回并说明", at="form"
    )
    officer.open("/").sees("重报").look("desk-returned")
    officer.open("/reporting/").press("修改后重报", exact=False, at="main").press("修改后重报").press("填写")
    fill_in(officer, "398", "全县 7 户企业开班 12 个，按身份证号去重后在训 398 人。")
    officer.press("保存").press("送签批").press("打印签批单", exact=False).sees("签批单").look("sheet")
    officer.open("/reporting/").press("签批", exact=False, at="main table").press("上传签批单", exact=False)
    officer.write("signed_by", "尹远山").attach("scan", "签批单.pdf", PDF).press("上传并报出")
    city.open("/reporting/review/").press("全面推行企业新型学徒制", exact=False).sees("去重").look("review-changed")
    city.press("接收").sees("已接收")


def fill_in(officer: Someone, figure: str, text: str) -> None:
    """Figures, state, narrative and difficulties."""
    officer.tick("达序时进度").tick("需要协调")
    for place, number in enumerate((figure, "91")):
        officer.page.locator('input[name^="figure_"]').nth(place).fill(number)
    officer.write("narrative", text).write("difficulty", "县内培训机构不足，请市里统筹。")


def complete(office: Office, task: str) -> None:
    """A task that the office issued is applied for by its lead and verified by somebody else, item by item."""
    union = office.at("省.工会", "clerk").open("/ledger/?mine=lead").press("推动市级工匠学院全覆盖", exact=False)
    union.press("签收").press("签收", at="main form").press("申请完成").tick("转常态化")
    union.write("statement", "3 个市各建 1 所，均已挂牌招生。")
    union.attach("evidence", "挂牌情况.pdf", PDF).look("apply").press("申请完成", at="main form").sees("待核验")
    clerk = office.at("省.办", "office").open("/").look("desk-office")
    clerk.open("/ledger/?state=verifying").press("推动市级工匠学院全覆盖", exact=False).press("核验")
    clerk.look("verify")
    for place in range(clerk.page.get_by_label("达到", exact=True).count()):
        clerk.page.get_by_label("达到", exact=True).nth(place).check()
    clerk.press("核验通过", at="main form").sees("已完成").look("task-completed")
    clerk.press("重新打开").write("note", "抽查发现一所还没有招生。").press("重新打开", at="dialog[open]").sees("在办")
    clerk.open("/cockpit/").look("cockpit")
    office.at("他省.办", "office").page.goto(task)
    office.at("他省.办", "office").sees("没有这一项，或不在您的查看范围")


def test_on_real_plans(office: Office) -> None:
    """Real documents are read, and every clause leads back to its place."""
    shared = os.environ.get("LUOSHI_SHARED")
    if not shared:
        pytest.skip("skipped: no shared corpus (LUOSHI_SHARED)")
    for name in ("003", "011"):
        clerk = office.at("省.办", "office").open("/policy/import/")
        clerk.attach("file", f"{name}.txt", (Path(shared) / "data" / "plans" / f"{name}.txt").read_bytes())
        clerk.press("读入方案").sees("没有对应单位的名称").look(f"real-{name}")
