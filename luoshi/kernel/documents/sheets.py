"""Which rows do the sheets of a workbook hold, cell by cell, and which cells cannot be trusted?

Values come from calamine, which is fast but silent: it hands out an error cell, a formula that was never reckoned and an
empty cell alike. What it does not say (errors, formulas without a value, how far the cells really reach, 1904 dates) is
looked up in the bytes of the sheets before. Meant to run in a child process (`child`): a claim of a milliard cells then
costs the child its life and nobody else's.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from luoshi.kernel.documents.archive import (
    Archive,
    BrokenArchiveError,
    EncryptedArchiveError,
    OversizedArchiveError,
    attribute,
    child,
)
from luoshi.kernel.documents.marks import find_mark
from luoshi.kernel.documents.plaintext import decode
from luoshi.kernel.documents.refusal import DocumentRefused

MOST_ROWS = 200_000
MOST_COLUMNS = 256
MOST_CELLS = 6_000_000
MOST_TEXT = 32_767
"""What Excel itself allows in a cell."""
MOST_BAD = 5_000
HEAD = 60
"""Rows in which cells merged sideways are told: deeper down they are no heads of columns."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHUNK, _OVERLAP = 1 << 20, 16_384
# each begins with letters that stand there as they are: then the search skips along instead of trying every byte
_FAR_RIGHT, _FAR_DOWN = re.compile(rb' r="([A-Z]{2,4})\d'), re.compile(rb' r="[A-Z]{0,4}(\d{6,9})"')
_CELL = re.compile(
    rb"<(?:\w+:)?c\b(?P<head>[^>]*)>\s*(?P<f><(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>))?\s*"
    rb"(?:<(?:\w+:)?v>(?P<v>[^<]*)</)?"
)
_TELLING = (b't="e"', b"<f>", b"<f ", b"<f/", b":f>", b":f ")
_AT = re.compile(rb'\br="([A-Z]{1,4})(\d{1,8})"')
_HIDDEN = re.compile(rb'<(?:\w+:)?row (?=[^>]*hidden="(?:1|true)")[^>]*?r="(\d{1,9})"')


class Bad(NamedTuple):
    """A cell whose value cannot be taken: ``error`` (#REF!) or ``formula`` (never reckoned)."""

    why: str
    text: str


Value = str | int | float | bool | date | datetime | Bad | None


@dataclass(frozen=True)
class Start:
    """A sheet begins. ``wide``: cells merged sideways near the top, (row, first column, last column), rows from 1."""

    name: str
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    base_1904: bool = False
    wide: tuple[tuple[int, int, int], ...] = ()


class Row(NamedTuple):
    """A row that holds something; rows are numbered from 1 as Excel does."""

    number: int
    cells: list[Value]


@dataclass
class Looked:
    """What the bytes of one sheet say beside its values."""

    rows: int = 0
    columns: int = 0
    bad: dict[tuple[int, int], Bad] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)


def column_number(letters: str | bytes) -> int:
    """A → 0, Z → 25, AA → 26."""
    number = 0
    for char in letters.encode() if isinstance(letters, str) else letters:
        number = number * 26 + char - 64
    return number - 1


def column_letters(number: int) -> str:
    """0 → A, 26 → AA."""
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def read_sheets(data: bytes, name: str) -> Iterator[Start | Row]:
    """The sheets in order, hidden ones told by their `Start` alone. Raises `DocumentRefused`."""
    top: list[str] = []
    for one in _read(data, name):
        if isinstance(one, Start):
            top = []
        elif len(top) < 200:
            # a mark stands at the top of a sheet, as it stands at the top of a page
            top += [cell for cell in one.cells[:30] if isinstance(cell, str) and len(cell) <= 60]
            if mark := find_mark(top):
                raise DocumentRefused("classified", name=name, mark=mark)
        yield one


def _read(data: bytes, name: str) -> Iterator[Start | Row]:
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise DocumentRefused("empty_sheet", name=name)
    if suffix == "csv":
        if data.startswith((_ZIP, _OLE)):
            raise DocumentRefused("not_csv", name=name)
        yield from _csv(data, name)
    elif suffix == "xlsx":
        yield from _xlsx(data, name)
    elif suffix in ("xls", "et"):
        if data.startswith(_ZIP):
            raise DocumentRefused("sheet_mismatch", name=name)
        if not data.startswith(_OLE):
            raise DocumentRefused("sheet_mismatch", name=name)
        yield from _values(data, name, None)
    elif suffix == "xlsm":
        raise DocumentRefused("macros", name=name)
    else:
        raise DocumentRefused("not_sheet", name=name, kind=f".{suffix}" if suffix else name)


