"""What does a rule say, and how is it kept so that it can be told again in its reader's language?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from luoshi.kernel.say import Say, kept, told

Cell = Say | str | int


@dataclass(frozen=True)
class Table:
    """Evidence in rows. ``private``: of another unit's matters, so that only the office reads it."""

    head: tuple[Say, ...]
    rows: tuple[tuple[Cell, ...], ...]
    private: bool = False


@dataclass(frozen=True)
class Found:
    """What a rule has measured: in sentences, as marked places of the text that was said, as tables, and as pictures to be looked at
    side by side (the unit's own first, by their files' uid)."""

    measures: tuple[Say, ...]
    marks: tuple[tuple[int, int], ...] = ()
    tables: tuple[Table, ...] = ()
    pictures: tuple[tuple[str, str], ...] = ()


def as_json(found: Found) -> dict[str, Any]:
    """What is kept of it."""
    return {
        "measures": [kept(one) for one in found.measures],
        "marks": [list(span) for span in found.marks],
        "tables": [
            {
                "head": [kept(one) for one in table.head],
                "rows": [[kept(cell) if isinstance(cell, Say) else cell for cell in row] for row in table.rows],
                "private": table.private,
            }
            for table in found.tables
        ],
        "pictures": [list(pair) for pair in found.pictures],
    }


def from_json(value: Mapping[str, Any]) -> Found:
    """The inverse of `as_json`."""
    return Found(
        tuple(told(one) for one in value.get("measures", ())),
        tuple((start, end) for start, end in value.get("marks", ())),
        tuple(
            Table(
                tuple(told(one) for one in table["head"]),
                tuple(tuple(told(cell) if isinstance(cell, dict) else cell for cell in row) for row in table["rows"]),
                table["private"],
            )
            for table in value.get("tables", ())
        ),
        tuple((mine, theirs) for mine, theirs in value.get("pictures", ())),
    )
