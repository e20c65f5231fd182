"""What is planned ahead: nodes of a task, its dates while it is a draft, and what it waits on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.say import say
from luoshi.ledger import rules
from luoshi.ledger.models import Milestone, Task, Wait
from luoshi.ledger.rules.timetable import circle
from luoshi.ledger.services.common import DRAFTERS, allow, derived
from luoshi.ledger.services.drafting import MilestoneDraft, edit_task
from luoshi.org.rules import permissions


def plan_dates(actor: Actor, task: Task, starts_on: date | None, due_on: date | None) -> Task:
    """Move a draft on the timetable. An issued task moves by an extension or a change only."""
    return edit_task(actor, task, starts_on=starts_on, due_on=due_on)


def add_milestones(actor: Actor, task: Task, rows: Sequence[MilestoneDraft]) -> list[Milestone]:
    """Dated nodes more: by the issuer, or by the lead for its own running task. The planned line then runs through them."""
    if task.state not in {"draft", "active"}:
        raise Refused([say("任务已经办完，或正在核验，不能再加节点。")])
    leads = task.state == "active" and task.lead_unit_id == actor.unit_id and "report" in permissions(actor.roles)
    if not leads:
        allow(actor, task.issuer, "issuer", DRAFTERS)
    known = set(task.milestones.values_list("due_on", "title"))
    wanted = [row for row in rows if (row.due_on, row.title.strip()) not in known]
    outside = [row.due_on for row in wanted if _is_outside(task, row.due_on)]
    if outside:
        raise Invalid({"due_on": [say("节点日期 {days} 不在任务起止日期之内。", days=tuple(outside))]})
    with actions.atomic():
        made = [
            Milestone(task=task, title=row.title.strip()[:200], due_on=row.due_on, weight=row.weight) for row in wanted
        ]
        actions.create_many(actor, "ledger.milestone.set", made)
        if made and task.issued_at:
            actions.change(actor, "ledger.task.replan", task, **derived(task))
    return made


def _is_outside(task: Task, day: date) -> bool:
    return bool((task.starts_on and day < task.starts_on) or (task.due_on and day > task.due_on))


def quarter_nodes(task: Task) -> list[MilestoneDraft]:
    """A node at each quarter's end between the start and the date of a task."""
    if task.starts_on is None or task.due_on is None:
        raise Invalid({"due_on": [say("任务没有开始日期或完成时限，不能按季度设节点。")]})
    days = rules.quarter_ends(task.starts_on, task.due_on)
    return [
        MilestoneDraft(str(say("{year}年{quarter}季度", year=str(day.year), quarter=day.month // 3)), day)
        for day in days
    ]


def wait_on(actor: Actor, task: Task, before: Task) -> Wait:
    """Say that a task may begin only after another's date. ``before`` is one that the actor sees."""
    allow(actor, task.issuer, "issuer", DRAFTERS)
    if task.state in rules.CLOSED or before.state in rules.GONE:
        raise Refused([say("任务已经办完或不入台账，不能再定先后关系。")])
    waits: dict[int, list[int]] = {}
    for one, other in Wait.objects.values_list("task_id", "before_id"):
        waits.setdefault(one, []).append(other)
    if circle(task.pk, before.pk, waits):
        raise Refused([say("{before} 已经在等待本项，不能互相等待。", before=before.number)])
    found = Wait.objects.filter(task=task, before=before).first()
    return found or actions.create(actor, "ledger.wait.set", Wait(task=task, before=before))


def stop_waiting(actor: Actor, wait: Wait) -> None:
    """Take the order of two tasks back."""
    allow(actor, wait.task.issuer, "issuer", DRAFTERS)
    actions.remove(actor, "ledger.wait.drop", wait)
