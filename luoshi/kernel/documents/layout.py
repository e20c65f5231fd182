"""Which paragraphs and table rows did the writer mean, seeing only where words stand on pages?

A page knows no paragraphs: it has pieces of lines at places, and ruled lines. Read from it, in this order: what repeats at
the edges of pages (running heads, page numbers) goes; what stands in ruled cells is a table; the rest is parted into
columns and read down each; lines go on as one paragraph until one is indented, set apart, or follows a line that ended
early. Pure: used for PDF and OFD alike.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from luoshi.kernel.documents.grid import Grid, Rule, find_grids
from luoshi.kernel.documents.paragraphs import Paragraph, begins_clause, glued, is_page_number, table_row

_EDGE = 3
"""Lines at the top and at the foot of a page among which running heads are looked for."""
_PROSE = re.compile("[，。；,;]")
_ENDS = re.compile(r"[。！？；：;:!?）)”]$")
_WORD = re.compile(r"[A-Za-z0-9.%+\-/—]+")


@dataclass(frozen=True)
class Piece:
    """Words that stand together on one line; y grows downward."""

    x0: float
    x1: float
    top: float
    bottom: float
    text: str

    @property
    def size(self) -> float:
        """About the size of its letters."""
        return self.bottom - self.top


@dataclass
class Page:
    """What stands on a page."""

    width: float
    height: float
    pieces: list[Piece]
    rules: list[Rule] = field(default_factory=list)


@dataclass
class _Line:
    """A line of a column, or a table in its place; ``left`` and ``right`` are the column's edges."""

    x0: float
    x1: float
    top: float
    bottom: float
    text: str
    left: float = 0
    right: float = 0
    grid: Grid | None = None
    follows: bool = False
    """Whether it stands right below the line before, in the same column."""

    @property
    def size(self) -> float:
        return self.bottom - self.top


def paragraphs(pages: Sequence[Page]) -> list[Paragraph]:
    """The paragraphs and table rows of the pages, in the order of reading."""
    kept = _without_edges(pages)
    lines = [line for page, pieces in zip(pages, kept, strict=True) for line in _page_lines(page, pieces)]
    _set_widths(lines)
    return list(_joined(lines))


def lines_of(page: Page) -> list[str]:
    """The lines of a page as they stand, heads and feet too: where a classification mark is looked for."""
    return [line.text for line in _lines(page.pieces)]


# --- heads and feet ---


