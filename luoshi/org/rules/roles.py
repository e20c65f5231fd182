"""What may a role do in the unit it is held at, and what are positions and tables of moves called? Pure."""

from __future__ import annotations

from collections.abc import Iterable

from luoshi.kernel.say import Say, say

ROLE_LABELS: dict[str, Say] = {
    "head": say("单位负责人"),
    "office": say("协调办经办人"),
    "clerk": say("经办人"),
    "liaison": say("联络员"),
    "inspector": say("督察经办人"),
    "viewer": say("查看人"),
    "account": say("问责经办人"),
    "voice": say("职工意见专办员"),
    "system": say("系统管理员"),
    "security": say("安全管理员"),
    "audit": say("审计管理员"),
}

PERMISSIONS: dict[str, frozenset[str]] = {
    "head": frozenset({"view", "contact", "staff", "sign", "rule", "approve"}),
    "office": frozenset(
        {
            "view",
            "contact",
            "staff",
            "organise",
            "draft",
            "issue",
            "receive",
            "breakdown",
            "report",
            "review",
            "verify",
            "rule",
            "consult",
            "inspect",
        }
    ),
    "inspector": frozenset({"view", "inspect", "unannounced"}),
    "clerk": frozenset(
        {"view", "contact", "staff", "receive", "breakdown", "report", "review", "verify", "rule", "consult"}
    ),
    "liaison": frozenset({"view", "contact", "receive", "report", "consult"}),
    "viewer": frozenset({"view"}),
    "account": frozenset({"view", "account"}),
    "voice": frozenset({"view", "hear"}),
    "system": frozenset({"system"}),
    "security": frozenset({"security"}),
    "audit": frozenset({"audit"}),
}
"""What a role may do in its own unit. ``contact``: telephone numbers; ``staff``: posts and who holds them; ``organise``:
the units of the place that an office serves; ``hear``: what workers write, by a
grant of its own. ``inspect``: the plan of inspections,
its draws and teams; ``unannounced``: those of which nobody is told beforehand. 办理 of an instance's data and the three administrations never overlap."""

POSITION_LABELS: dict[str, Say] = {
    "concerned": say("疑点提示涉及的单位"),
    "complainer": say("反映负担问题的本人"),
    "drafter": say("起草单位"),
    "examiner": say("查找问题的单位"),
    "consulted": say("被征求意见的单位"),
    "issuer": say("下达单位"),
    "lead": say("牵头单位"),
    "holder": say("承担单位"),
    "assigner": say("分派任务的单位"),
    "raiser": say("提出申请的单位"),
    "unit": say("填报单位"),
    "recipient": say("接收报送的单位"),
    "instance": say("系统管理"),
    "owner": say("提出作业的人"),
    "importer": say("导入的单位"),
    "machine": say("系统"),
    "own": say("岗位所在单位"),
    "principal": say("委托人"),
    "step": say("本步签批人所在的单位"),
    "responder": say("被征询意见的牵头单位"),
    "asker": say("要求报送的单位"),
    "sender": say("发函单位"),
    "addressee": say("收函单位"),
    "office": say("当地或者开启期次的协调办"),
    "invited": say("收到代码的本人"),
    "host": say("承办会议的协调办"),
    "bringer": say("提出议题的单位"),
    "keeper": say("列单的单位"),
    "rectifier": say("整改责任单位"),
    "recorder": say("起草问责记录的单位"),
    "subject": say("记录所涉单位"),
    "opener": say("受理职工意见的协调办"),
    "handler": say("办理职工意见的单位"),
    "inspecting": say("组织督察的单位"),
    "writer": say("拟稿单位"),
    "provider": say("提供共享资源的单位"),
    "booker": say("预约共享资源的单位"),
    "visited": say("受督察的单位"),
}
"""Where a unit stands towards an object, in words: the permission page names the unit by it."""

WORKFLOW_LABELS: dict[str, Say] = {
    "ledger.plan": say("方案"),
    "ledger.task": say("任务"),
    "ledger.duty": say("分工"),
    "ledger.request": say("申请"),
    "ledger.letter": say("函件"),
    "reporting.report": say("报送"),
    "reporting.receipt": say("审核"),
    "reporting.ask": say("应报"),
    "reporting.feed": say("协办反馈"),
    "reporting.appeal": say("提请协调"),
    "reporting.share": say("分享做法"),
    "policy.revision": say("方案修订比对"),
    "policy.opinion": say("征求意见"),
    "policy.finding": say("查找出的问题"),
    "policy.uptake": say("承接情况"),
    "policy.agenda": say("议题"),
    "policy.meeting": say("会议"),
    "policy.decision": say("议定事项"),
    "inspection.item": say("督查检查考核事项"),
    "inspection.proposal": say("督察建议"),
    "inspection.draw": say("督察抽取"),
    "inspection.target": say("督察对象"),
    "inspection.visit": say("实地督察"),
    "inspection.finding": say("督察发现的问题"),
    "inspection.conclusion": say("督察结论"),
    "inspection.objection": say("督察异议"),
    "problems.problem": say("问题整改"),
    "problems.extension": say("整改延期"),
    "problems.record": say("问责记录"),
    "voice.case": say("职工意见"),
    "voice.survey": say("职工三问"),
    "policy.countersign": say("会签"),
    "policy.submission": say("请示、报告、专报"),
    "policy.resource": say("共享资源"),
    "policy.booking": say("资源预约"),
    "signals.hint": say("疑点提示"),
    "signals.complaint": say("反映负担问题"),
    "kernel.job": say("后台作业"),
    "org.import": say("表格导入"),
    "org.handover": say("交接"),
    "org.delegation": say("代理和委托"),
    "org.account": say("账号"),
}
"""What the tables of moves are called on the permission page."""


def permissions(roles: Iterable[str]) -> frozenset[str]:
    """Everything that these roles may do in the unit they are held at."""
    found: frozenset[str] = frozenset()
    for role in roles:
        found |= PERMISSIONS.get(role, frozenset())
    return found


def roles_towards(positions: Iterable[str], held: Iterable[str]) -> frozenset[str]:
    """``"position.permission"`` of somebody whose unit stands in these positions towards an object."""
    may = permissions(held)
    return frozenset(f"{position}.{what}" for position in positions for what in may)
