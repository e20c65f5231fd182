"""What passes with a post, who may hand it over, and what has been handed over? Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext

from luoshi.kernel import clock, panels
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.panels import Handed
from luoshi.kernel.say import Say, say
from luoshi.kernel.workflow import Offer
from luoshi.org.models import Account, Delegation, Grant, HandOver, Person, Post, Tenure, Unit
from luoshi.org.queries.deputies import (
    DelegationRow,
    delegation_facts,
    delegation_rows,
    delegations_of,
    grants_of_post,
    in_use,
    roles_of_post,
    standing,
)
from luoshi.org.rules import ROLE_LABELS, HandOverFacts, permissions, roles_towards, staffing_refusal
from luoshi.org.scope import in_force
from luoshi.org.workflow import DELEGATION, HAND_OVER


def own_post(actor: Actor, pk: int) -> Post:
    """A post of the unit acted for, or `NotVisible`."""
    return Post.objects.filter(unit_id=actor.unit_id or 0).select_related("unit").get_visible(actor, pk=pk)


def holding(post: Post, today: date | None = None) -> Tenure | None:
    """Who holds a post on a day."""
    rows = Tenure.objects.filter(in_force(today or clock.today()), post=post).select_related("person")
    return rows.order_by("-starts_on").first()


def held_since(person_id: int | None, unit_id: int) -> date | None:
    """Since when a person has served in a unit without a break: what came before was not theirs to take note of."""
    rows = Tenure.objects.filter(in_force(clock.today()), person_id=person_id or 0, post__unit=unit_id)
    first = rows.order_by("starts_on").values_list("starts_on", flat=True).first()
    if first is None:
        first = (
            Grant.objects.filter(in_force(clock.today()), person_id=person_id or 0, unit=unit_id)
            .order_by("starts_on")
            .values_list("starts_on", flat=True)
            .first()
        )
    return first


def waiting_hand_over(post: Post) -> HandOver | None:
    """A registered hand-over whose day has not come."""
    return HandOver.objects.filter(post=post, state="registered", on__gt=clock.today()).first()


def open_items(post: Post) -> list[Handed]:
    """Everything open that passes with a post."""
    return panels.handed(post, permissions(roles_of_post(post)))


def people_of(unit: Unit) -> QuerySet[Person]:
    """Those who hold or held a post in a unit: from whom the next holder is chosen."""
    return Person.objects.filter(tenures__post__unit=unit).distinct().order_by("id")


def serving(unit: Unit, today: date | None = None) -> QuerySet[Person]:
    """Those who hold a post in a unit today."""
    held = Tenure.objects.filter(in_force(today or clock.today()), post__unit=unit)
    return Person.objects.filter(pk__in=held.values("person_id")).order_by("id")


def may_staff(actor: Actor, post: Post) -> Say | None:
    """Why this person may not hand over or lend this post; None when they may."""
    if actor.unit_id != post.unit_id:
        return say("须由{unit}办理。", unit=post.unit.name)
    if actor.lent:
        return say("代理、受托期间不能办理交接和委托。")
    return staffing_refusal(actor.roles, roles_of_post(post))


def hand_over_facts(actor: Actor, row: HandOver) -> HandOverFacts:
    """What the moves of a hand-over look at."""
    own = actor.unit_id == row.unit_id and not actor.lent
    roles = roles_towards({"own"} if own else (), actor.roles)
    if "own.staff" in roles and staffing_refusal(actor.roles, roles_of_post(row.post)):
        roles -= {"own.staff"}
    names = {"own.staff": str(say("{unit}负责人或经办人", unit=row.unit.name))}
    return HandOverFacts(roles, row.on <= clock.today(), row.on, names)


def needs_account(row: HandOver) -> bool:
    """Whether the one who takes over could not log in yet."""
    return (
        row.state != "cancelled" and row.taker is not None and not Account.objects.filter(person=row.taker_id).exists()
    )


def find_hand_over(actor: Actor, pk: int) -> HandOver:
    """One, if the actor may see its unit."""
    rows = HandOver.objects.select_related("unit", "post", "leaver", "taker", "made_by")
    return rows.get_visible(actor, pk=pk)


def hand_over_offers(actor: Actor, row: HandOver) -> tuple[Offer, ...]:
    """What may be done with it."""
    return HAND_OVER.offers(row.state, hand_over_facts(actor, row))


def find_delegation(actor: Actor, pk: int) -> Delegation:
    """One, if the actor may see its unit."""
    rows = Delegation.objects.select_related("unit", "post", "principal", "deputy", "made_by")
    return rows.get_visible(actor, pk=pk)


@dataclass(frozen=True)
class Desk:
    """A post on the page 交接: who holds it, who acts for it, what is coming, and whether one may hand it over."""

    post: Post
    person: str
    since: date | None
    left_on: date | None
    deputy: Delegation | None
    coming: HandOver | None
    roles: tuple[Say, ...]
    refused: Say | None
    mine: bool


def handing_page(actor: Actor) -> dict[str, Any]:
    """The unit's posts, hand-overs and deputies."""
    unit = Unit.objects.filter(pk=actor.unit_id or 0).first()
    if unit is None:
        raise NotVisible
    rows = HandOver.objects.filter(unit=unit).select_related("post", "leaver", "taker")
    delegations: list[DelegationRow] = delegation_rows(actor, list(delegations_of(unit.pk)[:40]))
    return {
        "unit": unit,
        "desks": desks(actor, unit),
        "hand_overs": list(rows[:40]),
        "delegations": delegations,
        "today": clock.today(),
    }