def _without_edges(pages: Sequence[Page]) -> list[list[Piece]]:
    """The pieces of each page without what repeats at its edges, and without its number."""
    edges = [_edges(page) for page in pages]
    seen = Counter(key for page in edges for key in {(where, norm) for where, norm, _ in page})
    needed = 2 if len(pages) < 6 else max(3, len(pages) // 10)
    kept: list[list[Piece]] = []
    for page, at_edge in zip(pages, edges, strict=True):
        gone: set[int] = set()
        for where, norm, pieces in at_edge:
            text = " ".join(piece.text for piece in pieces).strip()
            outside = where in (0, -1)
            if (outside and is_page_number(text)) or (len(pages) > 1 and seen[(where, norm)] >= needed):
                gone |= {id(piece) for piece in pieces}
        kept.append([piece for piece in page.pieces if id(piece) not in gone])
    return kept


def _edges(page: Page) -> list[tuple[int, str, list[Piece]]]:
    """The outermost lines of a page: (place from the edge, words without figures, pieces)."""
    rows = _rows(page.pieces)
    most = min(_EDGE, len(rows) // 2 or 1)
    found = []
    for at in [*range(most), *range(-most, 0)][: len(rows) * 2]:
        if -len(rows) <= at < len(rows):
            text = "".join(piece.text for piece in rows[at])
            if not _PROSE.search(text) or _stands_apart(rows, at):
                found.append((at, re.sub(r"[\d\s]+", "#", text), rows[at]))
    return found


def _stands_apart(rows: list[list[Piece]], at: int) -> bool:
    """Whether a wider gap than between lines parts an outer row from the body: a clause may repeat, a head stands apart."""
    tops = [min(piece.top for piece in row) for row in rows]
    steps = [after - before for before, after in pairwise(tops)]
    usual = sorted(steps)[len(steps) // 2] if steps else 0.0
    outer = steps[at:_EDGE] if at >= 0 else steps[-_EDGE : len(steps) + at + 1]
    return any(step > 1.4 * usual for step in outer)


def _rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces that stand at one height, across the page."""
    rows: list[list[Piece]] = []
    low = float("-inf")
    for piece in sorted(pieces, key=lambda one: (one.top + one.bottom) / 2):
        middle = (piece.top + piece.bottom) / 2
        if rows and middle < low:
            rows[-1].append(piece)
        else:
            rows.append([piece])
            low = middle + piece.size * 0.45
    for row in rows:
        row.sort(key=lambda one: one.x0)
    return rows


# --- columns and lines ---


def _lines(pieces: Sequence[Piece]) -> list[_Line]:
    return [
        _Line(row[0].x0, max(one.x1 for one in row), min(one.top for one in row), max(one.bottom for one in row),
              _beside(row))
        for row in _rows(pieces)
    ]  # fmt: skip


def _beside(row: Sequence[Piece]) -> str:
    """The words of a row; a wide gap is a blank, so that names side by side do not run together."""
    text, last = "", None
    for piece in row:
        gap = last is not None and piece.x0 - last.x1 > 0.5 * piece.size
        text = f"{text} {piece.text}" if gap else glued(text, piece.text) if text else piece.text
        last = piece
    return text.strip()


def _page_lines(page: Page, pieces: list[Piece]) -> Iterator[_Line]:
    """The lines of a page in the order of reading, tables in their place."""
    grids = find_grids(page.rules)
    free: list[Piece] = []
    for piece in pieces:
        home = next((grid for grid in grids if grid.put(piece.x0, piece.x1, piece.top, piece.bottom, piece.text)), None)
        if home is None:
            free.append(piece)
    tables = [grid for grid in grids if grid.is_table()]
    for grid in grids:
        if not grid.is_table():
            free += [Piece(*place) for place in grid.given_back()]
    top = float("-inf")
    for grid in sorted(tables, key=lambda one: one.top):
        yield from _columns(_between(free, top, grid.top))
        yield _Line(grid.left, grid.right, grid.top, grid.bottom, "", grid=grid)
        top = grid.top
    yield from _columns(_between(free, top, float("inf")))


def _between(pieces: list[Piece], top: float, foot: float) -> list[Piece]:
    return [piece for piece in pieces if top <= (piece.top + piece.bottom) / 2 < foot]


def _columns(pieces: list[Piece]) -> Iterator[_Line]:
    """The lines of a stretch of a page, column by column; what spans the columns parts the stretch."""
    gutter = _gutter(pieces)
    if gutter is None:
        yield from _column(_lines(pieces))
        return
    band: list[Piece] = []
    for row in _rows(pieces):
        if any(piece.x0 < gutter < piece.x1 for piece in row):
            yield from _sides(band, gutter)
            yield from _column(_lines(row))
            band = []
        else:
            band += row
    yield from _sides(band, gutter)


def _sides(band: list[Piece], gutter: float) -> Iterator[_Line]:
    for side in ([one for one in band if one.x1 <= gutter], [one for one in band if one.x1 > gutter]):
        if side and len(side) < len(band):
            yield from _columns(side)
        elif side:
            yield from _column(_lines(side))


def _gutter(pieces: list[Piece]) -> float | None:
    """The middle of the widest upright strip that next to no line crosses, with lines on both sides; or none."""
    rows = _rows(pieces)
    if len(rows) < 6:
        return None
    left, right = min(one.x0 for one in pieces), max(one.x1 for one in pieces)
    size = sorted(one.size for one in pieces)[len(pieces) // 2]
    step = max(size / 4, 0.5)
    count = int((right - left) / step) + 1
    if not 8 <= count <= 5_000:
        return None
    crossing = [0] * (count + 1)
    for piece in pieces:
        crossing[max(0, int((piece.x0 - left) / step))] += 1
        crossing[min(count, int((piece.x1 - left) / step) + 1)] -= 1
    for at in range(1, count + 1):
        crossing[at] += crossing[at - 1]
    best, start = (0, 0), None
    for at in range(count // 5, count * 4 // 5 + 1):
        if crossing[at] <= max(1, len(rows) // 12):
            start = at if start is None else start
            best = max(best, (at - start + 1, start))
        else:
            start = None
    if best[0] * step < size * 0.9:
        return None
    gutter = left + (best[1] + best[0] / 2) * step
    sides = [sum(1 for one in pieces if one.x1 <= gutter and one.x1 - one.x0 > 5 * size),
             sum(1 for one in pieces if one.x0 >= gutter and one.x1 - one.x0 > 5 * size)]  # fmt: skip
    return gutter if min(sides) >= 2 else None


def _column(lines: list[_Line]) -> Iterator[_Line]:
    if not lines:
        return
    left = min(line.x0 for line in lines)
    for at, line in enumerate(lines):
        line.left, line.right, line.follows = left, max(one.x1 for one in lines), at > 0
        yield line


def _set_widths(lines: list[_Line]) -> None:
    """A short last page does not know how wide its column is: columns that begin at one place end at one place.

    A title that spans the columns begins where the first one does: hence not the widest line, but what most reach.
    """
    ends: dict[int, list[float]] = {}
    texts = [line for line in lines if line.grid is None]
    for line in texts:
        key = round(line.left / 6)
        for near in (key - 1, key, key + 1):
            ends.setdefault(near, []).append(line.x1)
    edge = {key: sorted(reached)[-1 - len(reached) // 10] for key, reached in ends.items()}
    for line in texts:
        line.right = edge[round(line.left / 6)]


# --- paragraphs ---


def _joined(lines: list[_Line]) -> Iterator[Paragraph]:
    pitch = _pitch(lines)
    held, last = "", None
    head: tuple[str, ...] | None = None
    for line in lines:
        if line.grid is not None:
            if held:
                yield Paragraph(held)
            rows = line.grid.rows()
            # A table that goes on over the page repeats its head.
            repeated = bool(rows) and rows[0] == head and last is not None and last.grid is not None
            head = rows[0] if rows else head
            yield from (table_row(row) for row in (rows[1:] if repeated else rows))
            held = ""
        elif last is not None and last.grid is None and held and not _new_paragraph(last, line, pitch):
            held = glued(held, line.text)
        else:
            if held:
                yield Paragraph(held)
            held = line.text
        last = line
    if held:
        yield Paragraph(held)


def _pitch(lines: list[_Line]) -> float:
    """The usual distance from line to line, in sizes of letters."""
    steps = Counter(
        round((line.top - before.top) / max(line.size, 1), 1)
        for before, line in pairwise(lines)
        if line.follows and line.top > before.top
    )
    return steps.most_common(1)[0][0] if steps else 1.5


def _new_paragraph(last: _Line, line: _Line, pitch: float) -> bool:
    size = max(line.size, 1)
    if abs(line.size - last.size) > 0.2 * size:
        return True
    if line.follows and (line.top - last.top) / size > pitch * 1.35 + 0.1:
        return True
    indent, before = (line.x0 - line.left) / size, (last.x0 - last.left) / size
    if indent > 1.2 and abs(indent - before) > 0.5:
        return True
    if indent > 1.2 and before > 1.2 and (_short(last, line) or indent < 2.6):
        # two first lines, or two centred ones
        return True
    return _short(last, line) or bool(_ENDS.search(last.text) and begins_clause(line.text))


def _short(last: _Line, line: _Line) -> bool:
    """Whether the line before ended although the next word would still have fitted."""
    size = max(line.size, 1)
    word = _WORD.match(line.text)
    return last.right - last.x1 > size * (1.9 + (0.55 * len(word[0]) if word else 0))
