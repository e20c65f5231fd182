"""Who has not reported, over twelve periods, how often, and whom to call? Reads only.

Every figure comes from `org.Ask`: the row that counts for a unit, or, for a body whose sight is its own unit alone, the
rows that it asked for itself. Nothing here looks at reports: an unsent one leaves no trace.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.say import Say
from luoshi.org.models import Ask, Line, LineMembership, Tag, Tenure, Unit
from luoshi.org.queries import in_force, liaisons_of
from luoshi.org.queries.tags import tags_for, units_tagged
from luoshi.org.rules import Kind, ancestors, is_within
from luoshi.org.scope import under
from luoshi.reporting import rules
from luoshi.reporting.models import Chase, Period
from luoshi.reporting.queries.obligations import asks_seen, periods, subject_of
from luoshi.reporting.queries.owed import owed_facts
from luoshi.reporting.workflow import OwedFacts

PERIODS = 12
ROWS = 50


@dataclass(frozen=True)
class Wanted:
    """Which part of the board is asked for: a node, a mark, a line, a tag of units, and ``flag``: gaps (older
    ones open), vacant (no liaison)."""

    at: int | None = None
    mark: str = ""
    line: str = ""
    flag: str = ""
    tag: int | None = None


@dataclass(frozen=True)
class Cell:
    """One unit in one period; "" where it was not asked."""

    period: Period
    mark: str


@dataclass(frozen=True)
class BoardRow:
    """A unit that is asked for the chosen period, with its twelve periods and whom to call."""

    unit: Unit
    ask: Ask
    cells: tuple[Cell, ...]
    tally: rules.Tally
    liaison: str
    phone: str
    facts: OwedFacts

    @property
    def mark(self) -> str:
        return _mark(self.ask)

    @property
    def label(self) -> Say:
        return rules.MARKS[self.mark]

    @property
    def due_on(self) -> date:
        return self.ask.due_on

    @property
    def answered_on(self) -> date | None:
        return timezone.localdate(self.ask.answered_at) if self.ask.answered_at else None

    @property
    def owes(self) -> bool:
        return self.mark in {"due", "missing", "returned"}

    @property
    def askers(self) -> str:
        """Who reminds this unit, by name."""
        return self.facts.holders.get("asker.review", "")

    @property
    def overdue(self) -> int:
        return max(self.facts.overdue, 0) if self.mark == "missing" else 0


@dataclass(frozen=True)
class Board:
    """The page: where, which periods, how many stand how, and one screen of rows."""

    node: Unit | None
    above: tuple[Unit, ...]
    below: tuple[Unit, ...]
    columns: tuple[Period, ...]
    period: Period
    counts: Mapping[str, int]
    page: Page[BoardRow]
    gaps: int
    lines: tuple[Line, ...] = field(default_factory=tuple)
    tags: tuple[Tag, ...] = field(default_factory=tuple)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def came(self) -> int:
        return sum(self.counts[key] for key in ("done", "late", "returned"))


class _Counted(Paginator):  # type: ignore[type-arg]
    """Knows how many rows there are, so that nothing is counted twice."""

    def __init__(self, rows: Any, size: int, known: int) -> None:
        super().__init__(rows, size)
        self._known = known

    @cached_property
    def count(self) -> int:
        return self._known


def _mark(ask: Ask) -> str:
    return rules.mark(rules.AskFacts(ask.state, ask.due_on, ask.late), clock.today())


def sees_whole(actor: Actor, path: str) -> bool:
    """Whether everything below a node lies in the actor's sight."""
    return any(subtree and is_within(path, seen) for seen, subtree in actor.reach())


def node_of(actor: Actor, at: int | None) -> Unit | None:
    """The node asked for, or the place that the actor's unit serves; None for a body that sees its own unit alone."""
    if at is not None:
        return Unit.objects.get_visible(actor, pk=at)
    sights = [held.sight for held in actor.grants if held.unit_id == actor.unit_id and held.sight]
    return Unit.objects.filter(path=min(sights)).first() if sights else None


def place_below(actor: Actor, unit: Unit) -> Unit | None:
    """The place that a unit belongs to, where it lies below the actor's own node."""
    node = node_of(actor, None)
    place = Unit.objects.visible_to(actor).filter(path=unit.place_path).first() if node else None
    return place if node and place and place.pk != node.pk else None


