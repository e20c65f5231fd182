"""What do the office's own pages show: categories, thresholds, the calendar, key tasks?"""

from __future__ import annotations

import calendar as months
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.calendar import WorkCalendar
from luoshi.kernel.holidays import Notice
from luoshi.kernel.models import NoticedYear, SpecialDay
from luoshi.kernel.say import Say
from luoshi.ledger import queries
from luoshi.ledger.models import LightSettings, Task, TeamMember
from luoshi.ledger.rules.categories import PLAN, Category, limit, told
from luoshi.org.models import KINDS, Unit
from luoshi.org.queries import holders, lower_units, member_units
from luoshi.org.rules import Kind, permissions


def place_of(actor: Actor) -> Unit | None:
    """The place of the unit acted for."""
    unit = Unit.objects.filter(pk=actor.unit_id or 0).first()
    return Unit.objects.filter(path=unit.place_path).first() if unit else None


def may_set(actor: Actor) -> bool:
    """Whether the unit acted for keeps its place's settings."""
    unit = Unit.objects.filter(pk=actor.unit_id or 0).first()
    return unit is not None and unit.kind == Kind.OFFICE and bool({"draft", "approve"} & permissions(actor.roles))


@dataclass(frozen=True)
class CategoryRow:
    """A category as it holds here; ``own`` whether this place has set it."""

    key: str
    rules: Category
    lines: tuple[Say, ...]
    issuers: tuple[str, ...]
    own: bool


def category_rows(actor: Actor) -> list[CategoryRow]:
    """What holds for each category at the own place."""
    place = place_of(actor)
    known = queries.categories_at(place.path if place else "")
    own = queries.set_at(place) if place else {}
    labels = dict(KINDS)
    return [
        CategoryRow(key, one, told(one), tuple(str(labels[k]) for k in one.issuers if k in labels), key in own)
        for key, one in known.items()
    ]


def items_room(actor: Actor) -> dict[str, Any]:
    """Categories that may be registered without a plan, and whom they may be given to."""
    unit = Unit.objects.filter(pk=actor.unit_id or 0).first()
    known = queries.categories_at(unit.place_path if unit else "")
    chosen = {
        key: one
        for key, one in known.items()
        if key != PLAN and unit is not None and queries.may_issue(one, unit) is None
    }
    units = Unit.objects.none()
    if unit is not None:
        pks = [*lower_units(unit).values_list("pk", flat=True), unit.pk]
        pks += list(member_units(unit).values_list("pk", flat=True)) if unit.kind == Kind.OFFICE else []
        units = Unit.objects.filter(pk__in=pks)
    rows = [(key, one, told(one), limit(one, clock.today(), "", queries.calendar())) for key, one in chosen.items()]
    return {"categories": chosen, "units": units, "rows": rows}


def lights_initial(actor: Actor, names: Sequence[str]) -> dict[str, int]:
    """The thresholds that hold at the own place."""
    place = place_of(actor)
    limits = queries.thresholds_for(place.path if place else "")
    return {name: getattr(limits, name) for name in names}


def own_lights(actor: Actor) -> bool:
    """Whether the place has set thresholds of its own."""
    place = place_of(actor)
    return place is not None and LightSettings.objects.filter(unit=place).exists()


def team_of(task: Task) -> list[TeamMember]:
    """The team, the leading leader first; who holds a post stands by the name of its holder today."""
    order = [key for key, _ in TeamMember.ROLES]
    rows = list(TeamMember.objects.filter(task=_top(task)).select_related("post", "unit"))
    held = [row.post_id for row in rows if row.post_id and not row.name]
    names = holders(held) if held else {}
    for row in rows:
        row.name = row.name or names.get(row.post_id or 0, "")
    return sorted(rows, key=lambda row: (order.index(row.role), row.ordering))


def _top(task: Task) -> Task:
    """The team stands on the key task itself; the tasks below show it."""
    while task.parent_id is not None:
        task = Task.objects.get(pk=task.parent_id)
    return task


# ---------- the calendar ----------


@dataclass(frozen=True)
class Cell:
    """One day of a month's grid; None outside the month is no cell. ``kind`` work, off, holiday or shifted."""

    day: date
    kind: str
    name: str = ""
    today: bool = False


@dataclass(frozen=True)
class Month:
    """Weeks from Monday."""

    number: int
    weeks: tuple[tuple[Cell | None, ...], ...]
    working: int


def year_page(year: int) -> dict[str, Any]:
    """The months of a year with days off and days worked, where it comes from, and what lies beside it."""
    special = {row.day: row for row in SpecialDay.objects.filter(day__year=year)}
    days = WorkCalendar({day: row.working for day, row in special.items()})
    notice = NoticedYear.objects.filter(year=year).first()
    known = sorted(NoticedYear.objects.values_list("year", flat=True))
    grids = [_month(year, number, special, days) for number in range(1, 13)]
    this = clock.today().year
    return {
        "year": year, "months": grids, "notice": notice, "known": known, "working": sum(one.working for one in grids),
        "holidays": sum(not row.working for row in special.values()), "shifted": sum(row.working for row in special.values()),
        "before": year - 1, "after": year + 1, "years": sorted({*known[-3:], this, this + 1, year}),
    }  # fmt: skip


def _month(year: int, number: int, special: dict[date, SpecialDay], days: WorkCalendar) -> Month:
    today = clock.today()

    def cell(day: date) -> Cell | None:
        if day.month != number:
            return None
        row = special.get(day)
        kind = ("shifted" if row.working else "holiday") if row else ("work" if days.is_working(day) else "off")
        return Cell(day, kind, row.name if row else "", day == today)

    weeks = tuple(tuple(cell(day) for day in week) for week in months.Calendar(0).monthdatescalendar(year, number))
    return Month(number, weeks, sum(1 for week in weeks for one in week if one and one.kind in {"work", "shifted"}))


@dataclass(frozen=True)
class Difference:
    """What entering a notice would change."""

    added: tuple[Any, ...]
    gone: tuple[SpecialDay, ...]


def difference(year: int, notice: Notice) -> Difference:
    """The days that would be new or otherwise, and those that would go."""
    known = {row.day: row for row in SpecialDay.objects.filter(day__year=year)}
    wanted = {day: one for day, one in notice.days.items() if one.working != (day.weekday() < 5)}
    added = tuple(one for day, one in sorted(wanted.items()) if day not in known or known[day].working != one.working)
    return Difference(added, tuple(row for day, row in sorted(known.items()) if day not in wanted))
