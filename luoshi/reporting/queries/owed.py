"""May this person remind a unit of what it owes, waive it, or tell the level above? Reads only: the facts of `workflow.ASK`."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.queries import calendar
from luoshi.org.models import Ask, CoordinationBody, Unit
from luoshi.org.queries import standings
from luoshi.org.rules import STEP, Act, Permit, Relation, permit, refusal, relation, roles_towards
from luoshi.reporting.models import Chase, Period, ReportingSettings
from luoshi.reporting.workflow import OwedFacts


def settings_of(unit_id: int | None) -> ReportingSettings:
    """The limits of the office that opened a period; without its own, the default ones."""
    rows = ReportingSettings.objects.filter(Q(unit=None) | Q(unit=unit_id or 0))
    return max(rows, key=lambda row: row.unit_id or 0, default=ReportingSettings())


def owed_facts(actor: Actor, asks: Sequence[Ask]) -> dict[int, OwedFacts]:
    """What the moves of obligations look at, for one screen at once."""
    if not asks:
        return {}
    period = period_of(asks[0])
    limits = settings_of(period.opened_by_id if period else None)
    askers = _askers(asks)
    own = Unit.objects.filter(pk=actor.unit_id or 0).first()
    above = superiors_of([ask.unit for ask in asks], own)
    where = standings([*(ask.unit for ask in asks), *([own] if own else [])])
    days, today = calendar(), clock.today()
    told = set(Chase.objects.filter(ask__in=asks, upward=True, on=today).values_list("ask", flat=True))
    found = {}
    for ask in asks:
        asking = askers.get((ask.unit_id, ask.subject), {})
        position = _position(actor, asking, period)
        how = relation(where[own.pk], where[ask.unit_id]) if own else Relation.NONE
        superior = above.get(ask.unit_id)
        found[ask.pk] = OwedFacts(
            roles=roles_towards(position, actor.roles),
            holders={"asker.review": "、".join(unit.short_name or unit.name for unit, fields in asking.values() if fields)},
            today=today,
            due_on=ask.due_on,
            overdue=days.between(ask.due_on, today),
            grace=limits.grace_days,
            chases=ask.chases,
            chased_on=ask.chased_on,
            told_above=ask.pk in told,
            forbidden=refusal(how, Act.REMIND),
            superior=superior.name if superior else "",
        )  # fmt: skip
    return found


def _position(actor: Actor, asking: dict[int, tuple[Unit, int]], period: Period | None) -> list[str]:
    """Who asks decides on a waiver; the place's office, and the office that opened the period, may remind."""
    mine = asking.get(actor.unit_id or 0)
    opener = period is not None and period.opened_by_id == actor.unit_id
    if mine and (mine[1] or opener):
        return ["asker", "office"]
    return ["office"] if mine or opener else []


def period_of(ask: Ask) -> Period | None:
    """The period that an obligation speaks of."""
    number = ask.subject.rpartition(":")[2]
    return Period.objects.filter(pk=int(number)).first() if number.isdigit() else None


def _askers(asks: Sequence[Ask]) -> dict[tuple[int, str], dict[int, tuple[Unit, int]]]:
    rows = Ask.objects.filter(unit__in={ask.unit_id for ask in asks}, subject__in={ask.subject for ask in asks})
    found: dict[tuple[int, str], dict[int, tuple[Unit, int]]] = {}
    for row in rows.select_related("asker"):
        found.setdefault((row.unit_id, row.subject), {})[row.asker_id] = (row.asker, row.fields)
    return found


def superiors_of(units: Sequence[Unit], own: Unit | None) -> dict[int, Unit]:
    """unit id → whom the level above is: its superior in a line, the office of the place above, or its own place's
    office; the first that is neither the unit nor the one who asks."""
    where = standings(units)
    paths = {unit.place_path for unit in units} | {unit.place_path[:-STEP] for unit in units}
    offices = {
        body.place.path: body.office
        for body in CoordinationBody.objects.filter(place__path__in=paths).select_related("place", "office")
    }
    lines = {
        unit.pk: unit for unit in Unit.objects.filter(pk__in={pk for one in where.values() for pk in one.superiors})
    }
    found = {}
    for unit in units:
        choices = [lines[pk] for pk in sorted(where[unit.pk].superiors) if pk in lines]
        choices += [one for path in (unit.place_path[:-STEP], unit.place_path) if (one := offices.get(path))]
        apart = {unit.pk, own.pk if own else 0}
        if (chosen := next((one for one in choices if one.pk not in apart), None)) is not None:
            found[unit.pk] = chosen
    return found


def remind_permits(own: Unit, units: Sequence[Unit]) -> dict[int, Permit]:
    """unit id → how a reminder to it is worded, and in which document it goes; without those that get none."""
    where = standings([own, *units])
    found = {unit.pk: permit(relation(where[own.pk], where[unit.pk]), Act.REMIND) for unit in units}
    return {pk: one for pk, one in found.items() if one is not None}
