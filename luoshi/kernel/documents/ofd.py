"""Which words stand where on the pages of an OFD, the layout format of Chinese offices (GB/T 33190)?

A zip of XML in which every run of text has its place in millimetres: the same pieces as a PDF gives, without native code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING

from luoshi.kernel.documents.archive import Archive, BrokenArchiveError, attribute, local
from luoshi.kernel.documents.grid import Rule
from luoshi.kernel.documents.layout import Page, Piece

if TYPE_CHECKING:
    from lxml.etree import _Element

_POINT = 72 / 25.4
_MOST_PIECES = 200_000
_THIN, _LONG = 3.0, 6.0


def count_pages(archive: Archive) -> int:
    """How many pages it says it has."""
    return sum(len(places) for _, places in _documents(archive))


def read_pages(archive: Archive) -> Iterator[Page]:
    """The pages in order."""
    total = 0
    for folder, places in _documents(archive):
        for place in places:
            root = archive.root(_within(folder, place))
            if root is None:
                raise BrokenArchiveError
            page = _page(root)
            total += len(page.pieces)
            if total > _MOST_PIECES:
                raise BrokenArchiveError
            yield page


def _documents(archive: Archive) -> list[tuple[str, list[str]]]:
    """The folder of each document, and where its pages are."""
    found = []
    for entry in _named(archive.root("OFD.xml"), "DocRoot"):
        place = _within("", entry.text or "")
        root = archive.root(place)
        pages = [attribute(page, "BaseLoc") or "" for tree in _named(root, "Pages") for page in _named(tree, "Page")]
        found.append((dirname(place), pages))
    return found


def _within(folder: str, place: str) -> str:
    place = place.strip()
    return normpath(place.lstrip("/") if place.startswith("/") else join(folder, place))


def _named(root: _Element | None, name: str) -> Iterator[_Element]:
    """The descendants of a name."""
    return (one for one in (root.iter() if root is not None else ()) if local(one) == name)


def _page(root: _Element) -> Page:
    pieces: list[Piece] = []
    rules: list[Rule] = []
    for thing in root.iter():
        if local(thing) == "TextObject":
            pieces += _pieces(thing)
        elif local(thing) == "PathObject":
            rules += _rules(thing)
    right = max((piece.x1 for piece in pieces), default=0)
    return Page(right, max((piece.bottom for piece in pieces), default=0), pieces, rules)


def _numbers(text: str | None) -> list[float]:
    """Figures; `g 3 5` stands for 5 5 5."""
    words = re.findall(r"g|-?\d+(?:\.\d+)?", text or "")
    found: list[float] = []
    at = 0
    while at < len(words):
        if words[at] == "g":
            if at + 2 < len(words) and words[at + 1].isdecimal():
                found += [float(words[at + 2])] * min(int(words[at + 1]), 5_000)
            at += 3
        else:
            found.append(float(words[at]))
            at += 1
    return found


def _pieces(thing: _Element) -> Iterator[Piece]:
    """The runs of a text object, parted where a gap is wide."""
    left, top, *_ = [*_numbers(attribute(thing, "Boundary")), 0.0, 0.0]
    turned = _numbers(attribute(thing, "CTM"))
    wide, high, x_off, y_off = (
        (turned[0], turned[3], turned[4], turned[5]) if len(turned) == 6 else (1.0, 1.0, 0.0, 0.0)
    )
    size = (_numbers(attribute(thing, "Size")) or [4.0])[0]
    x, y = 0.0, 0.0
    for code in _named(thing, "TextCode"):
        x, y = (_numbers(attribute(code, "X")) or [x])[0], (_numbers(attribute(code, "Y")) or [y])[0]
        steps = _numbers(attribute(code, "DeltaX"))
        base, letters = (top + y_off + y * high) * _POINT, size * abs(high) * _POINT
        run, start, at = "", x, x
        for index, char in enumerate(code.text or ""):
            run += char
            step = steps[index] if index < len(steps) else size * (1 if ord(char) > 0x2E80 else 0.5)
            if step > size * 2.2:
                yield _piece(run, left + x_off, start * wide, (at + size) * wide, base, letters)
                run, start = "", at + step
            at += step
        yield _piece(run, left + x_off, start * wide, at * wide, base, letters)


def _piece(run: str, left: float, start: float, end: float, base: float, letters: float) -> Piece:
    return Piece(
        (left + start) * _POINT, (left + end) * _POINT, base - letters * 0.88, base + letters * 0.12, run.strip()
    )


def _rules(thing: _Element) -> Iterator[Rule]:
    """The straight upright and level strokes of a path."""
    left, top, *_ = [*_numbers(attribute(thing, "Boundary")), 0.0, 0.0]
    for data in _named(thing, "AbbreviatedData"):
        here: tuple[float, float] | None = None
        for letter, places in re.findall(r"([MLSC])\s*((?:-?\d+(?:\.\d+)?\s*)*)", (data.text or "")[:20_000]):
            given = _numbers(places)
            there = (given[0], given[1]) if len(given) >= 2 else here
            if letter == "L" and here and there:
                xs, ys = sorted((here[0], there[0])), sorted((here[1], there[1]))
                rule = Rule(*((place + off) * _POINT for place, off in
                              ((xs[0], left), (ys[0], top), (xs[1], left), (ys[1], top))))  # fmt: skip
                across, down = rule.x1 - rule.x0, rule.bottom - rule.top
                if min(across, down) <= _THIN < _LONG <= max(across, down):
                    yield rule
            here = there
