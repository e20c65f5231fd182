"""What is reported, for which period, and what did each body that asked say to it?"""

from luoshi.reporting.models.entries import (
    HELP,
    STATES,
    Entry,
    EntryFigure,
    EntryNode,
    EntryVersion,
    OfTask,
    Receipt,
)
from luoshi.reporting.models.feeds import Appeal, EntrySource, Feed
from luoshi.reporting.models.periods import KINDS, SHIFTS, Chase, Period, ReportingSettings, Rhythm
from luoshi.reporting.models.reports import SIGN_WAYS, Report, ReportReader, Signature, SignStep
from luoshi.reporting.models.shares import Share

__all__ = [
    "HELP",
    "KINDS",
    "SHIFTS",
    "SIGN_WAYS",
    "STATES",
    "Appeal",
    "Chase",
    "Entry",
    "EntryFigure",
    "EntryNode",
    "EntrySource",
    "EntryVersion",
    "Feed",
    "OfTask",
    "Period",
    "Receipt",
    "Report",
    "ReportReader",
    "ReportingSettings",
    "Rhythm",
    "Share",
    "SignStep",
    "Signature",
]
