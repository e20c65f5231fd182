"""What kind of file is this, may it be read, and what does it say?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import PurePath

from luoshi.kernel.documents.archive import Archive, BrokenArchiveError, EncryptedArchiveError, OversizedArchiveError
from luoshi.kernel.documents.marks import find_mark
from luoshi.kernel.documents.paragraphs import Document, Paragraph, table_row
from luoshi.kernel.documents.plaintext import decode, split_lines
from luoshi.kernel.documents.refusal import DocumentRefused

DEFAULT_LIMIT = 20 * 1024 * 1024

_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_MAGIC = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"{\\rtf",
    b"\x1f\x8b",
    b"BM",
    b"II*\x00",
    b"MM\x00*",
    b"MZ",
    b"\x7fELF",
)
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_UNIT_WORD = "[%％年月日号时个名人家项条户套门所座处场期次件篇支位亿万千百元天周小工学课分亩吨公张台以余至]"
# Not after the name of an office: 市总工会 2026年6月底 are two.
_SPACED = re.compile(
    rf"(?<=[\u4e00-\u9fff])(?<![局厅委办部会院府心社团队站所行区县市省])[ \xa0](?=\d[\d.]*[ \xa0]?{_UNIT_WORD})|(?<=[\d%％])[ \xa0](?={_UNIT_WORD})"
)
_HALF = re.compile("[\ud800-\udfff]")
_TEXT_NAMES = ("", ".txt", ".text", ".md")
_OFFICE = {".docx": "docx", ".xlsx": "xlsx", ".ofd": "ofd"}
_TABLES = (".xls", ".csv")
_PAGES = (".htm", ".html")


def is_text(name: str) -> bool:
    """Whether a file of this name is read as plain text."""
    return PurePath(name.replace("\\", "/")).suffix.lower() in _TEXT_NAMES


def read_document(data: bytes, name: str, limit: int = DEFAULT_LIMIT) -> Document:
    """The paragraphs of an uploaded file.

    Raises DocumentRefused with one of the codes of `refusal.MESSAGES`: the file is too large, empty, not what its
    name says, encrypted, a zip bomb, damaged, of an unsupported kind, no text, or bears a classification mark.
    """
    name = PurePath(name.replace("\\", "/")).name or name
    if len(data) > limit:
        raise DocumentRefused("too_large", name=name, limit_mb=max(1, limit // (1024 * 1024)))
    suffix = PurePath(name).suffix.lower()
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise DocumentRefused("empty", name=name)
    if suffix in _OFFICE:
        kind = _OFFICE[suffix]
        paragraphs = _office(data, name, kind)
    elif suffix == ".pdf":
        kind = "pdf"
        paragraphs = _pdf(data, name)
    elif suffix in _PAGES:
        kind = "html"
        paragraphs = _html(data, name)
    elif suffix in _TABLES:
        kind = suffix[1:]
        paragraphs = _table(data, name)
    elif suffix in _TEXT_NAMES:
        kind = "txt"
        paragraphs = _plain(data, name)
    else:
        raise DocumentRefused("unsupported", name=name, kind=suffix)
    if not any(paragraph.text.strip() for paragraph in paragraphs):
        raise DocumentRefused("empty", name=name)
    return Document(name, kind, tuple(_writable(one) for one in paragraphs))


def _writable(paragraph: Paragraph) -> Paragraph:
    """A paragraph that can be kept, and whose figures stand with their units (2026 年 6 月底, 95% 以上).

    Half a surrogate pair, which a PDF's font can give, can neither be kept nor printed.
    """
    if not (_HALF.search(paragraph.text) or _SPACED.search(paragraph.text)):
        return paragraph
    cells = paragraph.cells and tuple(map(_cleaned, paragraph.cells))
    return Paragraph(_cleaned(paragraph.text), cells)


def _cleaned(text: str) -> str:
    return _SPACED.sub("", _HALF.sub("\ufffd", text))


def _plain(data: bytes, name: str) -> list[Paragraph]:
    if data.startswith((_ZIP, _OLE)):
        raise DocumentRefused("mismatch", name=name)
    if data.startswith(_OTHER_MAGIC) and not data.startswith((b"BM", b"MZ", b"II*", b"MM\x00*")):
        raise DocumentRefused("mismatch", name=name)
    text = decode(data)
    if text is None:
        raise DocumentRefused("not_text", name=name)
    paragraphs = split_lines(text)
    _refuse_mark(name, (paragraph.text for paragraph in paragraphs))
    return paragraphs


def _pdf(data: bytes, name: str) -> list[Paragraph]:
    if b"%PDF-" not in data[:1024]:
        raise DocumentRefused("mismatch", name=name)
    from luoshi.kernel.documents import paper

    lines, paragraphs = paper.read_pdf(data, name)
    _refuse_mark(name, lines)
    return paragraphs


def _table(data: bytes, name: str) -> list[Paragraph]:
    from luoshi.kernel.documents.sheets import Row, read_sheets

    rows = (one for one in read_sheets(data, name) if isinstance(one, Row))
    return [table_row([_shown(cell) for cell in row.cells]) for row in rows]


def _shown(cell: object) -> str:
    """A cell as its table shows it; what is no value (a formula never reckoned) is empty."""
    from luoshi.kernel.documents.sheets import Bad

    if cell is None or isinstance(cell, Bad):
        return ""
    if isinstance(cell, date):
        return f"{cell.year}年{cell.month}月{cell.day}日"
    return str(cell).removesuffix(".0").strip()


def _html(data: bytes, name: str) -> list[Paragraph]:
    if data.startswith((_ZIP, _OLE)) or data.startswith(_OTHER_MAGIC):
        raise DocumentRefused("mismatch", name=name)
    from luoshi.kernel.documents import webpage

    paragraphs = webpage.read_paragraphs(data, name)
    _refuse_mark(name, _lines(paragraphs))
    return paragraphs


def _office(data: bytes, name: str, kind: str) -> list[Paragraph]:
    if data.startswith(_OLE):
        # A password turns the zip into an OLE file with this stream; any other OLE file is an old .doc renamed.
        raise DocumentRefused("encrypted" if _ENCRYPTED_STREAM in data else "mismatch", name=name)
    if not data.startswith((_ZIP, _EMPTY_ZIP)):
        raise DocumentRefused("mismatch", name=name)
    try:
        archive = Archive(data)
        if not _is_kind(archive, kind):
            raise DocumentRefused("mismatch", name=name)
        return _office_paragraphs(archive, name, kind)
    except EncryptedArchiveError as fault:
        raise DocumentRefused("encrypted", name=name) from fault
    except OversizedArchiveError as fault:
        raise DocumentRefused("archive_bomb", name=name) from fault
    except (BrokenArchiveError, RecursionError) as fault:
        raise DocumentRefused("broken", name=name) from fault


def _is_kind(archive: Archive, kind: str) -> bool:
    if kind == "ofd":
        return "OFD.xml" in archive.names
    folder = {"docx": "word/", "xlsx": "xl/"}[kind]
    return "[Content_Types].xml" in archive.names and any(entry.startswith(folder) for entry in archive.names)


def _office_paragraphs(archive: Archive, name: str, kind: str) -> list[Paragraph]:
    from luoshi.kernel.documents import docx, paper, xlsx

    if kind == "ofd":
        lines, paragraphs = paper.read_ofd(archive, name)
        _refuse_mark(name, lines)
        return paragraphs
    if kind == "xlsx":
        paragraphs = list(xlsx.read_rows(archive))
        _refuse_mark(name, _lines(paragraphs))
        return paragraphs
    _refuse_mark(name, docx.header_lines(archive))
    paragraphs = list(docx.read_paragraphs(archive))
    _refuse_mark(name, _lines(paragraphs))
    return paragraphs


def _lines(paragraphs: Iterable[Paragraph]) -> Iterable[str]:
    for paragraph in paragraphs:
        if paragraph.cells is None:
            yield paragraph.text
        else:
            for cell in paragraph.cells:
                yield from cell.split("\n")


def _refuse_mark(name: str, lines: Iterable[str]) -> None:
    mark = find_mark(lines)
    if mark is not None:
        raise DocumentRefused("classified", name=name, mark=mark)
