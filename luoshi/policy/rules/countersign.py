"""Which words do units countersign, and are they still the same? Pure.

The final text of a division is put into one form, line by line, and hashed: whoever signs, signs this; whatever is changed
afterwards, by whomever, gives another hash, and needs a new countersign (practice of offices: 会签后不得再改).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class FinalTask:
    """One task as the document will say it; units by name, ``support`` in the order of their names."""

    number: str
    title: str
    text: str
    due_on: date | None
    standards: tuple[str, ...]
    duties: tuple[tuple[str, str], ...]


def final_text(title: str, tasks: Iterable[FinalTask]) -> str:
    """The whole division in one form. Blanks and line ends do not count as changes; order of tasks does not either."""
    lines = [_flat(title)]
    for one in sorted(tasks, key=lambda task: (task.number, task.title, task.text)):
        due = one.due_on.isoformat() if one.due_on else ""
        duties = ";".join(f"{role}:{_flat(unit)}" for role, unit in sorted(one.duties))
        standards = ";".join(_flat(text) for text in one.standards)
        lines.append("\t".join((_flat(one.number), _flat(one.title), _flat(one.text), due, standards, duties)))
    return "\n".join(lines)


def digest(text: str) -> str:
    """The hash that is signed."""
    return hashlib.sha256(text.encode()).hexdigest()


def short(found: str) -> str:
    """The part of a hash that is printed on the sheet: enough to compare by eye."""
    return "-".join(found[at : at + 4].upper() for at in range(0, 12, 4))


def _flat(text: str) -> str:
    return " ".join(text.split())
