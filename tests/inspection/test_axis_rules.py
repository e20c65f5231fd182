"""One axis: who says what of a task, and where they stand apart."""

from __future__ import annotations

import pytest

from luoshi.inspection.rules.axis import AxisFacts, axis
from luoshi.inspection.rules.clocks import basis, shared
from luoshi.inspection.rules.sheets import Line, fault, unanswered
from luoshi.kernel.say import say

SAID = {"reported": "on_line", "percent": 80.0, "planned": 70.0}


@pytest.mark.parametrize(
    ("more", "gaps"),
    [
        ({"read": "on", "read_percent": 75}, []),
        (
            {"read": "behind", "read_percent": 40},
            ["单位自报达序时进度，督察所见欠序时进度。", "督察所见比计划线低 30 个百分点。"],
        ),
        ({"read": "ahead", "read_percent": 95}, ["单位自报达序时进度，督察所见超序时进度。"]),
        ({"read": "on", "read_percent": 70}, ["自报比督察所见高 10 个百分点。"]),
        ({"read": "on", "read_percent": 71}, []),
        ({"reached": 35}, ["单位自报达序时进度，回答的职工中只有 35% 说得到过实惠。"]),
        ({"reached": 50}, []),
        ({"reported": "done", "indicator": "持证率", "met": False}, ["单位自报已完成，成效指标“持证率”没有达到目标。"]),
        ({"indicator": "持证率", "met": False}, []),
    ],
)
def test_the_gap_is_told_in_words(more: dict[str, object], gaps: list[str]) -> None:
    found = axis(AxisFacts(**{**SAID, **more}))  # type: ignore[arg-type]
    assert found is not None
    assert [str(one.text) for one in found.gaps] == gaps


def test_a_unit_alone_has_no_axis() -> None:
    assert axis(AxisFacts(**SAID)) is None  # type: ignore[arg-type]


def test_worse_than_seen_is_no_warning() -> None:
    found = axis(AxisFacts(reported="behind", read="on"))
    assert found is not None
    assert [one.tone for one in found.gaps] == ["plain"]


def test_too_few_workers_are_nobody() -> None:
    found = axis(AxisFacts(**SAID, read="on"))  # type: ignore[arg-type]
    assert found is not None
    assert [one.key for one in found.points] == ["reported", "planned", "read"]


def test_who_had_a_part_does_not_decide() -> None:
    part = [("闻知秋", say("参加了实地督察")), ("闻知秋", say("起草了问题或者结论")), ("何静", say("签发了结论"))]
    assert shared(["方圆"], part) == ()
    assert [str(one) for one in shared(["方圆", "闻知秋 "], part)] == [
        "闻知秋参加了实地督察、起草了问题或者结论，不能参加复核，请换人。"
    ]


def test_the_decree_is_an_example_for_all_but_departments() -> None:
    assert str(basis(["department", "department"])).startswith("依照")
    assert str(basis(["department", "union"])).startswith("参照")
    assert str(basis(["office", "department"])).startswith("参照")


@pytest.mark.parametrize(
    ("line", "right"),
    [
        (Line("yes", "yes"), True), (Line("yes", "maybe"), False), (Line("figure", "12.5"), True), (Line("figure", "约12"), False),
        (Line("text", "任何"), True), (Line("yes", ""), True),
    ],
)  # fmt: skip
def test_an_answer_fits_its_question(line: Line, right: bool) -> None:
    assert (fault(line) is None) is right


def test_what_was_not_seen_needs_a_reason() -> None:
    assert unanswered([Line("yes", ""), Line("yes", "", "当日停工"), Line("text", "有")]) == 1
