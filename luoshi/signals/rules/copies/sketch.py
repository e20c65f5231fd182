"""A few numbers for each text, such that texts which share much share some of them.

The pieces whose mixed number falls under a bound are kept (Broder, On the resemblance and containment of documents,
1997, section 2: the sketch "mod m"). Unlike a MinHash signature in bands, such a sample tells how much of a short text
stands in a long one; each kept number is looked up as a band would be. Short texts keep a larger share.
"""

from __future__ import annotations

from collections.abc import Set

KEEP = 48
"""So many pieces are kept at least, where there are so many."""
DEEPEST = 4
"""At most so often is the share halved: one piece in sixteen is kept of the longest texts."""
_MIX = 0x9E3779B1
_ALL = 0xFFFFFFFF


def level(count: int) -> int:
    """How often the share is halved for a text with so many pieces."""
    return max(0, min(DEEPEST, (count // KEEP).bit_length() - 1))


def sketch(own: Set[int]) -> list[int]:
    """The pieces that are kept of a text's own ones."""
    bound = 1 << (32 - level(len(own)))
    return [piece for piece in own if piece * _MIX & _ALL < bound]


def expected(containment: float, count: int, other: int) -> float:
    """How many kept pieces two texts share, of which the smaller has `count` and so large a part stands in the other."""
    return containment * min(count, other) / (1 << level(max(count, other)))
