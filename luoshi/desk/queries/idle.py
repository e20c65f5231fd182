"""Which units own nothing, and which have done nothing for so many days? The last of the first and last mile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.models import Event
from luoshi.kernel.say import Say, say
from luoshi.ledger.models import Duty
from luoshi.ledger.rules import RUNNING
from luoshi.org.models import Unit
from luoshi.org.queries.tags import units_tagged
from luoshi.org.rules import MEMBERS
from luoshi.org.scope import under

OWN = ("lead", "joint", "support")
DAYS = (30, 60, 90)
MOST = 500


@dataclass(frozen=True)
class Quiet:
    """Units of one kind, why they are named here, and how many there are of all."""

    key: str
    label: Say
    because: Say
    count: int
    units: tuple[Unit, ...]


def quiet(actor: Actor, place: Unit, days: int, tag: int | None = None) -> list[Quiet]:
    """Both lists for the members in a place that the actor sees, or for those with a tag."""
    kinds = [kind.value for kind in MEMBERS]
    units = Unit.objects.visible_to(actor).filter(under(place.path, "path"), kind__in=kinds, abolished_on=None)
    if tag:
        units = units.filter(pk__in=units_tagged(tag).values("pk"))
    running = Duty.objects.filter(unit=OuterRef("pk"), role__in=OWN, task__state__in=RUNNING)
    since = clock.now() - timedelta(days=days)
    acted = Event.objects.filter(at__gte=since).exclude(unit_path="").values("unit_path").distinct()
    owning = units.filter(Exists(running))
    return [
        _quiet("without", say("没有承担任务的单位"), say("目前没有牵头、共同负责或者配合的在办任务"), units.exclude(Exists(running))),
        _quiet(
            "idle", say("{days} 日内没有办理记录的单位", days=days),
            say("有在办任务，{days} 日内没有签收、填报、分解等任何记录；只作提示，不作评价", days=days),
            owning.exclude(path__in=acted),
        ),
    ]  # fmt: skip


def _quiet(key: str, label: Say, because: Say, rows: QuerySet[Unit]) -> Quiet:
    found = list(rows.select_related("parent").order_by("path")[:MOST])
    count = len(found) if len(found) < MOST else rows.count()
    return Quiet(key, label, because, count, tuple(found))
