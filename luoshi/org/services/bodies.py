"""协调小组、领导小组、联席会议: its name, head, office and members."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.kernel.say import say
from luoshi.org.models import BodyMember, CoordinationBody, Post, Unit
from luoshi.org.queries.tags import organises

DAY = timedelta(days=1)


def keep_body(
    actor: Actor, body: CoordinationBody, *, name: str, kind: str, head_title: str, code: str, head: Post | None
) -> CoordinationBody:
    """Name, form, head and letter code of a coordination body."""
    _keeping(actor, body)
    changes: dict[str, Any] = {
        "name": name.strip(),
        "kind": kind,
        "head_title": head_title.strip(),
        "code": code.strip(),
        "head": head,
    }
    return actions.change(actor, "org.body.change", body, **changes)


def seat_members(actor: Actor, body: CoordinationBody, units: Collection[Unit], role: str = "member") -> None:
    """These units, and no others, sit in the body in this role; since when and until when stays on record."""
    _keeping(actor, body)
    today = clock.today()
    wanted = {unit.pk: unit for unit in units}
    with actions.atomic():
        for row in BodyMember.objects.filter(body=body, ends_on=None):
            if row.unit_id in wanted and row.role != role:
                actions.change(actor, "org.body.seat", row, role=role)
            elif row.unit_id not in wanted and row.role == role:
                actions.change(actor, "org.body.leave", row, ends_on=max(today - DAY, row.starts_on))
            wanted.pop(row.unit_id, None)
        rows = [BodyMember(body=body, unit=unit, role=role, starts_on=today) for unit in wanted.values()]
        if rows:
            actions.create_many(actor, "org.body.seat", rows)


def _keeping(actor: Actor, body: CoordinationBody) -> None:
    if not organises(actor, body.place):
        raise Refused([say("协调机构由本级或上级协调办登记。")])
