"""How is a text file decoded, and which of its lines are one paragraph? UTF-8, UTF-16 with or without its mark, or GB18030."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from luoshi.kernel.documents.paragraphs import Paragraph, begins_clause, glued, is_page_number

_ODD = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff\uffff]")
_PLAIN = re.compile(
    r"[\t\n\r\x0b\x0c\x20-\x7e·—‘’“”…§×÷°±α-ω①-⓿★☆●○◆◇■□▲△※℃㈠-㈩Ⅰ-Ⅻ\u3000-\u303f\u4e00-\u9fff\uff00-\uffef〇]"
)


def plausible(text: str) -> bool:
    """Whether decoded text looks like Chinese or English writing: rubbish decodes to rare characters."""
    sample = text[:20_000]
    if not sample:
        return True
    return len(_ODD.findall(sample)) * 200 <= len(sample) and len(_PLAIN.findall(sample)) * 10 >= len(sample) * 8


def decode(data: bytes) -> str | None:
    """The text in the bytes, or None when they are no text in a known encoding."""
    if data.startswith(b"\xef\xbb\xbf"):
        return _decoded(data[3:], "utf-8")
    if data.startswith(b"\xff\xfe"):
        return _decoded(data[2:], "utf-16-le")
    if data.startswith(b"\xfe\xff"):
        return _decoded(data[2:], "utf-16-be")
    if b"\x00" in data[:65_536]:
        # No text in UTF-8 or GB18030 holds NUL: UTF-16 without a mark, or no text at all.
        return _decoded(data, "utf-16-le") or _decoded(data, "utf-16-be")
    return _decoded(data, "utf-8") or _decoded(data, "gb18030")


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return text if plausible(text) else None


def split_lines(text: str) -> list[Paragraph]:
    """The lines of a text as paragraphs; line ends of all systems count, characters that print nothing go."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\x0c", "\n")
    text = re.sub("[\ufeff\u200b\x00]", "", text)
    return [Paragraph(line) for line in _unwrapped(text.split("\n"))]


_INDENT = re.compile(r"[ \u3000]{2}|\u3000|\t")
_LABEL = re.compile(r"[\u4e00-\u9fff]{2,8}[：:]")
_WIDEST = 120  # half-width columns: a page of A4 has 56 or so; longer lines are paragraphs
_RAGGED = 5  # a sign that must not begin a line, or a word of letters, ends the line before early


def _unwrapped(lines: list[str]) -> list[str]:
    """The paragraphs of a text that was copied from pages, line by line; any other text as it is."""
    width = _page_width(lines)
    if width is None:
        return lines
    lines = [line for line in lines if line.strip().isalnum() or not is_page_number(line)]
    indented = sum(1 for line in lines if _INDENT.match(line)) > 1
    joined = lines[:1]
    last = lines[0] if lines else ""
    for line in lines[1:]:
        if _goes_on(last, line, width, indented):
            joined[-1] = glued(joined[-1].rstrip(), line.strip())
        else:
            joined.append(line)
        last = line
    return joined


def _page_width(lines: list[str]) -> int | None:
    """The width that lines are broken at, or None: then at least half of those followed by one that goes on reach it."""
    widths = sorted(wide for line in lines if (wide := _columns(line)) > 0)
    if len(widths) < 6:
        return None
    width = widths[-1 - len(widths) // 10]
    full = [one for one, after in pairwise(lines) if width - _columns(one) <= _RAGGED and after.strip()]
    cut = sum(1 for one in full if one.rstrip()[-1:] not in "。；：！？")
    return width if 40 <= width <= _WIDEST and len(full) * 3 >= len(widths) and cut * 4 >= len(full) * 3 else None


def _columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in line.rstrip())


def _goes_on(last: str, line: str, width: int, indented: bool) -> bool:
    """Whether a line goes on with the sentence of the one before: where paragraphs are indented, those that are not do."""
    if not last.strip() or not line.strip() or begins_clause(line) or _INDENT.match(line) or "\t" in last + line:
        return False
    if indented:
        return last.rstrip()[-1] not in "。！？" or width - _columns(last) <= _RAGGED
    return width - _columns(last) <= _RAGGED and not _LABEL.match(line)
