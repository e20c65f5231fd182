"""A plan from its text to its printed order: drafting, consultation, approval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.kernel.say import say
from luoshi.ledger import queries
from luoshi.ledger.models import Basis, Clause, Duty, Plan, PlanReader, Task
from luoshi.ledger.services.common import allow, let_read, own_unit
from luoshi.ledger.workflow import PLAN, PlanFacts
from luoshi.org.scope import Shown


@dataclass(frozen=True)
class ClauseDraft:
    """A numbered place in a plan: labels from the top, and its span in the text."""

    labels: Sequence[str]
    heading: str
    text: str
    start: int
    end: int


def create_plan(
    actor: Actor, *, title: str, text: str, doc_number: str = "", issuer_name: str = "", issued_on: date | None = None
) -> Plan:
    """A plan to be broken down, read by its drafting unit alone."""
    unit = own_unit(actor, "draft")
    plan = Plan(
        state=PLAN.start, title=title.strip()[:200], doc_number=doc_number[:60], issuer_name=issuer_name[:120],
        issued_on=issued_on, unit=unit, text=text, created_at=clock.now(),
    )  # fmt: skip
    if not plan.title:
        raise Refused([say("缺{what}。", what=say("方案名称"))])
    with actions.atomic():
        actions.create(actor, "ledger.plan.create", plan)
        reader = PlanReader(plan=plan, unit=unit, unit_path=unit.path, shown=Shown.UNIT)
        actions.create(actor, "ledger.plan.open", reader)
    return plan


def add_clauses(actor: Actor, plan: Plan, rows: Sequence[ClauseDraft]) -> list[Clause]:
    """The numbered places of a plan, in order, after those it has."""
    allow(actor, plan.unit, "drafter", ("drafter.draft",))
    first = plan.clauses.count()
    made = [
        Clause(
            plan=plan, labels=list(row.labels), heading=row.heading[:250], text=row.text, start=row.start, end=row.end,
            ordering=first + number,
        )
        for number, row in enumerate(rows)
    ]  # fmt: skip
    return list(actions.create_many(actor, "ledger.clause.add", made))


def place_clause(actor: Actor, clause: Clause, **changes: Any) -> Clause:
    """Set right where a clause stands: its labels, its span with the text in it, its place in the order."""
    allow(actor, clause.plan.unit, "drafter", ("drafter.draft",))
    unknown = set(changes) - {"labels", "text", "end", "ordering"}
    if unknown:
        raise TypeError(f"a clause is not placed by {', '.join(sorted(unknown))}")
    return actions.change(actor, "ledger.clause.place", clause, **changes)


def register_basis(actor: Actor, *, kind: str, title: str, number: str, dated_on: date, signed_by: str = "") -> Basis:
    """The instruction, meeting decision, letter or document that orders tasks which stand in no plan."""
    own_unit(actor, "draft", "breakdown")
    row = Basis(kind=kind, title=title[:200], number=number[:60], dated_on=dated_on, signed_by=signed_by[:40])
    return actions.create(actor, "ledger.basis.register", row)


def consult_plan(actor: Actor, plan: Plan, facts: PlanFacts | None, due_on: date | None) -> Plan:
    """Send the draft division out for opinions: each unit named reads the plan and its own draft duties.

    ``facts``: what the room that asks knows besides (residue, names without a unit).
    """
    with actions.atomic():
        actions.perform(
            actor, PLAN, "consult", plan, facts or queries.plan_facts(actor, plan), given={"due_on": due_on},
            consult_due_on=due_on,
        )  # fmt: skip
        show_drafts(actor, plan)
    return plan


def show_drafts(actor: Actor, plan: Plan) -> None:
    """Open the plan and its draft duties to the units that bear them, each its own."""
    rows = Duty.objects.filter(task__plan=plan, task__state="draft", role__in=queries.OWN).select_related(
        "unit", "task"
    )
    duties = list(rows)
    for duty in duties:
        if duty.shown < Shown.UNIT:
            actions.change(actor, "ledger.duty.show", duty, shown=Shown.UNIT)
    let_read(actor, plan, [duty.unit for duty in duties], Shown.UNIT)


def redraft_plan(actor: Actor, plan: Plan, facts: PlanFacts | None, note: str) -> Plan:
    """Take the plan back from consultation."""
    return actions.perform(actor, PLAN, "redraft", plan, facts or queries.plan_facts(actor, plan), note=note)


def approve_plan(
    actor: Actor,
    plan: Plan,
    *,
    title: str,
    number: str,
    ordered_on: date | None,
    approved_by: str,
    facts: PlanFacts | None = None,
) -> Plan:
    """Register the document that orders the plan: from here on its tasks may be issued."""
    given = {"order_number": number.strip(), "ordered_on": ordered_on, "approved_by": approved_by.strip()}
    facts = facts or queries.plan_facts(actor, plan)
    reasons = PLAN.refusals("approve", plan.state, facts, given)
    if reasons or ordered_on is None:
        raise Refused(reasons)
    with actions.atomic():
        basis = Basis(
            kind="document", title=(title or plan.title)[:200], number=number.strip()[:60], dated_on=ordered_on,
            signed_by=approved_by.strip()[:40],
        )  # fmt: skip
        actions.create(actor, "ledger.basis.register", basis)
        actions.perform(actor, PLAN, "approve", plan, facts, given=given, basis=basis)
        for task in Task.objects.filter(plan=plan, state="draft", basis=None):
            actions.change(actor, "ledger.task.base", task, basis=basis)
    return plan
