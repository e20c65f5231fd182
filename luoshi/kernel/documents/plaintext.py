"""How is a text file decoded? UTF-8, UTF-16 with or without its mark, or GB18030; anything else is no text."""

from __future__ import annotations

import re

from luoshi.kernel.documents.paragraphs import Paragraph

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
    return [Paragraph(line) for line in text.split("\n")]
