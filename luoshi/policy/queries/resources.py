"""Which shared resources may a reader see and book, how are they taken, and which bookings wait? Reads only."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.queries import timeline
from luoshi.kernel.say import Say
from luoshi.ledger import queries as ledger
from luoshi.ledger.models import Task
from luoshi.ledger.rules import CLOSED
from luoshi.org.models import Post, Unit
from luoshi.org.queries import member_units
from luoshi.org.rules import permissions, roles_towards
from luoshi.policy.models import RESOURCE_KINDS, Booking, Resource
from luoshi.policy.rules.resources import Day, Room, Stay, Use, clashes, days_of, next_free, rivals, use
from luoshi.policy.workflow import BOOKING, RESOURCE, BookingFacts, ResourceFacts

LIVE_BOOKINGS = ("asked", "confirmed")


@dataclass(frozen=True)
class Sought:
    """What an address asks of the register."""

    kind: str = ""
    q: str = ""
    mine: bool = False


@dataclass(frozen=True)
class Shared:
    """A resource with how full it is this month, and the days from today on that still take somebody."""

    resource: Resource
    state: Say
    use: Use
    waiting: int
    own: bool


@dataclass(frozen=True)
class WeekRow:
    """A resource's line of the week."""

    resource: Resource
    days: tuple[Day, ...]


def room_of(row: Resource) -> Room:
    """What it takes a day, as the rules read it."""
    return Room(row.capacity, row.single)


def stay_of(row: Booking) -> Stay:
    """A booking as the rules read it; a short name says which unit only within its own place."""
    near = row.unit.place_path == row.resource.unit.place_path
    unit = row.unit.short_name if near and row.unit.short_name else row.unit.name
    return Stay(row.pk or 0, unit, row.starts_on, row.ends_on, row.people, row.state == "confirmed")


def stays_of(resources: Iterable[Resource], first: date, last: date) -> dict[int, list[Stay]]:
    """What is asked for and confirmed of each within a span. Everybody who may book sees it: else nobody could choose days."""
    found: dict[int, list[Stay]] = {row.pk: [] for row in resources}
    rows = Booking.objects.filter(resource__in=found, state__in=LIVE_BOOKINGS, starts_on__lte=last, ends_on__gte=first)
    for row in rows.select_related("unit", "resource__unit").order_by("starts_on", "id"):
        found[row.resource_id].append(stay_of(row))
    return found


def sought_resources(params: Any) -> Sought:
    """An address read; what makes no sense is left out."""
    kind = params.get("kind", "")
    return Sought(
        kind if kind in dict(RESOURCE_KINDS) else "", params.get("q", "").strip()[:60], params.get("mine") == "yes"
    )


def resources(actor: Actor, sought: Sought) -> QuerySet[Resource]:
    """The register as far as this reader may look into it or book from it."""
    rows = Resource.objects.visible_to(actor).select_related("unit", "contact")
    if sought.kind:
        rows = rows.filter(kind=sought.kind)
    if sought.mine:
        rows = rows.filter(unit=actor.unit_id)
    if sought.q:
        words = Q(name__icontains=sought.q) | Q(field__icontains=sought.q) | Q(place__icontains=sought.q)
        rows = rows.filter(words | Q(unit__name__icontains=sought.q))
    return rows.order_by("kind", "unit__path", "name", "id")


def month_of(day: date) -> tuple[date, date]:
    """First and last day of a month."""
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def shared(actor: Actor, rows: Sequence[Resource], month: date) -> list[Shared]:
    """These resources with how full they are in a month."""
    first, last = month_of(month)
    stays = stays_of(rows, first, last)
    keeps = "consult" in permissions(actor.roles)
    return [
        Shared(
            row, RESOURCE.states[row.state], use(room_of(row), stays[row.pk], first, last),
            sum(not stay.held for stay in stays[row.pk]), keeps and row.unit_id == actor.unit_id,
        )
        for row in rows
    ]  # fmt: skip


