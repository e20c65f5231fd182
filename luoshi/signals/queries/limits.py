"""The limits of an office, of requests and of inspections, and who has set what when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from luoshi.inspection.models import Burden
from luoshi.inspection.queries import caps_of
from luoshi.inspection.rules.plan import CAPS, Caps
from luoshi.kernel.models import Event, thread_of
from luoshi.org.models import Unit
from luoshi.signals.models import BurdenLimits
from luoshi.signals.queries.notices import limits_of
from luoshi.signals.rules.notices import LIMITS, Limits

DEFAULTS: dict[str, int] = {**vars(LIMITS), **vars(CAPS)}


@dataclass(frozen=True)
class Setting:
    """One limit as somebody has set it."""

    at: datetime
    who: str
    name: str
    was: int
    now: int


def both(office: Unit) -> dict[str, Limits | Caps]:
    """What the office keeps to: of requests, and of inspections."""
    return {"limits": limits_of(office), "caps": caps_of(office)}


def history(office: Unit) -> list[Setting]:
    """Every change of a limit, the latest first."""
    rows = [*BurdenLimits.objects.filter(unit=office), *Burden.objects.filter(unit=office)]
    events = Event.objects.filter(thread__in=[thread_of(row) for row in rows]).select_related("person")
    return [one for event in events.order_by("-id")[:200] for one in _settings(event)]


def _settings(event: Event) -> Iterator[Setting]:
    before, after = (_kept(side) for side in (event.before, event.after))
    for name, now in after.items():
        was = before.get(name, DEFAULTS.get(name, 0))
        if was != now:
            yield Setting(event.at, event.person.name if hasattr(event, "person") else event.post_name, name, was, now)


def _kept(side: dict[str, object]) -> dict[str, int]:
    found = side.get("limits", side.get("caps", {}))
    return found if isinstance(found, dict) else {}
