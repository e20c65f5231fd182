"""What makes a finding the same one when it is found again, and which words of its tasks prove it?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from luoshi.policy.rules.model import Span

_SHORTEST = 3  # characters: what two texts share in less is chance
_VARYING = frozenset({"similarity", "share", "total", "count"})
"""Figures of a reason that move with the other plans compared, while the matter stays the same."""


def fingerprint(kind: str, places: Iterable[tuple[str, int]], params: Mapping[str, Any]) -> str:
    """The same kind on the same tasks with the same units, figures and dates is the same finding."""
    said = sorted(f"{name}={value}" for name, value in params.items() if name not in _VARYING)
    where = sorted(f"{what}:{pk}" for what, pk in places)
    return hashlib.sha256("\n".join((kind, *where, *said)).encode()).hexdigest()


def spans_of(text: str, words: Iterable[str]) -> list[Span]:
    """Where these words stand in a text, each at its first place, without overlaps."""
    found: list[Span] = []
    for word in sorted({word.strip() for word in words if word.strip()}, key=lambda one: (-len(one), one)):
        start = text.find(word)
        if start >= 0 and all(start >= end or start + len(word) <= begin for begin, end in found):
            found.append((start, start + len(word)))
    return sorted(found)


def in_common(text: str, other: str) -> list[Span]:
    """The stretches of a text that stand in the other as well."""
    blocks = SequenceMatcher(None, text, other, autojunk=False).get_matching_blocks()
    return [(one.a, one.a + one.size) for one in blocks if one.size >= _SHORTEST]


def pieces(text: str, spans: Sequence[Sequence[int]]) -> list[tuple[str, bool]]:
    """A text in turn plain and marked: (words, marked)."""
    found, at = [], 0
    for start, end in sorted((int(one[0]), int(one[1])) for one in spans):
        if start < at:
            continue
        found += [(text[at:start], False), (text[start:end], True)]
        at = end
    found.append((text[at:], False))
    return [one for one in found if one[0]]
