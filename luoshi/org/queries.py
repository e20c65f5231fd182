"""Who sits where, who holds what, and which units may an order go to? Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor, Held
from luoshi.org.models import Account, CoordinationBody, Grant, LineMembership, Post, Tenure, Token, Unit
from luoshi.org.rules import Kind, Level, Relation, Standing, ancestors, digest, relation


@dataclass(frozen=True)
class Seat:
    """A unit that a person may act for, with the name of the post through which."""

    unit: Unit
    post_name: str
    grants: tuple[Held, ...]
    posts: tuple[int, ...]


def in_force(today: date) -> Q:
    """Rows with ``starts_on``/``ends_on`` that hold today."""
    return Q(starts_on__lte=today) & (Q(ends_on=None) | Q(ends_on__gte=today))


def seats_of(person_id: int) -> tuple[Seat, ...]:
    """The units this person may act for today, in the order of the tree."""
    today = clock.today()
    grants = (
        Grant.objects.filter(in_force(today), person_id=person_id, unit__abolished_on=None)
        .select_related("unit", "sight", "post")
        .order_by("unit__path", "id")
    )
    by_unit: dict[int, list[Grant]] = {}
    for grant in grants:
        by_unit.setdefault(grant.unit_id, []).append(grant)
    held = Tenure.objects.filter(in_force(today), person_id=person_id).values_list("post_id", flat=True)
    posts = tuple(held) if by_unit else ()
    return tuple(
        Seat(
            rows[0].unit,
            next((row.post.name for row in rows if row.post), ""),
            tuple(Held(r.role, r.unit_id, r.unit.path, r.sight.path if r.sight else "") for r in rows),
            posts,
        )
        for rows in by_unit.values()
    )


def actor_for(account: Account, seats: Sequence[Seat], unit_id: int | None = None, request_id: str = "") -> Actor:
    """The actor of an account, acting for ``unit_id`` if that is one of its seats, else for its first."""
    seat = next((s for s in seats if s.unit.pk == unit_id), seats[0] if seats else None)
    return Actor(
        account_id=account.pk,
        person_id=account.person_id,
        name=account.person.name,
        post_name=seat.post_name if seat else "",
        unit_id=seat.unit.pk if seat else None,
        unit_name=seat.unit.name if seat else "",
        path=seat.unit.path if seat else "",
        grants=tuple(held for s in seats for held in s.grants),
        posts=seat.posts if seat else (),
        request_id=request_id,
    )


def actor_of(account: Account, unit_id: int | None = None) -> Actor:
    """The actor of an account outside a request: API, jobs, seeding."""
    return actor_for(account, seats_of(account.person_id), unit_id)


def account_of_token(text: str) -> Account | None:
    """The active account of a token that has not expired."""
    row = (
        Token.objects.filter(digest=digest(text), expires_at__gt=clock.now(), account__is_active=True)
        .select_related("account__person")
        .first()
    )
    return row.account if row else None


def breadcrumb(unit: Unit) -> list[str]:
    """Names of the places above a unit, top first."""
    rows = Unit.objects.filter(path__in=ancestors(unit.path)).order_by("path")
    return [row.short_name or row.name for row in rows]


def standings(units: Iterable[Unit]) -> dict[int, Standing]:
    """What relations are judged by, for many units at once."""
    units = list(units)
    superiors: dict[int, set[int]] = {}
    rows = LineMembership.objects.filter(in_force(clock.today()), unit__in=units).exclude(superior=None)
    for unit_id, superior_id in rows.values_list("unit_id", "superior_id"):
        superiors.setdefault(unit_id, set()).add(superior_id)
    return {
        unit.pk: Standing(
            unit.pk, Kind(unit.kind), Level(unit.level), unit.path, unit.place_path, frozenset(superiors.get(unit.pk, ()))
        )
        for unit in units
    }


def relation_between(one: Unit, other: Unit) -> Relation:
    """How one unit stands to another today."""
    found = standings([one, other])
    return relation(found[one.pk], found[other.pk])


def lower_units(unit: Unit) -> QuerySet[Unit]:
    """The units that this one may hand a task down to: its line's juniors, and one level down along the tree.

    An office reaches the offices of the next places below; a union the unions below; nobody reaches an enterprise.
    """
    today = clock.today()
    juniors = LineMembership.objects.filter(in_force(today), superior=unit).values("unit_id")
    found = Q(pk__in=juniors)
    place = Unit.objects.filter(path=unit.place_path).first()
    if place is not None and unit.kind in {Kind.OFFICE, Kind.UNION}:
        below = Unit.objects.filter(parent=place, kind=Kind.PLACE).values("path")
        found |= Q(place_path__in=below, kind=unit.kind)
    if unit.kind == Kind.UNION and place is not None:
        found |= Q(place_path=unit.place_path, kind__in=[Kind.ENTERPRISE_UNION, Kind.GRASSROOTS_UNION])
    return Unit.objects.filter(found, abolished_on=None).exclude(pk=unit.pk).exclude(kind=Kind.ENTERPRISE).order_by("path")


def member_units(office: Unit) -> QuerySet[Unit]:
    """The member units of the coordination body that this office serves: departments, party organs and the union of its place."""
    return Unit.objects.filter(
        place_path=office.place_path, kind__in=[Kind.PARTY, Kind.DEPARTMENT, Kind.UNION, Kind.OFFICE], abolished_on=None
    ).order_by("path")


def office_of(unit: Unit) -> Unit | None:
    """The coordination office of a unit's place, if the place has a body."""
    body = CoordinationBody.objects.filter(place__path=unit.place_path).select_related("office").first()
    return body.office if body else None


def holders(posts: Iterable[Post]) -> dict[int, str]:
    """post id → name of the person who holds it today."""
    rows = Tenure.objects.filter(in_force(clock.today()), post__in=list(posts)).select_related("person")
    return {row.post_id: row.person.name for row in rows}


def default_post(unit: Unit) -> Post | None:
    """The post that answers for a unit where nobody else is named."""
    return Post.objects.filter(unit=unit, is_default=True).first()


def who_holds(unit: Unit, role: str) -> list[str]:
    """Names of those who hold a role at a unit today: for "须由 … 办理"."""
    rows = Grant.objects.filter(in_force(clock.today()), unit=unit, role=role).select_related("person").order_by("id")
    return [row.person.name for row in rows]
