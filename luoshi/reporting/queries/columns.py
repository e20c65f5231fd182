"""What do accepted reports say, for many tasks of the ledger at once?"""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone

from luoshi.kernel.actor import Actor
from luoshi.reporting.models import EntryVersion, Receipt


def accepted(actor: Actor, task_ids: Collection[int]) -> dict[int, Receipt]:
    """The last accepted receipt of the body that decides, by task; of those that the reader may see."""
    rows = Receipt.objects.visible_to(actor).filter(entry__task__in=task_ids, deciding=True, state="accepted")
    return {row.entry.task_id: row for row in rows.select_related("entry", "recipient").order_by("decided_at", "id")}


def difficulties(actor: Actor, task_ids: Collection[int]) -> dict[int, str]:
    """存在困难, as it stood in the last accepted version."""
    by_entry = {row.entry_id: (task, row.round) for task, row in accepted(actor, task_ids).items()}
    found: dict[int, str] = {}
    for version in EntryVersion.objects.filter(entry__in=by_entry).order_by("round"):
        task, accepted_round = by_entry[version.entry_id]
        if version.round <= accepted_round:
            found[task] = str(version.content.get("difficulty") or "")
    return {task: text for task, text in found.items() if text}


def checked_by(actor: Actor, task_ids: Collection[int]) -> dict[int, str]:
    """Which unit accepted the last report, and when."""
    return {
        task: f"{row.recipient.name} {timezone.localdate(row.decided_at).isoformat()}"
        for task, row in accepted(actor, task_ids).items()
        if row.decided_at
    }
