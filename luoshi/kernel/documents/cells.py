"""What does a cell mean: a date, a number, a text? And what is said to the clerk where it means nothing of the kind?

A cell is named as people do: 第 14 行 F 列. A wish is no date ("2026年6月底"): it is never guessed at, the clerk decides.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from luoshi.kernel.documents.sheets import Bad, Value, column_letters
from luoshi.kernel.say import Say, say

EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufff9-\ufffb"
    "\ud800-\udfff]"  # half a character, which no database keeps
)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DATE = re.compile(
    r"(\d{4})\s*(?:年|[-./])\s*(\d{1,2})\s*(?:月|[-./])\s*(\d{1,2})\s*[日号]?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?(?:之?前|以前)?"
)
_MONTH = re.compile(r"(\d{4})\s*(?:年\s*(?:(\d{1,2})\s*月)?|[-./]\s*(\d{1,2}))\s*[底末]?(?:之?前|以前)?")
_PLAIN_DATE = re.compile(r"(20\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_NUMBER = re.compile(r"([-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[-+]?\d{1,15}(?:\.\d{1,6})?)(万亿|亿|万|千|百)?(%)?")
_TIMES = {"": 1, "百": 100, "千": 1000, "万": 10_000, "亿": 10**8, "万亿": 10**12}
_SERIAL_FIRST, _SERIAL_LAST = 36_526, 73_050
"""Serial numbers of 1 January 2000 and 31 December 2099: a smaller number in a date column is a slip, no date."""


@dataclass(frozen=True)
class Place:
    """Where a cell stands: its row as Excel counts, its column from 0 (None: the row as a whole), and the sheet's name."""

    row: int
    column: int | None = None
    sheet: str = ""


@dataclass(frozen=True)
class Fault:
    """Why a cell or a row is not taken."""

    place: Place
    reason: Say

    def __str__(self) -> str:
        return str(self.said())

    def said(self) -> Say:
        """The whole sentence with its place."""
        given = {"row": self.place.row, "reason": self.reason}
        if self.place.column is not None:
            given |= {"column": column_letters(self.place.column)}
        if self.place.sheet:
            given |= {"sheet": self.place.sheet}
            if self.place.column is None:
                return say("“{sheet}”第 {row} 行：{reason}", **given)
            return say("“{sheet}”第 {row} 行 {column} 列：{reason}", **given)
        if self.place.column is None:
            return say("第 {row} 行：{reason}", **given)
        return say("第 {row} 行 {column} 列：{reason}", **given)


class CellRefused(Exception):
    """A cell that cannot be taken; ``reason`` is the sentence without the place."""

    def __init__(self, reason: Say) -> None:
        super().__init__(str(reason))
        self.reason = reason


def as_text(value: Value, label: Say, most: int = 0, *, lines: bool = False) -> str:
    """The words of a cell, without characters that print nothing. ``lines``: line breaks are kept."""
    _refuse_bad(value, label)
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        text = value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    elif isinstance(value, bool):
        text = "是" if value else "否"
    elif isinstance(value, float):
        text = format(Decimal(repr(value)).normalize(), "f") if abs(value) < 1e15 else repr(value)
    else:
        text = str(value)
    text = clean(text, lines=lines)
    if most and len(text) > most:
        raise CellRefused(say("{what}有 {count} 个字，超过 {most} 个字。", what=label, count=len(text), most=most))
    return text


def clean(text: str, *, lines: bool = False) -> str:
    """Without control, zero-width and direction characters; blanks in a row become one."""
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    text = _INVISIBLE.sub("", text)
    if lines:
        return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()
    return " ".join(text.split())


