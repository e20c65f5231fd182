"""What may be done with a plan, a task, a duty, a request and a completion, by whom, and why not?

Roles are "position.permission": where the actor's unit stands towards the object, and what the actor may do in it
(`org.rules.roles_towards`). Wording and order: practice.md sections 1.1, 1.5 and 8.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from luoshi.kernel.say import Say, say
from luoshi.kernel.workflow import Move, Workflow
from luoshi.ledger.rules import RUNNING
from luoshi.ledger.rules.requests import KINDS


@dataclass(frozen=True)
class PlanFacts:
    """``open_residue`` unsure places not settled; ``unmapped`` unit names without a unit; ``unconfirmed`` tasks that nobody
    has gone over; ``opinions_open`` opinions not answered or not ruled on."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    tasks: int = 0
    open_residue: int = 0
    unmapped: int = 0
    unconfirmed: int = 0
    opinions_open: int = 0


def _some_tasks(facts: PlanFacts) -> Say | None:
    return None if facts.tasks else say("还没有一条任务，不能征求意见。")


def _residue_settled(facts: PlanFacts) -> Say | None:
    return say("还有 {count} 处拿不准没有处理。", count=facts.open_residue) if facts.open_residue else None


def _all_mapped(facts: PlanFacts) -> Say | None:
    return say("还有 {count} 个名称没有对应单位。", count=facts.unmapped) if facts.unmapped else None


def _all_confirmed(facts: PlanFacts) -> Say | None:
    return say("还有 {count} 条任务没有确认。", count=facts.unconfirmed) if facts.unconfirmed else None


def _opinions_ruled(facts: PlanFacts) -> Say | None:
    if facts.opinions_open:
        return say("还有 {count} 条没有反馈，或者意见没有写明是否采纳。", count=facts.opinions_open)
    return None


