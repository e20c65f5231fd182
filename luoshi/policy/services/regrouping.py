"""What was read as one task becomes two, two become one, or a task is hung under another clause: while the draft is reviewed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.say import Say, say
from luoshi.ledger import services as ledger
from luoshi.ledger.models import Clause, Duty, GenericDuty, Milestone, Plan, Standard, Target, Task
from luoshi.policy import queries
from luoshi.policy.models import Mark, Review
from luoshi.policy.rules.deadlines import read_value
from luoshi.policy.rules.names import short_title, task_number
from luoshi.policy.rules.review import Placed, cut_of, parted, rehung, united
from luoshi.policy.rules.text import normalise
from luoshi.policy.services.common import OWN, bear, drafting, plan_of


def split_task(actor: Actor, task: Task, typed: str) -> Task:
    """Cut a task in two where ``typed``, its clause, has one more line break; the second part is returned.

    What stands behind the cut goes with it: its place in the source, its marks, its figures and their standards.
    """
    plan, clause = _at_hand(actor, task)
    cut = cut_of(clause.text, typed)
    if isinstance(cut, Say):
        raise Invalid({"text": [cut]})
    at = clause.start + cut
    with actions.atomic():
        marks = list(Mark.objects.filter(task=task))
        ours, theirs = parted([Placed(mark.pk, mark.kind, mark.start) for mark in marks], at)
        text = plan.text[at : clause.end]
        made = ledger.ClauseDraft(clause.labels, short_title("", text), text, at, clause.end)
        behind = ledger.add_clauses(actor, plan, [made])[0]
        second = _second(actor, plan, task, ledger.place_clause(actor, behind, ordering=clause.ordering))
        _bear_alike(actor, task, second, ours, theirs, marks)
        _part_figures(actor, task, second, at)
        _part_dates(actor, plan, {task: ours, second: theirs}, marks)
        kept = plan.text[clause.start : at].rstrip()
        ledger.place_clause(actor, clause, text=kept, end=clause.start + len(kept))
        title = task.title if task.title.rstrip("…") in kept else short_title("", kept)
        ledger.edit_task(actor, task, title=title, text=kept)
        _set_right(actor, "policy.review.split", plan, task, say("拆出 {task}", task=str(second)))
    return second


def _second(actor: Actor, plan: Plan, task: Task, clause: Clause) -> Task:
    second = ledger.draft_task(
        actor, plan=plan, clause=clause, number=_number(plan, clause), title=clause.heading, text=clause.text,
        due_on=task.due_on, review_on=task.review_on,
    )  # fmt: skip
    nodes = [ledger.MilestoneDraft(row.title, row.due_on, row.weight) for row in Milestone.objects.filter(task=task)]
    ledger.set_milestones(actor, second, nodes)
    actions.create(actor, "policy.review.open", Review(plan=plan, task=second))
    return second


def _number(plan: Plan, clause: Clause) -> str:
    """The next number of the clause's series; one that was given stays given, also where its task was left out."""
    used = set(plan.tasks.filter(parent=None).values_list("number", flat=True))
    taken: dict[str, int] = {}
    while True:
        series, number = task_number(clause.labels, taken)
        if number not in used:
            return number
        taken[series] = taken.get(series, 0) + 1


def _bear_alike(
    actor: Actor, task: Task, second: Task, ours: frozenset[int], theirs: frozenset[int], marks: list[Mark]
) -> None:
    """Marks of both parts are written twice, so that a name without a unit is asked for both. Duties follow the marks;
    a unit that no mark names was chosen by the clerk and stays with the first."""
    units = {
        pk: {mark.unit_id for mark in marks if mark.pk in pks and mark.unit_id} for pk, pks in ((1, ours), (2, theirs))
    }
    for duty in Duty.objects.filter(task=task, role__in=OWN).select_related("unit", "task__issuer").order_by("id"):
        if duty.unit_id in units[2] or not units[1] | units[2]:
            ledger.set_duty(actor, second, duty.unit, duty.role, basis_note=duty.basis_note)
            if duty.unit_id not in units[1] and units[1]:
                ledger.drop_duty(actor, duty)
    names = {mark.text for mark in marks if mark.pk in theirs and mark.generic}
    for generic in GenericDuty.objects.filter(task=task, name__in=names):
        ledger.add_generic_duty(actor, second, generic.name)
    twice = []
    for mark in marks:
        if mark.pk in ours & theirs:
            twice.append(_copy(mark, second))
        elif mark.pk in theirs:
            actions.change(actor, "policy.mark.move", mark, task=second)
    actions.create_many(actor, "policy.mark.move", twice)


