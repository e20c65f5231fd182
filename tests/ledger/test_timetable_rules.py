"""The timetable's rules: scale, bars, and lines between tasks. No database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.ledger.rules import Node
from luoshi.ledger.rules.timetable import SPANS, Stretch, bar, circle, scale, threads, too_early

TODAY = date(2026, 6, 23)
PAGE = scale("quarter", date(2026, 2, 3))
DAYS = st.dates(date(2000, 1, 1), date(2080, 12, 31))


def test_it_works() -> None:
    """Nine quarters from the beginning of the one asked for."""
    assert (PAGE.first, PAGE.end) == (date(2026, 1, 1), date(2028, 4, 1))
    assert [str(tick.label) for tick in PAGE.ticks][:5] == ["一季度", "二季度", "三季度", "四季度", "一季度"]
    assert [str(tick.head) for tick in PAGE.ticks if tick.head] == ["2026年", "2027年", "2028年"]
    assert PAGE.moved(1) == PAGE.end


@pytest.mark.parametrize("unit", SPANS)
@given(day=DAYS)
def test_a_page_holds_the_day_it_was_asked_for(unit: str, day: date) -> None:
    page = scale(unit, day)
    assert page.first <= day < page.ticks[1].day
    assert len(page.ticks) == SPANS[unit]
    assert page.at(page.first) == 0
    assert page.at(page.end) == 100
    assert scale(unit, page.moved(1)).moved(-1) == page.first


@given(start=DAYS, length=st.integers(0, 2000), done=st.floats(0, 100), ahead=st.integers(-400, 400))
def test_a_bar_stays_on_its_page(start: date, length: int, done: float, ahead: int) -> None:
    task = Stretch("active", start, start + timedelta(days=length), done=done)
    drawn = bar(task, scale("month", start + timedelta(days=ahead)), TODAY)
    places = [at for at in (drawn.begin, drawn.fill, drawn.end) if at is not None]
    assert places == sorted(places)
    assert all(0 <= at <= 100 for at in [*places, *(mark.at for mark in drawn.marks)])


def test_a_late_task_is_hatched_up_to_today() -> None:
    late = bar(Stretch("active", date(2026, 1, 1), date(2026, 5, 31), done=60), PAGE, TODAY)
    assert late.late == (PAGE.after(date(2026, 5, 31)), PAGE.after(TODAY))
    assert [mark.kind for mark in late.marks] == ["missed"]
    assert bar(Stretch("completed", date(2026, 1, 1), date(2026, 5, 31)), PAGE, TODAY).late is None
    assert bar(Stretch("active", date(2026, 1, 1), TODAY, done=60), PAGE, TODAY).late is None


def test_nodes_and_the_date_that_moved() -> None:
    nodes = (Node(date(2026, 3, 31), done=True), Node(date(2026, 5, 1), title="印发"), Node(date(2026, 9, 30)))
    drawn = bar(Stretch("active", date(2026, 1, 1), date(2026, 12, 31), date(2026, 10, 31), 40, nodes), PAGE, TODAY)
    assert [mark.kind for mark in drawn.marks] == ["first", "done", "missed", "open", "open"]
    assert "首次时限" in str(drawn.marks[0].title)


def test_what_has_not_begun_is_an_outline() -> None:
    assert bar(Stretch("active", date(2026, 9, 1), date(2026, 12, 31)), PAGE, TODAY).ghost
    assert bar(Stretch("draft", date(2026, 1, 1), date(2026, 12, 31)), PAGE, TODAY).ghost
    assert not bar(Stretch("active", date(2026, 1, 1), date(2026, 12, 31)), PAGE, TODAY).ghost


def test_a_line_runs_through_the_rows_between() -> None:
    found = threads([1, 2, 3], [(3, 1)], {1: 20.0}, {3: 40.0})
    assert {pk: [piece.part for piece in pieces] for pk, pieces in found.items()} == {
        1: ["from"],
        2: ["through"],
        3: ["to"],
    }
    assert found[3][0].across == 40.0
    assert threads([1], [(1, 9)], {1: 20.0}, {}) == {}


def test_what_waits_on_a_later_date_cannot_begin() -> None:
    assert "晚于" in str(too_early(date(2026, 6, 1), "3.2-01", date(2026, 6, 30)))
    assert too_early(date(2026, 7, 1), "3.2-01", date(2026, 6, 30)) is None
    assert too_early(None, "3.2-01", date(2026, 6, 30)) is None


def test_a_circle_is_found() -> None:
    assert circle(1, 2, {2: [3], 3: [1]})
    assert circle(1, 1, {})
    assert not circle(1, 2, {2: [3]})
