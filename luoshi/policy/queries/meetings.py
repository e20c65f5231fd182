"""Which meetings are there, what may be done with one, and what has come of what the last ones decided? Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from luoshi.kernel import checks, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.checks import Leaving
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.queries import files_of, timeline
from luoshi.kernel.say import Say
from luoshi.kernel.workflow import Offer
from luoshi.ledger import queries as ledger
from luoshi.ledger.queries.letters import letter_settings
from luoshi.ledger.rules import GONE
from luoshi.ledger.rules.letters import number as numbered
from luoshi.org.models import CoordinationBody, Unit
from luoshi.org.rules import roles_towards
from luoshi.policy.models import AgendaItem, Attendance, Decision, Meeting
from luoshi.policy.queries.agenda import LIVE, callable_units, decisions_of, item_facts
from luoshi.policy.queries.thread import thread
from luoshi.policy.workflow import AGENDA, DECISION, MEETING, DecisionFacts, MeetingFacts
from luoshi.policy.workflow.meetings import OPEN_MEETING

BEFORE_IT = ("planned", "collecting")
"""States before the agenda goes out."""


def meetings(actor: Actor) -> QuerySet[Meeting]:
    """Meetings that the actor may read, newest first, with how much was on them and how much of it was decided."""
    rows = Meeting.objects.visible_to(actor).select_related("body", "unit").order_by("-held_on", "-id")
    return rows.annotate(
        item_count=Count("items", distinct=True),
        decision_count=Count("items__decisions", distinct=True, filter=Q(state="signed") | Q(unit=actor.unit_id or 0)),
    )


def open_meetings(unit_id: int) -> QuerySet[Meeting]:
    """Those of an office whose agenda may still change, the nearest first."""
    return Meeting.objects.filter(unit=unit_id, state__in=OPEN_MEETING).order_by("held_on", "id")


def unfinished(unit_id: int) -> list[tuple[Meeting, int]]:
    """Meetings of an office on which something is left to do, with how many decisions wait to be carried out."""
    waiting = Count("items__decisions", filter=Q(items__decisions__state="recorded"))
    rows = Meeting.objects.filter(unit=unit_id).exclude(state="cancelled").annotate(waiting=waiting)
    return [(row, row.waiting) for row in rows.filter(~Q(state="signed") | Q(waiting__gt=0)).order_by("held_on", "id")]


def find_meeting(actor: Actor, pk: int) -> Meeting:
    """A meeting that the actor may read."""
    return Meeting.objects.select_related("body", "unit").get_visible(actor, pk=pk)


def find_decision(actor: Actor, pk: int) -> Decision:
    """A decision, for those who act on it: the office that holds the meeting."""
    rows = Decision.objects.select_related(
        "item__meeting__unit", "item__meeting__body", "item__unit", "item__bringer", "item__task__issuer", "item__task__plan",
        "item__request__task__issuer", "item__request__task__plan", "item__request__assigner", "item__request__duty",
        "item__request__responder", "item__request__unit", "lead",
    )  # fmt: skip
    found = rows.get_visible(actor, pk=pk)
    if found.item.unit_id != actor.unit_id:
        raise NotVisible
    return found


def meeting_facts(actor: Actor, meeting: Meeting) -> MeetingFacts:
    """What the moves of a meeting look at."""
    positions = {"host"} if meeting.unit_id == actor.unit_id else set()
    states = list(meeting.items.values_list("state", flat=True)) if meeting.pk else []
    called = list(meeting.seats.exclude(part="host").values_list("came", flat=True)) if meeting.pk else []
    return MeetingFacts(
        roles=roles_towards(positions, actor.roles),
        holders=ledger.holders({"host": [meeting.unit]}),
        items=len(states),
        open_items=states.count("listed"),
        called=len(called),
        unmarked=called.count(""),
        held_on=meeting.held_on,
        today=clock.today(),
    )


def decision_facts(actor: Actor, decision: Decision) -> DecisionFacts:
    """What may become of a decision."""
    return many_decision_facts(actor, decision.item.unit, [decision])[decision.pk]


def many_decision_facts(actor: Actor, office: Unit, decisions: Iterable[Decision]) -> dict[int, DecisionFacts]:
    """The same of all that one office's meetings have decided, by one look at who could act."""
    roles = roles_towards({"host"} if office.pk == actor.unit_id else set(), actor.roles)
    holders = ledger.holders({"host": [office]})
    return {
        row.pk: DecisionFacts(
            roles, holders, minuted=row.item.meeting is not None and row.item.meeting.state == "signed",
            led=row.lead_id is not None, about_task=row.item.task_id is not None,
        )
        for row in decisions
    }  # fmt: skip


def agenda_of(meeting: Meeting) -> list[AgendaItem]:
    """The matters of a meeting in their order."""
    rows = meeting.items.select_related("bringer", "unit", "meeting", "task", "appeal", "request")
    return list(rows.order_by("place", "id"))


def seats_of(meeting: Meeting) -> list[Attendance]:
    """Who is called: the office that holds it first."""
    return sorted(meeting.seats.select_related("unit"), key=lambda row: (row.part != "host", row.unit_path))


