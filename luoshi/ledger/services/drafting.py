"""A task before it is issued: its facts, who bears it, what must be reached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model, QuerySet

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.say import Say, say
from luoshi.ledger import queries, rules
from luoshi.ledger.models import Basis, Clause, Duty, GenericDuty, Milestone, Plan, Standard, Target, Task
from luoshi.ledger.services.common import allow, check_post, drafting, own_unit, supervising
from luoshi.ledger.workflow import TASK
from luoshi.org.models import Post, Unit
from luoshi.org.rules import permissions
from luoshi.org.scope import Shown

EDITABLE = frozenset(
    {
        "number",
        "title",
        "text",
        "due_on",
        "review_on",
        "starts_on",
        "share_rule",
        "category",
        "clause",
        "basis",
        "due_note",
        "urgency",
        "follows",
    }
)


@dataclass(frozen=True)
class TargetDraft:
    """A figure to be reached."""

    name: str
    comparator: str
    number: Decimal
    unit_name: str = ""
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class MilestoneDraft:
    """A dated node."""

    title: str
    due_on: date
    weight: int = 1


def draft_task(
    actor: Actor, *, number: str, title: str, plan: Plan | None = None, clause: Clause | None = None, text: str = "",
    category: str = "plan", basis: Basis | None = None, due_on: date | None = None, review_on: date | None = None,
    starts_on: date | None = None, parent: Task | None = None,
) -> Task:  # fmt: skip
    """A draft, seen by the drafting unit alone. Children inherit plan, clause and basis from their parent."""
    unit = own_unit(actor, "draft", "breakdown")
    if plan is not None:
        allow(actor, plan.unit, "drafter", ("drafter.draft",))
        if plan.state == "approved":
            basis = basis or plan.basis
    if parent is not None:
        plan, clause, basis = parent.plan, parent.clause, parent.basis
    _check(number, title, starts_on, due_on)
    task = Task(
        state=TASK.start, number=number.strip(), order_key=_order_key(number, plan), title=title.strip(), text=text,
        category=category, plan=plan, clause=clause, basis=basis, parent=parent, issuer=unit, due_on=due_on,
        review_on=review_on, starts_on=starts_on,
    )  # fmt: skip
    with actions.atomic():
        actions.create(actor, "ledger.task.draft", task)
        actions.create(actor, "ledger.duty.set", supervising(task, unit, Shown.UNIT))
    return task


def _order_key(number: str, plan: Plan | None, grade: str = "") -> str:
    return rules.order_key(number.strip(), plan.pk if plan else None, grade)


def _check(number: str, title: str, starts_on: date | None, due_on: date | None) -> None:
    wrong: dict[str, list[Say]] = {}
    for name, value, most, label in (("number", number, 30, say("编号")), ("title", title, 200, say("任务"))):
        if not value.strip():
            wrong[name] = [say("缺{what}。", what=label)]
        elif len(value.strip()) > most:
            wrong[name] = [say("{what}不能超过 {most} 个字。", what=label, most=most)]
    if starts_on and due_on and due_on < starts_on:
        wrong["due_on"] = [say("完成时限早于开始日期。")]
    if wrong:
        raise Invalid(wrong)


def edit_task(actor: Actor, task: Task, **changes: Any) -> Task:
    """Correct a draft."""
    drafting(actor, task)
    unknown = set(changes) - EDITABLE
    if unknown:
        raise TypeError(f"a draft has no editable {', '.join(sorted(unknown))}")
    after = {name: changes.get(name, getattr(task, name)) for name in ("number", "title", "starts_on", "due_on")}
    _check(**after)
    for name in ("number", "title"):
        if name in changes:
            changes[name] = changes[name].strip()
    if "number" in changes:
        changes["order_key"] = _order_key(changes["number"], task.plan, task.grade)
    return actions.change(actor, "ledger.task.edit", task, **changes)


def drop_task(actor: Actor, task: Task, note: str) -> Task:
    """Leave a draft out of the ledger, with the reason."""
    return actions.perform(actor, TASK, "drop", task, queries.task_facts(actor, task), note=note)


def restore_task(actor: Actor, task: Task, note: str = "") -> Task:
    """Take a draft that was left out in again."""
    return actions.perform(actor, TASK, "restore", task, queries.task_facts(actor, task), note=note)


# ---------- who bears it ----------


def set_duty(
    actor: Actor, task: Task, unit: Unit, role: str, *, post: Post | None = None, basis_note: str = ""
) -> Duty:
    """Name a unit as lead, joint or supporting; it holds one of the three. A new lead makes the one before it joint."""
    drafting(actor, task)
    if role not in queries.OWN:
        raise Refused([say("责任只有牵头、共同负责、配合三种。")])
    check_post(unit, post)
    with actions.atomic():
        if role == "lead":
            for other in task.duties.filter(role="lead").exclude(unit=unit):
                actions.change(actor, "ledger.duty.change", other, role="joint")
        duty = Duty.objects.filter(task=task, unit=unit, role__in=queries.OWN).first()
        if duty is None:
            shown = Shown.UNIT if task.plan is not None and task.plan.state == "consulting" else Shown.HIDDEN
            made = Duty(
                task=task, unit=unit, unit_path=unit.path, role=role, shown=shown, post=post, state="pending",
                basis_note=basis_note[:200],
            )  # fmt: skip
            duty = actions.create(actor, "ledger.duty.set", made)
        else:
            named: dict[str, Any] = {"post": post} if post is not None else {}
            noted = {"basis_note": basis_note[:200]} if basis_note else {}
            actions.change(actor, "ledger.duty.change", duty, role=role, **named, **noted)
        _follow_lead(actor, task)
    return duty


def drop_duty(actor: Actor, duty: Duty) -> None:
    """Take a unit off a draft."""
    task = duty.task
    drafting(actor, task)
    if duty.role not in queries.OWN:
        raise Refused([say("这一项责任不能去掉。")])
    with actions.atomic():
        actions.remove(actor, "ledger.duty.drop", duty)
        _follow_lead(actor, task)


def _follow_lead(actor: Actor, task: Task) -> None:
    """Keep the task's copy of its lead unit."""
    lead = Duty.objects.filter(task=task, role="lead").select_related("unit").first()
    unit, path = (lead.unit, lead.unit_path) if lead else (None, "")
    actions.change(actor, "ledger.task.lead", task, lead_unit=unit, lead_path=path)


