"""What does the room keep? Hints and what came of them, what has been looked at, and what has been asked of whom."""

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
from luoshi.signals.models.examined import Examined, Looked, Picture, PictureBand, Piece, Stop, Tally, Thresholds
from luoshi.signals.models.hints import DISMISSALS, Hint, HintReader

__all__ = [
    "DISMISSALS",
    "KINDS",
    "OUTCOMES",
    "BurdenLimits",
    "Complainer",
    "Complaint",
    "ComplaintReader",
    "Examined",
    "Hint",
    "HintReader",
    "Looked",
    "Picture",
    "PictureBand",
    "Piece",
    "Sending",
    "SendingUnit",
    "Stop",
    "Tally",
    "Thresholds",
]
