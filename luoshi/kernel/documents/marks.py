"""Does a document bear a classification mark? Looked for before anything else is done with its words.

GB/T 9704 puts the mark alone at the top of the first page (机密★1年, 秘　密). The same characters in prose (保密,
商业秘密) are no mark: it must stand alone in a short line, or carry its star.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_TOP_LINES = 30
_STARRED = re.compile(r"(?:绝\s*密|机\s*密|秘\s*密)\s*[★☆✩✭⭐*]")
_ALONE = re.compile(
    r"(?:^|[\s:：])(?P<mark>绝\s{0,6}密|机\s{0,6}密|秘\s{0,6}密)(?:\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*(?:年"
    r"|个月)|\s*长期|\s*启用前)?(?:\s|$)"
)
_PROSE = re.compile(r"[。，；、“”《》]")


def find_mark(lines: Iterable[str]) -> str | None:
    """The classification mark among the lines of a document, or None."""
    seen = 0
    for line in lines:
        words = line.strip()
        if not words or len(words) > 2000:
            continue
        seen += 1
        if len(words) <= 60 and (match := _STARRED.search(words)):
            return re.sub(r"\s+", "", match.group())[:2]
        if seen <= _TOP_LINES and len(words) <= 40 and not _PROSE.search(words) and (match := _ALONE.search(words)):
            return re.sub(r"\s+", "", match["mark"])
    return None
