"""What may be done with a finding, a conclusion and an objection, by whom, and why not?

Facts clear, evidence enough, the unit heard; an objection is decided by people who had no part (Decree 733, article 17,
by analogy).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from luoshi.inspection.workflow.plan import OWNER
from luoshi.kernel.say import Say, say
from luoshi.kernel.workflow import Move, Workflow

UNIT = ("visited.report",)
NOTE = {"note": say("理由")}


@dataclass(frozen=True)
class FindingFacts:
    """``research``: a visit that leaves notes only; ``evidence`` files on it; ``overdue``: the unit's days are over; ``own``:
    the actor wrote it; ``received``: the conclusion has reached the unit, ``disputed``: an objection waits; ``concluded``: it
    stands in a signed conclusion."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    research: bool = False
    evidence: int = 1
    overdue: bool = False
    received: bool = False
    disputed: bool = False
    concluded: bool = False


def _is_inspection(facts: FindingFacts) -> Say | None:
    return say("调研指导、走访只留情况记录，不列问题。") if facts.research else None


def _has_evidence(facts: FindingFacts) -> Say | None:
    return None if facts.evidence else say("没有证据材料，不能送单位确认。")


def _days_over(facts: FindingFacts) -> Say | None:
    return None if facts.overdue else say("单位反馈的期限还没有到。")


def _not_concluded(facts: FindingFacts) -> Say | None:
    return say("结论已经签发，改动须经异议复核。") if facts.concluded else None


def _is_received(facts: FindingFacts) -> Say | None:
    return None if facts.received else say("督察结论还没有送达签收。")


def _undisputed(facts: FindingFacts) -> Say | None:
    return say("单位提出的异议正在复核。") if facts.disputed else None


