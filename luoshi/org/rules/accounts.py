"""Who may open, lock and empower accounts, and which passwords will do? The three administrations, kept apart.

System administrators keep accounts, units, settings and jobs; security administrators give roles and lock; audit
administrators read the trail. None of them sees business content, nobody is two of them, and nobody is one of them beside
a role in business (三员分立: 系统、安全、审计 as the graded protection of information systems, GB/T 22239, asks).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from luoshi.kernel.say import Say, say
from luoshi.org.rules.relations import MEMBERS, UNIONS, Kind, is_within
from luoshi.org.rules.roles import PERMISSIONS, ROLE_LABELS

ADMINISTRATORS = ("system", "security", "audit")
"""Roles without any business: their grants open no range."""
LEAST_PASSWORD = 10
MOST_PASSWORD = 128
KINDS_OF_CHARACTERS = 3
PASSWORD_RULE = say("至少 10 个字符，大写字母、小写字母、数字、符号中至少有三类；不能含用户名或姓名，不能是常见密码。")
USERNAME = re.compile(r"[\w.@-]{2,30}")


# ---------- accounts ----------


@dataclass(frozen=True)
class AccountFacts:
    """What the moves of an account are judged by.

    ``is_self`` the actor's own account; ``is_last`` the only usable account of an administration; ``is_shut_out`` too many
    failed log-ins lately.
    """

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    is_self: bool = False
    last_of: str = ""
    is_shut_out: bool = False


def not_oneself(facts: AccountFacts) -> Say | None:
    """An administrator does not lock or reset their own account: their own password is changed under 我的账号."""
    return say("不能对本人的账号办理；本人密码请在“我的账号”里修改。") if facts.is_self else None


def not_the_last(facts: AccountFacts) -> Say | None:
    """An instance keeps somebody in each administration that it has."""
    if not facts.last_of:
        return None
    return say("这是唯一能用的{role}账号，请先授权另一人。", role=ROLE_LABELS[facts.last_of])


def shut_out(facts: AccountFacts) -> Say | None:
    """There is nothing to release where nobody is shut out."""
    return None if facts.is_shut_out else say("这个账号没有因登录失败被锁定。")


def username_fault(text: str) -> Say | None:
    """Why this cannot be a log-in name."""
    if USERNAME.fullmatch(text):
        return None
    return say("用户名用 2 至 30 个汉字、字母、数字，可以有 . _ - @，不能有空格。")


def password_faults(text: str, username: str = "", name: str = "") -> tuple[Say, ...]:
    """Every reason why this will not do as a password."""
    found: list[Say] = []
    if len(text) < LEAST_PASSWORD:
        found.append(say("密码至少 {least} 个字符，现在是 {count} 个。", least=LEAST_PASSWORD, count=len(text)))
    if len(text) > MOST_PASSWORD:
        found.append(say("密码不能超过 {most} 个字符。", most=MOST_PASSWORD))
    kinds = _kinds(text)
    if kinds < KINDS_OF_CHARACTERS:
        found.append(say("大写字母、小写字母、数字、符号中至少要有三类，现在有 {count} 类。", count=kinds))
    lowered = text.lower()
    if any(len(part) > 2 and part in lowered for part in (username.lower(), username.lower()[::-1])):
        found.append(say("密码里不能含用户名。"))
    if len(name) > 1 and name.lower() in lowered:
        found.append(say("密码里不能含姓名。"))
    if len(set(text)) < 5 and text:
        found.append(say("密码里重复的字符太多。"))
    return tuple(found)


def _kinds(text: str) -> int:
    """Capital letters, small letters, digits, and all else; a Chinese character counts as "all else"."""
    return len({"d" if c.isdigit() else {"Lu": "u", "Ll": "l"}.get(unicodedata.category(c), "s") for c in text})


# ---------- grants ----------


@dataclass(frozen=True)
class GrantFacts:
    """What giving a role is judged by. ``held``: the roles that the person holds on any day of the new one's."""

    giver: frozenset[str]
    is_self: bool
    role: str
    held: frozenset[str]
    kind: Kind
    unit_path: str
    place_path: str
    sight_path: str
    starts_on: date
    ends_on: date | None
    today: date
    is_abolished: bool = False
    has_security: bool = True
    has_account: bool = True


