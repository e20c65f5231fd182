"""Do a unit's figures end in 0 or 5 more often than its peers' do?

Benford's law does not hold for percentages and small counts. Asked instead: of a unit's figures, how many end in 0 or 5,
against the rate of the others at its level (exact binomial, one-sided), and over all units together no more than 5 of a
hundred hints may be chance (Benjamini and Hochberg 1995). Under 24 figures the test sees nothing and is not made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import comb

from luoshi.kernel.say import say
from luoshi.signals.rules.found import Found, Table
from luoshi.signals.rules.registry import RULES, At

PEERS = 5
"""Fewer units with figures enough are no yardstick for one of them."""
SMALLEST = 10
"""A figure of one digit has no last digit beside itself."""
PRIOR = (20, 100)
"""As if so many figures of chance (one in five ends in 0 or 5) were among the peers': few peers prove little."""


def heaped(units: Mapping[int, Sequence[int]], at: At = RULES["heaped"].usual) -> dict[int, Found | None]:
    """For each unit with figures enough what was found, where there are peers enough. ``units``: its different figures."""
    weighed = {unit: _figures(numbers) for unit, numbers in units.items()}
    weighed = {unit: numbers for unit, numbers in weighed.items() if len(numbers) >= at["figures"]}
    if len(weighed) < PEERS:
        return {}
    round_, every = sum(map(_round, weighed.values())), sum(map(len, weighed.values()))
    chances: dict[int, tuple[float, float]] = {}
    for unit, numbers in weighed.items():
        peers = (round_ - _round(numbers) + PRIOR[0]) / (every - len(numbers) + PRIOR[1])
        chances[unit] = at_least(_round(numbers), len(numbers), peers), peers
    found = found_among({unit: chance for unit, (chance, _) in chances.items()}, at["false"] / 100)
    return {unit: _told(weighed[unit], chances[unit][1], len(weighed)) if unit in found else None for unit in weighed}


def at_least(count: int, of: int, rate: float) -> float:
    """How likely it is that ``count`` or more of so many do what one does at this rate."""
    return min(1.0, sum(comb(of, k) * rate**k * (1 - rate) ** (of - k) for k in range(count, of + 1)))


def found_among(chances: Mapping[int, float], rate: float) -> set[int]:
    """Those of many tests that stand when the share of false ones among them is to stay under ``rate``."""
    ordered = sorted(chances, key=lambda one: chances[one])
    standing = [at for at, one in enumerate(ordered, 1) if chances[one] <= rate * at / len(ordered)]
    return set(ordered[: max(standing, default=0)])


def _figures(numbers: Sequence[int]) -> list[int]:
    return [number for number in numbers if number >= SMALLEST]


def _round(numbers: Sequence[int]) -> int:
    return sum(number % 5 == 0 for number in numbers)


def _told(numbers: Sequence[int], peers: float, units: int) -> Found:
    count, of = _round(numbers), len(numbers)
    measures = (
        say(
            "{of} 个不同的数字中，{count} 个尾数为 0 或 5，占 {share}%。",
            of=of,
            count=count,
            share=round(100 * count / of),
        ),
        say("同批 {units} 个单位的通常比例为 {share}%。", units=units, share=round(100 * peers)),
    )
    digits = Counter(number % 10 for number in numbers)
    head = (say("尾数"), say("个数"))
    return Found(measures, tables=(Table(head, tuple((str(digit), digits[digit]) for digit in range(10))),))
