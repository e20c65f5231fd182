"""Where does a unit stand in the tree, and what may one unit do to another?

Pure. The relation × act table is practice.md section 8 (office rules); buttons, wording and the type of document
follow from it everywhere, and a page shows it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from luoshi.kernel.say import Say, say

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
STEP = 4
PATH_LENGTH = 64
MAX_DEPTH = PATH_LENGTH // STEP


def step_of(number: int) -> str:
    """The fixed-width base-36 step of a child: 0 → ``0000``, 36⁴−1 → ``ZZZZ``. Raises ValueError beyond."""
    if not 0 <= number < 36**STEP:
        raise ValueError(f"no step for child {number}")
    text = ""
    for _ in range(STEP):
        number, digit = divmod(number, 36)
        text = DIGITS[digit] + text
    return text


def number_of(step: str) -> int:
    """The inverse of `step_of`."""
    return int(step, 36)


def subtree_bounds(path: str) -> tuple[str, str]:
    """Least and greatest path within a subtree, both included: ``path`` itself, and ``path`` padded with Z to full length.

    The pad reaches the column's full length, so that a deepest ZZZZ descendant is inside; compare bytewise
    (collation C / BINARY), or a Chinese ICU collation returns nothing.
    """
    return path, path.ljust(PATH_LENGTH, "Z")


def digest(text: str) -> str:
    """What is kept of a token: its SHA-256, since a token is random enough not to need a slow hash."""
    return hashlib.sha256(text.encode()).hexdigest()


def is_within(path: str, ancestor: str) -> bool:
    """Whether ``path`` lies in the subtree of ``ancestor`` (itself included)."""
    return bool(ancestor) and path.startswith(ancestor)


def ancestors(path: str) -> list[str]:
    """Paths of all ancestors, top first, the path itself excluded."""
    return [path[:length] for length in range(STEP, len(path), STEP)]


class Kind(StrEnum):
    """What a unit is. 块 are places; the rest are units of a place."""

    PLACE = "place"
    OFFICE = "office"
    PARTY = "party"
    DEPARTMENT = "department"
    UNION = "union"
    ENTERPRISE = "enterprise"
    ENTERPRISE_UNION = "enterprise_union"
    GRASSROOTS_UNION = "grassroots_union"
    PARK = "park"
    GROUP = "group"
    INSTITUTION = "institution"
    ASSOCIATION = "association"


class Level(StrEnum):
    """Level of administration, top first."""

    NATION = "nation"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"
    GRASSROOTS = "grassroots"


LEVELS = tuple(Level)
UNIONS = frozenset({Kind.UNION, Kind.ENTERPRISE_UNION, Kind.GRASSROOTS_UNION})
MEMBERS = frozenset({Kind.PARTY, Kind.DEPARTMENT, Kind.UNION, Kind.GROUP, Kind.PARK})


class Relation(StrEnum):
    """How one unit stands to another, seen from the first."""

    SELF = "self"
    OFFICE_PEER = "office_peer"
    OFFICE_LOWER_OFFICE = "office_lower_office"
    OFFICE_ENTERPRISE = "office_enterprise"
    LINE_LOWER = "line_lower"
    UNION_LOWER = "union_lower"
    UNION_ENTERPRISE = "union_enterprise"
    PEER = "peer"
    UPWARD = "upward"
    NONE = "none"


class Act(StrEnum):
    """What one unit may do to another."""

    ISSUE = "issue"
    RETURN = "return"
    REMIND = "remind"
    URGE = "urge"
    CONSULT = "consult"
    COORDINATE = "coordinate"
    SUPERVISE = "supervise"
    GUIDE = "guide"
    NOTIFY = "notify"
    ADVISE = "advise"
    PROPOSE = "propose"
    VISIT = "visit"
    INSPECT = "inspect"


RELATION_LABELS: dict[Relation, Say] = {
    Relation.SELF: say("本单位"),
    Relation.OFFICE_PEER: say("协调办对同级成员单位"),
    Relation.OFFICE_LOWER_OFFICE: say("协调办对下级协调办"),
    Relation.OFFICE_ENTERPRISE: say("协调办对企业"),
    Relation.LINE_LOWER: say("部门对下级对口部门（条）"),
    Relation.UNION_LOWER: say("上级工会对下级工会"),
    Relation.UNION_ENTERPRISE: say("工会对企业"),
    Relation.PEER: say("部门对同级部门"),
    Relation.UPWARD: say("对上级单位"),
    Relation.NONE: say("其他单位"),
}

ACT_LABELS: dict[Act, Say] = {
    Act.ISSUE: say("下达任务"),
    Act.RETURN: say("退回报送"),
    Act.REMIND: say("提醒"),
    Act.URGE: say("催办"),
    Act.CONSULT: say("征求意见"),
    Act.COORDINATE: say("提请协调"),
    Act.SUPERVISE: say("督办"),
    Act.GUIDE: say("指导"),
    Act.NOTIFY: say("通知"),
    Act.ADVISE: say("提出监督意见"),
    Act.PROPOSE: say("提请劳动监察"),
    Act.VISIT: say("调研走访"),
    Act.INSPECT: say("督查检查"),
}


class Paper(StrEnum):
    """The kinds of document that acts go out in."""

    TASK_SHEET = "task_sheet"
    REMINDER = "reminder"
    URGING = "urging"
    SUPERVISION = "supervision"
    CONSULTATION = "consultation"
    COORDINATION = "coordination"
    COMPLETION_LETTER = "completion_letter"
    RETURN_NOTE = "return_note"
    NOTICE = "notice"
    GUIDANCE = "guidance"
    PETITION = "petition"
    UNION_REMINDER = "union_reminder"
    UNION_OPINION = "union_opinion"
    UNION_PROPOSAL = "union_proposal"
    VISIT_OUTLINE = "visit_outline"


PAPERS: dict[Paper, Say] = {
    Paper.TASK_SHEET: say("任务单"),
    Paper.REMINDER: say("提示函"),
    Paper.URGING: say("催办函"),
    Paper.SUPERVISION: say("督办通知单"),
    Paper.CONSULTATION: say("征求意见函"),
    Paper.COORDINATION: say("提请协调函"),
    Paper.COMPLETION_LETTER: say("商请函"),
    Paper.RETURN_NOTE: say("退回意见"),
    Paper.NOTICE: say("通知"),
    Paper.GUIDANCE: say("指导意见"),
    Paper.PETITION: say("请示"),
    Paper.UNION_REMINDER: say("工会劳动法律监督提示函"),
    Paper.UNION_OPINION: say("工会劳动法律监督意见书"),
    Paper.UNION_PROPOSAL: say("工会劳动法律监督建议书"),
    Paper.VISIT_OUTLINE: say("调研提纲"),
}


class Signer(StrEnum):
    """Who must sign before it leaves: the clerk who deals with it, the unit's head, or the head of the coordination body."""

    CLERK = "clerk"
    HEAD = "head"
    BODY_HEAD = "body_head"


