"""A team has been there; the unit refuses a finding; the conclusion is signed and objected to; others decide; a problem is listed."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from luoshi.kernel import clock
from tests.walk import instance as instances
from tests.walk.conftest import browser  # noqa: F401 - a fixture
from tests.walk.people import SHOTS, Office, Someone

SCENE = """
from tests.inspection.visiting import target_of
target_of(world)
"""


def test_an_inspection_closes(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    first, last = instances.POPULATE.rsplit("names =", 1)
    monkeypatch.setattr(instances, "POPULATE", f"{first}{SCENE}names ={last}")
    SHOTS.mkdir(parents=True, exist_ok=True)
    with instances.running(tmp_path) as running:
        people = Office(browser, running)
        office, unit = people.at("市.办", "office"), people.at("县.人社", "clerk")
        goes_there(office)
        page = finds(office)
        unit.open(page).sees("待单位确认").look("visit-unit")
        does(unit, "refuse", "不认可", answer="大厅已经公示，附照片。", answered_name="周晓岚")
        office.open("/").sees("核对说明").open(page)
        does(office, "keep", "核对后坚持", ruling="公示的是上一季度名单。")
        concludes(office, page)
        does(unit.open(page), "receive", "签收", receiver="周晓岚")
        does(unit, "object", "提出异议", reason="三季度名单已经补公示。", signed_by="周晓岚")
        office.open(page).sees("起草了问题或者结论", "不能参加复核")
        decides(people.at("市.办", "head"), page)
        office.open(page).sees("更正以前的原文").look("visit")
        does(office, "list", "列入问题整改", standard="逐月公示。")
        office.sees("已列入问题整改")
        an_enterprise_is_called_on(office)
        people.leave()


def does(who: Someone, move: str, label: str, **given: str) -> None:
    """Unfold a move, fill it in, and make it."""
    form = f'form[action$="/moves/{move}/"]'
    who.page.locator(f"details:has({form}) > summary").first.click()
    for name, text in given.items():
        who.write(name, text, at=form)
    who.press(label, at=form).sees(f"已办理：{label}")


def goes_there(office: Someone) -> None:
    """The visit is planned, made, and its sheet typed in from paper."""
    today = clock.today().isoformat()
    office.open("/inspection/visits/").press("安排到访").write("planned_on", today).press(
        "安排到访", at="main form"
    ).sees("待实施")
    does(office, "begin", "登记到访", visited_on=today)
    office.press("打印底稿").sees("□是", "受督察单位在场人").look("visit-paper")
    office.page.go_back()
    office.press("录入检查表").look("visit-sheet")
    for one in office.page.locator('select[name^="line_"]').all():
        one.select_option("yes")
    for one in office.page.locator('input[name^="line_"]').all():
        one.fill("6")
    office.write("talk_theme_0", "补贴到账").write("talk_number_0", "3").press("录入", at="main form").sees(
        "少于五人不显示"
    )


def finds(office: Someone) -> str:
    """What was found, with its evidence, is put before the unit; the address of the visit."""
    office.press("列问题").write("title", "补贴名单没有公示").write("facts", "三季度名单没有公示。")
    office.attach("attached", "照片说明.txt", "公示栏".encode()).press("列入", at="main form")
    does(office, "send", "送单位确认")
    does(office, "finish", "结束")
    return f"/inspection/visits/{office.number_in_address()}/"


def concludes(office: Someone, page: str) -> None:
    """Drafted, signed on paper, delivered."""
    office.open(page).press("起草结论").write("text", "名单没有公示，情况属实。").press("保存结论")
    office.page.locator('details:has(form[action$="/sign/"]) > summary').click()
    at = 'form[action$="/sign/"]'
    office.write("number", "市督〔2026〕9号", at=at).write("signed_on", clock.today().isoformat(), at=at)
    office.write("signer", "许明远", at=at).press("登记签发", at=at).sees("请附签发件扫描件")
    office.page.locator(f"{at} input[type=file]").set_input_files(
        {"name": "结论.txt", "mimeType": "text/plain", "buffer": "名单没有公示".encode()}
    )
    office.press("登记签发", at=at).sees("已签发")
    does(office, "deliver", "送达", delivery="机要")


def decides(head: Someone, page: str) -> None:
    """Somebody with no part in it upholds the objection, and names no one who had."""
    at = 'form[action$="/uphold/"]'
    head.open(page).page.locator(f"details:has({at}) > summary").click()
    head.write("ruling", "名单逾期公示，非未公示。", at=at).write("text", "名单逾期公示。", at=at)
    head.write("deciders", "何静、闻知秋", at=at).press("异议成立", at=at).sees("闻知秋参加了实地督察")
    head.write("deciders", "何静、方圆", at=at).press("异议成立", at=at).sees("名单逾期公示。", "更正以前的原文")


def an_enterprise_is_called_on(office: Someone) -> None:
    """Never inspected: called on with its consent, without a finding."""
    office.open("/inspection/visits/").press("安排走访").sees("督察不进企业").write("unit", "清渡精工有限公司")
    office.write("planned_on", clock.today().isoformat()).write("consent", "总经理吴征同意").write("people", "何静")
    office.press("安排走访", at="main form").sees("经企业同意的走访")
