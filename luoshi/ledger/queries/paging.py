"""How is a list read page by page? First the keys, from indexes alone; then the rows of one page by their keys.

The statement that picks the keys is the dearest to compose and the cheapest to answer. For a reader of much, it follows
from who asks and for what alone, so it is composed once for every `Shape` and filled in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor, Held
from luoshi.kernel.prepared import Prepared
from luoshi.ledger.models import Task
from luoshi.ledger.queries.facts import here
from luoshi.ledger.queries.page import composed, is_large, is_wide, tasks
from luoshi.ledger.queries.rollup import counted, led_below
from luoshi.ledger.queries.rows import by_key, ledger_rows, unit_by_key, with_source
from luoshi.ledger.queries.shapes import Filters, LedgerRow
from luoshi.org.models import Unit
from luoshi.org.rules import subtree_bounds

MOST = 2_000
"""A list is counted up to here; beyond, the page says "more than"."""
KEYS = ("lead", "plan", "clause", "parent")


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Pages of `Keys` or the like, or of a query set. Counts no further than `MOST` where the counters do not know: counting half a million rows for the
    sake of a page number takes a second."""

    most = MOST

    @cached_property
    def count(self) -> int:
        """Rows; at most one more than `MOST` where they had to be counted."""
        return self._counted[0]

    @property
    def is_capped(self) -> bool:
        """Whether there are more rows than were counted."""
        return not self._counted[1]

    @cached_property
    def _counted(self) -> tuple[int, bool]:
        rows: Any = self.object_list
        return capped(rows) if isinstance(rows, QuerySet) else rows.count()


def capped(rows: QuerySet[Any, Any], before: int = 0) -> tuple[int, bool]:
    """How many, and whether that is all of them; ``before`` so many have been counted already."""
    found = before + rows.order_by()[: MOST + 1 - before].count()
    return found, found <= MOST


@dataclass(frozen=True)
class Shape:
    """All that the statement of a list follows from, besides the values it is filled with: the paths of the reader's
    grants (``sights``: which of them see a subtree), the unit acted for, and the keys that are asked for.

    ``asked`` with 1 for every key. Whatever is not listed here is composed anew each time.
    """

    asked: Filters
    sights: tuple[bool, ...]
    is_large: bool
    today: date
    part: tuple[int, int]

    @classmethod
    def of(cls, actor: Actor, asked: Filters, unit: Unit | None, part: slice) -> Shape | None:
        """The shape of this list; None where it follows from more, such as words to be looked for."""
        plain = Filters(state=asked.state, time=asked.time, category=asked.category, top=asked.top, order=asked.order)
        flags: dict[str, Any] = {name: 1 for name in (*KEYS, "unit") if getattr(asked, name)}
        shape = replace(plain, progress=asked.progress, mine=asked.mine, **flags)
        known = replace(shape, **{name: getattr(asked, name) for name in flags})
        if (
            known != asked
            or asked.mine not in {"", "lead", "issued"}
            or asked.time not in {"", "red", "paused", "closed"}
            or bool(asked.unit) != (unit is not None)
            or not is_wide(actor)
        ):
            return None
        sights = tuple(bool(held.sight) for held in actor.grants)
        return cls(shape, sights, unit is not None and is_large(unit.path), clock.today(), (part.start, part.stop))

    def values(self, actor: Actor, asked: Filters, unit: Unit | None) -> list[Any]:
        """What the statement is filled with, in order."""
        found: list[Any] = []
        for held in actor.grants:
            found += [held.path, held.sight] if held.sight else [held.path]
        found += [getattr(asked, name) for name in KEYS if getattr(self.asked, name)]
        found += [here(actor)] if self.asked.mine else []
        return found + ([unit.path] if unit else [])

    def rows(self, *values: Any) -> Any:
        """The list for such values."""
        left = iter(values)
        grants = tuple(Held("", 0, next(left), next(left) if sees else "") for sees in self.sights)
        asked = replace(self.asked, **{name: next(left) for name in KEYS if getattr(self.asked, name)})
        actor = Actor(None, None, "", unit_id=next(left) if asked.mine else None, grants=grants)
        unit = Unit(path=next(left)) if asked.unit else None
        keys = composed(actor, asked, unit, is_large=self.is_large).values_list("pk", flat=True)
        return keys[self.part[0] : self.part[1]]


@lru_cache(maxsize=500)
def _prepared(shape: Shape) -> Prepared[int]:
    return Prepared(shape.rows, lambda path: subtree_bounds(path)[1])


class Keys:
    """The keys of a list in order, read piece by piece."""

    def __init__(self, actor: Actor, asked: Filters) -> None:
        self._actor, self._asked = actor, asked
        self._unit = unit_by_key(asked.unit) if asked.unit else None

    @cached_property
    def _rows(self) -> QuerySet[Task]:
        return tasks(self._actor, self._asked, self._unit)

    def __getitem__(self, part: slice) -> list[int]:
        shape = Shape.of(self._actor, self._asked, self._unit, part)
        if shape is None:
            return list(self._rows.values_list("pk", flat=True)[part])
        return _prepared(shape)(*shape.values(self._actor, self._asked, self._unit))

    def count(self) -> tuple[int, bool]:
        """How many, and whether that is all of them."""
        known = counted(self._actor, self._asked, self._unit)
        if known is not None:
            return known, True
        if self._asked == Filters() and led_below(self._actor) > MOST:
            return MOST + 1, False
        return capped(self._rows)


def ledger_page(actor: Actor, filters: Filters, number: int | str = 1, size: int = 50) -> Page[Any]:
    """A page of `LedgerRow`; a number that makes no sense gives the nearest page. ``page.paginator.is_capped``."""
    page = CappedPaginator(Keys(actor, filters), size).get_page(number)  # type: ignore[arg-type]
    rows = by_key(list(page.object_list))
    page.object_list = ledger_rows(rows if filters.order == "due" else with_source(rows))
    return page


def ledger_slice(actor: Actor, filters: Filters, offset: int, limit: int) -> tuple[list[LedgerRow], int]:
    """Some rows from a place on, and how many there are (as far as they are counted: see `CappedPaginator`)."""
    keys = Keys(actor, filters)
    return ledger_rows(by_key(keys[offset : offset + limit]), texts=False), keys.count()[0]


def task_count(actor: Actor, filters: Filters) -> tuple[int, bool]:
    """How many tasks meet the conditions, and whether that is all of them (see `CappedPaginator`)."""
    return Keys(actor, filters).count()
