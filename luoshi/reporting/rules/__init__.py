"""By when is a level asked, is an entry complete, what exactly is signed, and how does an obligation stand? Pure."""

from luoshi.reporting.rules.board import MARKS, AskFacts, Tally, Words, mark, tally, words
from luoshi.reporting.rules.periods import OFFSETS, Due, due_for, head_of
from luoshi.reporting.rules.said import (
    HELP,
    PROGRESS,
    Change,
    Evidence,
    Figure,
    Node,
    Said,
    as_json,
    changes,
    from_json,
    gaps,
    is_same,
    plain,
    read_number,
)
from luoshi.reporting.rules.signed import Sheet, SheetItem, SheetLine, sheet

__all__ = [
    "HELP",
    "MARKS",
    "OFFSETS",
    "PROGRESS",
    "AskFacts",
    "Change",
    "Due",
    "Evidence",
    "Figure",
    "Node",
    "Said",
    "Sheet",
    "SheetItem",
    "SheetLine",
    "Tally",
    "Words",
    "as_json",
    "changes",
    "due_for",
    "from_json",
    "gaps",
    "head_of",
    "is_same",
    "mark",
    "plain",
    "read_number",
    "sheet",
    "tally",
    "words",
]
