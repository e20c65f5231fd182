"""What belongs to the form and not to the report, judged by how many hold it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set

from luoshi.signals.rules.copies.grams import RUN, covered_letters, pieces
from luoshi.signals.rules.copies.records import Record
from luoshi.signals.rules.copies.text import plain

SAMPLE = 400
"""So many records show what is common to a group."""
FEWEST = 6
"""A template is held by at least so many units."""
UNITS = 0.25
"""And by so large a share of the units of its group: of one period, or of all."""
RECORDS = 0.6
"""Where units are few, by so large a share of the records."""
FULL = 0.9
"""What fills more of the middle record is no template: it is the one text that all have copied."""


def common_pieces(records: Sequence[Record]) -> set[int]:
    """What is prescribed rather than copied, judged by how many hold it."""
    by_period: dict[str, list[Record]] = {}
    for record in records:
        by_period.setdefault(record.period, []).append(record)
    groups: list[Sequence[Record]] = [records]
    if len(by_period) > 1:
        groups.extend(by_period.values())
    found: set[int] = set()
    for group in groups:
        found |= _common(group[:: -(-len(group) // SAMPLE)]) if group else set()
    return found


def _common(group: Sequence[Record]) -> set[int]:
    by_unit: dict[str, list[frozenset[int]]] = {}
    for at, record in enumerate(group):
        by_unit.setdefault(record.unit or f"\0{at}", []).append(frozenset(pieces(plain(record.text))))
    units = Counter(piece for texts in by_unit.values() for piece in frozenset().union(*texts))
    least = max(FEWEST, UNITS * len(by_unit))
    found = {piece for piece, count in units.items() if count >= least}
    if len(by_unit) < 2 * FEWEST and len(group) >= FEWEST:
        held = Counter(piece for texts in by_unit.values() for text in texts for piece in text)
        least = max(FEWEST, RECORDS * len(group))
        found |= {piece for piece, count in held.items() if count >= least}
    return set() if found and _is_all(group, found) else found


def _is_all(group: Sequence[Record], template: set[int]) -> bool:
    shares = []
    for record in group:
        if found := pieces(plain(record.text)):
            covered = covered_letters(found, template)
            shares.append(sum(covered) / len(covered))
    return bool(shares) and sorted(shares)[len(shares) // 2] > FULL


MANY = 12
"""What reports of so many other units share is looked at once more: is it a formula?"""
HELD = 0.8
"""A formula stands word for word in so large a share of them."""
PART = 0.6
"""And fills less of them; what fills more is the copied report itself."""
LOOKED_AT = 30


def formula(texts: Sequence[Set[int]]) -> set[int]:
    """What is a formula in the own pieces of texts of many units that were all found alike."""
    looked_at = texts[:LOOKED_AT]
    held = Counter(piece for text in looked_at for piece in text)
    found = {piece for piece, count in held.items() if count >= HELD * len(looked_at)}
    shares = sorted(len(found & text) / len(text) for text in looked_at)
    return found if len(found) >= RUN and shares[len(shares) // 2] < PART else set()
