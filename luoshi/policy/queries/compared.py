"""How does a plan of the ledger look to the rules that compare plans (`rules.compare`)?

The ledger, not the text, says who has what: a clerk may have settled it since. What has not been settled, such as a name
without a unit or a class of units, comes from the marks, as it was read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Prefetch

from luoshi.kernel.actor import Actor
from luoshi.ledger import queries as ledger
from luoshi.ledger.models import Clause, Duty, Plan, Target, Task
from luoshi.policy.models import Mark
from luoshi.policy.rules import compare
from luoshi.policy.rules.model import Deadline
from luoshi.policy.rules.model import Duty as Named
from luoshi.policy.rules.model import Target as Figure
from luoshi.policy.rules.model import Task as Words

_NOWHERE = (0, 0)
_NODE = "节点"
"""How `services.reading` ends the title of a milestone that it took from a date in the text."""


@dataclass(frozen=True)
class Compared:
    """A plan as the rules see it, and the rows behind its tasks in the same order. ``units`` says which unit a name
    means, ``written`` how the text calls it."""

    plan: Plan
    facts: compare.Plan
    rows: tuple[Task | Clause, ...]
    units: dict[str, int]
    written: dict[str, set[str]]


def compared(actor: Actor, plan: Plan) -> Compared:
    """A plan's tasks that this actor may see; its last clauses where it has none."""
    rows = list(_tasks(actor, plan))
    if not rows:
        clauses = list(plan.clauses.order_by("ordering"))
        above = {tuple(one.labels[:-1]) for one in clauses}
        last = tuple(one for one in clauses if tuple(one.labels) not in above)
        return Compared(
            plan, compare.Plan(plan.title, tuple(_clause(one) for one in last), assigns=False), last, {}, {}
        )
    units = {duty.unit.name: duty.unit_id for task in rows for duty in task.duties.all()}
    facts = compare.Plan(plan.title, tuple(_words(task) for task in rows))
    return Compared(plan, facts, tuple(rows), units, _written(rows))


def _written(rows: list[Task]) -> dict[str, set[str]]:
    """The names that the text has for a unit: 省人社厅 for 江澜省人力资源社会保障厅."""
    found: dict[str, set[str]] = {}
    for task in rows:
        names = {duty.unit_id: duty.unit.name for duty in task.duties.all()}
        for mark in task.marks.all():
            if mark.kind == "unit" and mark.unit_id in names:
                found.setdefault(names[mark.unit_id], set()).add(mark.text)
    return found


def _tasks(actor: Actor, plan: Plan) -> Iterator[Task]:
    rows = Task.objects.visible_to(actor).filter(plan=plan, parent=None).exclude(state="dropped")
    return iter(
        rows.select_related("clause").prefetch_related(
            Prefetch("duties", queryset=Duty.objects.filter(role__in=ledger.OWN).select_related("unit").order_by("id")),
            Prefetch("targets", queryset=Target.objects.order_by("ordering", "id")),
            Prefetch("marks", queryset=Mark.objects.select_related("unit").order_by("start")),
            "generic_duties", "milestones",
        ).order_by("order_key", "id")
    )  # fmt: skip


def words_of(row: Task | Clause) -> str:
    """The words of a task or a clause, as a finding quotes them."""
    if isinstance(row, Clause):
        return f"{row.heading}\n{row.text}" if row.heading and row.heading not in row.text else row.text
    return f"{row.title}\n{row.text}" if row.text and row.title not in row.text else row.text or row.title


def _clause(row: Clause) -> Words:
    heading = row.heading if row.heading not in row.text else ""
    return Words(tuple(row.labels), heading, row.text, (), (), (), (), (row.start, row.end))


def _words(task: Task) -> Words:
    path = tuple(task.clause.labels) if task.clause else ()
    heading = task.title if task.title not in task.text else ""
    targets = tuple(
        Figure(one.name, float(one.number), one.unit_name, one.comparator, _NOWHERE) for one in task.targets.all()
    )
    return Words(path, heading, task.text, tuple(_named(task)), tuple(_limits(task)), targets, (), _NOWHERE)


def _named(task: Task) -> Iterator[Named]:
    """Units as the ledger has them, then names that nobody has settled."""
    for duty in task.duties.all():
        yield Named(duty.unit.name, duty.role, False, _NOWHERE)
    marks = [mark for mark in task.marks.all() if mark.kind == "unit"]
    roles = {mark.text: mark.role for mark in marks}
    for generic in task.generic_duties.all():
        yield Named(generic.name, roles.get(generic.name, "support"), True, _NOWHERE)
    for mark in marks:
        if mark.unit_id is None and not mark.generic and not mark.settled:
            yield Named(mark.text, mark.role, False, _NOWHERE)


def _limits(task: Task) -> Iterator[Deadline]:
    """The nodes and the last date, each with the words it was read from where they are known."""
    words = [mark.text for mark in task.marks.all() if mark.kind == "deadline"]
    for node in task.milestones.all():
        text = node.title.removesuffix(_NODE)
        words = [one for one in words if one != text]
        yield Deadline("date", node.due_on, text, _NOWHERE)
    if task.due_on:
        yield Deadline("date", task.due_on, words[-1] if words else "", _NOWHERE)
