"""How does a plan's text look beside its tasks? Paragraphs of plain and marked pieces."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from luoshi.ledger.models import Plan
from luoshi.policy.models import Mark


@dataclass(frozen=True)
class Piece:
    """A stretch of the source: plain, or marked as ``kind`` (unit, deadline, target, residue; unknown: a unit's name without a unit)."""

    text: str
    kind: str = ""
    task_id: int | None = None


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the source, and the task that it belongs to."""

    pieces: tuple[Piece, ...]
    task_id: int | None = None
    heading: bool = False
    first: bool = False


def source(plan: Plan, shown: Collection[int] | None = None) -> list[Paragraph]:
    """The plan's text as paragraphs in order; where marks overlap, the later shows its rest. ``first``: a task begins here.

    ``shown``: ids of the tasks that may be named beside it; None for all.
    """
    marks = list(Mark.objects.filter(plan=plan).order_by("start", "end"))
    starts = set(plan.clauses.values_list("start", flat=True))
    rows = plan.tasks.filter(parent=None).exclude(clause=None).select_related("clause")
    tasks = sorted(
        (t.state != "dropped", t.clause.start, t.clause.end, t.pk)
        for t in rows
        if t.clause and (shown is None or t.pk in shown)
    )
    found: list[Paragraph] = []
    for at, line in _lines(plan.text, starts):
        end = at + len(line)
        if not line.strip():
            continue
        begin = at + len(line) - len(line.lstrip())
        # The innermost: a clause may stand within another's text. One left out has gone into the kept one around it.
        owner = next(((start, pk) for _kept, start, stop, pk in reversed(tasks) if start <= begin < stop), None)
        inside = [mark for mark in marks if mark.start < end and at < mark.end]
        heading = begin in starts and owner is None and len(line.strip()) <= 60
        first = owner is not None and at <= owner[0] < end
        found.append(Paragraph(tuple(_pieces(line, at, inside)), owner[1] if owner else None, heading, first))
    return found


def _lines(text: str, starts: Collection[int]) -> Iterator[tuple[int, str]]:
    """Where each line begins, and its text. A clause begins a line of its own: some files run all into one paragraph."""
    at = 0
    for line in text.split("\n"):
        end = at + len(line)
        cuts = [at, *sorted(start for start in starts if at < start < end and text[at:start].strip()), end]
        for begin, stop in itertools.pairwise(cuts):
            yield begin, text[begin:stop]
        at = end + 1


def _pieces(line: str, at: int, marks: Sequence[Mark]) -> Iterable[Piece]:
    position, stop = at, at + len(line)
    for mark in marks:
        begin, end = max(mark.start, position), min(mark.end, stop)
        if end <= begin:
            continue
        if begin > position:
            yield Piece(line[position - at : begin - at])
        yield Piece(line[begin - at : end - at], _kind(mark), mark.task_id)
        position = end
    if position < stop:
        yield Piece(line[position - at :])


def _kind(mark: Mark) -> str:
    if mark.kind == "unit" and mark.unit_id is None and not mark.generic:
        return "settled" if mark.settled else "residue"
    return "settled" if mark.kind == "residue" and mark.settled else mark.kind