SIGNERS: dict[Signer, Say] = {
    Signer.CLERK: say("经办人办理"),
    Signer.HEAD: say("单位负责人签发"),
    Signer.BODY_HEAD: say("协调机构负责人签发"),
}


@dataclass(frozen=True)
class Permit:
    """What a relation allows: how the act is worded on the button, in which document it goes out, who signs, on what condition."""

    wording: Say
    paper: Paper
    condition: Say | None = None
    signer: Signer = Signer.CLERK

    @property
    def document(self) -> Say:
        """What the document is called."""
        return PAPERS[self.paper]

    @property
    def signed(self) -> Say | None:
        """Whose signature it needs beyond its clerk's."""
        return None if self.signer is Signer.CLERK else SIGNERS[self.signer]


_UNDER_DOCUMENT = say("依据已印发的分工文件，文件中明确的单位才能下达")
_HEAD_ONLY = say("须由协调机构负责人签发，或者经党委、政府督查室")
_BY_CONSENT = say("须经对方同意，不打分、不下指令")
_THREE_STEPS = say("一函两书：先提示函，再意见书，企业不改正的以建议书提请劳动监察")

PERMITS: dict[tuple[Relation, Act], Permit] = {
    # coordination office → a member unit of its own level: letters between equals; an order only under the body's head
    (Relation.OFFICE_PEER, Act.ISSUE): Permit(say("印送任务"), Paper.TASK_SHEET, _UNDER_DOCUMENT),
    (Relation.OFFICE_PEER, Act.RETURN): Permit(say("商请补充完善"), Paper.COMPLETION_LETTER, _UNDER_DOCUMENT),
    (Relation.OFFICE_PEER, Act.REMIND): Permit(say("发提示函"), Paper.REMINDER),
    (Relation.OFFICE_PEER, Act.CONSULT): Permit(say("函商"), Paper.CONSULTATION),
    (Relation.OFFICE_PEER, Act.COORDINATE): Permit(say("提请协调"), Paper.COORDINATION),
    (Relation.OFFICE_PEER, Act.SUPERVISE): Permit(say("发督办通知单"), Paper.SUPERVISION, _HEAD_ONLY, Signer.BODY_HEAD),
    # coordination office → the lower one: guidance and notices, never an order to a party committee or government
    (Relation.OFFICE_LOWER_OFFICE, Act.ISSUE): Permit(say("下达任务"), Paper.TASK_SHEET, _UNDER_DOCUMENT),
    (Relation.OFFICE_LOWER_OFFICE, Act.RETURN): Permit(say("退回并说明"), Paper.RETURN_NOTE, _UNDER_DOCUMENT),
    (Relation.OFFICE_LOWER_OFFICE, Act.REMIND): Permit(say("提醒"), Paper.REMINDER),
    (Relation.OFFICE_LOWER_OFFICE, Act.CONSULT): Permit(say("征求意见"), Paper.CONSULTATION),
    (Relation.OFFICE_LOWER_OFFICE, Act.GUIDE): Permit(
        say("指导"), Paper.GUIDANCE, say("不向下级党委、政府发布指令性公文")
    ),
    (Relation.OFFICE_LOWER_OFFICE, Act.NOTIFY): Permit(
        say("通知"), Paper.NOTICE, say("不向下级党委、政府发布指令性公文")
    ),
    # department → the same department below
    (Relation.LINE_LOWER, Act.ISSUE): Permit(say("下达任务"), Paper.TASK_SHEET, _UNDER_DOCUMENT),
    (Relation.LINE_LOWER, Act.RETURN): Permit(say("退回并说明"), Paper.RETURN_NOTE, _UNDER_DOCUMENT),
    (Relation.LINE_LOWER, Act.REMIND): Permit(say("提醒"), Paper.REMINDER),
    (Relation.LINE_LOWER, Act.URGE): Permit(say("催办"), Paper.URGING, _UNDER_DOCUMENT, Signer.HEAD),
    (Relation.LINE_LOWER, Act.CONSULT): Permit(say("征求意见"), Paper.CONSULTATION),
    (Relation.LINE_LOWER, Act.GUIDE): Permit(say("业务指导"), Paper.GUIDANCE, say("限于本部门职权")),
    (Relation.LINE_LOWER, Act.NOTIFY): Permit(say("通知"), Paper.NOTICE, say("限于本部门职权")),
    # upper union → lower union: leadership
    (Relation.UNION_LOWER, Act.ISSUE): Permit(say("下达任务"), Paper.TASK_SHEET, _UNDER_DOCUMENT),
    (Relation.UNION_LOWER, Act.RETURN): Permit(say("退回并说明"), Paper.RETURN_NOTE, _UNDER_DOCUMENT),
    (Relation.UNION_LOWER, Act.REMIND): Permit(say("提醒"), Paper.REMINDER),
    (Relation.UNION_LOWER, Act.URGE): Permit(say("催办"), Paper.URGING, signer=Signer.HEAD),
    (Relation.UNION_LOWER, Act.CONSULT): Permit(say("征求意见"), Paper.CONSULTATION),
    (Relation.UNION_LOWER, Act.GUIDE): Permit(say("指导"), Paper.GUIDANCE),
    (Relation.UNION_LOWER, Act.NOTIFY): Permit(say("通知"), Paper.NOTICE),
    (Relation.UNION_LOWER, Act.SUPERVISE): Permit(
        say("发督办通知单"), Paper.SUPERVISION, say("上级工会对下级工会的领导关系"), Signer.HEAD
    ),
    # union → enterprise: 一函两书, no orders; office → enterprise: a visit by consent
    (Relation.UNION_ENTERPRISE, Act.REMIND): Permit(say("发提示函"), Paper.UNION_REMINDER, _THREE_STEPS, Signer.HEAD),
    (Relation.UNION_ENTERPRISE, Act.ADVISE): Permit(
        say("发监督意见书"), Paper.UNION_OPINION, _THREE_STEPS, Signer.HEAD
    ),
    (Relation.UNION_ENTERPRISE, Act.PROPOSE): Permit(
        say("提请劳动监察"), Paper.UNION_PROPOSAL, say("建议书送劳动监察部门，不发给企业"), Signer.HEAD
    ),
    (Relation.UNION_ENTERPRISE, Act.VISIT): Permit(say("调研走访"), Paper.VISIT_OUTLINE, _BY_CONSENT),
    (Relation.OFFICE_ENTERPRISE, Act.VISIT): Permit(say("调研走访"), Paper.VISIT_OUTLINE, _BY_CONSENT),
    # department → department: letters only
    (Relation.PEER, Act.CONSULT): Permit(say("函商"), Paper.CONSULTATION),
    (Relation.PEER, Act.COORDINATE): Permit(say("提请协调"), Paper.COORDINATION, say("协商不一致时，由协调办提请")),
    (Relation.UPWARD, Act.COORDINATE): Permit(say("请示"), Paper.PETITION, signer=Signer.HEAD),
}


