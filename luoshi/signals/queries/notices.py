"""What is known of something that is about to go out, for the rules to look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.utils import timezone

from luoshi.inspection import queries as inspection
from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.checks import Finding, Leaving
from luoshi.kernel.queries import calendar
from luoshi.org import queries as org
from luoshi.org.models import Unit
from luoshi.org.rules import Kind, Level, permissions
from luoshi.signals.models import BurdenLimits, Sending, SendingUnit
from luoshi.signals.rules.notices import LIMITS, Addressee, Known, Limits, Same, examine

AT_ONCE = 5000
"""So many keys stand in one condition."""


def findings(_actor: Actor, leaving: Leaving) -> Sequence[Finding]:
    """What is against the rules in something that is about to go out, whoever looks."""
    asker = Unit.objects.get(pk=leaving.unit_id)
    office = org.office_of(asker) or asker
    limits = limits_of(office)
    known = Known(
        kind=Kind(asker.kind), level=Level(asker.level), to=tuple(_places(leaving.to)), at=timezone.localtime(clock.now()),
        same=tuple(_same(leaving, limits)), limits=limits, caps=inspection.caps_of(office), calendar=calendar(),
    )  # fmt: skip
    return examine(leaving, known)


def limits_of(office: Unit) -> Limits:
    """The limits that an office keeps to."""
    row = BurdenLimits.objects.filter(unit=office).first()
    return Limits(**{**vars(LIMITS), **row.limits}) if row else LIMITS


def limiting(actor: Actor) -> Unit | None:
    """The office acted for, where this person sets its limits: those who issue at a coordination office."""
    if "issue" not in permissions(actor.roles):
        return None
    return Unit.objects.filter(pk=actor.unit_id or 0, kind=Kind.OFFICE).first()


def _places(to: Sequence[int]) -> Iterator[Addressee]:
    """Party committees and governments among those reached: they are where no order of an office may go."""
    for start in range(0, len(to), AT_ONCE):
        for unit in Unit.objects.filter(pk__in=to[start : start + AT_ONCE], kind=Kind.PLACE).order_by("path"):
            yield Addressee(unit.name, Kind(unit.kind), Level(unit.level))


def _same(leaving: Leaving, limits: Limits) -> Iterator[Same]:
    """Who else has asked one of these units about one of these matters a short while ago."""
    if not leaving.matters:
        return
    since, wanted = clock.today() - timedelta(days=limits.repeat), set(leaving.matters)
    recent = Sending.objects.filter(sent_on__gte=since).exclude(due_on=None).exclude(asker=leaving.unit_id)
    told = [row for row in recent.select_related("asker").order_by("-id")[:AT_ONCE] if wanted & set(row.matters)]
    for row in told[:3]:
        reached = SendingUnit.objects.filter(sending=row, asks=False, unit__in=leaving.to[:AT_ONCE])
        if found := reached.select_related("unit").order_by("unit_path").first():
            yield Same(row.asker.name, found.unit.name, row.title)
