"""What may be done with a report inside its unit, and with each receipt at the bodies that asked, and why not?

Practice.md 1.1 (反馈), 8 (rhythm: a printed, pen-signed and scanned 签批单 completes the step; leaders do not log in).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from luoshi.kernel.say import Say, say
from luoshi.kernel.workflow import Move, Workflow


@dataclass(frozen=True)
class ReportFacts:
    """``unfilled`` numbers of tasks that say too little yet; ``left_out`` titles of tasks that the report
    does not hold yet; ``returned`` number of entries somebody has returned; ``altered`` whether the text is no longer
    the one that was handed in for signing; ``step`` the name of the step of the unit's chain that the text waits for, and
    ``last_step`` whether it leaves the unit with it; ``silent`` units below that were asked and have not reported, and
    ``unreviewed`` how many of their reports wait for us."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    entries: int = 0
    unfilled: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    returned: int = 0
    altered: bool = False
    step: str = ""
    last_step: bool = True
    silent: tuple[str, ...] = ()
    unreviewed: int = 0


def _all_filled(facts: ReportFacts) -> Say | None:
    if not facts.entries:
        return say("没有要报送的任务。")
    if not facts.unfilled:
        return None
    return say("还有 {count} 项没有填好：{numbers}。", count=len(facts.unfilled), numbers=facts.unfilled)


def _none_left_out(facts: ReportFacts) -> Say | None:
    return say("新下达的任务还没有列入：{names}。", names=facts.left_out) if facts.left_out else None


def _as_handed_in(facts: ReportFacts) -> Say | None:
    return say("送签后内容有改动，请撤回后重新送签。") if facts.altered else None


def _last(facts: ReportFacts) -> Say | None:
    return None if facts.last_step else say("还没有到最后一步，先办“{step}”。", step=facts.step)


def _not_last(facts: ReportFacts) -> Say | None:
    return say("这是最后一步，请签批并报出。") if facts.last_step else None


def _level_by_level(facts: ReportFacts) -> Say | None:
    """No level is skipped by accident: what hangs below is taken in, given back, waived, or gone past with a reason."""
    if facts.silent and facts.unreviewed:
        return say(
            "{units}还没有报，另有 {count} 份待审核。可以接收、退回或者准予免报，也可以写明理由先报。",
            units=facts.silent, count=facts.unreviewed,
        )  # fmt: skip
    if facts.silent:
        return say("{units}还没有报。可以准予免报，也可以写明理由先报。", units=facts.silent)
    if facts.unreviewed:
        return say("下级有 {count} 份待审核。可以接收或者退回，也可以写明理由先报。", count=facts.unreviewed)
    return None


def _something_below(facts: ReportFacts) -> Say | None:
    return None if facts.silent or facts.unreviewed else say("下级已经报齐，直接送签批。")


def _some_returned(facts: ReportFacts) -> Say | None:
    return None if facts.returned else say("没有被退回的内容，不用修改重报。")


