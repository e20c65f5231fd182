"""A worker scans a code, writes without a name, is answered, adds a fact; five answer three questions; the task shows
what they say, and on its axis how far that stands from what the unit reports."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.walk import instance as instances
from tests.walk.conftest import browser  # noqa: F401 - a fixture
from tests.walk.people import PHONE, SHOTS, Office, Someone

SCENE = """
from tests.ledger.making import received
from tests.voice.worker import hears
from luoshi.ledger.services import record_progress
hears(world, "省.办", "省.教育")
said = {"reported_state": "on_line", "latest": "已经开班。", "values": {}, "nodes": {}}
record_progress(world.actor("省.办", "office"), received(world), **said)
"""
GATHER = "import django; django.setup(); from luoshi.voice.services.gathering import gather; gather()"


def worker(browser: Browser, url: str) -> Someone:  # noqa: F811 - the fixture's value
    """Somebody with a phone and no log-in."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN")  # type: ignore[arg-type]
    context.set_default_timeout(20_000)
    return Someone(context.new_page(), url)


def test_a_worker_is_heard(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    first, last = instances.POPULATE.rsplit("names =", 1)
    monkeypatch.setattr(instances, "POPULATE", f"{first}{SCENE}names ={last}")
    SHOTS.mkdir(parents=True, exist_ok=True)
    with instances.running(tmp_path) as running:
        people = Office(browser, running)
        phone = worker(browser, running.url)
        office, unit = people.at("省.办", "office"), people.at("省.教育", "clerk")
        receipt = scans_and_writes(phone, code_of(office))
        instances._run(instances._environment(tmp_path, ""), "-c", GATHER)
        answered(office, unit)
        reads_and_adds(phone, receipt)
        five_answer(browser, running.url, office)
        office.open("/ledger/tasks/1/").sees("职工怎么说", "5 名以上职工", "用上了、享受到了")
        office.sees("各方怎么说", "单位自报达序时进度，回答的职工中只有 20% 说得到过实惠。").look("voice-axis")
        assert phone.page.context.cookies() == [], "nothing is left on the phone"
        phone.page.context.close()
        people.leave()


def code_of(office: Someone) -> str:
    """The office opens an entrance for the task and prints its poster; what the code says."""
    office.open("/ledger/tasks/1/").press("开意见入口").write("title", "师带徒怎么样").press("开入口").sees("扫一扫")
    return office.page.locator(".link-text").inner_text().split("/voice/")[1]


def scans_and_writes(phone: Someone, code: str) -> str:
    """The page opens from the code; the receipt."""
    phone.open(f"/voice/{code}").sees("师带徒怎么样", "不用登录").look("voice-write")
    phone.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    phone.write("text", "带徒师傅的津贴半年没有发过。").press("提交").sees("收到了")
    return phone.page.locator("#receipt-code").inner_text()


def answered(office: Someone, unit: Someone) -> None:
    """The office gives it to a unit that it is not about; that unit answers."""
    office.open("/voice/office/").press("带徒师傅的津贴半年没有发过。")
    office.choose("handler", "江澜省教育厅").press("受理并转办", at="form").sees("办理中")
    unit.open("/").sees("职工意见").open("/voice/office/").press("带徒师傅的津贴半年没有发过。")
    unit.write("text", "已查明，本月补发。").press("答复", at="form").sees("已答复")


def reads_and_adds(phone: Someone, receipt: str) -> None:
    """By the receipt: the answer, and one more fact."""
    phone.open("/voice/receipt/").write("receipt", receipt).press("查看答复").sees("已查明，本月补发。").look(
        "voice-answer"
    )
    phone.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    phone.write("text", "四班还有两位师傅没有补到。").press("送出").sees("收到了", "四班还有两位师傅没有补到。")


def five_answer(browser: Browser, url: str, office: Someone) -> None:  # noqa: F811
    """Three questions on the task; of four answers nothing is seen."""
    office.open("/ledger/tasks/1/").press("问三个问题").write("closes_on", "2099-01-31").press("开始征集").sees(
        "不足 5 人"
    )
    code = office.page.locator(".link-text").inner_text().split("/voice/")[1]
    one = worker(browser, url)
    for number in range(5):
        one.open(f"/voice/{code}")
        for name, value in (("known", "yes"), ("reached", "no" if number else "yes"), ("content", "partly")):
            one.page.locator(f'[name="{name}"][value="{value}"]').check()
        one.press("交").sees("谢谢您")
    one.page.context.close()
