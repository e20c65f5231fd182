"""Which reports say what another one says, beyond the form that all were given?"""

from luoshi.signals.rules.copies.finder import THRESHOLD, Finder, Memory, Store, find
from luoshi.signals.rules.copies.grams import template_of
from luoshi.signals.rules.copies.prescribed import SAMPLE, common_pieces
from luoshi.signals.rules.copies.records import Pair, Passage, Record

__all__ = [
    "SAMPLE",
    "THRESHOLD",
    "Finder",
    "Memory",
    "Pair",
    "Passage",
    "Record",
    "Store",
    "common_pieces",
    "find",
    "template_of",
]
