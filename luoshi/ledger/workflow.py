"""What may be done with a plan, a task, a duty, a request and a completion, by whom, and why not?

Roles are "position.permission": where the actor's unit stands towards the object, and what the actor may do in it
(`org.rules.roles_towards`). Wording and order: practice.md sections 1.1, 1.5 and 8.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from luoshi.kernel.say import Say, say
from luoshi.kernel.workflow import Move, Workflow


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
    if facts.open_residue or facts.unmapped:
        return say(
            "还不能征求意见：{residue} 处拿不准未处理，{unmapped} 个单位名称没有对应单位。",
            residue=facts.open_residue,
            unmapped=facts.unmapped,
        )
    return None


def _all_confirmed(facts: PlanFacts) -> Say | None:
    return say("还有 {count} 条任务没有确认。", count=facts.unconfirmed) if facts.unconfirmed else None


def _opinions_ruled(facts: PlanFacts) -> Say | None:
    if facts.opinions_open:
        return say("还有 {count} 条意见没有写明是否采纳。", count=facts.opinions_open)
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
            guards=(_some_tasks, _residue_settled, _all_confirmed), asks=True, quiet=False,
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
    ``open_children`` children not completed.
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


TASK = Workflow(
    name="ledger.task",
    start="draft",
    ends=("completed", "dropped"),
    states={
        "draft": say("草拟"),
        "active": say("在办"),
        "verifying": say("待核验"),
        "completed": say("已完成"),
        "dropped": say("不入台账"),
    },
    moves=(
        Move(
            "issue", say("下达"), ("draft",), "active", by=("issuer.issue", "issuer.breakdown"),
            guards=(_is_ordered, _has_one_lead, _is_mapped, _has_all_four, _is_allowed, _is_granted),
            asks=True, quiet=False,
        ),
        Move("drop", say("不入台账"), ("draft",), "dropped", by=("issuer.draft", "issuer.breakdown"), needs={"note": say("理由")}),
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
            guards=(_by_another, _all_met), asks=True, quiet=False,
        ),
        Move(
            "send_back", say("核验不通过，退回"), ("verifying",), "active", by=("issuer.verify",),
            guards=(_by_another,), needs={"note": say("退回理由")}, quiet=True,
        ),
        Move("reopen", say("重新打开"), ("completed",), "active", by=("issuer.verify",), needs={"note": say("理由")}, asks=True),
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
            "name_liaison", say("指定联络员"), ("received",), None, by=("holder.receive",), guards=(_task_runs,),
            needs={"liaison": say("联络员")},
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class RequestFacts:
    """Who may rule on a request: the unit it is addressed to, and not the one who raised it."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    same_person: bool = False


def _ruled_by_another(facts: RequestFacts) -> Say | None:
    return say("提出人不能裁定自己的申请。") if facts.same_person else None


REQUEST = Workflow(
    name="ledger.request",
    start="raised",
    ends=("granted", "declined", "withdrawn"),
    states={
        "raised": say("待裁定"),
        "granted": say("同意"),
        "declined": say("不同意"),
        "withdrawn": say("已撤回"),
    },
    moves=(
        Move(
            "grant", say("同意"), ("raised",), "granted", by=("assigner.rule",), guards=(_ruled_by_another,),
            needs={"note": say("裁定意见")}, asks=True, quiet=False,
        ),
        Move(
            "decline", say("不同意"), ("raised",), "declined", by=("assigner.rule",), guards=(_ruled_by_another,),
            needs={"note": say("裁定意见")}, asks=True, quiet=False,
        ),
        Move("withdraw", say("撤回"), ("raised",), "withdrawn", by=("raiser.receive", "raiser.breakdown")),
    ),
)  # fmt: skip
