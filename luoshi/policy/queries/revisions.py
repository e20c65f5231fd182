"""How does a new version of a plan stand against the one in force, and what has been said of each step?"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.kernel.actor import Actor
from luoshi.kernel.say import Say
from luoshi.kernel.workflow import Offer
from luoshi.ledger.models import Clause, Plan, Task
from luoshi.org.rules import roles_towards
from luoshi.policy.models import REVISIONS, Revision
from luoshi.policy.queries.compared import compared
from luoshi.policy.rules.revision import Step, revise
from luoshi.policy.workflow import REVISION, RevisionFacts


@dataclass(frozen=True)
class RevisionRow:
    """A step with its state and what may be done with it."""

    row: Revision
    state: Say
    offers: tuple[Offer, ...]


def steps(actor: Actor, plan: Plan, base: Plan) -> Iterator[tuple[Step, Task | None, Task | None]]:
    """The steps from the plan in force to its new version, with the tasks behind them. Ended tasks are not in force."""
    old, new = compared(actor, base), compared(actor, plan)
    if not all(isinstance(one, Task) for one in (*old.rows, *new.rows)):
        return
    running = [at for at, task in enumerate(old.rows) if _in_force(task)]
    written = [_written(old.rows[at]) for at in running], [_written(row) for row in new.rows]
    for step in revise([old.facts.tasks[at] for at in running], new.facts.tasks, written):
        before = old.rows[running[step.old]] if step.old is not None else None
        draft = new.rows[step.new] if step.new is not None else None
        yield step, before if isinstance(before, Task) else None, draft if isinstance(draft, Task) else None


def _written(row: Task | Clause) -> frozenset[tuple[str, str]]:
    """The units that the document names for a task, with their roles, as it was read."""
    marks = row.marks.all() if isinstance(row, Task) else ()
    return frozenset(
        (one.role, one.unit.name if one.unit else one.text) for one in marks if one.kind == "unit" and not one.generic
    )


def _in_force(task: Task | Clause) -> bool:
    return isinstance(task, Task) and task.state == "active"


def bases(actor: Actor, plan: Plan) -> list[Plan]:
    """The plans of this office in force, the one that is called most like it first."""
    rows = Plan.objects.visible_to(actor).filter(unit=plan.unit, state="approved").exclude(pk=plan.pk)
    return sorted(rows, key=lambda one: -difflib.SequenceMatcher(None, one.title, plan.title).ratio())


def revision_facts(actor: Actor, row: Revision) -> RevisionFacts:
    """What the guards look at."""
    positions = {"drafter"} if row.plan.unit_id == actor.unit_id else set[str]()
    return RevisionFacts(roles_towards(positions, actor.roles), kind=row.kind, drafting=row.plan.state == "drafting")


def revision_rows(actor: Actor, plan: Plan, kind: str = "") -> list[RevisionRow]:
    """The steps of a plan: what is open first, in the order of the text; what has not changed is counted, not listed."""
    rows = (
        Revision.objects.visible_to(actor).filter(plan=plan).select_related("plan", "base", "old", "draft", "request")
    )
    rows = rows.filter(kind=kind) if kind else rows.exclude(kind="same")
    found = (RevisionRow(row, REVISION.states[row.state], _possible(actor, row)) for row in rows.order_by("id"))
    return sorted(found, key=lambda one: one.row.state != REVISION.start)


def _possible(actor: Actor, row: Revision) -> tuple[Offer, ...]:
    """What may be done with a step; what may not says nothing that its kind does not say already."""
    return tuple(offer for offer in REVISION.offers(row.state, revision_facts(actor, row)) if not offer.because)


def find_revision(actor: Actor, pk: int) -> Revision:
    """One step of a plan that the actor may read."""
    return Revision.objects.select_related("plan__unit", "base", "old__issuer", "draft__issuer").get_visible(
        actor, pk=pk
    )


def plan_before(plan: Plan) -> Plan | None:
    """The plan in force that a plan has been held against; None where it has not."""
    step = Revision.objects.filter(plan=plan).select_related("base").first()
    return step.base if step else None


def revision_counts(plan: Plan) -> list[tuple[str, str, int, int]]:
    """(kind, label, how many, how many are open) of each kind that there is."""
    found = list(Revision.objects.filter(plan=plan).values_list("kind", "state"))
    total, waiting = (
        Counter(kind for kind, _ in found),
        Counter(kind for kind, state in found if state == REVISION.start),
    )
    return [(kind, str(label), total[kind], waiting[kind]) for kind, label in REVISIONS if total[kind]]
