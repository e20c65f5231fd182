"""What may be done with a draw and with what it has chosen? The order of its steps is what makes it believable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from luoshi.inspection.workflow.plan import OWNER
from luoshi.kernel.say import Say, say
from luoshi.kernel.workflow import Move, Workflow


@dataclass(frozen=True)
class DrawFacts:
    """``approved``: its item stands on an approval; ``against`` what forbids drawing from this frame; ``hidden`` how many of
    the units drawn are not to know yet."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    approved: bool = False
    against: tuple[Say, ...] = ()
    hidden: int = 0
    visited: int = 0


def _is_approved(facts: DrawFacts) -> Say | None:
    return None if facts.approved else say("事项没有登记批准，不能抽取。")


def _frame_holds(facts: DrawFacts) -> Say | None:
    return say("名单还不能公布：{faults}", faults=facts.against) if facts.against else None


def _all_been(facts: DrawFacts) -> Say | None:
    return say("还有 {count} 个对象没有去，去过以后再公布。", count=facts.hidden) if facts.hidden else None


def _nobody_went(facts: DrawFacts) -> Say | None:
    return say("已经按这次抽取去了 {count} 个对象，不能作废。", count=facts.visited) if facts.visited else None


DRAW = Workflow(
    name="inspection.draw",
    start="preparing",
    ends=("published", "void"),
    states={
        "preparing": say("准备名单"),
        "frozen": say("名单已公布"),
        "drawn": say("已抽取"),
        "published": say("结果已公布"),
        "void": say("作废"),
    },
    moves=(
        Move(
            "freeze", say("封存名单"), ("preparing",), "frozen", by=OWNER, guards=(_is_approved, _frame_holds), asks=True,
            quiet=False,
        ),
        Move(
            "draw", say("抽取"), ("frozen",), "drawn", by=OWNER,
            needs={"witness": say("见证值"), "witness_name": say("见证人")}, asks=True, quiet=False,
        ),
        Move("publish", say("公布结果"), ("drawn",), "published", by=OWNER, guards=(_all_been,), asks=True, quiet=False),
        Move(
            "annul", say("作废"), ("preparing", "frozen", "drawn"), "void", by=OWNER, guards=(_nobody_went,),
            needs={"note": say("理由")}, asks=True,
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class TargetFacts:
    """``visited``: the team has been there; ``next``: a target is left to take its turn, ``free`` an inspector; ``led``: the
    team has a leader."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    visited: bool = False
    next: bool = False
    free: bool = False
    led: bool = True


def _not_visited(facts: TargetFacts) -> Say | None:
    return say("已经去过，不能更换。") if facts.visited else None


def _somebody_left(facts: TargetFacts) -> Say | None:
    return None if facts.next else say("同一层没有下一个对象可以递补。")


def _somebody_free(facts: TargetFacts) -> Say | None:
    return None if facts.free else say("没有下一名不须回避的督察员可以递补。")


def _not_led(facts: TargetFacts) -> Say | None:
    return say("组里已经有组长。") if facts.led else None


TARGET = Workflow(
    name="inspection.target",
    start="chosen",
    ends=("replaced", "chosen"),
    states={"chosen": say("已确定"), "replaced": say("已更换")},
    moves=(
        Move(
            "replace", say("由下一个递补"), ("chosen",), "replaced", by=OWNER, guards=(_not_visited, _somebody_left),
            needs={"reason": say("理由")}, asks=True,
        ),
        Move(
            "recuse", say("督察员回避"), ("chosen",), None, by=OWNER, guards=(_not_visited, _somebody_free),
            needs={"note": say("理由")}, asks=True,
        ),
        Move("lead", say("指定组长"), ("chosen",), None, by=OWNER, guards=(_not_visited, _not_led)),
    ),
)  # fmt: skip
