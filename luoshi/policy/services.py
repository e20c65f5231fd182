"""What is done with a plan before it is a ledger? Reading, reviewing, asking the units, registering the approval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile

from luoshi.kernel import actions, clock
from luoshi.kernel import services as kernel
from luoshi.kernel.actor import Actor
from luoshi.kernel.documents import DocumentRefused, read_document
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.say import Say, say
from luoshi.ledger import services as ledger
from luoshi.ledger.models import Clause, Duty, Plan, Task
from luoshi.org import services as org
from luoshi.org.models import Unit
from luoshi.policy import queries
from luoshi.policy.models import Mark, Opinion, Review, UnitName
from luoshi.policy.rules import ParsedPlan, parse
from luoshi.policy.rules import Task as ParsedTask
from luoshi.policy.rules.names import Known, look_up, short_title, task_number
from luoshi.policy.workflow import OPINION

PASTED = "粘贴的文字.txt"


# ---------- reading ----------


def import_plan(actor: Actor, *, data: bytes | None = None, name: str = "", pasted: str = "") -> Plan:
    """Read a document into a draft ledger: all of it or nothing. The file is kept as it came.

    Raises `Invalid` when it cannot be read, with what to do; a classified document is refused before it is parsed.
    """
    content, name = (data, name) if data is not None else (pasted.encode(), PASTED)
    try:
        document = read_document(content or b"", name, settings.FILE_LIMIT)
    except DocumentRefused as refused:
        field = "file" if data is not None else "pasted"
        raise Invalid({field: [Say(refused.template, refused.params)]}) from refused
    parsed = parse(document.paragraphs)
    with actions.atomic():
        plan = ledger.create_plan(
            actor, title=(parsed.title or document.name)[:200], text=parsed.text, doc_number=parsed.doc_number[:60],
            issuer_name=parsed.issuer[:120], issued_on=parsed.issued_on,
        )  # fmt: skip
        if data is not None:
            kept = kernel.keep_file(actor, ContentFile(data, name=name))
            kernel.attach(actor, kept, plan, "source")
        _write(actor, plan, parsed)
    return plan


def _write(actor: Actor, plan: Plan, parsed: ParsedPlan) -> None:
    clauses = _clauses(actor, plan, parsed)
    known, memory = queries.known_units(plan.unit), queries.remembered(plan.unit)
    units = Unit.objects.in_bulk([one.unit_id for one in known] + list(memory.values()))
    taken: dict[str, int] = {}
    marks: list[Mark] = []
    reviews: list[Review] = []
    for item in parsed.tasks:
        series, number = task_number(item.path, taken)
        taken[series] = taken.get(series, 0) + 1
        task = _draft(actor, plan, item, clauses[item.span[0]], number)
        marks += _marks(actor, plan, task, item, known, memory, units)
        reviews.append(Review(plan=plan, task=task))
    marks += [
        Mark(plan=plan, kind="residue", text=one.text[:300], start=one.span[0], end=one.span[1]) for one in parsed.residue
    ]
    actions.create_many(actor, "policy.mark.read", marks)
    actions.create_many(actor, "policy.review.open", reviews)


def _clauses(actor: Actor, plan: Plan, parsed: ParsedPlan) -> dict[int, Clause]:
    """Every numbered place of the plan, and the unnumbered ones that carry duties; by where their task begins."""
    places: dict[int, ledger.ClauseDraft] = {}
    for one in parsed.headings:
        start, end = one.span
        places[start] = ledger.ClauseDraft(list(one.path), one.text[:250], parsed.text[start:end], start, end)
    begins: dict[int, int] = {}
    for item in parsed.tasks:
        start, end = item.span
        # A heading's span begins at its number, its task's behind it.
        place = next((at for at, row in places.items() if at <= start < row.end and tuple(row.labels) == item.path), start)
        if place not in places:
            places[place] = ledger.ClauseDraft(list(item.path), item.heading[:250], parsed.text[start:end], start, end)
        begins[start] = place
    rows = {row.start: row for row in ledger.add_clauses(actor, plan, [places[at] for at in sorted(places)])}
    return {start: rows[place] for start, place in begins.items()}


def _draft(actor: Actor, plan: Plan, item: ParsedTask, clause: Clause, number: str) -> Task:
    dates = sorted({one.date for one in item.deadlines if one.date})
    task = ledger.draft_task(
        actor, plan=plan, clause=clause, number=number, title=short_title(item.heading, item.text), text=item.text,
        due_on=dates[-1] if dates else None,
    )  # fmt: skip
    nodes = {one.date: one.text for one in item.deadlines if one.date and one.date != dates[-1]}
    if nodes:
        drafts = [ledger.MilestoneDraft(f"{text}节点", day) for day, text in nodes.items()]
        ledger.set_milestones(actor, task, drafts)
    if item.targets:
        ledger.set_targets(
            actor, task, [
                ledger.TargetDraft(
                    one.text[:120], one.comparator or ">=", Decimal(str(one.number)), one.unit[:20], *one.span
                )
                for one in item.targets
            ],
        )  # fmt: skip
        ledger.set_standards(actor, task, list(dict.fromkeys(one.text for one in item.targets)))
    return task


def _marks(
    actor: Actor, plan: Plan, task: Task, item: ParsedTask, known: Sequence[Known], memory: Mapping[str, int],
    units: Mapping[int, Unit],
) -> list[Mark]:  # fmt: skip
    """What the text was read as, place by place; the duties of units that are known are set at once."""

    def mark(kind: str, text: str, span: tuple[int, int], **more: Any) -> Mark:
        return Mark(plan=plan, task=task, kind=kind, text=text[:300], start=span[0], end=span[1], **more)

    leads = [one for one in item.duties if one.role == "lead" and not one.generic]
    found = []
    for one in item.duties:
        pk = None if one.generic else look_up(one.unit, memory, known)
        unit = units.get(pk) if pk else None
        found.append(mark("unit", one.unit, one.span, role=one.role, generic=one.generic, unit=unit))
        if one.generic:
            ledger.add_generic_duty(actor, task, one.unit)
        elif unit is not None:
            _bear(actor, task, unit, "joint" if one.role == "lead" and len(leads) > 1 else one.role)
    found += [mark("deadline", one.text, one.span) for one in item.deadlines]
    found += [mark("target", one.text, one.span) for one in item.targets]
    found += [mark("residue", one.text, one.span) for one in item.residue]
    if len(leads) > 1:
        text, first, last = "、".join(one.unit for one in leads), leads[0].span, leads[-1].span
        found.append(mark("residue", text, (first[0], last[1])))
    return found


def _bear(actor: Actor, task: Task, unit: Unit, role: str) -> None:
    """Give a unit its duty; the stronger role stands where the plan names it twice."""
    order = ("lead", "joint", "support")
    held = Duty.objects.filter(task=task, unit=unit, role__in=order).first()
    if held is None or order.index(role) < order.index(held.role):
        ledger.set_duty(actor, task, unit, role)


# ---------- reviewing ----------


def _drafting(actor: Actor, plan: Plan) -> None:
    if not queries.is_drafter(actor, plan):
        raise Refused([say("须由{unit}办理。", unit=plan.unit.name)])
    if plan.state != "drafting":
        raise Refused([say("方案已经送出征求意见，不能再这样修改。")])


def map_name(actor: Actor, plan: Plan, name: str, unit: Unit) -> int:
    """Say which unit a name means: throughout this plan now, and in the next plans. How many places it settled."""
    _drafting(actor, plan)
    with actions.atomic():
        held = UnitName.objects.filter(owner=plan.unit, name=name).first()
        if held is None:
            actions.create(actor, "policy.name.remember", UnitName(owner=plan.unit, name=name[:120], unit=unit))
        else:
            actions.change(actor, "policy.name.remember", held, unit=unit)
        marks = list(queries.unmapped(plan).filter(text=name).select_related("task"))
        for mark in marks:
            actions.change(actor, "policy.mark.map", mark, unit=unit)
            if mark.task is not None and mark.task.state == "draft":
                _bear(actor, mark.task, unit, mark.role or "support")
    return len(marks)


def create_unit_for(actor: Actor, plan: Plan, name: str, unit_name: str, kind: str) -> Unit:
    """A unit that the instance does not know yet, in the drafter's place; the name is mapped to it."""
    _drafting(actor, plan)
    unit_name = unit_name.strip()
    if not unit_name:
        raise Invalid({"unit_name": [say("请写明单位全称。")]})
    place = Unit.objects.get(path=plan.unit.place_path)
    with actions.atomic():
        if Unit.objects.filter(parent=place, name=unit_name, abolished_on=None).exists():
            raise Invalid({"unit_name": [say("{unit}已在单位名录，请直接选择。", unit=unit_name)]})
        unit = org.add_unit(actor, place, unit_name[:120], kind, place.level)
        map_name(actor, plan, name, unit)
    return unit


