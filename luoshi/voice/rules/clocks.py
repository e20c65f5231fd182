"""By when is a case to be taken on, and by when answered? In working days, from the day on which it was written.

Practice: a matter is taken on or turned down within seven working days; the answer's limit follows its kind. The product's own
defaults, below the limits of the Regulation on Petitions (信访工作条例, 2022: 15 days, 60 days).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from luoshi.kernel.say import Say, say

REPLY = {"suggestion": 20, "problem": 30, "praise": 10, "pilot": 30}


@dataclass(frozen=True)
class Limits:
    """Working days to take a case on, and to answer it by its kind; days that a reporter's contact is kept after the end."""

    accept: int = 7
    reply: dict[str, int] = field(default_factory=lambda: dict(REPLY))
    kept: int = 180


NEAR = 2
"""Working days before a limit from which on it is near."""
Shift = Callable[[date, int], date]
Between = Callable[[date, date], int]


@dataclass(frozen=True)
class Clock:
    """The date that counts now, and how many working days are left to it (below zero: it is past)."""

    due_on: date
    left: int

    @property
    def tone(self) -> str:
        """As the desk and the list colour it."""
        return "late" if self.left < 0 else "near" if self.left <= NEAR else "plain"

    @property
    def because(self) -> Say:
        """In words."""
        if self.left < 0:
            return say("逾期 {days} 个工作日", days=-self.left)
        return say("剩 {days} 个工作日", days=self.left) if self.left else say("今天到期")


def accept_by(written_on: date, shift: Shift, limits: Limits) -> date:
    """The last day to take a case on."""
    return shift(written_on, limits.accept)


def reply_by(kind: str, from_on: date, shift: Shift, limits: Limits) -> date:
    """The last day to answer a case of this kind."""
    return shift(from_on, limits.reply[kind])


def clock(state: str, accept: date | None, reply: date | None, today: date, between: Between) -> Clock | None:
    """The clock that runs in this state; None where nothing is owed."""
    due = accept if state == "received" else reply if state == "handling" else None
    return Clock(due, between(today, due)) if due is not None else None
