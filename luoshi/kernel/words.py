"""Into which pieces is a Chinese text cut, so that two characters of it are found? Pure.

Chinese is written without spaces, and the engines' own tokenizers find no words of two characters. So a run of Chinese
characters is cut into overlapping pairs, with its last character alone (a single character is found as the beginning
of a piece); letters and digits stay whole.
"""

from __future__ import annotations

import re

_RUN = re.compile(r"[㐀-䶿一-鿿豈-﫿]+|[a-z0-9]+")
MOST = 5
"""Words of a question that are looked for; the rest is left out."""


_WIDE = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}


def narrow(text: str) -> str:
    """Full-width letters and digits as half-width ones; all else, punctuation too, as it was written."""
    return text.translate(_WIDE)


def plain(text: str) -> str:
    """As texts are compared: half-width, small letters."""
    return narrow(text).lower()


def pieces(text: str) -> list[str]:
    """The pieces of a text, in order."""
    found: list[str] = []
    for run in _RUN.findall(plain(text)):
        if run[0].isascii():
            found.append(run)
        else:
            found += [run[at : at + 2] for at in range(len(run))]
    return found


def asked(text: str) -> list[str]:
    """The words of a question, as typed between spaces."""
    return [word for word in plain(text).split() if _RUN.search(word)][:MOST]


def wanted(word: str) -> list[tuple[str, bool]]:
    """The pieces that a text must have to hold this word: (piece, only its beginning?)."""
    found: list[tuple[str, bool]] = []
    for run in _RUN.findall(word):
        if run[0].isascii() or len(run) == 1:
            found.append((run, True))
        else:
            found += [(run[at : at + 2], False) for at in range(len(run) - 1)]
    return found


def marked(text: str, words: list[str], around: int = 24) -> list[tuple[str, bool]]:
    """A snippet around the first word found, in parts: (text, is it one of the words?). Without one, the beginning."""
    low = text.lower()
    first = min((at for word in words if (at := low.find(word)) >= 0), default=0)
    start = max(0, first - around)
    shown = text[start : start + 4 * around].replace("\n", " ")
    pattern = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)", re.I)
    parts: list[tuple[str, bool]] = [("…", False)] if start else []
    at = 0
    for found in pattern.finditer(shown):
        parts += [(shown[at : found.start()], False), (found.group(), True)]
        at = found.end()
    parts.append((shown[at:] + ("…" if start + 4 * around < len(text) else ""), False))
    return [part for part in parts if part[0]]


def sound(name: str) -> str:
    """How a name sounds, in full and by first letters: 何思齐 → "hesiqi hsq"."""
    from pypinyin import lazy_pinyin

    found = [part for part in lazy_pinyin(name) if part.isascii() and part.isalpha()]
    return f"{''.join(found)} {''.join(part[0] for part in found)}" if found else ""
