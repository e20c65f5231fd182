"""How do a unit's open problems pass to the one that takes over? What is closed stays in the old unit's name."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.org import queries as org
from luoshi.org.models import Unit
from luoshi.org.scope import Shown
from luoshi.problems.models import Problem, ProblemReader
from luoshi.problems.rules import OPEN


def carry(actor: Actor, unit: Unit, heir: Unit) -> None:
    """The heir puts right, or keeps, what was open; the number stays as it was given."""
    for row in Problem.objects.filter(Q(unit=unit) | Q(keeper=unit), state__in=OPEN):
        changes: dict[str, Any] = {}
        if row.unit_id == unit.pk:
            changes |= {"unit": heir, "unit_path": heir.path, "post": org.default_post(heir)}
        if row.keeper_id == unit.pk:
            changes["keeper"] = heir
        actions.change(actor, "problems.problem.pass_on", row, **changes)
        if not row.readers.filter(unit=heir).exists():
            readers = ProblemReader.opening(row, (heir, Shown.SUBTREE))
            actions.create_many(actor, "problems.problem.open_to", readers)
