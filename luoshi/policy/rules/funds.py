"""Where does the money for one purpose come from, and what is left of it? Amounts in 万元, exact.

Departments each hold a pot for nearly the same purpose; nobody sees that they add up (资兴: the funds of several
departments were planned and paid as one). So lines for the same purpose and the same people stand together.
Source: practice in 资兴's 经费保障机制 (mission row B4); methods.md section 2: overlap of funds needs structured entry.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from luoshi.kernel.say import Say, say
from luoshi.ledger.rules import plain

NOTHING = Decimal(0)
LARGEST = Decimal(10) ** 10
"""万元: a hundred trillion yuan; more is a slip of the keyboard."""
SMALLEST = Decimal("0.000001")
"""万元: one fen."""
_NO_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Money:
    """What is wanted, allocated and paid, in 万元."""

    wanted: Decimal = NOTHING
    allocated: Decimal = NOTHING
    paid: Decimal = NOTHING

    @property
    def left(self) -> Decimal:
        """Allocated and not paid yet."""
        return self.allocated - self.paid

    @property
    def lacking(self) -> Decimal:
        """Wanted and not allocated."""
        return max(self.wanted - self.allocated, NOTHING)

    def __add__(self, other: Money) -> Money:
        return Money(self.wanted + other.wanted, self.allocated + other.allocated, self.paid + other.paid)


@dataclass(frozen=True)
class Line:
    """A budget line: ``pot`` names where its money comes from, in words."""

    key: int
    year: int
    purpose: str
    beneficiary: str
    pot: str
    unit: str
    money: Money

    @property
    def aim(self) -> tuple[int, str, str]:
        """What the line shares with others for the same: year, purpose and people, without marks and spaces."""
        return self.year, _bare(self.purpose), _bare(self.beneficiary)


@dataclass(frozen=True)
class Aim:
    """Lines for one purpose and the same people in one year. ``because`` why they are held to be one thing."""

    purpose: str
    beneficiary: str
    year: int
    lines: tuple[Line, ...]
    money: Money
    because: Say | None = None

    @property
    def overlaps(self) -> bool:
        """Whether several pots pay for the same."""
        return self.because is not None


def _bare(text: str) -> str:
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", text)).casefold()


def total(lines: Iterable[Line]) -> Money:
    """What all lines come to."""
    return sum((line.money for line in lines), Money())


def aims(lines: Iterable[Line]) -> list[Aim]:
    """Lines put together by what they are for: from several pots first, then the largest sum."""
    found: dict[tuple[int, str, str], list[Line]] = {}
    for line in lines:
        found.setdefault(line.aim, []).append(line)
    made = [_aim(rows) for rows in found.values()]
    return sorted(made, key=lambda aim: (-aim.year, not aim.overlaps, -aim.money.wanted, aim.purpose, aim.beneficiary))


def _aim(rows: Sequence[Line]) -> Aim:
    first, money = rows[0], total(rows)
    pots = list(dict.fromkeys((row.unit, row.pot) for row in rows))
    because = None
    if len(pots) > 1:
        because = say(
            "用途、受益对象相同的经费来自 {count} 个渠道：{pots}；安排合计 {sum} 万元。",
            count=len(pots), pots=tuple(say("{unit}（{pot}）", unit=unit, pot=pot) for unit, pot in pots), sum=plain(money.allocated),
        )  # fmt: skip
    return Aim(first.purpose, first.beneficiary, first.year, tuple(rows), money, because)


def remarks(money: Money) -> list[Say]:
    """What a reader should notice about a line's amounts. Nothing follows from it by itself."""
    found = []
    if money.wanted and not money.allocated:
        found.append(say("还没有安排。"))
    elif money.lacking:
        found.append(say("比需求少安排 {amount} 万元。", amount=plain(money.lacking)))
    if money.allocated > money.wanted > 0:
        found.append(say("安排多于需求 {amount} 万元。", amount=plain(money.allocated - money.wanted)))
    return found


def faults(money: Money) -> dict[str, list[Say]]:
    """What cannot be: amounts below nothing, finer than a fen or beyond measure, more paid than allocated."""
    wrong: dict[str, list[Say]] = {}
    for name in ("wanted", "allocated", "paid"):
        value: Decimal = getattr(money, name)
        if not value.is_finite() or not NOTHING <= value < LARGEST:
            wrong[name] = [say("金额须在 0 至 100 万亿元之间。")]
        elif value != value.quantize(SMALLEST):
            wrong[name] = [say("金额最多精确到分，即小数点后六位。")]
    if not wrong and money.paid > money.allocated:
        wrong["paid"] = [
            say(
                "已支付 {paid} 万元，多于已安排的 {allocated} 万元。",
                paid=plain(money.paid),
                allocated=plain(money.allocated),
            )
        ]
    return wrong  # fmt: skip
