"""What belongs to the form and not to the report, judged by how many hold it.

A form stands in the reports of many units, and each goes on with words of its own; a copied report stands in those of some
units and is all that they say. So many holders alone are no sign of a form: what remains beside it decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from statistics import median

from luoshi.signals.rules.copies.grams import RUN, covered_letters, pieces
from luoshi.signals.rules.copies.records import Record
from luoshi.signals.rules.copies.text import plain

SAMPLE = 1000
"""So many records show what is common to a group: of fewer, a phrase that one report in a hundred holds is met too seldom."""
FEWEST = 6
"""What fewer units hold is no form."""
SOME = 0.05
"""Of the units of a group: what fewer hold is no form."""
MOST = 0.6
"""What so many hold is a form, unless it is all that they say."""
PART = 0.6
"""What fewer hold is a form if it fills less of their reports than this."""
FULL = 0.9
"""What fills so much of the middle report is all that they say."""


def common_pieces(records: Sequence[Record]) -> set[int]:
    """What is prescribed, in all the records or in those of one period."""
    by_period: dict[str, list[Record]] = {}
    for record in records:
        by_period.setdefault(record.period, []).append(record)
    groups: list[Sequence[Record]] = [records]
    if len(by_period) > 1:
        groups.extend(by_period.values())
    found: set[int] = set()
    for group in groups:
        if len(group) >= FEWEST:
            found |= _common(group[:: -(-len(group) // SAMPLE)])
    return found


def _common(group: Sequence[Record]) -> set[int]:
    texts = [pieces(plain(record.text)) for record in group]
    sets = [frozenset(found) for found in texts]
    by_unit: dict[str, set[int]] = {}
    for at, record in enumerate(group):
        by_unit.setdefault(record.unit or f"\0{at}", set()).update(sets[at])
    units = _held(by_unit.values(), max(FEWEST, SOME * len(by_unit)))
    form = {piece for piece, count in units.items() if count >= MOST * len(by_unit)}
    if len(by_unit) < 2 * FEWEST:
        form |= set(_held(sets, max(FEWEST, MOST * len(group))))
    if form and median(_filled(found, form) for found in texts) > FULL:
        form = set()
    return form | _partial(sets, units.keys() - form, form)


def _held(sets: Iterable[Set[int]], least: float) -> dict[int, int]:
    counts = Counter(piece for each in sets for piece in each)
    return {piece: count for piece, count in counts.items() if count >= least}


def _filled(found: Sequence[int], form: Set[int]) -> float:
    covered = covered_letters(found, form)
    return sum(covered) / max(1, len(covered))


def _partial(sets: Sequence[Set[int]], doubtful: Set[int], form: Set[int]) -> set[int]:
    """Those of the doubtful pieces which fill a small part of what their holders say beside the form."""
    shares: dict[int, list[float]] = {}
    for each in sets:
        held = each & doubtful
        share = len(held) / max(1, len(each - form))
        for piece in held:
            shares.setdefault(piece, []).append(share)
    return {piece for piece, found in shares.items() if median(found) < PART}


MANY = 12
"""What reports of so many other units share is looked at once more: is it a formula?"""
HELD = 0.8
"""A formula stands word for word in so large a share of them."""
ALIKE = 0.15
"""And what they say beside it has no more in common than this."""
LOOKED_AT = 30


def formula(texts: Sequence[Set[int]]) -> set[int]:
    """What is a formula in the own pieces of texts of many units that were all found alike; the first is the new one."""
    looked_at = texts[:LOOKED_AT]
    found = set(_held(looked_at, HELD * len(looked_at)))
    first, *rest = (each - found for each in looked_at)
    if len(found) < RUN or len(found) >= PART * len(looked_at[0]):
        return set()
    alike = median(len(first & each) / max(1, min(len(first), len(each))) for each in rest)
    return found if alike < ALIKE else set()
