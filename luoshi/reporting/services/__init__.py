"""What is done with periods, reports and receipts? One function per thing a person does."""

from luoshi.reporting.services.board import chase, restore, tell_above, waive
from luoshi.reporting.services.filling import add_evidence, drop_evidence, save_entry, say_no_change, start_report
from luoshi.reporting.services.periods import (
    OPENERS,
    drawn_up,
    keep_rhythm,
    open_due_periods,
    open_period,
    report_change,
)
from luoshi.reporting.services.reviewing import accept, return_, withdraw
from luoshi.reporting.services.signing import recall, rework, sign, sign_scan, submit

__all__ = [
    "OPENERS",
    "accept",
    "add_evidence",
    "chase",
    "drawn_up",
    "drop_evidence",
    "keep_rhythm",
    "open_due_periods",
    "open_period",
    "recall",
    "report_change",
    "restore",
    "return_",
    "rework",
    "save_entry",
    "say_no_change",
    "sign",
    "sign_scan",
    "start_report",
    "submit",
    "tell_above",
    "waive",
    "withdraw",
]
