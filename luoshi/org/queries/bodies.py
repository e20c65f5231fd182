"""Who sits in a coordination body, and who keeps its entry?"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.queries import timeline
from luoshi.org.models import BodyMember, CoordinationBody, Post, Unit
from luoshi.org.queries.tags import organises
from luoshi.org.queries.units import holders
from luoshi.org.rules import MEMBERS, Kind
from luoshi.org.scope import in_force


def find_body(actor: Actor, pk: int) -> CoordinationBody:
    """A body whose place the actor sees, or that its own unit sits in."""
    body = CoordinationBody.objects.select_related("place", "office", "head__unit").filter(pk=pk).first()
    if body is None:
        raise NotVisible
    seen = Unit.objects.visible_to(actor).filter(pk=body.place_id).exists()
    own = Unit.objects.filter(pk=actor.unit_id or 0, place_path=body.place.path).exists()
    if not seen and not own:
        raise NotVisible
    return body


def members_of(body: CoordinationBody) -> list[BodyMember]:
    """Units in force, head units first."""
    order = {"head": 0, "deputy": 1, "member": 2}
    rows = BodyMember.objects.filter(in_force(clock.today()), body=body, unit__abolished_on=None)
    return sorted(rows.select_related("unit", "post"), key=lambda row: (order[row.role], row.unit.path))


def body_page(actor: Actor, pk: int) -> dict[str, Any]:
    """A body as its page shows it."""
    body = find_body(actor, pk)
    names = holders([body.head]) if body.head else {}
    return {
        "body": body,
        "members": members_of(body),
        "head_name": names.get(body.head_id or 0, ""),
        "may_keep": organises(actor, body.place),
        "history": [one for one in timeline(body.place, most=200) if one.code.startswith("org.body")],
    }


def seatable(body: CoordinationBody) -> QuerySet[Unit]:
    """Units that may sit in a body: those of its place."""
    kinds = [kind.value for kind in MEMBERS] + [Kind.INSTITUTION.value, Kind.ASSOCIATION.value]
    return Unit.objects.filter(place_path=body.place.path, kind__in=kinds, abolished_on=None).order_by("path")


def heads(body: CoordinationBody) -> QuerySet[Post]:
    """Posts that may head a body: heads and deputies of its place's units."""
    rows = Post.objects.filter(unit__place_path=body.place.path, kind__in=["head", "deputy"], unit__abolished_on=None)
    return rows.select_related("unit")
