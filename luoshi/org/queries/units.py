"""Who sits where, who holds what, and which units may an order go to? Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from luoshi.kernel import clock, panels
from luoshi.kernel.actor import Actor, Held
from luoshi.kernel.prepared import Prepared
from luoshi.kernel.queries import timeline
from luoshi.kernel.say import Say, say
from luoshi.org.models import Account, BodyMember, CoordinationBody, Grant, LineMembership, Post, Tenure, Token, Unit
from luoshi.org.rules import (
    ACT_LABELS,
    ADMINISTRATORS,
    MEMBERS,
    PERMISSIONS,
    POSITION_LABELS,
    RELATION_LABELS,
    ROLE_LABELS,
    WORKFLOW_LABELS,
    Act,
    Kind,
    Level,
    Relation,
    Standing,
    ancestors,
    digest,
    is_within,
    permissions,
    permit,
    relation,
)
from luoshi.org.scope import in_force


@dataclass(frozen=True)
class Seat:
    """A unit that a person may act for, with the name of the post through which; ``lent``, ``behalf``: as whose deputy."""

    unit: Unit
    post_name: str
    grants: tuple[Held, ...]
    posts: tuple[int, ...]
    lent: int = 0
    behalf: str = ""

    @property
    def key(self) -> str:
        """How the choice of this seat is kept: the unit, and the delegation if it is lent."""
        return f"{self.unit.pk}-{self.lent}" if self.lent else str(self.unit.pk)


def nearest(path: str, rows: Iterable[Any]) -> Any:
    """Of rows that each set something for one place, or with no unit for the instance, the one that holds at a path:
    that of the nearest place above it. None where nobody has set anything."""
    found: tuple[int, Any] = (-1, None)
    for row in rows:
        own = row.unit.path if row.unit else ""
        if (not own or is_within(path, own)) and len(own) > found[0]:
            found = (len(own), row)
    return found[1]


_GRANTS = Prepared(
    lambda today, person: (
        Grant.objects.filter(in_force(today), person=person, unit__abolished_on=None)
        .select_related("unit", "sight", "post")
        .order_by("unit__path", "id")
    )
)
_POSTS_HELD: Prepared[int] = Prepared(
    lambda today, person: Tenure.objects.filter(in_force(today), person=person).values_list("post_id", flat=True)
)


def seats_of(person_id: int) -> tuple[Seat, ...]:
    """The units this person may act for today, in the order of the tree."""
    from luoshi.org.queries.deputies import lent_seats  # it builds on what is below

    today = clock.today()
    by_unit: dict[int, list[Grant]] = {}
    for grant in _GRANTS(today, person_id):
        by_unit.setdefault(grant.unit_id, []).append(grant)
    posts = tuple(_POSTS_HELD(today, person_id)) if by_unit else ()
    own = tuple(
        Seat(
            rows[0].unit,
            next((row.post.name for row in rows if row.post), ""),
            tuple(_held(row) for row in rows),
            posts,
        )
        for rows in by_unit.values()
    )
    if any(grant.role in ADMINISTRATORS for rows in by_unit.values() for grant in rows):
        return own  # an administrator does no business as a deputy either
    return own + lent_seats(person_id, today)


def _held(row: Grant) -> Held:
    """An administrator's grant opens no range: neither its unit's nor a subtree's."""
    if row.role in ADMINISTRATORS:
        return Held(row.role, row.unit_id, "")
    return Held(row.role, row.unit_id, row.unit.path, row.sight.path if row.sight else "")


def actor_for(account: Account, seats: Sequence[Seat], chosen: int | str | None = None, request_id: str = "") -> Actor:
    """The actor of an account in the seat chosen (a unit's id, or `Seat.key`) if it is one of its own, else in its first."""
    seat = next((s for s in seats if s.key == str(chosen)), seats[0] if seats else None)
    return Actor(
        account_id=account.pk,
        person_id=account.person_id,
        name=account.person.name,
        post_name=seat.post_name if seat else "",
        unit_id=seat.unit.pk if seat else None,
        unit_name=seat.unit.name if seat else "",
        path=seat.unit.path if seat and any(held.path for held in seat.grants) else "",
        grants=tuple(held for s in seats for held in s.grants),
        posts=seat.posts if seat else (),
        request_id=request_id,
        lent=seat.lent if seat else 0,
        behalf=seat.behalf if seat else "",
    )


