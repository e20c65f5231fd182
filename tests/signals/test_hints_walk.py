"""Two counties' copied reports surface side by side; one explains, and the hint is dismissed with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.inspection.test_inspection_walk import does
from tests.walk import instance as instances
from tests.walk.conftest import browser  # noqa: F401 - a fixture
from tests.walk.people import SHOTS, Office

SCENE = """
from luoshi.kernel import clock
from tests.reporting import given
from tests.signals.scene import raised
with clock.at(given.NOW):
    raised(world)
"""


def test_a_hint_is_dismissed(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    first, last = instances.POPULATE.rsplit("names =", 1)
    monkeypatch.setattr(instances, "POPULATE", f"{first}{SCENE}names ={last}")
    SHOTS.mkdir(parents=True, exist_ok=True)
    with instances.running(tmp_path) as running:
        people = Office(browser, running)
        office, unit = people.at("市.办", "office"), people.at("二县.人社", "clerk")
        office.open("/signals/").look("hints").press("与其他单位反馈文字相同").sees("也可能是", "有多常见")
        page = f"/signals/{office.number_in_address()}/"
        assert office.page.locator("mark").count() >= 2  # the same passages, marked in both texts
        assert unit.page.request.get(running.url + page).status == 404
        does(office, "ask", "请单位说明")
        office.sees("收到说明或者期满后再认定")
        unit.open("/").sees("疑点提示").open(page).sees("只列相同的文字")
        does(unit, "explain", "说明情况", reply="两县联合办班，小结由同一所学院统一写。")
        office.open(page).sees("两县联合办班").look("hint")
        office.open_up("排除").choose("dismissal", "共同开展的同一项工作")
        form = 'form[action$="/moves/dismiss/"]'
        office.write("verdict", "核对了联合办班的通知，属实。", at=form).press("排除", at=form)
        office.sees("已排除", "共同开展的同一项工作").open("/signals/rules/").sees("100%")
        people.leave()
