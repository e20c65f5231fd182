"""What does reading a document give? Paragraphs and table rows in document order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


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
