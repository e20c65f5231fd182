"""What may be done with a problem and with an extension of its limit, by whom, and why not? Practice.md 1.5 and 1.6.

提出申请 → 核查 → 审核 → 公示 → 销号: who checks answers for it, and is never the one who proposed the measures or
reported the work done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from luoshi.kernel.say import Say, say
from luoshi.kernel.workflow import Move, Workflow
from luoshi.problems.rules import OPEN


@dataclass(frozen=True)
class ProblemFacts:
    """What the guards of a problem look at; built by `problems.queries.problem_facts`.

    ``own_work`` whether the actor proposed the measures or reported the work done, ``own_entry`` whether the actor
    listed it; ``evidence`` files handed in with what is reported or checked (None: only the buttons are drawn);
    ``unmet`` standards of a closing that were not looked at; ``measures`` rows proposed;
    ``no_leader`` why no named leader answers for it; ``asked`` an extension waits;
    ``too_late_to_ask`` why none may be asked for; ``look_back_on`` from when 回头看 is due.
    """

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    own_work: bool = False
    own_entry: bool = False
    evidence: int | None = None
    measures: int = 1
    unmet: tuple[Say, ...] = ()
    no_leader: Say | None = None
    asked: bool = False
    too_late_to_ask: Say | None = None
    public_until: date | None = None
    today: date | None = None


def _by_another(facts: ProblemFacts) -> Say | None:
    return say("提出措施、报整改完成的人不能核查本人办理的问题，请换一人办理。") if facts.own_work else None


def _not_own_entry(facts: ProblemFacts) -> Say | None:
    return say("列单的人不能复核对这个问题的异议，请换一人办理。") if facts.own_entry else None


def _has_measures(facts: ProblemFacts) -> Say | None:
    return None if facts.measures else say("还没有写一条整改措施。")


def _has_leader(facts: ProblemFacts) -> Say | None:
    return facts.no_leader


def _has_evidence(facts: ProblemFacts) -> Say | None:
    return say("缺佐证材料：请至少附一份。") if facts.evidence == 0 else None


def _meets_standards(facts: ProblemFacts) -> Say | None:
    return say("还没有逐条核对：{standards}。", standards=facts.unmet) if facts.unmet else None


def _not_asked(facts: ProblemFacts) -> Say | None:
    return say("已经申请延期，正在等待答复。") if facts.asked else None


def _in_good_time(facts: ProblemFacts) -> Say | None:
    return facts.too_late_to_ask


def _was_public(facts: ProblemFacts) -> Say | None:
    if facts.public_until is not None and facts.today is not None and facts.today <= facts.public_until:
        return say("公示到 {day}，期满后销号。", day=facts.public_until)
    return None


KEEPS = ("keeper.review",)
CHECKS = ("keeper.verify",)
WORKS = ("rectifier.report",)
NOTE = {"note": say("理由")}

PROBLEM = Workflow(
    name="problems.problem",
    start="listed",
    ends=("filed", "withdrawn"),
    states={
        "listed": say("待报措施"),
        "disputed": say("对事实有异议"),
        "proposed": say("措施待审"),
        "rectifying": say("整改中"),
        "claimed": say("待核查"),
        "verified": say("核查通过"),
        "closed": say("已销号"),
        "filed": say("已归档"),
        "withdrawn": say("不列为问题"),
    },
    moves=(
        Move(
            "propose", say("报整改措施"), ("listed",), "proposed", by=WORKS, guards=(_has_measures, _has_leader), quiet=False,
        ),
        Move("dispute", say("对事实提出异议"), ("listed",), "disputed", by=WORKS, needs=NOTE),
        Move("uphold", say("维持原列问题"), ("disputed",), "listed", by=CHECKS, guards=(_not_own_entry,), needs=NOTE, quiet=False),
        Move(
            "withdraw", say("不列为问题"), ("listed", "disputed", "proposed"), "withdrawn", by=CHECKS, needs=NOTE, asks=True,
        ),
        Move(
            "vet", say("审定措施，开始计时"), ("proposed",), "rectifying", by=KEEPS, needs={"due_on": say("整改时限")}, quiet=False,
        ),
        Move("send_back", say("退回修改措施"), ("proposed",), "listed", by=KEEPS, needs=NOTE),
        Move("progress", say("报整改进展"), ("rectifying",), None, by=WORKS, needs={"text": say("整改进展")}),
        Move(
            "claim", say("报整改完成"), ("rectifying",), "claimed", by=WORKS, guards=(_not_asked, _has_evidence), asks=True,
            quiet=False, needs={
                "claim": say("整改完成情况"),
                "wider": say("举一反三情况"),
                "lasting": say("长效机制"),
                "signed_by": say("单位主要负责人"),
            },
        ),
        Move(
            "accept", say("核查通过"), ("claimed",), "verified", by=CHECKS, asks=True,
            guards=(_by_another, _has_evidence, _meets_standards), quiet=False, needs={"finding": say("核查情况")},
        ),
        Move(
            "refuse", say("退回整改"), ("claimed", "verified"), "rectifying", by=CHECKS, guards=(_by_another,), needs=NOTE,
        ),
        Move(
            "close", say("销号"), ("verified",), "closed", by=("keeper.verify", "keeper.sign"),
            guards=(_by_another, _was_public), asks=True, quiet=False,
        ),
        Move("file", say("归档"), ("closed",), "filed", by=KEEPS, needs={"file_number": say("归档号")}),
        Move(
            "look_back", say("登记回头看"), ("closed", "filed"), None, by=CHECKS, guards=(_by_another, _has_evidence),
            needs={"finding": say("回头看情况")},
        ),
        Move(
            "reopen", say("重新打开"), ("closed", "filed"), "rectifying", by=CHECKS, guards=(_by_another,), asks=True,
            needs={"note": say("理由"), "due_on": say("新的整改时限")},
        ),
        Move(
            "ask_extension", say("申请延期"), ("rectifying",), None, by=(*WORKS, *KEEPS), guards=(_not_asked, _in_good_time),
            needs={"reason": say("理由"), "progress": say("目前进展"), "proposed_on": say("申请的时限")}, quiet=False,
        ),
        Move("recognise", say("确认反复出现"), OPEN, None, by=KEEPS, needs={"earlier": say("以前的问题")}),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class ExtensionFacts:
    """``lacking`` what a ruling that grants still lacks (`ledger.rules.requests`); ``same_person`` the actor asked for it."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    same_person: bool = False
    lacking: tuple[Say, ...] = ()


