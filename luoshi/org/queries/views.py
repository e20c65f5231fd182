"""Which ways of looking at a list does somebody have: their own, and those shared with their unit or from above?"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.org.models import ListView
from luoshi.org.rules import Kind, ancestors


def list_views(actor: Actor, place: str) -> QuerySet[ListView]:
    """Own views, those of the unit acted for, and those that units above it share downward."""
    shared = Q(shared__in=["unit", "below"], unit_id=actor.unit_id or 0)
    ups = [path for path in (actor.path, *ancestors(actor.path)) if path]
    # an office stands beside the departments of its place: what it shares downward is for the whole place
    above = Q(shared="below") & (Q(unit__path__in=ups) | Q(unit__kind=Kind.OFFICE, unit__place_path__in=ups))
    return ListView.objects.filter(Q(person_id=actor.person_id or 0) | shared | above, place=place).exclude(name="")


def list_view(actor: Actor, place: str, pk: int) -> ListView:
    """One of these, or `NotVisible`."""
    found = list_views(actor, place).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def first_view(actor: Actor, place: str) -> ListView | None:
    """The view that opens first for the roles held here: one's own before one's unit's before the nearest above."""
    rows = list_views(actor, place).filter(role__in=actor.roles).select_related("unit")
    return max(rows, key=lambda row: (row.person_id == actor.person_id, len(row.unit.path)), default=None)


def layout(actor: Actor, place: str) -> list[str]:
    """The columns that this person has chosen; empty where none were."""
    row = ListView.objects.filter(place=place, person_id=actor.person_id or 0, name="").first()
    return [str(key) for key in row.columns] if row else []
