"""Which group of the desk does a date fall into, and who needs attention first? Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from luoshi.kernel.say import Say, say
from luoshi.ledger.rules import Light
from luoshi.org.rules import Relation

GROUPS: tuple[tuple[str, Say], ...] = (
    ("late", say("已逾期")),
    ("today", say("今天")),
    ("week", say("本周")),
    ("later", say("以后")),
    ("undated", say("未定日期")),
)


def group_of(due_on: date | None, today: date) -> str:
    """The group that a date falls into; the week ends on Sunday."""
    if due_on is None:
        return "undated"
    if due_on < today:
        return "late"
    if due_on == today:
        return "today"
    return "week" if due_on <= today + timedelta(days=6 - today.weekday()) else "later"


BESIDE = frozenset({Relation.PEER, Relation.OFFICE_PEER})
"""Who stands beside us: peers, and an office and the members of its body."""


def softened(light: Light) -> Light:
    """A light on what a peer owes us: never red. The reason and the days stay; only the colour goes."""
    return replace(light, state="none") if light.state == "red" else light


@dataclass(frozen=True)
class Tally:
    """How many tasks show each light. ``total`` all in the ledger; the light counts overlap in no way within one light."""

    total: int = 0
    time_red: int = 0
    time_yellow: int = 0
    time_green: int = 0
    time_paused: int = 0
    time_closed: int = 0
    progress_red: int = 0
    progress_yellow: int = 0
    progress_green: int = 0
    progress_ahead: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, name) + getattr(other, name) for name in FIELDS))

    @property
    def calm(self) -> bool:
        """Whether nothing here needs attention."""
        return not (self.time_red or self.time_yellow or self.progress_red or self.progress_yellow)

    @property
    def heavy(self) -> bool:
        """Whether something is late or far behind."""
        return bool(self.time_red or self.progress_red)

    @property
    def attention(self) -> tuple[int, int, int, int]:
        """What units are sorted by, most first: late, far behind, near, behind. No score, and no ranking."""
        return (-self.time_red, -self.progress_red, -self.time_yellow, -self.progress_yellow)


FIELDS = tuple(Tally.__dataclass_fields__)


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum of several."""
    found = Tally()
    for one in tallies:
        found += one
    return found


# ---------- notices ----------


@dataclass(frozen=True)
class Wishes:
    """How somebody wants to be told: whether they have a mail address, and when they want no mail."""

    reachable: bool = False
    digest_at: time = time(8, 30)
    quiet_from: time | None = None
    quiet_to: time | None = None
    away_until: date | None = None


def may_mail(way: str, wishes: Wishes, today: date) -> bool:
    """Whether mail about this goes to this person at all today."""
    away = wishes.away_until is not None and today <= wishes.away_until
    return wishes.reachable and way in {"mail", "digest"} and not away


def mail_after(now: datetime, wishes: Wishes) -> datetime:
    """When a single mail may go: now, or at the end of the quiet hours."""
    start, end = wishes.quiet_from, wishes.quiet_to
    if start is None or end is None or start == end:
        return now
    at = now.time().replace(tzinfo=None)
    overnight = start > end
    quiet = (at >= start or at < end) if overnight else start <= at < end
    if not quiet:
        return now
    day = now.date() + timedelta(days=1) if overnight and at >= start else now.date()
    return datetime.combine(day, end, tzinfo=now.tzinfo)


def is_for_digest(*, mailed_on: date | None, due_on: date | None, today: date, next_workday: date) -> bool:
    """Whether a matter belongs into today's digest: told by mail never before, or due by the next working day.

    Never twice a day, and not day after day: what was told once comes again only when its date is there.
    """
    if mailed_on is None:
        return True
    return mailed_on < today and due_on is not None and today <= due_on <= next_workday


def is_digest_time(now: datetime, wishes: Wishes) -> bool:
    """Whether the hour has come; a digest that was missed is sent later on the same day."""
    return now.time().replace(tzinfo=None) >= wishes.digest_at
