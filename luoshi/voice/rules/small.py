"""Which numbers of people may be shown? None of a group under five, and none from which one could be reckoned.

Small groups give people away (statistical disclosure control: a threshold of five, and deterministic rounding against
differencing, as statistical offices do for tables). What is shown is always a multiple of five: so is every difference between two
shown figures, of two filters or of two days, and no difference says anything about fewer than five people. Shares are
reckoned from the first five, ten, fifteen … answers only: a sixth answer changes nothing until the tenth has come.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

LEAST = 5
K = TypeVar("K")
T = TypeVar("T")


def shown(count: int) -> int | None:
    """The number that may be told: rounded down to a multiple of five; None for a group under five."""
    return count - count % LEAST if count >= LEAST else None


def released(answers: Sequence[T]) -> Sequence[T]:
    """The answers, in the order they came, of which figures may be told."""
    return answers[: len(answers) - len(answers) % LEAST]


def table(counts: Mapping[K, int]) -> dict[K, int | None]:
    """Every number of a table as it may be told; the same whatever it is filtered by."""
    return {key: shown(count) for key, count in counts.items()}


def share(answers: Sequence[bool]) -> int | None:
    """How many of a hundred said yes, in steps of five in a hundred; None for a group under five."""
    told = released(answers)
    if not told:
        return None
    return int((sum(told) * 100 / len(told) + 2.5) // 5 * 5)