def actor_of(account: Account, chosen: int | str | None = None) -> Actor:
    """The actor of an account outside a request: API, jobs, seeding."""
    return actor_for(account, seats_of(account.person_id), chosen)


def actor_again(account_id: int | None, unit_id: int | None) -> Actor:
    """Somebody who has asked for a job, as they stand now; without any right once the account is shut."""
    account = Account.objects.filter(pk=account_id or 0).select_related("person").first()
    if account is None or not account.is_active:
        return Actor(account_id=account_id, person_id=None, name=account.person.name if account else "")
    return actor_of(account, unit_id)


def account_of_token(text: str) -> Account | None:
    """The active account of a token that has not expired."""
    return next((row.account for row in _TOKENS(digest(text), clock.now())), None)


_TOKENS = Prepared(
    lambda digest, now: Token.objects.filter(
        digest=digest, expires_at__gt=now, account__state="active", account__must_change=False
    ).select_related("account__person")[:1]
)


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
            unit.pk,
            Kind(unit.kind),
            Level(unit.level),
            unit.path,
            unit.place_path,
            frozenset(superiors.get(unit.pk, ())),
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
    return (
        Unit.objects.filter(found, abolished_on=None).exclude(pk=unit.pk).exclude(kind=Kind.ENTERPRISE).order_by("path")
    )


def member_units(office: Unit) -> QuerySet[Unit]:
    """The member units of the coordination body that this office serves, and the office itself.

    Where the members have not been entered: the departments, party organs, unions, groups and parks of its place.
    """
    seats = BodyMember.objects.filter(in_force(clock.today()), body__office=office)
    if seats.exists():
        rows = Unit.objects.filter(Q(pk__in=seats.values("unit_id")) | Q(pk=office.pk), abolished_on=None)
        return rows.order_by("path")
    kinds = [kind.value for kind in MEMBERS] + [Kind.OFFICE.value]
    return Unit.objects.filter(place_path=office.place_path, kind__in=kinds, abolished_on=None).order_by("path")


def office_of(unit: Unit) -> Unit | None:
    """The coordination office of a unit's place, if the place has a body."""
    body = CoordinationBody.objects.filter(place__path=unit.place_path).select_related("office").first()
    return body.office if body else None


def holders(posts: Iterable[Post | int]) -> dict[int, str]:
    """post id → name of the person who holds it today, posts by themselves or by their keys; where somebody acts for it:
    王立（韩叙代办）."""
    from luoshi.org.queries.deputies import in_use

    today, keys = clock.today(), {post if isinstance(post, int) else post.pk for post in posts}
    found = dict(_HOLDERS(today, keys))
    for pk, row in in_use(keys, today).items():
        found[pk] = gettext("%(who)s（%(deputy)s代办）") % {"who": found.get(pk, ""), "deputy": row.deputy.name}
    return found


_HOLDERS: Prepared[tuple[int, str]] = Prepared(
    lambda today, posts: Tenure.objects.filter(in_force(today), post__in=posts).values_list("post_id", "person__name")
)


def default_post(unit: Unit | int) -> Post | None:
    """The post that answers for a unit where nobody else is named."""
    return Post.objects.filter(unit=unit, is_default=True).first()


def find_unit(actor: Actor, pk: int) -> Unit:
    """One in the actor's range, or `NotVisible`."""
    return Unit.objects.get_visible(actor, pk=pk)


def unit_in_force(pk: int) -> Unit | None:
    """A unit by its key, unless it has been abolished. Which units there are is no secret; what may be done to it, the relation says."""
    return Unit.objects.filter(pk=pk, abolished_on=None).first()


def post_of(unit_id: int, pk: int) -> Post | None:
    """A post by its key, if it is this unit's."""
    return Post.objects.filter(pk=pk, unit_id=unit_id).first()


def who_holds(unit: Unit, role: str) -> list[str]:
    """Names of those who hold a role at a unit today, deputies included: for "须由 … 办理"."""
    from luoshi.org.queries.deputies import deputies_at

    rows = Grant.objects.filter(in_force(clock.today()), unit=unit, role=role).select_related("person").order_by("id")
    return [*(row.person.name for row in rows), *deputies_at([unit.pk], role).get(unit.pk, ())]


# ---------- pages ----------


