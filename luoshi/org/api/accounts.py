"""Accounts and grants over the API: for the administrators' own programs, by the same rules."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Schema

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, NotVisible
from luoshi.kernel.rest import Id, MoveOut, Paging, actor_on, moves_of
from luoshi.kernel.say import say
from luoshi.org import queries, services
from luoshi.org.api.units import router
from luoshi.org.models import Account, Grant
from luoshi.org.workflow import ACCOUNT

HANDING = ("invite", "reset", "enable", "give_password")
PLAIN = ("disable", "lock", "unlock", "release")


class AccountOut(Schema):
    id: int
    username: str
    name: str
    state: str
    must_change: bool
    last_login: datetime | None
    moves: list[MoveOut]


class AccountsOut(Schema):
    count: int
    items: list[AccountOut]


class NewAccount(Schema):
    """``person``: somebody there is; else a new person of this name. ``password``: hand over an initial password, not a code."""

    username: str = Field(max_length=60)
    person: Id | None = None
    name: str = Field("", max_length=40)
    phone: str = Field("", max_length=30)
    password: bool = False


class HandedOut(AccountOut):
    """``secret``: the one-time code or initial password; this answer is the only place where it ever stands."""

    secret: str


class Why(Schema):
    note: str = Field("", max_length=500)


class AccountsAsked(Paging):
    q: str = Field("", max_length=60)
    state: str = Field("", max_length=20)
    role: str = Field("", max_length=20)


def _out(actor: Actor, row: Account) -> dict[str, Any]:
    return {
        "id": row.pk, "username": row.username, "name": row.person.name, "state": row.state, "must_change": row.must_change,
        "last_login": row.last_login, "moves": moves_of(ACCOUNT, row.state, queries.account_facts(actor, row)),
    }  # fmt: skip


@router.get("/accounts", response=AccountsOut, summary="Accounts, for system and security administrators")
def accounts(request: HttpRequest, asked: Query[AccountsAsked]) -> AccountsOut:
    """By words, state and role."""
    actor = actor_on(request)
    rows = queries.accounts(actor, asked.q, state=asked.state, role=asked.role)
    chosen = rows[asked.offset : asked.offset + asked.limit]
    return AccountsOut(count=rows.count(), items=[AccountOut(**_out(actor, row)) for row in chosen])


@router.get("/accounts/{pk}", response=AccountOut, summary="One account, and what may be done to it")
def account(request: HttpRequest, pk: Id) -> AccountOut:
    """404 alike for an account that is absent and for anybody who keeps none."""
    actor = actor_on(request)
    return AccountOut(**_out(actor, queries.account_for(actor, pk)))


@router.post("/accounts", response=HandedOut, summary="Open an account")
def open_account(request: HttpRequest, response: HttpResponse, given: NewAccount) -> HandedOut:
    """The secret is told once; a replay by `Idempotency-Key` does not tell it again."""
    actor = actor_on(request)
    queries.require(actor, "system")
    person = queries.person_of(given.person) if given.person else None
    if given.person and person is None:
        raise Invalid({"person": [say("没有这个人。")]})
    found, secret = services.create_account(
        actor, given.username, person=person, name=given.name, phone=given.phone, password=given.password
    )
    response.headers["Cache-Control"] = "no-store"
    return HandedOut(**_out(actor, found), secret=secret)


@router.post("/accounts/{pk}/moves/{name}", response=HandedOut, summary="Make a move with an account")
def move(request: HttpRequest, response: HttpResponse, pk: Id, name: str, given: Why) -> HandedOut:
    """``secret`` is empty for moves that hand nothing over."""
    actor = actor_on(request)
    found = queries.account_for(actor, pk)
    if name not in {*HANDING, *PLAIN}:
        raise NotVisible
    words = {"note": given.note} if name not in {"invite", "release"} else {}
    done = getattr(services, name)(actor, found, **words)
    response.headers["Cache-Control"] = "no-store"
    return HandedOut(**_out(actor, found), secret=done if name in HANDING else "")


class GrantOut(Schema):
    id: int
    person: int
    name: str
    role: str
    unit: int
    unit_name: str
    sight: int | None
    starts_on: date
    ends_on: date | None


class GrantsOut(Schema):
    count: int
    items: list[GrantOut]


class GrantsAsked(Paging):
    """``when``: now, future, past or all; ``unit``: it and all below."""

    q: str = Field("", max_length=60)
    role: str = Field("", max_length=20)
    when: str = Field("now", max_length=10)
    unit: int = Field(0, ge=0, le=2**62)


class NewGrant(Schema):
    """``range``: own, below or place (an office's whole place)."""

    person: Id
    role: str = Field(max_length=20)
    unit: Id
    range: str = Field("own", max_length=10)
    starts_on: date | None = None
    ends_on: date | None = None
    note: str = Field("", max_length=500)


def _granted(row: Grant) -> GrantOut:
    return GrantOut(
        id=row.pk, person=row.person_id, name=row.person.name, role=row.role, unit=row.unit_id, unit_name=row.unit.name,
        sight=row.sight_id, starts_on=row.starts_on, ends_on=row.ends_on,
    )  # fmt: skip


@router.get("/grants", response=GrantsOut, summary="Who holds which role where, for administrators")
def grants(request: HttpRequest, asked: Query[GrantsAsked]) -> GrantsOut:
    """In the order of the tree."""
    rows = queries.grants(actor_on(request), asked.q, role=asked.role, when=asked.when, unit=asked.unit)
    return GrantsOut(
        count=rows.count(), items=[_granted(row) for row in rows[asked.offset : asked.offset + asked.limit]]
    )


@router.post("/grants", response=GrantOut, summary="Give a role")
def give(request: HttpRequest, given: NewGrant) -> GrantOut:
    """Refused with every reason."""
    actor = actor_on(request)
    queries.require(actor, "security", "system")
    person, unit = queries.person_of(given.person), queries.unit_in_force(given.unit)
    if person is None or unit is None:
        raise Invalid({"person" if person is None else "unit": [say("没有这一项。")]})
    row = services.give(
        actor, person, given.role, unit, given.starts_on or clock.today(), ends_on=given.ends_on,
        sight=queries.sight_of(unit, given.range, given.role), post=queries.post_in(person, unit), note=given.note,
    )  # fmt: skip
    return _granted(row)


@router.post("/grants/{pk}/end", response=GrantOut, summary="End a grant")
def end(request: HttpRequest, pk: Id, given: Why) -> GrantOut:
    """At once, with the reason."""
    actor = actor_on(request)
    return _granted(services.end_grant(actor, queries.grant_for(actor, pk), note=given.note))