def _csv(data: bytes, name: str) -> Iterator[Start | Row]:
    text = decode(data)
    if text is None:
        raise DocumentRefused("encoding", name=name)
    first = text[:20_000]
    delimiter = max(",\t;，", key=lambda char: first.count(char))
    if delimiter == "，":
        # typed by hand with the Chinese comma; quoting rules are the same
        text, delimiter = text.replace("，", ","), ","
    yield Start(name)
    csv.field_size_limit(MOST_TEXT * 4)
    rows = csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=delimiter)
    try:
        number = 0
        for number, cells in enumerate(rows, 1):
            if number > MOST_ROWS:
                raise DocumentRefused("many_rows", name=name, most=MOST_ROWS)
            if any(cell.strip() for cell in cells):
                yield Row(number, [_unguarded(cell) or None for cell in cells[:MOST_COLUMNS]])
    except csv.Error as fault:
        raise DocumentRefused("broken_csv", name=name, row=number + 1) from fault


def _unguarded(cell: str) -> str:
    """The apostrophe that `writing.neutral` puts before a formula is no part of the words."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in "=+-@\t\r＝＋－＠" else cell


def _xlsx(data: bytes, name: str) -> Iterator[Start | Row]:
    if data.startswith(_OLE):
        raise DocumentRefused("locked_sheet" if _encrypted(data) else "sheet_mismatch", name=name)
    if not data.startswith(_ZIP):
        raise DocumentRefused("sheet_mismatch", name=name)
    try:
        archive = Archive(data)
        if any(part.lower().endswith("vbaproject.bin") for part in archive.names):
            raise DocumentRefused("macros", name=name)
        if "[Content_Types].xml" not in archive.names or "xl/workbook.xml" not in archive.names:
            raise DocumentRefused("sheet_mismatch", name=name)
        yield from _values(data, name, archive)
    except EncryptedArchiveError as fault:
        raise DocumentRefused("locked_sheet", name=name) from fault
    except OversizedArchiveError as fault:
        raise DocumentRefused("sheet_bomb", name=name) from fault
    except (BrokenArchiveError, RecursionError) as fault:
        raise DocumentRefused("broken_sheet", name=name) from fault


def _encrypted(data: bytes) -> bool:
    return "EncryptedPackage".encode("utf-16-le") in data


def _values(data: bytes, name: str, archive: Archive | None) -> Iterator[Start | Row]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    parts = visible_parts(archive) if archive else {}
    base_1904 = is_1904(archive) if archive else False
    if archive:
        # before calamine sees anything: how far the cells reach decides how much memory it takes
        looked = {title: _look(archive, part, name) for title, part in parts.items()}
        _refuse_entities(archive)
    else:
        looked = {}
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        told = book.sheets_metadata
    except PasswordError as fault:
        raise DocumentRefused("locked_sheet", name=name) from fault
    except (CalamineError, OSError, ValueError) as fault:
        raise DocumentRefused("broken_sheet", name=name) from fault
    for sheet in told:
        if not str(sheet.typ).endswith("WorkSheet"):
            continue
        if not str(sheet.visible).endswith(".Visible"):
            yield Start(sheet.name, hidden=True)
            continue
        try:
            yield from _sheet(book.get_sheet_by_name(sheet.name), looked.get(sheet.name, Looked()), name, base_1904)
        except (CalamineError, OSError, ValueError) as fault:
            raise DocumentRefused("broken_sheet", name=name) from fault


def _sheet(sheet: Any, looked: Looked, name: str, base_1904: bool) -> Iterator[Start | Row]:
    _refuse_huge(name, sheet.total_height, sheet.total_width)
    down: dict[int, list[tuple[int, int]]] = {}
    wide: list[tuple[int, int, int]] = []
    for (top, left), (bottom, right) in (sheet.merged_cell_ranges or ())[:20_000]:
        if bottom > top and bottom - top < MOST_ROWS:
            down.setdefault(top, []).append((left, bottom))
        if right > left and top < HEAD:
            wide += [(row + 1, left, min(right, MOST_COLUMNS)) for row in range(top, min(bottom, HEAD) + 1)]
    yield Start(sheet.name, False, frozenset(looked.hidden), base_1904, tuple(wide))
    if sheet.start is None:
        return
    first, left = sheet.start
    bad: dict[int, list[tuple[int, Bad]]] = {}
    for (line, column), one in looked.bad.items():
        bad.setdefault(line, []).append((column, one))
    held: dict[int, tuple[int, Value]] = {}
    lines = 0
    for at, cells in enumerate(_iterated(sheet), first):
        row: list[Value] = [None] * left + [plain(cell) for cell in cells[:MOST_COLUMNS]]
        for column, one in bad.get(at, ()):
            row += [None] * (column + 1 - len(row))
            if row[column] in (None, ""):
                row[column] = one
        _fill(row, at, down, held)
        if any(cell is not None for cell in row):
            lines += 1
            yield Row(at + 1, row)
        if lines > MOST_ROWS:
            raise DocumentRefused("many_rows", name=name, most=MOST_ROWS)


def _iterated(sheet: Any) -> Iterator[list[Any]]:
    """Row by row; not `to_python`, which would hold all rows at once as Python objects."""
    return sheet.iter_rows()  # type: ignore[no-any-return]


def _fill(
    row: list[Value], at: int, down: dict[int, list[tuple[int, int]]], held: dict[int, tuple[int, Value]]
) -> None:
    """Repeat a cell merged downward in each row that it covers, so that every row reads alone; not in empty rows."""
    for column, (last, _) in list(held.items()):
        if at > last:
            del held[column]
    if any(cell is not None for cell in row):
        for column, (_, value) in held.items():
            row += [None] * (column + 1 - len(row))
            if row[column] is None:
                row[column] = value
    for column, last in down.get(at, ()):
        if column < len(row) and row[column] is not None:
            held[column] = (last, row[column])


def plain(cell: Any) -> Value:
    """A cell as the rest of the house takes it: no empty texts, no times of midnight, no figures of infinite length."""
    if isinstance(cell, str):
        return cell[: MOST_TEXT + 1] if cell.strip() else None
    if isinstance(cell, bool) or cell is None:
        return cell
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < 1e15 else cell
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == time() else cell
    if isinstance(cell, timedelta | time):
        return str(cell)
    return cell  # type: ignore[no-any-return]


def _refuse_huge(name: str, rows: int, columns: int) -> None:
    if rows > MOST_ROWS:
        raise DocumentRefused("many_rows", name=name, most=MOST_ROWS)
    if columns > MOST_COLUMNS:
        raise DocumentRefused("many_columns", name=name, most=MOST_COLUMNS, last=column_letters(columns - 1))
    if rows * columns > MOST_CELLS:
        raise DocumentRefused("many_cells", name=name)


# ---------- what the bytes say ----------


def visible_parts(archive: Archive) -> dict[str, str]:
    """Sheet name → its part, of the visible sheets."""
    book, relations = archive.root("xl/workbook.xml"), archive.root("xl/_rels/workbook.xml.rels")
    if book is None or relations is None:
        raise BrokenArchiveError
    targets = {attribute(item, "Id"): attribute(item, "Target") or "" for item in relations}
    sheets = child(book, "sheets")
    found: dict[str, str] = {}
    for sheet in sheets if sheets is not None else ():
        key = next((str(v) for k, v in sheet.attrib.items() if str(k).endswith("}id")), None)
        target = targets.get(key, "")
        part = target.lstrip("/") if target.startswith("/") else "xl/" + target
        if attribute(sheet, "state") in (None, "visible") and part in archive.names:
            found[attribute(sheet, "name") or part] = part
    return found


def is_1904(archive: Archive) -> bool:
    """Whether days are counted from 1904, as Excel on a Mac did."""
    book = archive.root("xl/workbook.xml")
    given = child(book, "workbookPr")
    return given is not None and attribute(given, "date1904") in ("1", "true")


def _refuse_entities(archive: Archive) -> None:
    """Shared strings may be of any size, so they are not parsed here; a document type is seen in the first bytes."""
    for part in archive.names:
        if part.startswith("xl/") and part.endswith(".xml") and b"<!DOCTYPE" in archive.open(part).read(4096).upper():
            raise BrokenArchiveError


def _look(archive: Archive, part: str, name: str) -> Looked:
    """Read a sheet's bytes once, in pieces that overlap by a cell."""
    found = Looked()
    stream, tail = archive.open(part), b""
    try:
        while chunk := stream.read(_CHUNK):
            piece = tail + chunk
            if b"<!DOCTYPE" in piece.upper():
                raise BrokenArchiveError
            _measure(piece, found)
            if any(word in piece for word in _TELLING):
                _find_bad(piece, found)
            _refuse_huge(name, found.rows, found.columns)
            tail = piece[-_OVERLAP:]
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, NotImplementedError) as fault:
        raise BrokenArchiveError from fault
    return found


def _measure(piece: bytes, found: Looked) -> None:
    """How far the cells reach, told only where it may be too far: columns of two letters, rows of six figures."""
    letters = set(_FAR_RIGHT.findall(piece))
    found.columns = max([found.columns, *(column_number(one) + 1 for one in letters)])
    found.rows = max([found.rows, *map(int, _FAR_DOWN.findall(piece))])
    if b"hidden=" in piece:
        found.hidden |= {int(number) for number in _HIDDEN.findall(piece)}


def _find_bad(piece: bytes, found: Looked) -> None:
    for match in _CELL.finditer(piece):
        head, value = match["head"], match["v"]
        is_error = b't="e"' in head
        if not is_error and (match["f"] is None or value):
            continue
        place = _AT.search(head)
        if place is None or len(found.bad) >= MOST_BAD:
            continue
        at = (int(place[2]) - 1, column_number(place[1]))
        text = (value or b"#").decode("utf-8", "replace")[:20]
        found.bad[at] = Bad("error", text) if is_error else Bad("formula", "")