@dataclass(frozen=True)
class Branch:
    """A line of the tree page. ``toggle``: the opened places once this one is opened or shut."""

    unit: Unit
    depth: int
    has_children: bool
    is_open: bool
    toggle: str
    lines: tuple[str, ...] = ()
    liaison: str = ""
    phone: str = ""
    tags: tuple[Any, ...] = ()


def unit_tree(actor: Actor, at: str, opened: str) -> dict[str, Any]:
    """A node that the actor may see (its own place at first), its children, and those of the opened places."""
    from luoshi.org.queries.tags import tags_of

    top = Unit.objects.get_visible(actor, pk=_number(at)) if at else _first_node(actor)
    chosen = [number for text in opened.split(".")[:60] if (number := _number(text))]
    inner = Unit.objects.filter(parent=OuterRef("pk"), abolished_on=None)
    rows = Unit.objects.visible_to(actor).filter(parent__in=[top.pk, *chosen], abolished_on=None)
    units: list[Unit] = list(rows.annotate(has_children=Exists(inner)).order_by("path")[:1500])
    if not units:
        units = [top] if not Unit.objects.filter(parent=top).exists() else []
    lines, liaisons, tags = _lines(units), liaisons_of(units), tags_of(units)
    contact = "contact" in permissions(actor.roles)
    children: dict[int, list[Unit]] = {}
    for unit in units:
        children.setdefault(unit.parent_id or 0, []).append(unit)
    found: list[Branch] = []

    def walk(parent: int, depth: int) -> None:
        for unit in sorted(children.get(parent, ()), key=lambda one: (one.kind == Kind.PLACE, one.path)):
            is_open = unit.pk in chosen
            rest = [pk for pk in chosen if pk != unit.pk] if is_open else [*chosen, unit.pk]
            name, phone = liaisons.get(unit.pk, ("", ""))
            toggle = ".".join(str(pk) for pk in rest)
            has = bool(getattr(unit, "has_children", False))
            shown = phone if contact else ""
            found.append(
                Branch(unit, depth, has, is_open, toggle, lines.get(unit.pk, ()), name, shown, tags.get(unit.pk, ()))
            )
            if is_open:
                walk(unit.pk, depth + 1)

    walk(top.pk, 1)
    above = Unit.objects.visible_to(actor).filter(pk=top.parent_id or 0).first()
    return {"node": top, "above": above, "branches": found, "body": _body(top)}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def _first_node(actor: Actor) -> Unit:
    sights = [held.sight for held in actor.grants if held.unit_id == actor.unit_id and held.sight]
    if not actor.has_range:  # an administrator begins at the top
        top = Unit.objects.visible_to(actor).filter(parent=None).order_by("path").values_list("pk", flat=True).first()
        return Unit.objects.get_visible(actor, pk=top)
    return Unit.objects.get_visible(actor, path=min(sights) if sights else actor.path)


def _lines(units: Iterable[Unit]) -> dict[int, tuple[str, ...]]:
    rows = LineMembership.objects.filter(in_force(clock.today()), unit__in=list(units)).order_by("line__code")
    found: dict[int, tuple[str, ...]] = {}
    for unit_id, name in rows.values_list("unit_id", "line__name"):
        found[unit_id] = (*found.get(unit_id, ()), name)
    return found


def liaisons_of(units: Iterable[Unit]) -> dict[int, tuple[str, str]]:
    """unit id → name and telephone of who is its liaison today; the first where there are several."""
    rows = (
        Tenure.objects.filter(in_force(clock.today()), post__unit__in=list(units), post__kind="liaison")
        .select_related("person", "post")
        .order_by("-post__ordering", "-post_id")
    )
    return {row.post.unit_id: (row.person.name, row.person.phone) for row in rows}


def _body(place: Unit) -> CoordinationBody | None:
    rows = CoordinationBody.objects.select_related("office", "place", "head")
    return rows.filter(place__path=place.place_path).first()


@dataclass(frozen=True)
class PostRow:
    """A post and who holds it today."""

    post: Post
    person: str
    phone: str
    since: date | None
    roles: tuple[Say, ...]