def find_seat(meeting: Meeting, pk: int) -> Attendance:
    """One unit's seat at a meeting that the actor may read."""
    found = meeting.seats.select_related("meeting__unit").filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def leaving_meeting(meeting: Meeting) -> Leaving:
    """A meeting's notice and agenda, as they are looked at before they go out. What is on the agenda is only named."""
    seats = [seat.unit_id for seat in seats_of(meeting) if seat.part != "host"]
    return Leaving(
        "meeting", f"policy.meeting:{meeting.pk}", meeting.name, meeting.unit_id, tuple(seats), meeting.notice,
        quoted=tuple(item.subject for item in agenda_of(meeting)),
    )  # fmt: skip


def not_called(meeting: Meeting) -> QuerySet[Unit]:
    """Units that could be called as well."""
    return callable_units(meeting.unit).exclude(pk__in=meeting.seats.values("unit"))


def next_serial(body: CoordinationBody, kind: str, year: int) -> int:
    """The place of the next meeting in its year's series."""
    rows = Meeting.objects.filter(body=body, kind=kind, year=year).exclude(state="cancelled")
    return (rows.order_by("-serial").values_list("serial", flat=True).first() or 0) + 1


def minutes_number(meeting: Meeting) -> str:
    """The number that the minutes would bear: 澜产改纪要〔2026〕3号."""
    return numbered(f"{letter_settings(meeting.unit).code}纪要", meeting.year, meeting.serial)


@dataclass(frozen=True)
class Followed:
    """What an earlier meeting decided and how it stands: a row of 上次议定事项落实情况."""

    decision: Decision
    meeting: Meeting
    lights: Any


def follow_up(actor: Actor, meeting: Meeting) -> list[Followed]:
    """What earlier meetings of the body put into the ledger: what is still open, and what was done since the last of them.

    The office sees all of it; who is called now, what it was called to before or had brought.
    """
    before = Meeting.objects.filter(body=meeting.body_id, state="signed", held_on__lte=meeting.held_on).exclude(
        pk=meeting.pk
    )
    last = before.order_by("-held_on").values_list("held_on", flat=True).first()
    told = AgendaItem.objects.visible_to(actor).filter(meeting__in=before)
    rows = Decision.objects.filter(item__in=told, task__isnull=False).exclude(task__state__in=GONE)
    rows = rows.filter(~Q(task__state="completed") | Q(task__completed_on__gte=last or meeting.held_on))
    rows = rows.select_related("task__issuer", "task__lead_unit", "lead", "item__meeting")
    listed = list(rows.order_by("-item__meeting__held_on", "item__place", "id"))
    lit = ledger.lights([row.task for row in listed if row.task is not None])
    return [
        Followed(row, row.item.meeting, lit.get(row.task_id or 0)) for row in listed if row.item.meeting is not None
    ]


def meeting_page(actor: Actor, meeting: Meeting) -> dict[str, Any]:
    """A meeting as its page shows it to this reader."""
    facts = meeting_facts(actor, meeting)
    listed, hosts = agenda_of(meeting), meeting.unit_id == actor.unit_id
    offered = _offered(actor, meeting.unit, decisions_of(actor, listed))
    return {
        "meeting": meeting,
        "is_host": hosts and "host.draft" in facts.roles,
        "agenda": [(item, AGENDA.states[item.state], offered.get(item.pk, [])) for item in listed],
        "state": MEETING.states[meeting.state],
        "open": meeting.state in OPEN_MEETING,
        "seats": seats_of(meeting),
        "offers": MEETING.offers(meeting.state, facts),
        "follow_up": follow_up(actor, meeting),
        "scans": list(files_of(meeting)) if meeting.state == "signed" else [],
        "entries": timeline(meeting) if hosts else [],
        "checked": checks.before(actor, leaving_meeting(meeting)) if hosts and meeting.state in BEFORE_IT else None,
    }


def _offered(
    actor: Actor, office: Unit, told: Mapping[int, list[Decision]]
) -> dict[int, list[tuple[Decision, Say, tuple[Offer, ...]]]]:
    """The decisions on each matter with their states and what may become of each."""
    facts = many_decision_facts(actor, office, (row for rows in told.values() for row in rows))
    return {
        item: [(row, DECISION.states[row.state], DECISION.offers(row.state, facts[row.pk])) for row in rows]
        for item, rows in told.items()
    }


def item_page(actor: Actor, item: AgendaItem) -> dict[str, Any]:
    """A matter as its page shows it to this reader; one that waits is offered the nearest meeting."""
    meetings = list(open_meetings(item.unit_id)) if item.unit_id == actor.unit_id else []
    facts = item_facts(actor, item, meetings[0] if meetings and item.meeting is None else None)
    decisions = decisions_of(actor, [item]).get(item.pk, [])
    offers = {offer.move.name: offer for offer in AGENDA.offers(item.state, facts)}
    host = "host.draft" in facts.roles
    return {
        "item": item,
        "state": AGENDA.states[item.state],
        "is_host": host,
        "may_edit": item.state in LIVE and bool({"host.draft", "bringer.consult"} & facts.roles),
        "offers": offers,
        "deciding": host and item.meeting is not None and item.meeting.state == "held",
        "waits": host and item.state == AGENDA.start,
        "decisions": _offered(actor, item.unit, {item.pk: decisions})[item.pk],
        "thread": thread(actor, item, decisions),
        "files": list(files_of(item)) if host else [],
        "entries": timeline(item) if host or item.bringer_id == actor.unit_id else [],
    }