def name_responsible(actor: Actor, duty: Duty, post: Post, *, note: str = "") -> Duty:
    """Name the post that answers for a duty: the issuer while it drafts, the unit itself when asked and afterwards."""
    check_post(duty.unit, post)
    task = duty.task
    own = duty.unit_id == actor.unit_id and {"receive", "consult"} & permissions(actor.roles)
    if not own:
        drafting(actor, task)
    if task.state in rules.CLOSED:
        raise Refused([say("任务已经办完，不能再改责任人。")])
    return actions.change(actor, "ledger.duty.responsible", duty, note=note, post=post)


def add_generic_duty(actor: Actor, task: Task, name: str) -> GenericDuty:
    """A class of units that the plan names ("各县"), to be chosen before issue."""
    drafting(actor, task)
    return actions.create(actor, "ledger.generic.add", GenericDuty(task=task, name=name.strip()[:60]))


def settle_generic(actor: Actor, generic: GenericDuty) -> GenericDuty:
    """The units of a class have been chosen, or will be when the lead breaks the task down."""
    drafting(actor, generic.task)
    return actions.change(actor, "ledger.generic.settle", generic, settled=True)


# ---------- what must be reached ----------


def set_standards(actor: Actor, task: Task, texts: Iterable[str]) -> list[Standard]:
    """The lines of the acceptance standard, replacing those of the draft."""
    lines = [text.strip()[:300] for text in texts if text.strip()]
    rows = [Standard(task=task, text=text, ordering=number) for number, text in enumerate(lines)]
    return _replace(actor, task, "standard", Standard.objects.filter(task=task), rows, ("text",))


def set_targets(actor: Actor, task: Task, rows: Sequence[TargetDraft]) -> list[Target]:
    """The figures to be reached, replacing those of the draft."""
    made = [
        Target(
            task=task, name=row.name.strip()[:120], comparator=row.comparator, number=row.number,
            unit_name=row.unit_name[:20], start=row.start, end=row.end, ordering=number,
        )
        for number, row in enumerate(rows)
    ]  # fmt: skip
    compared = ("name", "comparator", "number", "unit_name", "start", "end")
    return _replace(actor, task, "target", Target.objects.filter(task=task), made, compared)


def set_milestones(actor: Actor, task: Task, rows: Sequence[MilestoneDraft]) -> list[Milestone]:
    """The dated nodes, replacing those of the draft."""
    late = [row.title for row in rows if task.due_on and row.due_on > task.due_on]
    if late:
        raise Refused([say("节点“{names}”晚于完成时限。", names=tuple(late))])
    made = [
        Milestone(task=task, title=row.title.strip()[:200], due_on=row.due_on, weight=row.weight)
        for row in sorted(rows, key=lambda row: row.due_on)
    ]
    return _replace(actor, task, "milestone", Milestone.objects.filter(task=task), made, ("title", "due_on", "weight"))


def _replace(
    actor: Actor, task: Task, noun: str, old: QuerySet[Any], new: Sequence[Model], compared: tuple[str, ...]
) -> list[Any]:
    """Write only what differs, so that saving a page unchanged leaves no trace."""
    drafting(actor, task)
    before = list(old)
    if [[getattr(row, name) for name in compared] for row in before] == [
        [getattr(row, name) for name in compared] for row in new
    ]:
        return before
    with actions.atomic():
        for row in before:
            actions.remove(actor, f"ledger.{noun}.remove", row)
        return list(actions.create_many(actor, f"ledger.{noun}.set", new))
