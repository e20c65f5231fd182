"""Do the figures stand still while the state moves on?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from luoshi.kernel.say import say
from luoshi.reporting.rules import PROGRESS, plain
from luoshi.signals.rules.found import Found, Table
from luoshi.signals.rules.registry import RULES, At

USUAL = RULES["unchanged"].usual
RANK = {"not_started": 0, "behind": 1, "on_line": 2, "ahead": 3, "done": 4}


@dataclass(frozen=True)
class Told:
    """What one report said of a task: ``figures`` by the name of the target, ``nodes`` how many milestones were done."""

    period: str
    progress: str
    figures: tuple[tuple[str, Decimal | None], ...]
    nodes: int = 0


def unchanged(told: Sequence[Told], at: At = USUAL) -> Found | None:
    """``told`` oldest first. The latest periods with the same figures, if there are enough and the state moved in them."""
    run = _same(told)
    if len(run) < at["periods"] or not any(value for _, value in run[-1].figures):
        return None
    if not any(_moved(one, two) for one, two in pairwise(run)):
        return None
    rows = tuple(
        (
            one.period,
            PROGRESS.get(one.progress, ""),
            "；".join(f"{name} {plain(value)}" for name, value in one.figures),
            one.nodes,
        )
        for one in run
    )
    head = (say("期次"), say("自报状态"), say("指标数"), say("已完成节点"))
    return Found(
        (say("连续 {count} 期各项指标数没有变化，其间自报状态推进。", count=len(run)),), tables=(Table(head, rows),)
    )


def _same(told: Sequence[Told]) -> list[Told]:
    run: list[Told] = []
    for one in reversed(told):
        if run and one.figures != run[-1].figures:
            break
        run.append(one)
    return run[::-1]


def _moved(one: Told, two: Told) -> bool:
    return RANK.get(two.progress, 0) > RANK.get(one.progress, 0) or two.nodes > one.nodes
