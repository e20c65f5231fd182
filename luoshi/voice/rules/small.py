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


def tables(several: Sequence[Mapping[K, int]]) -> list[dict[K, int | None]]:
    """Several tables that each divide the same people, as they may stand side by side.

    From two of them together more can be reckoned than from each: one table says that there are twenty at least, another
    accounts for nineteen at most without a group that it hides, so somebody is in it. Of no hidden group can it be told
    that it is not empty: where it could, the smallest number of the table that tells most is hidden too (complementary
    suppression), until it cannot.
    """
    found = [table(counts) for counts in several]
    while found:
        most = max(found, key=_least)
        in_danger = [
            one for one, counts in zip(found, several, strict=True) if min(counts.values(), default=LEAST) < LEAST
        ]
        if all(_least(most) <= _without_one(one) for one in in_danger):
            break
        smallest = min((key for key, value in most.items() if value is not None), key=lambda key: most[key] or 0)
        most[smallest] = None
    return found


def _least(told: Mapping[K, int | None]) -> int:
    """So many there are at least, by this table."""
    return sum(value or 0 for value in told.values())


def _without_one(told: Mapping[K, int | None]) -> int:
    """So many there can be, by this table, with nobody in one of its hidden groups: each other holds up to four more."""
    return _least(told) + (LEAST - 1) * (len(told) - 1)


def share(answers: Sequence[bool]) -> int | None:
    """How many of a hundred said yes, in steps of five in a hundred; None for a group under five."""
    told = released(answers)
    if not told:
        return None
    return int((sum(told) * 100 / len(told) + 2.5) // 5 * 5)
