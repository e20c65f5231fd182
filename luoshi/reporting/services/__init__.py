"""What is done with periods, reports and receipts? One function per thing a person does."""

from luoshi.reporting.services.appeals import answer_appeal, drop_appeal, keep_appeal, send_appeal
from luoshi.reporting.services.board import chase, restore, tell_above, waive
from luoshi.reporting.services.feeding import save_feeds, send_feeds, take_over
from luoshi.reporting.services.filling import add_evidence, drop_evidence, save_entry, say_no_change, start_report
from luoshi.reporting.services.periods import (
    OPENERS,
    drawn_up,
    keep_rhythm,
    keep_settings,
    open_due_periods,
    open_period,
    report_change,
)
from luoshi.reporting.services.reviewing import accept, return_, withdraw
from luoshi.reporting.services.sharing import share, unshare
from luoshi.reporting.services.signing import keep_chain, pass_step, recall, rework, send_back, sign, sign_scan, submit

__all__ = [
    "OPENERS",
    "accept",
    "add_evidence",
    "answer_appeal",
    "chase",
    "drawn_up",
    "drop_appeal",
    "drop_evidence",
    "keep_appeal",
    "keep_chain",
    "keep_rhythm",
    "keep_settings",
    "open_due_periods",
    "open_period",
    "pass_step",
    "recall",
    "report_change",
    "restore",
    "return_",
    "rework",
    "save_entry",
    "save_feeds",
    "say_no_change",
    "send_appeal",
    "send_back",
    "send_feeds",
    "share",
    "sign",
    "sign_scan",
    "start_report",
    "submit",
    "take_over",
    "tell_above",
    "unshare",
    "waive",
    "withdraw",
]
