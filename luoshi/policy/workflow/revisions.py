"""What becomes of a step between a plan in force and its new version? The office says; the ledger's own requests do it.

A task in force is never rewritten here: what is to be different is asked for, ruled on and kept with what stood before, as
every other change of an issued task.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from luoshi.kernel.say import Say, say
from luoshi.kernel.workflow import Move, Workflow


@dataclass(frozen=True)
class RevisionFacts:
    """``kind`` of the step; ``drafting``: whether the new plan is still being gone over."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    kind: str = "changed"
    drafting: bool = True


def _is_drafting(facts: RevisionFacts) -> Say | None:
    return None if facts.drafting else say("新方案已经送出征求意见。")


def _has_draft(facts: RevisionFacts) -> Say | None:
    return say("新方案里没有这一条。") if facts.kind == "dropped" else None


def _is_changed(facts: RevisionFacts) -> Say | None:
    return None if facts.kind == "changed" else say("没有改动的任务不用提出变更。")


def _is_dropped(facts: RevisionFacts) -> Say | None:
    return None if facts.kind == "dropped" else say("新方案里还有这一条。")


_BY = ("drafter.draft",)

REVISION = Workflow(
    name="policy.revision",
    start="open",
    ends=("taken", "proposed", "cancelling", "left"),
    states={
        "open": say("待处理"),
        "taken": say("列为新任务"),
        "proposed": say("已提出变更"),
        "cancelling": say("已提出撤销"),
        "left": say("不作变更"),
    },
    moves=(
        Move("propose", say("提出变更"), ("open",), "proposed", by=_BY, guards=(_is_drafting, _is_changed)),
        Move("take", say("列为新任务"), ("open",), "taken", by=_BY, guards=(_is_drafting, _has_draft)),
        Move(
            "cancel", say("提出撤销"), ("open",), "cancelling", by=_BY, guards=(_is_drafting, _is_dropped),
            needs={"note": say("理由")},
        ),
        Move("leave", say("不作变更"), ("open",), "left", by=_BY, guards=(_is_drafting,), needs={"note": say("理由")}),
        Move("reopen", say("重新处理"), ("taken", "left"), "open", by=_BY, guards=(_is_drafting,)),
    ),
)  # fmt: skip
