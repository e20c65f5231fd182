"""Do the tasks that serve an indicator have their effect? Tasks done beside figures, each verdict with its reason.

A verdict is a question to the owner of the figure and the leads of the tasks, never a judgement on them: figures lag behind
work, and other things move them too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from luoshi.kernel.say import Say, say


@dataclass(frozen=True)
class EffectLimits:
    """``mostly``: the share of tasks done, in percent, from which an effect is expected; ``behind``: how many points the figure
    may lie behind that; ``fresh``: days after which a figure is too old to tell."""

    mostly: int = 80
    behind: int = 30
    fresh: int = 400


EFFECT_LIMITS = EffectLimits()
VERDICTS: dict[str, Say] = {
    "absent": say("任务做了，效果没有出来"), "unserved": say("没有任务支撑"), "unclaimed": say("有效果，没有任务支撑"),
    "unknown": say("没有数据，看不出效果"), "under_way": say("正在推进"), "reached": say("达到目标"),
}  # fmt: skip
"""In this order: what wants a look first."""


@dataclass(frozen=True)
class EffectFacts:
    """An indicator: tasks that serve it and how many are done; whether its target is met, how far along it is in percent, and
    the day of its latest value."""

    tasks: int
    done: int
    reached: bool | None
    percent: int | None
    at: date | None


@dataclass(frozen=True)
class Effect:
    """A verdict, with its reasons."""

    verdict: str
    because: tuple[Say, ...]

    @property
    def label(self) -> Say:
        return VERDICTS[self.verdict]


def effect(facts: EffectFacts, today: date, limits: EffectLimits = EFFECT_LIMITS) -> Effect:
    """How an indicator stands beside the tasks that serve it."""
    told = say("支撑任务 {tasks} 项，已完成 {done} 项。", tasks=facts.tasks, done=facts.done)
    if not facts.tasks:
        if facts.reached:
            return Effect("unclaimed", (say("目标已经达到，却没有任务登记为支撑这项指标；请核对是谁的工作起了作用。"),))
        return Effect("unserved", (say("没有任务登记为支撑这项指标，目标没有人在做。"),))
    if facts.at is None:
        return Effect("unknown", (told, say("还没有填过数值。")))
    if facts.reached:
        return Effect("reached", (told, say("指标已经达到目标。")))
    if facts.at < today - timedelta(days=limits.fresh):
        return Effect("unknown", (told, say("最近一次数值是{day}的，太旧，看不出效果。", day=facts.at)))
    share = facts.done * 100 // facts.tasks
    if share < limits.mostly:
        return Effect("under_way", (told, say("完成的任务不到 {n}%，还不该下结论。", n=limits.mostly)))
    if facts.percent is None:
        because = say("任务完成 {share}%，指标没有达到目标。", share=share)
        return Effect("absent" if facts.reached is False else "unknown", (told, because))
    if share - facts.percent > limits.behind:
        gap = say(
            "任务完成 {share}%，指标只走了 {percent}% 的路，相差超过 {n} 个百分点。",
            share=share,
            percent=facts.percent,
            n=limits.behind,
        )
        return Effect("absent", (told, gap))
    return Effect(
        "under_way", (told, say("任务完成 {share}%，指标走了 {percent}%。", share=share, percent=facts.percent))
    )


def ordered(rows: Sequence[Effect]) -> list[int]:
    """The places of effects, what wants a look first."""
    rank = {name: at for at, name in enumerate(VERDICTS)}
    return sorted(range(len(rows)), key=lambda at: (rank[rows[at].verdict], at))