def as_date(value: Value, label: Say, *, base_1904: bool = False, month_end: bool | None = None) -> date | None:
    """A date written as a date, as a serial number, or in one of the forms people write; None for an empty cell.

    ``month_end``: whether the clerk has said that a month alone, or a year, means its last day; None where nobody is asked.
    """
    _refuse_bad(value, label)
    if value is None:
        return None
    found: date | None = None
    if isinstance(value, datetime):
        found = value.date()
    elif isinstance(value, date):
        found = value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        found = _of_number(value, base_1904)
    elif isinstance(value, str):
        text = unicodedata.normalize("NFKC", clean(value))
        if not text:
            return None
        match = _DATE.fullmatch(text) or _PLAIN_DATE.fullmatch(text)
        found = _day(int(match[1]), int(match[2]), int(match[3])) if match else None
        if found is None and month_end is not None and (month := _MONTH.fullmatch(text)):
            found = _last_day(month, label, text, is_chosen=month_end)
        if found is None and text.isdecimal() and len(text) == 5:
            found = _of_number(int(text), base_1904)
    if found is None:
        raise CellRefused(say("{what}“{text}”不是日期，请写成 2026-06-30。", what=label, text=_shown(value)))
    if not EARLIEST <= found <= LATEST:
        raise CellRefused(say("{what}“{text}”不在 2000 年至 2099 年之间。", what=label, text=_shown(value)))
    return found


def _last_day(month: re.Match[str], label: Say, text: str, *, is_chosen: bool) -> date | None:
    first = _day(int(month[1]), int(month[2] or month[3] or 12), 1)
    if first is not None and not is_chosen:
        raise CellRefused(
            say("{what}“{text}”没有写到日。请写成 2026-06-30，或者上传时选按最后一日。", what=label, text=_shown(text))
        )
    return first and (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _of_number(number: float, base_1904: bool) -> date | None:
    if number != number or (not float(number).is_integer() and not _SERIAL_FIRST <= number <= _SERIAL_LAST):
        return None
    whole = int(number)
    if 20_000_101 <= whole <= 20_991_231:
        return _day(whole // 10_000, whole // 100 % 100, whole % 100)
    whole += 1462 if base_1904 else 0
    if not _SERIAL_FIRST <= whole <= _SERIAL_LAST:
        return None
    return date(1899, 12, 30) + timedelta(days=whole)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def as_number(value: Value, label: Say, *, least: Decimal | None = Decimal(0)) -> Decimal | None:
    """A figure, with 万, 亿, % and thousands' commas understood; None for an empty cell."""
    _refuse_bad(value, label)
    if value is None:
        return None
    found: Decimal | None = None
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            found = Decimal(repr(value))
        except InvalidOperation:
            found = None
    elif isinstance(value, str):
        text = unicodedata.normalize("NFKC", clean(value)).replace(" ", "")
        if not text:
            return None
        match = _NUMBER.fullmatch(text)
        if match:
            found = Decimal(match[1].replace(",", "")) * _TIMES[match[2] or ""]
    if found is None or not found.is_finite():
        raise CellRefused(say("{what}“{text}”不是数。", what=label, text=_shown(value)))
    if abs(found) >= Decimal(10) ** 14:
        raise CellRefused(say("{what}“{text}”太大。", what=label, text=_shown(value)))
    if least is not None and found < least:
        raise CellRefused(say("{what}“{text}”不能小于 {least}。", what=label, text=_shown(value), least=str(least)))
    return found


def _refuse_bad(value: Value, label: Say) -> None:
    if isinstance(value, Bad):
        if value.why == "formula":
            raise CellRefused(
                say("{what}是没有算出结果的公式。请在 Excel 中打开并保存一次，或者粘贴为数值。", what=label)
            )
        raise CellRefused(say("{what}是错误值 {text}。", what=label, text=value.text))


def _shown(value: Value) -> str:
    text = value if isinstance(value, str) else str(value)
    text = clean(text)
    return text if len(text) <= 30 else text[:29] + "…"


def squeeze(text: str) -> str:
    """A head of a column as it is compared: full and half width alike, no blanks, no marks, no notes in brackets."""
    text = unicodedata.normalize("NFKC", clean(text)).lower()
    text = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", "", text)
    return re.sub(r"[\s:*·、,。/\\_\-—]+", "", text)
