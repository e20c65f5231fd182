"""What do other units owe one's own in the ledger: a ruling, an opinion, a verification? Reads only."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.panels import Awaited
from luoshi.kernel.say import say
from luoshi.ledger import rules
from luoshi.ledger.models import Completion, Request, Task

MOST = 100


def awaited(actor: Actor, unit_id: int) -> Iterator[Awaited]:
    """Requests without a ruling, and completions that nobody has verified yet."""
    yield from _requests(actor, unit_id)
    yield from _completions(actor, unit_id)


def _requests(actor: Actor, unit_id: int) -> Iterator[Awaited]:
    rows = Request.objects.visible_to(actor).filter(unit=unit_id, state__in=["raised", "asked"])
    rows = rows.exclude(task__state__in=rules.CLOSED).exclude(assigner=unit_id)
    for row in rows.select_related("task", "assigner", "responder").order_by("raised_at", "id")[:MOST]:
        # a lead that has let its days pass no longer holds the ruling up: from then on it waits with the assigner
        hearing = row.state == "asked" and row.answer_by is not None and row.answer_by >= clock.today()
        by = row.responder if hearing and row.responder is not None else row.assigner
        yield Awaited(
            say("答复") if hearing else say("裁定"), row.task.title, row.get_kind_display(), by.pk, by.name,
            timezone.localdate(row.raised_at), row.answer_by if hearing else row.rule_by,
            reverse("ledger:request", args=[row.pk]),
        )  # fmt: skip


def _completions(actor: Actor, unit_id: int) -> Iterator[Awaited]:
    tasks = Task.objects.visible_to(actor).filter(lead_unit=unit_id, state="verifying").exclude(issuer=unit_id)
    found = {task.pk: task for task in tasks.select_related("issuer").order_by("order_key", "id")[:MOST]}
    applied = Completion.objects.filter(task__in=found, outcome="").order_by("id")
    since = dict(applied.values_list("task_id", "applied_at"))
    for pk, at in sorted(since.items(), key=lambda pair: pair[1]):
        task = found[pk]
        yield Awaited(
            say("核验"), task.title, task.number, task.issuer_id, task.issuer.name, timezone.localdate(at), None,
            reverse("ledger:task", args=[pk]),
        )  # fmt: skip
