"""What may a unit and the drafter do with a countersign (会签) of a division, and why not? Practice.md section 8."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from luoshi.kernel.say import Say, say
from luoshi.kernel.workflow import Move, Workflow


@dataclass(frozen=True)
class CountersignFacts:
    """``consulting`` whether the document is not issued yet; ``current`` whether the text is still the one that was laid
    before the unit; ``scanned`` whether the signed sheet is attached; ``may_sign`` whether the actor is the unit's head."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    consulting: bool = False
    current: bool = True
    scanned: bool = False
    may_sign: bool = False


def _not_issued(facts: CountersignFacts) -> Say | None:
    return None if facts.consulting else say("文件已经印发或者退回核对，不能再会签。")


def _is_current(facts: CountersignFacts) -> Say | None:
    return None if facts.current else say("送会签以后文本有修改，请等起草单位重新送会签。")


def _is_signed(facts: CountersignFacts) -> Say | None:
    return None if facts.scanned or facts.may_sign else say("请由负责人签字，或者上传签字的会签单扫描件。")


def _is_outdated(facts: CountersignFacts) -> Say | None:
    return say("会签以后文本没有修改。") if facts.current else None


UNIT, DRAFTER = ("consulted.consult", "consulted.sign"), ("drafter.draft",)
COUNTERSIGN = Workflow(
    name="policy.countersign",
    start="asked",
    ends=("signed", "settled"),
    states={
        "asked": say("待会签"),
        "signed": say("已会签"),
        "refused": say("不同意会签"),
        "settled": say("已协调处理"),
    },
    moves=(
        Move(
            "sign", say("会签同意"), ("asked", "refused"), "signed", by=UNIT, guards=(_not_issued, _is_current, _is_signed),
            needs={"signed_by": say("会签人")}, quiet=False,
        ),
        Move("refuse", say("不同意会签"), ("asked",), "refused", by=UNIT, guards=(_not_issued, _is_current), needs={"note": say("理由")}),
        Move(
            "settle", say("登记协调结果"), ("refused",), "settled", by=DRAFTER, guards=(_not_issued,),
            needs={"note": say("协调结果和依据")},
        ),
        Move("renew", say("重新送会签"), ("asked", "signed", "refused", "settled"), "asked", by=DRAFTER, guards=(_not_issued, _is_outdated)),
    ),
)  # fmt: skip
