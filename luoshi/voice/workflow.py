"""What becomes of what a worker has written? The office opens and passes on, a unit answers, the reporter may always add.

A worker's own acts (writing, adding, a mark for the answer) stand in no table: they bear no name, and nobody may refuse
them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from luoshi.kernel.say import Say, say
from luoshi.kernel.workflow import Move, Workflow


@dataclass(frozen=True)
class CaseFacts:
    """``own``: why the office itself may not deal with it; ``unfit``: why the unit chosen may not; ``above``: an office above;
    ``unread``: the reporter has added something; ``creditable``: it proposes a practice that nobody has taken up yet."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    own: Say | None = None
    unfit: Say | None = None
    above: bool = True
    unread: bool = False
    creditable: bool = False


def _not_own(facts: CaseFacts) -> Say | None:
    return facts.own


def _fit(facts: CaseFacts) -> Say | None:
    return facts.unfit


def _has_above(facts: CaseFacts) -> Say | None:
    return None if facts.above else say("上面没有协调办了。")


def _is_unread(facts: CaseFacts) -> Say | None:
    return None if facts.unread else say("没有新的补充。")


def _is_creditable(facts: CaseFacts) -> Say | None:
    return None if facts.creditable else say("只有申报首创做法、还没有采纳过的可以采纳。")


OFFICE, HANDLER = ("opener.hear",), ("handler.hear",)
CASE = Workflow(
    name="voice.case",
    start="kept",
    ends=("closed", "declined"),
    states={
        "kept": say("已收存"),
        "received": say("待受理"),
        "handling": say("办理中"),
        "replied": say("已答复"),
        "closed": say("已办结"),
        "declined": say("不予受理"),
    },
    moves=(
        Move("take_in", say("收件"), ("kept",), "received", by=("machine.gather",)),
        Move(
            "route", say("受理并转办"), ("received",), "handling", by=OFFICE, guards=(_not_own, _fit), quiet=False,
            needs={"handler": say("办理单位"), "reply_by": say("答复期限")},
        ),
        Move("reply", say("答复"), ("handling",), "replied", by=HANDLER, quiet=False, needs={"text": say("答复")}),
        Move(
            "reroute", say("改由其他单位办理"), ("handling",), None, by=OFFICE, guards=(_not_own, _fit),
            needs={"handler": say("办理单位")},
        ),
        Move(
            "pass_up", say("移交上级协调办"), ("received",), None, by=OFFICE, guards=(_has_above,),
            needs={"reason": say("理由")},
        ),
        Move(
            "decline", say("不予受理并说明"), ("received",), "declined", by=OFFICE, guards=(_not_own,), asks=True,
            needs={"text": say("给反映人的说明")},
        ),
        Move("ask", say("请反映人补充"), ("received",), None, by=OFFICE, guards=(_not_own,), needs={"text": say("想问的事")}),
        Move("inquire", say("请反映人补充"), ("handling",), None, by=HANDLER, needs={"text": say("想问的事")}),
        Move("close", say("办结"), ("replied",), "closed", by=OFFICE, quiet=False),
        Move(
            "reopen", say("重新办理"), ("replied", "closed", "declined"), "received", by=OFFICE, guards=(_not_own,),
            needs={"reason": say("理由")},
        ),
        Move(
            "adopt", say("采纳为首创做法并署名"), ("received", "handling", "replied", "closed"), None, by=OFFICE, asks=True,
            guards=(_not_own, _is_creditable),
            needs={"title": say("做法的名称"), "gist": say("做法要点"), "credit": say("首创单位")},
        ),
        Move("note", say("补充已阅"), ("received", "handling", "replied", "closed", "declined"), None, by=(*OFFICE, *HANDLER), guards=(_is_unread,)),
    ),
)  # fmt: skip
OPEN = ("received", "handling")
"""The states in which somebody owes something."""


@dataclass(frozen=True)
class SurveyFacts:
    """Who asks."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)


SURVEY = Workflow(
    name="voice.survey",
    start="open",
    ends=("closed",),
    states={"open": say("征集中"), "closed": say("已截止")},
    moves=(Move("close", say("提前截止"), ("open",), "closed", by=("asker.hear",), asks=True),),
)
