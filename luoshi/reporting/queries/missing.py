"""Who has not reported, and whom to call? Reads only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.say import Say
from luoshi.org.models import Post, Tenure, Unit
from luoshi.org.queries import in_force
from luoshi.reporting import rules
from luoshi.reporting.models import (
    Period,
    Receipt,
)
from luoshi.reporting.queries.obligations import asks_seen, subject_of


@dataclass
class Missing:
    """A unit that is asked for a period: by when, how it stands, and whom to call."""

    unit: Unit
    due_on: date
    answered_on: date | None
    returned: bool
    liaison: str = ""
    phone: str = ""

    @property
    def mark(self) -> str:
        return rules.mark(rules.AskFacts(self.due_on, self.answered_on, self.returned), clock.today())

    @property
    def label(self) -> Say:
        return rules.MARKS[self.mark]


def missing(actor: Actor, period: Period) -> list[Missing]:
    """Units that owe for a period, in the order of the tree; an unsent report leaves no trace here."""
    found: dict[int, Missing] = {}
    rows = (
        asks_seen(actor)
        .filter(subject=subject_of(period))
        .select_related("unit")
        .order_by("unit__place_path", "unit_path", "id")
    )
    for ask in rows:
        answered = timezone.localdate(ask.answered_at) if ask.answered_at else None
        row = found.setdefault(ask.unit_id, Missing(ask.unit, ask.due_on, answered, False))
        row.due_on = min(row.due_on, ask.due_on)
    given_back = Receipt.objects.visible_to(actor).filter(report__period=period, state="returned")
    for unit_id in given_back.values_list("report__unit", flat=True).distinct():
        if unit_id in found:
            found[unit_id].returned = True
    _call(found)
    return list(found.values())


def places(units: Sequence[Unit]) -> dict[str, str]:
    """path → name of the places that these units belong to, for grouping."""
    rows = Unit.objects.filter(path__in={unit.place_path for unit in units})
    return {path: short or name for path, short, name in rows.values_list("path", "short_name", "name")}


def _call(found: Mapping[int, Missing]) -> None:
    posts = list(Post.objects.filter(unit__in=list(found), kind="liaison").order_by("ordering", "id"))
    held = Tenure.objects.filter(in_force(clock.today()), post__in=posts).select_related("person", "post")
    for tenure in held:
        row = found[tenure.post.unit_id]
        if not row.liaison:
            row.liaison, row.phone = tenure.person.name, tenure.person.phone
