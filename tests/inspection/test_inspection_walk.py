"""An item with its number and another body's merged into it; drawn before a witness; a visit, a refusal, a conclusion, an
objection that others decide; a problem, closed at the second try, and opened again by looking back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from luoshi.kernel import clock
from tests.inspection.scene import CONTENT
from tests.walk import instance as instances
from tests.walk.conftest import browser  # noqa: F401 - a fixture
from tests.walk.people import SHOTS, Office, Someone

SCENE = """
from luoshi.inspection import services
from tests.inspection.scene import planned, register
register(world)
item = planned(world, "省.办", name="技能培训检查")
services.set_objects(world.actor("省.办", "office"), item, [world.units["县.办"]])
"""
TODAY = clock.today()
MAIN = "main form"


def test_an_inspection_closes(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    first, last = instances.POPULATE.rsplit("names =", 1)
    monkeypatch.setattr(instances, "POPULATE", f"{first}{SCENE}names ={last}")
    SHOTS.mkdir(parents=True, exist_ok=True)
    with instances.running(tmp_path) as running:
        people = Office(browser, running)
        office, unit, head = (
            people.at("市.办", "office"),
            people.at("市.人社", "clerk"),
            people.at("市.办", "head"),
        )
        item = plans(office, running.units)
        another_body_merges(people.at("省.办", "office"), office)
        approved(office, item)
        draws(office, item, people)
        page = visits(office)
        refuses_and_objects(office, unit, page)
        decides(head, page, leader_of(office.open(page)))
        office.open(page).sees("更正以前的原文").look("visit")
        does(office, "list", "列入问题整改", standard="逐月公示。")
        is_put_right(office, unit, head)
        an_enterprise_is_called_on(office)
        people.leave()


def unfold(who: Someone, move: str) -> str:
    """Unfold a move, where it is folded; where its form is."""
    form = f'form[action$="/moves/{move}/"]'
    folded = who.page.locator(f"details:not([open]):has({form}) > summary")
    who.page.locator(form).first.wait_for(state="attached")
    if folded.count():
        folded.first.click()
    return form


def does(who: Someone, move: str, label: str, *, proof: bool = False, **given: str) -> None:
    """Unfold a move, fill it in, and make it."""
    form = unfold(who, move)
    for name, text in given.items():
        who.write(name, text, at=form)
    if proof:
        attach(who, form)
    who.press(label, at=form).sees(f"已办理：{label}")


def attach(who: Someone, form: str, field: str = "attached") -> None:
    """Hand in a paper with it."""
    paper = {"name": "材料.txt", "mimeType": "text/plain", "buffer": "名单公示情况".encode()}
    who.page.locator(f'{form} input[name="{field}"]').set_input_files(paper)  # type: ignore[arg-type]


def plans(office: Someone, units: dict[str, str]) -> str:
    """The item is drafted; an enterprise is refused and a call offered; what must be looked at, and what may be drawn."""
    office.open("/inspection/items/new/").write("name", "技能形成体系专项督查").write("theme", "技能培训")
    office.write("content", CONTENT).write("range_text", "市直部门和各县").write("grounds", "年度计划")
    for name, days in (("starts_on", 30), ("ends_on", 90)):
        office.write(name, (TODAY + timedelta(days=days)).isoformat())
    office.press("保存", at=MAIN).sees("请列出对象")
    form, page = 'form[action$="/objects/"]', f"/inspection/items/{office.number_in_address()}/"
    office.page.locator(f"{form} [name=units]").select_option(label=units["企业"])
    office.press("列入", at=form).sees("不得以任何名义督查检查企业", "改为调研走访").look("item-enterprise")
    for keys, stream, why in ((("市.人社",), "应查", "上年问题回头看"), (("县.办", "二县.办"), "随机抽取", "")):
        office.open(page)
        if not office.page.locator(form).is_visible():
            office.open_up("列入对象")
        office.page.locator(f"{form} [name=units]").select_option(label=[units[key] for key in keys])
        office.choose("stream", stream).write("reason", why, at=form).press("列入", at=form).sees("已列入对象")
    return page


def another_body_merges(theirs: Someone, office: Someone) -> None:
    """The province has planned the same: it proposes the merge, this office agrees, the province merges."""
    theirs.open("/inspection/").press("技能培训检查").sees("同一年度、同一主题")
    at = 'form[action*="/merge-into/"]'
    theirs.open_up("提出合并建议").write("reason", "同一主题，一次完成。", at=at)
    theirs.press("提出合并建议", at=at).sees("待对方研究")
    merged = theirs.page.url
    office.open("/").sees("待研究的督察建议").open("/inspection/proposals/")
    office.page.locator("[data-open]").first.click()
    office.sees("一次完成", "本单位事项中已有").look("proposal")
    does(office, "take", "列入事项")
    theirs.page.goto(merged)
    theirs.sees("对方同意")
    form = unfold(theirs, "merge")
    theirs.press("并入其他事项", at=form).sees("已并入")


def approved(office: Someone, item: str) -> None:
    """Not without its number and the scan."""
    form = unfold(office.open(item), "approve")
    told = {"number": "督计〔2026〕14号", "approved_on": TODAY.isoformat(), "approved_by": "市委办公室"}
    for name, text in told.items():
        office.write(name, text, at=form)
    office.press("登记批准", at=form).sees("没有上传批准件扫描件")
    attach(office, form, "scan")
    office.press("登记批准", at=form).sees("已办理：登记批准")


def draws(office: Someone, item: str, people: Office) -> None:
    """Sealed, drawn before a witness, published, checked by a stranger without a log-in; the notice goes out."""
    form = 'form[action$="/draws/new/"]'
    office.open(item).write("sample", "1", at=form).write("source", "见证人当场掷骰", at=form)
    office.press("准备抽取", at=form)
    does(office, "freeze", "封存名单")
    form = 'form[action$="/moves/draw/"]'
    office.write("witness", "6 3 1", at=form).write("witness_name", "市公证处 王立", at=form)
    office.press("抽取", at=form).sees("重新计算，逐项一致").look("draw")
    does(office, "publish", "公布结果")
    office.press("公示页").sees("重新计算，逐项一致", "check.py").look("draw-public")
    does(office.open(item), "notify", "发出通知")


def visits(office: Someone) -> str:
    """The visit is planned with somebody invited, made, its sheet typed in from paper, a finding put before the unit."""
    row = 'li:has-text("人力资源社会保障局")'
    office.open("/inspection/visits/").press("安排到访", at=row).write("planned_on", TODAY.isoformat())
    office.press("安排到访", at=MAIN).sees("待实施")
    page = f"/inspection/visits/{office.number_in_address()}/"
    office.press("特邀人员").write("name", "何代表").write("of", "市人大代表").press("邀请", at=MAIN).sees("市人大代表")
    does(office.open(page), "begin", "登记到访", visited_on=TODAY.isoformat())
    office.press("打印底稿").sees("□是", "受督察单位在场人").look("visit-paper")
    office.open(page).press("录入检查表")
    for one in office.page.locator('select[name^="line_"]').all():
        one.select_option("yes")
    for one in office.page.locator('input[name^="line_"]').all():
        one.fill("6")
    office.write("talk_theme_0", "补贴到账").write("talk_number_0", "3").press("录入", at=MAIN).sees("少于五人不显示")
    office.press("列问题").write("title", "补贴名单没有公示").write("facts", "三季度名单没有公示。")
    office.attach("attached", "照片说明.txt", "公示栏".encode()).press("列入", at=MAIN)
    does(office, "send", "送单位确认")
    does(office, "finish", "结束")
    return page


def refuses_and_objects(office: Someone, unit: Someone, page: str) -> None:
    """The unit refuses with its explanation; the finding is kept; concluded on paper, received, objected to."""
    unit.open(page).sees("待单位确认").look("visit-unit")
    does(unit, "refuse", "不认可", answer="大厅已经公示，附照片。", answered_name="周晓岚")
    office.open("/").sees("核对说明").open(page)
    does(office, "keep", "核对后坚持", ruling="公示的是上一季度名单。")
    office.press("起草结论").write("text", "名单没有公示，情况属实。").press("保存结论")
    form = unfold(office, "sign")
    for name, text in {"number": "市督〔2026〕9号", "signed_on": TODAY.isoformat(), "signer": "许明远"}.items():
        office.write(name, text, at=form)
    office.press("登记签发", at=form).sees("请附签发件扫描件")
    attach(office, form)
    office.press("登记签发", at=form).sees("已签发")
    does(office, "deliver", "送达", delivery="机要")
    does(unit.open(page), "receive", "签收", receiver="周晓岚")
    does(unit, "object", "提出异议", reason="三季度名单已经补公示。", signed_by="周晓岚")
    office.open(page).sees("起草了问题或者结论", "不能参加复核")


def leader_of(office: Someone) -> str:
    """Who leads the team that was drawn."""
    return office.page.locator("dd", has_text="（组长）").first.inner_text().split("（组长）")[0].split("、")[-1]


def decides(head: Someone, page: str, leader: str) -> None:
    """Somebody with no part in it upholds the objection, and names no one who had."""
    form = unfold(head.open(page), "uphold")
    head.write("ruling", "名单逾期公示，非未公示。", at=form).write("text", "名单逾期公示。", at=form)
    head.write("deciders", f"何静、{leader}", at=form).press("异议成立", at=form).sees(f"{leader}参加了实地督察")
    head.write("deciders", "何静、方圆", at=form).press("异议成立", at=form).sees("名单逾期公示。", "更正以前的原文")


def is_put_right(office: Someone, unit: Someone, head: Someone) -> None:
    """Measures, their vetting, done: sent back; done again, verified, closed by another; looking back opens it again."""
    office.page.locator('#findings a[href*="/problems/"]').first.click()
    page, due = f"/problems/{office.number_in_address()}/", (TODAY + timedelta(days=40)).isoformat()
    form = 'form[action$="/moves/propose/"]'
    unit.open(page).write("text_0", "逐月公示并留照片", at=form).write("due_on", due, at=form)
    unit.press("报整改措施", at=form)
    does(office.open(page), "vet", "审定措施，开始计时")
    told = {"claim": "三季度名单已公示。", "wider": "其余项目已查。", "lasting": "每月核对。", "signed_by": "周晓岚"}
    does(unit.open(page), "claim", "报整改完成", proof=True, **told)
    does(office.open(page), "refuse", "退回整改", note="只公示了一半。")
    does(unit.open(page).sees("退回 1 次"), "claim", "报整改完成", proof=True, **told)
    form = unfold(office.open(page), "accept")
    office.choose("publicity", "不公示").write("people", "何静", at=form).write(
        "finding", "抽查三处，已公示。", at=form
    )
    for one in office.page.locator(f"{form} [name=met]").all():
        one.check()
    attach(office, form)
    office.press("核查通过", at=form).sees("已办理：核查通过")
    does(head.open(page), "close", "销号")
    does(office.open(page), "reopen", "重新打开", proof=True, note="抽查又有一处没有公示。", people="何静", due_on=due)
    office.sees("重新打开 1 次")


def an_enterprise_is_called_on(office: Someone) -> None:
    """Never inspected: called on with its consent, without a finding."""
    office.open("/inspection/visits/").press("安排走访").sees("督察不进企业").write("unit", "清渡精工有限公司")
    office.write("planned_on", TODAY.isoformat()).write("consent", "总经理吴征同意").write("people", "何静")
    office.press("安排走访", at=MAIN).sees("经企业同意的走访")
