"""How far has inspection followed the reform, and are its three streams in proportion?

Three streams (practice 1.8, methods 5): what must be looked at (its legal cycle, a follow-up), what is drawn at random, what
a risk speaks for. A risk list that nothing random corrects feeds on itself, so at least a share is random, and no weight
goes beyond the cap. The inspector is no feature of a risk: who looks decides what is found far more than where one looks
(Chicago's food inspections, 2014: identity of the inspector alone explains nearly all that their model found).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from luoshi.inspection.rules.plan import CAPS, Caps
from luoshi.kernel.say import Say, say

STREAMS: Mapping[str, Say] = {"must": say("应查"), "random": say("随机抽取"), "risk": say("按风险")}
NEVER, LONG, LATELY = "never", "long", "lately"
STANDINGS: Mapping[str, Say] = {
    NEVER: say("从未看过"), LONG: say("看过，已超过期限"), LATELY: say("期限内看过"),
}  # fmt: skip
DAYS = (90, 180, 365, 730)
"""Which "not for so many days" is offered."""
USUAL = 365


def standing(last: date | None, today: date, days: int) -> str:
    """How a thing stands that was last looked at on a day, or never."""
    if last is None:
        return NEVER
    return LATELY if last >= since(today, days) else LONG


def since(today: date, days: int) -> date:
    """The first day that still counts as lately."""
    return today - timedelta(days=days)


@dataclass(frozen=True)
class Count:
    """Of ``total`` so many were looked at ``lately``, so many ``ever``."""

    total: int
    ever: int
    lately: int

    @property
    def never(self) -> int:
        """What nobody has looked at."""
        return self.total - self.ever

    @property
    def percent(self) -> int | None:
        """Looked at lately, of a hundred; None of nothing."""
        return round(self.lately * 100 / self.total) if self.total else None


@dataclass(frozen=True)
class Stream:
    """One of the three: how many targets, and which share of all."""

    key: str
    label: Say
    count: int
    percent: int


@dataclass(frozen=True)
class Streams:
    """The three with what is to be said of their proportion; ``total`` targets in all."""

    rows: tuple[Stream, ...]
    total: int
    because: tuple[Say, ...]


def streams(counts: Mapping[str, int], heaviest: float = 1, caps: Caps = CAPS) -> Streams:
    """The shares of the streams; ``heaviest`` the largest weight in use."""
    total = sum(counts.get(key, 0) for key in STREAMS)
    rows = tuple(
        Stream(key, label, counts.get(key, 0), round(counts.get(key, 0) * 100 / total) if total else 0)
        for key, label in STREAMS.items()
    )
    return Streams(rows, total, tuple(_remarks(counts.get("random", 0), total, heaviest, caps)))


def _remarks(at_random: int, total: int, heaviest: float, caps: Caps) -> list[Say]:
    found = []
    if total and at_random * 100 < caps.random_percent * total:
        found.append(
            say(
                "随机抽取 {count} 个，不到 {total} 个的 {percent}%；下一次多抽一些随机对象。",
                count=at_random, total=total, percent=caps.random_percent,
            )
        )  # fmt: skip
    if heaviest > caps.risk_most:
        found.append(say("按风险的最大权重 {weight}，超过 {most}:1。", weight=heaviest, most=caps.risk_most))
    return found


def because(last: date | None, today: date, what: Say) -> Say:
    """What a proposal to look there begins with."""
    if last is None:
        return say("{what}从未督察过", what=what)
    return say("{what}上次督察是 {day}，已 {days} 日", what=what, day=last, days=(today - last).days)