def _copy(mark: Mark, task: Task) -> Mark:
    return Mark(
        plan=mark.plan, task=task, kind=mark.kind, text=mark.text, start=mark.start, end=mark.end, role=mark.role,
        generic=mark.generic, unit=mark.unit, settled=mark.settled,
    )  # fmt: skip


def _part_figures(actor: Actor, task: Task, second: Task, at: int) -> None:
    targets = list(Target.objects.filter(task=task))
    behind = [row for row in targets if row.start is not None and row.start >= at]
    names = {row.name for row in behind} - {row.name for row in targets if row not in behind}
    lines = list(Standard.objects.filter(task=task).values_list("text", flat=True))
    ledger.set_targets(actor, second, [_figure(row) for row in behind])
    ledger.set_targets(actor, task, [_figure(row) for row in targets if row not in behind])
    ledger.set_standards(actor, second, [line for line in lines if line in names])
    ledger.set_standards(actor, task, [line for line in lines if line not in names])


def _part_dates(actor: Actor, plan: Plan, parts: Mapping[Task, frozenset[int]], marks: list[Mark]) -> None:
    """Where each part has limits of its own, each has its own dates: the latest counts, the earlier ones are its nodes."""
    limits = {
        task: [mark for mark in marks if mark.kind == "deadline" and mark.pk in pks] for task, pks in parts.items()
    }
    if len({tuple(mark.pk for mark in rows) for rows in limits.values()}) == 1:
        return
    year = plan.issued_on.year if plan.issued_on else None
    for task, rows in limits.items():
        days = [
            one.date for mark in rows
            for one in read_value(normalise(mark.text), mark.text, (0, len(mark.text)), year).found if one.date
        ]  # fmt: skip
        due = max(days, default=None)
        nodes = [row for row in Milestone.objects.filter(task=task) if due and row.due_on in days and row.due_on < due]
        drafts = [ledger.MilestoneDraft(row.title, row.due_on, row.weight) for row in nodes]
        ledger.set_milestones(actor, task, drafts)
        ledger.edit_task(actor, task, due_on=due)


def _figure(row: Target) -> ledger.TargetDraft:
    return ledger.TargetDraft(row.name, row.comparator, row.number, row.unit_name, row.start, row.end)


def join_task(actor: Actor, task: Task) -> Task:
    """Join a task to the one before it in the text, which keeps its lead; the joined one is left out and says where it is."""
    plan, clause = _at_hand(actor, task)
    first = queries.before(actor, plan, task)
    if first is None or first.clause is None:
        raise Refused([say("前面没有可以并入的任务。")])
    with actions.atomic():
        held = set(Mark.objects.filter(task=first).values_list("kind", "start", "end"))
        for mark in Mark.objects.filter(task=task):
            if (mark.kind, mark.start, mark.end) in held:
                # Two parts of one clause bear its units both; together they bear them once.
                actions.remove(actor, "policy.mark.move", mark)
            else:
                actions.change(actor, "policy.mark.move", mark, task=first)
        _unite(actor, first, task)
        _add_figures(actor, first, task)
        start, end = first.clause.start, max(first.clause.end, clause.end)
        ledger.place_clause(actor, first.clause, text=plan.text[start:end], end=end)
        ledger.edit_task(actor, first, text=f"{first.text}\n{task.text}".strip())
        ledger.drop_task(actor, task, str(say("已并入 {task}", task=str(first))))
        _set_right(actor, "policy.review.join", plan, first, say("并入 {task}", task=str(task)))
    return first


