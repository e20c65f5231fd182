"""Which table do ruled lines on a page make, and which words stand in which of its cells?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

_NEAR = 2.5
_MOST_RULES = 4_000


class Rule(NamedTuple):
    """A ruled line: one of its sides is next to nothing."""

    x0: float
    top: float
    x1: float
    bottom: float


Place = tuple[float, float, float, float, str]


@dataclass
class Grid:
    """Ruled lines that hang together: uprights at ``xs``, levels at ``ys``."""

    xs: list[float]
    ys: list[float]
    uprights: list[Rule]
    levels: list[Rule]
    held: list[Place] = field(default_factory=list)

    @property
    def left(self) -> float:
        return self.xs[0]

    @property
    def right(self) -> float:
        return self.xs[-1]

    @property
    def top(self) -> float:
        return self.ys[0]

    @property
    def bottom(self) -> float:
        return self.ys[-1]

    def put(self, x0: float, x1: float, top: float, bottom: float, text: str) -> bool:
        """Take the words that stand within the grid."""
        x, y = (x0 + x1) / 2, (top + bottom) / 2
        if not (self.left < x < self.right and self.top < y < self.bottom):
            return False
        self.held.append((x0, x1, top, bottom, text))
        return True

    def given_back(self) -> list[Place]:
        """What it took, for the grid that was only a frame."""
        return self.held

    def is_table(self) -> bool:
        """A frame around a text, or a line under a heading, is no table."""
        return len(self.xs) >= 3 and len(self.ys) >= 2 and len(self.rows()) > 0

    def rows(self) -> list[tuple[str, ...]]:
        """The cells, row by row; a cell that reaches downward repeats in each row it covers."""
        wide, high = len(self.xs) - 1, len(self.ys) - 1
        words: dict[tuple[int, int], list[Place]] = {}
        for place in self.held:
            at = (_slot(self.ys, (place[2] + place[3]) / 2), _slot(self.xs, (place[0] + place[1]) / 2))
            words.setdefault(self._home(*at), []).append(place)
        told = {home: _said(places) for home, places in words.items()}
        rows = [tuple(told.get(self._above(row, column), "") for column in range(wide)) for row in range(high)]
        return [row for row in rows if any(row)]

    def _home(self, row: int, column: int) -> tuple[int, int]:
        """The first cell of the joined ones this cell belongs to."""
        while column > 0 and not self._parted(self.uprights, self.xs[column], self._middle(self.ys, row), upright=True):
            column -= 1
        return self._above(row, column)

    def _above(self, row: int, column: int) -> tuple[int, int]:
        while row > 0 and not self._parted(self.levels, self.ys[row], self._middle(self.xs, column), upright=False):
            row -= 1
        return row, column

    def _parted(self, rules: Sequence[Rule], at: float, across: float, *, upright: bool) -> bool:
        """Whether a ruled line stands at this place."""
        for rule in rules:
            place = (rule.x0 + rule.x1) / 2 if upright else (rule.top + rule.bottom) / 2
            start, end = (rule.top, rule.bottom) if upright else (rule.x0, rule.x1)
            if abs(place - at) <= _NEAR and start - _NEAR <= across <= end + _NEAR:
                return True
        return False

    @staticmethod
    def _middle(edges: Sequence[float], at: int) -> float:
        return (edges[at] + edges[at + 1]) / 2


def _slot(edges: Sequence[float], at: float) -> int:
    return max(0, min(len(edges) - 2, sum(1 for edge in edges if edge < at) - 1))


def _said(places: list[Place]) -> str:
    """The words of a cell: lines that fill it run on, as a paragraph does."""
    from luoshi.kernel.documents.paragraphs import glued

    text = ""
    for place in sorted(places, key=lambda one: (round(one[2] / 4), one[0])):
        text = glued(text, place[4].strip())
    return text


def find_grids(rules: Sequence[Rule]) -> list[Grid]:
    """The groups of ruled lines that touch one another and have both uprights and levels."""
    if not 4 <= len(rules) <= _MOST_RULES:
        return []
    uprights = [rule for rule in rules if rule.bottom - rule.top > rule.x1 - rule.x0]
    levels = [rule for rule in rules if rule.bottom - rule.top <= rule.x1 - rule.x0]
    grids: list[Grid] = []
    for group in _bands(uprights):
        low, high = min(rule.top for rule in group) - _NEAR, max(rule.bottom for rule in group) + _NEAR
        across = [rule for rule in levels if low <= (rule.top + rule.bottom) / 2 <= high]
        xs = _merged((rule.x0 + rule.x1) / 2 for rule in group)
        ys = _merged((rule.top + rule.bottom) / 2 for rule in across)
        if len(xs) >= 2 and len(ys) >= 2:
            grids.append(Grid(xs, ys, group, across))
    return grids


def _bands(uprights: list[Rule]) -> list[list[Rule]]:
    """Uprights whose heights overlap or touch: each band is one table."""
    bands: list[list[Rule]] = []
    foot = float("-inf")
    for rule in sorted(uprights, key=lambda one: one.top):
        if bands and rule.top <= foot + _NEAR:
            bands[-1].append(rule)
            foot = max(foot, rule.bottom)
        else:
            bands.append([rule])
            foot = rule.bottom
    return bands


def _merged(values: Iterable[float]) -> list[float]:
    """Places next to one another are one place."""
    merged: list[float] = []
    for value in sorted(values):
        if not merged or value - merged[-1] > _NEAR:
            merged.append(value)
    return merged