def ignore_name(actor: Actor, plan: Plan, name: str) -> None:
    """Leave a name without a unit: it does not become a duty."""
    _drafting(actor, plan)
    with actions.atomic():
        for mark in queries.unmapped(plan).filter(text=name):
            actions.change(actor, "policy.mark.settle", mark, settled=True)


@dataclass(frozen=True)
class Corrections:
    """What the clerk confirms of a task."""

    title: str
    due_on: date | None
    review_on: date | None
    standards: Sequence[str]
    lead: Unit | None = None
    supports: Sequence[Unit] = ()
    lead_basis: str = ""


def confirm_task(actor: Actor, task: Task, given: Corrections) -> Task:
    """Correct and confirm one task; what was unsure of it is thereby settled by a person."""
    plan = _plan_of(task)
    _drafting(actor, plan)
    with actions.atomic():
        ledger.edit_task(actor, task, title=given.title, due_on=given.due_on, review_on=given.review_on)
        ledger.set_standards(actor, task, given.standards)
        _divide(actor, task, given)
        for mark in Mark.objects.filter(task=task, kind="residue", settled=False):
            actions.change(actor, "policy.mark.settle", mark, settled=True)
        review = Review.objects.filter(task=task).first() or actions.create(
            actor, "policy.review.open", Review(plan=plan, task=task)
        )
        card = next(card for card in queries.review_page(actor, plan).cards if card.task.pk == task.pk)
        if card.doubts:
            raise Refused(card.doubts)
        actions.change(actor, "policy.review.confirm", review, confirmed_at=clock.now(), acts=review.acts + 1)
    return task


