"""Which matters of the ledger wait for somebody, as these events have left them? For notices (`kernel.panels.notify`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse

from luoshi.kernel.panels import Matter
from luoshi.kernel.say import say
from luoshi.ledger.models import Completion, Duty, Letter, Request, Task
from luoshi.ledger.queries.facts import OWN
from luoshi.ledger.rules.requests import KINDS


def touched(events: Sequence[Any], kind: str) -> set[int]:
    """Ids of the objects of a type that the events speak of, or stand on the page of."""
    found = {event.object_id for event in events if event.object_type == kind}
    return found | {
        int(pk) for event in events for type_, _, pk in [event.thread.partition(":")] if type_ == kind and pk.isdigit()
    }


def title(task: Task) -> str:
    """What may stand in a mail: number and name."""
    return f"{task.number} {task.title}".strip()


def receipts(events: Sequence[Any]) -> Iterator[Matter]:
    """Duties that wait for receipt."""
    ids = {event.object_id for event in events if event.object_type == "ledger.duty"}
    moved = {event.object_id for event in events if event.object_type == "ledger.task"}
    rows = Duty.objects.filter(Q(pk__in=ids) | Q(task__in=moved), role__in=OWN)
    seen = set()
    for duty in rows.select_related("task__issuer"):
        task = duty.task
        seen.add(duty.pk)
        yield Matter(
            str(duty.pk), duty.state == "pending" and task.state == "active", duty.unit_id, "receive", title=title(task),
            url=reverse("ledger:task", args=[task.pk]), asked_by=task.issuer.name, since=task.issued_at,
        )  # fmt: skip
    for gone in ids - seen:
        yield Matter(str(gone), open=False)


def rulings(events: Sequence[Any]) -> Iterator[Matter]:
    """Requests that wait for a ruling."""
    rows = Request.objects.filter(pk__in=touched(events, "ledger.request")).select_related("task", "unit")
    for row in rows:
        yield Matter(
            str(row.pk), row.state == "raised", row.assigner_id, "rule", title=title(row.task), text=KINDS[row.kind].label,
            url=reverse("ledger:request", args=[row.pk]), asked_by=row.unit.name, due_on=row.rule_by, since=row.raised_at,
        )  # fmt: skip


def verifications(events: Sequence[Any]) -> Iterator[Matter]:
    """Tasks whose completion waits for verification."""
    rows = Task.objects.filter(pk__in=touched(events, "ledger.task")).select_related("lead_unit")
    for task in rows:
        yield Matter(
            str(task.pk), task.state == "verifying", task.issuer_id, "verify", title=title(task),
            url=reverse("ledger:verify", args=[task.pk]), asked_by=task.lead_unit.name if task.lead_unit else "",
        )  # fmt: skip


def letters(events: Sequence[Any]) -> Iterator[Matter]:
    """Letters that wait for an answer, and answers that the sender has yet to take note of."""
    rows = Letter.objects.filter(pk__in=touched(events, "ledger.letter")).select_related("unit", "to")
    for row in rows:
        url, name = reverse("ledger:letter", args=[row.pk]), f"{row.number} {row.title}".strip()
        yield Matter(
            f"{row.pk}", row.state in {"sent", "received"}, row.to_id, "report", title=name, url=url, text=say("请反馈"),
            asked_by=row.unit.name, due_on=row.due_on, since=row.sent_at,
        )  # fmt: skip
        yield Matter(
            f"{row.pk} taken", row.state == "answered", row.unit_id,
            "review", title=name, url=url, text=say("已有反馈，请了结或者请再反馈"), asked_by=row.to.name, since=row.answered_at,
        )  # fmt: skip


def sent_back(events: Sequence[Any]) -> Iterator[Matter]:
    """Completions that were not confirmed: the lead mends and applies again."""
    last: dict[int, Completion] = {}
    ids = touched(events, "ledger.task")
    for row in Completion.objects.filter(task__in=ids).select_related("task__issuer").order_by("id"):
        last[row.task_id] = row
    for row in last.values():
        task = row.task
        yield Matter(
            str(task.pk), task.state == "active" and row.outcome == "returned", task.lead_unit_id or 0, "report", title=title(task),
            url=reverse("ledger:task", args=[task.pk]), asked_by=task.issuer.name, since=row.verified_at,
        )  # fmt: skip
