"""What does the room keep? Hints and what came of them, what is kept to compare reports with, and what has been asked of whom."""

from luoshi.signals.models.burden import (
    KINDS,
    OUTCOMES,
    BurdenLimits,
    Complainer,
    Complaint,
    ComplaintReader,
    Sending,
    SendingUnit,
)
from luoshi.signals.models.hints import DISMISSALS, RULES, Examined, Hint, HintReader, Piece

__all__ = [
    "DISMISSALS",
    "KINDS",
    "OUTCOMES",
    "RULES",
    "BurdenLimits",
    "Complainer",
    "Complaint",
    "ComplaintReader",
    "Examined",
    "Hint",
    "HintReader",
    "Piece",
    "Sending",
    "SendingUnit",
]
