"""This year's plan from last year's: its clauses, tasks, divisions, standards and figures, with dates a year on."""

from __future__ import annotations

from collections.abc import Mapping

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.ledger import queries
from luoshi.ledger.models import Clause, Plan, Task
from luoshi.ledger.rules.copying import goes_on, later
from luoshi.ledger.services.drafting import (
    MilestoneDraft,
    TargetDraft,
    draft_task,
    set_duty,
    set_milestones,
    set_standards,
    set_targets,
)
from luoshi.ledger.services.plans import ClauseDraft, add_clauses, create_plan


def copy_plan(actor: Actor, source: Plan, *, title: str, years: int = 1) -> Plan:
    """A plan to be drafted, with a draft of every task of ``source`` that goes on. Nothing of what was reported is taken
    over; a unit that has been abolished since is left out, so that its task asks for another."""
    with actions.atomic():
        plan = create_plan(actor, title=title, text=source.text, issuer_name=source.issuer_name)
        old = list(source.clauses.all())
        drafts = [ClauseDraft(one.labels, one.heading, one.text, one.start, one.end) for one in old]
        made = add_clauses(actor, plan, drafts)
        clauses = {before.pk: after for before, after in zip(old, made, strict=True)}
        rows = source.tasks.filter(parent=None).prefetch_related("duties__unit", "duties__post", "standards", "targets")
        for task in rows.prefetch_related("milestones").order_by("order_key", "id"):
            if goes_on(task.state, task.ending):
                _copy(actor, task, plan, clauses, years)
    return plan


def _copy(actor: Actor, task: Task, plan: Plan, clauses: Mapping[int, Clause], years: int) -> None:
    draft = draft_task(
        actor, number=task.number, title=task.title, plan=plan, clause=clauses.get(task.clause_id or 0), text=task.text,
        category=task.category, starts_on=later(task.starts_on, years),
        due_on=later(task.first_due_on or task.due_on, years), review_on=later(task.review_on, years),
    )  # fmt: skip
    for duty in sorted(task.duties.all(), key=lambda row: row.pk):
        if duty.role in queries.OWN and duty.unit.abolished_on is None:
            set_duty(actor, draft, duty.unit, duty.role, post=duty.post, basis_note=duty.basis_note)
    set_standards(actor, draft, [one.text for one in sorted(task.standards.all(), key=lambda row: row.pk)])
    figures = [
        TargetDraft(one.name, one.comparator, one.number, one.unit_name, one.start, one.end)
        for one in sorted(task.targets.all(), key=lambda row: row.pk)
    ]
    set_targets(actor, draft, figures)
    nodes = [
        MilestoneDraft(one.title, day, one.weight) for one in task.milestones.all() if (day := later(one.due_on, years))
    ]
    set_milestones(actor, draft, [node for node in nodes if draft.due_on is None or node.due_on <= draft.due_on])
