"""How do the ledger's open matters pass from a unit that ceases to the one that takes over?"""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.panels import Handed
from luoshi.kernel.say import say
from luoshi.ledger.models import Duty, Plan, Request, Task
from luoshi.ledger.queries import OWN
from luoshi.org.models import Unit

RUNNING = ("draft", "active", "verifying")


def _duties(unit: Unit) -> list[Duty]:
    rows = Duty.objects.filter(unit=unit, task__state__in=RUNNING).select_related(
        "task__issuer", "task__lead_unit", "unit"
    )
    return list(rows.order_by("task__deadline", "id"))


def preview(unit: Unit, _heir: Unit | None) -> Iterator[Handed]:
    """Duties on running tasks, tasks issued that still run, requests, drafts of plans."""
    for duty in _duties(unit):
        if duty.role in OWN:
            task = duty.task
            url = reverse("ledger:task", args=[task.pk])
            yield Handed(say(duty.get_role_display()), task.title, task.number, task.due_on, url)
    for task in Task.objects.filter(issuer=unit, state__in=RUNNING).order_by("deadline", "id"):
        yield Handed(say("下达的任务"), task.title, task.number, task.due_on, reverse("ledger:task", args=[task.pk]))
    for row in Request.objects.filter(assigner=unit, state="raised").select_related("task"):
        yield Handed(say("待裁定"), row.task.title, row.get_kind_display(), row.rule_by, "")
    for plan in Plan.objects.filter(unit=unit).exclude(state="approved"):
        yield Handed(say("在编方案"), plan.title, "", None, "")


def carry(actor: Actor, unit: Unit, heir: Unit) -> None:
    """The heir bears the duties and looks after what the unit issued. What is complete stays in the old unit's name."""
    for task in Task.objects.filter(issuer=unit, state__in=RUNNING):
        actions.change(actor, "ledger.task.pass_on", task, issuer=heir)
    for duty in _duties(unit):
        _pass_on(actor, duty, heir)
    for row in Request.objects.filter(assigner=unit, state="raised"):
        actions.change(actor, "ledger.request.pass_on", row, assigner=heir)
    for plan in Plan.objects.filter(unit=unit).exclude(state="approved"):
        actions.change(actor, "ledger.plan.pass_on", plan, unit=heir)


def _pass_on(actor: Actor, duty: Duty, heir: Unit) -> None:
    """The heir takes the duty; one that it already has on the task stays if it is the heavier, else gives way."""
    order = (*OWN, "liaison", "supervising")
    held = [one for one in Duty.objects.filter(task=duty.task_id, unit=heir) if (one.role in OWN) == (duty.role in OWN)]
    other = held[0] if held else None
    if other is not None and order.index(other.role) <= order.index(duty.role):
        _drop(actor, duty, other)
        return
    if other is not None:
        _drop(actor, other, duty)
    changes = {"unit": heir, "unit_path": heir.path, "post": None, "liaison": None}
    actions.change(actor, "ledger.duty.pass_on", duty, **changes)
    if duty.role == "lead":
        task = Task.objects.get(pk=duty.task_id)
        actions.change(actor, "ledger.task.lead", task, lead_unit=heir, lead_path=heir.path)


def _drop(actor: Actor, duty: Duty, kept: Duty) -> None:
    """What was asked on the duty that gives way stays on record, with the one that is kept."""
    for row in Request.objects.filter(duty=duty):
        actions.change(actor, "ledger.request.pass_on", row, duty=kept)
    actions.remove(actor, "ledger.duty.drop", duty)
