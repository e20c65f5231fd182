"""Which cases may be read, what may be done with one, and what do workers say of a task? Reads only."""

from luoshi.voice.queries.cases import (
    CasePage,
    Sought,
    above,
    case_facts,
    case_page,
    cases,
    find_case,
    handlers_for,
    may_hear,
    office_for,
    owed_cases,
    place_of,
)
from luoshi.voice.queries.words import WorkersWord, word_on

__all__ = [
    "CasePage",
    "Sought",
    "WorkersWord",
    "above",
    "case_facts",
    "case_page",
    "cases",
    "find_case",
    "handlers_for",
    "may_hear",
    "office_for",
    "owed_cases",
    "place_of",
    "word_on",
]
