"""How do the lights stand, unit by unit, down the tree?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from luoshi.desk.queries.counts import EVERY, Node, below, seen, tallies_below, tally
from luoshi.desk.queries.narrowing import narrowing
from luoshi.desk.rules import Tally
from luoshi.kernel.actor import Actor
from luoshi.ledger.queries import Filters
from luoshi.org.models import Unit
from luoshi.org.rules import Kind

OPEN_MOST = 60
ROWS_MOST = 1500


@dataclass(frozen=True)
class Branch:
    """A line of the tree. ``toggle``: the list of opened places once this one is opened or shut."""

    unit: Unit
    depth: int
    tally: Tally
    has_children: bool
    is_open: bool
    toggle: str

    @property
    def is_place(self) -> bool:
        return self.unit.kind == Kind.PLACE


def tree(actor: Actor, at: Node, opened: str, only: Filters = EVERY) -> dict[str, Any]:
    """The node, its children, and the children of the places opened; with ``only``, counting a part of the tasks."""
    chosen = [
        int(text) for text in opened.split(".")[:OPEN_MOST] if text.isascii() and text.isdigit() and len(text) < 12
    ]
    inner = Unit.objects.filter(parent=OuterRef("pk"), abolished_on=None)
    units = list(
        Unit.objects.visible_to(actor)
        .filter(parent__in=[at.unit.pk, *chosen], abolished_on=None)
        .annotate(has_children=Exists(inner))
        .order_by("path")[:ROWS_MOST]
    )
    children: dict[int, list[Unit]] = {}
    for unit in units:
        children.setdefault(unit.parent_id or 0, []).append(unit)
    rows = seen(actor, only)
    counts = tallies_below(rows.filter(below(at.unit)), [unit.path for unit in units])
    found: list[Branch] = []

    def walk(parent: int, depth: int) -> None:
        for unit in sorted(children.get(parent, ()), key=lambda one: (one.kind == Kind.PLACE, one.path)):
            is_open = unit.pk in chosen
            rest = [pk for pk in chosen if pk != unit.pk] if is_open else [*chosen, unit.pk]
            has = bool(getattr(unit, "has_children", False))
            tall = counts.get(unit.path, Tally())
            found.append(Branch(unit, depth, tall, has, is_open, ".".join(map(str, rest))))
            if is_open:
                walk(unit.pk, depth + 1)

    walk(at.unit.pk, 1)
    top = tally(rows.filter(below(at.unit)))
    return {"node": at.unit, "top": top, "branches": found, **narrowing(actor, only, at=at.unit.pk, open=opened)}