def week(rows: Sequence[Resource], monday: date) -> list[WeekRow]:
    """Seven days of these resources."""
    sunday = monday + timedelta(days=6)
    stays = stays_of(rows, monday, sunday)
    return [WeekRow(row, tuple(days_of(room_of(row), stays[row.pk], monday, sunday))) for row in rows]


def month(row: Resource, day: date) -> list[list[Day]]:
    """The weeks of a month, from Monday to Sunday."""
    first, last = month_of(day)
    first, last = first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())
    days = days_between(row, first, last)
    return [days[at : at + 7] for at in range(0, len(days), 7)]


def day_asked(text: str) -> date:
    """A day of an address, 2026-11-23; today where it makes no sense."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return clock.today()
    return found if 2000 <= found.year <= 2098 else clock.today()


def find_resource(actor: Actor, pk: int) -> Resource:
    """A resource, or `NotVisible`."""
    return Resource.objects.select_related("unit", "contact").get_visible(actor, pk=pk)


def find_booking(actor: Actor, pk: int) -> Booking:
    """A booking, or `NotVisible`."""
    rows = Booking.objects.select_related("unit", "resource__unit", "task")
    return rows.get_visible(actor, pk=pk)


def resource_keepers(actor: Actor) -> QuerySet[Unit]:
    """Units whose resources this person may enter: the own one, and for an office the members of its place."""
    unit = Unit.objects.filter(pk=actor.unit_id or 0).first()
    may = permissions(actor.roles)
    if unit is None or "consult" not in may:
        return Unit.objects.none()
    return member_units(unit) if "draft" in may else Unit.objects.filter(pk=unit.pk)


def may_keep(actor: Actor, row: Resource) -> bool:
    """Whether this person answers for it."""
    return resource_keepers(actor).filter(pk=row.unit_id).exists()


def may_book(actor: Actor, row: Resource) -> bool:
    """Whether the unit acted for may book it."""
    own = "consult" in permissions(actor.roles) and actor.unit_id is not None
    return own and row.state == "offered" and Resource.objects.filter(Resource.objects.all().open_to(actor), pk=row.pk).exists()  # fmt: skip


def resource_facts(actor: Actor, row: Resource) -> ResourceFacts:
    """What the guards of a resource look at."""
    mine = {"provider"} if may_keep(actor, row) else set()
    coming = row.bookings.filter(state="confirmed", ends_on__gte=clock.today()).count()
    return ResourceFacts(roles_towards(mine, actor.roles), ledger.holders({"provider": [row.unit]}), coming)


def booking_facts(actor: Actor, row: Booking) -> BookingFacts:
    """What the guards of a booking look at."""
    mine = {"booker"} if row.unit_id == actor.unit_id else set()
    if may_keep(actor, row.resource):
        mine |= {"provider"}
    wanted = stay_of(row)
    stays = stays_of([row.resource], row.starts_on, row.ends_on)[row.resource_id]
    return BookingFacts(
        roles=roles_towards(mine, actor.roles),
        holders=ledger.holders({"provider": [row.resource.unit], "booker": [row.unit]}),
        clashes=tuple(clashes(room_of(row.resource), stays, wanted)),
        over=row.ends_on < clock.today(),
    )


def free_from(row: Resource, wanted: Stay) -> list[tuple[date, date]]:
    """The next days on which as many fit for as long."""
    stays = stays_of([row], wanted.starts_on, wanted.starts_on + timedelta(days=400))[row.pk]
    return next_free(room_of(row), stays, wanted)


def also_asked(row: Resource, wanted: Stay) -> list[Stay]:
    """Others that have asked for the same days."""
    return rivals(stays_of([row], wanted.starts_on, wanted.ends_on)[row.pk], wanted)


def days_between(row: Resource, first: date, last: date) -> list[Day]:
    """How these days stand."""
    return days_of(room_of(row), stays_of([row], first, last)[row.pk], first, last)


def bookings(actor: Actor, side: str = "", state: str = "") -> QuerySet[Booking]:
    """Bookings in sight: of one's own unit, of one's own resources, or all; what is to come first."""
    rows = Booking.objects.visible_to(actor).select_related("unit", "resource__unit", "task")
    if side == "own":
        rows = rows.filter(unit=actor.unit_id)
    elif side == "theirs":
        rows = rows.filter(resource__unit=actor.unit_id)
    if state in BOOKING.states:
        rows = rows.filter(state=state)
    return rows.order_by("-starts_on", "-id")


def bookings_to_answer(actor: Actor) -> QuerySet[Booking]:
    """Bookings of the own unit's resources that wait for its answer."""
    return bookings(actor, "theirs", "asked").order_by("asked_at", "id")


