"""Which paragraphs and table rows does a Word document hold, in order, as Word would print its final text?

Read as a stream, so that a document of many thousand pages needs little memory. Deleted and moved-away text is left
out, inserted text kept, external references are never followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from luoshi.kernel.documents.archive import Archive, BrokenArchiveError, attribute, child, local, value_of, whole
from luoshi.kernel.documents.numbering import Numbering
from luoshi.kernel.documents.paragraphs import Paragraph, table_row

if TYPE_CHECKING:
    from lxml.etree import _Element

_SKIPPED = {
    "del",
    "moveFrom",
    "Fallback",
    "rt",
    "pPr",
    "rPr",
    "instrText",
    "delText",
    "tblPr",
    "trPr",
    "tcPr",
    "sectPr",
}
_MOST_COLUMNS = 256


def main_part(archive: Archive) -> str:
    """The name of the document part, from the package's relations."""
    root = archive.root("_rels/.rels")
    for relation in root if root is not None else ():
        kind = attribute(relation, "Type") or ""
        if kind.endswith("/officeDocument") and attribute(relation, "TargetMode") != "External":
            target = (attribute(relation, "Target") or "").lstrip("/")
            if target in archive.names:
                return target
    if "word/document.xml" not in archive.names:
        raise BrokenArchiveError
    return "word/document.xml"


def header_lines(archive: Archive) -> list[str]:
    """The text of the page headers, where a classification mark may stand."""
    lines: list[str] = []
    for name in sorted(archive.names):
        if name.startswith("word/header") and name.endswith(".xml"):
            root = archive.root(name)
            if root is not None:
                lines.extend(_text(root, "").split("\n"))
    return lines


def read_paragraphs(archive: Archive) -> Iterator[Paragraph]:
    """The paragraphs and table rows of the document."""
    part = main_part(archive)
    numbering = Numbering(archive, part.rpartition("/")[0] + "/" if "/" in part else "")
    tables = paragraphs = 0
    held = ""
    for event, element in archive.elements(part, ("{*}p", "{*}tbl")):
        if "wordprocessingml" not in str(element.tag):
            continue
        name = local(element)
        step = 1 if event == "start" else -1
        tables, paragraphs = tables + step * (name == "tbl"), paragraphs + step * (name == "p")
        if event == "start" or tables or paragraphs:
            continue
        if name == "tbl":
            yield from _rows(element, numbering)
        else:
            text = held + _paragraph(element, numbering)
            # A paragraph whose end mark was deleted runs on into the next one.
            held = text if child(element, "pPr", "rPr", "del") is not None else ""
            if not held:
                yield from (Paragraph(line) for line in text.split("\n"))
        element.clear()
        while element.getprevious() is not None:
            parent = element.getparent()
            if parent is None:
                break
            del parent[0]
    if held:
        yield Paragraph(held)


def _paragraph(element: _Element, numbering: Numbering) -> str:
    text = _text(element, "").strip("\n")
    return numbering.label(child(element, "pPr")) + text if text.strip() else text


def _text(element: _Element, so_far: str) -> str:
    """The printed text below an element; a text box inside a paragraph begins and ends a line."""
    parts: list[str] = [so_far]
    stack: list[Iterator[_Element]] = [iter(element)]
    closing: list[str] = [""]
    while stack:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
            parts.append(closing.pop())
            continue
        name = local(item)
        if name in _SKIPPED or (name == "r" and _hidden(item)):
            continue
        if name == "t":
            parts.append(item.text or "")
        elif name in ("tab", "ptab"):
            parts.append(" ")
        elif name in ("br", "cr"):
            parts.append("\n" if attribute(item, "type") in (None, "textWrapping") else "")
        elif name == "noBreakHyphen":
            parts.append("-")
        else:
            nested = name in ("p", "txbxContent")
            parts.append("\n" if nested and parts[-1] and not parts[-1].endswith("\n") else "")
            stack.append(iter(item))
            closing.append("\n" if nested else "")
    return "".join(parts)


def _hidden(run: _Element) -> bool:
    mark = child(run, "rPr", "vanish")
    return mark is not None and attribute(mark, "val") not in ("0", "false")


def _through(element: _Element, wanted: str) -> Iterator[_Element]:
    """The children of a name, also those inside content controls and insertions."""
    for item in element:
        name = local(item)
        if name == wanted:
            yield item
        elif name in ("sdt", "sdtContent", "customXml", "ins", "smartTag"):
            yield from _through(item, wanted)


def _rows(table: _Element, numbering: Numbering) -> Iterator[Paragraph]:
    """The rows of a table; a cell merged downward repeats in each row it covers, so that every row reads alone."""
    above: dict[int, str] = {}
    for row in _through(table, "tr"):
        if child(row, "trPr", "del") is not None:
            continue
        cells: list[str] = [""] * min(whole(value_of(row, "trPr", "gridBefore")), _MOST_COLUMNS)
        merged: dict[int, str] = {}
        for cell in _through(row, "tc"):
            at = len(cells)
            joint = child(cell, "tcPr", "vMerge")
            going_on = joint is not None and (attribute(joint, "val") or "continue") == "continue"
            text = above.get(at, "") if going_on else _cell(cell, numbering)
            if joint is not None:
                merged[at] = text
            span = value_of(cell, "tcPr", "gridSpan")
            cells += [text] + [""] * (min(whole(span), _MOST_COLUMNS) - 1)
        above = merged
        if cells:
            yield table_row(cells)


def _cell(cell: _Element, numbering: Numbering) -> str:
    """The paragraphs of a cell, one a line; a table inside a cell gives its lines too."""
    if child(cell, "tcPr", "cellDel") is not None:
        return ""
    lines: list[str] = []
    stack: list[_Element] = list(reversed(list(cell)))
    while stack:
        item = stack.pop()
        name = local(item)
        if name == "p":
            lines.append(_paragraph(item, numbering))
        elif name in ("tbl", "tr", "tc", "sdt", "sdtContent", "customXml", "ins"):
            stack.extend(reversed(list(item)))
    return "\n".join(lines).strip("\n")
