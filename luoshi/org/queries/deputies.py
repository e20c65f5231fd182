"""Who acts for whom today, and with which rights? Reckoned anew each time: nothing has to end a delegation but its rule."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor, Held
from luoshi.kernel.prepared import Prepared
from luoshi.kernel.say import say
from luoshi.org.models import Delegation, Grant, Post, Tenure
from luoshi.org.queries.units import Seat
from luoshi.org.rules import DelegationFacts, Lent, lent, roles_towards
from luoshi.org.scope import in_force
from luoshi.org.workflow import DELEGATION


def grants_of_post(post: Post, today: date) -> list[Grant]:
    """The grants that hang on a post: those of its holder in force, of a vacant post those that its last holder left with.

    A grant that was taken away before the holder left does not come back with the next one.
    """
    rows = Grant.objects.filter(post=post).select_related("sight", "unit")
    last = Tenure.objects.filter(post=post, starts_on__lte=today).order_by("-starts_on", "-id").first()
    if last is None:
        return list(rows.filter(in_force(today)))
    if last.ends_on is None or last.ends_on >= today:
        return list(rows.filter(in_force(today), person_id=last.person_id))
    return list(rows.filter(person_id=last.person_id, ends_on=last.ends_on))


def roles_of_post(post: Post, today: date | None = None) -> frozenset[str]:
    """The roles that come with a post."""
    return frozenset(row.role for row in grants_of_post(post, today or clock.today()))


def _may_use(row: Delegation, today: date) -> tuple[frozenset[str], list[Grant]]:
    """The roles that a delegation gives on a day, and the grants they come from."""
    holder = Tenure.objects.filter(in_force(today), post=row.post).values_list("person_id", flat=True).first()
    grants = grants_of_post(row.post, today)
    serves = Tenure.objects.filter(in_force(today), person_id=row.deputy_id, post__unit=row.unit_id).exists()
    facts = Lent(
        active=row.state == "active" and row.unit.abolished_on is None,
        roles=frozenset(row.roles),
        own=frozenset(one.role for one in grants),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        stands=holder == row.principal_id,
        deputy_serves=serves,
    )
    return lent(facts, today), grants


_LENT_TO = Prepared(
    lambda today, person: (
        Delegation.objects.filter(deputy=person, state="active", starts_on__lte=today, ends_on__gte=today)
        .select_related("unit", "post", "principal")
        .order_by("unit__path", "id")
    )
)


def lent_seats(person_id: int, today: date) -> tuple[Seat, ...]:
    """The seats that a person has as somebody's deputy today."""
    found = []
    for row in _LENT_TO(today, person_id):
        roles, grants = _may_use(row, today)
        if roles:
            held = tuple(
                Held(one.role, one.unit_id, one.unit.path, one.sight.path if one.sight else "", row.pk)
                for one in grants
                if one.role in roles and one.unit_id == row.unit_id
            )
            behalf = row.principal.name if row.principal else row.post.name
            found.append(Seat(row.unit, row.post.name, held, (row.post_id,), row.pk, behalf))
    return tuple(found)


_LENT_OF = Prepared(
    lambda today, posts: Delegation.objects.filter(
        post__in=posts, state="active", starts_on__lte=today, ends_on__gte=today
    ).select_related("deputy", "principal", "post", "unit")
)


def in_use(posts: Iterable[Post | int], today: date | None = None) -> dict[int, Delegation]:
    """post id → the delegation under which somebody acts for it today; posts by themselves or by their keys."""
    today, keys = today or clock.today(), {post if isinstance(post, int) else post.pk for post in posts}
    return {row.post_id: row for row in _LENT_OF(today, keys) if _may_use(row, today)[0]}


def deputies_at(unit_ids: Collection[int], role: str, today: date | None = None) -> dict[int, list[str]]:
    """unit id → names of those who may act there today in a lent role."""
    today = today or clock.today()
    rows = Delegation.objects.filter(
        unit__in=unit_ids, state="active", starts_on__lte=today, ends_on__gte=today
    ).select_related("deputy", "principal", "post", "unit")
    found: dict[int, list[str]] = {}
    for row in rows:
        if role in row.roles and role in _may_use(row, today)[0]:
            found.setdefault(row.unit_id, []).append(row.deputy.name)
    return found


def standing(row: Delegation, today: date) -> str:
    """A delegation on a day: now, coming, ended; or void, as its holder or its deputy serves there no more."""
    if row.ends_on < today or row.state == "ended":
        return "ended"
    if row.starts_on > today:
        return "coming"
    return "now" if _may_use(row, today)[0] else "void"


@dataclass(frozen=True)
class DelegationRow:
    """A line of the list: in force, to come, over, or without effect (`standing`)."""

    row: Delegation
    when: str
    may_end: bool


def delegation_rows(actor: Actor, rows: Sequence[Delegation]) -> list[DelegationRow]:
    """Delegations with what may be done to them."""
    today = clock.today()
    found = []
    for row in rows:
        refused = DELEGATION.refusals("end", row.state, delegation_facts(actor, row), {})
        found.append(DelegationRow(row, standing(row, today), not refused))
    return found


def delegation_facts(actor: Actor, row: Delegation) -> DelegationFacts:
    """What the moves of a delegation look at. A deputy cannot end what they act under, nor lend it on."""
    positions = set()
    if actor.unit_id == row.unit_id and not actor.lent:
        positions.add("own")
    roles = roles_towards(positions, actor.roles)
    if actor.person_id is not None and actor.person_id == row.principal_id and not actor.lent:
        roles |= {"principal.staff"}
    names = {"own.staff": str(say("{unit}负责人或经办人", unit=row.unit.name))}
    return DelegationFacts(roles, row.ends_on < clock.today(), names)


def delegations_of(unit_id: int) -> QuerySet[Delegation]:
    """A unit's delegations, newest first; those long over are left to the trail."""
    since = clock.today() - timedelta(days=366)
    rows = Delegation.objects.filter(Q(ends_on__gte=since), unit=unit_id)
    return rows.select_related("post", "principal", "deputy", "unit", "made_by")