SOON = timedelta(days=3)
"""How long before its days a confirmed booking stands on the booker's desk."""


def bookings_soon(actor: Actor) -> QuerySet[Booking]:
    """What the own unit has booked and is about to use."""
    today = clock.today()
    rows = bookings(actor, "own", "confirmed").filter(starts_on__lte=today + SOON, ends_on__gte=today)
    return rows.order_by("starts_on", "id")


def bookings_of_task(actor: Actor, task: Task) -> QuerySet[Booking]:
    """Bookings that name a task, those in sight."""
    return bookings(actor).filter(task=task, state__in=LIVE_BOOKINGS).order_by("starts_on", "id")


def bookable_tasks(actor: Actor) -> QuerySet[Task]:
    """Running tasks that the own unit has a part in: what a booking may be for."""
    rows = Task.objects.visible_to(actor).exclude(state__in=[*CLOSED, "draft"])
    return rows.filter(duties__unit=actor.unit_id).distinct().order_by("order_key")


def contact_post(pk: int) -> Post | None:
    """A post by its key; whether it belongs to the right unit is for the service."""
    return Post.objects.filter(pk=pk).first()


def contact_posts(units: QuerySet[Unit]) -> QuerySet[Post]:
    """Posts of these units that may be named as whom to turn to."""
    return Post.objects.filter(unit__in=units).select_related("unit").order_by("unit__path", "id")


def resource_page(actor: Actor, row: Resource, on: date) -> dict[str, Any]:
    """One resource: what it is, how its month stands, who has it, and what may be done."""
    facts = resource_facts(actor, row)
    keeps = "provider.consult" in facts.roles
    first, last = month_of(on)
    stays = stays_of([row], first, last)[row.pk]
    coming = bookings(actor).filter(resource=row, ends_on__gte=clock.today(), state__in=LIVE_BOOKINGS)
    return {
        "resource": row, "state": RESOURCE.states[row.state], "keeps": keeps, "may_book": may_book(actor, row),
        "offers": {one.move.name: one for one in RESOURCE.offers(row.state, facts)}, "weeks": month(row, on),
        "month": first, "earlier": first - timedelta(days=1), "later": last + timedelta(days=1), "today": clock.today(),
        "use": use(room_of(row), stays, first, last), "coming": list(coming.order_by("starts_on", "id")[:50]),
        "events": timeline(row, ("policy.resource",), most=50) if keeps else [],
    }  # fmt: skip


def booking_page(actor: Actor, row: Booking) -> dict[str, Any]:
    """One booking, what stands beside it, and what may be done."""
    facts = booking_facts(actor, row)
    waits = row.state == "asked"
    wanted = stay_of(row)
    return {
        "booking": row, "resource": row.resource, "state": BOOKING.states[row.state], "facts": facts,
        "offers": {one.move.name: one for one in BOOKING.offers(row.state, facts)}, "days": wanted.days,
        "rivals": also_asked(row.resource, wanted) if waits else [],
        "free": free_from(row.resource, wanted) if waits and facts.clashes else [],
        "seen": Resource.objects.visible_to(actor).filter(pk=row.resource_id).exists(),
        "task_seen": row.task_id is not None and Task.objects.visible_to(actor).filter(pk=row.task_id).exists(),
        "events": timeline(row, most=50),
    }  # fmt: skip
