"""How does a new version of a plan stand against the one in force, and what has been said of each step?"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from luoshi.kernel.actor import Actor
from luoshi.kernel.say import Say, say
from luoshi.kernel.workflow import Offer
from luoshi.ledger.models import Clause, Plan, Task
from luoshi.ledger.workflow import TASK
from luoshi.org.rules import roles_towards
from luoshi.policy.models import REVISIONS, Revision
from luoshi.policy.queries.compared import compared
from luoshi.policy.rules.revision import Step, Written, after_the_end, revise
from luoshi.policy.rules.text import normalise, squeeze
from luoshi.policy.workflow import REVISION, RevisionFacts


@dataclass(frozen=True)
class RevisionRow:
    """A step with its state and what may be done with it."""

    row: Revision
    state: Say
    offers: tuple[Offer, ...]


def steps(actor: Actor, plan: Plan, base: Plan) -> Iterator[tuple[Step, Task | None, Task | None]]:
    """The steps from the plan in force to its new version, with the tasks behind them.

    A task that has ended is not in force, but the clause that says it again is not new either.
    """
    old, new = compared(actor, base), compared(actor, plan)
    if not all(isinstance(one, Task) for one in (*old.rows, *new.rows)):
        return  # a plan without tasks: its clauses are compared by the coverage matrix
    befores, drafts = _tasks(old.rows), _tasks(new.rows)
    written = [_written(row) for row in befores], [_written(row) for row in drafts]
    for step in revise(old.facts.tasks, new.facts.tasks, written):
        before = befores[step.old] if step.old is not None else None
        draft = drafts[step.new] if step.new is not None else None
        if before is not None and before.state != "active":
            if draft is None:
                continue
            ended = say("{task} {state}。", task=before.number, state=TASK.states[before.state])
            step = after_the_end(step, ended, carried=before.state != "cancelled")
        yield step, before, draft


def _tasks(rows: Sequence[Task | Clause]) -> list[Task]:
    return [row for row in rows if isinstance(row, Task)]


def _written(row: Task) -> Written:
    """What the document says of a task, as it was read."""
    named = (one for one in row.marks.all() if one.kind == "unit" and not one.generic)
    units = frozenset((one.role, one.unit.name if one.unit else one.text) for one in named)
    return Written(_wording(row.clause) if row.clause else "", units)


def _wording(clause: Clause) -> str:
    """The words of a clause without its number, which moves with the clauses around it."""
    return squeeze(normalise(clause.text)).removeprefix(str(clause.labels[-1]) if clause.labels else "")


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
