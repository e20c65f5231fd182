"""Which units carry a tag, and which tags may somebody use? `units_tagged` is what lists, roll-ups and reports filter by."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.org.models import Tag, Unit, UnitTag
from luoshi.org.rules import Kind, ancestors, is_within, permissions
from luoshi.org.scope import in_force, under

WIDE = (Kind.PLACE, Kind.PARK)
"""A tag on one of these stands for everything below it: a pilot county, an industrial park."""
WIDE_MOST = 300


def units_tagged(tag: Tag | int) -> QuerySet[Unit]:
    """The units that carry a tag today, and everything below a place or park that does. Says nothing of who may see them.

    Use it as a subquery: ``Task.objects.filter(lead_unit__in=units_tagged(tag))``.
    """
    marks = UnitTag.objects.filter(in_force(clock.today()), tag=tag, unit__abolished_on=None)
    wide = marks.filter(unit__kind__in=WIDE).order_by("unit_path").values_list("unit_path", flat=True)
    found = Q(pk__in=marks.values("unit_id"))
    kept: list[str] = []
    for path in wide[:WIDE_MOST]:
        if not any(is_within(path, other) for other in kept):
            kept.append(path)
            found |= under(path, "path")
    return Unit.objects.filter(found)


def tags_for(actor: Actor) -> QuerySet[Tag]:
    """The tags that somebody meets: those known everywhere, those of the places above, and those kept below their sight."""
    own = [path for path in (actor.path, *ancestors(actor.path)) if path]
    found = Q(owner=None) | Q(owner__place_path__in=own)
    for path, subtree in actor.reach():
        found |= under(path, "owner_path") if subtree else Q(owner_path=path)
    return Tag.objects.filter(found, retired_on=None).select_related("owner")


def find_tag(actor: Actor, text: str) -> Tag | None:
    """The tag of that id, if this person meets it."""
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        return None
    return tags_for(actor).filter(pk=int(text)).first()


def own_tag(actor: Actor, pk: int) -> Tag:
    """A tag of the unit acted for, or `NotVisible`."""
    found = tags_for(actor).filter(pk=pk, owner=actor.unit_id or 0).first()
    if found is None:
        raise NotVisible
    return found


def tags_of(units: Iterable[Unit]) -> dict[int, tuple[UnitTag, ...]]:
    """unit id → its tags today."""
    rows = UnitTag.objects.filter(in_force(clock.today()), unit__in=list(units), tag__retired_on=None)
    found: dict[int, tuple[UnitTag, ...]] = {}
    for row in rows.select_related("tag").order_by("tag__ordering", "tag_id"):
        found[row.unit_id] = (*found.get(row.unit_id, ()), row)
    return found


def marked(actor: Actor) -> dict[int, int]:
    """tag id → how many units that the actor sees carry it themselves."""
    rows = UnitTag.objects.filter(in_force(clock.today()), unit__in=Unit.objects.visible_to(actor))
    return dict(rows.values_list("tag_id").annotate(count=Count("unit", distinct=True)))


def organises(actor: Actor, unit: Unit) -> bool:
    """Whether somebody keeps the register of this unit: the office of a place at or above it, in its own name or as deputy."""
    if "organise" not in permissions(actor.roles):
        return False
    return any(
        held.unit_id == actor.unit_id and held.lent == actor.lent and is_within(unit.path, held.sight)
        for held in actor.grants
    )
