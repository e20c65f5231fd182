"""Pieces of four letters, and which of them are a record's own rather than the form's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from zlib import crc32

from luoshi.signals.rules.copies.text import plain

LENGTH = 4
"""Letters in a piece."""
RUN = 8
"""So many letters of the template in a row are the template; fewer are a common turn of phrase."""
_FREE = re.compile(rb"\0{%d,}" % LENGTH)
"""Letters that do not belong to the template, enough of them in a row for a piece."""
BLANK = 12
"""A gap of so many letters between two stretches of the template is a blank that was filled in."""


def pieces(letters: str) -> list[int]:
    """A number for each piece, in order; equal pieces have equal numbers, on every machine."""
    data = letters.encode("utf-32-le", "surrogatepass")
    size = 4 * LENGTH
    return [crc32(data[at : at + size]) for at in range(0, len(data) - size + 4, 4)]


@dataclass(frozen=True)
class Own:
    """The pieces of a text and which of them are its own."""

    pieces: Sequence[int]
    places: Sequence[int]
    """Where the pieces that are the text's own begin, in letters."""

    @cached_property
    def set(self) -> frozenset[int]:
        found = self.pieces
        return frozenset([found[place] for place in self.places])


def own(text: str, template: Set[int]) -> Own:
    """The pieces of a text that do not come from the template."""
    found = pieces(plain(text))
    if template.isdisjoint(found):
        return Own(found, range(len(found)))
    free = _FREE.finditer(covered_letters(found, template))
    places = [at for run in free for at in range(run.start(), run.end() - LENGTH + 1) if found[at] not in template]
    return Own(found, places)


def covered_letters(found: Sequence[int], template: Set[int]) -> bytearray:
    """For each letter of a text: does it belong to the template?"""
    covered = bytearray(len(found) + LENGTH - 1)
    end = -BLANK - 1  # where the last stretch ended
    at = 0
    for hit, group in groupby(found, template.__contains__):
        count = sum(1 for _ in group)
        reach = at + count + LENGTH - 1
        if hit and count + LENGTH - 1 >= RUN:
            start = end if end >= 0 and at - end <= BLANK else at
            covered[start:reach] = b"\x01" * (reach - start)
            end = reach
        at += count
    return covered


def template_of(texts: Iterable[str]) -> set[int]:
    """The pieces of the texts that are given as template, of a superior's document for example."""
    found: set[int] = set()
    for text in texts:
        found.update(pieces(plain(text)))
    return found
