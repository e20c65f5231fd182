"""Texts to compare, and where those that have been compared are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import QuerySet

from luoshi.ledger.models import Task
from luoshi.org import queries as org
from luoshi.org.models import Unit
from luoshi.org.rules import ancestors
from luoshi.reporting.models import EntryVersion
from luoshi.signals.models import Examined, Piece
from luoshi.signals.queries.hints import words_of
from luoshi.signals.rules.copies import Record

MOST_HOLDERS = 200
"""A piece that more texts hold tells little; they are compared with the first so many."""
ALL = "entry__task", "entry__report__unit", "entry__report__period"


def unexamined() -> QuerySet[EntryVersion]:
    """What has been sent and not been compared, oldest first."""
    return EntryVersion.objects.filter(examined=None).select_related(*ALL).order_by("pk")


def latest(count: int) -> list[Record]:
    """The latest texts, by which is learned what is prescribed."""
    return [record_of(said) for said in EntryVersion.objects.select_related(*ALL).order_by("-pk")[:count]]


def record_of(said: EntryVersion) -> Record:
    """A text as the rule compares it."""
    report = said.entry.report
    return Record(f"{said.pk:012}", str(report.unit_id), str(report.period_id), words_of(said))


class Kept:
    """The rule's store, over the tables; what is added in a run is written at its end."""

    def __init__(self) -> None:
        self._texts: dict[int, EntryVersion] = {}
        self._sizes: dict[int, int] = {}
        self._new: dict[int, list[int]] = {}
        self.pieces: list[Piece] = []
        self.examined: list[Examined] = []

    def said(self, number: int) -> EntryVersion:
        """The text with this number."""
        if number not in self._texts:
            self._texts[number] = EntryVersion.objects.select_related(*ALL).get(pk=number)
        return self._texts[number]

    def holders(self, pieces: Iterable[int]) -> Iterator[Sequence[int]]:
        wanted = list(pieces)
        found: dict[int, list[int]] = {}
        rows = Piece.objects.filter(piece__in=wanted).order_by("piece", "said_id").values_list("piece", "said_id")
        for piece, said in rows.iterator(chunk_size=2000):
            held = found.setdefault(piece, [])
            if len(held) < MOST_HOLDERS:
                held.append(said)
        yield from found.values()
        for piece in wanted:
            if piece in self._new:
                yield self._new[piece]

    def record(self, number: int) -> Record:
        return record_of(self.said(number))

    def sizes(self, numbers: Iterable[int]) -> dict[int, int]:
        wanted = set(numbers) - self._sizes.keys()
        self._sizes.update(Examined.objects.filter(pk__in=wanted).values_list("pk", "size") if wanted else ())
        return self._sizes

    def add(self, record: Record, size: int, pieces: Sequence[int]) -> int:
        number = int(record.id)
        self._sizes[number] = size
        self.examined.append(Examined(said_id=number, size=size))
        for piece in pieces:
            self._new.setdefault(piece, []).append(number)
            self.pieces.append(Piece(piece=piece, said_id=number))
        return number


def summed_up(later: Task, earlier: Task) -> bool:
    """Whether the earlier report was written below the later one, on what was handed down from its task: what is summed up is no copy."""
    return later.pk in _line(earlier)


def handed_down(later: Task, earlier: Task) -> bool:
    """Whether the earlier report was written above the later one: it may hold what the unit itself had said before."""
    return earlier.pk in _line(later)


def _line(task: Task) -> set[int]:
    found = {task.pk}
    parent = task.parent
    while parent is not None and parent.pk not in found:
        found.add(parent.pk)
        parent = parent.parent
    return found


def office_above(unit: Unit, *others: Unit) -> Unit | None:
    """The nearest coordination office over all these units that is none of them; over what the highest office wrote there is
    only that office itself."""
    over = [path for path in _line_of(unit) if all(other.path.startswith(path) for other in others)]
    offices, concerned = list(_offices(over)), {unit.pk, *(other.pk for other in others)}
    none_of_them = next((office for office in offices if office.pk not in concerned), None)
    return none_of_them or next((office for office in offices if office.pk != unit.pk), None)


def office_over(unit: Unit) -> Unit | None:
    """The nearest coordination office that a unit belongs under, other than itself."""
    return next((office for office in _offices(_line_of(unit)) if office.pk != unit.pk), None)


def _line_of(unit: Unit) -> list[str]:
    return [*ancestors(unit.path), unit.path]


def _offices(paths: Sequence[str]) -> Iterator[Unit]:
    """The coordination offices of these places, from the lowest up."""
    places = {unit.path: unit for unit in Unit.objects.filter(path__in=paths)}
    for path in sorted(places, key=len, reverse=True):
        office = org.office_of(places[path])
        if office is not None:
            yield office
