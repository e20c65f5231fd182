"""联络员名册: who is the liaison of each unit, since when, and which units have none?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value, When

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.org.models import Ask, Line, LineMembership, Tag, Tenure, Unit
from luoshi.org.queries.tags import find_tag, tags_for, units_tagged
from luoshi.org.rules import Kind, permissions
from luoshi.org.scope import in_force, under

SUBJECT = "org.liaison:"
SPANS = ("own", "next", "all")
MOST = 20_000


@dataclass(frozen=True)
class Asked:
    """What the register is asked for. ``span``: the own place's units, those of the places below as well, or all."""

    node: Unit
    span: str
    kind: str
    line: Line | None
    tag: Tag | None
    missing: bool
    words: str


@dataclass(frozen=True)
class Entry:
    """A line of the register. ``left_on``: when the last liaison left, where there is none now."""

    unit: Unit
    person: str
    phone: str
    post: str
    since: date | None
    left_on: date | None
    ask: Ask | None


def asked_of(actor: Actor, given: Any) -> Asked:
    """The filters of an address, as far as they make sense to this person."""
    at = given.get("at", "")
    if at:
        node = Unit.objects.get_visible(actor, pk=int(at) if at.isascii() and at.isdigit() and len(at) < 12 else 0)
    else:
        sights = [held.sight for held in actor.grants if held.unit_id == actor.unit_id and held.sight]
        found = Unit.objects.filter(path=min(sights) if sights else actor.path).first()
        if found is None:
            raise NotVisible
        node = found
    line = given.get("line", "")
    span = given.get("span", "")
    return Asked(
        node=node,
        span=span if span in SPANS else "own",
        kind=given.get("kind", ""),
        line=Line.objects.filter(code=line).first() if line else None,
        tag=find_tag(actor, given.get("tag", "")),
        missing=given.get("missing") == "1",
        words=given.get("q", "")[:60],
    )


def units_asked(actor: Actor, asked: Asked) -> QuerySet[Any]:
    """The units of the register, those without a liaison first."""
    today = clock.today()
    rows: Any = Unit.objects.visible_to(actor).filter(abolished_on=None).exclude(kind__in=[Kind.PLACE, Kind.ENTERPRISE])
    if asked.span == "own":
        rows = rows.filter(Q(place_path=asked.node.place_path) & under(asked.node.path, "path"))
    elif asked.span == "next":
        below = Unit.objects.filter(parent=asked.node, kind=Kind.PLACE).values("path")
        rows = rows.filter(
            Q(place_path=asked.node.place_path) & under(asked.node.path, "path") | Q(place_path__in=below)
        )
    else:
        rows = rows.filter(under(asked.node.path, "path"))
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.line:
        members = LineMembership.objects.filter(in_force(today), line=asked.line)
        rows = rows.filter(pk__in=members.values("unit_id"))
    if asked.tag:
        rows = rows.filter(pk__in=units_tagged(asked.tag).values("pk"))
    for word in asked.words.split()[:5]:
        rows = rows.filter(Q(name__icontains=word) | Q(short_name__icontains=word))
    held = Tenure.objects.filter(in_force(today), post__unit=OuterRef("pk"), post__kind="liaison")
    rows = rows.annotate(held_by=Subquery(held.order_by("post__ordering", "post_id").values("pk")[:1]))
    rows = rows.annotate(lacks=Case(When(held_by=None, then=Value(0)), default=Value(1), output_field=IntegerField()))
    rows = rows.filter(held_by=None) if asked.missing else rows
    found: QuerySet[Any] = rows.order_by("lacks", "path")
    return found


def entries(actor: Actor, units: list[Any]) -> list[Entry]:
    """The lines of these units. Telephones only for those whose role deals with people."""
    contact = sees_phones(actor)
    ids = [unit.held_by for unit in units if unit.held_by]
    held = {row.pk: row for row in Tenure.objects.filter(pk__in=ids).select_related("person", "post")}
    without = [unit.pk for unit in units if not unit.held_by]
    gone = dict(
        Tenure.objects.filter(post__unit__in=without, post__kind="liaison", ends_on__lt=clock.today())
        .values_list("post__unit")
        .annotate(last=Max("ends_on"))
    )
    asks = {row.unit_id: row for row in open_asks().filter(unit__in=without).select_related("asker")}
    found = []
    for unit in units:
        row = held.get(unit.held_by or 0)
        found.append(
            Entry(
                unit,
                row.person.name if row else "",
                row.person.phone if row and contact else "",
                row.post.name if row else "",
                row.starts_on if row else None,
                gone.get(unit.pk),
                asks.get(unit.pk),
            )
        )
    return found


def sees_phones(actor: Actor) -> bool:
    """Whether telephone numbers are for this person; a mere reader gets none."""
    return "contact" in permissions(actor.roles)


def open_asks() -> QuerySet[Ask]:
    """Units that have been asked to name a liaison and have none yet."""
    return Ask.objects.filter(subject__startswith=SUBJECT, answered_at=None)


def to_name(actor: Actor) -> Ask | None:
    """What the unit acted for has been asked for."""
    if "staff" not in permissions(actor.roles):
        return None
    return open_asks().filter(unit=actor.unit_id or 0).select_related("asker").first()


def choices(actor: Actor) -> dict[str, Any]:
    """What the page's filters offer."""
    return {"lines": list(Line.objects.order_by("code")), "tags": list(tags_for(actor))}


def counts(rows: QuerySet[Any]) -> dict[str, int]:
    """How many units there are, and how many have no liaison."""
    return {"units": rows.count(), "lacking": rows.filter(held_by=None).count()}
