"""Which records say what another one says?"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import chain
from typing import Protocol

from luoshi.signals.rules.copies.align import passages
from luoshi.signals.rules.copies.grams import Own, own
from luoshi.signals.rules.copies.prescribed import MANY, formula
from luoshi.signals.rules.copies.records import Pair, Record
from luoshi.signals.rules.copies.sketch import expected, sketch

THRESHOLD = 0.4
"""So much of the smaller text's own pieces stand in the other: a person should look."""
FEWEST_OWN = 20
"""A text with fewer pieces of its own says too little to be copied."""
SLACK = 0.4
"""A pair is measured exactly from so small a share of the common sketch that it ought to have. The share varies by a fifth: of pairs
that stand exactly at the threshold one in two thousand has less."""
REMEMBERED = 4096


class Store(Protocol):
    """Where examined records are kept."""

    def holders(self, pieces: Iterable[int]) -> Iterator[Sequence[int]]:
        """For each piece the numbers of the records in whose sketch it is."""

    def record(self, number: int) -> Record: ...

    def sizes(self, numbers: Iterable[int]) -> dict[int, int]:
        """How many own pieces the records have."""

    def add(self, record: Record, size: int, pieces: Sequence[int]) -> int:
        """Keeps a record and gives its number."""


class Memory:
    """A store for as long as a run lasts."""

    def __init__(self) -> None:
        self._records: list[Record] = []
        self._sizes: list[int] = []
        self._holders: dict[int, int | list[int]] = {}  # most pieces have one holder, which needs no list

    def holders(self, pieces: Iterable[int]) -> Iterator[Sequence[int]]:
        for piece in pieces:
            found = self._holders.get(piece)
            if found is not None:
                yield (found,) if isinstance(found, int) else found

    def record(self, number: int) -> Record:
        return self._records[number]

    def sizes(self, numbers: Iterable[int]) -> dict[int, int]:
        return {number: self._sizes[number] for number in numbers}

    def add(self, record: Record, size: int, pieces: Sequence[int]) -> int:
        number = len(self._records)
        self._records.append(record)
        self._sizes.append(size)
        for piece in pieces:
            found = self._holders.get(piece)
            if found is None:
                self._holders[piece] = number
            elif isinstance(found, int):
                self._holders[piece] = [found, number]
            else:
                found.append(number)
        return number


class Finder:
    """Examines records one after another, each against those before it."""

    def __init__(self, store: Store, template: Set[int], threshold: float = THRESHOLD) -> None:
        self._store = store
        self._threshold = threshold
        self._template = set(template)
        self._known: OrderedDict[int, Own] = OrderedDict()
        self._pairs: list[Pair] = []
        self._doubtful = 0  # so many of the pairs were found before the latest formula
        self.formulas: set[int] = set()

    def examine(self, record: Record) -> None:
        """Finds the pairs that a record makes with those before it; then it is kept."""
        mine = own(record.text, self._template)
        kept = _kept(mine)
        partners = self._partners(record, mine, kept)
        if len({other.unit or other.id for _, other, _ in partners}) >= MANY and self._learn(
            [mine.set, *(known.set for _, _, known in partners)]
        ):
            mine = own(record.text, self._template)
            kept = _kept(mine)
            partners = self._partners(record, mine, kept)
        self._pairs.extend(_pair(record, mine, other, known) for _, other, known in partners)
        number = self._store.add(record, len(mine.set), kept)
        self._remember(number, mine)

    def pairs(self) -> list[Pair]:
        """All that were found."""
        doubtful, self._pairs = self._pairs[: self._doubtful], self._pairs[self._doubtful :]
        for pair in doubtful:
            a, b = own(pair.a.text, self._template), own(pair.b.text, self._template)
            if containment(a.set, b.set) >= self._threshold:
                self._pairs.append(_pair(pair.a, a, pair.b, b))
        self._doubtful = 0
        return self._pairs

    def _partners(self, record: Record, mine: Own, kept: Sequence[int]) -> list[tuple[int, Record, Own]]:
        partners = []
        for number in self._candidates(len(mine.set), kept):
            known = self._own(number)
            if containment(mine.set, known.set) >= self._threshold:
                other = self._store.record(number)
                if other.id != record.id:
                    partners.append((number, other, known))
        return partners

    def _candidates(self, size: int, kept: Sequence[int]) -> list[int]:
        shared = Counter(chain.from_iterable(self._store.holders(kept)))
        sizes = self._store.sizes(shared)
        return [
            number
            for number, count in shared.items()
            if count >= int(SLACK * expected(self._threshold, size, sizes[number]))
        ]

    def _learn(self, alike: Sequence[Set[int]]) -> bool:
        found = formula(alike)
        if not found:
            return False
        self.formulas |= found
        self._template |= found
        self._known.clear()
        self._doubtful = len(self._pairs)
        return True

    def _own(self, number: int) -> Own:
        known = self._known.get(number)
        if known is None:
            known = own(self._store.record(number).text, self._template)
            self._remember(number, known)
        return known

    def _remember(self, number: int, known: Own) -> None:
        self._known[number] = known
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)


def _kept(mine: Own) -> list[int]:
    return sketch(mine.set) if len(mine.set) >= FEWEST_OWN else []


def _pair(one: Record, of_one: Own, two: Record, of_two: Own) -> Pair:
    if two.id < one.id:
        one, of_one, two, of_two = two, of_two, one, of_one
    part = containment(of_one.set, of_two.set)
    return Pair(one, two, part, tuple(passages(one.text, of_one, two.text, of_two)))


def containment(a: Set[int], b: Set[int]) -> float:
    """The share of the smaller text's own pieces that are among the own pieces of the other."""
    smaller = min(len(a), len(b))
    return len(a & b) / smaller if smaller >= FEWEST_OWN else 0.0


def find(records: Sequence[Record], template: Set[int], threshold: float = THRESHOLD) -> list[Pair]:
    """All pairs among the records, by the ids."""
    finder = Finder(Memory(), template, threshold)
    for record in records:
        finder.examine(record)
    return sorted(finder.pairs(), key=lambda pair: (pair.a.id, pair.b.id))
