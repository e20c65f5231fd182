"""What is a parsed plan made of?

Frozen values only: the parser makes them, the review page, the ledger and the command line read them. Every piece
carries its `span`, the (start, end) offsets into the document's full text (paragraphs joined by a line feed), so that
a person can be shown the very words a piece was read from.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

Span = tuple[int, int]


class Line(Protocol):
    """A paragraph or a table row as the grammar needs it; `luoshi.kernel.documents.Paragraph` is one.

    For a table row `text` is the cells joined by tabs and `cells` the cells; otherwise `cells` is None.
    """

    @property
    def text(self) -> str: ...

    @property
    def cells(self) -> tuple[str, ...] | None: ...


@dataclass(frozen=True)
class PlainLine:
    """A line of pasted text, for callers that have no document."""

    text: str
    cells: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Duty:
    """Who does it and as what: `role` is lead, joint or support; `generic` marks a class of units (各县)."""

    unit: str
    role: str
    generic: bool
    span: Span


@dataclass(frozen=True)
class Deadline:
    """By when: `kind` is date, period, recurring or open; only `date` has a date."""

    kind: str
    date: date | None
    text: str
    span: Span


@dataclass(frozen=True)
class Target:
    """How much: 万 multiplied out, a range by its lower bound; `comparator` is >=, <=, =, ~ or None."""

    text: str
    number: int | float
    unit: str
    comparator: str | None
    span: Span


@dataclass(frozen=True)
class Residue:
    """Words of a responsibility clause that the grammar did not understand: shown to a person, never dropped."""

    text: str
    span: Span


@dataclass(frozen=True)
class Heading:
    """A numbered clause, with or without duties: `text` is its heading line, `span` its own text without children."""

    path: tuple[str, ...]
    label: str
    text: str
    span: Span


@dataclass(frozen=True)
class Task:
    """The smallest numbered clause that carries a responsibility clause; unnumbered ones have an empty path.

    ``duties`` names each unit once, in its strongest role; ``again`` are leads that their own clause also names as support.
    """

    path: tuple[str, ...]
    heading: str
    text: str
    duties: tuple[Duty, ...]
    deadlines: tuple[Deadline, ...]
    targets: tuple[Target, ...]
    residue: tuple[Residue, ...]
    span: Span
    again: tuple[str, ...] = ()


@dataclass(frozen=True)
class FrontMatter:
    """What stands on the first page; empty strings and None where it does not say."""

    title: str
    doc_number: str
    issuer: str
    issued_on: date | None


@dataclass(frozen=True)
class ParsedPlan:
    """A whole plan. `headings` holds every numbered clause, so that a plan without responsibility clauses can be
    assigned by hand; `text` is the full text that all spans point into."""

    title: str
    doc_number: str
    issuer: str
    issued_on: date | None
    tasks: tuple[Task, ...]
    residue: tuple[Residue, ...]
    headings: tuple[Heading, ...]
    text: str


def full_text(paragraphs: Iterable[Line]) -> str:
    """The text that spans point into."""
    return "\n".join(line.text for line in paragraphs)
