"""What does a file say about the days off and the days worked of one year? Pure: cells or text in, days and faults out.

Taken are: a table (date, 休 or 班, name), an iCalendar file whose events say 休 or 班, and JSON as holiday lists are
published (``{"days": [{"date": "2027-10-01", "isOffDay": true, "name": "国庆节"}]}``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from luoshi.kernel.say import Say, say

MOST_DAYS = 400
MOST_FAULTS = 50
_DATE = re.compile(r"^\s*(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*[-/.月]?\s*(\d{1,2})\s*日?\s*$")
_OFF, _ON = ("休", "放假", "假"), ("班", "上班", "工作")


@dataclass(frozen=True)
class Day:
    """A day that departs from Monday–Friday, or is said not to."""

    day: date
    working: bool
    name: str = ""


@dataclass
class Notice:
    """What was read, and what could not be, with where it stands."""

    days: dict[date, Day] = field(default_factory=dict)
    faults: list[Say] = field(default_factory=list)

    def take(self, day: date, working: bool, name: str, place: Say) -> None:
        """Take one day in; a day said twice must be said alike."""
        known = self.days.get(day)
        if known is not None and known.working != working:
            self.fault(say("{place}：{day} 前面写的是另一种，请核对。", place=place, day=day))
        elif len(self.days) < MOST_DAYS:
            self.days[day] = Day(day, working, name.strip()[:30])

    def fault(self, text: Say) -> None:
        """Keep a fault, the first fifty of them."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(text)


def from_rows(rows: Iterable[tuple[int, Sequence[Any]]]) -> Notice:
    """A table: the first date in a row, and 休 or 班 in a cell after it; rows without a date are headings."""
    found = Notice()
    for number, cells in rows:
        place = say("第 {number} 行", number=number)
        at = next((n for n, cell in enumerate(cells) if _day(cell) is not None), None)
        texts = [str(cell).strip() for cell in cells if isinstance(cell, (str, int, float)) and str(cell).strip()]
        if at is None:
            if texts and any(char.isdigit() for char in texts[0]) and number > 1:
                found.fault(say("{place}：“{text}”不是日期。", place=place, text=texts[0][:40]))
            continue
        rest = [str(cell).strip() for cell in cells[at + 1 :] if cell is not None and str(cell).strip()]
        kinds = [(text, kind) for text in rest if (kind := _working(text)) is not None and len(text) <= 4]
        day = _day(cells[at])
        if not kinds or day is None:
            found.fault(say("{place}：没有写“休”或者“班”。", place=place))
            continue
        name = next((text for text in rest if text != kinds[0][0]), "")
        found.take(day, kinds[0][1], name, place)
    return found


def from_ics(text: str) -> Notice:
    """An iCalendar file: DTSTART, DTEND (the day after the last) and SUMMARY of each event."""
    found, event, number = Notice(), dict[str, str](), 0
    for line in re.sub(r"\r?\n[ \t]", "", text).splitlines():
        name, _, value = line.partition(":")
        key = name.split(";")[0].strip().upper()
        if key == "BEGIN" and value.strip().upper() == "VEVENT":
            event, number = {}, number + 1
        elif key == "END" and value.strip().upper() == "VEVENT":
            _take_event(found, event, say("第 {number} 个事件", number=number))
        else:
            event.setdefault(key, value.strip())
    return found


def _take_event(found: Notice, event: dict[str, str], place: Say) -> None:
    start, end = _day(event.get("DTSTART", "")[:8]), _day(event.get("DTEND", "")[:8])
    working = _working(event.get("SUMMARY", ""))
    if start is None or working is None:
        found.fault(say("{place}：没有日期，或者没有写“休”“班”。", place=place))
        return
    last = end - timedelta(days=1) if end and end > start else start
    if (last - start).days > 60:
        found.fault(say("{place}：超过 60 天，请核对。", place=place))
        return
    while start <= last:
        found.take(start, working, re.sub(r"[（(].*?[)）]|[休班]", "", event["SUMMARY"]), place)
        start += timedelta(days=1)


def from_json(text: str) -> Notice:
    """A list of days, or an object that holds one under ``days``."""
    found = Notice()
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        found.fault(say("不是 JSON 文件。"))
        return found
    rows = told.get("days") if isinstance(told, dict) else told
    if not isinstance(rows, list):
        found.fault(say("JSON 文件里没有日期列表。"))
        return found
    for number, row in enumerate(rows[: MOST_DAYS * 2], 1):
        place = say("第 {number} 项", number=number)
        day = _day(row.get("date")) if isinstance(row, dict) else None
        off = row.get("isOffDay") if isinstance(row, dict) else None
        if day is None or not isinstance(off, bool):
            found.fault(say("{place}：没有日期，或者没有写是否放假。", place=place))
            continue
        found.take(day, not off, str(row.get("name") or ""), place)
    return found


def of_year(found: Notice, year: int) -> Notice:
    """Only that year's days; a file that says nothing of it, or far too little, is a fault."""
    kept = Notice({day: one for day, one in found.days.items() if day.year == year}, list(found.faults))
    other = len(found.days) - len(kept.days)
    if other and not kept.days:
        kept.fault(say("文件里没有 {year} 年的日期。", year=str(year)))
    elif not kept.days and not kept.faults:
        kept.fault(say("文件里没有日期。"))
    elif not kept.faults and sum(not one.working for one in kept.days.values()) < 7:
        kept.fault(
            say("{year} 年只有 {count} 个休息日，少于法定节假日，请核对。", year=str(year), count=len(kept.days))
        )
    return kept


def departs(day: Day) -> bool:
    """Whether the notice says other than Monday–Friday does."""
    return day.working != (day.day.weekday() < 5)


def _working(text: str) -> bool | None:
    text = str(text)
    if any(word in text for word in _ON) and not any(word in text for word in _OFF):
        return True
    return False if any(word in text for word in _OFF) else None


def _day(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool) or cell is None:
        return None
    match = _DATE.match(str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell))
    if match is None:
        return None
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None
