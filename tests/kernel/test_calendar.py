"""Which days are worked: the official notices as seeded, and years that no notice covers."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.calendar import WorkCalendar
from luoshi.kernel.models import Event, NoticedYear, SpecialDay
from luoshi.kernel.queries import calendar, forget_calendar
from luoshi.kernel.services import seed_calendar
from tests.world import World


def test_it_works(world: World) -> None:
    """The notice for 2026: 春节 15–23 February, 14 and 28 February worked; 国庆 1–7 October."""
    days = calendar()
    assert not days.is_working(date(2026, 2, 17))
    assert days.is_working(date(2026, 2, 14))
    assert days.is_working(date(2026, 2, 28))
    assert not days.is_working(date(2026, 10, 7))
    assert days.is_working(date(2026, 10, 8))
    assert days.between(date(2026, 2, 13), date(2026, 2, 24)) == 2
    assert days.is_covered(date(2026, 1, 1))


@given(
    st.dates(date(2025, 6, 1), date(2027, 6, 1)),
    st.dates(date(2025, 6, 1), date(2027, 6, 1)),
    st.sets(st.dates(date(2025, 6, 1), date(2027, 6, 1))),
)
def test_counted_as_walked(start: date, end: date, turned: set[date]) -> None:
    """Working days between two dates are counted at once; walking from day to day gives the same."""
    days = WorkCalendar({day: day.weekday() >= 5 for day in turned} | {date(2026, 1, 5): True})
    first, last = min(start, end), max(start, end)
    walked = sum(days.is_working(first + timedelta(n)) for n in range(1, (last - first).days + 1))
    assert days.between(first, last) == walked
    assert days.between(last, first) == -walked


@given(
    st.dates(date(2025, 6, 1), date(2027, 6, 1)),
    st.integers(1, 20),
    st.sets(st.dates(date(2025, 6, 1), date(2027, 6, 1))),
)
def test_an_answer_is_asked_for_without_a_weekend(asked_on: date, given_days: int, off: set[date]) -> None:
    """Days enough, worked, and not the first one after days off; no day before it would do."""
    days = WorkCalendar(dict.fromkeys(off, False))
    soonest, found = days.shift(asked_on, given_days), days.answer_by(asked_on, given_days)
    good = [day for n in range((found - soonest).days + 1) if days.is_working(day := soonest + timedelta(n))]
    assert found == next(day for day in good if days.is_working(day - timedelta(1)))


def test_a_year_without_a_notice_is_not_covered(world: World) -> None:
    """Monday to Friday, and the page says so."""
    assert not calendar().is_covered(date(2027, 10, 1))
    assert calendar().is_working(date(2027, 10, 1))


def test_a_holiday_has_its_name(world: World) -> None:
    assert SpecialDay.objects.get(day=date(2026, 10, 1)).name == "国庆节"


def test_seeding_again_changes_nothing(world: World) -> None:
    assert seed_calendar() == []


def test_each_year_is_on_record_once(world: World) -> None:
    assert Event.objects.filter(code="kernel.calendar.notice").count() == NoticedYear.objects.count()


def test_a_new_notice_counts_at_once_here(world: World) -> None:
    assert calendar().is_working(date(2027, 10, 1))
    NoticedYear.objects.create(year=2027)
    SpecialDay.objects.create(day=date(2027, 10, 1), working=False)
    forget_calendar()
    try:
        assert not calendar().is_working(date(2027, 10, 1))
    finally:
        forget_calendar()
