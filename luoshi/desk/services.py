"""What does a person do with notices? Look at them, and say how they want to be told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from luoshi.desk import queries
from luoshi.desk.models import DEFAULT_WAY, WAYS, Notice, NoticeChoice, NoticeSettings
from luoshi.kernel import actions, clock, panels
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, NotVisible
from luoshi.kernel.say import say


def see(actor: Actor, notice: Notice) -> Notice:
    """Looked at. What only told something is done with then; what needs an act stays until the act is done.

    Without an event: who has looked at what is nobody's business.
    """
    if notice.person_id != actor.person_id:
        raise NotVisible
    now = clock.now()
    with actions.atomic():
        if notice.seen_at is None:
            actions.draft(notice, seen_at=now)
        if notice.matter.account_id is not None and notice.closed_at is None:
            actions.draft(notice, closed_at=now)
            actions.draft(notice.matter, closed_at=now)
    return notice


def see_all(actor: Actor) -> int:
    """Everything that waits has been looked at; how many."""
    rows = list(queries.open_notices(actor.person_id or 0).filter(seen_at=None)[:500])
    with actions.atomic():
        for row in rows:
            see(actor, row)
    return len(rows)


def set_wishes(
    actor: Actor,
    *,
    mail: str,
    digest_at: time,
    quiet_from: time | None,
    quiet_to: time | None,
    away_until: date | None,
    ways: Mapping[str, str],
) -> NoticeSettings:
    """How one wants to be told from now on."""
    if actor.person_id is None:
        raise NotVisible
    if (quiet_from is None) != (quiet_to is None):
        raise Invalid({"quiet_to": [say("免打扰时间要写明起和止，或者都不写。")]})
    known = {way for way, _ in WAYS}
    changes: dict[str, Any] = {
        "mail": mail, "digest_at": digest_at, "quiet_from": quiet_from, "quiet_to": quiet_to, "away_until": away_until,
    }  # fmt: skip
    with actions.atomic():
        row = queries.settings_of(actor.person_id)
        if row.pk is None:
            row = actions.create(actor, "desk.notices.set", NoticeSettings(person_id=actor.person_id, **changes))
        else:
            row = actions.change(actor, "desk.notices.set", row, **changes)
        for kind, way in ways.items():
            if kind in panels.NOTICES and way in known:
                _choose(actor, actor.person_id, kind, way)
    return row


def _choose(actor: Actor, person_id: int, kind: str, way: str) -> None:
    row = NoticeChoice.objects.filter(person=person_id, kind=kind).first()
    if row is not None:
        actions.change(actor, "desk.notices.choose", row, way=way)
    elif way != DEFAULT_WAY:
        actions.create(actor, "desk.notices.choose", NoticeChoice(person_id=person_id, kind=kind, way=way))
