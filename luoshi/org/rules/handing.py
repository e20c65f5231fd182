"""Who may hand over a post, and what may a deputy do, on which day? Pure.

A deputy's rights are reckoned anew each day from what the principal may do on that day: never more than the principal has,
never what the principal was only lent, and nothing once either of them has gone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from luoshi.kernel.say import Say, say
from luoshi.org.rules.roles import ROLE_LABELS

STAFFS: dict[str, frozenset[str]] = {
    "head": frozenset({"head", "office", "clerk", "liaison", "viewer"}),
    "office": frozenset({"office", "clerk", "liaison", "viewer"}),
    "clerk": frozenset({"clerk", "liaison", "viewer"}),
}
"""Whose hand-over and deputies a role may register, by the roles that come with the post: nobody lifts themselves up."""

LONGEST = timedelta(days=366)
BACKDATED = timedelta(days=31)
"""Papers of a change lag behind it; further back, the trail would contradict them."""


def disposable(held: Collection[str]) -> frozenset[str]:
    """The roles whose holders may be changed by somebody with these roles in the same unit."""
    found: frozenset[str] = frozenset()
    for role in held:
        found |= STAFFS.get(role, frozenset())
    return found


def staffing_refusal(held: Collection[str], wanted: Collection[str]) -> Say | None:
    """Why a post with these roles is not this person's to hand over or to lend; None when it is."""
    may = disposable(held)
    if not may:
        return say("须由本单位负责人或经办人办理。")
    beyond = sorted(set(wanted) - may)
    if not beyond:
        return None
    if set(beyond) & {"system", "security", "audit"}:
        return say("管理员岗位的交接由安全管理员在账号管理中办理。")
    return say("该岗位带有“{roles}”权限，须由单位负责人办理。", roles=tuple(ROLE_LABELS[role] for role in beyond))


@dataclass(frozen=True)
class HandOverFacts:
    """What the moves of a hand-over are judged by. ``begun``: the taker's first day has come."""

    roles: frozenset[str]
    begun: bool
    on: date
    holders: Mapping[str, str] = field(default_factory=dict)


def not_begun(facts: HandOverFacts) -> Say | None:
    """A hand-over that has taken effect is undone by another one, so that history stays."""
    return say("交接已于 {on} 生效，要变更请另行登记交接。", on=facts.on) if facts.begun else None


@dataclass(frozen=True)
class Passing:
    """A hand-over as asked for. ``since`` the present holder's first day; ``waiting`` a registered one that has not begun."""

    on: date
    today: date
    since: date | None
    waiting: date | None
    same_person: bool
    held: bool
    taken: bool


def hand_over_refusals(asked: Passing) -> tuple[Say, ...]:
    """Every reason why a post cannot pass like this."""
    found: list[Say] = []
    if asked.waiting is not None:
        found.append(say("该岗位已登记 {on} 交接，要改先撤销那一次。", on=asked.waiting))
    if asked.same_person:
        found.append(say("接任人就是现任，无须交接。"))
    if not asked.held and not asked.taken:
        found.append(say("该岗位本来就空缺，请写明接任人。"))
    if asked.on < asked.today - BACKDATED:
        found.append(say("交接日期最多早于今天 {days} 日。", days=BACKDATED.days))
    if asked.since is not None and asked.on <= asked.since:
        found.append(say("交接日期须晚于现任的到任日期 {since}。", since=asked.since))
    if asked.on > asked.today + LONGEST:
        found.append(say("交接日期最多晚于今天一年。"))
    return tuple(found)


@dataclass(frozen=True)
class DelegationFacts:
    """What the moves of a delegation are judged by."""

    roles: frozenset[str]
    over: bool
    holders: Mapping[str, str] = field(default_factory=dict)


def not_over(facts: DelegationFacts) -> Say | None:
    """What has ended by itself need not be ended."""
    return say("已经到期。") if facts.over else None


@dataclass(frozen=True)
class Lending:
    """A delegation as asked for. ``own`` the roles that the principal (of a vacant post: its last holder) has there;
    ``borrowed``: the one who asks acts as somebody's deputy; ``clash`` who else acts for the post in that time.
    """

    kind: str
    roles: frozenset[str]
    own: frozenset[str]
    starts_on: date
    ends_on: date
    today: date
    same_person: bool = False
    by_principal: bool = False
    borrowed: bool = False
    deputy_serves: bool = True
    clash: str = ""


def lending_refusals(asked: Lending) -> tuple[Say, ...]:
    """Every reason why rights cannot be lent like this."""
    found: list[Say] = []
    if asked.borrowed:
        found.append(say("代理、受托的权限不能再委托。"))
    if asked.kind == "entrusted" and not asked.by_principal:
        found.append(say("委托须由岗位现任本人办理；现任不能办理的，登记代理。"))
    if asked.same_person:
        found.append(say("不能委托给本人。"))
    if not asked.deputy_serves:
        found.append(say("代办人须是本单位在岗人员。"))
    beyond = sorted(asked.roles - asked.own)
    if beyond:
        labels = tuple(ROLE_LABELS.get(role, say(role)) for role in beyond)
        found.append(say("“{roles}”不是该岗位现有的权限，不能委托。", roles=labels))
    if asked.roles & {"system", "security", "audit"}:
        found.append(say("管理员权限不能委托，也不能代理。"))
    if not asked.roles:
        found.append(say("该岗位没有系统权限，无须登记代理。"))
    if asked.starts_on < asked.today:
        found.append(say("不能从今天以前开始。"))
    if asked.ends_on < asked.starts_on:
        found.append(say("止期早于起期。"))
    if asked.ends_on - asked.starts_on > LONGEST:
        found.append(say("一次不超过一年，到期可以再办。"))
    if asked.clash:
        found.append(say("这段时间已由{who}代办，请先收回。", who=asked.clash))
    return tuple(found)


@dataclass(frozen=True)
class Lent:
    """A delegation on a day. ``own``: roles that the principal has there on that day as their own (of a vacant post: those
    that its last holder left with)."""

    active: bool
    roles: frozenset[str]
    own: frozenset[str]
    starts_on: date
    ends_on: date
    stands: bool
    deputy_serves: bool


def lent(facts: Lent, today: date) -> frozenset[str]:
    """The roles that the deputy may use on a day. ``stands``: the principal still holds the post, or it is still vacant."""
    if not (facts.active and facts.stands and facts.deputy_serves and facts.starts_on <= today <= facts.ends_on):
        return frozenset()
    return facts.roles & facts.own