def unit_page(actor: Actor, pk: int) -> dict[str, Any]:
    """Everything a unit's page shows, or `NotVisible`."""
    from luoshi.org.queries.changes import history_of
    from luoshi.org.queries.deputies import in_use
    from luoshi.org.queries.tags import organises, tags_of

    unit = Unit.objects.select_related("parent").get_visible(actor, pk=pk)
    members = LineMembership.objects.filter(in_force(clock.today()), unit=unit).select_related("line", "superior")
    places = Unit.objects.visible_to(actor).filter(path__in=ancestors(unit.path)).order_by("path")
    return {
        "unit": unit,
        "places": list(places),
        "posts": post_rows(unit),
        "phones": "contact" in permissions(actor.roles),
        "lines": list(members.order_by("line__code")),
        "below": list(lower_units(unit).filter(pk__in=Unit.objects.visible_to(actor))[:60]),
        "body": _body(unit),
        "inner": list(Unit.objects.visible_to(actor).filter(parent=unit, abolished_on=None).order_by("path")[:60]),
        "history": timeline(unit, most=60),
        "changes": history_of(unit),
        "former": list(unit.former_names.all()),
        "tags": tags_of([unit]).get(unit.pk, ()),
        "may_keep": unit.abolished_on is None and organises(actor, unit),
        "acting": in_use(Post.objects.filter(unit=unit)),
    }


def find_units(
    actor: Actor, words: str = "", *, parent: int | None = None, kind: str = "", level: str = ""
) -> QuerySet[Unit]:
    """Units that the actor may see, in the order of the tree, by what is asked."""
    rows = Unit.objects.visible_to(actor).filter(abolished_on=None).order_by("path")
    for name, value in (("parent_id", parent), ("kind", kind), ("level", level)):
        rows = rows.filter(**{name: value}) if value else rows
    for word in words.split()[:5]:
        rows = rows.filter(Q(name__icontains=word) | Q(short_name__icontains=word))
    return rows


def post_rows(unit: Unit) -> list[PostRow]:
    """The posts of a unit, with holder, telephone and the roles that come with it."""
    today = clock.today()
    held = {
        row.post_id: row
        for row in Tenure.objects.filter(in_force(today), post__unit=unit).select_related("person").order_by("id")
    }
    roles: dict[int, list[Say]] = {}
    for post_id, role in Grant.objects.filter(in_force(today), unit=unit).values_list("post_id", "role"):
        roles.setdefault(post_id or 0, []).append(ROLE_LABELS[role])
    found = []
    for post in Post.objects.filter(unit=unit):
        row = held.get(post.pk)
        found.append(
            PostRow(
                post,
                row.person.name if row else "",
                row.person.phone if row else "",
                row.starts_on if row else None,
                tuple(roles.get(post.pk, ())),
            )
        )
    return found


def permit_table() -> dict[str, Any]:
    """The relation × act table: what is offered, how it is worded, in which document, on what condition."""
    shown = [one for one in Relation if one not in {Relation.SELF, Relation.NONE}]
    acts = list(Act)
    return {
        "acts": [ACT_LABELS[act] for act in acts],
        "rows": [(RELATION_LABELS[one], [permit(one, act) for act in acts]) for one in shown],
    }


@dataclass(frozen=True)
class MoveRow:
    """A move of a workflow: by whom it may be made (position, roles that hold the permission there)."""

    label: Say
    sources: tuple[Say, ...]
    target: Say | None
    positions: tuple[Say, ...]
    marks: tuple[bool, ...]
    needs: tuple[Say, ...]


def permission_matrix() -> dict[str, Any]:
    """Moves × roles, drawn from every workflow that the rooms have made known."""
    roles = [role for role in PERMISSIONS if role not in {"system", "security", "audit"}]
    tables = []
    for table in panels.WORKFLOWS.values():
        rows = []
        for move in table.moves:
            pairs = [by.split(".", 1) for by in move.by]
            rows.append(
                MoveRow(
                    move.label,
                    tuple(table.states[state] for state in move.sources),
                    table.states[move.target] if move.target else None,
                    tuple(dict.fromkeys(POSITION_LABELS.get(position, say(position)) for position, _ in pairs)),
                    tuple(any(what in PERMISSIONS[role] for _, what in pairs) for role in roles),
                    tuple(move.needs.values()),
                )
            )
        tables.append((WORKFLOW_LABELS.get(table.name, say(table.name)), rows))
    return {"roles": [ROLE_LABELS[role] for role in roles], "tables": tables}
