"""Pages of the room: filling in, signing, reviewing, and who has not reported."""

from luoshi.reporting.views.board import ask_move, chase_all, missing
from luoshi.reporting.views.feeding import appeal, appeals, feed, take
from luoshi.reporting.views.filling import draft, drop_file, entry, mine, no_change, report, start
from luoshi.reporting.views.periods import change, limits, new_period, rhythm
from luoshi.reporting.views.reviewing import (
    accept,
    give_back,
    return_many,
    review,
    review_all,
    review_task,
    withdraw,
    withdraw_many,
)
from luoshi.reporting.views.sharing import share, shares
from luoshi.reporting.views.signing import chain, move, scan, sheet

__all__ = [
    "accept",
    "appeal",
    "appeals",
    "ask_move",
    "chain",
    "change",
    "chase_all",
    "draft",
    "drop_file",
    "entry",
    "feed",
    "give_back",
    "limits",
    "mine",
    "missing",
    "move",
    "new_period",
    "no_change",
    "report",
    "return_many",
    "review",
    "review_all",
    "review_task",
    "rhythm",
    "scan",
    "share",
    "shares",
    "sheet",
    "start",
    "take",
    "withdraw",
    "withdraw_many",
]
