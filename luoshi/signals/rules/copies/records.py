"""What is compared, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Record:
    """A report."""

    id: str
    unit: str
    period: str
    text: str


@dataclass(frozen=True)
class Passage:
    """Half-open stretches of two texts that say the same, in code points."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int


@dataclass(frozen=True)
class Pair:
    """Two records, the first by its id before the second."""

    a: Record
    b: Record
    containment: float
    passages: tuple[Passage, ...]

    @property
    def kind(self) -> str:
        """`self` where a unit repeats itself."""
        return "self" if self.a.unit and self.a.unit == self.b.unit else "other"
