"""How much is asked of a unit, and is it held already? Pure.

The estimate is stated wherever it is shown (`FORMULA`); it is for comparing one quarter with another, no promise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from luoshi.kernel.say import Say, say

MINUTES_ITEM = 1.0
MINUTES_READY = 0.2
WORDS_A_MINUTE = 15
MINUTES_EACH = 5
FORMULA = say(
    "估算口径：每次要求 5 分钟（登录、送签），每个要填的项 1 分钟，每个已预填、只需核对的项 0.2 分钟，"
    "文字每 15 字 1 分钟；四舍五入到分钟。"
)


@dataclass(frozen=True)
class Load:
    """What was asked over some time: how many times, items to fill in, of which came ready, and words expected."""

    times: int = 0
    fields: int = 0
    prefilled: int = 0
    words: int = 0

    def __add__(self, other: Load) -> Load:
        return Load(
            self.times + other.times,
            self.fields + other.fields,
            self.prefilled + other.prefilled,
            self.words + other.words,
        )

    @property
    def open(self) -> int:
        """Items that somebody has to fill in."""
        return max(self.fields - self.prefilled, 0)

    @property
    def minutes(self) -> int:
        """By `FORMULA`."""
        found = self.times * MINUTES_EACH + self.open * MINUTES_ITEM + self.words / WORDS_A_MINUTE
        return round(found + min(self.prefilled, self.fields) * MINUTES_READY)


@dataclass(frozen=True)
class Wanted:
    """What somebody is about to ask for: over which time, and whether a finer rhythm was decided on."""

    starts_on: date
    ends_on: date
    finer: bool = False


@dataclass(frozen=True)
class Held:
    """What has been asked for already: its name and time, how many tasks of the new question it covers, how many units
    have answered it, and out of how many."""

    title: str
    starts_on: date
    ends_on: date
    matters: int
    answered: int = 0
    units: int = 0
    finer: bool = False


def covers(held: Held, wanted: Wanted) -> bool:
    """Whether the answer to the one holds the answer to the other: it spans the same time, and is as fine."""
    spans = held.starts_on <= wanted.starts_on and held.ends_on >= wanted.ends_on
    return spans and held.matters > 0 and (held.finer or not wanted.finer)


def already_held(wanted: Wanted, held: Sequence[Held]) -> tuple[Say, ...]:
    """Why something is not to be asked again, told to the one who asks before it goes out; empty when it is new."""
    return tuple(
        say(
            "“{title}”已经就这段时间要过其中 {matters} 项任务（应报 {units} 家，已报 {answered} 家），请直接取用，不再重复要。",
            title=one.title, matters=one.matters, units=one.units, answered=one.answered,
        )
        for one in held
        if covers(one, wanted)
    )  # fmt: skip


def quarter_of(day: date) -> tuple[date, date]:
    """First and last day of the quarter that a day lies in."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    after = date(day.year + (first.month == 10), (first.month + 2) % 12 + 1, 1)
    return first, date.fromordinal(after.toordinal() - 1)
