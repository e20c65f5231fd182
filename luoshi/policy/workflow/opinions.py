"""What may be done with a unit's opinion on its draft duty? Practice.md 8: nothing goes down where departments disagree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from luoshi.kernel.say import Say, say
from luoshi.kernel.workflow import Move, Workflow


@dataclass(frozen=True)
class OpinionFacts:
    """``consulting`` whether the plan is out for opinions now; ``overdue`` whether ``due_on`` is past; ``is_lead`` and
    ``named``: whether the unit leads the task, and whether somebody of it is named for it."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    consulting: bool = True
    due_on: date | None = None
    overdue: bool = True
    is_lead: bool = False
    named: bool = True


def _is_consulting(facts: OpinionFacts) -> Say | None:
    return None if facts.consulting else say("征求意见已经结束。")


def _is_silent(facts: OpinionFacts) -> Say | None:
    return None if facts.overdue else say("反馈截止日期是{day}，还没有到期。", day=facts.due_on)


def _is_named(facts: OpinionFacts) -> Say | None:
    return say("牵头单位请写明责任岗位和具体责任人。") if facts.is_lead and not facts.named else None


OPINION = Workflow(
    name="policy.opinion",
    start="asked",
    ends=("agreed", "adopted", "partly", "declined", "lapsed"),
    states={
        "asked": say("待反馈"),
        "agreed": say("同意"),
        "raised": say("有意见"),
        "adopted": say("采纳"),
        "partly": say("部分采纳"),
        "declined": say("未采纳"),
        "lapsed": say("逾期未反馈"),
    },
    moves=(
        Move(
            "agree", say("同意"), ("asked", "agreed", "raised"), "agreed", by=("consulted.consult",),
            guards=(_is_consulting, _is_named), quiet=False,
        ),
        Move(
            "object", say("提出意见"), ("asked", "agreed", "raised"), "raised", by=("consulted.consult",), guards=(_is_consulting,),
            needs={"text": say("意见内容")}, quiet=False,
        ),
        Move("adopt", say("采纳"), ("raised",), "adopted", by=("drafter.draft",), guards=(_is_consulting,), needs={"note": say("理由")}, quiet=False),
        Move("adopt_partly", say("部分采纳"), ("raised",), "partly", by=("drafter.draft",), guards=(_is_consulting,), needs={"note": say("理由")}, quiet=False),
        Move("decline", say("不采纳"), ("raised",), "declined", by=("drafter.draft",), guards=(_is_consulting,), needs={"note": say("理由")}, quiet=False),
        Move("lapse", say("登记逾期未反馈"), ("asked",), "lapsed", by=("drafter.draft",), guards=(_is_consulting, _is_silent), needs={"note": say("催询情况")}),
    ),
)  # fmt: skip
