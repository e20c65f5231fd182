"""How does a unit show its siblings what it did, and take it back? Always by its own act."""

from __future__ import annotations

from typing import Any

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible, Refused
from luoshi.reporting import queries
from luoshi.reporting.models import Entry, Share
from luoshi.reporting.workflow import SHARE


def share(actor: Actor, entry: Entry) -> Share:
    """分享做法: the text of one entry as it was sent, to the units with the same parent."""
    text, unit = queries.sent_text(entry), entry.report.unit
    facts = queries.share_facts(actor, entry, text)
    found = queries.share_of(entry)
    reasons = SHARE.refusals("share", found.state if found else SHARE.start, facts, {})
    if reasons or unit.parent is None:
        raise Refused(reasons)
    shown: dict[str, Any] = {
        "among": unit.parent, "title": entry.task.title, "period_name": entry.report.period.name, "text": text,
        "shared_by_id": actor.person_id, "shared_at": clock.now(),
    }  # fmt: skip
    with actions.atomic():
        if found is None:
            row = Share(entry=entry, unit=unit, state=SHARE.start, **shown)
            found = actions.create(actor, "reporting.share.start", row)
        return actions.perform(actor, SHARE, "share", found, facts, **shown)


def unshare(actor: Actor, entry: Entry) -> Share:
    """收回: from now on no sibling reads it."""
    found = queries.share_of(entry)
    if found is None:
        raise NotVisible
    return actions.perform(actor, SHARE, "withdraw", found, queries.share_facts(actor, entry, found.text))
