"""What becomes of a finding, and of an upper clause that a lower plan should take up? The office that examines decides;
nothing follows by itself for the units named (practice.md 1.9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from luoshi.kernel.say import Say, say
from luoshi.kernel.workflow import Move, Workflow


@dataclass(frozen=True)
class FindingFacts:
    """``found``: whether the latest examination found it still."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    found: bool = True


def _is_gone(facts: FindingFacts) -> Say | None:
    return say("最近一次查找仍然查到这个问题。") if facts.found else None


def _is_found(facts: FindingFacts) -> Say | None:
    return None if facts.found else say("最近一次查找没有查到这个问题。")


_BY = ("examiner.draft",)
_REASON: Mapping[str, Say] = {"note": say("理由")}

FINDING = Workflow(
    name="policy.finding",
    start="raised",
    ends=("settled", "not_a_problem", "gone"),
    states={
        "raised": say("待研判"),
        "confirmed": say("确认为问题"),
        "settled": say("已解决"),
        "not_a_problem": say("不是问题"),
        "gone": say("已不存在"),
    },
    moves=(
        Move("confirm", say("确认为问题"), ("raised",), "confirmed", by=_BY, quiet=False),
        Move(
            "settle", say("登记已解决"), ("raised", "confirmed"), "settled", by=_BY, quiet=False,
            needs={"note": say("解决办法")},
        ),
        Move("dismiss", say("不是问题"), ("raised", "confirmed"), "not_a_problem", by=_BY, needs=_REASON, quiet=False),
        Move("reopen", say("重新研判"), ("settled", "not_a_problem"), "raised", by=_BY, needs=_REASON),
        Move("clear", say("不再出现"), ("raised", "confirmed"), "gone", by=_BY, guards=(_is_gone,)),
        Move("return", say("再次出现"), ("gone",), "raised", by=_BY, guards=(_is_found,)),
    ),
)  # fmt: skip
OPEN = ("raised", "confirmed")
"""The states in which a finding stands."""

UPTAKE = Workflow(
    name="policy.uptake",
    start="suggested",
    ends=("covered", "uncovered"),
    states={"suggested": say("按文字比对"), "covered": say("认定已承接"), "uncovered": say("认定未承接")},
    moves=(
        Move("cover", say("认定已承接"), ("suggested", "uncovered"), "covered", by=_BY, needs=_REASON),
        Move("uncover", say("认定未承接"), ("suggested", "covered"), "uncovered", by=_BY, needs=_REASON),
        Move("withdraw", say("撤销认定"), ("covered", "uncovered"), "suggested", by=_BY),
    ),
)
