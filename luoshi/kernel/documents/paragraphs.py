"""What does reading a document give? Paragraphs and table rows in document order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_PAGE_NUMBER = re.compile(
    r"[-—–―－·•.\s]*第?\s*[\divxIVX一二三四五六七八九十]{1,5}\s*页?[\s,，/／|]*(?:[共of]*\s*\d{1,5}\s*页?)?[-—–―－·•.\s]*"
)
_BEGINS = re.compile(
    r"(?:第[一二三四五六七八九十百零〇\d]+[章节条]|[一二三四五六七八九十百]+、|[（(][一二三四五六七八九十百\d]+[）)]|\d{1,4}[.．、](?!\d)|[①-⑳]"
    r"|附件\s*\d*[:：]?)"
)
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—·《》〔〕①-⑳]")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, or a table row: then `cells` are its cells and `text` the cells joined by tabs."""

    text: str
    cells: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Document:
    """A document as read: its file name, its kind (txt, docx, xlsx, pdf, html …) and its paragraphs."""

    name: str
    kind: str
    paragraphs: tuple[Paragraph, ...]

    @property
    def text(self) -> str:
        """The full text that spans of the plan grammar point into."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)

    @property
    def is_chinese(self) -> bool:
        """Whether it is written in Chinese, as far as a page of it tells."""
        sample = self.text[:20_000]
        letters = sum(1 for char in sample if char.isalpha())
        return sum(1 for char in sample if "\u4e00" <= char <= "\u9fff") * 5 >= letters


def table_row(cells: Sequence[str]) -> Paragraph:
    """A row; tabs inside cells become blanks, because a tab parts cells."""
    clean = tuple(re.sub(r"[\t\r]+", " ", cell) for cell in cells)
    return Paragraph("\t".join(clean), clean)


def is_page_number(line: str) -> bool:
    """Whether a line holds a page number and nothing else."""
    return _PAGE_NUMBER.fullmatch(line.strip()) is not None


def begins_clause(line: str) -> bool:
    """Whether a line begins with the label of a numbered clause."""
    return _BEGINS.match(line) is not None


def glued(before: str, after: str) -> str:
    """Two ends of lines as one text: nothing between Chinese characters, a blank between words of letters."""
    if not before or not after or _WIDE.match(before[-1]) or _WIDE.match(after[0]):
        return before + after
    return before + after if before[-1] in "-/" else f"{before} {after}"
