"""How does an outcome indicator stand between its baseline and its target, and how does its course look? Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from luoshi.kernel.say import Say, say
from luoshi.ledger.rules import amount


class Point(NamedTuple):
    """A value on a day."""

    on: date
    value: Decimal


@dataclass(frozen=True)
class Standing:
    """``reached`` whether the target is met; ``percent`` of the way from the baseline, where both are known."""

    reached: bool | None
    percent: int | None
    because: tuple[Say, ...]


def standing(
    baseline: Point | None, latest: Point | None, target: Point | None, comparator: str, unit: str
) -> Standing:
    """Met or not, how far along, and from which figures."""
    if latest is None:
        return Standing(None, None, (say("还没有填过数值。"),))
    now = say("{day} 为 {value}。", day=latest.on, value=amount(latest.value, unit))
    if target is None:
        return Standing(None, None, (now,))
    met = latest.value <= target.value if comparator == "<=" else latest.value >= target.value
    wanted = say(
        "目标 {day} {bound} {value}。", day=target.on, bound=BOUNDS[comparator], value=amount(target.value, unit)
    )
    if baseline is None or baseline.value == target.value:
        return Standing(met, None, (now, wanted))
    way = (latest.value - baseline.value) / (target.value - baseline.value) * 100
    percent = 100 if met else int(min(max(way, Decimal(0)), Decimal(99)))
    start = say("基期 {day} 为 {value}。", day=baseline.on, value=amount(baseline.value, unit))
    return Standing(met, percent, (start, now, wanted))


BOUNDS = {">=": say("不少于"), "<=": say("不超过")}

WIDE, HIGH, PAD = 600, 160, 12


@dataclass(frozen=True)
class Chart:
    """A small line in a box of `WIDE` × `HIGH`: where each value lies, and the target's line and point."""

    dots: tuple[tuple[float, float, Point], ...]
    line: str
    target: tuple[float, float] | None = None
    level: float | None = None


def chart(points: Sequence[Point], target: Point | None = None) -> Chart | None:
    """The course of values, drawn by the server; None where there is nothing to draw."""
    if not points:
        return None
    every = [*points, *([target] if target else [])]
    first, last = min(one.on for one in every), max(one.on for one in every)
    low, high = min(one.value for one in every), max(one.value for one in every)
    days, span = max((last - first).days, 1), high - low

    def place(one: Point) -> tuple[float, float]:
        across = PAD + (WIDE - 2 * PAD) * (one.on - first).days / days
        up = float((one.value - low) / span) if span else 0.5
        return round(across, 1), round(HIGH - PAD - (HIGH - 2 * PAD) * up, 1)

    dots = tuple((*place(one), one) for one in sorted(points, key=lambda one: one.on))
    aim = place(target) if target else None
    return Chart(dots, " ".join(f"{x},{y}" for x, y, _ in dots), aim, aim[1] if aim else None)
