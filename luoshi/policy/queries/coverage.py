"""Which clauses of an upper plan does a lower one take up, which lower tasks rest on none, and what has the office said?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.say import Say, say
from luoshi.ledger.models import Clause, Plan, Task
from luoshi.policy.models import Uptake
from luoshi.policy.queries.compared import Compared, compared, words_of
from luoshi.policy.rules import compare
from luoshi.policy.workflow import UPTAKE


@dataclass(frozen=True)
class Part:
    """A task or clause of one of the two plans, by its number or labels."""

    row: Task | Clause
    label: str
    title: str
    text: str

    @property
    def task(self) -> Task | None:
        return self.row if isinstance(self.row, Task) else None


@dataclass(frozen=True)
class Match:
    """A lower part that takes up an upper one, and how alike they are, in percent."""

    part: Part
    percent: int


@dataclass(frozen=True)
class CoverageRow:
    """An upper part, the lower ones that take it up by their words, and the office's word on it."""

    upper: Part
    taken: tuple[Match, ...]
    uptake: Uptake | None
    state: Say

    @property
    def covered(self) -> bool:
        """What the office said; what the texts say where it said nothing."""
        said = self.uptake.state if self.uptake else UPTAKE.start
        return bool(self.taken) if said == UPTAKE.start else said == "covered"

    @property
    def judged(self) -> bool:
        return self.uptake is not None and self.uptake.state != UPTAKE.start


@dataclass(frozen=True)
class Coverage:
    """The matrix of two plans: open upper parts first; ``baseless`` the lower parts that rest on no upper one."""

    upper: Plan
    lower: Plan
    rows: tuple[CoverageRow, ...]
    baseless: tuple[Part, ...]

    @property
    def covered(self) -> int:
        return sum(row.covered for row in self.rows)


def coverage(actor: Actor, upper: Plan, lower: Plan) -> Coverage:
    """Two plans that this actor may read, one held against the other."""
    above, below = compared(actor, upper), compared(actor, lower)
    found = _held_against(above.facts, below.facts)
    said = _said(actor, lower)
    rows = []
    for place, taken in found:
        part = _part(above, place.task)
        matches = tuple(Match(_part(below, one.place.task), round(100 * min(one.similarity, 1))) for one in taken)
        uptake = said.get((part.row._meta.label_lower, part.row.pk))
        rows.append(CoverageRow(part, matches, uptake, UPTAKE.states[uptake.state if uptake else UPTAKE.start]))
    resting = {one.place.task for _place, taken in found for one in taken}
    baseless = tuple(_part(below, at) for at in range(len(below.rows)) if at not in resting)
    return Coverage(upper, lower, tuple(sorted(rows, key=lambda row: row.covered)), baseless)


@lru_cache(maxsize=16)
def _held_against(
    upper: compare.Plan, lower: compare.Plan
) -> tuple[tuple[compare.Place, tuple[compare.Taken, ...]], ...]:
    """Two plans of 300 tasks take a third of a second: kept by what they say, so that any change of either is compared anew."""
    return compare.taken_up(upper, lower)


def _part(of: Compared, at: int) -> Part:
    row = of.rows[at]
    if isinstance(row, Task):
        return Part(row, row.number, row.title, words_of(row))
    return Part(row, "".join(row.labels), row.heading or row.text[:60], words_of(row))


def _said(actor: Actor, lower: Plan) -> dict[tuple[str, int], Uptake]:
    found: dict[tuple[str, int], Uptake] = {}
    for one in Uptake.objects.visible_to(actor).filter(lower=lower, unit_id=actor.unit_id or 0):
        found["ledger.task" if one.task_id else "ledger.clause", one.task_id or one.clause_id or 0] = one
    return found


def upper_part(actor: Actor, upper: Plan, task: int, clause: int) -> Task | Clause:
    """The task or clause of a plan that a word is said on."""
    if task:
        return Task.objects.filter(plan=upper).get_visible(actor, pk=task)
    found = upper.clauses.filter(pk=clause).first()
    if found is None:
        raise NotVisible
    return found


def plans_to_compare(actor: Actor) -> list[Plan]:
    """The plans that this actor may read, by title."""
    return list(Plan.objects.visible_to(actor).select_related("unit").order_by("title", "id"))


def sheet_rows(found: Coverage) -> Iterator[list[Any]]:
    """The matrix as a table: a row for each lower task that takes an upper one up; what rests on nothing at the end."""
    for row in found.rows:
        said = str(row.state) if row.judged else ""
        reason = row.uptake.reason if row.uptake else ""
        for match in row.taken or (None,):
            lower = f"{match.part.label} {match.part.title}" if match else str(say("没有承接"))
            percent = match.percent if match else None
            yield [row.upper.label, row.upper.title, lower, percent, said, reason]
    for part in found.baseless:
        yield ["", str(say("没有上级依据")), f"{part.label} {part.title}", None, "", ""]
