"""Which label does Word print before an automatically numbered paragraph?

The label is not in the text: 一、（一）1. come from numbering.xml by way of the paragraph or its style. Without them
a plan has no paths at all, so they are rendered here as Word would.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from luoshi.kernel.documents.archive import Archive, attribute, child, local, value_of, whole

if TYPE_CHECKING:
    from lxml.etree import _Element

_MOST = 32_767
"""Where a list may begin, as Word has it."""
_DIGITS = "零一二三四五六七八九"
_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "ideographDigital",
    "japaneseDigitalTenThousand",
    "taiwaneseDigital",
    "ideographTraditional",
    "koreanDigital",
    "chineseLegalSimplified",
}


@dataclass(frozen=True)
class _Level:
    kind: str
    pattern: str
    start: int


@dataclass
class _List:
    """The levels of one numbering and the counters it shares with others of the same definition."""

    levels: dict[int, _Level]
    counters: dict[int, int]
    restarts: dict[int, int] = field(default_factory=dict)


def chinese(number: int) -> str:
    """十二 for 12, 二十 for 20."""
    if number < 10:
        return _DIGITS[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")
    hundreds, rest = divmod(number, 100)
    middle = "" if rest == 0 else ("零" if rest < 10 else ("一" if rest < 20 else "")) + chinese(rest)
    return _DIGITS[hundreds % 10] + "百" + middle


def _letters(number: int) -> str:
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    result = ""
    for value, sign in (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        while number >= value:
            result, number = result + sign, number - value
    return result


def render(number: int, kind: str) -> str:
    """A number in one of Word's formats; unknown formats are decimal."""
    if kind in _CHINESE:
        return chinese(number)
    if kind.startswith("decimalEnclosedCircle") or kind == "ideographEnclosedCircle":
        return chr(0x245F + number) if 1 <= number <= 20 else str(number)
    if kind in ("upperLetter", "lowerLetter"):
        return _letters(number) if kind == "upperLetter" else _letters(number).lower()
    if kind in ("upperRoman", "lowerRoman"):
        return _roman(number) if kind == "upperRoman" else _roman(number).lower()
    if kind == "decimalZero":
        return f"{number:02d}"
    return str(number)


class Numbering:
    """The running counters of a document's lists."""

    def __init__(self, archive: Archive, folder: str) -> None:
        self._lists: dict[str, _List] = {}
        self._styles: dict[str, tuple[str | None, int | None]] = {}
        self._read_lists(archive.root(f"{folder}numbering.xml"))
        self._read_styles(archive.root(f"{folder}styles.xml"))

    def _read_lists(self, root: _Element | None) -> None:
        if root is None:
            return
        abstract: dict[str, dict[int, _Level]] = {}
        counters: dict[str, dict[int, int]] = {}
        links: dict[str, str] = {}
        for element in root:
            if local(element) == "abstractNum":
                key = attribute(element, "abstractNumId") or ""
                abstract[key] = {level: made for level, made in map(_read_level, element) if made}
                counters[key] = {}
                if (link := value_of(element, "numStyleLink")) is not None:
                    links[key] = link
                if (name := value_of(element, "styleLink")) is not None:
                    links["style:" + name] = key
        for element in root:
            if local(element) == "num":
                key = value_of(element, "abstractNumId") or ""
                if not abstract.get(key) and key in links:
                    key = links.get("style:" + links[key], key)
                made = _List(dict(abstract.get(key, {})), counters.setdefault(key, {}))
                for override in element:
                    if local(override) == "lvlOverride":
                        _override(made, override)
                self._lists[attribute(element, "numId") or ""] = made

    def _read_styles(self, root: _Element | None) -> None:
        based: dict[str, str] = {}
        for element in root if root is not None else ():
            if local(element) == "style":
                key = attribute(element, "styleId") or ""
                self._styles[key] = _number_of(child(element, "pPr"))
                if (parent := value_of(element, "basedOn")) is not None:
                    based[key] = parent
        for key in list(self._styles):
            seen, at = {key}, key
            while self._styles[key][0] is None and at in based and based[at] not in seen:
                at = based[at]
                seen.add(at)
                number, level = self._styles.get(at, (None, None))
                self._styles[key] = (number, self._styles[key][1] if self._styles[key][1] is not None else level)

    def label(self, properties: _Element | None) -> str:
        """The label of the paragraph with these properties, moving its list on; empty for an unnumbered one."""
        if properties is None:
            return ""
        number, level = _number_of(properties)
        style = value_of(properties, "pStyle")
        if style is not None and (number is None or level is None):
            by_style = self._styles.get(style, (None, None))
            number, level = number or by_style[0], level if level is not None else by_style[1]
        listing = self._lists.get(number or "")
        level = level or 0
        if listing is None or level not in listing.levels:
            return ""
        return _advance(listing, level)


def _advance(listing: _List, level: int) -> str:
    counters = listing.counters
    if level in listing.restarts:
        counters[level] = listing.restarts.pop(level)
    else:
        counters[level] = counters.get(level, listing.levels[level].start - 1) + 1
    for deeper in [key for key in counters if key > level]:
        del counters[deeper]
    own = listing.levels[level]
    if own.kind in ("bullet", "none"):
        return ""
    text = own.pattern
    for at in range(level + 1):
        part = listing.levels.get(at)
        if part is not None and f"%{at + 1}" in text:
            text = text.replace(f"%{at + 1}", render(counters.get(at, part.start), part.kind))
    # A label that ends in a letter or digit (第一条, 1) needs the blank that Word's tab would show.
    return text + " " if text and text[-1].isalnum() else text


def _read_level(element: _Element) -> tuple[int, _Level | None]:
    if local(element) != "lvl":
        return 0, None
    start = value_of(element, "start")
    level = attribute(element, "ilvl") or "0"
    made = _Level(
        value_of(element, "numFmt") or "decimal",
        value_of(element, "lvlText") or "",
        min(whole(start, 1), _MOST),
    )
    return whole(level), made


def _override(listing: _List, element: _Element) -> None:
    at = whole(attribute(element, "ilvl"))
    redefined = child(element, "lvl")
    if redefined is not None:
        level, made = _read_level(redefined)
        if made is not None:
            listing.levels[level] = made
    start = value_of(element, "startOverride")
    if start:
        listing.restarts[at] = min(whole(start, 1), _MOST)


def _number_of(properties: _Element | None) -> tuple[str | None, int | None]:
    number = value_of(properties, "numPr", "numId")
    level = value_of(properties, "numPr", "ilvl")
    return number, whole(level) if level else None