def asked(actor: Actor, subjects: Iterable[str], node: Unit | None) -> QuerySet[Ask]:
    """One row per unit and subject: what stands for the units of a node, or what the actor's own unit asked for."""
    rows = Ask.objects.filter(standing_for(actor, node), subject__in=list(subjects))
    return rows if node is None else rows.filter(under(node.path, "unit_path"))


def standing_for(actor: Actor, node: Unit | None) -> Q:
    """Which of a unit's rows is looked at: the one that counts, or, where the sight is narrow, what we asked for ourselves."""
    if node is not None and sees_whole(actor, node.path):
        return Q(counts=True)
    own = actor.unit_id or 0
    return (Q(asker=own) & ~Q(unit=own)) | Q(unit=own, counts=True)


def columns(actor: Actor, chosen: Period) -> tuple[Period, ...]:
    """The chosen period and those before it, oldest first."""
    rows = periods(actor).exclude(kind="change").filter(ends_on__lte=chosen.ends_on).order_by("-ends_on", "-id")
    found = [row for row in rows[: PERIODS + 4] if row.pk == chosen.pk or row.ends_on <= chosen.ends_on][:PERIODS]
    if chosen not in found:
        found = [chosen, *found][:PERIODS]
    return tuple(reversed(found))


def counts_of(rows: QuerySet[Ask]) -> dict[str, int]:
    """How many stand how, in one pass over the index: nothing is counted that does not stand in it."""
    gone_by = Count("unit", filter=Q(due_on__lt=clock.today()))
    found = rows.order_by().values("state")
    found = found.annotate(all=Count("unit"), after=Count("unit", filter=Q(late=True)), gone_by=gone_by)
    by_state = {row["state"]: (row["all"], row["after"], row["gone_by"]) for row in found}

    def of(state: str) -> tuple[int, int, int]:
        return by_state.get(state, (0, 0, 0))

    (answered, late, _), (open_, _, missing) = of("answered"), of("open")
    counts = {
        "done": answered - late, "late": late, "missing": missing, "returned": of("returned")[0], "waived": of("waived")[0],
        "due": open_ - missing,
    }  # fmt: skip
    return {key: counts[key] for key in rules.MARKS}


def _only(rows: QuerySet[Ask], mark: str) -> QuerySet[Ask]:
    today = clock.today()
    chosen = {
        "done": Q(state="answered", late=False),
        "late": Q(state="answered", late=True),
        "missing": Q(state="open", due_on__lt=today),
        "returned": Q(state="returned"),
        "waived": Q(state="waived"),
        "due": Q(state="open", due_on__gte=today),
        "owing": Q(state__in=["open", "returned"]),
    }
    return rows.filter(chosen[mark]) if mark in chosen else rows


def narrowed(rows: QuerySet[Ask], wanted: Wanted, older: QuerySet[Ask]) -> QuerySet[Ask]:
    """Only what the filters leave: by line, by tag, by old gaps, by a missing liaison, by mark."""
    today = clock.today()
    if wanted.line:
        held = LineMembership.objects.filter(in_force(today), unit=OuterRef("unit"), line__code=wanted.line)
        rows = rows.filter(Exists(held))
    if wanted.tag:
        rows = rows.filter(unit__in=units_tagged(wanted.tag).values("pk"))
    if wanted.flag == "gaps":
        rows = rows.filter(unit__in=older.filter(state="open", due_on__lt=today).values("unit"))
    if wanted.flag == "vacant":
        held_ = Tenure.objects.filter(in_force(today), post__unit=OuterRef("unit"), post__kind="liaison")
        rows = rows.filter(~Exists(held_))
    return rows


