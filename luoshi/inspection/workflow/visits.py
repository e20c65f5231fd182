"""What may be done with a visit, by whom, and why not?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from luoshi.inspection.workflow.plan import OWNER
from luoshi.kernel.say import Say, say
from luoshi.kernel.workflow import Move, Workflow


@dataclass(frozen=True)
class VisitFacts:
    """``research``: 调研指导 or 走访, which leaves notes only. ``approved``: the item stands on an approval, ``noticed``: its
    notice is out, or none is due; ``untrained`` members of the team; ``leader``: the team has one; ``unanswered`` questions
    of the sheet; ``drafts`` findings that the unit has not been asked about; ``concluded``: its conclusion is signed."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    research: bool = False
    approved: bool = True
    noticed: bool = True
    untrained: tuple[str, ...] = ()
    leader: bool = True
    unanswered: int = 0
    drafts: int = 0
    noted: bool = False
    concluded: bool = False


def _is_approved(facts: VisitFacts) -> Say | None:
    if facts.approved:
        return None
    return say("事项没有批准，不能到访。")


def _is_noticed(facts: VisitFacts) -> Say | None:
    return None if facts.noticed else say("通知还没有发出；不打招呼的督察请在事项中写明。")


def _has_leader(facts: VisitFacts) -> Say | None:
    return None if facts.leader else say("组里没有组长。")


def _all_trained(facts: VisitFacts) -> Say | None:
    return say("{names}没有培训记录，先登记培训再去。", names=facts.untrained) if facts.untrained else None


def _sheet_full(facts: VisitFacts) -> Say | None:
    if facts.research or not facts.unanswered:
        return None
    return say("检查表还有 {count} 行没有填；没有看到的写明原因。", count=facts.unanswered)


def _none_in_hand(facts: VisitFacts) -> Say | None:
    return say("还有 {count} 条问题没有送单位确认，也没有撤下。", count=facts.drafts) if facts.drafts else None


def _has_notes(facts: VisitFacts) -> Say | None:
    return say("还没有写情况记录。") if facts.research and not facts.noted else None


def _not_concluded(facts: VisitFacts) -> Say | None:
    return say("结论已经签发，不能再改检查表。") if facts.concluded else None


VISIT = Workflow(
    name="inspection.visit",
    start="planned",
    ends=("done", "cancelled"),
    states={"planned": say("待实施"), "visited": say("已到访"), "done": say("已结束"), "cancelled": say("已取消")},
    moves=(
        Move(
            "begin", say("登记到访"), ("planned",), "visited", by=OWNER, guards=(_is_approved, _is_noticed, _has_leader, _all_trained),
            needs={"visited_on": say("到访日期")}, quiet=False,
        ),
        Move("fill", say("录入检查表"), ("visited",), None, by=OWNER),
        Move(
            "finish", say("结束"), ("visited",), "done", by=OWNER, guards=(_sheet_full, _none_in_hand, _has_notes), quiet=False,
        ),
        Move("reopen", say("继续录入"), ("done",), "visited", by=OWNER, guards=(_not_concluded,), needs={"note": say("理由")}),
        Move("cancel", say("取消"), ("planned",), "cancelled", by=OWNER, needs={"note": say("理由")}, asks=True),
    ),
)  # fmt: skip
