"""Which matters of a consultation or a meeting wait for somebody, as these events have left them? For notices (`kernel.panels.notify`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from luoshi.kernel.panels import Matter
from luoshi.kernel.say import say
from luoshi.policy.models import AgendaItem, Attendance, Booking, Countersign, Opinion, Submission


def _touched(events: Sequence[Any]) -> Q:
    plans = {event.object_id for event in events if event.object_type == "ledger.plan"}
    opinions = {event.object_id for event in events if event.object_type == "policy.opinion"}
    return Q(plan__in=plans) | Q(plan__in=Opinion.objects.filter(pk__in=opinions).values("plan"))


def opinions(events: Sequence[Any]) -> Iterator[Matter]:
    """Units that owe their opinion on a plan: one matter for all their tasks in it."""
    found: dict[tuple[int, int], list[Opinion]] = {}
    for row in Opinion.objects.filter(_touched(events)).select_related("plan__unit", "task"):
        found.setdefault((row.plan_id, row.unit_id), []).append(row)
    for (plan_id, unit_id), rows in found.items():
        plan = rows[0].plan
        asked = [
            row for row in rows if row.state == "asked" and plan.state == "consulting" and row.task.state == "draft"
        ]
        yield Matter(
            f"{plan_id} {unit_id}", bool(asked), unit_id, "consult", title=plan.title, url=reverse("policy:opinions", args=[plan_id]),
            text=say("分给本单位的任务 {n} 项，请反馈意见", n=len(asked)), asked_by=plan.unit.name,
            due_on=min((row.due_on for row in asked), default=None),
        )  # fmt: skip


def adoptions(events: Sequence[Any]) -> Iterator[Matter]:
    """Plans on which opinions wait for the drafter's answer."""
    found: dict[int, list[Opinion]] = {}
    for row in Opinion.objects.filter(_touched(events)).select_related("plan", "unit"):
        found.setdefault(row.plan_id, []).append(row)
    for plan_id, rows in found.items():
        plan, raised = rows[0].plan, [row for row in rows if row.state == "raised"]
        names = "、".join(dict.fromkeys(row.unit.short_name or row.unit.name for row in raised))
        yield Matter(
            str(plan_id), bool(raised) and plan.state == "consulting", plan.unit_id, "draft", title=plan.title,
            url=reverse("policy:opinions", args=[plan_id]), text=say("有 {n} 条意见待处理", n=len(raised)), asked_by=names[:100],
        )  # fmt: skip


def calls(events: Sequence[Any]) -> Iterator[Matter]:
    """Units that are called to a meeting whose agenda has gone out, until it is held or called off.

    What a meeting decides needs no notice of its own: entered in the ledger it waits for its lead's receipt.
    """
    meetings = {event.object_id for event in events if event.object_type == "policy.meeting"}
    seats = {event.object_id for event in events if event.object_type == "policy.attendance"}
    rows = Attendance.objects.filter(Q(meeting__in=meetings) | Q(pk__in=seats)).exclude(part="host")
    for seat in rows.select_related("meeting__unit").annotate(matters=Count("meeting__items")):
        meeting = seat.meeting
        when = f"{meeting.starts_at:%H:%M}" if meeting.starts_at else ""
        seats.discard(seat.pk)
        yield Matter(
            str(seat.pk), meeting.state == "convened", seat.unit_id, "consult", title=meeting.name,
            url=reverse("policy:meeting", args=[meeting.pk]), asked_by=meeting.unit.name, due_on=meeting.held_on,
            text=say("请准备并派员参会：议题 {n} 个 {when} {place}", n=seat.matters, when=when, place=meeting.place),
        )  # fmt: skip
    yield from (Matter(str(gone), open=False) for gone in seats)


def brought(events: Sequence[Any]) -> Iterator[Matter]:
    """Matters that somebody has brought and that wait for the office to put them on an agenda."""
    touched = {event.object_id for event in events if event.object_type == "policy.agendaitem"}
    for item in AgendaItem.objects.filter(pk__in=touched).select_related("bringer"):
        yield Matter(
            str(item.pk), item.state == "pooled" and item.bringer_id != item.unit_id, item.unit_id, "draft", title=item.subject,
            url=reverse("policy:item", args=[item.pk]), text=say("请列入议程"), asked_by=item.bringer.name,
        )  # fmt: skip


def bookings(events: Sequence[Any]) -> Iterator[Matter]:
    """Bookings that wait for the unit that keeps the resource."""
    ids = {event.object_id for event in events if event.object_type == "policy.booking"}
    for row in Booking.objects.filter(pk__in=ids).select_related("unit", "resource"):
        yield Matter(
            str(row.pk), row.state == "asked", row.resource.unit_id, "consult", title=row.resource.name,
            url=reverse("policy:booking", args=[row.pk]), asked_by=row.unit.name, due_on=row.starts_on, since=row.asked_at,
            text=say("{first} 至 {last}，{people} 人", first=row.starts_on, last=row.ends_on, people=row.people),
        )  # fmt: skip


def countersigns(events: Sequence[Any]) -> Iterator[Matter]:
    """Units whose countersign a division waits for."""
    plans = {event.object_id for event in events if event.object_type == "ledger.plan"}
    ids = {event.object_id for event in events if event.object_type == "policy.countersign"}
    for row in Countersign.objects.filter(Q(pk__in=ids) | Q(plan__in=plans)).select_related("plan__unit"):
        yield Matter(
            f"{row.pk} {row.text_hash[:8]}", row.state == "asked" and row.plan.state == "consulting", row.unit_id, "consult",
            title=row.plan.title, url=reverse("policy:countersign", args=[row.plan_id]), asked_by=row.plan.unit.name, due_on=row.due_on,
            since=row.asked_at,
        )  # fmt: skip


def submissions(events: Sequence[Any]) -> Iterator[Matter]:
    """Papers that have come up and wait for their receipt or answer."""
    ids = {event.object_id for event in events if event.object_type == "policy.submission"}
    for row in Submission.objects.filter(pk__in=ids).exclude(to=None).select_related("unit"):
        yield Matter(
            str(row.pk), row.state in {"sent", "received"}, row.to_id or 0, "consult", title=row.title,
            url=reverse("policy:submission", args=[row.pk]), asked_by=row.unit.name, since=row.sent_at,
        )  # fmt: skip