def board(actor: Actor, chosen: Period, wanted: Wanted, number: Any = 1) -> Board:
    """The whole page for one period at one node."""
    node = node_of(actor, wanted.at)
    shown = columns(actor, chosen)
    rows = asked(actor, [subject_of(chosen)], node)
    older = asked(actor, [subject_of(one) for one in shown if one.pk != chosen.pk], node)
    rows = narrowed(rows, wanted, older)
    counts = counts_of(rows)
    known = counts.get(wanted.mark, sum(counts.values()))
    known = counts["due"] + counts["missing"] + counts["returned"] if wanted.mark == "owing" else known
    listed = _only(rows, wanted.mark).select_related("unit").order_by("unit_path", "id")
    page = _Counted(listed, ROWS, known).get_page(number)
    page.object_list = board_rows(actor, list(page.object_list), shown, node)
    before = narrowed(older, Wanted(line=wanted.line, tag=wanted.tag), older)
    gaps = before.filter(state="open", due_on__lt=clock.today()).values("unit").distinct().count()
    lines, tags = tuple(Line.objects.order_by("code")), tuple(tags_for(actor))
    return Board(node, *_around(actor, node), shown, chosen, counts, page, gaps, lines, tags)


def board_slice(actor: Actor, chosen: Period, wanted: Wanted, offset: int, limit: int) -> tuple[list[BoardRow], int]:
    """Some rows of the board and how many there are, for programs."""
    node, shown = node_of(actor, wanted.at), columns(actor, chosen)
    rows = asked(actor, [subject_of(chosen)], node)
    older = asked(actor, [subject_of(one) for one in shown if one.pk != chosen.pk], node)
    rows = _only(narrowed(rows, wanted, older), wanted.mark)
    listed = rows.select_related("unit").order_by("unit_path", "id")[offset : offset + limit]
    return board_rows(actor, list(listed), shown, node), rows.count()


def _around(actor: Actor, node: Unit | None) -> tuple[tuple[Unit, ...], tuple[Unit, ...]]:
    if node is None:
        return (), ()
    seen = Unit.objects.visible_to(actor)
    above = seen.filter(path__in=ancestors(node.path)).order_by("path")
    below = seen.filter(parent=node, kind=Kind.PLACE, abolished_on=None).order_by("path")[:120]
    return tuple(above), tuple(below)


def board_rows(actor: Actor, asks: Sequence[Ask], shown: Sequence[Period], node: Unit | None) -> list[BoardRow]:
    """One screen of units with their periods, tallies, liaisons, and what this person may do about each."""
    units = [ask.unit for ask in asks]
    history = _history(standing_for(actor, node), asks, shown)
    liaisons, facts = liaisons_of(units), owed_facts(actor, asks)
    found = []
    for ask in asks:
        cells = tuple(Cell(period, history.get((ask.unit_id, period.pk), "")) for period in shown)
        name, phone = liaisons.get(ask.unit_id, ("", ""))
        tally = rules.tally([cell.mark for cell in cells])
        found.append(BoardRow(ask.unit, ask, cells, tally, name, phone, facts[ask.pk]))
    return found


def _history(which: Q, asks: Sequence[Ask], shown: Sequence[Period]) -> dict[tuple[int, int], str]:
    by_subject = {subject_of(period): period.pk for period in shown}
    rows = Ask.objects.filter(which, unit__in=[ask.unit_id for ask in asks], subject__in=list(by_subject))
    return {(row.unit_id, by_subject[row.subject]): _mark(row) for row in rows}


def places(units: Sequence[Unit]) -> dict[str, Unit]:
    """path → the place that units belong to, for grouping and for going there."""
    return {place.path: place for place in Unit.objects.filter(path__in={unit.place_path for unit in units})}


def get_ask(actor: Actor, pk: int) -> Ask:
    """One obligation to report that the actor may know of, or `NotVisible`."""
    found = asks_seen(actor).filter(pk=pk).select_related("unit").first()
    if found is None:
        raise NotVisible
    return found


def chaseable(actor: Actor, period: Period, wanted: Wanted, most: int = 2000) -> list[Ask]:
    """What still owes among the units that the filters show."""
    node = node_of(actor, wanted.at)
    rows = asked(actor, [subject_of(period)], node)
    older = asked(actor, [subject_of(one) for one in columns(actor, period) if one.pk != period.pk], node)
    rows = _only(narrowed(rows, wanted, older), "owing").exclude(chased_on=clock.today())
    return list(rows.select_related("unit").order_by("unit_path", "id")[:most])


def told_above(actor: Actor) -> list[Chase]:
    """What the unit acted for was told of units below that are still silent, newest first."""
    rows = Chase.objects.visible_to(actor).filter(told=actor.unit_id, upward=True, ask__state="open")
    return list(rows.select_related("ask__unit", "by")[:50])
