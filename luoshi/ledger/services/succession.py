"""How do the ledger's open matters pass from a unit that ceases to the one that takes over?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.panels import Handed
from luoshi.kernel.say import say
from luoshi.ledger.models import Duty, Letter, LetterReader, Plan, Request, Task
from luoshi.ledger.queries import OWN
from luoshi.org.models import Unit

RUNNING = ("draft", "active", "verifying")
UNDER_WAY = ("sent", "received", "answered")


def _duties(unit: Unit) -> list[Duty]:
    rows = Duty.objects.filter(unit=unit, task__state__in=RUNNING).select_related(
        "task__issuer", "task__lead_unit", "unit"
    )
    return list(rows.order_by("task__deadline", "id"))


def preview(unit: Unit, _heir: Unit | None) -> Iterator[Handed]:
    """Duties on running tasks, tasks issued that still run, requests, drafts of plans, letters."""
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
    for letter in _letters(unit):
        yield Handed(
            say("函件"), letter.title, letter.number, letter.due_on, reverse("ledger:letter", args=[letter.pk])
        )


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
    for letter in _letters(unit):
        _pass_letter(actor, letter, unit, heir)


def _letters(unit: Unit) -> list[Letter]:
    """Drafts, and what was sent or came in and is not closed yet."""
    own, came = Q(unit=unit, state__in=["draft", *UNDER_WAY]), Q(to=unit, state__in=UNDER_WAY)
    return list(Letter.objects.filter(own | came).order_by("id"))


def _pass_letter(actor: Actor, letter: Letter, unit: Unit, heir: Unit) -> None:
    """The heir sends what was drafted, answers what came in, closes what was sent; the number stays as it was given."""
    side, other = ("unit", letter.to_id) if letter.unit_id == unit.pk else ("to", letter.unit_id)
    if letter.state == "draft" and other == heir.pk:
        actions.remove(actor, "ledger.letter.unsent", letter)
        return
    if side == "unit" and letter.number and Letter.objects.filter(unit=heir, number=letter.number).exists():
        return  # both numbered without a code of their own: the two could not be told apart
    passed: dict[str, Any] = {side: heir}
    actions.change(actor, "ledger.letter.pass_on", letter, **passed)
    old = letter.readers.filter(unit=unit).first()
    if old is not None and not letter.readers.filter(unit=heir).exists():
        row = LetterReader(letter=letter, unit=heir, unit_path=heir.path, shown=old.shown)
        actions.create(actor, "ledger.letter.open_to", row)


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
