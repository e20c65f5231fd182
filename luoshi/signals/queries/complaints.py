"""Complaints of burden: who answers them, who reads them, what may be done with one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.queries import calendar
from luoshi.ledger.queries import holders
from luoshi.org import queries as org
from luoshi.org.models import CoordinationBody, Unit
from luoshi.org.rules import ancestors, permissions, roles_towards
from luoshi.signals.models import Complaint, Sending, SendingUnit
from luoshi.signals.queries.notices import limits_of
from luoshi.signals.workflow import ComplaintFacts

SPEAKABLE = 180
"""So many days back a request is offered to be complained about."""
SILENT = 10
"""So many working days after an answer, no word counts as consent."""


def keeper_for(unit: Unit, asker: Unit | None) -> Unit | None:
    """The office that answers: of the lowest place above whoever asks; never the one complained about, nor its own office.

    Without an asker it is the office of the place above the complainer's own, since the own one asks most. At the top,
    where nobody is above, the unit of the body's head answers for its office.
    """
    about = asker or unit
    own = org.office_of(about)
    not_these = {about.pk, own.pk if own else 0}
    places = {row.path: row for row in Unit.objects.filter(path__in=ancestors(about.path))}
    for path in sorted(places, reverse=True):
        office = org.office_of(places[path])
        if office is not None and office.pk not in not_these:
            return office
    if own is not None and asker is None:
        return own
    head = CoordinationBody.objects.filter(office=own).select_related("head__unit").first()
    return head.head.unit if head and head.head and head.head.unit_id not in not_these else None


def complaints(actor: Actor, mine: bool = False) -> QuerySet[Complaint]:
    """What the unit acted for answers or has said, and what one has said oneself; ``mine``: that alone."""
    own = Q(said_by__person=actor.person_id or 0)
    seen = own if mine else own | Q(pk__in=Complaint.objects.visible_to(actor))
    return Complaint.objects.filter(seen).select_related("keeper", "unit", "asker", "about").order_by("-id")


def find_complaint(actor: Actor, pk: int) -> Complaint:
    """One that the actor may read."""
    found = complaints(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def is_complainer(actor: Actor, complaint: Complaint) -> bool:
    """Whether it is this person's own."""
    return bool(actor.person_id) and complaint.said_by.person_id == actor.person_id


def said_by(actor: Actor, complaint: Complaint) -> str:
    """Whose word it is, as this reader may know it."""
    if complaint.unnamed and not is_complainer(actor, complaint):
        return ""
    return complaint.said_by.person.name


def complaint_facts(actor: Actor, complaint: Complaint) -> ComplaintFacts:
    """What the moves look at."""
    mine = [
        name
        for name, here in (
            ("keeper", actor.unit_id == complaint.keeper_id),
            ("complainer", is_complainer(actor, complaint)),
        )
        if here
    ]
    until = calendar().shift(complaint.answered_on, SILENT) if complaint.answered_on else None
    return ComplaintFacts(
        roles=roles_towards(mine, actor.roles),
        holders=holders({"keeper": [complaint.keeper]}),
        silent_until=until,
        today=clock.today(),
    )


def answer_day(keeper: Unit) -> date:
    """Until when an office answers."""
    return calendar().shift(clock.today(), limits_of(keeper).answer)


def complainable(actor: Actor) -> QuerySet[Sending]:
    """What has reached the unit acted for of late: what one may complain about."""
    since = clock.today() - timedelta(days=SPEAKABLE)
    reached = SendingUnit.objects.filter(unit=actor.unit_id or 0, asks=False, sent_on__gte=since).values("sending")
    rows = Sending.objects.visible_to(actor).filter(pk__in=reached)
    return rows.select_related("asker").order_by("-sent_on", "-id")


def to_answer(actor: Actor) -> Iterator[Complaint]:
    """What waits for an answer of the office acted for."""
    if "review" in permissions(actor.roles):
        yield from (
            Complaint.objects.visible_to(actor)
            .filter(keeper=actor.unit_id or 0, state="received")
            .order_by("answer_by")
        )
