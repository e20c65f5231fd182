"""What the room reads."""

from luoshi.signals.queries.hints import (
    Side,
    Sought,
    answerable,
    find_hint,
    hint_facts,
    hints,
    rates,
    sides,
    words_of,
)
from luoshi.signals.queries.texts import Kept, office_above, related, unexamined

__all__ = [
    "Kept",
    "Side",
    "Sought",
    "answerable",
    "find_hint",
    "hint_facts",
    "hints",
    "office_above",
    "rates",
    "related",
    "sides",
    "unexamined",
    "words_of",
]