def _divide(actor: Actor, task: Task, given: Corrections) -> None:
    """Bring the duties to what the clerk chose; nothing is touched where nothing was chosen."""
    if given.lead is None:
        return
    wanted = {unit.pk for unit in given.supports} | {given.lead.pk}
    for duty in Duty.objects.filter(task=task, role__in=("lead", "joint", "support")).exclude(unit__in=wanted):
        ledger.drop_duty(actor, duty)
    ledger.set_duty(actor, task, given.lead, "lead", basis_note=given.lead_basis)
    for unit in given.supports:
        held = Duty.objects.filter(task=task, unit=unit, role__in=("lead", "joint", "support")).first()
        if unit.pk != given.lead.pk and (held is None or held.role == "lead"):
            ledger.set_duty(actor, task, unit, "support")


def confirm_certain(actor: Actor, plan: Plan) -> int:
    """Confirm every task on which nothing is unsure; how many."""
    _drafting(actor, plan)
    certain = [card for card in queries.review_page(actor, plan).cards if card.stage == "waiting"]
    with actions.atomic():
        for card in certain:
            review = card.review or Review(plan=plan, task=card.task)
            if review.pk is None:
                actions.create(actor, "policy.review.open", review)
            actions.change(actor, "policy.review.confirm", review, confirmed_at=clock.now(), acts=review.acts + 1)
    return len(certain)


def reconsider(actor: Actor, task: Task) -> None:
    """Take a confirmation back, or take a task that was left out in again."""
    _drafting(actor, _plan_of(task))
    with actions.atomic():
        if task.state == "dropped":
            ledger.restore_task(actor, task)
        for review in Review.objects.filter(task=task):
            actions.change(actor, "policy.review.reopen", review, confirmed_at=None)


