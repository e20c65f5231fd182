"""Which row is the head of the table, and which column means what? Offices put titles, numbers and notes above it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from luoshi.kernel.documents.cells import Fault, Place, clean, squeeze
from luoshi.kernel.documents.sheets import Row, Start, Value, column_letters
from luoshi.kernel.say import Say, say

SEARCHED = 40
"""Rows in which the head is looked for."""
LABEL, ALIAS, PART, UNKNOWN = range(4)
"""How sure it is what a head means: it is the column's own name, another name of it, contains one, or none of these."""
OWN = 2
"""So many names, the first, are the column's own: in the reader's language, and in Chinese."""
LEAST, MOST = 3, 12
"""Characters of a name that is looked for inside a head, and of a head that is looked into."""
Called = dict[str, tuple[int, str]]
"""Name as compared → how sure, and which column."""


@dataclass(frozen=True)
class Column:
    """Something that a table may say: ``names`` are the heads that offices give it, beside ``label``."""

    key: str
    label: Say
    names: tuple[str, ...] = ()
    required: bool = False
    note: Say | None = None
    width: int = 16
    choices: tuple[str, ...] = ()

    def called(self) -> list[str]:
        """Its heads as they are compared."""
        return [squeeze(one) for one in (str(self.label), self.label.text, *self.names)]


@dataclass(frozen=True)
class Header:
    """Where the table begins: ``rows`` the numbers of its head's rows, ``titles`` column → the words of the head.

    ``meant`` key → column; ``doubled`` heads that stand twice. ``fingerprint`` is the same for every file made from
    one template.
    """

    rows: tuple[int, ...]
    titles: Mapping[int, str]
    meant: Mapping[str, int]
    doubled: tuple[tuple[int, str], ...] = ()
    fingerprint: str = ""
    unknown: tuple[int, ...] = field(default=())

    def faults(self, columns: Iterable[Column], sheet: str = "") -> list[Fault]:
        """What is missing or said twice."""
        row = self.rows[-1]
        found = [
            Fault(Place(row, at, sheet), say("表头“{name}”重复，请只留一列。", name=name)) for at, name in self.doubled
        ]
        lacking = [one.label for one in columns if one.required and one.key not in self.meant]
        if lacking:
            found.append(Fault(Place(row, None, sheet), say("表头缺少{names}。", names=tuple(lacking))))
        return found


def find_header(
    rows: Sequence[Row],
    columns: Sequence[Column],
    start: Start | None = None,
    *,
    loosely: bool = False,
) -> Header | None:
    """The row, or two rows, most of whose cells are heads of columns; None where no two columns are recognised.

    ``loosely``: a person looks at what is guessed: then a head may also contain a name ("责任单位及责任人"), and one
    column of a table of four is enough.
    """
    called: Called = {}
    for one in columns:
        for rank, name in enumerate(one.called()):
            called.setdefault(name, (LABEL if rank < OWN else ALIAS, one.key))
    best: tuple[int, Header] | None = None
    for at, row in enumerate(rows[:SEARCHED]):
        one_row = _header([row], called, start, loosely=loosely)
        two_rows = (
            _header([row, rows[at + 1]], called, start, loosely=loosely)
            if at + 1 < len(rows) and _spans(row, rows[at + 1], start)
            else None
        )
        for found in (one_row, two_rows):
            if found is not None and _is_enough(found, loosely=loosely):
                score = len(found.meant) * 10 - len(found.rows)
                if best is None or score > best[0]:
                    best = (score, found)
    return best[1] if best else None


def _spans(row: Row, below: Row, start: Start | None) -> bool:
    """Whether a head of two rows is possible: something above is merged sideways, and the rows touch."""
    wide = start.wide if start else ()
    return below.number == row.number + 1 and any(at == row.number for at, _, _ in wide)


def _is_enough(found: Header, *, loosely: bool) -> bool:
    return len(found.meant) >= 2 or (loosely and bool(found.meant) and len(set(found.titles.values())) >= 4)


def _header(rows: Sequence[Row], called: Called, start: Start | None, *, loosely: bool) -> Header | None:
    lines = [_spread(row, start) for row in rows]
    titles: dict[int, str] = {}
    guesses: list[tuple[int, int, str, str]] = []
    for column in range(max(len(line) for line in lines)):
        words = [clean(str(line[column])) for line in lines if column < len(line) and line[column] is not None]
        words = list(dict.fromkeys(word for word in words if word))
        if words:
            titles[column] = "".join(words)[:60]
            rank, key = _guess([squeeze("".join(words)), *(squeeze(word) for word in reversed(words))], called)
            guesses.append((rank, column, key, words[-1][:60]))
    meant: dict[str, int] = {}
    doubled: list[tuple[int, str]] = []
    unknown: list[int] = []
    # the surest first: beside “牵头单位” a “责任单位” further left is not the lead
    for rank, column, key, word in sorted(guesses):
        if rank >= (UNKNOWN if loosely else PART) or (rank == PART and key in meant):
            unknown.append(column)
        elif key in meant:
            doubled.append((column, word))
        else:
            meant[key] = column
    if not titles:
        return None
    return Header(
        tuple(row.number for row in rows), titles, meant, tuple(doubled), fingerprint(titles.values()), tuple(unknown)
    )


def _guess(names: Sequence[str], called: Called) -> tuple[int, str]:
    """How sure, and which column, a head is that reads so."""
    for name in names:
        if name in called:
            return called[name]
    parts = [
        (len(known), key) for known, (_, key) in called.items() if len(known) >= LEAST and known in names[0][:MOST]
    ]
    return (PART, max(parts)[1]) if parts else (UNKNOWN, "")


def _spread(row: Row, start: Start | None) -> list[Value]:
    """The row with cells merged sideways repeated."""
    cells: list[Value] = list(row.cells)
    for number, first, last in start.wide if start else ():
        if number == row.number and first < len(cells):
            cells += [None] * (min(last, 255) + 1 - len(cells))
            for at in range(first + 1, min(last, 255) + 1):
                cells[at] = cells[at] if cells[at] is not None else cells[first]
    return cells


def fingerprint(titles: Iterable[str]) -> str:
    """The mark of a template: its heads, whatever stands below."""
    return hashlib.sha256("\n".join(squeeze(title) for title in titles).encode()).hexdigest()


def choose(header: Header, chosen: Mapping[str, int | None]) -> Header:
    """The same head with columns given other meanings by a person: key → column, None where it is left out."""
    meant = {key: at for key, at in header.meant.items() if key not in chosen and at not in chosen.values()}
    meant |= {key: at for key, at in chosen.items() if at is not None}
    return Header(header.rows, header.titles, meant, (), header.fingerprint)


def shown(header: Header) -> list[tuple[int, str]]:
    """Columns to choose from: (column, "F 列　完成时限")."""
    return [(at, f"{column_letters(at)} {title}") for at, title in sorted(header.titles.items())]
