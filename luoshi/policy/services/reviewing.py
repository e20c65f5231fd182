"""A person goes over what was read: corrects, confirms, leaves out, adds what the source does not assign."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.say import say
from luoshi.ledger import services as ledger
from luoshi.ledger.models import Clause, Duty, GenericDuty, Plan, Task
from luoshi.org import services as org
from luoshi.org.models import Unit
from luoshi.policy import queries
from luoshi.policy.models import Mark, Review
from luoshi.policy.rules.names import short_title, task_number
from luoshi.policy.rules.review import CardFacts, Division, is_correction, needs_basis
from luoshi.policy.services.common import OWN, drafting, plan_of

AS_STANDARD = "standard"


@dataclass(frozen=True)
class Corrections:
    """What the clerk confirms of a task. ``residue``: mark id → "standard" where its words become an acceptance standard.

    ``number`` empty and ``lead`` None leave the task's own as they are; ``supports`` are the joint and supporting units.
    """

    title: str
    due_on: date | None
    review_on: date | None
    standards: Sequence[str]
    lead: Unit | None = None
    supports: Sequence[Unit] = ()
    lead_basis: str = ""
    number: str = ""
    post_name: str = ""
    person_name: str = ""
    residue: Mapping[int, str] = field(default_factory=dict)


def confirm_task(actor: Actor, task: Task, given: Corrections) -> Task:
    """Correct and confirm one task; what was unsure of it is thereby settled by a person."""
    plan = plan_of(task)
    drafting(actor, plan)
    with actions.atomic():
        read = _division(task)
        ledger.edit_task(
            actor,
            task,
            title=given.title,
            number=given.number or task.number,
            due_on=given.due_on,
            review_on=given.review_on,
        )
        residue = list(Mark.objects.filter(task=task, kind="residue", settled=False))
        more = [mark.text for mark in residue if given.residue.get(mark.pk) == AS_STANDARD]
        ledger.set_standards(actor, task, [*given.standards, *more])
        _divide(actor, task, given, queries.card_of(actor, plan, task).facts)
        for mark in residue:
            actions.change(actor, "policy.mark.settle", mark, settled=True)
        _name(actor, task, given)
        card = queries.card_of(actor, plan, task)
        if card.doubts:
            raise Refused(card.doubts)
        _confirm(actor, plan, task, card.review, corrected=is_correction(read, _division(task)))
    return task


def _division(task: Task) -> Division:
    roles = dict(Duty.objects.filter(task=task, role__in=OWN).values_list("unit", "role"))
    lead = next((unit for unit, role in roles.items() if role == "lead"), None)
    return Division(task.title, task.due_on, lead, frozenset(roles))


def _confirm(actor: Actor, plan: Plan, task: Task, review: Review | None, *, corrected: bool = False) -> None:
    for generic in GenericDuty.objects.filter(task=task, settled=False):
        # A class of units (各市) becomes children when the lead breaks the task down: nothing to choose before.
        ledger.settle_generic(actor, generic)
    if review is None:
        review = actions.create(actor, "policy.review.open", Review(plan=plan, task=task))
    actions.change(
        actor, "policy.review.confirm", review, confirmed_at=clock.now(), acts=review.acts + 1,
        corrected=review.corrected or corrected,
    )  # fmt: skip


def _divide(actor: Actor, task: Task, given: Corrections, facts: CardFacts) -> None:
    """Bring the duties to what the clerk chose; nothing is touched where nothing was chosen."""
    if given.lead is None:
        return
    basis = given.lead_basis.strip()
    if needs_basis(given.lead.pk, facts) and not basis:
        raise Invalid({"lead_basis": [say("原文没有写明{unit}牵头，请写指定的依据。", unit=given.lead.name)]})
    wanted = {unit.pk for unit in given.supports} | {given.lead.pk}
    for duty in (
        Duty.objects.filter(task=task, role__in=OWN).exclude(unit__in=wanted).select_related("task__issuer", "unit")
    ):
        ledger.drop_duty(actor, duty)
    lead = Duty.objects.filter(task=task, role="lead").first()
    if lead is None or lead.unit_id != given.lead.pk or (basis and basis != lead.basis_note):
        ledger.set_duty(actor, task, given.lead, "lead", basis_note=basis)
    held = {duty.unit_id: duty.role for duty in Duty.objects.filter(task=task, role__in=OWN)}
    for unit in given.supports:
        if unit.pk != given.lead.pk and unit.pk not in held:
            ledger.set_duty(actor, task, unit, "support")


def _name(actor: Actor, task: Task, given: Corrections) -> None:
    """The post and person that bear the lead, where the clerk knows them already."""
    if not given.post_name.strip() and not given.person_name.strip():
        return
    if not given.post_name.strip() or not given.person_name.strip():
        missing = "post_name" if given.person_name.strip() else "person_name"
        raise Invalid({missing: [say("岗位和姓名请一并写明，或者都留给责任单位写。")]})
    duty = Duty.objects.filter(task=task, role="lead").select_related("unit", "task__issuer").first()
    if duty is not None:
        post = org.name_holder(actor, duty.unit, given.post_name, given.person_name)
        ledger.name_responsible(actor, duty, post)


def propose(actor: Actor, plan: Plan, *, basis: str, review_on: date | None) -> int:
    """Fill in what the source leaves open, where nothing else is unsure: the unit named first leads, on the office's own
    word and with its basis, and a task without a day is looked at on ``review_on``. How many; each is still confirmed."""
    drafting(actor, plan)
    cards = queries.review_page(actor, plan).left_open
    with actions.atomic():
        for card in cards:
            task = card.task
            if card.lead is None:
                first = next(duty for duty in card.duties if duty.role == "joint")
                ledger.set_duty(actor, task, first.unit, "lead", basis_note=basis.strip())
            if not card.facts.dated:
                ledger.edit_task(
                    actor, task, title=task.title, number=task.number, due_on=task.due_on, review_on=review_on
                )
        actions.note_event(actor, "policy.plan.propose", plan, after={"tasks": len(cards), "basis": basis.strip()})
    return len(cards)


def confirm_certain(actor: Actor, plan: Plan) -> list[Task]:
    """Confirm every task on which nothing is unsure."""
    drafting(actor, plan)
    certain = [card for card in queries.review_page(actor, plan).cards if card.stage == "waiting"]
    with actions.atomic():
        for card in certain:
            _confirm(actor, plan, card.task, card.review)
    return [card.task for card in certain]


def reconsider(actor: Actor, task: Task) -> None:
    """Take a confirmation back, or take a task that was left out in again."""
    drafting(actor, plan_of(task))
    with actions.atomic():
        if task.state == "dropped":
            host = queries.joined_into(task)
            if host is not None:
                raise Refused([say("这一条已并入 {task}。要分开，请在那一条上拆成两项。", task=str(host))])
            ledger.restore_task(actor, task)
        for review in Review.objects.filter(task=task):
            actions.change(actor, "policy.review.reopen", review, confirmed_at=None)


def reconsider_many(actor: Actor, tasks: Iterable[Task]) -> None:
    """The same for several."""
    with actions.atomic():
        for task in tasks:
            reconsider(actor, task)


def leave_out(actor: Actor, task: Task, note: str) -> Task:
    """Leave a clause out of the ledger, with the reason; it stays readable in the plan."""
    drafting(actor, plan_of(task))
    return ledger.drop_task(actor, task, note)


def settle_mark(actor: Actor, mark: Mark) -> Mark:
    """A person has read an unsure place, and it changes nothing."""
    drafting(actor, mark.plan)
    if mark.kind != "residue":
        raise Refused([say("这一处不用处理。")])
    return actions.change(actor, "policy.mark.settle", mark, settled=True)


def rename_plan(
    actor: Actor, plan: Plan, *, title: str, doc_number: str, issuer_name: str, issued_on: date | None
) -> Plan:
    """Correct what was read of the first page."""
    drafting(actor, plan)
    if not title.strip():
        raise Invalid({"title": [say("缺{what}。", what=say("方案名称"))]})
    return actions.change(
        actor, "policy.plan.correct", plan, title=title.strip()[:200], doc_number=doc_number.strip()[:60],
        issuer_name=issuer_name.strip()[:120], issued_on=issued_on,
    )  # fmt: skip


def assign_headings(actor: Actor, plan: Plan, clauses: Iterable[Clause]) -> list[Task]:
    """Make draft tasks of clauses that name no unit, to be assigned by hand."""
    drafting(actor, plan)
    taken: dict[str, int] = {}
    for number in plan.tasks.filter(parent=None).values_list("number", flat=True):
        series = number.rpartition("-")[0]
        taken[series] = taken.get(series, 0) + 1
    made = []
    with actions.atomic():
        for clause in clauses:
            series, number = task_number(clause.labels, taken)
            taken[series] = taken.get(series, 0) + 1
            title = short_title(clause.heading, clause.text)
            task = ledger.draft_task(actor, plan=plan, clause=clause, number=number, title=title, text=clause.text)
            actions.create(actor, "policy.review.open", Review(plan=plan, task=task))
            made.append(task)
    return made


def assign_heading(actor: Actor, plan: Plan, clause: Clause) -> Task:
    """Make a draft task of one clause."""
    return assign_headings(actor, plan, [clause])[0]
