"""How does a table leave the house? As a workbook or as CSV, with a line saying who made it when, and without formulas.

Whatever a person typed is written as text, never as a formula: a cell that begins with = + - @ (or their full-width
twins, a tab or a line break) gets an apostrophe in CSV, and is a typed string in a workbook, which Excel does not
reckon. Reading takes the apostrophe off again, so that a round trip keeps the words.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from luoshi.kernel.documents.headers import Column
from luoshi.kernel.documents.sheets import MOST_TEXT, column_letters

PIECE = 1000
_WRITTEN_ALIKE = frozenset({int, float, bool, Decimal, date})
"""What the writer of CSV writes as it is."""
FORMULA = "=+-@\t\r\n＝＋－＠"
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""What a browser calls a workbook."""


@dataclass(frozen=True)
class Head:
    """A column of what is written. ``kind`` text, date, number; ``hidden`` for keys that only the next import reads."""

    label: str
    width: int = 16
    kind: str = "text"
    hidden: bool = False


def writable(text: str) -> str:
    """A text without the characters that XML cannot carry."""
    return _UNWRITABLE.sub("", text)


def neutral(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    text = writable(text)
    return "'" + text if text[:1] in FORMULA and text else text


def write_csv(heads: Sequence[Head], rows: Iterable[Sequence[Any]], notes: Sequence[str] = ()) -> Iterator[bytes]:
    """CSV as Excel opens it: UTF-8 with its mark, in pieces."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    for note in notes:
        writer.writerow([neutral(note)])
    writer.writerow([neutral(head.label) for head in heads])
    numeric = [head.kind == "number" for head in heads]
    left = iter(rows)
    while piece := list(islice(left, PIECE)):
        columns = zip(zip(*piece, strict=True), numeric, strict=True)
        writer.writerows(zip(*(_flat_column(column, number) for column, number in columns), strict=True))
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue().encode()


def _flat_column(column: Sequence[Any], number: bool) -> Sequence[Any]:
    """The cells of a column, each as `_flat` would have it; looked at together, for most columns hold nothing to be changed."""
    kinds = set(map(type, column)) - {type(None)}
    if kinds <= _WRITTEN_ALIKE:
        return column
    if kinds == {str}:
        texts = [cell for cell in column if cell]
        firsts, whole = {text[0] for text in texts}, "".join(texts)
        if firsts.isdisjoint(FORMULA) and (whole.isprintable() or not _UNWRITABLE.search(whole)):
            return column
    return [_flat(cell, number) for cell in column]


def _flat(cell: Any, number: bool) -> str:
    if type(cell) is str:
        return cell if not cell or cell.isalnum() else neutral(cell)
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.strftime("%Y-%m-%d %H:%M") if isinstance(cell, datetime) else cell.isoformat()
    return str(cell) if number or isinstance(cell, int | float | Decimal) else neutral(str(cell))


def write_xlsx(
    heads: Sequence[Head],
    rows: Iterable[Sequence[Any]],
    notes: Sequence[str] = (),
    *,
    sheet: str = "台账",
    title: str = "",
) -> bytes:
    """A workbook of one sheet, written piece by piece and forgotten: 100,000 rows need no more memory than a thousand.

    The frame comes from xlsxwriter, with one row as a specimen; the rows are put in its place by hand, a column of a
    thousand cells at a time, for the writer takes forty calls for each cell.
    """
    line = bool(title) + len(notes) + 2
    frame = ZipFile(io.BytesIO(_frame(heads, notes, sheet, title)))
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as book:
        for part in frame.infolist():
            whole = frame.read(part)
            if part.filename != "xl/worksheets/sheet1.xml":
                book.writestr(part, whole, ZIP_DEFLATED)
                continue
            before, specimen, after = re.split(rb'(<row r="%d".*?</row>)' % line, whole, maxsplit=1, flags=re.DOTALL)
            formats = [int(one) for one in re.findall(rb' s="(\d+)"', specimen)]
            with book.open(part.filename, "w") as out:
                out.write(re.sub(rb"<dimension [^>]*/>", b"", before))
                for drawn in _rows_of(rows, line, *formats):
                    out.write(drawn.encode())
                out.write(after)
    return buffer.getvalue()


def _frame(heads: Sequence[Head], notes: Sequence[str], sheet: str, title: str) -> bytes:
    """The workbook without its rows; below the heads a text and a date, each formatted as its kind."""
    import xlsxwriter

    buffer = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, plain)
    page = book.add_worksheet(sheet[:31])
    heading = book.add_format(
        {"bold": True, "bg_color": "#F5F7F8", "border": 1, "border_color": "#C3CCD0", "text_wrap": True}
    )
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    dated = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
    big = book.add_format({"bold": True, "font_size": 14})
    for at, head in enumerate(heads):
        page.set_column(at, at, head.width, None, {"hidden": head.hidden})
    if title:
        page.write_string(0, 0, _safe(title), big)
    line = bool(title) + len(notes)
    for at, note in enumerate(notes, bool(title)):
        page.write_string(at, 0, _safe(note))
    for at, head in enumerate(heads):
        page.write_string(line, at, _safe(head.label), heading)
    page.write_string(line + 1, 0, "x", wrapped)
    page.write_number(line + 1, 1, 1, dated)
    page.freeze_panes(line + 1, 0)
    page.repeat_rows(line)
    page.set_landscape()
    page.set_paper(8)
    page.fit_to_pages(1, 0)
    page.hide_gridlines(1)
    book.close()
    return buffer.getvalue()


def _rows_of(rows: Iterable[Sequence[Any]], first: int, wrapped: int, dated: int) -> Iterator[str]:
    """The rows as a sheet holds them, from line ``first``, a thousand at a time."""
    left = iter(rows)
    while piece := list(islice(left, PIECE)):
        numbers = range(first, first + len(piece))
        columns = [
            _cells(column_letters(at), numbers, column, wrapped, dated)
            for at, column in enumerate(zip(*piece, strict=True))
        ]
        yield "".join(
            [f'<row r="{number}">{"".join(cells)}</row>' for number, *cells in zip(numbers, *columns, strict=True)]
        )
        first += len(piece)


def _cells(letters: str, numbers: range, column: Sequence[Any], wrapped: int, dated: int) -> list[str]:
    """The cells of a column; an empty one is left out."""
    if set(map(type, column)) <= {str, type(None)}:
        texts = [cell or "" for cell in column]
        whole = "".join(texts)
        if not (whole.isprintable() and _AS_IS.isdisjoint(whole) and max(map(len, texts)) <= MOST_TEXT):
            texts = [_xml(text) if text else "" for text in texts]
        css = f's="{wrapped}" t="inlineStr"><is><t xml:space="preserve">'
        return [
            f'<c r="{letters}{number}" {css}{text}</t></is></c>' if text else ""
            for number, text in zip(numbers, texts, strict=True)
        ]
    return [_cell(f"{letters}{number}", cell, wrapped, dated) for number, cell in zip(numbers, column, strict=True)]


def _cell(place: str, cell: Any, wrapped: int, dated: int) -> str:
    if cell is None or cell == "":
        return ""
    if isinstance(cell, bool):
        cell = "是" if cell else "否"
    if isinstance(cell, str):
        text = f'<is><t xml:space="preserve">{_xml(cell)}</t></is>'
        return f'<c r="{place}" s="{wrapped}" t="inlineStr">{text}</c>'
    if isinstance(cell, date):
        return f'<c r="{place}" s="{dated}"><v>{_serial(cell):.16G}</v></c>'
    return f'<c r="{place}" s="{wrapped}"><v>{cell:.16G}</v></c>'


_AS_IS = frozenset("&<>_")
"""A text without these, and without a line break, needs no look; ``_x000D_`` would be read as an escape."""


def _xml(text: str) -> str:
    text = re.sub("(_x[0-9a-fA-F]{4}_)", r"_x005F\1", _safe(text)).replace("\r", "_x000D_")
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _serial(day: date) -> float:
    """A day as worksheets count it; a moment with its part of the day."""
    part = (day.hour * 3600 + day.minute * 60 + day.second) / 86_400 if isinstance(day, datetime) else 0
    return day.toordinal() - _DAY_ZERO + part


_DAY_ZERO = date(1899, 12, 30).toordinal()


def _safe(text: str) -> str:
    return writable(text)[:MOST_TEXT]


@dataclass(frozen=True)
class Form:
    """A sheet of a template to be filled in: its columns, sample rows, and lists to choose from."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]] = ()
    title: str = ""
    hint: str = ""
    blank: int = 200
    lists: dict[str, Sequence[str]] = field(default_factory=dict)


def write_template(forms: Sequence[Form], guide: Sequence[str] = (), *, translate: Callable[[Any], str] = str) -> bytes:
    """A workbook to be filled in: a sheet for each form with its lists and notes, and a page of guidance."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.writer.excel import save_workbook

    book = Workbook()
    book.remove(book.active)
    choices = book.create_sheet("选项")
    used = 0
    for form in forms:
        page = book.create_sheet(form.name[:31], index=len(book.sheetnames) - 1)
        used = _form(page, choices, form, used, translate)
    choices.sheet_state = "hidden"
    if guide:
        page = book.create_sheet("填写说明", index=0)
        page.column_dimensions["A"].width = 110
        for number, line in enumerate(guide, 1):
            cell = page.cell(number, 1, _safe(line))
            cell.data_type = "s"
            cell.font = Font(bold=number == 1, size=14 if number == 1 else 11)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        book.active = 1
    buffer = io.BytesIO()
    save_workbook(book, buffer)
    return buffer.getvalue()


def _form(page: Any, choices: Any, form: Form, used: int, translate: Callable[[Any], str]) -> int:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.worksheet.datavalidation import DataValidation

    line = 1
    for text in (form.title, form.hint):
        if text:
            page.cell(line, 1, _safe(text)).font = Font(
                bold=line == 1 and bool(form.title), size=14 if text == form.title else 11
            )
            line += 1
    for at, column in enumerate(form.columns, 1):
        label = translate(column.label) + ("（必填）" if column.required else "")
        cell = page.cell(line, at, label)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="F5F7F8")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        page.column_dimensions[column_letters(at - 1)].width = column.width
        if column.note is not None:
            cell.comment = Comment(translate(column.note), "落实", width=260, height=90)
        options = list(form.lists.get(column.key, column.choices))
        if options:
            used += 1
            for number, option in enumerate(options, 1):
                choices.cell(number, used, option)
            letters = column_letters(used - 1)
            rule = DataValidation(
                type="list",
                formula1=f"选项!${letters}$1:${letters}${len(options)}",
                allow_blank=True,
                showErrorMessage=False,
            )
            page.add_data_validation(rule)
            own = column_letters(at - 1)
            rule.add(f"{own}{line + 1}:{own}{line + max(form.blank, len(form.rows))}")
    for number, row in enumerate(form.rows, line + 1):
        for at, value in enumerate(row, 1):
            if value is not None and value != "":
                cell = page.cell(number, at, _safe(value) if isinstance(value, str) else value)
                if isinstance(value, str):
                    cell.data_type = "s"
                elif isinstance(value, date):
                    cell.number_format = "yyyy-mm-dd"
    page.freeze_panes = page.cell(line + 1, 1)
    return used
