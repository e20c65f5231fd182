"""Which letters ask for help, who is asked, and what may be done with them? Reads only."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from luoshi.kernel.actor import Actor
from luoshi.ledger.models import Task
from luoshi.org.models import CoordinationBody, Unit
from luoshi.org.queries import office_of, relation_between
from luoshi.org.rules import Act, Permit, permit, roles_towards
from luoshi.reporting.models import Appeal, Entry
from luoshi.reporting.workflow import AppealFacts


def addressee(unit: Unit, task: Task) -> tuple[Unit, Permit] | None:
    """Whom a unit may ask for help on a task, by the relation table: its place's office, else who issued the task, else
    the office of the place above."""
    above = Unit.objects.filter(path=unit.place_path[:-4]).first() if len(unit.place_path) > 4 else None
    choices = [office_of(unit), task.issuer, office_of(above) if above else None]
    for one in choices:
        if one is not None and one.pk != unit.pk:
            found = permit(relation_between(unit, one), Act.COORDINATE)
            if found is not None:
                return one, found
    return None


def appeals(actor: Actor) -> QuerySet[Appeal]:
    """Letters that the unit acted for has written or received, newest first."""
    rows = Appeal.objects.visible_to(actor).filter(Q(unit=actor.unit_id) | Q(to=actor.unit_id))
    return rows.select_related("unit", "to", "task").order_by("-id")


def appeal_of(actor: Actor, entry: Entry) -> Appeal | None:
    """The letter that asks for help with what an entry says, where there is one that the actor may see."""
    return Appeal.objects.visible_to(actor).filter(entry=entry).first()


def get_appeal(actor: Actor, pk: int) -> Appeal:
    """One letter, or `NotVisible`."""
    return Appeal.objects.select_related("unit", "to", "task", "entry__report").get_visible(actor, pk=pk)


def appeal_facts(actor: Actor, row: Appeal) -> AppealFacts:
    """What the moves of a letter look at."""
    positions = [name for name, unit in (("unit", row.unit_id), ("addressee", row.to_id)) if unit == actor.unit_id]
    return AppealFacts(
        roles_towards(positions, actor.roles),
        {"unit.report": row.unit.name, "unit.sign": row.unit.name, "addressee.review": row.to.name},
    )


def code_of(unit: Unit) -> str:
    """机关代字: the body's for an office, else the unit's short name."""
    body = CoordinationBody.objects.filter(office=unit).exclude(code="").first()
    return body.code if body else (unit.short_name or unit.name)
