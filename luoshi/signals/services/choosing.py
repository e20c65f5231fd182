"""An office stops a rule that is often wrong, starts it again, and sets from where on it speaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.say import Say, say
from luoshi.org.models import Unit
from luoshi.signals import queries
from luoshi.signals.models import Stop, Thresholds
from luoshi.signals.rules.registry import RULES, Threshold

SET = "signals.thresholds.set"
CHOSEN = say("提示规则由协调办停用、启用，门槛由协调办调整。")


def stop(actor: Actor, rule: str, reason: str) -> Unit:
    """From now on the rule tells this office nothing; what it has told stays."""
    office = _office(actor)
    if rule not in RULES or not reason.strip():
        raise Invalid({"reason": [say("请写明停用的理由。")]})
    if not Stop.objects.filter(keeper=office, rule=rule).exists():
        actions.create(actor, "signals.rule.stop", Stop(keeper=office, rule=rule, reason=reason.strip()[:200]))
    return office


def start(actor: Actor, rule: str) -> Unit:
    """The rule tells this office again, of what comes from now on."""
    office = _office(actor)
    for row in Stop.objects.filter(keeper=office, rule=rule):
        actions.remove(actor, "signals.rule.start", row)
    return office


def set_thresholds(actor: Actor, rule: str, values: Mapping[str, int], reason: str) -> Unit:
    """From now on the rule speaks to this office from here on. With the usual values nothing is set any more."""
    office = _office(actor)
    known = {one.name: one for one in RULES[rule].thresholds} if rule in RULES else {}
    wrong = {
        name: _bounds(known[name])
        for name, value in values.items()
        if name in known and not _within(known[name], value)
    }
    if not reason.strip():
        wrong["reason"] = [say("请写明调整的理由。")]
    if wrong or not known or set(values) - set(known):
        raise Invalid(wrong)
    row = Thresholds.objects.filter(keeper=office, rule=rule).first()
    values = {**(row.values if row else {}), **values}
    own = {name: value for name, value in values.items() if value != known[name].usual}
    told: dict[str, Any] = {
        "values": own, "reason": reason.strip()[:200], "set_at": clock.now(), "set_by": f"{actor.post_name} {actor.name}".strip(),
    }  # fmt: skip
    if row is None:
        actions.create(actor, SET, Thresholds(keeper=office, rule=rule, **told))
    else:
        actions.change(actor, SET, row, **told)
    return office


def _within(one: Threshold, value: int) -> bool:
    return one.least <= value <= one.most


def _bounds(one: Threshold) -> list[Say]:
    return [say("请填 {least} 至 {most} 之间的整数。", least=one.least, most=one.most)]


def _office(actor: Actor) -> Unit:
    if not queries.may_choose(actor):
        raise Refused([CHOSEN])
    return Unit.objects.get(pk=actor.unit_id or 0)
