"""Which cases may this person read, what may be done with one, and who could deal with it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.models import Attachment, Event, thread_of
from luoshi.kernel.queries import Entry, calendar, files_of, timeline
from luoshi.kernel.say import Say
from luoshi.ledger.queries import holders
from luoshi.org.models import CoordinationBody, Grant, Unit
from luoshi.org.queries import in_force, lower_units, member_units
from luoshi.org.rules import PERMISSIONS, Kind, ancestors, roles_towards
from luoshi.voice.models import Case, Initiative, Word, hearing
from luoshi.voice.queries.settings import limits_at
from luoshi.voice.rules import clocks, routing
from luoshi.voice.workflow import CASE, OPEN, CaseFacts

READ = ("voice.case.read", "voice.reporter.open")
HEARERS = tuple(role for role, may in PERMISSIONS.items() if "hear" in may)


def may_hear(actor: Actor) -> bool:
    """Whether workers' words are this person's business anywhere."""
    return bool(hearing(actor))


def offices_upward(place: Unit) -> list[Unit]:
    """The coordination offices of a place and of those above it, the nearest first."""
    paths = [place.path, *reversed(ancestors(place.path))]
    rows = CoordinationBody.objects.filter(place__path__in=paths, office__abolished_on=None)
    return [row.office for row in sorted(rows.select_related("office", "place"), key=lambda row: -len(row.place.path))]


def office_for(place: Unit, concerned: Unit | None) -> Unit | None:
    """Who opens what is written about this place: never whom it is about."""
    offices = {office.pk: office for office in offices_upward(place)}
    found = routing.router(concerned.pk if concerned else None, offices)
    return offices[found] if found is not None else None


def above(case: Case) -> Unit | None:
    """The office to which a case can be passed up."""
    place = Unit.objects.filter(path=case.office.place_path).first()
    offices = (
        [one for one in offices_upward(place) if one.pk not in (case.office_id, case.concerned_id)] if place else []
    )
    return next((one for one in offices if len(one.place_path) < len(case.office.place_path)), None)


def handlers_for(case: Case) -> list[Unit]:
    """Units that can be given a case: the office itself, members of its body, the offices below; those with nobody last."""
    office = case.office
    rows = Unit.objects.filter(
        Q(pk=office.pk) | Q(pk__in=member_units(office).values("pk")) | Q(pk__in=lower_units(office).values("pk")),
        abolished_on=None,
    ).exclude(kind__in=[Kind.ENTERPRISE, Kind.PLACE])
    staffed = set(Grant.objects.filter(in_force(clock.today()), role__in=HEARERS).values_list("unit_id", flat=True))
    return sorted(
        rows.select_related("parent"), key=lambda unit: (unit.pk not in staffed, unit.pk != office.pk, unit.path)
    )


def is_staffed(unit: Unit) -> bool:
    """Whether somebody there may read what workers write."""
    return Grant.objects.filter(in_force(clock.today()), role__in=HEARERS, unit=unit).exists()


def case_facts(actor: Actor, case: Case, handler: Unit | None = None, *, named: bool = True) -> CaseFacts:
    """What the moves of a case look at; ``handler``: to whom it is to be given."""
    positions = {
        name for name, unit_id in (("opener", case.office_id), ("handler", case.handler_id)) if unit_id == actor.unit_id
    }
    units = {"opener": [case.office], **({"handler": [case.handler]} if case.handler else {})}
    return CaseFacts(
        roles=roles_towards(positions, actor.roles),
        holders=holders(units) if named else {},
        own=routing.own_case(case.office_id, case.concerned_id),
        unfit=_unfit(case, handler) if handler else None,
        above=above(case) is not None if case.state == "received" else False,
        unread=case.unread,
        creditable=case.kind == "pilot" and not Initiative.objects.filter(case=case).exists(),
    )


def _unfit(case: Case, handler: Unit) -> Say | None:
    return routing.unfit(
        case.kind,
        handler.pk,
        case.concerned_id,
        is_enterprise=handler.kind == Kind.ENTERPRISE,
        is_staffed=is_staffed(handler),
    )


@dataclass(frozen=True)
class Sought:
    """By what a list of cases is narrowed. ``show`` "open", "answered" or "all"."""

    show: str = "open"
    kind: str = ""
    theme: str = ""
    words: str = ""


SHOWN = {
    "open": Q(state__in=OPEN) | Q(unread=True),
    "answered": Q(state__in=("replied", "closed", "declined")),
    "all": Q(),
}


def cases(actor: Actor, sought: Sought) -> QuerySet[Case]:
    """What this person's units open or answer; what is due first."""
    rows = Case.objects.visible_to(actor).select_related("office", "handler", "place", "concerned", "task", "source")
    rows = rows.filter(SHOWN.get(sought.show, Q()))
    if sought.kind:
        rows = rows.filter(kind=sought.kind)
    if sought.theme:
        rows = rows.filter(theme=sought.theme)
    if sought.words:
        rows = rows.filter(Q(number__icontains=sought.words) | Q(text__icontains=sought.words))
    return rows.order_by("reply_by", "accept_by", "id") if sought.show == "open" else rows.order_by("-id")


