"""Who leads, helps and works with whom over the tasks of plans, and into how many hands does a topic fall?

Topics are read from words: a task belongs to each topic of which its text has a word. Units come in order of load, the
heaviest first: that is a picture of who is needed where, no ranking.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from luoshi.kernel.say import Say, say

LEAD, JOINT, SUPPORT = "lead", "joint", "support"
WEIGHTS = {LEAD: 3, JOINT: 2, SUPPORT: 1}
LEAST = 8
"""Tasks of a topic below which an index says nothing: the plain list of leads is shown."""


@dataclass(frozen=True)
class Topic:
    """A field of work that several departments have a hand in; ``pattern`` the words that tell it."""

    key: str
    label: Say
    pattern: re.Pattern[str]


TOPICS: tuple[Topic, ...] = tuple(
    Topic(key, label, re.compile(words))
    for key, label, words in (
        ("training", say("技能培训"), r"培训|学徒|实训|轮训|研修|岗位练兵"),
        ("education", say("职业教育与产教融合"), r"职业教育|产教|院校|技工学校|职业学校|学院|课程"),
        ("rating", say("技能评价与职业发展"), r"等级认定|技能等级|职称|评价|认定|八级工|职业发展|职业资格"),
        ("pay", say("待遇与激励"), r"工资|薪酬|津贴|待遇|激励|奖励|补贴|表扬|表彰"),
        ("contest", say("竞赛与创新"), r"竞赛|大赛|技能比武|创新|攻关|合理化建议"),
        ("thought", say("思想引领与宣传"), r"思想|党员|党组织|党建|宣讲|宣传|理想信念|劳模精神"),
        ("rights", say("权益保障"), r"权益|劳动合同|社会保险|社保|欠薪|安全生产|职业病|工伤|劳动争议"),
        ("voice", say("民主管理与参政"), r"职工代表|职代会|厂务公开|民主管理|职工董事|职工监事|代表大会代表"),
        ("service", say("服务与帮扶"), r"服务站|驿站|帮扶|困难职工|送温暖|职工之家|书屋|疗休养"),
        ("digital", say("数字化"), r"数字|互联网|平台|信息系统|大数据"),
    )
)


@dataclass(frozen=True)
class Line:
    """A task of the picture: what it says, and each unit's role in it."""

    key: int
    text: str
    roles: Mapping[str, str]

    @property
    def leads(self) -> tuple[str, ...]:
        """Who answers for it: its lead; those jointly responsible where there is none."""
        named = tuple(unit for unit, role in self.roles.items() if role == LEAD)
        return named or tuple(unit for unit, role in self.roles.items() if role == JOINT)


@dataclass(frozen=True)
class Load:
    """A unit and how often it leads, is jointly responsible and supports."""

    unit: str
    lead: int
    joint: int
    support: int

    @property
    def weight(self) -> int:
        return WEIGHTS[LEAD] * self.lead + WEIGHTS[JOINT] * self.joint + WEIGHTS[SUPPORT] * self.support


@dataclass(frozen=True)
class Field:
    """A topic over the tasks: who leads how many of it, and the effective number of leads where it can be said."""

    topic: Topic
    tasks: int
    leads: tuple[tuple[str, int], ...]
    units: int
    effective: float | None


@dataclass(frozen=True)
class Tie:
    """Two units that work on the same tasks: on how many, and how closely (each task's tie is shared by its units)."""

    one: str
    other: str
    tasks: int
    weight: float


def topics_of(text: str) -> tuple[str, ...]:
    """The topics that a text is about."""
    return tuple(topic.key for topic in TOPICS if topic.pattern.search(text))


def loads(lines: Iterable[Line]) -> list[Load]:
    """Every unit's roles, the heaviest load first."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for line in lines:
        for unit, role in line.roles.items():
            counted[unit][role] += 1
    found = [Load(unit, count[LEAD], count[JOINT], count[SUPPORT]) for unit, count in counted.items()]
    return sorted(found, key=lambda one: (-one.weight, -one.lead, one.unit))


def fields(lines: Sequence[Line]) -> list[Field]:
    """Each topic with its leads, the most scattered first; topics without a task are left out."""
    found = []
    for topic in TOPICS:
        about = [line for line in lines if topic.pattern.search(line.text)]
        if not about:
            continue
        counted = Counter(unit for line in about for unit in line.leads)
        leads = tuple(sorted(counted.items(), key=lambda one: (-one[1], one[0])))
        units = len({unit for line in about for unit in line.roles})
        found.append(Field(topic, len(about), leads, units, effective_number(list(counted.values()))))
    return sorted(found, key=lambda one: (-len(one.leads), -one.tasks))


def effective_number(counts: Sequence[int]) -> float | None:
    """1/HHI, unbiased: into how many equal hands the tasks might as well have fallen, never more than there are. None
    below `LEAST` tasks, and where no lead has two of them: every task has its own, and the list says so."""
    total = sum(counts)
    pairs = sum(one * (one - 1) for one in counts)
    return min(total * (total - 1) / pairs, float(len(counts))) if total >= LEAST and pairs else None


def ties(lines: Iterable[Line]) -> list[Tie]:
    """Who works with whom: a task of n units ties each pair by 1/(n-1) (Newman), the closest first."""
    shared: dict[tuple[str, str], list[float]] = defaultdict(list)
    for line in lines:
        units = sorted(line.roles)
        for at, one in enumerate(units):
            for other in units[at + 1 :]:
                shared[one, other].append(1 / (len(units) - 1))
    found = [Tie(one, other, len(weights), round(sum(weights), 2)) for (one, other), weights in shared.items()]
    return sorted(found, key=lambda tie: (-tie.weight, -tie.tasks, tie.one, tie.other))


@dataclass(frozen=True)
class Spot:
    """A unit on the graph's circle; ``anchor`` on which side its name stands."""

    unit: str
    x: float
    y: float
    size: float
    anchor: str
    label_x: float


def circle(found: Sequence[Load], *, most: int, width: float, height: float) -> list[Spot]:
    """The units with the heaviest load on a circle, in that order from the top clockwise: the same every time."""
    chosen = found[:most]
    heaviest = max((one.weight for one in chosen), default=1)
    across, down = width / 2 - 150, height / 2 - 24
    spots = []
    for at, one in enumerate(chosen):
        angle = 2 * math.pi * at / len(chosen) - math.pi / 2
        x, y = width / 2 + across * math.cos(angle), height / 2 + down * math.sin(angle)
        size = 4 + 6 * one.weight / heaviest
        right = math.cos(angle) >= 0
        spots.append(
            Spot(one.unit, round(x, 1), round(y, 1), round(size, 1), "start" if right else "end", round(x + (size + 5 if right else -size - 5), 1))
        )  # fmt: skip
    return spots
