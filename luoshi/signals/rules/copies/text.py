"""A text as it is compared: letters only, every number the same, and where each letter stood.

Punctuation, spaces and invisible characters go; full-width letters become half-width; a run of digits becomes one `0`,
so that a copy with other figures is the same text. Offsets are code points of the raw text.
"""

from __future__ import annotations

import re
import unicodedata

_DIGITS = re.compile("0{2,}")


class _Letters(dict[int, str]):
    """What a code point becomes; found once for each and kept, for `str.translate`."""

    def __missing__(self, code: int) -> str:
        letter = "".join(_letter(each) for each in unicodedata.normalize("NFKC", chr(code)).lower())
        self[code] = letter
        return letter


def _letter(character: str) -> str:
    if unicodedata.category(character) == "Nd":
        return "0"
    return character if character.isalnum() else ""


_LETTERS = _Letters()


def plain(text: str) -> str:
    """The text as it is compared."""
    return _DIGITS.sub("0", text.translate(_LETTERS))


def offsets(text: str) -> list[int]:
    """Where each letter of `plain(text)` begins in the text, and at the end the place after the last one of all."""
    places: list[int] = []
    last = ""
    end = 0
    for place, character in enumerate(text):
        for letter in _LETTERS[ord(character)]:
            if letter != "0" or last != "0":
                places.append(place)
            last = letter
            end = place + 1
    return [*places, end]
