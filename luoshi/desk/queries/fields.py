"""How do the key fields stand: the units that carry a tag, and the lights of what they lead?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from luoshi.desk.queries.counts import EVERY, Node, below, seen, tally
from luoshi.desk.queries.narrowing import narrowing
from luoshi.desk.rules import Tally
from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.ledger.queries import Filters
from luoshi.org.models import Ask, Tag, Unit
from luoshi.org.queries import tags_for, units_tagged
from luoshi.org.scope import under

MOST = 40


@dataclass(frozen=True)
class Field:
    """One tag at a node. ``units`` those of the node that carry it or lie below one that does; ``late`` those whose report is late."""

    tag: Tag
    units: int
    tally: Tally
    late: int


def fields(actor: Actor, at: Node, only: Filters = EVERY) -> dict[str, Any]:
    """Every tag that somebody meets here, those needing attention first; with ``only``, of the key tasks."""
    found = [_field(actor, at, tag, only) for tag in tags_for(actor)[:MOST]]
    rows = sorted(found, key=lambda one: (not one.units, *one.tally.attention, one.tag.ordering, one.tag.pk))
    return {"node": at.unit, "rows": rows, **narrowing(actor, only, "grade", at=at.unit.pk)}


def _field(actor: Actor, at: Node, tag: Tag, only: Filters) -> Field:
    tagged = units_tagged(tag).values("pk")
    here = Unit.objects.visible_to(actor).filter(under(at.unit.path, "path"), pk__in=tagged, abolished_on=None)
    own = seen(actor, only).filter(below(at.unit), lead_unit__in=tagged)
    late = Ask.objects.visible_to(actor).filter(
        Q(
            subject__startswith="reporting.period:",
            state__in=["open", "returned"],
            due_on__lt=clock.today(),
            counts=True,
        ),
        under(at.unit.path, "unit_path"),
        unit__in=tagged,
    )
    return Field(tag, here.exclude(kind="place").count(), tally(own), late.values("unit").distinct().count())
