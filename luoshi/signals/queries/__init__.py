"""What the room reads."""

from luoshi.signals.queries.batch import Batch
from luoshi.signals.queries.checks import judged_of
from luoshi.signals.queries.hints import (
    Side,
    Sought,
    answerable,
    base_rate,
    explained,
    find_hint,
    hint_facts,
    hints,
    may_choose,
    measures_of,
    rates,
    shown,
    stopped,
    tallies,
    words_of,
)
from luoshi.signals.queries.judged import Judged, judged
from luoshi.signals.queries.matters import MATTERS, contradiction, with_a_word
from luoshi.signals.queries.texts import Kept, handed_down, office_above, office_over, summed_up, unexamined

__all__ = [
    "MATTERS",
    "Batch",
    "Judged",
    "Kept",
    "Side",
    "Sought",
    "answerable",
    "base_rate",
    "contradiction",
    "explained",
    "find_hint",
    "handed_down",
    "hint_facts",
    "hints",
    "judged",
    "judged_of",
    "may_choose",
    "measures_of",
    "office_above",
    "office_over",
    "rates",
    "shown",
    "stopped",
    "summed_up",
    "tallies",
    "unexamined",
    "with_a_word",
    "words_of",
]
