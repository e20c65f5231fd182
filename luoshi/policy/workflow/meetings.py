"""What may be done with a matter, a meeting and a decision, by whom, and why not? Practice.md 1.1, 5.13 and 8.

The body's office collects the matters and keeps the minutes; a unit brings its own and may take it back. Leaders do not
log in: what the chair has signed is entered with its number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from luoshi.kernel.say import Say, say
from luoshi.kernel.workflow import Move, Workflow


@dataclass(frozen=True)
class AgendaFacts:
    """``meeting`` the state of the meeting that it is on, or is to be put on; "" where there is none. ``decisions`` how
    many have been written down on it, ``settled`` whether one of them has gone out already."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    meeting: str = ""
    decisions: int = 0
    settled: bool = False


OPEN_MEETING = ("planned", "collecting", "convened")
"""A meeting whose agenda may still change."""


def _meeting_is_open(facts: AgendaFacts) -> Say | None:
    return None if facts.meeting in OPEN_MEETING else say("会议已经召开或者取消，议程不能再改。")


def _meeting_was_held(facts: AgendaFacts) -> Say | None:
    return None if facts.meeting == "held" else say("会议登记召开以后、纪要签发以前，才能登记议定情况。")


def _has_decision(facts: AgendaFacts) -> Say | None:
    return None if facts.decisions else say("请先写明议定事项。")


def _has_none(facts: AgendaFacts) -> Say | None:
    return say("已经写了议定事项，不能缓议。") if facts.decisions else None


AGENDA = Workflow(
    name="policy.agenda",
    start="pooled",
    ends=("decided", "deferred", "declined", "withdrawn"),
    states={
        "pooled": say("待上会"),
        "listed": say("已列入议程"),
        "decided": say("已议定"),
        "deferred": say("缓议"),
        "declined": say("不上会"),
        "withdrawn": say("已撤回"),
    },
    moves=(
        Move("list", say("列入议程"), ("pooled",), "listed", by=("host.draft",), guards=(_meeting_is_open,), needs={"meeting": say("会议")}),
        Move("unlist", say("移出议程"), ("listed",), "pooled", by=("host.draft",), guards=(_meeting_is_open,)),
        Move("decide", say("议定"), ("listed",), "decided", by=("host.draft",), guards=(_meeting_was_held, _has_decision)),
        Move("reconsider", say("改回未议定"), ("decided",), "listed", by=("host.draft",), guards=(_meeting_was_held,)),
        Move(
            "defer", say("缓议"), ("listed",), "deferred", by=("host.draft",), guards=(_meeting_was_held, _has_none),
            needs={"note": say("理由")},
        ),
        Move("decline", say("不上会"), ("pooled",), "declined", by=("host.draft",), needs={"note": say("处理说明")}),
        Move("withdraw", say("撤回议题"), ("pooled",), "withdrawn", by=("bringer.consult",), needs={"note": say("理由")}),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class MeetingFacts:
    """``items`` on the agenda, ``open_items`` of them neither decided nor put off; ``called`` units beside the office;
    ``unmarked`` of them nobody has said whether they came."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    items: int = 0
    open_items: int = 0
    called: int = 0
    unmarked: int = 0
    held_on: date | None = None
    today: date | None = None


def _has_items(facts: MeetingFacts) -> Say | None:
    return None if facts.items else say("议程上还没有议题。")


def _has_guests(facts: MeetingFacts) -> Say | None:
    return None if facts.called else say("还没有参会单位。")


def _has_come(facts: MeetingFacts) -> Say | None:
    if facts.held_on is not None and facts.today is not None and facts.held_on > facts.today:
        return say("会议日期是{day}，还没有到。", day=facts.held_on)
    return None


def _all_settled(facts: MeetingFacts) -> Say | None:
    return say("还有 {count} 个议题没有登记议定情况或者缓议。", count=facts.open_items) if facts.open_items else None


def _all_marked(facts: MeetingFacts) -> Say | None:
    return say("还有 {count} 个单位没有登记到会情况。", count=facts.unmarked) if facts.unmarked else None


HOST = ("host.draft",)
MEETING = Workflow(
    name="policy.meeting",
    start="planned",
    ends=("signed", "cancelled"),
    states={
        "planned": say("筹备"),
        "collecting": say("征集议题"),
        "convened": say("议程已发"),
        "held": say("已召开"),
        "signed": say("纪要已签发"),
        "cancelled": say("已取消"),
    },
    moves=(
        Move("collect", say("征集议题"), ("planned",), "collecting", by=HOST, needs={"collect_by": say("议题征集截止")}),
        Move(
            "convene", say("发出议程"), ("planned", "collecting"), "convened", by=HOST, guards=(_has_items, _has_guests),
            asks=True, quiet=False,
        ),
        Move("recall", say("收回议程"), ("convened",), "collecting", by=HOST, needs={"note": say("理由")}),
        Move("hold", say("登记召开"), ("convened",), "held", by=HOST, guards=(_has_come,), quiet=False),
        Move(
            "sign", say("登记纪要签发"), ("held",), "signed", by=("host.draft", "host.sign"), guards=(_all_settled, _all_marked),
            needs={"number": say("纪要文号"), "signed_on": say("签发日期"), "signed_by": say("签发人")}, asks=True, quiet=False,
        ),
        Move(
            "cancel", say("取消会议"), ("planned", "collecting", "convened"), "cancelled", by=HOST, needs={"note": say("理由")},
            asks=True,
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class DecisionFacts:
    """``minuted`` whether the minutes are signed; ``led`` whether it names a lead; ``about_task`` whether the matter is about
    a task whose division can be rewritten."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    minuted: bool = False
    led: bool = False
    about_task: bool = False


def _is_minuted(facts: DecisionFacts) -> Say | None:
    return None if facts.minuted else say("纪要还没有签发，没有文号和日期不能作为依据。")


def _has_lead(facts: DecisionFacts) -> Say | None:
    return None if facts.led else say("没有写明牵头单位。")


def _is_about_a_task(facts: DecisionFacts) -> Say | None:
    return None if facts.about_task else say("议题没有关联任务，没有可以改写的分工。")


DECISION = Workflow(
    name="policy.decision",
    start="recorded",
    ends=("registered", "ruled", "noted"),
    states={
        "recorded": say("待落实"),
        "registered": say("已列入台账"),
        "ruled": say("已转调整分工"),
        "noted": say("备查"),
    },
    moves=(
        Move(
            "register", say("列入台账"), ("recorded",), "registered", by=HOST, guards=(_is_minuted, _has_lead), quiet=False,
        ),
        Move(
            "rule", say("据此调整分工"), ("recorded",), "ruled", by=("host.draft", "host.rule"),
            guards=(_is_minuted, _has_lead, _is_about_a_task),
        ),
        Move("keep", say("只作备查"), ("recorded",), "noted", by=HOST, guards=(_is_minuted,)),
    ),
)  # fmt: skip