def desks(actor: Actor, unit: Unit) -> list[Desk]:
    """The posts of a unit, vacant ones first."""
    today = clock.today()
    posts = list(Post.objects.filter(unit=unit).select_related("unit"))
    held: dict[int, Tenure] = {}
    left: dict[int, date] = {}
    for row in Tenure.objects.filter(post__unit=unit).select_related("person").order_by("starts_on", "id"):
        if row.starts_on <= today and (row.ends_on is None or row.ends_on >= today):
            held[row.post_id] = row
        elif row.ends_on and row.ends_on < today:
            left[row.post_id] = row.ends_on
    coming = {one.post_id: one for one in _coming(unit, today)}
    acting = in_use(posts, today)
    found = []
    for post in posts:
        now = held.get(post.pk)
        roles = frozenset(one.role for one in grants_of_post(post, today))
        refused = _refused(actor, unit, roles)
        labels = tuple(ROLE_LABELS[role] for role in sorted(roles))
        found.append(
            Desk(
                post, now.person.name if now else "", now.starts_on if now else None, left.get(post.pk),
                acting.get(post.pk), coming.get(post.pk), labels, refused,
                now is not None and now.person_id == actor.person_id and not actor.lent,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (bool(one.person), one.post.ordering, one.post.pk))


def _coming(unit: Unit, today: date) -> QuerySet[HandOver]:
    rows = HandOver.objects.filter(unit=unit, state="registered", on__gt=today)
    return rows.select_related("taker", "leaver")


def _refused(actor: Actor, unit: Unit, roles: frozenset[str]) -> Say | None:
    if actor.unit_id != unit.pk:
        return say("须由{unit}办理。", unit=unit.name)
    if actor.lent:
        return say("代理、受托期间不能办理交接和委托。")
    return staffing_refusal(actor.roles, roles)


def as_items(found: Sequence[Handed]) -> list[dict[str, str]]:
    """Open matters as they are kept on the hand-over's sheet."""
    return [
        {
            "kind": str(one.kind),
            "title": one.title,
            "detail": one.detail,
            "due_on": one.due_on.isoformat() if one.due_on else "",
            "url": one.url,
        }
        for one in found
    ]


@dataclass(frozen=True)
class LendingPage:
    """What the page of a delegation is drawn from."""

    now: Tenure | None
    people: QuerySet[Person]
    kinds: list[tuple[str, str]]
    roles: list[tuple[str, str]]
    refused: Say | None


def lending(actor: Actor, post: Post) -> LendingPage:
    """Who may act for a post, in which way, with which rights. Its holder entrusts; others register an acting holder."""
    now = holding(post)
    is_principal = now is not None and now.person_id == actor.person_id and not actor.lent
    staffed = may_staff(actor, post)
    kinds = [("entrusted", gettext("委托（本人交办）"))] if is_principal else []
    if staffed is None:
        kinds.append(("acting", gettext("代理（现任不能办理，或者岗位空缺）")))
    roles = [(role, str(ROLE_LABELS[role])) for role in sorted(roles_of_post(post))]
    refused = None if kinds else staffed
    if refused is None and not roles:
        refused = say("该岗位没有系统权限，无须登记代理。")
    people = serving(post.unit).exclude(pk=now.person_id if now else 0)
    return LendingPage(now, people, kinds, roles, refused)


def delegation_page(actor: Actor, row: Delegation) -> dict[str, Any]:
    """A delegation, and whether it may be ended."""
    offers = DELEGATION.offers(row.state, delegation_facts(actor, row))
    return {
        "when": standing(row, clock.today()),
        "offers": offers,
        "roles": [ROLE_LABELS.get(role, say(role)) for role in row.roles],
    }
