"""How does a post pass to somebody else, and how does somebody act for its holder for a while?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.say import say
from luoshi.org import queries
from luoshi.org.models import Delegation, Grant, HandOver, Person, Post, Tenure
from luoshi.org.queries import deputies, handing
from luoshi.org.rules import Lending, Passing, hand_over_refusals, lending_refusals, staffing_refusal
from luoshi.org.services.liaisons import answer_liaison_asks
from luoshi.org.services.units import add_person, name_holder
from luoshi.org.workflow import DELEGATION, HAND_OVER

DAY = timedelta(days=1)


def hand_over(
    actor: Actor,
    post: Post,
    *,
    on: date,
    taker: Person | None = None,
    name: str = "",
    phone: str = "",
    reason: str = "",
    note: str = "",
) -> HandOver:
    """A post passes from ``on``: to somebody of the unit, to somebody new by ``name``, or to nobody yet (a vacancy).

    Tenure and grants end the day before and begin anew, by date: one in the future takes effect without anybody.
    What was received, read and signed before stays under the leaver's name.
    """
    with actions.atomic():
        post = Post.objects.select_for_update(of=("self",)).select_related("unit").get(pk=post.pk)
        refused = handing.may_staff(actor, post)
        if refused:
            raise Refused([refused])
        if taker is not None and not handing.people_of(post.unit).filter(pk=taker.pk).exists():
            raise Invalid({"taker": [say("接任人不在本单位人员中，请填写姓名。")]})
        now = _present(post)
        _check(post, now, on, taker, bool(name.strip()))
        items = handing.as_items(handing.open_items(post))
        grants = deputies.grants_of_post(post, clock.today())
        if taker is None and name.strip():
            taker = add_person(actor, name.strip(), phone.strip())
        undo = _leave(actor, now, on, grants) if now else {}
        _take(actor, post, taker, on, grants)
        row = HandOver(
            unit=post.unit, unit_path=post.unit_path, post=post, leaver=now.person if now else None, taker=taker, on=on,
            reason=reason.strip(), note=note.strip(), items=items, undo=undo, state=HAND_OVER.start,
            made_by_id=actor.person_id, made_at=clock.now(),
        )  # fmt: skip
        if taker is not None:
            answer_liaison_asks(actor, post)
        return actions.create(actor, "org.handover.register", row, note=reason.strip())


def _present(post: Post) -> Tenure | None:
    """The holder whose tenure has no end yet, or who holds it today."""
    open_ended = Tenure.objects.filter(post=post, ends_on=None).select_related("person").first()
    return open_ended or handing.holding(post)


def _check(post: Post, now: Tenure | None, on: date, taker: Person | None, is_new: bool) -> None:
    waiting = handing.waiting_hand_over(post)
    reasons = hand_over_refusals(
        Passing(
            on=on,
            today=clock.today(),
            since=now.starts_on if now else None,
            waiting=waiting.on if waiting else None,
            same_person=bool(now and taker and now.person_id == taker.pk),
            held=now is not None,
            taken=taker is not None or is_new,
        )
    )
    if reasons:
        raise Refused(reasons)


def _leave(actor: Actor, now: Tenure, on: date, grants: list[Grant]) -> dict[str, str]:
    """The holder's tenure and the grants that hang on the post end the day before; their former ends, for undoing."""
    last = on - DAY
    kept = {}
    actions.change(actor, "org.post.leave", now, ends_on=last)
    for row in grants:
        if row.ends_on is None or row.ends_on > last:
            kept[str(row.pk)] = row.ends_on.isoformat() if row.ends_on else ""
            actions.change(actor, "org.grant.end", row, ends_on=max(last, row.starts_on))
    return kept


def _take(actor: Actor, post: Post, taker: Person | None, on: date, grants: list[Grant]) -> None:
    """The taker's tenure and the same grants, from the first day on."""
    if taker is None:
        return
    actions.create(actor, "org.post.take", Tenure(post=post, person=taker, starts_on=on))
    rows = [
        Grant(person=taker, role=row.role, unit_id=row.unit_id, sight_id=row.sight_id, post=post, starts_on=on)
        for row in grants
    ]
    if rows:
        actions.create_many(actor, "org.grant.give", rows)


