"""What do the pages of requests show?"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from luoshi.kernel import queries as kernel
from luoshi.kernel.actor import Actor
from luoshi.ledger import queries, rules
from luoshi.ledger.models import Request, Target, Task
from luoshi.ledger.queries import page_task
from luoshi.org import queries as org
from luoshi.org.models import Unit


def targets_of(task: Task) -> list[Target]:
    """The figures of a task."""
    return list(task.targets.all())


@dataclass(frozen=True)
class RequestRoom:
    """What stands beside the form of a request: how often the date has moved, how often it may, by when to ask."""

    extensions: int
    allowed: int
    ahead: int
    last_day: Any
    group_head: str


def request_room(task: Task) -> RequestRoom:
    """What holds for extensions of this task."""
    limits = queries.thresholds_for(task.issuer.path)
    head = queries.group_head(task.issuer)
    last = queries.calendar().shift(task.due_on, -limits.extension_ahead) if task.due_on else None
    return RequestRoom(
        queries.extensions_granted(task), limits.extension_count, limits.extension_ahead, last,
        org.holders([head]).get(head.pk, "") if head else "",
    )  # fmt: skip


def ruling_room(actor: Actor, row: Request) -> dict[str, Any]:
    """What may be done with a request, what it would change, and its papers."""
    offers = page_task.request_offers(actor, row)
    able = {offer.move.name for offer in offers if offer.allowed}
    room = request_room(row.task) if row.kind == "extension" else None
    return {
        "offers": [offer for offer in offers if offer.move.name in {"grant", "decline"}],
        "may_rule": bool(able & {"grant", "decline"}),
        "may_withdraw": "withdraw" in able,
        "may_answer": "answer" in able,
        "changes": _changes(row),
        "asked_with": list(kernel.files_of(row, "request")),
        "ruled_with": list(kernel.files_of(row, "ruling")),
        "again": room if room and row.state in queries.OPEN_REQUESTS and room.extensions >= room.allowed else None,
        "below": page_task.below_count(row.task) if row.kind in {"suspension", "cancellation"} else 0,
    }


def _changes(row: Request) -> list[tuple[str, str, str]]:
    """(field, as it was or stands, as wanted) of a change."""
    task, before, wanted, found = row.task, row.before or {}, row.wanted or {}, []
    for name, label in (("title", gettext("任务")), ("text", gettext("任务内容"))):
        if name in wanted:
            found.append((label, before.get(name, getattr(task, name)), wanted[name]))
    if "standards" in wanted:
        stands = before.get("standards") or list(task.standards.values_list("text", flat=True))
        found.append((gettext("达到的标准"), "\n".join(stands), "\n".join(wanted["standards"])))
    figures = {str(one.pk): one for one in task.targets.all()}
    for key, number in wanted.get("targets", {}).items():
        if (one := figures.get(key)) is not None:
            was = before.get("targets", {}).get(key, rules.plain(one.number))
            found.append((one.name, f"{was} {one.unit_name}", f"{rules.plain(Decimal(number))} {one.unit_name}"))
    if "due_on" in wanted:
        stood = before.get("due_on") or (task.due_on.isoformat() if task.due_on else "")
        found.append((gettext("完成时限"), stood, wanted["due_on"]))
    if "unit" in wanted:
        was, new = int(before.get("unit") or task.lead_unit_id or 0), int(wanted["unit"])
        names = dict(Unit.objects.filter(pk__in=[pk for pk in (was, new) if pk]).values_list("pk", "name"))
        found.append((gettext("牵头单位"), names.get(was, ""), names.get(new, "")))
    return found
