"""What an office sets for the problems of its place: names of the lists, days of each step, themes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid
from luoshi.kernel.say import say
from luoshi.ledger.services import place_of
from luoshi.org.models import Unit
from luoshi.problems.models import ProblemSettings
from luoshi.problems.queries import LIMITS, settings_at

NAMES = ("problems_name", "measures_name", "duties_name")


def set_problems(actor: Actor, **values: Any) -> ProblemSettings:
    """Set how problems are kept at the own place; what is not given stays as it holds there now."""
    place = place_of(actor)
    now, row = settings_at(place.path), ProblemSettings.objects.filter(unit=place).first()
    after: dict[str, Any] = {name: values.get(name, getattr(now, name)) for name in (*NAMES, *LIMITS, "themes")}
    wrong = {name: [say("请填 0 至 1000 之间的整数。")] for name in LIMITS if not 0 <= int(after[name]) <= 1000}
    wrong |= {name: [say("缺{what}。", what=say("清单名称"))] for name in NAMES if not str(after[name]).strip()}
    if wrong:
        raise Invalid(wrong)
    after |= {name: str(after[name]).strip()[:20] for name in NAMES}
    if row is None:
        return actions.create(actor, "problems.settings.set", ProblemSettings(unit=place, **after))
    return actions.change(actor, "problems.settings.set", row, **after)


def note_export(actor: Actor, what: str, notes: Sequence[str]) -> None:
    """Write into the trail who took which list out."""
    unit = Unit.objects.filter(pk=actor.unit_id or 0).first()
    if unit is not None:
        actions.note_event(actor, "problems.export", unit, after={"what": what, "notes": list(notes)})
