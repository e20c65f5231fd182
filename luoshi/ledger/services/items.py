"""Registering an item without a plan (立项), and ending one that a leader has ordered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.say import Say, say
from luoshi.ledger import queries
from luoshi.ledger.models import Basis, Task
from luoshi.ledger.rules.categories import PLAN, Category, limit
from luoshi.ledger.services.common import own_unit
from luoshi.ledger.services.completion import Checks, answer_checks
from luoshi.ledger.services.drafting import draft_task, edit_task, set_duty, set_standards
from luoshi.ledger.workflow import TASK
from luoshi.org.models import Post, Unit

KIND_OF = {"instruction": "instruction", "meeting": "meeting", "letter": "letter"}
"""Category → what its basis is."""


@dataclass(frozen=True)
class Item:
    """What is registered: where it comes from (title, number, date, who signed), and what is wanted of whom.

    ``due_on`` the date that the paper names; None: it follows from the category.
    """

    category: str
    source: str
    source_number: str
    source_on: date
    number: str
    title: str
    wanted: str
    signed_by: str = ""
    urgency: str = ""
    due_on: date | None = None
    standards: tuple[str, ...] = ()
    lead: Unit | None = None
    post: Post | None = None
    follows: Task | None = None


def register_item(actor: Actor, item: Item) -> Task:
    """立项: source, number, date and what is wanted become a draft with its date and the reason for it."""
    unit = own_unit(actor, "draft", "breakdown")
    category = _category(unit, item)
    found = limit(category, item.source_on, item.urgency, queries.calendar())
    if item.due_on is None and found is None:
        raise Invalid({"due_on": [say("{name}没有默认时限，请写明完成时限。", name=category.name)]})
    due_on, because = (item.due_on, "") if item.due_on else (found.due_on, str(found.because)) if found else (None, "")
    if due_on is not None and due_on < item.source_on:
        raise Invalid({"due_on": [say("完成时限早于来源日期。")]})
    with actions.atomic():
        basis = Basis(
            kind=KIND_OF.get(item.category, "document"), title=item.source.strip()[:200], number=item.source_number.strip()[:60],
            dated_on=item.source_on, signed_by=item.signed_by.strip()[:40],
        )  # fmt: skip
        actions.create(actor, "ledger.basis.register", basis)
        task = draft_task(
            actor, number=item.number, title=item.title, text=item.wanted.strip()[:4000], category=item.category,
            basis=basis, due_on=due_on,
        )  # fmt: skip
        edit_task(actor, task, due_note=because[:200], urgency=item.urgency, follows=item.follows)
        set_standards(actor, task, item.standards or (item.wanted.strip()[:300],))
        if item.lead is not None:
            set_duty(actor, task, item.lead, "lead", post=item.post or queries.default_post(item.lead))
    return task


def _category(unit: Unit, item: Item) -> Category:
    known = queries.categories_at(unit.path)
    category = known.get(item.category)
    wrong: dict[str, list[Say]] = {}
    if category is None or item.category == PLAN:
        raise Invalid({"category": [say("没有这一类事项；方案任务从方案分解。")]})
    reason = queries.may_issue(category, unit)
    if reason is not None:
        raise Refused([reason])
    required = (
        ("source", item.source, say("来源")), ("source_number", item.source_number, say("来源文号")), ("wanted", item.wanted, say("要求")),
    )  # fmt: skip
    for name, value, label in required:
        if not value.strip():
            wrong[name] = [say("缺{what}。", what=label)]
    if item.urgency not in {"", "urgent", "hard"}:
        wrong["urgency"] = [say("紧急程度只有一般、急办、难办三种。")]
    if wrong:
        raise Invalid(wrong)
    return category


# ---------- the leader's word ----------


def present(actor: Actor, task: Task, *, leader: str, checks: Checks, remark: str = "") -> Task:
    """The office has checked the result and lays it before the leader who gave the instruction."""
    row = queries.open_completion(task)
    unmet = [one for one in row.checks.all() if not checks.get(one.standard_id, (None, ""))[0]] if row else []
    facts = queries.task_facts(actor, task, unmet=len(unmet))
    with actions.atomic():
        actions.perform(actor, TASK, "present", task, facts, note=remark.strip(), given={"leader": leader.strip()})
        if row is not None:
            answer_checks(actor, row, checks, "verified", str(say("呈报{leader}", leader=leader.strip())))
    return task


def conclude(actor: Actor, task: Task, note: str = "") -> Task:
    """The leader has no further word: closed."""
    row = queries.completions(task).first()
    return actions.perform(
        actor, TASK, "conclude", task, queries.task_facts(actor, task), note=note.strip(), completed_on=clock.today(),
        ending=row.ending if row else "done", paused=False,
    )  # fmt: skip


def instruct_anew(actor: Actor, task: Task, note: str) -> Task:
    """A new instruction of the leader: this item ends, and a new one begins with what was said; the new draft."""
    basis = task.basis
    with actions.atomic():
        actions.perform(
            actor, TASK, "instruct", task, queries.task_facts(actor, task), note=note.strip(), completed_on=clock.today(),
            ending="stage", paused=False,
        )  # fmt: skip
        again = Task.objects.filter(follows=task).count() + 1
        item = Item(
            category=task.category, source=basis.title if basis else task.title, source_on=clock.today(),
            source_number=basis.number if basis else task.number, number=f"{task.number[:24]}-续{again}", title=task.title,
            wanted=note, signed_by=basis.signed_by if basis else "", lead=task.lead_unit, follows=task,
        )  # fmt: skip
        return register_item(actor, item)
