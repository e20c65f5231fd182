"""How something stands that was looked at long ago, and whether the three streams are in proportion."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from luoshi.inspection.rules.coverage import LATELY, LONG, NEVER, Count, because, standing, streams
from luoshi.kernel.say import say

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (None, NEVER),
        (TODAY, LATELY),
        (TODAY - timedelta(days=365), LATELY),
        (TODAY - timedelta(days=366), LONG),
    ],
)
def test_it_works(last: date | None, expected: str) -> None:
    assert standing(last, TODAY, 365) == expected


def test_nothing_has_no_share() -> None:
    assert Count(0, 0, 0).percent is None
    assert (Count(8, 3, 2).never, Count(8, 3, 2).percent) == (5, 25)


@pytest.mark.parametrize(
    ("counts", "heaviest", "remarks"),
    [
        ({}, 1, 0),
        ({"must": 7, "random": 3}, 5, 0),
        ({"must": 8, "random": 3}, 1, 1),
        ({"risk": 4}, 6, 2),
    ],
)
def test_a_third_is_random_and_no_weight_beyond_the_cap(counts: dict[str, int], heaviest: float, remarks: int) -> None:
    found = streams(counts, heaviest)
    assert found.total == sum(counts.values())
    assert len(found.because) == remarks


def test_a_proposal_begins_with_the_fact() -> None:
    assert "从未" in str(because(None, TODAY, say("该单位")))
    assert "30 日" in str(because(TODAY - timedelta(days=30), TODAY, say("该单位")))
