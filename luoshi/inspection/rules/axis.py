"""One axis per task: what the unit reports, the planned line, what an inspector saw, what workers say, what the indicator says.

The gap is what is shown: where two of them stand apart, in words, with the figures. Never a score, never a judgement on a
person: whoever reads it goes and asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from luoshi.inspection.rules.sheets import READINGS
from luoshi.kernel.say import Say, say

APART = 10
"""Points of a hundred from which two figures are told as a gap; less is rounding and the days between them."""
FEW = 50
"""Of a hundred workers who answered: fewer have had use of it than a task on its way would let one expect."""
AS_READ = {"not_started": "none", "behind": "behind", "on_line": "on", "ahead": "ahead", "done": "done"}
RANK = {"none": 0, "behind": 1, "on": 2, "ahead": 3, "done": 4}


@dataclass(frozen=True)
class AxisFacts:
    """``reported`` one of the reported states, ``percent`` the accepted progress; ``read``, ``read_percent``, ``read_on`` as the
    inspector saw it; ``reached`` of a hundred workers who answered how many have had use of it: None for under five and for
    nobody, which are not told apart. ``met``: whether the indicator has reached its target."""

    reported: str = ""
    reported_on: date | None = None
    percent: float | None = None
    planned: float | None = None
    read: str = ""
    read_percent: int | None = None
    read_on: date | None = None
    read_by: str = ""
    reached: int | None = None
    workers_because: Say | None = None
    indicator: str = ""
    met: bool | None = None
    indicator_percent: int | None = None
    indicator_because: tuple[Say, ...] = ()


@dataclass(frozen=True)
class Point:
    """One voice on the axis. ``value`` 0 to 100, None where it has no place; ``text`` what it says, ``because`` from where."""

    key: str
    label: Say
    value: float | None
    text: Say
    because: tuple[Say, ...] = ()


@dataclass(frozen=True)
class Gap:
    """Two voices that stand apart. ``tone``: warn where the report is better than what others see, plain where it is worse."""

    text: Say
    tone: str = "warn"


@dataclass(frozen=True)
class Axis:
    """The voices that there are, and where they stand apart."""

    points: tuple[Point, ...]
    gaps: tuple[Gap, ...]


def axis(facts: AxisFacts) -> Axis | None:
    """The axis of a task; None while nobody but the unit itself has said anything."""
    others = bool(facts.read) or facts.reached is not None or facts.met is not None
    if not others:
        return None
    points = [
        one for one in (_reported(facts), _planned(facts), _read(facts), _workers(facts), _indicator(facts)) if one
    ]
    return Axis(tuple(points), tuple(_gaps(facts)))


def _reported(facts: AxisFacts) -> Point | None:
    if not facts.reported and facts.percent is None:
        return None
    state = READINGS.get(AS_READ.get(facts.reported, ""))
    on = (say("{day} 接收的报送。", day=facts.reported_on),) if facts.reported_on else ()
    if state is None:
        text = say("已接收进展 {percent}%", percent=_whole(facts.percent))
    elif facts.percent is None:
        text = state
    else:
        text = say("{state}，{percent}%", state=state, percent=_whole(facts.percent))
    return Point("reported", say("单位自报"), facts.percent, text, on)


def _planned(facts: AxisFacts) -> Point | None:
    if facts.planned is None:
        return None
    text = say("今日应达 {percent}%", percent=_whole(facts.planned))
    return Point("planned", say("计划线"), facts.planned, text)


def _read(facts: AxisFacts) -> Point | None:
    state = READINGS.get(facts.read)
    if state is None:
        return None
    text = state if facts.read_percent is None else say("{state}，{percent}%", state=state, percent=facts.read_percent)
    because = (say("{day} {who}实地所见。", day=facts.read_on, who=facts.read_by),) if facts.read_on else ()
    return Point("read", say("督察所见"), facts.read_percent, text, because)


def _workers(facts: AxisFacts) -> Point | None:
    if facts.reached is None:
        return None
    text = say("{share}% 的回答说得到过实惠", share=facts.reached)
    return Point(
        "workers", say("职工说"), facts.reached, text, (facts.workers_because,) if facts.workers_because else ()
    )


def _indicator(facts: AxisFacts) -> Point | None:
    if facts.met is None:
        return None
    text = (
        say("{name}已达到目标", name=facts.indicator) if facts.met else say("{name}没有达到目标", name=facts.indicator)
    )
    return Point("indicator", say("成效指标"), facts.indicator_percent, text, facts.indicator_because)


def _gaps(facts: AxisFacts) -> Sequence[Gap]:
    return [
        one
        for one in (_against_reading(facts), _against_plan(facts), _against_workers(facts), _against_figure(facts))
        if one
    ]


def _against_reading(facts: AxisFacts) -> Gap | None:
    said, seen = AS_READ.get(facts.reported, ""), facts.read
    if said and seen and RANK[said] != RANK[seen]:
        better = RANK[said] > RANK[seen]
        words = say("单位自报{said}，督察所见{seen}。", said=READINGS[said], seen=READINGS[seen])
        return Gap(words, "warn" if better else "plain")
    if facts.percent is not None and facts.read_percent is not None:
        apart = facts.percent - facts.read_percent
        if abs(apart) >= APART:
            higher = say("自报比督察所见高 {points} 个百分点。", points=_whole(apart))
            lower = say("自报比督察所见低 {points} 个百分点。", points=_whole(-apart))
            return Gap(higher) if apart > 0 else Gap(lower, "plain")
    return None


def _against_plan(facts: AxisFacts) -> Gap | None:
    if facts.planned is None or facts.read_percent is None or facts.planned - facts.read_percent < APART:
        return None
    return Gap(say("督察所见比计划线低 {points} 个百分点。", points=_whole(facts.planned - facts.read_percent)))


def _well(facts: AxisFacts) -> bool:
    return RANK.get(AS_READ.get(facts.reported, ""), 0) >= RANK["on"]


def _against_workers(facts: AxisFacts) -> Gap | None:
    if facts.reached is None or facts.reached >= FEW or not _well(facts):
        return None
    said = READINGS[AS_READ[facts.reported]]
    return Gap(say("单位自报{said}，回答的职工中只有 {share}% 说得到过实惠。", said=said, share=facts.reached))


def _against_figure(facts: AxisFacts) -> Gap | None:
    if facts.met is not False or facts.reported != "done":
        return None
    return Gap(say("单位自报已完成，成效指标“{name}”没有达到目标。", name=facts.indicator))


def _whole(value: float | None) -> int:
    return round(value or 0)