def cancel_hand_over(actor: Actor, row: HandOver, note: str) -> HandOver:
    """Take back a hand-over whose day has not come: everything is as it was before."""
    with actions.atomic():
        actions.perform(actor, HAND_OVER, "cancel", row, handing.hand_over_facts(actor, row), note=note)
        for tenure in Tenure.objects.filter(post=row.post, starts_on=row.on, person=row.taker):
            actions.remove(actor, "org.post.untake", tenure)
        for given in Grant.objects.filter(post=row.post, starts_on=row.on, person=row.taker):
            actions.remove(actor, "org.grant.withdraw", given)
        before = Tenure.objects.filter(post=row.post, person=row.leaver, ends_on=row.on - DAY).first()
        if before is not None:
            actions.change(actor, "org.post.stay", before, ends_on=None)
        for given in Grant.objects.filter(pk__in=row.undo):
            ends = row.undo[str(given.pk)]
            actions.change(actor, "org.grant.restore", given, ends_on=date.fromisoformat(ends) if ends else None)
        return row


# ---------- deputies ----------


def lend(
    actor: Actor,
    post: Post,
    deputy: Person,
    *,
    kind: str,
    starts_on: date,
    ends_on: date,
    reason: str,
    roles: Collection[str] = (),
) -> Delegation:
    """Let somebody act for a post: ``acting`` by who staffs the unit, ``entrusted`` by its holder. ``roles`` empty: all of them."""
    with actions.atomic():
        post = Post.objects.select_for_update(of=("self",)).select_related("unit").get(pk=post.pk)
        now = handing.holding(post)
        own = deputies.roles_of_post(post)
        wanted = frozenset(roles) or own
        is_principal = now is not None and actor.person_id == now.person_id
        if kind == "acting" and not (is_principal and actor.unit_id == post.unit_id and not actor.lent):
            refused = handing.may_staff(actor, post)
            if refused:
                raise Refused([refused])
        asked = Lending(
            kind=kind,
            roles=wanted,
            own=own,
            starts_on=starts_on,
            ends_on=ends_on,
            today=clock.today(),
            same_person=now is not None and now.person_id == deputy.pk,
            by_principal=is_principal and actor.unit_id == post.unit_id,
            borrowed=bool(actor.lent),
            deputy_serves=handing.serving(post.unit).filter(pk=deputy.pk).exists(),
            clash=_clash(post, starts_on, ends_on),
        )
        reasons = lending_refusals(asked)
        if reasons:
            raise Refused(reasons)
        row = Delegation(
            kind=kind, unit=post.unit, unit_path=post.unit_path, post=post, principal=now.person if now else None,
            deputy=deputy, roles=sorted(wanted), starts_on=starts_on, ends_on=ends_on, reason=reason.strip(),
            state=DELEGATION.start, made_by_id=actor.person_id, made_at=clock.now(),
        )  # fmt: skip
        return actions.create(actor, f"org.delegation.{kind}", row, note=reason.strip())


def _clash(post: Post, starts_on: date, ends_on: date) -> str:
    rows = Delegation.objects.filter(post=post, state="active", starts_on__lte=ends_on, ends_on__gte=starts_on)
    first = rows.select_related("deputy").first()
    return first.deputy.name if first else ""


def end_delegation(actor: Actor, row: Delegation, note: str = "") -> Delegation:
    """Take rights back before their last day."""
    return actions.perform(actor, DELEGATION, "end", row, deputies.delegation_facts(actor, row), note=note)


# ---------- posts ----------


def keep_post(actor: Actor, post: Post, *, name: str, kind: str, phone: str | None = None) -> Post:
    """Correct a post's name and kind, and its holder's telephone."""
    refused = handing.may_staff(actor, post)
    if refused:
        raise Refused([refused])
    with actions.atomic():
        actions.change(actor, "org.post.change", post, name=name.strip(), kind=kind)
        now = handing.holding(post)
        if now is not None and phone is not None:
            actions.change(actor, "org.person.change", now.person, phone=phone.strip())
    return post


def set_up_post(actor: Actor, *, name: str, kind: str, person: str, phone: str = "") -> Post:
    """A new post in the unit acted for, with its holder from today, as a liaison: no rights come with it."""
    refused = staffing_refusal(actor.roles, ()) or (say("代理、受托期间不能办理交接和委托。") if actor.lent else None)
    unit = queries.unit_in_force(actor.unit_id or 0)
    if refused or unit is None:
        raise Refused([refused or say("您所在单位或职务不能办理这一步。")])
    with actions.atomic():
        post = name_holder(actor, unit, name, person, kind=kind, phone=phone)
        answer_liaison_asks(actor, post)
    return post