def _ruled_by_another(facts: ExtensionFacts) -> Say | None:
    return say("提出申请的人不能自己答复，请换一人办理。") if facts.same_person else None


def _has_its_papers(facts: ExtensionFacts) -> Say | None:
    return facts.lacking[0] if facts.lacking else None


EXTENSION = Workflow(
    name="problems.extension",
    start="asked",
    ends=("granted", "declined", "withdrawn"),
    states={
        "asked": say("待答复"),
        "granted": say("同意"),
        "declined": say("不同意"),
        "withdrawn": say("已撤回"),
    },
    moves=(
        Move(
            "grant", say("同意延期"), ("asked",), "granted", by=("keeper.rule",), guards=(_ruled_by_another, _has_its_papers),
            needs={"note": say("答复意见")}, asks=True, quiet=False,
        ),
        Move(
            "decline", say("不同意延期"), ("asked",), "declined", by=("keeper.rule",), guards=(_ruled_by_another,),
            needs={"note": say("答复意见")}, quiet=False,
        ),
        Move("withdraw", say("撤回延期申请"), ("asked",), "withdrawn", by=(*WORKS, "keeper.review")),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class RecordFacts:
    """``kind`` of the record; ``evidence`` files on it; ``drafted`` whether the actor wrote it; ``today``, ``state_by`` and
    ``object_by`` the days; ``lacking`` what signing still lacks (`rules.records`)."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    kind: str = "reminder"
    evidence: int = 1
    drafted: bool = False
    today: date | None = None
    state_by: date | None = None
    object_by: date | None = None
    lacking: tuple[Say, ...] = ()


def _proven(facts: RecordFacts) -> Say | None:
    return None if facts.evidence else say("缺佐证材料：请至少附一份。")


def _not_praise(facts: RecordFacts) -> Say | None:
    return say("表扬不需要告知和陈述，直接签发。") if facts.kind == "praise" else None


def _heard(facts: RecordFacts) -> Say | None:
    if facts.state_by is not None and facts.today is not None and facts.today <= facts.state_by:
        return say("陈述期限到 {day}；单位陈述以后，或者期限过后再办。", day=facts.state_by)
    return None


def _whole(facts: RecordFacts) -> Say | None:
    return facts.lacking[0] if facts.lacking else None


def _is_praise(facts: RecordFacts) -> Say | None:
    return None if facts.kind == "praise" else say("须先告知单位核对事实、听取陈述。")


def _is_interview(facts: RecordFacts) -> Say | None:
    return None if facts.kind == "interview" else say("只有约谈建议登记约谈情况。")


def _is_transfer(facts: RecordFacts) -> Say | None:
    return None if facts.kind == "transfer" else say("只有移交件可以移交；其他的由本办签发。")


def _no_transfer(facts: RecordFacts) -> Say | None:
    return say("移交件不由本办签发，请移交有权机关。") if facts.kind == "transfer" else None


def _within_object(facts: RecordFacts) -> Say | None:
    if facts.object_by is not None and facts.today is not None and facts.today > facts.object_by:
        return say("异议期限 {day} 已过。", day=facts.object_by)
    return None


def _took_no_part(facts: RecordFacts) -> Say | None:
    return say("起草的人不能复核对它的异议，请换一人办理。") if facts.drafted else None


ANSWERS = ("subject.sign", "subject.report")
HOLDS = ("recorder.account",)

RECORD = Workflow(
    name="problems.record",
    start="draft",
    ends=("issued", "revoked", "handed", "dropped"),
    states={
        "draft": say("起草"),
        "told": say("已告知，听取陈述"),
        "stated": say("已陈述"),
        "issued": say("已签发"),
        "objected": say("有异议，复核中"),
        "revoked": say("已撤销"),
        "handed": say("已移交"),
        "dropped": say("不再办理"),
    },
    moves=(
        Move(
            "tell", say("告知单位，听取陈述"), ("draft",), "told", by=HOLDS, guards=(_not_praise, _proven), asks=True, quiet=False,
        ),
        Move("state", say("陈述"), ("told",), "stated", by=ANSWERS, needs={"statement": say("陈述")}, quiet=False),
        Move("praise", say("签发表扬"), ("draft",), "issued", by=HOLDS, guards=(_is_praise, _whole), asks=True),
        Move(
            "sign", say("登记签发"), ("told", "stated"), "issued", by=HOLDS, guards=(_no_transfer, _heard, _whole), asks=True,
        ),
        Move(
            "hand_over", say("移交"), ("told", "stated"), "handed", by=HOLDS, guards=(_is_transfer, _heard),
            needs={"handed_to": say("移交机关")}, asks=True,
        ),
        Move(
            "hold", say("登记约谈情况"), ("issued",), None, by=HOLDS, guards=(_is_interview,),
            needs={"held_on": say("约谈日期"), "minutes": say("约谈情况")},
        ),
        Move(
            "record_outcome", say("登记处理结果"), ("handed", "issued"), None, by=HOLDS,
            needs={"outcome": say("处理结果"), "outcome_number": say("处理文号")},
        ),
        Move(
            "object", say("提出异议"), ("issued",), "objected", by=ANSWERS, guards=(_not_praise, _within_object),
            needs={"objection": say("异议")},
        ),
        Move(
            "maintain", say("维持"), ("objected",), "issued", by=HOLDS, guards=(_took_no_part,), needs={"ruling": say("复核意见")},
            quiet=False,
        ),
        Move(
            "revoke", say("撤销"), ("objected", "issued"), "revoked", by=HOLDS, guards=(_took_no_part,),
            needs={"ruling": say("复核意见")}, asks=True,
        ),
        Move("drop", say("不再办理"), ("draft", "told", "stated"), "dropped", by=HOLDS, needs={"note": say("理由")}),
    ),
)  # fmt: skip