@dataclass(frozen=True)
class Standing:
    """What the relation of two units is judged by.

    ``place_path`` the path of the place's node that the unit belongs to; ``superiors`` ids of the units that are its
    superior in a business line today.
    """

    unit_id: int
    kind: Kind
    level: Level
    path: str
    place_path: str
    superiors: frozenset[int] = frozenset()


def relation(one: Standing, other: Standing) -> Relation:
    """How ``one`` stands to ``other``; the first that holds of: itself, enterprise, line, office, union, peer, upward."""
    if one.unit_id == other.unit_id:
        return Relation.SELF
    if other.kind is Kind.ENTERPRISE:
        if one.kind in UNIONS:
            return Relation.UNION_ENTERPRISE
        return Relation.OFFICE_ENTERPRISE if one.kind is Kind.OFFICE else Relation.NONE
    same_place = one.place_path == other.place_path
    below = not same_place and is_within(other.place_path, one.place_path)
    if one.kind in UNIONS and other.kind in UNIONS and (below or (same_place and other.path.startswith(one.path))):
        return Relation.UNION_LOWER
    if one.unit_id in other.superiors:
        return Relation.LINE_LOWER
    if one.kind is Kind.OFFICE:
        if same_place and other.kind in MEMBERS:
            return Relation.OFFICE_PEER
        if below and other.kind is Kind.OFFICE:
            return Relation.OFFICE_LOWER_OFFICE
        if below and other.kind in {Kind.ENTERPRISE_UNION, Kind.GRASSROOTS_UNION}:
            return Relation.NONE
    if same_place:
        return Relation.PEER
    if is_within(one.place_path, other.place_path) or other.unit_id in one.superiors:
        return Relation.UPWARD
    return Relation.NONE


def permit(kind: Relation, act: Act) -> Permit | None:
    """What the table says, or None where the relation does not allow the act."""
    return PERMITS.get((kind, act))


def refusal(kind: Relation, act: Act) -> Say | None:
    """Why this act is not offered towards this unit, naming who could do it; None when it is allowed."""
    if permit(kind, act):
        return None
    if kind is Relation.SELF:
        return say("不能对本单位{act}。", act=ACT_LABELS[act])
    if kind in {Relation.OFFICE_ENTERPRISE, Relation.UNION_ENTERPRISE}:
        return say("不能对企业{act}；可以向企业工会下达，或者经同意后调研走访。", act=ACT_LABELS[act])
    able = [RELATION_LABELS[other] for (other, listed) in PERMITS if listed is act]
    return say(
        "{relation}不能{act}。可以办理的是：{able}。",
        relation=RELATION_LABELS[kind],
        act=ACT_LABELS[act],
        able=tuple(able),
    )


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
