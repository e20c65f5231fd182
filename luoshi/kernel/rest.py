"""What do the rooms' API pages share? The actor, keys, paging, and how the moves on a thing are told."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Schema

from luoshi.kernel.actor import Actor
from luoshi.kernel.workflow import Workflow

Id = Annotated[int, Field(ge=1, le=2**62)]


class Paging(Schema):
    limit: int = Field(50, ge=1, le=200)
    offset: int = Field(0, ge=0, le=1_000_000)


class MoveOut(Schema):
    """``needs``: what it asks for; ``because`` says why it is not allowed now, empty when it is."""

    name: str
    label: str
    allowed: bool
    needs: list[str]
    because: list[str]


def actor_on(request: HttpRequest) -> Actor:
    """The actor that the token stands for."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


def moves_of(table: Workflow, state: str, facts: Any) -> list[MoveOut]:
    """Every move on a thing in this state, allowed or not, with the reasons."""
    return [
        MoveOut(
            name=offer.move.name, label=str(offer.move.label), allowed=offer.allowed, needs=list(offer.move.needs),
            because=[str(reason) for reason in offer.because],
        )
        for offer in table.offers(state, facts)
    ]  # fmt: skip
