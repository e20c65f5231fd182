"""What stands on each line of a list of tasks? A fixed number of statements, and every row of the database made once.

A list picks the keys first, from indexes alone, and reads the rows by key: joined units would be made into objects once
for every task that names them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from luoshi.kernel import panels
from luoshi.kernel.actor import Actor
from luoshi.kernel.prepared import Prepared
from luoshi.ledger.models import Basis, Clause, Duty, Plan, Standard, Target, Task
from luoshi.ledger.queries.columns import PLACE
from luoshi.ledger.queries.lights import lights, measured
from luoshi.ledger.queries.shapes import Borne, LedgerRow
from luoshi.org import queries as org
from luoshi.org.models import Unit
from luoshi.org.queries.tags import tags_of

ReportSource = Callable[[Collection[int]], Mapping[int, str]]
_report_sources: list[ReportSource] = []


def report_source(source: ReportSource) -> None:
    """Let a room above say what the latest report on each task has come to (task ids → words)."""
    _report_sources.append(source)


def report_states(task_ids: Collection[int]) -> dict[int, str]:
    """What the latest reports have come to."""
    found: dict[int, str] = {}
    for source in _report_sources:
        found |= source(task_ids)
    return found


_TASKS = Prepared(lambda keys: Task.objects.filter(pk__in=keys).order_by())
_BORNE = Prepared(
    lambda ids: (
        Duty.objects.filter(task__in=ids, role__in=["lead", "joint", "support"])
        .order_by("id")
        .values_list("task_id", "role", "unit_id", "post_id", "post__name", "received_at")
    )
)
_UNITS = Prepared(lambda ids: Unit.objects.filter(pk__in=ids).order_by())
_TARGETS = Prepared(lambda ids: Target.objects.filter(task__in=ids).order_by("task_id", "ordering", "id"))
_STANDARDS = Prepared(lambda ids: Standard.objects.filter(task__in=ids).order_by("task_id", "ordering", "id"))
_PLANS = Prepared(lambda ids: Plan.objects.filter(pk__in=ids).order_by())
_BASES = Prepared(lambda ids: Basis.objects.filter(pk__in=ids).order_by())
_CLAUSES = Prepared(lambda ids: Clause.objects.filter(pk__in=ids).order_by())


def by_key(keys: Sequence[int]) -> list[Task]:
    """These tasks, in this order."""
    found = {task.pk: task for task in _TASKS(keys)}
    return [found[key] for key in keys if key in found]


def unit_by_key(key: int) -> Unit | None:
    """A unit, if there is one of this key."""
    return next(iter(_UNITS([key])), None)


def with_source(rows: Sequence[Task]) -> Sequence[Task]:
    """The same tasks with plan, clause and basis, each of which many tasks share."""
    plans = {plan.pk: plan for plan in _PLANS({row.plan_id for row in rows if row.plan_id})}
    clauses = {clause.pk: clause for clause in _CLAUSES({row.clause_id for row in rows if row.clause_id})}
    bases = {basis.pk: basis for basis in _BASES({row.basis_id for row in rows if row.basis_id})}
    for row in rows:
        row.basis = bases[row.basis_id] if row.basis_id else None
        row.plan = plans[row.plan_id] if row.plan_id else None
        row.clause = clauses[row.clause_id] if row.clause_id else None
    return rows


def ledger_rows(
    rows: Sequence[Task], needs: Collection[str] = (), actor: Actor | None = None, *, texts: bool = True
) -> list[LedgerRow]:
    """Lines of the ledger in a fixed number of statements. ``needs`` what the columns want beyond (`columns.Column.needs`);
    ``texts`` standards and targets, which the API's list does not show."""
    ids = [task.pk for task in rows]
    borne: dict[int, dict[str, list[Borne]]] = {pk: {} for pk in ids}
    for one in _BORNE(ids):
        duty = Borne(*one)
        borne[duty.task].setdefault(duty.role, []).append(duty)
    units = with_units(rows, (duty.unit for group in borne.values() for duties in group.values() for duty in duties))
    more, liaisons = beyond(rows, needs, actor)
    leads = {pk: next(iter(group.get("lead", ())), None) for pk, group in borne.items()}
    names = org.holders(lead.post for lead in leads.values() if lead and lead.post)
    targets = grouped(_TARGETS(ids)) if texts else {}
    shown, reports = lights(rows, measured(ids, targets if texts else None)), report_states(ids)
    standards = grouped(_STANDARDS(ids)) if texts else {}
    found = []
    for task in rows:
        lead, group = leads[task.pk], borne[task.pk]
        found.append(
            LedgerRow(
                task=task,
                lights=shown[task.pk],
                lead=units[lead.unit] if lead else None,
                post=(lead.post_name or "") if lead else "",
                person=names.get(lead.post or 0, "") if lead else "",
                joint=tuple(units[duty.unit] for duty in group.get("joint", ())),
                support=tuple(units[duty.unit] for duty in group.get("support", ())),
                standards=tuple(standards.get(task.pk, ())),
                targets=tuple(targets.get(task.pk, ())),
                report=reports.get(task.pk, ""),
                duty=lead,
                liaison=liaisons.get(lead.unit, ("", ""))[0] if lead else "",
                phone=liaisons.get(lead.unit, ("", ""))[1] if lead else "",
                more=more[task.pk],
            )
        )
    return found


def beyond(
    rows: Sequence[Task], needs: Collection[str], actor: Actor | None
) -> tuple[dict[int, dict[str, Any]], dict[int, tuple[str, str]]]:
    """What only some columns show: facts by task, and (name, telephone) of the liaison by lead unit."""
    more: dict[int, dict[str, Any]] = {task.pk: {} for task in rows}
    leads = {task.lead_unit_id for task in rows if task.lead_unit_id}
    if "tags" in needs:
        tags = tags_of(leads)  # type: ignore[arg-type]
        for task in rows:
            more[task.pk]["tags"] = tuple(mark.tag.name for mark in tags.get(task.lead_unit_id or 0, ()))
    for added in panels.columns(PLACE):
        if added.key in needs and actor is not None:
            for pk, fact in added.facts(actor, list(more)).items():
                more[pk][added.key] = fact
    return more, org.liaisons_of(leads) if "liaison" in needs else {}  # type: ignore[arg-type]


def with_units(rows: Sequence[Task], others: Iterable[int] = ()) -> dict[int, Unit]:
    """The units that the lines name, each made once; tasks get their issuer and lead from among them."""
    named = {pk for task in rows for pk in (task.issuer_id, task.lead_unit_id) if pk}
    units = {unit.pk: unit for unit in _UNITS(named | set(others))}
    for task in rows:
        task.issuer = units[task.issuer_id]
        task.lead_unit = units[task.lead_unit_id] if task.lead_unit_id else None
    return units


def grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    """Rows of tasks, by task."""
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.task_id, []).append(row)
    return found
