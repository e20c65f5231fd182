"""Which group a date falls into, and who comes first."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.desk.rules import FIELDS, Tally, group_of, total

MONDAY = date(2026, 6, 22)


@pytest.mark.parametrize(
    ("due_on", "group"),
    [
        (date(2026, 6, 21), "late"),
        (date(2026, 6, 22), "today"),
        (date(2026, 6, 23), "week"),
        (date(2026, 6, 28), "week"),
        (date(2026, 6, 29), "later"),
        (None, "undated"),
    ],
)
def test_group(due_on: date | None, group: str) -> None:
    assert group_of(due_on, MONDAY) == group


def test_on_sunday_the_week_is_over() -> None:
    assert group_of(date(2026, 6, 29), date(2026, 6, 28)) == "later"


tallies = st.builds(Tally, **{name: st.integers(0, 50) for name in FIELDS})


@given(st.lists(tallies, max_size=5))
def test_total_adds_every_field(rows: list[Tally]) -> None:
    assert all(getattr(total(rows), name) == sum(getattr(row, name) for row in rows) for name in FIELDS)


@given(tallies)
def test_one_more_late_task_never_moves_a_unit_down(row: Tally) -> None:
    worse = row + Tally(total=1, time_red=1)
    assert worse.attention < row.attention
    assert worse.heavy
    assert not worse.calm
