"""When did a task's clock stand still?"""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone

from luoshi.kernel import clock
from luoshi.kernel.queries import calendar
from luoshi.kernel.say import Say
from luoshi.ledger.models import Pause, Request, Task
from luoshi.ledger.rules import pauses
from luoshi.ledger.rules.pauses import Span


def span_of(row: Pause) -> Span:
    """A row as the rules take it."""
    return Span(row.starts_on, row.ends_on, row.kind, row.until_on)


def pauses_of(task: Task) -> list[Pause]:
    """All pauses, oldest first."""
    return list(Pause.objects.filter(task=task).select_related("request").order_by("starts_on", "id"))


def counted_spans(task: Task) -> list[Span]:
    """The pauses that still move the clock: a granted extension has taken those before it into account."""
    granted = (
        Request.objects.filter(task=task, kind="extension", state="granted", ruled_at__isnull=False)
        .order_by("-ruled_at")
        .values_list("ruled_at", flat=True)
        .first()
    )
    since = timezone.localdate(granted) if granted else None
    rows = Pause.objects.filter(task=task).order_by("starts_on", "id")
    return [span_of(row) for row in rows if since is None or row.ends_on is None or row.ends_on > since]


def standing_still(task_ids: Collection[int]) -> dict[int, Say]:
    """Why the clock of each of these tasks stands still now."""
    spans: dict[int, list[Span]] = {}
    for row in Pause.objects.filter(task_id__in=task_ids, ends_on=None).order_by("id"):
        spans.setdefault(row.task_id, []).append(span_of(row))
    today, days = clock.today(), calendar()
    found = {pk: pauses.told(group, today, days) for pk, group in spans.items()}
    return {pk: text for pk, text in found.items() if text is not None}
