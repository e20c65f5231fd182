"""An office stops a rule that is often wrong, and starts it again."""

from __future__ import annotations

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.say import say
from luoshi.org.models import Unit
from luoshi.signals import queries
from luoshi.signals.models import Stop
from luoshi.signals.rules.registry import RULES


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


def _office(actor: Actor) -> Unit:
    if not queries.may_choose(actor):
        raise Refused([say("提示规则由协调办停用、启用。")])
    return Unit.objects.get(pk=actor.unit_id or 0)
