"""Which problems wait for somebody: on the desk, in notices, with other units, and with a post that changes hands?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from luoshi.kernel.actor import Actor
from luoshi.kernel.panels import Awaited, Handed, Matter, Owed
from luoshi.kernel.queries import calendar
from luoshi.kernel.say import Say, say
from luoshi.ledger.queries.matters import touched
from luoshi.org.models import Post, Unit
from luoshi.org.rules import permissions
from luoshi.problems.models import Extension, Problem
from luoshi.problems.queries.facts import limits_at
from luoshi.problems.queries.lists import looking
from luoshi.problems.queries.records import records
from luoshi.problems.rules import OPEN
from luoshi.problems.rules.records import RECORD_KINDS

MOST = 50
TURNS: dict[str, tuple[str, str, Say, Say]] = {
    "listed": ("unit", "report", say("报措施"), say("报措施")),
    "rectifying": ("unit", "report", say("整改"), say("报进展")),
    "disputed": ("keeper", "verify", say("复核异议"), say("复核")),
    "proposed": ("keeper", "review", say("审定措施"), say("审定")),
    "claimed": ("keeper", "verify", say("核查"), say("核查")),
    "verified": ("keeper", "verify", say("销号"), say("销号")),
}
"""Whose turn it is in each state: which unit, with which permission, what it is called, and the button."""


def due_of(row: Problem) -> date | None:
    """By when the one whose turn it is should have acted."""
    since, limit = {
        "proposed": (row.proposed_at, "vet_days"), "claimed": (row.claimed_at, "check_days"),
        "disputed": (row.entered_at, "dispute_days"),
    }.get(row.state, (None, ""))  # fmt: skip
    if since is not None:
        return calendar().shift(timezone.localdate(since), getattr(limits_at(row.keeper.path), limit))
    return {"listed": row.measures_by, "rectifying": row.due_on, "verified": row.public_until}.get(row.state)


def owed(actor: Actor) -> Iterator[Owed]:
    """Measures to report, problems to put right, to vet, to verify and to close; 回头看 that is due; extensions to answer."""
    may, here = permissions(actor.roles), actor.unit_id or 0
    turns = [(state, side) for state, (side, what, _k, _v) in TURNS.items() if what in may]
    wanted = Q(pk__in=[])
    for state, side in turns:
        wanted |= Q(state=state, **{side: here})
    if "verify" in may:
        wanted |= looking() & Q(keeper=here)
    rows = Problem.objects.filter(wanted).select_related("unit", "keeper").order_by("due_on", "pk")[:MOST]
    for row in rows:
        yield _owed(row)
    if "rule" in may:
        waiting = Extension.objects.filter(state="asked", problem__keeper=here).select_related("problem__unit")
        for one in waiting.order_by("pk")[:MOST]:
            url = f"{reverse('problems:problem', args=[one.problem_id])}#extension-{one.pk}"
            yield Owed(
                say("答复延期"), one.problem.title, one.problem.number, one.problem.unit.name, None, url, say("答复")
            )


def records_owed(actor: Actor) -> Iterator[Owed]:
    """A statement that the unit may make, an objection that is to be reviewed."""
    may, here = permissions(actor.roles), actor.unit_id or 0
    for row in records(actor).filter(Q(unit=here, state="told") | Q(keeper=here, state="objected"))[:MOST]:
        url, kind = reverse("problems:record", args=[row.pk]), RECORD_KINDS[row.kind]
        if row.state == "told" and {"sign", "report"} & may and row.unit_id == here:
            yield Owed(say("陈述"), str(kind), row.number, row.keeper.name, row.state_by, url, say("陈述"))
        elif row.state == "objected" and "account" in may:
            yield Owed(say("复核异议"), str(kind), row.number, row.unit.name, None, url, say("复核"))


def _owed(row: Problem) -> Owed:
    url = reverse("problems:problem", args=[row.pk])
    if row.state not in TURNS:
        since = say("{number}，{day} 起可以回头看", number=row.number, day=row.look_back_on)
        return Owed(say("回头看"), row.title, str(since), row.unit.name, None, url, say("回头看"))
    side, _what, kind, verb = TURNS[row.state]
    other = row.keeper if side == "unit" else row.unit
    detail = f"{row.number} {row.latest[:40]}" if row.state == "rectifying" and row.refused else row.number
    return Owed(kind, row.title, detail, other.name, due_of(row), url, verb)


def awaited(actor: Actor, unit_id: int) -> Iterator[Awaited]:
    """What other units owe one's own: measures and rectification where it keeps a problem, vetting and checks where not."""
    rows = Problem.objects.visible_to(actor).filter(state__in=TURNS).filter(Q(keeper=unit_id) | Q(unit=unit_id))
    for row in rows.select_related("unit", "keeper").order_by("pk")[:MOST]:
        side, _what, kind, _verb = TURNS[row.state]
        other: Unit = getattr(row, side)
        if other.pk != unit_id:
            since = timezone.localdate(row.claimed_at or row.vetted_at or row.proposed_at or row.entered_at)
            due = due_of(row)
            url = reverse("problems:problem", args=[row.pk])
            yield Awaited(kind, row.title, row.number, other.pk, other.name, since, due, url)


def matters(events: Sequence[Any]) -> Iterator[Matter]:
    """Problems that wait for a unit to act, as these events have left them."""
    rows = Problem.objects.filter(pk__in=touched(events, "problems.problem")).select_related("unit", "keeper")
    for row in rows:
        url = reverse("problems:problem", args=[row.pk])
        for state, (side, what, kind, _verb) in TURNS.items():
            unit: Unit = getattr(row, side)
            asked_by = (row.keeper if side == "unit" else row.unit).name
            key = f"{row.pk}.{state}.{row.refused}.{row.reopened}"
            due = due_of(row) if row.state == state else None
            yield Matter(
                key,
                row.state == state,
                unit.pk,
                what,
                title=str(row),
                text=kind,
                url=url,
                asked_by=asked_by,
                due_on=due,
            )


def handed(post: Post, _may: Collection[str]) -> Iterator[Handed]:
    """Problems that the holder of a post answers for by name."""
    for row in Problem.objects.filter(post=post, state__in=OPEN).order_by("due_on", "pk"):
        url = reverse("problems:problem", args=[row.pk])
        yield Handed(say("问题整改"), row.title, row.number, row.due_on, url)


def left_by(old: Unit, new: Unit | None) -> Iterator[Handed]:
    """Open problems of a unit that ceases: kept or put right by whoever succeeds it."""
    rows = Problem.objects.filter(Q(unit=old) | Q(keeper=old), state__in=OPEN).order_by("pk")
    detail = new.name if new else ""
    for row in rows:
        yield Handed(
            say("问题整改"), row.title, detail or row.number, row.due_on, reverse("problems:problem", args=[row.pk])
        )
