"""How does it stand at a node: lights, members, places below, and how far the plan has come down?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q
from django.db.models.functions import Substr

from luoshi.desk.queries import mile
from luoshi.desk.queries.counts import EVERY, Node, below, seen, tallies, tallies_below, tally
from luoshi.desk.queries.narrowing import narrowing
from luoshi.desk.queries.todo import Row, waiting
from luoshi.desk.queries.turned import worsened
from luoshi.desk.queries.weeks import chart, since_last_week
from luoshi.desk.rules import Tally, total
from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.ledger.models import Duty
from luoshi.ledger.queries import Filters
from luoshi.org.models import Ask, Unit
from luoshi.org.rules import MEMBERS, Kind
from luoshi.org.scope import under


@dataclass(frozen=True)
class Member:
    """A member unit's line. ``asked``: its present report, "done", "due", "late" or "" (nothing asked)."""

    unit: Unit
    tally: Tally
    asked: str
    pending: int


@dataclass(frozen=True)
class Tile:
    """A place below."""

    unit: Unit
    tally: Tally
    open_asks: int


@dataclass(frozen=True)
class Band:
    """Tiles of one place."""

    unit: Unit
    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class Asked:
    """The present period at a node: asked of how many units, answered by how many."""

    subject: str
    title: str
    due_on: Any
    units: int
    answered: int

    @property
    def left(self) -> int:
        """Units that have not answered yet."""
        return self.units - self.answered


def cockpit(actor: Actor, at: Node, only: Filters = EVERY) -> dict[str, Any]:
    """Everything the page is drawn from; with ``only`` of the key tasks, or of units with a tag.

    What was kept week by week counts all tasks: beside a part of them it would mislead, and is left out.
    """
    rows = seen(actor, only).filter(below(at.unit))
    asked = _present(actor, at)
    members = _members(actor, at, asked, only)
    turned, whole = worsened(actor, at.unit, asked=only), tally(rows)
    kept = at.whole and only == EVERY
    change, since = since_last_week(actor, at.unit, whole) if kept else ({}, None)
    bands = _bands(actor, at, asked, only)
    return {
        "node": at.unit,
        "above": _above(actor, at.unit),
        "today": clock.today(),
        "all": whole,
        "change": change,
        "since": since,
        "chart": chart(actor, at.unit, whole) if kept else None,
        "asked": asked,
        "decide": _decide(actor),
        "worse": turned[0],
        "worse_count": turned[1],
        "members": members,
        "sum": total(one.tally for one in members),
        "sum_pending": sum(one.pending for one in members),
        "bands": bands,
        "tiles": sum(len(band.tiles) for band in bands),
        "way": mile.way(actor, at.unit),
        **narrowing(actor, only, at=at.unit.pk),
    }


def _above(actor: Actor, unit: Unit) -> Unit | None:
    if unit.parent_id is None:
        return None
    return Unit.objects.visible_to(actor).filter(pk=unit.parent_id).first()


def _decide(actor: Actor) -> list[Row]:
    """What waits for this person, nearest first."""
    return [row for group in waiting(actor) for row in group.rows]


def _asks(actor: Actor, at: Node) -> Any:
    rows = Ask.objects.visible_to(actor).filter(under(at.unit.path, "unit_path"), counts=True)
    return rows.filter(subject__startswith="reporting.period:")


def _present(actor: Actor, at: Node) -> Asked | None:
    """The period asked for last; a unit counts once, however many bodies ask it."""
    last = _asks(actor, at).order_by("-due_on", "-id").first()
    if last is None:
        return None
    rows = _asks(actor, at).filter(subject=last.subject)
    counted = rows.aggregate(
        units=Count("unit", distinct=True),
        answered=Count("unit", distinct=True, filter=Q(answered_at__isnull=False)),
        due=Max("due_on"),
    )
    return Asked(last.subject, last.title, counted["due"], counted["units"], counted["answered"])


def _members(actor: Actor, at: Node, asked: Asked | None, only: Filters) -> list[Member]:
    """Member units of the place, those needing attention first."""
    wanted = [kind.value for kind in MEMBERS] + [Kind.OFFICE.value]
    units = list(
        Unit.objects.visible_to(actor)
        .filter(place_path=at.unit.place_path, kind__in=wanted, abolished_on=None)
        .filter(under(at.unit.path, "path"))
        .order_by("path")
    )
    ids = [unit.pk for unit in units]
    counts = tallies(seen(actor, only).filter(lead_unit__in=ids), "lead_unit_id")
    states = _states(actor, at, asked, ids)
    waiting_for = Duty.objects.visible_to(actor).filter(unit__in=ids, state="pending", task__state="active")
    pending = dict(
        waiting_for.exclude(role="supervising").values_list("unit_id").annotate(count=Count("pk", distinct=True))
    )
    found = [
        Member(unit, counts.get(unit.pk, Tally()), states.get(unit.pk, ""), pending.get(unit.pk, 0))
        for unit in units
        if unit.kind != Kind.OFFICE or unit.pk in counts
    ]
    return sorted(found, key=lambda one: (*one.tally.attention, -one.pending, one.unit.path))


def _states(actor: Actor, at: Node, asked: Asked | None, ids: Sequence[int]) -> dict[int, str]:
    if asked is None:
        return {}
    today = clock.today()
    rows = _asks(actor, at).filter(subject=asked.subject, unit__in=ids)
    found: dict[int, str] = {}
    for unit_id, due_on, answered in rows.values_list("unit_id", "due_on", "answered_at"):
        found[unit_id] = "done" if answered else "late" if due_on < today else "due"
    return found


def _bands(actor: Actor, at: Node, asked: Asked | None, only: Filters) -> list[Band]:
    """Places below, by the place above them: a province shows counties by prefecture, a county its townships."""
    if not at.whole:
        return []
    first = list(_places(actor, [at.unit.pk]))
    second: dict[int, list[Unit]] = {}
    if at.unit.level in {"nation", "province"}:
        for unit in _places(actor, [unit.pk for unit in first]):
            second.setdefault(unit.parent_id or 0, []).append(unit)
    shown = [unit for units in second.values() for unit in units] or first
    counts = tallies_below(seen(actor, only).filter(below(at.unit)), [unit.path for unit in shown])
    open_asks = _open_asks(actor, at, asked, {len(unit.path) for unit in shown})

    def tiles(units: Iterable[Unit]) -> tuple[Tile, ...]:
        return tuple(Tile(u, counts.get(u.path, Tally()), open_asks.get(u.path, 0)) for u in units)

    if second:
        return [Band(unit, tiles(second.get(unit.pk, ()))) for unit in first]
    return [Band(at.unit, tiles(first))] if first else []


def _places(actor: Actor, parents: Sequence[int]) -> Any:
    return (
        Unit.objects.visible_to(actor)
        .filter(parent__in=parents, kind=Kind.PLACE, abolished_on=None)
        .order_by("path")[:200]
    )


def _open_asks(actor: Actor, at: Node, asked: Asked | None, lengths: Iterable[int]) -> dict[str, int]:
    found: dict[str, int] = {}
    if asked is None:
        return found
    for length in lengths:
        rows = _asks(actor, at).filter(subject=asked.subject, answered_at=None)
        area = rows.annotate(area=Substr("unit_path", 1, length)).values_list("area")
        found |= dict(area.annotate(count=Count("unit", distinct=True)))
    return found
