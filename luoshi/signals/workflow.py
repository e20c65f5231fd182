"""What becomes of a hint: the unit is asked before anybody judges, and may object afterwards.

A hint is a question, not a finding (practice.md section 8): nothing follows by itself, and what others decide after it
has been handed over is not kept here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from luoshi.kernel.say import Say, say
from luoshi.kernel.workflow import Move, Workflow


@dataclass(frozen=True)
class HintFacts:
    """``reply_by`` until when the unit has been asked to reply, ``replied`` whether it has."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    reply_by: date | None = None
    replied: bool = False
    today: date | None = None


def _heard(facts: HintFacts) -> Say | None:
    if facts.replied or facts.reply_by is None or facts.today is None or facts.today > facts.reply_by:
        return None
    return say("请单位说明的期限到 {day}，收到说明或者期满后再认定。", day=facts.reply_by)


LOOKS = ("keeper.review",)
ANSWERS = ("concerned.report",)
REPLY = {"reply": say("情况说明")}
OPEN = ("raised", "asked", "explained", "confirmed")

HINT = Workflow(
    name="signals.hint",
    start="raised",
    ends=("dismissed", "handed_on", "listed"),
    states={
        "raised": say("待核实"),
        "asked": say("请单位说明"),
        "explained": say("单位已说明"),
        "confirmed": say("情况属实"),
        "dismissed": say("已排除"),
        "handed_on": say("已转交"),
        "listed": say("已列为问题"),
    },
    moves=(
        Move("ask", say("请单位说明"), ("raised",), "asked", by=LOOKS, needs={"reply_by": say("请于何日前说明")}, quiet=False),
        Move("explain", say("说明情况"), ("asked",), "explained", by=ANSWERS, needs=REPLY, quiet=False),
        Move("object", say("提出异议"), ("confirmed",), "explained", by=ANSWERS, needs=REPLY),
        Move(
            "dismiss", say("排除"), ("raised", "asked", "explained", "confirmed"), "dismissed", by=LOOKS,
            needs={"dismissal": say("排除的原因"), "verdict": say("核实意见")}, quiet=False,
        ),
        Move(
            "confirm", say("认定情况属实"), ("asked", "explained"), "confirmed", by=LOOKS, guards=(_heard,),
            needs={"verdict": say("核实意见")}, quiet=False,
        ),
        Move(
            "list", say("列为问题"), ("confirmed",), "listed", by=LOOKS, asks=True, quiet=False,
            needs={"title": say("问题"), "facts": say("问题情况")},
        ),
        Move("hand_on", say("转交"), ("confirmed",), "handed_on", by=LOOKS, needs={"handed_to": say("转交何处")}, asks=True),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class ComplaintFacts:
    """``silent_until``: from the day after, no word from who has complained counts as consent to the answer."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    silent_until: date | None = None
    today: date | None = None


def _is_silent(facts: ComplaintFacts) -> Say | None:
    if facts.silent_until is None or facts.today is None or facts.today > facts.silent_until:
        return None
    return say("答复后等反映人到 {day}，期满没有意见再了结。", day=facts.silent_until)


SPEAKS = ("complainer.view",)

COMPLAINT = Workflow(
    name="signals.complaint",
    start="received",
    ends=("settled",),
    states={"received": say("已收到"), "answered": say("已答复"), "settled": say("已了结")},
    moves=(
        Move(
            "answer", say("答复"), ("received",), "answered", by=LOOKS,
            needs={"outcome": say("办理结果"), "answer": say("答复")}, quiet=False,
        ),
        Move("settle", say("认可答复"), ("answered",), "settled", by=SPEAKS),
        Move("again", say("没有解决，再反映"), ("answered",), "received", by=SPEAKS, needs={"note": say("还有什么没有解决")}),
        Move("close", say("期满了结"), ("answered",), "settled", by=LOOKS, guards=(_is_silent,), quiet=False),
    ),
)  # fmt: skip