PLAN = Workflow(
    name="ledger.plan",
    start="drafting",
    ends=("approved",),
    states={
        "drafting": say("核对中"),
        "consulting": say("征求意见"),
        "approved": say("已印发"),
    },
    moves=(
        Move(
            "consult", say("征求意见"), ("drafting",), "consulting", by=("drafter.draft",),
            guards=(_some_tasks, _residue_settled, _all_mapped, _all_confirmed), asks=True, quiet=False,
            needs={"due_on": say("反馈截止日期")},
        ),
        Move("redraft", say("退回核对"), ("consulting",), "drafting", by=("drafter.draft",), needs={"note": say("理由")}),
        Move(
            "approve", say("登记印发"), ("consulting",), "approved", by=("drafter.draft", "drafter.approve"),
            guards=(_opinions_ruled,), asks=True, quiet=False,
            needs={
                "order_number": say("印发文件的文号"),
                "ordered_on": say("印发日期"),
                "approved_by": say("签发人"),
            },
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class TaskFacts:
    """What the guards of a task's moves look at; built by `ledger.queries.task_facts`.

    ``missing`` labels of mandatory fields not filled; ``basis_number`` of the ordering document; ``leads`` number of
    lead duties; ``generic`` classes of units still to be chosen; ``plan_approved`` whether the plan's approval is
    registered (True where the category needs none); ``forbidden`` why the relation does not allow to issue to a unit;
    ``standards``/``unmet`` number of standards, and of those not confirmed in the verification at hand;
    ``same_person`` whether the actor applied for the completion; ``evidence`` files handed in with it;
    ``open_children`` children not completed; ``parent_over`` how the task above stands where it no longer runs;
    ``ends_by`` how the category ends (verify, leader, answer); ``may_issue`` why the category does not let this unit
    issue; ``asked`` kinds of requests that wait for a ruling; ``too_late_to_ask`` why no extension may be asked for any
    more; ``suspended`` whether the task has been suspended; ``by_issuer`` whether the actor acts for its issuer.
    """

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[Say, ...] = ()
    plan_approved: bool = True
    has_basis: bool = True
    leads: int = 1
    generic: tuple[str, ...] = ()
    unmapped: tuple[str, ...] = ()
    forbidden: tuple[Say, ...] = ()
    waiting: tuple[Say, ...] = ()
    received: bool = True
    standards: int = 0
    unmet: int = 0
    same_person: bool = False
    evidence: int = 0
    open_children: int = 0
    ends_by: str = "verify"
    parent_over: str = ""
    may_issue: Say | None = None
    too_late_to_ask: Say | None = None
    asked: frozenset[str] = frozenset()
    suspended: bool = False
    by_issuer: bool = False


def _has_all_four(facts: TaskFacts) -> Say | None:
    return say("缺{what}。", what=facts.missing) if facts.missing else None


def _is_ordered(facts: TaskFacts) -> Say | None:
    if not facts.plan_approved:
        return say("方案还没有登记印发文件的文号和日期，不能下达。")
    return None if facts.has_basis else say("没有写明依据的文件、批示或会议。")


def _has_one_lead(facts: TaskFacts) -> Say | None:
    if facts.leads == 1:
        return None
    if facts.leads == 0:
        return say("没有牵头单位，请指定一家并注明依据。")
    return say("有 {count} 家牵头单位，请明确一家。", count=facts.leads)


def _is_mapped(facts: TaskFacts) -> Say | None:
    if facts.generic:
        return say("“{names}”是一类单位，还没有选定具体单位。", names=facts.generic)
    return say("“{names}”没有对应单位。", names=facts.unmapped) if facts.unmapped else None


def _is_allowed(facts: TaskFacts) -> Say | None:
    return facts.forbidden[0] if facts.forbidden else None


def _is_granted(facts: TaskFacts) -> Say | None:
    return facts.waiting[0] if facts.waiting else None


def _is_received(facts: TaskFacts) -> Say | None:
    return None if facts.received else say("请先签收。")


def _has_evidence(facts: TaskFacts) -> Say | None:
    return None if facts.evidence else say("没有佐证材料；请至少附一份。")


def _children_closed(facts: TaskFacts) -> Say | None:
    return say("还有 {count} 项下级任务没有完成。", count=facts.open_children) if facts.open_children else None


def _by_another(facts: TaskFacts) -> Say | None:
    return say("申请人不能核验自己的申请，须由另一人办理。") if facts.same_person else None


def _all_met(facts: TaskFacts) -> Say | None:
    if facts.unmet:
        return say("{count} 条标准中有 {unmet} 条没有核验通过。", count=facts.standards, unmet=facts.unmet)
    return None


def _not_for_a_leader(facts: TaskFacts) -> Say | None:
    if facts.ends_by != "leader":
        return None
    return say("领导批示事项核查后呈报作出批示的领导，领导没有新的批示才办结。")


def _for_a_leader(facts: TaskFacts) -> Say | None:
    return None if facts.ends_by == "leader" else say("这一类事项由下达单位核验，不呈报领导。")


def _parent_runs(facts: TaskFacts) -> Say | None:
    if not facts.parent_over:
        return None
    return say("上级任务“{parent}”，下级任务不能单独在办；请先重新打开上级任务。", parent=facts.parent_over)


def _may_issue_such(facts: TaskFacts) -> Say | None:
    return facts.may_issue


def _is_received_or_ours(facts: TaskFacts) -> Say | None:
    return None if facts.by_issuer else _is_received(facts)


def _in_good_time(facts: TaskFacts) -> Say | None:
    return None if facts.by_issuer else facts.too_late_to_ask


def _no_such(kind: str) -> Callable[[TaskFacts], Say | None]:
    """Not while one of the same kind waits."""

    def guard(facts: TaskFacts) -> Say | None:
        return say("已有一件{kind}在等裁定。", kind=KINDS[kind].label) if kind in facts.asked else None

    return guard


def _is_suspended(facts: TaskFacts) -> Say | None:
    return None if facts.suspended else say("这项任务没有中止，不需要恢复。")


def _not_suspended(facts: TaskFacts) -> Say | None:
    return say("这项任务已经中止，计时已停。") if facts.suspended else None


TASK = Workflow(
    name="ledger.task",
    start="draft",
    ends=("completed", "cancelled", "dropped"),
    states={
        "draft": say("草拟"),
        "active": say("在办"),
        "verifying": say("待核验"),
        "presented": say("已呈报领导"),
        "completed": say("已完成"),
        "cancelled": say("已撤销"),
        "dropped": say("不入台账"),
    },
    moves=(
        Move(
            "issue", say("下达"), ("draft",), "active", by=("issuer.issue", "issuer.breakdown"),
            guards=(
                _is_ordered, _may_issue_such, _parent_runs, _has_one_lead, _is_mapped, _has_all_four, _is_allowed, _is_granted,
            ),
            asks=True, quiet=False,
        ),
        Move(
            "drop", say("不入台账"), ("draft",), "dropped", by=("issuer.draft", "issuer.breakdown"), needs={"note": say("理由")},
            undo="restore",
        ),
        Move("restore", say("重新列入"), ("dropped",), "draft", by=("issuer.draft", "issuer.breakdown")),
        Move(
            "breakdown", say("分解到下级"), ("active",), None, by=("lead.breakdown",), guards=(_is_received,), quiet=False,
        ),
        Move(
            "apply", say("申请完成"), ("active",), "verifying", by=("lead.report",),
            guards=(_is_received, _has_evidence, _children_closed), asks=True, quiet=False,
            needs={"ending": say("完成方式"), "statement": say("完成情况说明")},
        ),
        Move(
            "verify", say("核验通过"), ("verifying",), "completed", by=("issuer.verify",),
            guards=(_by_another, _not_for_a_leader, _children_closed, _all_met), asks=True, quiet=False,
        ),
        Move(
            "present", say("呈报领导"), ("verifying",), "presented", by=("issuer.verify",),
            guards=(_by_another, _for_a_leader, _children_closed, _all_met), asks=True, needs={"leader": say("呈报的领导")},
        ),
        Move(
            "conclude", say("办结"), ("presented",), "completed", by=("issuer.verify",), asks=True, quiet=False,
        ),
        Move(
            "instruct", say("登记新的批示"), ("presented",), "completed", by=("issuer.verify",), asks=True, quiet=False,
            needs={"note": say("新的批示内容")},
        ),
        Move(
            "send_back", say("核验不通过，退回"), ("verifying",), "active", by=("issuer.verify",),
            guards=(_by_another,), needs={"note": say("退回理由")}, quiet=True,
        ),
        Move(
            "reopen", say("重新打开"), ("completed",), "active", by=("issuer.verify",), guards=(_parent_runs,),
            needs={"note": say("理由")}, asks=True,
        ),
        Move("cancel", say("撤销"), RUNNING, "cancelled", by=("assigner.rule",), needs={"note": say("裁定意见")}),
        Move(
            "request_extension", say("申请延期"), ("active",), None, by=("lead.report", "issuer.draft"),
            guards=(_is_received_or_ours, _no_such("extension"), _not_suspended, _in_good_time), asks=True, quiet=False,
            needs={"reason": say("理由"), "progress": say("目前进展"), "proposed_on": say("申请的时限")},
        ),
        Move(
            "request_change", say("申请变更"), ("active",), None, by=("lead.report", "issuer.draft"),
            guards=(_is_received_or_ours, _no_such("change")), asks=True,
            needs={"reason": say("理由"), "wanted": say("变更内容")},
        ),
        Move(
            "request_suspension", say("申请中止"), ("active",), None, by=("lead.report", "issuer.draft"),
            guards=(_is_received_or_ours, _no_such("suspension"), _not_suspended), asks=True,
            needs={"reason": say("理由"), "proposed_on": say("中止至")},
        ),
        Move(
            "request_resumption", say("申请恢复"), ("active",), None, by=("lead.report", "issuer.draft"),
            guards=(_is_suspended, _no_such("resumption")), asks=True, needs={"reason": say("理由")},
        ),
        Move(
            "request_cancellation", say("申请撤销"), ("active",), None, by=("lead.report", "issuer.draft"),
            guards=(_is_received_or_ours, _no_such("cancellation")), asks=True, needs={"reason": say("理由")},
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class DutyFacts:
    """``task_active`` whether the task has been issued and is not closed; ``within`` whether the N working days still run;
    ``days`` N; ``asked`` whether an application to change the division already waits."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    task_active: bool = True
    within: bool = True
    days: int = 5
    asked: bool = False
    is_lead: bool = True


def _task_runs(facts: DutyFacts) -> Say | None:
    return None if facts.task_active else say("任务还没有下达，或已经办完。")


def _in_time(facts: DutyFacts) -> Say | None:
    return None if facts.within else say("申请调整分工须在下达后 {days} 个工作日内提出。", days=facts.days)


def _not_asked(facts: DutyFacts) -> Say | None:
    return say("已有一件申请在等裁定，工作照常进行。") if facts.asked else None


def _not_the_lead(facts: DutyFacts) -> Say | None:
    return say("牵头单位请申请调整分工。") if facts.is_lead else None


DUTY = Workflow(
    name="ledger.duty",
    start="pending",
    ends=("received",),
    states={"pending": say("待签收"), "received": say("已签收")},
    moves=(
        Move("receive", say("签收"), ("pending",), "received", by=("holder.receive",), guards=(_task_runs,), quiet=False),
        Move(
            "request_division", say("申请调整分工"), ("pending", "received"), None, by=("holder.receive",),
            guards=(_task_runs, _in_time, _not_asked), asks=True, quiet=False,
            needs={"reason": say("申请理由"), "signed_by": say("签字的单位负责人")},
        ),
        Move(
            "dispute", say("提出分工争议"), ("pending", "received"), None, by=("holder.receive",),
            guards=(_task_runs, _not_the_lead, _not_asked), asks=True,
            needs={"reason": say("争议内容"), "signed_by": say("签字的单位负责人")},
        ),
        Move(
            "name_liaison", say("指定联络员"), ("received",), None, by=("holder.receive",), guards=(_task_runs,),
            needs={"liaison": say("联络员")},
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class RequestFacts:
    """Who may rule on a request: the unit it is addressed to, and not the one who raised it.

    ``hears`` the unit whose opinion is awaited, while its days still run; ``lacking`` what a ruling that grants lacks
    (`rules.requests.lacking`), once a form has been handed in.
    """

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    same_person: bool = False
    hears: Say | None = None
    lacking: tuple[Say, ...] = ()


def _ruled_by_another(facts: RequestFacts) -> Say | None:
    return say("提出人不能裁定自己的申请。") if facts.same_person else None


def _is_answered(facts: RequestFacts) -> Say | None:
    return facts.hears


def _has_its_papers(facts: RequestFacts) -> Say | None:
    return facts.lacking[0] if facts.lacking else None


REQUEST = Workflow(
    name="ledger.request",
    start="raised",
    ends=("granted", "declined", "withdrawn"),
    states={
        "asked": say("待牵头单位答复"),
        "raised": say("待裁定"),
        "granted": say("同意"),
        "declined": say("不同意"),
        "withdrawn": say("已撤回"),
    },
    moves=(
        Move("hear", say("转牵头单位答复"), ("raised",), "asked", by=("raiser.receive",)),
        Move(
            "answer", say("答复"), ("asked",), "raised", by=("responder.receive",), needs={"answer": say("答复意见")},
            quiet=False,
        ),
        Move(
            "grant", say("同意"), ("asked", "raised"), "granted", by=("assigner.rule",),
            guards=(_ruled_by_another, _is_answered, _has_its_papers), needs={"note": say("裁定意见")}, asks=True, quiet=False,
        ),
        Move(
            "decline", say("不同意"), ("asked", "raised"), "declined", by=("assigner.rule",),
            guards=(_ruled_by_another, _is_answered), needs={"note": say("裁定意见")}, asks=True, quiet=False,
        ),
        Move(
            "withdraw", say("撤回"), ("asked", "raised"), "withdrawn",
            by=("raiser.receive", "raiser.breakdown", "raiser.report", "raiser.draft"),
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class LetterFacts:
    """``signer``: whose signature this letter needs beyond its clerk's (`org.rules.Permit.signed`); ``may_sign``: the actor
    is that person; ``scanned``: the signed sheet has been attached; ``sent_today``: what already went to this unit today."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    forbidden: Say | None = None
    signer: Say | None = None
    may_sign: bool = False
    scanned: bool = False
    sent_today: str = ""


def _may_be_sent(facts: LetterFacts) -> Say | None:
    return facts.forbidden


def _is_authorised(facts: LetterFacts) -> Say | None:
    if facts.signer is None or facts.may_sign or facts.scanned:
        return None
    return say("须{signer}：请其登录签发，或者上传签发件扫描件。", signer=facts.signer)


def _not_twice_a_day(facts: LetterFacts) -> Say | None:
    if not facts.sent_today:
        return None
    return say(
        "今日已向该单位发出{letter}，同一单位一天不发第二件；请并入一件，或者明日再发。", letter=facts.sent_today
    )


LETTER = Workflow(
    name="ledger.letter",
    start="draft",
    ends=("closed", "dropped", "withdrawn"),
    states={
        "draft": say("草拟"),
        "sent": say("待签收"),
        "received": say("待反馈"),
        "answered": say("已反馈"),
        "closed": say("已了结"),
        "withdrawn": say("已撤回"),
        "dropped": say("不发"),
    },
    moves=(
        Move(
            "send", say("发出"), ("draft",), "sent", by=("sender.review", "sender.sign"),
            guards=(_may_be_sent, _is_authorised, _not_twice_a_day), needs={"signed_by": say("签发人")}, asks=True, quiet=False,
        ),
        Move("drop", say("不发"), ("draft",), "dropped", by=("sender.review", "sender.sign")),
        Move("receive", say("签收"), ("sent",), "received", by=("addressee.receive",), quiet=False),
        Move(
            "answer", say("反馈"), ("sent", "received"), "answered", by=("addressee.report",),
            needs={"answer": say("反馈内容")}, quiet=False,
        ),
        Move("close", say("了结"), ("answered",), "closed", by=("sender.review", "sender.sign")),
        Move(
            "ask_again", say("请再反馈"), ("answered",), "received", by=("sender.review", "sender.sign"),
            needs={"note": say("理由")},
        ),
        Move(
            "withdraw", say("撤回"), ("sent",), "withdrawn", by=("sender.review", "sender.sign"), needs={"note": say("理由")},
        ),
    ),
)  # fmt: skip
