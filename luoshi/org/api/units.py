"""The room's part of the REST API: tokens, who I am, and units."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated

from django.contrib.auth import authenticate
from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from luoshi.kernel import clock
from luoshi.kernel.errors import Refused
from luoshi.kernel.rest import Id
from luoshi.kernel.say import say
from luoshi.org import queries, services
from luoshi.org.models import Unit
from luoshi.org.queries import actor_of, seats_of

router = Router(tags=["org"])


class Credentials(Schema):
    username: str = Field(max_length=60)
    password: str = Field(max_length=512)
    name: str = Field("", max_length=60)


class TokenOut(Schema):
    token: str
    expires_at: datetime


class UnitSeatOut(Schema):
    """``key``: what the header ``Luoshi-Unit`` takes; ``on_behalf_of``: whose deputy one is in this seat."""

    key: str
    unit_id: int
    unit: str
    roles: list[str]
    on_behalf_of: str


class MeOut(Schema):
    name: str
    unit_id: int | None
    seats: list[UnitSeatOut]


@router.post("/tokens", auth=None, response=TokenOut, summary="Log in as a program")
def open_token(request: HttpRequest, given: Credentials) -> TokenOut:
    """A token for 90 days; its text is shown once."""
    account = authenticate(request, username=given.username, password=given.password)
    if account is None:
        raise Refused([say("用户名或密码不对。")])
    if account.must_change:
        raise Refused([say("现在的密码是管理员给的，请先在网页上登录并修改。")])
    text = services.open_token(actor_of(account), account, given.name[:60])
    return TokenOut(token=text, expires_at=clock.now() + timedelta(days=services.TOKEN_DAYS))


@router.get("/me", response=MeOut, summary="Who I am, and the units I may act for")
def me(request: HttpRequest) -> MeOut:
    """Choose the unit acted for with the header ``Luoshi-Unit``."""
    actor = request.actor  # type: ignore[attr-defined]
    seats = seats_of(actor.person_id)
    return MeOut(
        name=actor.name,
        unit_id=actor.unit_id,
        seats=[
            UnitSeatOut(
                key=s.key,
                unit_id=s.unit.pk,
                unit=s.unit.name,
                roles=sorted({held.role for held in s.grants}),
                on_behalf_of=s.behalf,
            )
            for s in seats
        ],
    )


class OrgUnitOut(Schema):
    id: int
    name: str
    short_name: str
    kind: str
    level: str
    parent: int | None


class OrgUnitsOut(Schema):
    items: list[OrgUnitOut]
    total: int


class PostOut(Schema):
    id: int
    name: str
    kind: str
    default: bool
    person: str
    phone: str
    since: date | None


class OrgLineOut(Schema):
    line: str
    superior: OrgUnitOut | None


class BodyOut(Schema):
    name: str
    office: OrgUnitOut


class UnitDetail(OrgUnitOut):
    posts: list[PostOut]
    lines: list[OrgLineOut]
    body: BodyOut | None
    may_hand_down_to: list[OrgUnitOut]


class UnitsAsked(Schema):
    """``parent``: children of a unit; ``q``: words in the name."""

    parent: Id | None = None
    kind: str = ""
    level: str = ""
    q: str = Field("", max_length=60)
    limit: int = Field(50, ge=1, le=200)
    offset: int = Field(0, ge=0, le=1_000_000)


def _out(unit: Unit) -> OrgUnitOut:
    return OrgUnitOut(
        id=unit.pk, name=unit.name, short_name=unit.short_name, kind=unit.kind, level=unit.level, parent=unit.parent_id
    )


@router.get("/units", response=OrgUnitsOut, summary="Units that I may see, in the order of the tree")
def units(request: HttpRequest, asked: Annotated[UnitsAsked, Query()]) -> OrgUnitsOut:
    """Abolished units are left out."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = queries.find_units(actor, asked.q, parent=asked.parent, kind=asked.kind, level=asked.level)
    return OrgUnitsOut(items=[_out(row) for row in rows[asked.offset : asked.offset + asked.limit]], total=rows.count())


@router.get("/units/{pk}", response=UnitDetail, summary="One unit: posts and holders, lines, coordination body")
def unit(request: HttpRequest, pk: int) -> UnitDetail:
    """404 alike for a unit that is absent and for one that I may not see."""
    found = queries.unit_page(request.actor, pk)  # type: ignore[attr-defined]
    body = found["body"]
    return UnitDetail(
        **_out(found["unit"]).dict(),
        posts=[
            PostOut(
                id=row.post.pk, name=row.post.name, kind=row.post.kind, default=row.post.is_default, person=row.person,
                phone=row.phone if found["phones"] else "", since=row.since,
            )
            for row in found["posts"]
        ],
        lines=[OrgLineOut(line=row.line.name, superior=_out(row.superior) if row.superior else None) for row in found["lines"]],
        body=BodyOut(name=body.name, office=_out(body.office)) if body else None,
        may_hand_down_to=[_out(row) for row in found["below"]],
    )  # fmt: skip
