"""What may be done with a 请示, 报告 or 专报, by whom, and why not?

Drafted, signed by the unit's head, numbered, sent up, received, answered. Leaders do not log in: the scan of the signed
sheet completes the step (office rules). Where the superior is not on this instance, the writer enters what came back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from luoshi.kernel.say import Say, say
from luoshi.kernel.workflow import Move, Workflow


@dataclass(frozen=True)
class SubmissionFacts:
    """``faults`` what stops the text; ``scanned`` whether the signed sheet is attached; ``may_sign`` whether the actor is
    the head; ``outside`` whether the superior is not on this instance; ``is_instruction`` whether a leader's instruction
    came back, and ``registered`` whether it is in the ledger."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[Say, ...] = ()
    scanned: bool = False
    may_sign: bool = False
    outside: bool = False
    is_instruction: bool = False
    registered: bool = False


def _may_go(facts: SubmissionFacts) -> Say | None:
    return facts.faults[0] if facts.faults else None


def _is_signed(facts: SubmissionFacts) -> Say | None:
    return None if facts.scanned or facts.may_sign else say("请由负责人签发，或者上传负责人签字的签批单扫描件。")


def _above_or_told(facts: SubmissionFacts) -> Say | None:
    if facts.outside or any(role.startswith("addressee.") for role in facts.roles):
        return None
    return say("由上级单位在系统里办理。")


def _is_an_instruction(facts: SubmissionFacts) -> Say | None:
    if not facts.is_instruction:
        return say("没有领导批示。")
    return say("已经列入台账。") if facts.registered else None


WRITER = ("writer.review", "writer.sign")
ABOVE = ("addressee.consult", "addressee.sign", "writer.review")
SUBMISSION = Workflow(
    name="policy.submission",
    start="draft",
    ends=("answered", "noted", "dropped", "withdrawn"),
    states={
        "draft": say("拟稿"),
        "signed": say("已签发"),
        "numbered": say("已编号"),
        "sent": say("已报送"),
        "received": say("已收到"),
        "answered": say("已答复"),
        "noted": say("已阅存"),
        "dropped": say("作废"),
        "withdrawn": say("已撤回"),
    },
    moves=(
        Move(
            "sign", say("登记签发"), ("draft",), "signed", by=WRITER, guards=(_may_go, _is_signed),
            needs={"signed_by": say("签发人")}, quiet=False,
        ),
        Move("reopen", say("退回修改"), ("signed",), "draft", by=WRITER, needs={"note": say("理由")}),
        Move("number", say("编号"), ("signed",), "numbered", by=WRITER),
        Move("send", say("报送"), ("numbered",), "sent", by=WRITER, asks=True),
        Move("receive", say("登记收到"), ("sent",), "received", by=ABOVE, guards=(_above_or_told,)),
        Move(
            "answer", say("登记答复"), ("sent", "received"), "answered", by=ABOVE, guards=(_above_or_told,),
            needs={"answer": say("答复内容"), "answered_by": say("批复机关或者批示人")},
        ),
        Move("note", say("阅存"), ("received",), "noted", by=ABOVE, guards=(_above_or_told,)),
        Move("withdraw", say("撤回"), ("sent",), "withdrawn", by=WRITER, needs={"note": say("理由")}),
        Move("register", say("批示列入台账"), ("answered",), None, by=("writer.draft", "writer.breakdown"), guards=(_is_an_instruction,)),
        Move("drop", say("作废"), ("draft", "signed", "numbered"), "dropped", by=WRITER, needs={"note": say("理由")}),
    ),
)  # fmt: skip
