"""The room's part of the REST API: tokens, and who I am."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.http import HttpRequest
from ninja import Router, Schema

from luoshi.kernel import clock
from luoshi.kernel.errors import Refused
from luoshi.kernel.say import say
from luoshi.org import services
from luoshi.org.queries import actor_of, seats_of

router = Router(tags=["org"])


class Credentials(Schema):
    username: str
    password: str
    name: str = ""


class TokenOut(Schema):
    token: str
    expires_at: datetime


class SeatOut(Schema):
    unit_id: int
    unit: str
    roles: list[str]


class MeOut(Schema):
    name: str
    unit_id: int | None
    seats: list[SeatOut]


@router.post("/tokens", auth=None, response=TokenOut, summary="Log in as a program")
def open_token(request: HttpRequest, given: Credentials) -> TokenOut:
    """A token for 90 days; its text is shown once."""
    account = authenticate(request, username=given.username, password=given.password)
    if account is None:
        raise Refused([say("用户名或密码不对。")])
    text = services.open_token(actor_of(account), account, given.name[:60])  # type: ignore[arg-type]
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
            SeatOut(unit_id=s.unit.pk, unit=s.unit.name, roles=sorted({held.role for held in s.grants})) for s in seats
        ],
    )
