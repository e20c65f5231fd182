"""What do the pages of a PDF or an OFD say, and are they words at all?"""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.kernel.documents import layout
from luoshi.kernel.documents.archive import Archive, BrokenArchiveError
from luoshi.kernel.documents.layout import Page
from luoshi.kernel.documents.paragraphs import Paragraph
from luoshi.kernel.documents.plaintext import plausible
from luoshi.kernel.documents.refusal import DocumentRefused

MOST_PAGES = 1_000
_LEAST = 10
"""Characters a page, below which pages are pictures with numbers under them."""


def read_pdf(data: bytes, name: str) -> tuple[list[str], list[Paragraph]]:
    """The lines as they stand, for the classification mark, and the paragraphs. Raises `DocumentRefused`."""
    from luoshi.kernel.documents import pdf

    return _told(pdf.read_pages(data, name, MOST_PAGES), name)


def read_ofd(archive: Archive, name: str) -> tuple[list[str], list[Paragraph]]:
    """The same of an OFD."""
    from luoshi.kernel.documents import ofd

    count = ofd.count_pages(archive)
    if count > MOST_PAGES:
        raise DocumentRefused("many_pages", name=name, count=count, most=MOST_PAGES)
    if count == 0:
        raise BrokenArchiveError
    return _told(list(ofd.read_pages(archive)), name)


def _told(pages: Sequence[Page], name: str) -> tuple[list[str], list[Paragraph]]:
    text = "".join(piece.text for page in pages for piece in page.pieces)
    if len(text) < _LEAST * len(pages):
        raise DocumentRefused("scanned", name=name)
    if not plausible(text):
        raise DocumentRefused("garbled", name=name)
    return [line for page in pages for line in layout.lines_of(page)], layout.paragraphs(pages)
