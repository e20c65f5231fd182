"""May this be inspected, is it too much, and does its notice keep the rules? Everything answers with its reason.

Sources: the 2018/19 rules on 督查检查考核 (annual plan, merging, no more than one comprehensive item a year), Decree 733
articles 4, 5 and 15, 国办发〔2024〕54号 (coordination bodies do not inspect enterprises under any name), and the eight don'ts of
the State Council's sixth great inspection (2019).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from luoshi.kernel.say import Say, noted, say
from luoshi.org.rules import LEVELS, Kind, Level


@dataclass(frozen=True)
class Caps:
    """How much is enough. ``days_between`` two inspections of one unit; ``comprehensive`` items of one body a year;
    ``random_percent`` of the targets at least are drawn; ``risk_most`` the largest weight against 1; ``borrowed_percent`` of
    the inspectors at most are borrowed from the county and below; ``meeting`` people at most at a meeting."""

    days_between: int = 30
    comprehensive: int = 1
    random_percent: int = 30
    risk_most: int = 5
    borrowed_percent: int = 20
    meeting: int = 30


CAPS = Caps()
"""The documented defaults: 30 days and one comprehensive item from the rules named above; 30 % and 5:1 from what is known of
random inspection (a risk list feeds on itself where nothing is drawn at random); 20 % is the house's own, to be set."""


def not_inspected(kind: Kind) -> Say | None:
    """Why a unit of this kind is never an object of inspection; None where it may be one."""
    if kind is not Kind.ENTERPRISE:
        return None
    return say(
        "协调机构不得以任何名义督查检查企业（国办发〔2024〕54号）。可以经企业同意安排调研走访，不打分、不下整改要求。"
    )


def levels_down(office: Level, unit: Level) -> int:
    """How many levels a unit stands below an office."""
    return LEVELS.index(unit) - LEVELS.index(office)


@dataclass(frozen=True)
class Planned:
    """An item of some body's plan, as the overlap of plans looks at it."""

    id: int
    name: str
    body: int
    body_name: str
    kind: str
    theme: str
    starts_on: date
    ends_on: date
    units: frozenset[int]


@dataclass(frozen=True)
class Overlap:
    """Two items that burden the same units, or are the same thing twice: why, and what would be better."""

    one: Planned
    other: Planned
    units: frozenset[int]
    because: Say
    proposal: Say


def overlaps(items: Iterable[Planned], caps: Caps = CAPS) -> list[Overlap]:
    """Every pair that should be looked at together, whoever plans them; the earlier one first."""
    ordered = sorted(items, key=lambda item: (item.starts_on, item.id))
    return [found for one, other in combinations(ordered, 2) if (found := _overlap(one, other, caps))]


def _overlap(one: Planned, other: Planned, caps: Caps) -> Overlap | None:
    shared = one.units & other.units
    apart = (other.starts_on - one.ends_on).days
    merge = say("建议并入“{name}”，由{body}统一组织。", name=one.name, body=one.body_name)
    if one.theme == other.theme and one.starts_on.year == other.starts_on.year and (shared or one.body == other.body):
        return Overlap(one, other, shared, say("同一年度、同一主题“{theme}”", theme=one.theme), merge)
    if shared and apart < caps.days_between:
        because = say(
            "{count} 个单位在 {days} 日内被督查两次",
            count=len(shared),
            days=max(apart, 0) if apart > 0 else caps.days_between,
        )
        return Overlap(one, other, shared, because, merge if one.kind == other.kind else _together(one))
    return None


def _together(one: Planned) -> Say:
    return say("建议与“{name}”合并进点，一次完成。", name=one.name)


def too_many(items: Iterable[Planned], caps: Caps = CAPS) -> list[tuple[Planned, Say]]:
    """Comprehensive items beyond what one body may have in a year."""
    counted: dict[tuple[int, int], int] = {}
    found = []
    for item in sorted(items, key=lambda one: (one.starts_on, one.id)):
        if item.kind != "comprehensive":
            continue
        key = item.body, item.starts_on.year
        counted[key] = counted.get(key, 0) + 1
        if counted[key] > caps.comprehensive:
            found.append(
                (
                    item,
                    say(
                        "每年综合督查不超过 {most} 项，这是第 {number} 项。",
                        most=caps.comprehensive,
                        number=counted[key],
                    ),
                )
            )
    return found


DONTS: tuple[tuple[str, str], ...] = (
    (noted("要求填表、报材料"), r"(填写|填报|报送|提交|上报|提供)[^，。；]{0,12}(表|材料|台账|总结|报告)"),
    (noted("现场作结论"), r"(现场|当场)[^，。；]{0,6}(结论|定性|通报|打分)"),
    (noted("层层陪同、层层汇报"), r"陪同|逐级汇报|层层汇报|专题汇报"),
    (noted("安排与督查无关的活动"), r"参观|观摩|考察学习|宴请"),
    (noted("要求层层自查、迎检"), r"自查|迎检|自评"),
    (noted("印制汇编、制作专题片"), r"汇编|画册|专题片|宣传片|展板"),
)
_DENIED = re.compile(r"(不|无需|无须|免|勿|严禁|禁止|杜绝)[^，。；]{0,10}$")
_PEOPLE = re.compile(r"(\d+)\s*(?:余|多)?人[^，。；]{0,10}(?:会|座谈)|(?:会|座谈)[^，。；]{0,10}?(\d+)\s*(?:余|多)?人")


@dataclass(frozen=True)
class Fault:
    """Something that a notice asks and may not, and the words that ask it."""

    what: Say
    quote: str = ""


def asked(pattern: str, text: str) -> str:
    """The first words of a text that ask this; empty where none do, or where they say that it is not wanted."""
    return next((hit[0] for hit in re.finditer(pattern, text) if not _DENIED.search(text[: hit.start()])), "")


def against_the_eight(text: str, again: Sequence[str] = (), caps: Caps = CAPS) -> tuple[Fault, ...]:
    """What a notice asks that it may not: the eight don'ts. ``again``: units that somebody has just been to."""
    found = [
        Fault(say("会议超过 {most} 人：“{words}”", most=caps.meeting, words=people[0]), people[0])
        for people in _PEOPLE.finditer(text)
        if int(people[1] or people[2]) > caps.meeting
    ]
    for name, pattern in DONTS:
        if words := asked(pattern, text):
            found.append(Fault(say("{what}：“{words}”", what=say(name), words=words), words))
    if again:
        found.append(Fault(say("{days} 日内重复到同一单位：{units}", days=caps.days_between, units=tuple(again))))
    return tuple(found)
