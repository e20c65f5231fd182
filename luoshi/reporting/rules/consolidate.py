"""How do several units' texts become one, with each sentence's source beside it? Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；]|[^。！？；\n]+")


@dataclass(frozen=True)
class Source:
    """A sentence that was taken over, from which unit, and from which of its entries (0: a supporting unit's word)."""

    sentence: str
    unit: str
    unit_id: int
    entry_id: int = 0

    @property
    def mark(self) -> str:
        """The character in the box."""
        return self.unit[:1]


@dataclass(frozen=True)
class Piece:
    """A stretch of the text, with the sources of what stands in it."""

    text: str
    sources: tuple[Source, ...] = ()


def sentences(text: str) -> tuple[str, ...]:
    """A text in sentences, each with its stop; what is only space is left out."""
    return tuple(part for found in _SENTENCE.findall(text) if (part := found.strip()))


def taken_over(text: str, picked: Sequence[str]) -> str:
    """The text with sentences added at its end; one that stands there already is not added again."""
    for sentence in picked:
        if sentence and sentence not in text:
            stop = "" if not text or text[-1] in "。！？；\n" else "。"
            text = f"{text}{stop}{sentence}"
    return text


def pieces(text: str, sources: Sequence[Source]) -> tuple[Piece, ...]:
    """The text cut where sources end; a source whose sentence was rewritten is no longer shown."""
    ends: dict[int, list[Source]] = {}
    for source in sources:
        at = text.find(source.sentence)
        if source.sentence and at >= 0:
            ends.setdefault(at + len(source.sentence), []).append(source)
    found, start = [], 0
    for end in sorted(ends):
        found.append(Piece(text[start:end], tuple(ends[end])))
        start = end
    if text[start:]:
        found.append(Piece(text[start:]))
    return tuple(found)


def still_there(text: str, sources: Sequence[Source]) -> tuple[Source, ...]:
    """The sources whose sentences the text still holds."""
    return tuple(source for source in sources if source.sentence and source.sentence in text)
