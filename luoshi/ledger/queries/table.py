"""The ledger as somebody looks at it: the same rows and columns for the page, for print and for Excel."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page

from luoshi.kernel.actor import Actor
from luoshi.ledger.queries.columns import Column, chosen, plain
from luoshi.ledger.queries.page import tasks
from luoshi.ledger.queries.paging import CappedPaginator, Keys
from luoshi.ledger.queries.rows import by_key, ledger_rows, with_source
from luoshi.ledger.queries.shapes import LedgerRow, View

CHUNK = 400


@dataclass(frozen=True)
class Table:
    """A page of the ledger. ``page`` holds `LedgerRow`s; ``page.paginator.is_capped`` when there are more than were counted."""

    columns: tuple[Column, ...]
    page: Page[Any]


def table(actor: Actor, view: View, number: int | str = 1, size: int = 50, keys: Any = None) -> Table:
    """One page of a view. A page number that makes no sense gives the nearest one. ``keys`` in an order of their own."""
    shown = chosen(view.columns)
    source: Any = Keys(actor, view.filters) if keys is None else keys
    page = CappedPaginator(source, size).get_page(number)
    needs = {one.needs for one in shown} | ({"source"} if view.group == "clause" else set())
    page.object_list = _rows(actor, list(page.object_list), needs)
    return Table(tuple(shown), page)


def _rows(actor: Actor, keys: Sequence[int], needs: Collection[str]) -> list[LedgerRow]:
    rows = by_key(keys)
    return ledger_rows(with_source(rows) if "source" in needs else rows, needs, actor)


def heads(view: View) -> list[str]:
    """The heads of a view's columns, from left to right."""
    return [str(one.label) for one in chosen(view.columns)]


def lines(actor: Actor, view: View, only: Mapping[str, Any] | None = None) -> Iterator[tuple[LedgerRow, list[Any]]]:
    """All rows of a view with the values of its columns, read in chunks: for Excel and for print.

    ``only`` further conditions on the tasks, such as ``{"pk__in": chosen}``.
    """
    shown = chosen(view.columns)
    needs = {one.needs for one in shown}
    rows = tasks(actor, view.filters)
    if only:
        rows = rows.filter(**only)
    # the keys once, then rows by key: reading on from the 9,600th place would walk over 9,600 rows again
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        for row in _rows(actor, keys[start : start + CHUNK], needs):
            yield row, [plain(one.value(row)) for one in shown]
