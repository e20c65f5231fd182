"""Sentences with figures, rendered when they are shown."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from luoshi.kernel.say import say


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        (say("缺{what}。", what=(say("责任单位"), say("完成时限"))), "缺责任单位、完成时限。"),
        (say("“{text}”没有日期。", text="持续推进"), "“持续推进”没有日期。"),
        (say("截至{day}。", day=date(2026, 6, 30)), "截至2026年6月30日。"),
        (say("没有参数的 {句子}"), "没有参数的 {句子}"),
    ],
)
def test_it_works(sentence: object, shown: str) -> None:
    with translation.override("zh-hans"):
        assert str(sentence) == shown