FINDING = Workflow(
    name="inspection.finding",
    start="draft",
    ends=("dropped", "struck", "listed"),
    states={
        "draft": say("未送"),
        "asked": say("待单位确认"),
        "confirmed": say("单位已确认"),
        "refused": say("单位不认可"),
        "kept": say("核对后坚持"),
        "lapsed": say("逾期未反馈"),
        "dropped": say("不再列"),
        "struck": say("复核后撤销"),
        "listed": say("已列入问题整改"),
    },
    moves=(
        Move("send", say("送单位确认"), ("draft",), "asked", by=OWNER, guards=(_is_inspection, _has_evidence), quiet=False),
        Move("confirm", say("确认"), ("asked",), "confirmed", by=UNIT, needs={"answered_name": say("单位确认人")}, quiet=False),
        Move(
            "refuse", say("不认可"), ("asked",), "refused", by=UNIT, quiet=False,
            needs={"answer": say("说明"), "answered_name": say("单位确认人")},
        ),
        Move("lapse", say("登记逾期未反馈"), ("asked",), "lapsed", by=OWNER, guards=(_days_over,)),
        Move(
            "keep", say("核对后坚持"), ("refused",), "kept", by=OWNER, guards=(_not_concluded,), needs={"ruling": say("核对情况")}, quiet=False,
        ),
        Move(
            "drop", say("不再列"), ("draft", "asked", "refused"), "dropped", by=OWNER, guards=(_not_concluded,), needs=NOTE,
        ),
        Move("strike", say("复核后撤销"), ("confirmed", "kept", "lapsed"), "struck", by=("inspecting.rule",), needs=NOTE),
        Move(
            "list", say("列入问题整改"), ("confirmed", "kept", "lapsed"), "listed", by=OWNER, guards=(_is_received, _undisputed),
            asks=True, quiet=False,
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class ConclusionFacts:
    """``visited``: the visit is over; ``unproved`` findings without a file, ``unheard`` without the unit's word; ``scanned``: the
    signed paper is there (None: only the buttons are drawn); ``disputed``: an objection waits; ``late``: why none is
    taken any more."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    finished: bool = True
    unproved: int = 0
    unheard: int = 0
    written: bool = True
    scanned: bool | None = None
    disputed: bool = False
    late: Say | None = None


def _is_finished(facts: ConclusionFacts) -> Say | None:
    return None if facts.finished else say("督察还没有结束。")


def _is_written(facts: ConclusionFacts) -> Say | None:
    return None if facts.written else say("结论还没有写。")


def _is_proved(facts: ConclusionFacts) -> Say | None:
    return say("有 {count} 条问题没有证据材料，不能下结论。", count=facts.unproved) if facts.unproved else None


def _is_heard(facts: ConclusionFacts) -> Say | None:
    return (
        say("有 {count} 条问题单位还没有确认，或者不认可的还没有核对。", count=facts.unheard) if facts.unheard else None
    )


def _is_scanned(facts: ConclusionFacts) -> Say | None:
    return say("请附签发件扫描件。") if facts.scanned is False else None


def _in_time(facts: ConclusionFacts) -> Say | None:
    return facts.late


def _no_other(facts: ConclusionFacts) -> Say | None:
    return say("已经提出异议，正在复核。") if facts.disputed else None


CONCLUSION = Workflow(
    name="inspection.conclusion",
    start="draft",
    ends=("received",),
    states={"draft": say("起草"), "signed": say("已签发"), "delivered": say("已送达"), "received": say("已签收")},
    moves=(
        Move("write", say("修改结论"), ("draft",), None, by=OWNER, needs={"text": say("督察结论")}),
        Move(
            "sign", say("登记签发"), ("draft",), "signed", by=OWNER, asks=True, quiet=False,
            guards=(_is_finished, _is_written, _is_proved, _is_heard, _is_scanned),
            needs={"number": say("文号"), "signed_on": say("签发日期"), "signer": say("签发人")},
        ),
        Move("deliver", say("送达"), ("signed",), "delivered", by=OWNER, needs={"delivery": say("送达方式")}, quiet=False),
        Move("receive", say("签收"), ("delivered",), "received", by=(*UNIT, "visited.receive"), needs={"receiver": say("签收人")}, quiet=False),
        Move(
            "record_receipt", say("登记送达回证"), ("delivered",), "received", by=OWNER, guards=(_is_scanned,),
            needs={"receiver": say("签收人"), "received_on": say("签收日期")},
        ),
        Move(
            "object", say("提出异议"), ("received",), None, by=UNIT, guards=(_in_time, _no_other),
            needs={"reason": say("理由"), "signed_by": say("单位主要负责人")}, asks=True,
        ),
        Move("correct", say("按复核意见更正"), ("received",), None, by=("inspecting.rule",), needs={"text": say("更正后的结论")}),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class ObjectionFacts:
    """``shared``: who of the deciders, the actor among them, had a part in the visit, the drafting or the signing."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    shared: tuple[Say, ...] = ()


def _by_others(facts: ObjectionFacts) -> Say | None:
    return say("{people}", people=facts.shared) if facts.shared else None


DECIDES = ("inspecting.rule",)
RULING = {"ruling": say("复核意见"), "deciders": say("复核人")}

OBJECTION = Workflow(
    name="inspection.objection",
    start="raised",
    ends=("upheld", "dismissed", "withdrawn"),
    states={"raised": say("待复核"), "upheld": say("异议成立"), "dismissed": say("维持原结论"), "withdrawn": say("已撤回")},
    moves=(
        Move(
            "uphold", say("异议成立"), ("raised",), "upheld", by=DECIDES, guards=(_by_others,), needs={**RULING, "text": say("更正后的结论")},
            asks=True, quiet=False,
        ),
        Move("dismiss", say("维持原结论"), ("raised",), "dismissed", by=DECIDES, guards=(_by_others,), needs=RULING, asks=True),
        Move("withdraw", say("撤回异议"), ("raised",), "withdrawn", by=UNIT),
    ),
)  # fmt: skip