REPORT = Workflow(
    name="reporting.report",
    start="draft",
    ends=("sent",),
    states={"draft": say("拟稿"), "signing": say("待签批"), "sent": say("已报出")},
    moves=(
        Move(
            "submit", say("送签批"), ("draft",), "signing", by=("unit.report",),
            guards=(_none_left_out, _all_filled, _level_by_level), quiet=False, undo="recall",
        ),
        Move(
            "submit_early", say("写明理由先报"), ("draft",), "signing", by=("unit.report",),
            guards=(_something_below, _none_left_out, _all_filled), needs={"skipping": say("下级未报齐仍先报的理由")},
            undo="recall",
        ),
        Move("recall", say("撤回修改"), ("signing",), "draft", by=("unit.report", "unit.sign")),
        Move("send_back", say("退回修改"), ("signing",), "draft", by=("step.view",), needs={"note": say("退回理由")}),
        Move("pass", say("通过本步"), ("signing",), None, by=("step.view",), guards=(_as_handed_in, _not_last), asks=True),
        Move(
            "pass_scan", say("上传本步签批单"), ("signing",), None, by=("unit.report",), guards=(_as_handed_in, _not_last),
            needs={"signed_by": say("签批人"), "scan": say("签批单扫描件")},
        ),
        Move(
            "sign", say("签批并报出"), ("signing",), "sent", by=("step.view",), guards=(_as_handed_in, _last), asks=True,
            quiet=False,
        ),
        Move(
            "sign_scan", say("上传签批单并报出"), ("signing",), "sent", by=("unit.report",), guards=(_as_handed_in, _last),
            asks=True, needs={"signed_by": say("签批人"), "scan": say("签批单扫描件")},
        ),
        Move("rework", say("修改后重报"), ("sent",), "draft", by=("unit.report",), guards=(_some_returned,)),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class ReceiptFacts:
    """``deciding`` whether the recipient is the task's issuer (its answer decides; the place's is advice);
    ``reopened`` whether the unit is reworking the entry at the moment; ``forbidden`` why the relation to the reporting
    unit does not allow to return; ``reporter`` its name."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    deciding: bool = True
    reopened: bool = False
    forbidden: Say | None = None
    reporter: str = ""


def _not_reopened(facts: ReceiptFacts) -> Say | None:
    return say("{unit}正在修改，等重报后再审核。", unit=facts.reporter) if facts.reopened else None


def _relation_allows(facts: ReceiptFacts) -> Say | None:
    return facts.forbidden


RECEIPT = Workflow(
    name="reporting.receipt",
    start="pending",
    ends=("accepted",),
    states={"pending": say("待审核"), "accepted": say("已接收"), "returned": say("已退回")},
    moves=(
        Move("accept", say("接收"), ("pending",), "accepted", by=("recipient.review",), guards=(_not_reopened,), quiet=False, undo="withdraw"),
        Move(
            "return", say("退回并说明"), ("pending",), "returned", by=("recipient.review",),
            guards=(_relation_allows, _not_reopened), quiet=False, needs={"note": say("退回理由")},
        ),
        Move("resubmit", say("重报"), ("returned", "accepted", "pending"), "pending", by=("unit.report", "unit.sign")),
        Move("withdraw", say("撤回接收"), ("accepted",), "pending", by=("recipient.review",), needs={"note": say("撤回理由")}),
    ),
)  # fmt: skip


# ---------- obligations: who has not reported ----------


@dataclass(frozen=True)
class OwedFacts:
    """``overdue`` working days past the date (0 or less: not yet); ``grace`` how many of them are let pass before the
    level above may be told; ``chases`` how often the unit was reminded, ``chased_on`` when last; ``told_above`` when the
    superior was told today; ``forbidden`` why the relation does not allow to remind; ``superior`` who would be told."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    today: date = date.min
    due_on: date = date.max
    overdue: int = 0
    grace: int = 2
    chases: int = 0
    chased_on: date | None = None
    told_above: bool = False
    forbidden: Say | None = None
    superior: str = ""


def _once_a_day(facts: OwedFacts) -> Say | None:
    return say("今天已经催办过，同一单位一天最多一次。") if facts.chased_on == facts.today else None


def _may_remind(facts: OwedFacts) -> Say | None:
    return facts.forbidden


def _grace_over(facts: OwedFacts) -> Say | None:
    """The unit comes first: the level above hears of it only after the unit was reminded and had its days of grace."""
    if facts.overdue <= 0:
        return say("还没有到期，先提醒本单位。")
    if not facts.chases:
        return say("还没有催办过本单位，先提醒本单位。")
    if facts.overdue <= facts.grace:
        return say("到期后宽限 {days} 个工作日，才可以告知上一级。", days=facts.grace)
    if not facts.superior:
        return say("没有可以告知的上一级。")
    return say("今天已经告知过上一级。") if facts.told_above else None


ASK = Workflow(
    name="reporting.ask",
    start="open",
    ends=("answered", "waived"),
    states={"open": say("待报"), "answered": say("已报"), "returned": say("已退回"), "waived": say("免报")},
    moves=(
        Move("answer", say("报出"), ("open", "returned", "waived", "answered"), "answered", by=("unit.report", "unit.sign", "unit.view")),
        Move("give_back", say("退回"), ("answered", "returned"), "returned", by=("asker.review",)),
        Move(
            "chase", say("催办"), ("open", "returned"), None, by=("asker.review", "office.review"),
            guards=(_may_remind, _once_a_day),
        ),
        Move("tell_above", say("告知上一级"), ("open",), None, by=("asker.review", "office.review"), guards=(_grace_over,), asks=True),
        Move("waive", say("准予免报"), ("open",), "waived", by=("asker.review",), needs={"note": say("免报理由")}, undo="restore"),
        Move("restore", say("取消免报"), ("waived",), "open", by=("asker.review",), needs={"note": say("取消理由")}),
    ),
)  # fmt: skip


# ---------- supporting units, and help that is asked for ----------


@dataclass(frozen=True)
class FeedFacts:
    """``empty``: nothing was written, and "no change" was not chosen."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    empty: bool = False


FEED = Workflow(
    name="reporting.feed",
    start="draft",
    ends=("sent",),
    states={"draft": say("拟稿"), "sent": say("已反馈")},
    moves=(
        Move(
            "send", say("反馈牵头单位"), ("draft", "sent"), "sent", by=("unit.report",),
            guards=(lambda facts: say("没有写承担部分的进展，也没有选“本期无变化”。") if facts.empty else None,), quiet=False,
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class ShareFacts:
    """``sent`` whether the entry was ever sent; ``empty`` whether it says nothing; ``alone``: the unit has no siblings."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    sent: bool = False
    empty: bool = False
    alone: bool = False


def _signed_and_said(facts: ShareFacts) -> Say | None:
    """Only what the unit's head has signed leaves it, and nobody is shown an empty page."""
    if not facts.sent:
        return say("签批报出以后才可以分享。")
    if facts.alone:
        return say("本单位没有同一上级的单位。")
    return say("没有写进展情况，没有可以分享的内容。") if facts.empty else None


SHARE = Workflow(
    name="reporting.share",
    start="kept",
    ends=("shared",),
    states={"kept": say("未分享"), "shared": say("已分享")},
    moves=(
        Move("share", say("分享做法"), ("kept",), "shared", by=("unit.report", "unit.sign"), guards=(_signed_and_said,), undo="withdraw"),
        Move("withdraw", say("收回"), ("shared",), "kept", by=("unit.report", "unit.sign")),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class AppealFacts:
    """Who asks and who is asked."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)


APPEAL = Workflow(
    name="reporting.appeal",
    start="draft",
    ends=("answered", "dropped"),
    states={"draft": say("拟稿"), "sent": say("已发出"), "answered": say("已答复"), "dropped": say("不发")},
    moves=(
        Move(
            "send", say("编号发出"), ("draft",), "sent", by=("unit.report", "unit.sign"), asks=True, quiet=False,
            needs={"signed_by": say("签发人")},
        ),
        Move("drop", say("不发"), ("draft",), "dropped", by=("unit.report", "unit.sign"), needs={"note": say("理由")}),
        Move(
            "answer", say("答复"), ("sent",), "answered", by=("addressee.review", "addressee.rule"), quiet=False,
            needs={"answer": say("答复内容")},
        ),
    ),
)  # fmt: skip