def grant_refusals(facts: GrantFacts) -> tuple[Say, ...]:
    """Every reason why this role cannot be given; empty when it can."""
    return tuple(
        reason
        for reason in (_giver(facts), _kept_apart(facts), _unit(facts), _sight(facts), _dates(facts))
        if reason is not None
    )


def _giver(facts: GrantFacts) -> Say | None:
    if "security" in facts.giver:
        return say("不能给本人授权，请另一位安全管理员办理。") if facts.is_self else None
    if facts.role == "security" and "system" in facts.giver and not facts.has_security:
        # The very first: without it nobody could ever give a role.
        return say("不能给本人授权。") if facts.is_self else None
    if "system" in facts.giver and facts.role == "security":
        return say("已有安全管理员，系统管理员不能再指定；请安全管理员授权。")
    return say("授权由安全管理员办理。")


def _kept_apart(facts: GrantFacts) -> Say | None:
    if facts.role in facts.held and facts.role in ADMINISTRATORS:
        return say("此人已是{role}。", role=ROLE_LABELS[facts.role])
    others = sorted(facts.held - {facts.role}, key=list(ROLE_LABELS).index)
    if facts.role not in ADMINISTRATORS:
        others = [role for role in others if role in ADMINISTRATORS]
    if not others:
        return None
    if facts.role in ADMINISTRATORS and others[0] in ADMINISTRATORS:
        return say("此人已是{other}；系统、安全、审计管理员不能由一人兼任。", other=ROLE_LABELS[others[0]])
    admin, work = (facts.role, others[0]) if facts.role in ADMINISTRATORS else (others[0], facts.role)
    return say("{admin}不能同时办理业务（{work}）。", admin=ROLE_LABELS[admin], work=ROLE_LABELS[work])


def _unit(facts: GrantFacts) -> Say | None:
    if facts.role not in PERMISSIONS:
        return say("没有这种权限。")
    if facts.is_abolished:
        return say("单位已撤销。")
    if facts.role in ADMINISTRATORS and not facts.has_account:
        return say("此人还没有账号，请系统管理员先开通。")
    if facts.role == "office" and facts.kind is not Kind.OFFICE:
        return say("“{role}”只能授予协调小组办公室的人员。", role=ROLE_LABELS["office"])
    if facts.kind is Kind.PLACE and facts.role not in {"viewer", *ADMINISTRATORS}:
        return say("地区不办理业务，请选择它的办公室或者部门。")
    return None


def _sight(facts: GrantFacts) -> Say | None:
    if not facts.sight_path:
        return None
    if facts.role in ADMINISTRATORS:
        return say("管理员不看业务，没有查看范围。")
    if is_within(facts.sight_path, facts.unit_path):
        return None
    serves = facts.kind in MEMBERS | UNIONS | {Kind.OFFICE}
    if facts.kind is Kind.OFFICE and is_within(facts.sight_path, facts.place_path):
        return None
    if serves:
        return say("查看范围只能是本单位，协调小组办公室可以是所服务的地区。")
    return say("查看范围只能是本单位及其下级。")


def _dates(facts: GrantFacts) -> Say | None:
    if facts.ends_on is not None and facts.ends_on < facts.starts_on:
        return say("截止日期早于起始日期。")
    if facts.ends_on is not None and facts.ends_on < facts.today:
        return say("截止日期已经过去。")
    return None


@dataclass(frozen=True)
class EndFacts:
    """What ending a grant is judged by."""

    ender: frozenset[str]
    is_self: bool
    role: str
    is_over: bool
    is_last: bool


def end_refusals(facts: EndFacts) -> tuple[Say, ...]:
    """Every reason why this grant cannot be ended now."""
    found: list[Say] = []
    if "security" not in facts.ender:
        found.append(say("终止授权由安全管理员办理。"))
    if facts.is_self:
        found.append(say("不能终止本人的授权，请另一位安全管理员办理。"))
    if facts.is_over:
        found.append(say("这项授权已经终止。"))
    if facts.is_last and facts.role in ADMINISTRATORS:
        found.append(say("这是唯一能用的{role}账号，请先授权另一人。", role=ROLE_LABELS[facts.role]))
    return tuple(found)


def administers(roles: Collection[str]) -> bool:
    """Whether any of these roles is an administration."""
    return bool(set(roles) & set(ADMINISTRATORS))
