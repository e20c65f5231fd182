"""Which rows does a workbook hold, as a reader sees them printed? Plans come in Excel as often as in Word.

A table that is imported is read by its values (`sheets`); why this is another reader: docs/decisions/0017.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from luoshi.kernel.documents.archive import Archive, BrokenArchiveError, attribute, child, local, whole
from luoshi.kernel.documents.paragraphs import Paragraph, table_row
from luoshi.kernel.documents.sheets import column_number, is_1904, visible_parts

if TYPE_CHECKING:
    from lxml.etree import _Element

_MOST_ROWS = 100_000
_MOST_COLUMNS = 256
_DATE_FORMATS = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}


def read_rows(archive: Archive) -> Iterator[Paragraph]:
    """The rows of the visible sheets in order."""
    known = _Known(
        _strings(archive), _date_styles(archive), date(1904, 1, 1) if is_1904(archive) else date(1899, 12, 30)
    )
    for part in visible_parts(archive).values():
        rows = _sheet(archive, part, known)
        _fill_merged(archive, part, rows)
        for _, cells in sorted(rows.items()):
            width = max(cells) + 1
            yield table_row([cells.get(at, "") for at in range(width)])


class _Known(NamedTuple):
    """What the sheets of a workbook share: texts, the styles that print a date, and the day that days are counted from."""

    strings: list[str]
    dates: dict[int, bool]
    first_day: date


def _items(root: _Element, name: str) -> list[_Element]:
    """The children of the named child."""
    holder = child(root, name)
    return [] if holder is None else list(holder)


def _strings(archive: Archive) -> list[str]:
    root = archive.root("xl/sharedStrings.xml")
    return [_joined(item) for item in root] if root is not None else []


def _joined(item: _Element) -> str:
    """The text of a cell without its phonetic guide."""
    parts = [t.text or "" for t in item.iter() if local(t) == "t" and not _phonetic(t)]
    return "".join(parts).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")


def _phonetic(element: _Element) -> bool:
    parent = element.getparent()
    return parent is not None and local(parent) == "rPh"


def _date_styles(archive: Archive) -> dict[int, bool]:
    """Style numbers that print a date; True where the day is printed too."""
    root = archive.root("xl/styles.xml")
    if root is None:
        return {}
    formats: dict[int, str] = {}
    for item in _items(root, "numFmts"):
        formats[whole(attribute(item, "numFmtId"))] = attribute(item, "formatCode") or ""
    styles: dict[int, bool] = {}
    for at, item in enumerate(_items(root, "cellXfs")):
        number = whole(attribute(item, "numFmtId"))
        code = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", formats.get(number, "")).lower()
        if number in _DATE_FORMATS or ("y" in code and "m" in code):
            styles[at] = (
                number in (14, 15, 22, 31)
                or "d" in code
                or (number in _DATE_FORMATS and number not in (17, 57, 27, 36, 50))
            )
    return styles


def _column(reference: str) -> int:
    return column_number(reference.rstrip("0123456789"))


def _sheet(archive: Archive, part: str, known: _Known) -> dict[int, dict[int, str]]:
    rows: dict[int, dict[int, str]] = {}
    at = 0
    for event, row in archive.elements(part, ("{*}row",)):
        if event == "start":
            continue
        number = attribute(row, "r")
        at = whole(number, at + 1)
        cells: dict[int, str] = {}
        for index, cell in enumerate(item for item in row if local(item) == "c"):
            reference = attribute(cell, "r")
            column = _column(reference) if reference else index
            text = _value(cell, known).strip()
            if text and 0 <= column < _MOST_COLUMNS:
                cells[column] = text
        if cells:
            rows[at] = cells
        row.clear()
        if len(rows) > _MOST_ROWS:
            raise BrokenArchiveError
    return rows


def _value(cell: _Element, known: _Known) -> str:
    kind = attribute(cell, "t")
    if kind == "inlineStr":
        inline = child(cell, "is")
        return _joined(inline) if inline is not None else ""
    value = child(cell, "v")
    text = (value.text or "") if value is not None else ""
    if kind == "s":
        at = whole(text, len(known.strings))
        return known.strings[at] if at < len(known.strings) else ""
    style = whole(attribute(cell, "s"))
    if kind in (None, "n") and style in known.dates:
        try:
            day = known.first_day + timedelta(days=int(float(text)))
        except (ValueError, OverflowError):
            return text
        return f"{day.year}年{day.month}月{day.day}日" if known.dates[style] else f"{day.year}年{day.month}月"
    return text.removesuffix(".0") if kind in (None, "n") else text


def _fill_merged(archive: Archive, part: str, rows: dict[int, dict[int, str]]) -> None:
    """Repeats a cell merged downward in each row it covers."""
    for event, merge in archive.elements(part, ("{*}mergeCell",)):
        match = re.fullmatch(r"([A-Z]+)(\d+):([A-Z]+)(\d+)", attribute(merge, "ref") or "") if event == "end" else None
        if match is None:
            continue
        column, first, last = _column(match[1]), whole(match[2]), whole(match[4])
        text = rows.get(first, {}).get(column, "")
        if text and last - first < _MOST_ROWS:
            for at in range(first + 1, last + 1):
                if at in rows:
                    rows[at].setdefault(column, text)
