"""What may be done with an item of the plan and with a proposal, by whom, and why not?

The approval is the party committee's office's own act on paper: here its number, date and scan are entered (practice 8).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from luoshi.kernel.say import Say, say
from luoshi.kernel.workflow import Move, Workflow

OWNER = ("inspecting.inspect",)


@dataclass(frozen=True)
class ItemFacts:
    """``research``: it is 调研指导; ``scanned``: the approval's scan is there, None while it may still be handed in with the
    act; ``objects`` how many units it names; ``skips``: it looks further down than one level without a reason; ``waiting``
    how many of its teams have not been yet."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    research: bool = False
    scanned: bool | None = False
    unannounced: bool = False
    objects: int = 0
    targets: int = 0
    skips: bool = False
    waiting: int = 0


def _is_inspection(facts: ItemFacts) -> Say | None:
    return say("调研指导不登记督查批准；要督查，请另列事项报批。") if facts.research else None


def _is_research(facts: ItemFacts) -> Say | None:
    if facts.research:
        return None
    return say("没有年度计划编号或者一事一报批准的，只能作为调研指导安排。")


def _has_scan(facts: ItemFacts) -> Say | None:
    return say("没有上传批准件扫描件。") if facts.scanned is False else None


def _has_objects(facts: ItemFacts) -> Say | None:
    return None if facts.objects else say("没有列出督查对象。")


def _keeps_level(facts: ItemFacts) -> Say | None:
    return say("督查对象超过下一级，没有写明理由。") if facts.skips else None


def _has_targets(facts: ItemFacts) -> Say | None:
    return None if facts.targets else say("还没有确定到哪些单位。")


def _is_announced(facts: ItemFacts) -> Say | None:
    return say("不打招呼的督查不发通知，实地督察后再公布。") if facts.unannounced else None


def _all_been(facts: ItemFacts) -> Say | None:
    return say("还有 {count} 个对象没有去。", count=facts.waiting) if facts.waiting else None


ITEM = Workflow(
    name="inspection.item",
    start="draft",
    ends=("finished", "merged", "cancelled"),
    states={
        "draft": say("拟订"),
        "approved": say("已批准"),
        "arranged": say("已安排调研"),
        "noticed": say("已发通知"),
        "finished": say("已结束"),
        "merged": say("已并入"),
        "cancelled": say("已取消"),
    },
    moves=(
        Move(
            "approve", say("登记批准"), ("draft",), "approved", by=OWNER,
            guards=(_is_inspection, _has_objects, _keeps_level, _has_scan),
            needs={
                "basis": say("批准依据"), "number": say("年度计划编号或者批准文号"), "approved_on": say("批准日期"),
                "approved_by": say("批准机关"),
            },
            asks=True, quiet=False,
        ),
        Move("arrange", say("安排调研"), ("draft",), "arranged", by=OWNER, guards=(_is_research, _has_objects), quiet=False),
        Move(
            "notify", say("发出通知"), ("approved",), "noticed", by=OWNER,
            guards=(_is_announced, _has_targets), asks=True, quiet=False,
        ),
        Move("merge", say("并入其他事项"), ("draft", "approved"), "merged", by=OWNER, needs={"merged_into": say("并入哪一项")}, asks=True),
        Move("finish", say("结束"), ("approved", "noticed", "arranged"), "finished", by=OWNER, guards=(_all_been,)),
        Move(
            "cancel", say("取消"), ("draft", "approved", "arranged", "noticed"), "cancelled", by=OWNER,
            needs={"note": say("理由")}, asks=True,
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class ProposalFacts:
    """Nothing more than who asks."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)


PROPOSAL = Workflow(
    name="inspection.proposal",
    start="open",
    ends=("taken", "declined"),
    states={"open": say("待研究"), "taken": say("已列入"), "declined": say("不列入")},
    moves=(
        Move("take", say("列入事项"), ("open",), "taken", by=OWNER, needs={"item": say("列入哪一项")}, quiet=False),
        Move("decline", say("不列入"), ("open",), "declined", by=OWNER, needs={"answer": say("处理说明")}),
    ),
)
