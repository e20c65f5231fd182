"""The room's state tables: every state is reached, none is a trap, and each refusal says what a person needs to know."""

from __future__ import annotations

from typing import Any

import pytest

from luoshi.kernel.say import say
from luoshi.kernel.workflow import Workflow
from luoshi.ledger.workflow import DUTY, PLAN, REQUEST, TASK, DutyFacts, PlanFacts, RequestFacts, TaskFacts
from luoshi.org.rules import PERMISSIONS

TABLES = [PLAN, TASK, DUTY, REQUEST]
PERMITTED = frozenset().union(*PERMISSIONS.values())


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_state_is_reached_and_none_is_a_trap(table: Workflow) -> None:
    assert table.reachable() == set(table.states)
    assert not table.dead_ends()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_move_is_somebodys(table: Workflow) -> None:
    """A role that no grant gives would make a move that nobody can ever make."""
    for move in table.moves:
        assert move.by
        assert {role.partition(".")[2] for role in move.by} <= PERMITTED
        assert set(move.sources) <= set(table.states)


def task(name: str, state: str, **facts: Any) -> list[str]:
    given = {"note": "理由", "ending": "done", "statement": "说明"}
    return [str(one) for one in TASK.refusals(name, state, TaskFacts(**facts), given)]


ISSUER = frozenset({"issuer.issue", "issuer.verify", "issuer.draft"})
LEAD = frozenset({"lead.report", "lead.breakdown"})


@pytest.mark.parametrize(
    ("name", "state", "facts", "reason"),
    [
        ("issue", "draft", {}, None),
        ("issue", "active", {}, "当前为“在办”，不能下达"),
        ("issue", "draft", {"plan_approved": False}, "还没有登记印发文件"),
        ("issue", "draft", {"has_basis": False}, "没有写明依据"),
        ("issue", "draft", {"leads": 0}, "没有牵头单位"),
        ("issue", "draft", {"leads": 3}, "有 3 家牵头单位"),
        ("issue", "draft", {"generic": ("各县",)}, "“各县”是一类单位"),
        ("issue", "draft", {"missing": (say("完成时限"), say("达到的标准"))}, "缺完成时限、达到的标准"),
        ("issue", "draft", {"forbidden": (say("不能对企业下达任务"),)}, "不能对企业"),
        ("issue", "draft", {"waiting": (say("正在等待同意。"),)}, "正在等待同意"),
        ("apply", "active", {"roles": LEAD}, "没有佐证材料"),
        ("apply", "active", {"roles": LEAD, "evidence": 1}, None),
        ("apply", "active", {"roles": LEAD, "evidence": 1, "received": False}, "请先签收"),
        ("apply", "active", {"roles": LEAD, "evidence": 1, "open_children": 3}, "还有 3 项下级任务"),
        ("apply", "active", {"evidence": 1}, "您所在单位或职务不能办理"),
        ("breakdown", "active", {"roles": LEAD}, None),
        ("breakdown", "active", {"roles": LEAD, "received": False}, "请先签收"),
        ("verify", "verifying", {}, None),
        ("verify", "verifying", {"same_person": True}, "申请人不能核验自己的申请"),
        ("verify", "verifying", {"standards": 3, "unmet": 2}, "3 条标准中有 2 条没有核验通过"),
        ("send_back", "verifying", {"same_person": True}, "申请人不能核验"),
        ("reopen", "completed", {}, None),
        ("reopen", "active", {}, "当前为“在办”"),
    ],
)
def test_task(name: str, state: str, facts: dict[str, Any], reason: str | None) -> None:
    found = task(name, state, **{"roles": ISSUER, **facts})
    if reason is None:
        assert not found
    else:
        assert any(reason in one for one in found)


def test_reasons_are_needed() -> None:
    facts = TaskFacts(ISSUER)
    for name, state in (("drop", "draft"), ("send_back", "verifying"), ("reopen", "completed")):
        assert "缺" in str(TASK.refusals(name, state, facts, {})[0])


def test_a_refusal_names_who_could() -> None:
    found = TASK.refusals("issue", "draft", TaskFacts(LEAD, {"issuer.issue": "省产改协调小组办公室 张三"}), {})
    assert [str(one) for one in found] == ["须由省产改协调小组办公室 张三办理。"]


@pytest.mark.parametrize(
    ("name", "facts", "reason"),
    [
        ("receive", {}, None),
        ("receive", {"task_active": False}, "还没有下达"),
        ("request_division", {}, None),
        ("request_division", {"within": False, "days": 5}, "须在下达后 5 个工作日内"),
        ("request_division", {"asked": True}, "已有一件申请在等裁定"),
    ],
)
def test_duty(name: str, facts: dict[str, Any], reason: str | None) -> None:
    given = {"reason": "职能不符", "signed_by": "高承志"}
    found = DUTY.refusals(name, "pending", DutyFacts(frozenset({"holder.receive"}), **facts), given)
    assert (not found) if reason is None else any(reason in str(one) for one in found)


def test_a_request_is_ruled_by_another() -> None:
    facts = RequestFacts(frozenset({"assigner.rule"}), same_person=True)
    assert "提出人不能裁定" in str(REQUEST.refusals("grant", "raised", facts, {"note": "同意"})[0])


@pytest.mark.parametrize(
    ("name", "state", "facts", "reason"),
    [
        ("consult", "drafting", {"tasks": 0}, "还没有一条任务"),
        ("consult", "drafting", {"tasks": 3, "unmapped": 2}, "2 个名称没有对应单位"),
        ("approve", "consulting", {"opinions_open": 2}, "2 条没有反馈，或者意见没有写明是否采纳"),
        ("approve", "drafting", {}, "当前为“核对中”"),
    ],
)
def test_plan(name: str, state: str, facts: dict[str, Any], reason: str) -> None:
    found = PLAN.refusals(name, state, PlanFacts(frozenset({"drafter.draft"}), **facts), {"due_on": "x"})
    assert any(reason in str(one) for one in found)
