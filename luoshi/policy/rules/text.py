"""How are the many ways of writing one character made one, without moving anything?

All patterns run over the normalised text; names and excerpts are cut from the original by the same offsets. So every
replacement here is one character for one character.
"""

from __future__ import annotations

import re

CN_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "Ｏ": 0, "两": 2}
_POWERS = {"百": 100, "千": 1000}
CN_NUMERAL = "[一二三四五六七八九十百零〇两]"


def _table() -> dict[int, str]:
    table = {0xFF10 + i: str(i) for i in range(10)}
    table |= {0xFF21 + i: chr(0x41 + i) for i in range(26)} | {0xFF41 + i: chr(0x61 + i) for i in range(26)}
    pairs = (
        "（( ）) 〔( 〕) ［( ］) 【( 】) [( ]) ：: ；; ，, ．. ％% ﹪% ！! ？? ﹕: ﹔; ､、 ｡。 －- —- –- ―- ～~ 〜~ ﹣-"
    )
    table |= {ord(pair[0]): pair[1] for pair in pairs.split(" ")}
    # Blanks other than the line feed and the tab (which parts cells) are one blank; 後 and 馀 occur in mixed texts.
    table |= dict.fromkeys((0x3000, 0xA0, 0x2002, 0x2003, 0x2009, 0x200B, 0xFEFF, 0x0D, 0x0B, 0x0C), " ")
    table |= {ord("後"): "后", ord("馀"): "余"}
    return table


_TABLE = _table()


def normalise(text: str) -> str:
    """Half-width digits, letters, brackets and punctuation; the length stays the same."""
    return text.translate(_TABLE)


def cn_number(text: str) -> int | None:
    """The value of 十二, 二十 or 12; None for anything else (also for year numerals such as 二〇二五)."""
    if text.isdecimal():
        return int(text)
    total = current = 0
    for char in text:
        if char == "十":
            total += (current or 1) * 10
            current = 0
        elif char in _POWERS:
            total += (current or 1) * _POWERS[char]
            current = 0
        elif char in CN_DIGITS:
            current = CN_DIGITS[char]
        else:
            return None
    return total + current if text else None


def squeeze(text: str) -> str:
    """Without any white space: how unit names and titles are given back."""
    return re.sub(r"\s+", "", text)


def trim(norm: str, start: int, end: int, junk: str = " \t\n") -> tuple[int, int]:
    """The span without the junk characters at its ends."""
    while start < end and norm[start] in junk:
        start += 1
    while end > start and norm[end - 1] in junk:
        end -= 1
    return start, end


def mask_titles(norm: str) -> str:
    """The text with what stands in 《》 blanked: years in the title of another document are no limits."""
    return re.sub(r"《[^《》\n]{0,120}》", lambda m: "□" * len(m.group()), norm)


def mask_quotes(norm: str) -> str:
    """The text with short quotations blanked: numbers there are names (“三改一整”), not targets."""
    return re.sub(r"“[^“”\n]{0,60}”|\"[^\"\n]{0,30}\"", lambda m: "□" * len(m.group()), norm)
