"""Which outcome indicators are shared with a reader, how do they stand, and how did they get there?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.ledger import rules
from luoshi.ledger.models import Indicator, IndicatorLink, IndicatorValue, Task
from luoshi.ledger.rules.trends import Chart, Point, chart, standing
from luoshi.org.models import Unit
from luoshi.org.queries import member_units
from luoshi.org.rules import permissions

MOST = 500


@dataclass(frozen=True)
class IndicatorRow:
    """A line of the register."""

    indicator: Indicator
    latest: IndicatorValue | None
    standing: Any
    chart: Chart | None
    tasks: int = 0


def rows_of(indicators: Sequence[Indicator]) -> list[IndicatorRow]:
    """Lines of the register in a fixed number of queries."""
    ids = [one.pk for one in indicators]
    values: dict[int, list[IndicatorValue]] = {}
    for row in IndicatorValue.objects.filter(indicator__in=ids).select_related("entered_by").order_by("on"):
        values.setdefault(row.indicator_id, []).append(row)
    links: dict[int, int] = {}
    for pk in IndicatorLink.objects.filter(indicator__in=ids).values_list("indicator_id", flat=True):
        links[pk] = links.get(pk, 0) + 1
    found = []
    for one in indicators:
        mine = values.get(one.pk, [])
        latest = mine[-1] if mine else None
        found.append(
            IndicatorRow(
                one, latest, _standing(one, latest), chart(_points(one, mine), target(one)), links.get(one.pk, 0)
            )
        )
    return found


def _points(one: Indicator, values: Sequence[IndicatorValue]) -> list[Point]:
    first = [Point(one.baseline_on, one.baseline)] if one.baseline_on and one.baseline is not None else []
    return [*first, *(Point(row.on, row.value) for row in values)]


def target(one: Indicator) -> Point | None:
    """The target as a point, where it has a day."""
    return Point(one.target_on, one.target) if one.target_on and one.target is not None else None


def _standing(one: Indicator, latest: IndicatorValue | None) -> Any:
    first = Point(one.baseline_on, one.baseline) if one.baseline_on and one.baseline is not None else None
    value = Point(latest.on, latest.value) if latest else None
    return standing(first, value, target(one), one.comparator, one.unit_name)


def indicators(actor: Actor, q: str = "", owner: int | None = None) -> list[IndicatorRow]:
    """The register, by owner and name."""
    rows = Indicator.objects.visible_to(actor).select_related("owner").filter(ended_on=None)
    if q:
        rows = rows.filter(name__icontains=q[:60])
    if owner:
        rows = rows.filter(owner_id=owner)
    return rows_of(list(rows.order_by("owner__path", "name", "id")[:MOST]))


def indicator_page(actor: Actor, pk: int) -> Indicator:
    """One indicator, or `NotVisible`."""
    return Indicator.objects.select_related("owner").get_visible(actor, pk=pk)


def values_of(row: Indicator) -> list[IndicatorValue]:
    """Its values, newest first."""
    return list(IndicatorValue.objects.filter(indicator=row).select_related("entered_by").order_by("-on"))


def tasks_of(actor: Actor, row: Indicator) -> list[Task]:
    """The tasks it is linked to, those in sight."""
    ids = IndicatorLink.objects.filter(indicator=row).values("task")
    return list(Task.objects.visible_to(actor).filter(pk__in=ids).select_related("lead_unit").order_by("order_key"))


def of_task(actor: Actor, task: Task) -> list[tuple[IndicatorLink, IndicatorRow]]:
    """The indicators of a task (of the one at the top, for those below it), those in sight."""
    links = IndicatorLink.objects.filter(task=task, indicator__in=Indicator.objects.visible_to(actor))
    rows = list(links.select_related("indicator__owner", "task").order_by("id"))
    shown = rows_of([link.indicator for link in rows])
    return list(zip(rows, shown, strict=True))


def linkable(actor: Actor, task: Task) -> Any:
    """Indicators that are not on the task yet."""
    return Indicator.objects.visible_to(actor).filter(ended_on=None).exclude(links__task=task).order_by("name")


def owners(actor: Actor) -> Any:
    """Units that an indicator may be given to: the own one, and for an office the members of its place."""
    unit = Unit.objects.filter(pk=actor.unit_id or 0).first()
    if unit is None:
        return Unit.objects.none()
    if "draft" in permissions(actor.roles):
        return member_units(unit)
    return Unit.objects.filter(pk=unit.pk)


def may_enter(actor: Actor, row: Indicator) -> bool:
    """Whether the unit acted for is the owner and this person may enter for it."""
    return row.owner_id == actor.unit_id and bool({"report", "draft"} & permissions(actor.roles))


def today() -> date:
    """The latest day a value may have."""
    return clock.today()


def shown(value: Decimal | None, unit: str) -> str:
    """A figure with its counter."""
    return rules.amount(value, unit)
