"""Which matters of the room wait for somebody, as these events have left them? For notices (`kernel.panels.notify`).

One matter for a period at a body that reviews, however many reports come in: eleven counties are one notice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Count
from django.urls import reverse

from luoshi.kernel.panels import Matter
from luoshi.kernel.say import say
from luoshi.org.models import Ask
from luoshi.reporting.models import Period, Receipt, Report

PERIOD = "reporting.period:"


def asks(events: Sequence[Any]) -> Iterator[Matter]:
    """What units are asked to report: one matter for all the bodies that ask the same."""
    ids = {event.object_id for event in events if event.object_type == "org.ask"}
    pairs = set(Ask.objects.filter(pk__in=ids, subject__startswith=PERIOD).values_list("unit_id", "subject"))
    units, subjects = {unit for unit, _ in pairs}, {subject for _, subject in pairs}
    open_asks: dict[tuple[int, str], list[Ask]] = {}
    rows = Ask.objects.filter(unit__in=units, subject__in=subjects, state="open", answered_at=None)
    for row in rows.select_related("asker").order_by("due_on", "id"):
        open_asks.setdefault((row.unit_id, row.subject), []).append(row)
    for unit_id, subject in pairs:
        waiting = open_asks.get((unit_id, subject), [])
        key = f"{unit_id} {subject.removeprefix(PERIOD)}"
        if not waiting:
            yield Matter(key, open=False)
            continue
        first = waiting[0]
        names = "、".join(dict.fromkeys(row.asker.short_name or row.asker.name for row in waiting))
        yield Matter(
            key, True, unit_id, "report", title=first.title, url=reverse("reporting:mine"), asked_by=names, due_on=first.due_on,
        )  # fmt: skip


def _reports(events: Sequence[Any]) -> set[int]:
    ids = {event.object_id for event in events if event.object_type == "reporting.report"}
    receipts = {event.object_id for event in events if event.object_type == "reporting.receipt"}
    return ids | set(Receipt.objects.filter(pk__in=receipts).values_list("report_id", flat=True))


def signings(events: Sequence[Any]) -> Iterator[Matter]:
    """Reports that wait for a signature."""
    for report in Report.objects.filter(pk__in=_reports(events)).select_related("period", "unit"):
        yield Matter(
            str(report.pk), report.state == "signing", report.unit_id, "sign", title=report.period.name,
            url=reverse("reporting:report", args=[report.pk]), asked_by=report.unit.name,
        )  # fmt: skip


def returned(events: Sequence[Any]) -> Iterator[Matter]:
    """Reports of which something was returned; each round is a matter of its own."""
    ids = _reports(events)
    back: dict[int, list[Receipt]] = {}
    for row in Receipt.objects.filter(report__in=ids, state="returned").select_related("recipient"):
        back.setdefault(row.report_id, []).append(row)
    for report in Report.objects.filter(pk__in=ids).select_related("period"):
        rows = back.get(report.pk, [])
        for old in range(report.round):
            yield Matter(f"{report.pk} {old}", open=False)
        yield Matter(
            f"{report.pk} {report.round}", bool(rows) and report.state != "signing", report.unit_id, "report",
            title=report.period.name, url=reverse("reporting:report", args=[report.pk]),
            text=say("退回 {n} 项，其余不变", n=len(rows)), asked_by="、".join(dict.fromkeys(row.recipient.name for row in rows)),
        )  # fmt: skip


def reviews(events: Sequence[Any]) -> Iterator[Matter]:
    """Periods of which something waits for review, for each body that reviews."""
    touched = Receipt.objects.filter(report__in=_reports(events)).values_list("recipient_id", "report__period_id")
    pairs = set(touched)
    waiting = Receipt.objects.filter(
        recipient__in={unit for unit, _ in pairs}, report__period__in={period for _, period in pairs}, state="pending"
    )
    counts = {
        (row["recipient_id"], row["report__period_id"]): row["reports"]
        for row in waiting.values("recipient_id", "report__period_id").annotate(reports=Count("report", distinct=True))
    }
    periods = Period.objects.in_bulk({period for _, period in pairs})
    for unit_id, period_id in pairs:
        number, period = counts.get((unit_id, period_id), 0), periods[period_id]
        yield Matter(
            f"{unit_id} {period_id}", bool(number), unit_id, "review", title=period.name,
            url=reverse("reporting:review_all", args=[period_id]), text=say("待审核 {n} 份", n=number), due_on=period.due_on,
        )  # fmt: skip
