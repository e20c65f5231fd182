"""What do other units owe one's own in reporting: a review, an answer to what was asked for? Reads only."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from luoshi.kernel.actor import Actor
from luoshi.kernel.panels import Awaited
from luoshi.kernel.say import say
from luoshi.reporting.models import EntryVersion, Receipt
from luoshi.reporting.queries.appeals import appeals

MOST = 100


def awaited(actor: Actor, unit_id: int) -> Iterator[Awaited]:
    """Sent reports that a body has not reviewed, and letters for help or 请示 without an answer."""
    yield from _reviews(actor, unit_id)
    yield from _answers(actor, unit_id)


def _reviews(actor: Actor, unit_id: int) -> Iterator[Awaited]:
    """One line for each body and period, however many tasks the report speaks of."""
    waiting = Receipt.objects.visible_to(actor).filter(report__unit=unit_id, state="pending", entry__state="locked")
    rows = (
        waiting.exclude(recipient=unit_id)
        .values("report", "report__period__name", "report__period__due_on", "recipient", "recipient__name")
        .annotate(entries=Count("pk"))
        .order_by("report__period__due_on", "recipient__path")[:MOST]
    )
    found = list(rows)
    sent = EntryVersion.objects.filter(entry__report__in=[row["report"] for row in found])
    when = dict(sent.values_list("entry__report").annotate(at=Max("sent_at")))
    for row in found:
        since, due_on = timezone.localdate(when[row["report"]]), row["report__period__due_on"]
        detail = gettext("待审核 %(count)s 项") % {"count": row["entries"]}
        # the reviewer has until the period's own date; of what came after it nothing says by when
        yield Awaited(
            say("审核"), row["report__period__name"], detail, row["recipient"], row["recipient__name"], since,
            due_on if due_on and since <= due_on else None, reverse("reporting:report", args=[row["report"]]),
        )  # fmt: skip


def _answers(actor: Actor, unit_id: int) -> Iterator[Awaited]:
    rows = appeals(actor).filter(unit=unit_id, state="sent").order_by("sent_at", "id")
    for row in rows[:MOST]:
        if row.sent_at is None:
            continue
        yield Awaited(
            say("答复"), row.title, f"{row.document} {row.number}".strip(), row.to_id, row.to.name,
            timezone.localdate(row.sent_at), None, reverse("reporting:appeal", args=[row.pk]),
        )  # fmt: skip
