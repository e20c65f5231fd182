"""Dates by level, what a full answer is, what is signed, and what changed: no database."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.calendar import WorkCalendar
from luoshi.org.rules import LEVELS, Level, Relation
from luoshi.reporting import rules
from luoshi.reporting.rules import Figure, Node, Said

CALENDAR = WorkCalendar()
DUE = date(2026, 7, 10)  # a Friday
TODAY = date(2026, 6, 22)
FIGURE = Figure(1, "培训人数", Decimal(6000), unit_name="人", value=Decimal(1862), last=Decimal(1431))
FULL = Said(progress="behind", narrative="开班 42 个。", figures=(FIGURE,))
LAST = Said(progress="on_line", narrative="开班 30 个。", figures=(replace(FIGURE, value=Decimal(1431)),))


@pytest.mark.parametrize(
    ("level", "top", "on"),
    [
        (Level.PROVINCE, Level.PROVINCE, date(2026, 7, 10)),
        (Level.PREFECTURE, Level.PROVINCE, date(2026, 7, 7)),
        (Level.COUNTY, Level.PROVINCE, date(2026, 7, 3)),
        (Level.TOWNSHIP, Level.PROVINCE, date(2026, 7, 1)),
        (Level.GRASSROOTS, Level.PROVINCE, date(2026, 7, 1)),
        (Level.COUNTY, Level.PREFECTURE, date(2026, 7, 8)),
        (Level.COUNTY, Level.COUNTY, date(2026, 7, 10)),
        (Level.PROVINCE, Level.COUNTY, date(2026, 7, 10)),
    ],
)
def test_due_by_level(level: Level, top: Level, on: date) -> None:
    assert rules.due_for(level, top, DUE, TODAY, CALENDAR) == rules.Due(on)


def test_never_before_today_without_saying_so() -> None:
    found = rules.due_for(Level.COUNTY, Level.PROVINCE, date(2026, 6, 24), TODAY, CALENDAR)
    assert found.on == TODAY
    assert str(found.because) == "按提前 5 个工作日应为 2026年6月17日，已过，改为当日。"


@given(st.sampled_from(LEVELS), st.sampled_from(LEVELS), st.integers(0, 200))
def test_lower_is_never_later(level: Level, top: Level, days: int) -> None:
    """A level is asked no later than the one above it, and never before today."""
    due_on = TODAY + timedelta(days=days)
    found = rules.due_for(level, top, due_on, TODAY, CALENDAR)
    above = LEVELS[max(0, LEVELS.index(level) - 1)]
    assert TODAY <= found.on <= rules.due_for(above, top, due_on, TODAY, CALENDAR).on <= due_on


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        (FULL, []),
        (replace(FULL, progress=""), ["没有选进展状态。"]),
        (replace(FULL, narrative="  "), ["没有写进展情况。"]),
        (replace(FULL, figures=(replace(FIGURE, value=None),)), ["指标“培训人数”没有填数。"]),
        (
            replace(FULL, figures=(replace(FIGURE, value=Decimal("1400.5")),)),
            ["指标“培训人数”本期 1400.5，低于上期已接收的 1431，请说明原因。"],
        ),
        (replace(FULL, figures=(replace(FIGURE, value=Decimal(1400), note="剔除重复登记。"),)), []),
        (replace(FULL, help="coordinate"), ["请写明困难是什么、需要谁做什么。"]),
        (Said(help="cannot", difficulty="县内无培训资质机构。", figures=(replace(FIGURE, value=None),)), []),
        (Said(help="cannot"), ["请写明困难是什么、需要谁做什么。"]),
        (LAST, ["与上期完全相同。有变化请修改，没有变化请选“本期无变化”。"]),
        (replace(LAST, no_change=True), []),
        (
            replace(FULL, nodes=(Node(1, "印发办法", date(2026, 7, 1), TODAY + timedelta(days=1)),)),
            ["节点“印发办法”的完成日期晚于今天。"],
        ),
    ],
)
def test_gaps(said: Said, missing: list[str]) -> None:
    assert [str(gap) for gap in rules.gaps(said, LAST, TODAY)] == missing


def test_first_report_is_not_the_same_as_nothing() -> None:
    assert rules.gaps(FULL, None, TODAY) == ()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,862", "1862"),
        ("１８６２", "1862"),
        (" 93.5 ", "93.5"),
        ("1，035", "1035"),
        ("-2", "-2"),
        ("0.1234", "0.1234"),
    ],
)
def test_numbers_as_typed(text: str, number: str) -> None:
    assert rules.read_number(text) == Decimal(number)


def test_nothing_typed() -> None:
    assert rules.read_number("  ") is None


@pytest.mark.parametrize("text", ["65%", "约300", "1e400", "NaN", "Infinity", "1.23456", "9" * 30, "--1", "1 2"])
def test_not_a_number(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        rules.read_number(text)


numbers = st.decimals(-(10**13), 10**13, places=4)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=80)
saids = st.builds(
    Said,
    progress=st.sampled_from(["", *rules.PROGRESS]),
    narrative=texts,
    difficulty=texts,
    help=st.sampled_from(list(rules.HELP)),
    next_steps=texts,
    no_change=st.booleans(),
    figures=st.lists(
        st.builds(
            Figure,
            st.integers(1, 9),
            texts,
            numbers,
            st.sampled_from([">=", "<=", "=", "~"]),
            texts,
            st.none() | numbers,
            st.none() | numbers,
            texts,
        ),
        max_size=3,
    ).map(tuple),
    nodes=st.lists(
        st.builds(Node, st.integers(1, 9), texts, st.dates(), st.none() | st.dates(), st.booleans()), max_size=3
    ).map(tuple),
)


@given(saids)
def test_versions_come_back(said: Said) -> None:
    """What is stored of a sending is what was sent."""
    assert rules.from_json(rules.as_json(said)) == said


@given(saids)
def test_no_change_from_itself(said: Said) -> None:
    assert rules.changes(said, said) == ()


def test_changes_name_the_part() -> None:
    new = replace(FULL, narrative="开班 43 个。", figures=(replace(FIGURE, value=Decimal(1900), note="补登。"),))
    assert [(str(c.label), c.before, c.after, c.inline) for c in rules.changes(FULL, new)] == [
        ("进展情况", "开班 42 个。", "开班 43 个。", True),
        ("指标“培训人数”", "1862 人", "1900 人（补登。）", False),
    ]


def test_what_is_signed() -> None:
    """Every word of the entry stands on the sheet, and one changed figure changes the hash."""
    said = replace(FULL, help="coordinate", difficulty="场地不足。", next_steps="七月补课。")
    found = rules.sheet("省人社厅", "2026年第二季度", 2, [rules.SheetItem("3.2-04", "学徒制培训", said)])
    assert found.text.splitlines() == [
        "省人社厅　2026年第二季度报送（第 2 稿）",
        "本次报送 1 项",
        "3.2-04　学徒制培训",
        "进展状态：欠序时进度",
        "培训人数：1862 人（目标不少于 6000 人）",
        "进展情况：开班 42 个。",
        "存在困难（需要协调）：场地不足。",
        "下步打算：七月补课。",
    ]
    other = replace(said, figures=(replace(FIGURE, value=Decimal(1863)),))
    again = rules.sheet("省人社厅", "2026年第二季度", 2, [rules.SheetItem("3.2-04", "学徒制培训", other)])
    assert again.sha256 != found.sha256


@pytest.mark.parametrize(
    ("facts", "mark"),
    [
        (rules.AskFacts("open", DUE), "due"),
        (rules.AskFacts("open", TODAY), "due"),
        (rules.AskFacts("open", TODAY - timedelta(days=1)), "missing"),
        (rules.AskFacts("answered", DUE), "done"),
        (rules.AskFacts("answered", DUE, late=True), "late"),
        (rules.AskFacts("returned", DUE, late=True), "returned"),
        (rules.AskFacts("waived", TODAY - timedelta(days=9)), "waived"),
    ],
)
def test_marks(facts: rules.AskFacts, mark: str) -> None:
    assert rules.mark(facts, TODAY) == mark


@pytest.mark.parametrize("how", list(Relation))
def test_wording_to_each(how: Relation) -> None:
    """Peers are never sent anything back in the words of a superior."""
    found = rules.words(how)
    assert (str(found.report) == "反馈") == (how is Relation.OFFICE_PEER)
    assert ("退回" in str(found.give_back)) == (how is not Relation.OFFICE_PEER)


@pytest.mark.parametrize(
    ("marks", "running", "words"),
    [
        (["done", "done"], 0, ""),
        (["late", "", "late", "due"], 0, "近 12 期迟报 2 次"),
        (["missing", "missing", "due"], 2, "近 12 期连续缺报 2 期"),
        (["missing", "waived", "missing", "due"], 1, "近 12 期缺报 2 次、免报 1 次"),
        (["missing", "", "missing", "returned"], 0, "近 12 期缺报 2 次、退回 1 次"),
    ],
)
def test_tally(marks: list[str], running: int, words: str) -> None:
    found = rules.tally(marks)
    assert found.running == running
    assert str(found.sentence or "") == words
