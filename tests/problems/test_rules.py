"""Who may have a problem, what its light says, when it recurs, what is merely slow."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.calendar import WorkCalendar
from luoshi.org.rules import Kind, Level, Standing
from luoshi.problems import rules
from luoshi.problems.rules import Dated, Known
from luoshi.problems.rules.numbers import Passed, line
from luoshi.problems.workflow import PROBLEM

DAYS, TODAY = WorkCalendar(), date(2026, 11, 23)
PLACES = {"市": "0001", "县": "00010001", "他县": "00020001"}


def unit(kind: Kind, place: str, pk: int, superiors: frozenset[int] = frozenset()) -> Standing:
    path = f"{PLACES[place]}000{pk}" if kind is not Kind.PLACE else PLACES[place]
    return Standing(pk, kind, Level.COUNTY, path, PLACES[place], superiors)


OFFICE = unit(Kind.OFFICE, "市", 1)
BUREAU = unit(Kind.DEPARTMENT, "市", 2)
BELOW = unit(Kind.DEPARTMENT, "县", 3, frozenset({2}))
UNION, FIRM_UNION = unit(Kind.UNION, "县", 4), unit(Kind.ENTERPRISE_UNION, "县", 5)


@pytest.mark.parametrize(
    ("keeper", "owner", "refused"),
    [
        (OFFICE, BUREAU, ""),
        (OFFICE, BELOW, ""),
        (OFFICE, unit(Kind.DEPARTMENT, "他县", 6), "地区"),
        (OFFICE, unit(Kind.PLACE, "县", 7), "具体单位"),
        (OFFICE, unit(Kind.ENTERPRISE, "县", 8), "企业不列入"),
        (UNION, unit(Kind.ENTERPRISE, "县", 8), "企业不列入"),
        (OFFICE, FIRM_UNION, "上级工会"),
        (UNION, FIRM_UNION, ""),
        (BUREAU, BELOW, ""),
        (BUREAU, BUREAU, ""),
        (BUREAU, OFFICE, "函商"),
        (BELOW, BUREAU, "函商"),
    ],
)
def test_who_may_have_a_problem(keeper: Standing, owner: Standing, refused: str) -> None:
    reason = rules.cannot_own(keeper, owner)
    assert (reason is None) == (refused == "")
    assert refused in str(reason or "")


@pytest.mark.parametrize(
    ("one", "state"),
    [
        (Dated("listed", TODAY - timedelta(days=1), None), "red"),
        (Dated("listed", TODAY + timedelta(days=30), None), "green"),
        (Dated("disputed", TODAY, None), "paused"),
        (Dated("proposed", TODAY - timedelta(days=9), None), "paused"),
        (Dated("rectifying", TODAY, TODAY - timedelta(days=9)), "red"),
        (Dated("rectifying", TODAY, TODAY + timedelta(days=1)), "yellow"),
        (Dated("rectifying", TODAY, TODAY - timedelta(days=9), waiting=True), "paused"),
        (Dated("claimed", TODAY, TODAY, TODAY), "paused"),
        (Dated("closed", TODAY, TODAY, TODAY), "closed"),
        (Dated("withdrawn", TODAY, None), "closed"),
    ],
)
def test_the_light(one: Dated, state: str) -> None:
    found = rules.light(one, TODAY, DAYS)
    assert (found.state, bool(found.because)) == (state, True)


@given(st.integers(-200, 200), st.integers(1, 200))
def test_a_later_limit_never_makes_the_light_worse(days: int, more: int) -> None:
    worse = ["green", "yellow", "red"]
    due = TODAY + timedelta(days=days)
    now = rules.light(Dated("rectifying", TODAY, due), TODAY, DAYS).state
    later = rules.light(Dated("rectifying", TODAY, due + timedelta(days=more)), TODAY, DAYS).state
    assert worse.index(later) <= worse.index(now)


def known(pk: int, text: str, theme: str = "", unit_id: int = 1, days: int = 0) -> Known:
    return Known(pk, unit_id, theme, text, TODAY - timedelta(days=days), f"〔2026〕{pk}号")


@pytest.mark.parametrize(
    ("earlier", "found"),
    [
        (known(1, "学徒名册与实训记录对不上", days=100), True),
        (known(1, "食堂排队时间太长", theme="数据真实", days=100), True),
        (known(1, "食堂排队时间太长", days=100), False),
        (known(1, "学徒名册与实训记录对不上", days=400), False),
        (known(1, "学徒名册与实训记录对不上", unit_id=2), False),
        (known(9, "学徒名册与实训记录不一致"), False),
    ],
)
def test_what_recurs(earlier: Known, found: bool) -> None:
    one = known(9, "学徒名册与实训记录不一致", theme="数据真实")
    again = rules.recurring(one, [earlier], 365)
    assert bool(again) == found
    assert all(row.because for row in again)


def test_slow_is_the_ledgers() -> None:
    assert rules.only_slow("任务 3.2 推进滞后", "完成 30%，序时应到 60%。") is not None
    assert rules.only_slow("任务 3.2 推进滞后，且台账造假", "查明 " + "填报的 12 户均未开展，材料系复制。" * 4) is None
    assert rules.only_slow("名册不一致", "3 户") is None


def test_every_state_has_a_step() -> None:
    assert set(rules.LINE) == set(PROBLEM.states)
    assert {*rules.OPEN, *rules.DONE, "withdrawn"} == set(PROBLEM.states)
    assert rules.step("filed", looked_back=True).place == rules.STEPS


def test_figures_by_the_first_date_and_no_share_of_few() -> None:
    start = date(2026, 3, 2)

    def passed(claimed: int, closed: int | None = 40) -> Passed:
        day = timedelta(days=1)
        return Passed(
            "甲", start, start + 3 * day, start + 5 * day, start + claimed * day, start + claimed * day + 2 * day,
            start + closed * day if closed else None, start + 30 * day, extended=claimed > 30,
        )  # fmt: skip

    few = line("甲", [passed(10), passed(35)])
    assert (few.in_time.count, few.in_time.of, few.in_time.percent, few.extended) == (1, 2, None, 1)
    many = line("甲", [passed(10), passed(10), passed(10), passed(35), passed(35), passed(10, None)])
    assert (many.listed, many.closed, many.in_time.percent) == (6, 5, 60)
    assert [(days.mean, days.count) for days in many.days] == [(3.0, 6), (2.0, 6), (13.3, 6), (2.0, 6), (18.0, 5)]
    assert str(many.in_time.because).startswith("已销号 5 件中，3 件")
    assert line("空", []).in_time.percent is None
