"""What people do with a hint: ask, explain, object, dismiss, confirm, list it as a problem, hand it on."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.org.scope import Shown
from luoshi.problems import services as problems
from luoshi.problems.models import Problem
from luoshi.signals import queries
from luoshi.signals.models import Hint
from luoshi.signals.workflow import HINT


def move(actor: Actor, hint: Hint, name: str, **given: Any) -> Hint:
    """Make a move with what it needs."""
    facts, changes = queries.hint_facts(actor, hint), dict(given)
    if name in ("explain", "object"):
        changes |= {"replied_by_id": actor.person_id, "replied_at": clock.now()}
    elif name in ("dismiss", "confirm"):
        changes["judged_at"] = clock.now()
    with actions.atomic():
        if name == "list":
            reasons = HINT.refusals(name, hint.state, facts, given)
            if reasons:
                raise Refused(reasons)
            changes = {"given": given, "listed_as": _listed(actor, hint, **given)}
        actions.perform(actor, HINT, name, hint, facts, **changes)
        if name == "ask":
            actions.change_all(hint.readers.filter(unit=hint.unit_id), shown=Shown.UNIT)
    return hint


def _listed(actor: Actor, hint: Hint, title: str, facts: str) -> Problem:
    """The problem that it becomes; the two name each other."""
    return problems.enter(
        actor, title=title, facts=facts, unit=hint.unit, origin="hint", origin_label=str(hint.by.name),
        origin_url=reverse("signals:hint", args=[hint.pk]), task=hint.task,
    )  # fmt: skip