def clock_of(case: Case) -> clocks.Clock | None:
    """The clock that runs on a case."""
    return clocks.clock(case.state, case.accept_by, case.reply_by, clock.today(), calendar().between)


def default_due(case: Case) -> date:
    """By when a case taken on today would be answered."""
    return clocks.reply_by(case.kind, clock.today(), calendar().shift, limits_at(case.office_path))


def named_in(case: Case) -> list[Unit]:
    """Whom a case of this place may be about."""
    rows = Unit.objects.filter(Q(place_path=case.place.path) | Q(pk=case.concerned_id), abolished_on=None)
    return list(rows.exclude(kind=Kind.PLACE).order_by("path")[:200])


def place_of(unit: Unit) -> Unit:
    """The place that a unit belongs to."""
    return Unit.objects.get(path=unit.place_path)


def owed_cases(actor: Actor) -> QuerySet[Case]:
    """What the unit acted for owes: to take on, to answer, to look at what was added."""
    unit = actor.unit_id or 0
    owed = Q(office=unit, state="received") | Q(handler=unit, state="handling") | Q(office=unit, unread=True)
    rows = Case.objects.visible_to(actor).filter(owed) if unit in hearing(actor) else Case.objects.none()
    return rows.order_by("reply_by", "accept_by", "id")


def find_case(actor: Actor, pk: int) -> Case:
    """One case, or the same answer as for none."""
    rows = Case.objects.select_related("office", "handler", "place", "concerned", "task", "source", "entrance")
    return rows.get_visible(actor, pk=pk)


@dataclass(frozen=True)
class CasePage:
    """A case as those who deal with it read it. ``readers``: who has opened it lately."""

    case: Case
    state: Say
    clock: clocks.Clock | None
    words: list[Word]
    files: list[Attachment]
    offers: Any
    entries: list[Entry]
    readers: list[Event]
    is_office: bool


def words_of(case: Case, *, unseen: bool = False) -> list[Word]:
    """What was said on a case, in order; ``unseen``: the reporter's own that nobody has taken in yet, too."""
    rows = case.words.select_related("unit")
    return list(rows if unseen else rows.filter(taken=True))


def case_page(actor: Actor, case: Case) -> CasePage:
    """Everything on one case."""
    facts = case_facts(actor, case)
    office = case.office_id == actor.unit_id
    read = Event.objects.filter(thread=thread_of(case), code__in=READ).select_related("person").order_by("-id")
    return CasePage(
        case=case, state=CASE.states[case.state], clock=clock_of(case), words=words_of(case), files=list(files_of(case)),
        offers=CASE.offers(case.state, facts), entries=timeline(case), readers=list(read[:8]) if office else [],
        is_office=office,
    )  # fmt: skip
