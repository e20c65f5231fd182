"""本系统本季度向这个单位要了多少: how much this system has asked of a unit, and by whom. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.org.models import Ask, Unit
from luoshi.org.rules.burden import FORMULA, Load, quarter_of

BACK = 4
"""Quarters shown beside the present one, so that more or less can be seen."""


@dataclass(frozen=True)
class Item:
    """One thing asked: by whom, when, by when, and how large."""

    ask: Ask
    load: Load


@dataclass(frozen=True)
class Quarter:
    """A quarter with what it asked altogether."""

    starts_on: date
    ends_on: date
    load: Load


def burden_page(actor: Actor, pk: int | None, text: str = "") -> dict[str, Any]:
    """Everything asked of a unit in a quarter: by asker, with the estimate and its formula, and the quarters before."""
    unit = Unit.objects.get_visible(actor, pk=pk or actor.unit_id or 0)
    starts_on, ends_on = quarter_of(_day(text))
    items = [Item(ask, load_of(ask)) for ask in _asks(actor, unit, starts_on, ends_on)]
    by_asker: dict[str, Load] = {}
    for item in items:
        name = item.ask.asker.name
        by_asker[name] = by_asker.get(name, Load()) + item.load
    return {
        "unit": unit,
        "items": items,
        "askers": sorted(by_asker.items(), key=lambda pair: (-pair[1].minutes, pair[0])),
        "total": total(item.load for item in items),
        "quarters": _before(actor, unit, starts_on),
        "starts_on": starts_on,
        "ends_on": ends_on,
        "formula": FORMULA,
    }


def burden_of(actor: Actor, unit_id: int) -> Load:
    """This quarter's load of a unit, for the foot of the desk."""
    starts_on, ends_on = quarter_of(clock.today())
    rows = Ask.objects.visible_to(actor).filter(unit=unit_id, asked_on__gte=starts_on, asked_on__lte=ends_on)
    return total(load_of(ask) for ask in rows.only("fields", "prefilled", "words", "counts"))


def load_of(ask: Ask) -> Load:
    """What one row asks. A body that is only told as well asks nothing of its own."""
    own = ask.counts or ask.fields or ask.words
    return Load(1 if own else 0, ask.fields, ask.prefilled, ask.words)


def total(loads: Any) -> Load:
    """All together."""
    found = Load()
    for load in loads:
        found += load
    return found


def _asks(actor: Actor, unit: Unit, starts_on: date, ends_on: date) -> list[Ask]:
    rows = Ask.objects.visible_to(actor).filter(unit=unit, asked_on__gte=starts_on, asked_on__lte=ends_on)
    return list(rows.select_related("asker").order_by("-asked_on", "-id")[:500])


def _before(actor: Actor, unit: Unit, starts_on: date) -> list[Quarter]:
    found, day = [], starts_on
    for _ in range(BACK):
        first, last = quarter_of(date.fromordinal(day.toordinal() - 1))
        found.append(Quarter(first, last, total(load_of(ask) for ask in _asks(actor, unit, first, last))))
        day = first
    return found


def _day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return clock.today()
    return found if 2000 <= found.year <= 2099 else clock.today()
