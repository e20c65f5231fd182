"""What does a granted request do? One function per kind; `services.requests` calls it in the ruling's own transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from luoshi.kernel import actions
from luoshi.kernel.actions import Step
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.kernel.say import say
from luoshi.ledger import queries, rules
from luoshi.ledger.models import Duty, Request, Standard, Target, Task
from luoshi.ledger.services.common import default_posts, derived, let_read
from luoshi.ledger.services.issuing import issue_granted
from luoshi.ledger.services.pauses import reckon_clocks, start_clock, stop_clock
from luoshi.ledger.workflow import DUTY, TASK
from luoshi.org.models import Unit
from luoshi.org.queries import relation_between
from luoshi.org.rules import Act, Relation, refusal
from luoshi.org.scope import Shown


@dataclass(frozen=True)
class Ruling:
    """A request that has been granted: by whom, what is said to it, and whom a duty goes to where the ruling names a unit."""

    actor: Actor
    request: Request
    note: str
    unit: Unit | None = None


def _divide(ruling: Ruling) -> None:
    if ruling.request.duty is not None:
        divide_anew(ruling.actor, ruling.request.duty, ruling.unit or ruling.request.proposed_unit, ruling.note)


def _issue(ruling: Ruling) -> None:
    issue_granted(ruling.actor, ruling.request.task, ruling.note)


def _extend(ruling: Ruling) -> None:
    """The ruling sets the date. The first one stays for ever; what the clock was stopped for until now is settled with it."""
    task = _fresh(ruling.request.task)
    late = rules.too_late(task.parent.due_on, ruling.request.granted_on) if task.parent else None
    if late is not None and task.parent is not None:
        raise Refused([say("{reason}请先由{unit}同意上级任务延期。", reason=late, unit=task.parent.issuer.name)])
    changes = {"due_on": ruling.request.granted_on, "due_note": _paper(ruling.request)}
    actions.change(ruling.actor, "ledger.task.extend", task, note=ruling.note, **changes)
    reckon_clocks(ruling.actor, [task])
    actions.change(ruling.actor, "ledger.task.reckon", task, **derived(task))


def _paper(request: Request) -> str:
    return str(say("延期批准文号 {number}", number=request.document)) if request.document else ""


def _change(ruling: Ruling) -> None:
    """Write what was granted; what stood there before is kept with the request."""
    task, wanted, before = _fresh(ruling.request.task), ruling.request.wanted, dict[str, Any]()
    texts = {name: wanted[name] for name in ("title", "text") if name in wanted}
    before |= {name: getattr(task, name) for name in texts}
    if "due_on" in wanted:
        before["due_on"] = task.due_on.isoformat() if task.due_on else None
        texts["due_on"] = date.fromisoformat(wanted["due_on"])
    actions.change(ruling.actor, "ledger.task.change", task, note=ruling.note, **texts)
    if "standards" in wanted:
        before["standards"] = list(task.standards.values_list("text", flat=True))
        _set_standards(ruling.actor, task, wanted["standards"])
    if "targets" in wanted:
        before["targets"] = _set_figures(ruling.actor, task, wanted["targets"])
    if "unit" in wanted:
        lead = Duty.objects.select_related("task__issuer", "task__plan", "unit").get(task=task, role="lead")
        before["unit"] = lead.unit_id
        divide_anew(ruling.actor, lead, ruling.unit or Unit.objects.get(pk=wanted["unit"]), ruling.note)
    actions.change(ruling.actor, "ledger.request.keep", ruling.request, before=before)
    task.refresh_from_db()
    actions.change(ruling.actor, "ledger.task.reckon", task, **derived(task))


def _set_standards(actor: Actor, task: Task, lines: list[str]) -> None:
    """A standard that a verifier has answered on stays, with what was said on it; it is reworded in place."""
    rows = list(task.standards.all())
    for place, (row, text) in enumerate(zip(rows, lines, strict=False)):
        actions.change(actor, "ledger.standard.change", row, text=text, ordering=place)
    for row in rows[len(lines) :]:
        if row.checks.exists():
            raise Refused([say("标准“{text}”已经核验过，只能改写，不能去掉。", text=row.text)])
        actions.remove(actor, "ledger.standard.remove", row)
    more = [Standard(task=task, text=text, ordering=place) for place, text in enumerate(lines) if place >= len(rows)]
    actions.create_many(actor, "ledger.standard.set", more)


def _set_figures(actor: Actor, task: Task, wanted: Mapping[str, str]) -> dict[str, str]:
    before = {}
    for row in Target.objects.filter(task=task, pk__in=[int(key) for key in wanted]):
        before[str(row.pk)] = rules.plain(row.number)
        actions.change(actor, "ledger.target.change", row, number=Decimal(wanted[str(row.pk)]))
    return before


def _suspend(ruling: Ruling) -> None:
    """The clock stops, here and in every task below."""
    for task in with_below(ruling.request.task):
        stop_clock(
            ruling.actor,
            task,
            "suspension",
            reason=ruling.request.reason,
            request=ruling.request,
            until_on=ruling.request.granted_on,
        )


def _resume(ruling: Ruling) -> None:
    for task in with_below(ruling.request.task):
        start_clock(ruling.actor, task, "suspension")


def _cancel(ruling: Ruling) -> None:
    """The task and all that was broken down from it end; drafts below are left out of the ledger."""
    tasks = with_below(ruling.request.task)
    facts = {
        task.pk: replace(one, roles=frozenset({"assigner.rule", "issuer.draft"}))
        for task in tasks
        if (one := queries.task_facts(ruling.actor, task))
    }
    for move, states in (("cancel", rules.RUNNING), ("drop", ("draft",))):
        chosen = [task for task in tasks if task.state in states]
        for task in chosen:
            start_clock(ruling.actor, task, "suspension")
            start_clock(ruling.actor, task, "awaiting")
        steps = [Step(task, facts[task.pk], {"paused": False}) for task in chosen]
        actions.perform_many(ruling.actor, TASK, move, steps, note=ruling.note)


def with_below(task: Task) -> list[Task]:
    """A task and every task below it that is not over, top first."""
    found, above = [_fresh(task)], [task.pk]
    while above:
        rows = Task.objects.filter(parent__in=above).exclude(state__in=rules.CLOSED).select_related("issuer", "plan")
        level = list(rows.order_by("id"))
        found += level
        above = [row.pk for row in level]
    return found


def _fresh(task: Task) -> Task:
    return Task.objects.select_related("issuer", "plan", "parent__issuer").get(pk=task.pk)


def divide_anew(actor: Actor, duty: Duty, unit: Unit | None, note: str) -> None:
    """Move the duty to another unit; a helper may also be let go. What was before stays readable in the trail."""
    if unit is None:
        if duty.role == "lead":
            raise Refused([say("同意调整牵头单位，须写明改由哪个单位牵头。")])
        _let_go(actor, duty, note)
        return
    task = duty.task
    if duty.role == "lead" and Task.objects.filter(parent=task).exclude(state__in=rules.GONE).exists():
        raise Refused([say("任务已经分解到下级，牵头单位不能再调整。")])
    if unit.pk != task.issuer_id:
        kind = relation_between(task.issuer, unit)
        reason = refusal(kind, Act.ISSUE) if kind is not Relation.SELF else None
        if reason is not None:
            raise Refused([say("{unit}：{reason}", unit=unit.name, reason=reason)])
    for other in Duty.objects.filter(task=task, unit=unit, role__in=queries.OWN).exclude(pk=duty.pk):
        _let_go(actor, other, note)
    actions.change(
        actor, "ledger.duty.transfer", duty, note=note, unit=unit, unit_path=unit.path, state=DUTY.start, received_at=None,
        liaison=None, post=default_posts([unit]).get(unit.pk), shown=Shown.SUBTREE,
    )  # fmt: skip
    if duty.role == "lead":
        task.refresh_from_db()
        actions.change(actor, "ledger.task.lead", task, note=note, lead_unit=unit, lead_path=unit.path)
    if task.plan is not None:
        let_read(actor, task.plan, [unit], Shown.SUBTREE)


def _let_go(actor: Actor, duty: Duty, note: str) -> None:
    """End a helper's duty; the requests on it stay on the task."""
    for row in duty.requests.all():
        actions.change(actor, "ledger.request.keep", row, duty=None)
    actions.remove(actor, "ledger.duty.drop", duty, note=note)


EFFECTS: dict[str, Callable[[Ruling], None]] = {
    "division": _divide,
    "dispute": _divide,
    "later_date": _issue,
    "extension": _extend,
    "change": _change,
    "suspension": _suspend,
    "resumption": _resume,
    "cancellation": _cancel,
}
"""Kind → what granting it does."""
