"""An over-asking letter is stopped before it leaves; mended, it goes out; one that has to go out all the same says why."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.walk import instance as instances
from tests.walk.conftest import browser  # noqa: F401 - a fixture
from tests.walk.people import SHOTS, Office

SCENE = """
from datetime import timedelta
from luoshi.kernel import clock
from luoshi.kernel.queries import calendar
from luoshi.ledger import services as ledger
from luoshi.signals.rules.notices import good_day
from tests.ledger import making
clerk = world.actor("省.办", "office")
letter = ledger.draft_letters(clerk, making.issued(world))[0]
due = good_day(clock.today(), clock.today() + timedelta(days=14), 3, calendar())
asks = "请各单位每日打卡，请主要负责同志参加调度会，并于3日内报送落实情况。"
ledger.edit_letter(clerk, letter, title="关于报送培训情况的函", text=asks, due_on=due)
"""


def test_an_overasking_letter_is_stopped(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    first, last = instances.POPULATE.rsplit("names =", 1)
    monkeypatch.setattr(instances, "POPULATE", f"{first}{SCENE}names ={last}")
    SHOTS.mkdir(parents=True, exist_ok=True)
    with instances.running(tmp_path) as running:
        people = Office(browser, running)
        office, unit = people.at("省.办", "office"), people.at("省.人社", "clerk")
        office.open("/ledger/letters/").press("关于报送培训情况的函")
        office.sees("不能发出", "要求打卡签到", "要求主要负责同志参加", "先按上面的核对改正草稿").look("burden-stopped")
        office.write("text", "请主要负责同志参加调度会。").press("保存草稿").sees("须写理由").sees_no("不能发出")
        office.write("signed_by", "周明远").press("发出").sees("请写明理由").look("burden-reason")
        office.write("signed_by", "周明远").write("despite", "省委主要领导主持调度会").press("发出").sees(
            "已办理：发出"
        )
        unit.open("/signals/burden/").sees("减负监测", "附理由").look("burden-meter")
        unit.open("/signals/burden/rows/?what=despite").sees("省委主要领导主持调度会", "要求主要负责同志参加")
        unit.press("反映负担问题").write("text", "调度会一周开了三次，请合并。").press("反映", at="main form").sees(
            "已收到"
        )
        people.at("国.办", "office").open("/").sees("负担问题")
        people.leave()