def leave_out(actor: Actor, task: Task, note: str) -> Task:
    """Leave a clause out of the ledger, with the reason; it stays readable in the plan."""
    _drafting(actor, _plan_of(task))
    return ledger.drop_task(actor, task, note)


def assign_headings(actor: Actor, plan: Plan, clauses: Iterable[Clause]) -> list[Task]:
    """Make draft tasks of clauses that name no unit, to be assigned by hand."""
    _drafting(actor, plan)
    taken: dict[str, int] = {}
    for number in plan.tasks.values_list("number", flat=True):
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


def _plan_of(task: Task) -> Plan:
    if task.plan is None:
        raise Refused([say("这项任务不在方案里。")])
    return task.plan


# ---------- consultation and approval ----------


def open_consultation(actor: Actor, plan: Plan, due_on: date | None) -> Plan:
    """Send the draft division to every unit that bears a duty; each answers on its own."""
    if due_on is not None and due_on < clock.today():
        raise Invalid({"due_on": [say("反馈截止日期早于今天。")]})
    with actions.atomic():
        ledger.consult_plan(actor, plan, queries.plan_facts(actor, plan), due_on)
        asked = set(Opinion.objects.filter(plan=plan).values_list("task_id", "unit_id"))
        rows = [
            Opinion(plan=plan, task=duty.task, unit=duty.unit, due_on=due_on, state=OPINION.start, post=duty.post)
            for duty in Duty.objects.filter(task__plan=plan, task__state="draft", role__in=("lead", "joint", "support"))
            .exclude(unit=plan.unit)
            .select_related("task", "unit", "post")
            if (duty.task_id, duty.unit_id) not in asked
        ]
        actions.create_many(actor, "policy.opinion.ask", rows)
    return plan


def withdraw_consultation(actor: Actor, plan: Plan, note: str) -> Plan:
    """Take the draft back to review; what has been answered stays."""
    return ledger.redraft_plan(actor, plan, queries.plan_facts(actor, plan), note)


def answer(
    actor: Actor, opinion: Opinion, *, agree: bool, text: str = "", post_name: str = "", person_name: str = ""
) -> Opinion:
    """A unit's answer on one draft duty, and the post and person that will bear it."""
    facts = queries.opinion_facts(actor, opinion)
    text = text.strip()
    with actions.atomic():
        post = opinion.post
        if post_name.strip() or person_name.strip():
            post = org.name_holder(actor, opinion.unit, post_name, person_name)
        actions.perform(
            actor, OPINION, "agree" if agree else "object", opinion, facts, note=text, text=text, post=post,
            answered_at=clock.now(),
        )  # fmt: skip
        if post is not None:
            duty = Duty.objects.filter(task=opinion.task, unit=opinion.unit, role__in=("lead", "joint", "support")).first()
            if duty is not None:
                ledger.name_responsible(actor, duty, post)
    return opinion


def agree_all(actor: Actor, plan: Plan, *, post_name: str, person_name: str) -> int:
    """Agree to every draft duty of one's unit that has no answer yet; how many. One post and person for all."""
    waiting = list(queries.to_answer(actor).filter(plan=plan))
    if not waiting:
        raise Refused([say("没有等待反馈的任务。")])
    with actions.atomic():
        for opinion in waiting:
            answer(actor, opinion, agree=True, post_name=post_name, person_name=person_name)
    return len(waiting)


def rule_opinion(actor: Actor, opinion: Opinion, move: str, note: str) -> Opinion:
    """Mark an opinion adopted, partly adopted or declined, or a silent unit as such, with the reason."""
    return actions.perform(
        actor, OPINION, move, opinion, queries.opinion_facts(actor, opinion), note=note.strip(), reason=note.strip(),
        ruled_at=clock.now(),
    )  # fmt: skip


def approve(
    actor: Actor, plan: Plan, *, title: str = "", number: str, ordered_on: date | None, approved_by: str
) -> Plan:
    """Register the number, date and signatory of the document that orders the division."""
    return ledger.approve_plan(
        actor, plan, title=title, number=number, ordered_on=ordered_on, approved_by=approved_by,
        facts=queries.plan_facts(actor, plan),
    )  # fmt: skip
