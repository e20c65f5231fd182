"""Where does a unit stand in the tree, and what may one unit do to another?

Pure. The relation × act table is practice.md section 8 (office rules); buttons, wording and the type of document
follow from it everywhere, and a page shows it.
"""

from __future__ import annotations

import hashlib
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
