"""When is the next turn?"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel import rhythm

HERE = ZoneInfo("Asia/Shanghai")
FRIDAY = datetime(2026, 6, 26, 9, 0, tzinfo=HERE)


def weekdays(day: date) -> bool:
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("every 600", FRIDAY + timedelta(minutes=10)),
        ("daily 03:30", datetime(2026, 6, 27, 3, 30, tzinfo=HERE)),
        ("daily 09:00", datetime(2026, 6, 27, 9, 0, tzinfo=HERE)),
        ("daily 09:01", datetime(2026, 6, 26, 9, 1, tzinfo=HERE)),
        ("working 08:30", datetime(2026, 6, 29, 8, 30, tzinfo=HERE)),
        ("weekly 5 08:00", datetime(2026, 7, 3, 8, 0, tzinfo=HERE)),
        ("monthly 1 00:00", datetime(2026, 7, 1, 0, 0, tzinfo=HERE)),
    ],
)
def test_the_next_turn(text: str, expected: datetime) -> None:
    found = rhythm.read(text)
    assert found is not None
    assert str(found) == text
    assert rhythm.next_after(found, FRIDAY, weekdays) == expected


@pytest.mark.parametrize(
    "text",
    ["", "daily", "daily 25:00", "daily 3", "every 5", "every x", "every -60", "weekly 8 03:00", "monthly 31 03:00",
     "yearly 1 03:00", "daily 03:30 x", "every ６００", "weekly 1"],
)  # fmt: skip
def test_what_is_no_rhythm(text: str) -> None:
    assert rhythm.read(text) is None


RHYTHMS = st.one_of(
    st.integers(60, 86400).map(lambda n: f"every {n}"),
    st.tuples(st.sampled_from(["daily", "working"]), st.times()).map(lambda p: f"{p[0]} {p[1]:%H:%M}"),
    st.tuples(st.integers(1, 7), st.times()).map(lambda p: f"weekly {p[0]} {p[1]:%H:%M}"),
    st.tuples(st.integers(1, 28), st.times()).map(lambda p: f"monthly {p[0]} {p[1]:%H:%M}"),
)


@given(RHYTHMS, st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)))
def test_the_next_turn_lies_ahead_and_none_lies_between(text: str, naive: datetime) -> None:
    found = rhythm.read(text)
    assert found is not None
    moment = naive.replace(tzinfo=HERE)
    turn = rhythm.next_after(found, moment, weekdays)
    assert turn > moment
    assert rhythm.next_after(found, turn - timedelta(microseconds=1), weekdays) == turn or text.startswith("every")
    assert str(rhythm.in_words(found))


def test_the_waits_grow_and_stay() -> None:
    waits = [rhythm.wait_after(n) for n in range(1, 9)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=10)
    assert waits[-1] == timedelta(minutes=30)
