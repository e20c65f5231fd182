"""How many were closed, in time, again, and after how many days in each step? Every figure carries what it counts.

Pure. In time is judged by the first limit; an extension does not change that. A share of fewer than `FEW` is not shown:
one case more or less would turn it over. Nothing is ranked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from luoshi.kernel.say import Say, say

FEW = 5
STAGES: tuple[tuple[str, Say], ...] = (
    ("measures", say("报措施")),
    ("vetting", say("审定")),
    ("work", say("整改")),
    ("check", say("核查")),
    ("closing", say("公示销号")),
)


@dataclass(frozen=True)
class Passed:
    """One problem as the figures see it; ``groups`` the line it stands in under each heading."""

    group: str
    entered: date
    proposed: date | None = None
    vetted: date | None = None
    claimed: date | None = None
    verified: date | None = None
    closed: date | None = None
    first_due: date | None = None
    extended: bool = False
    reopened: int = 0
    refused: int = 0
    again: bool = False


@dataclass(frozen=True)
class Share:
    """So many of so many; ``percent`` None where they are too few to speak of a share."""

    count: int
    of: int
    because: Say

    @property
    def percent(self) -> int | None:
        """Rounded down."""
        return 100 * self.count // self.of if self.of >= FEW else None


@dataclass(frozen=True)
class Days:
    """The mean of the days that a step has taken, and of how many problems."""

    mean: float | None
    count: int


@dataclass(frozen=True)
class Line:
    """The figures of one group."""

    group: str
    listed: int
    closed: int
    in_time: Share
    extended: int
    refused: int
    reopened: int
    again: int
    days: tuple[Days, ...]


def line(group: str, rows: Sequence[Passed]) -> Line:
    """All figures of a group."""
    closed = [row for row in rows if row.closed is not None]
    timely = [row for row in closed if row.claimed and row.first_due and row.claimed <= row.first_due]
    reason = say("已销号 {of} 件中，{count} 件在首次时限前报整改完成并核查通过。", of=len(closed), count=len(timely))
    return Line(
        group, len(rows), len(closed), Share(len(timely), len(closed), reason), sum(row.extended for row in rows),
        sum(row.refused > 0 for row in rows), sum(row.reopened > 0 for row in rows), sum(row.again for row in rows),
        tuple(_days(rows, key) for key, _label in STAGES),
    )  # fmt: skip


def _days(rows: Iterable[Passed], stage: str) -> Days:
    spans = {
        "measures": ("entered", "proposed"), "vetting": ("proposed", "vetted"), "work": ("vetted", "claimed"),
        "check": ("claimed", "verified"), "closing": ("verified", "closed"),
    }  # fmt: skip
    start, end = spans[stage]
    took = [
        (after - before).days
        for row in rows
        if (before := getattr(row, start)) is not None and (after := getattr(row, end)) is not None and after >= before
    ]
    return Days(round(sum(took) / len(took), 1) if took else None, len(took))


def lines(rows: Iterable[Passed]) -> list[Line]:
    """A line for each group, in the order in which the groups come: never by merit."""
    groups: dict[str, list[Passed]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row)
    return [line(group, found) for group, found in groups.items()]