def _unite(actor: Actor, first: Task, task: Task) -> None:
    rows = {row.unit_id: row for row in Duty.objects.filter(task=task, role__in=OWN).select_related("unit")}
    held = dict(Duty.objects.filter(task=first, role__in=OWN).values_list("unit", "role"))
    for unit, role in united(held, {pk: row.role for pk, row in rows.items()}).items():
        if held.get(unit) != role:
            bear(actor, first, rows[unit].unit, role)
    names = set(GenericDuty.objects.filter(task=first).values_list("name", flat=True))
    for generic in GenericDuty.objects.filter(task=task).exclude(name__in=names):
        ledger.add_generic_duty(actor, first, generic.name)


def _add_figures(actor: Actor, first: Task, task: Task) -> None:
    """The later date counts, the earlier one becomes a node of the task; all figures, nodes and standards stay."""
    due = {row.due_on: row for row in (first, task) if row.due_on}
    latest: date | None = max(due, default=None)
    ledger.edit_task(actor, first, due_on=latest, review_on=first.review_on or (None if latest else task.review_on))
    nodes = [(row.title, row.due_on, row.weight) for row in Milestone.objects.filter(task__in=[first, task])]
    nodes += [(str(say("{what}节点", what=row.title)), day, 1) for day, row in due.items() if day != latest]
    ledger.set_milestones(actor, first, [ledger.MilestoneDraft(*node) for node in dict.fromkeys(nodes)])
    targets = [*Target.objects.filter(task=first), *Target.objects.filter(task=task)]
    ledger.set_targets(actor, first, [_figure(row) for row in targets])
    lines = [row.text for one in (first, task) for row in Standard.objects.filter(task=one)]
    ledger.set_standards(actor, first, list(dict.fromkeys(lines)))


def hang_task(actor: Actor, task: Task, under: Clause) -> Task:
    """Hang a task under another clause of the same plan, with all that hangs under it; it takes the next number there."""
    plan, clause = _at_hand(actor, task)
    if under.plan_id != plan.pk:
        raise Refused([say("只能挂到同一份方案的条款。")])
    rows = list(plan.clauses.all())
    moved = rehung(clause.labels, under.labels, [row.labels for row in rows if row.labels])
    if isinstance(moved, Say):
        raise Invalid({"under": [moved]})
    with actions.atomic():
        for row in rows:
            # Two parts of one clause have the same labels: only this one is meant, and what hangs under it.
            if tuple(row.labels) in moved and (row.pk == clause.pk or len(row.labels) > len(clause.labels)):
                ledger.place_clause(actor, row, labels=list(moved[tuple(row.labels)]))
                for one in Task.objects.filter(clause=row, parent=None, state="draft").select_related("plan", "issuer"):
                    ledger.edit_task(actor, one, number=_number(plan, row))
        task.refresh_from_db()
        _set_right(actor, "policy.review.hang", plan, task, say("改挂到 {clause}", clause=str(under)))
    return task


def _at_hand(actor: Actor, task: Task) -> tuple[Plan, Clause]:
    """The plan and the clause of a task that may be regrouped by this actor now."""
    plan = plan_of(task)
    drafting(actor, plan)
    if task.state != "draft":
        raise Refused([say("这一条不入台账，请先重新列入。")])
    if task.clause is None or Task.objects.filter(clause=task.clause, parent=None).exclude(pk=task.pk).exists():
        raise Refused([say("这一条没有单独的原文，请直接改任务内容。")])
    return plan, task.clause


def _set_right(actor: Actor, code: str, plan: Plan, task: Task, what: Say) -> None:
    """What was read has been set right: it counts as a correction, and the task is confirmed anew."""
    review = Review.objects.filter(task=task).first() or actions.create(
        actor, "policy.review.open", Review(plan=plan, task=task)
    )
    actions.change(actor, "policy.review.reopen", review, confirmed_at=None, corrected=True)
    actions.note_event(actor, code, task, note=str(what))
