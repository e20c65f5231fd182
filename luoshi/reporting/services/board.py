"""How is a unit reminded of what it owes, let off for once, or the level above told? Always by a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from luoshi.kernel import actions, clock
from luoshi.kernel.actions import Step
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.kernel.say import say
from luoshi.org.models import Ask, Unit
from luoshi.org.rules import roles_towards
from luoshi.reporting import queries
from luoshi.reporting.models import Chase, Report
from luoshi.reporting.workflow import ASK, OwedFacts

MOST_AT_ONCE = 2000


def answered(actor: Actor, report: Report) -> None:
    """Part of sending a report: every body that asked has been answered, in time or late; what was waived too."""
    mark_answered(actor, Ask.objects.filter(unit=report.unit, subject=queries.subject_of(report.period)))


def mark_answered(actor: Actor, rows: QuerySet[Ask]) -> None:
    """Obligations that have been met now; the first answer decides whether it was late."""
    facts, now = OwedFacts(roles=roles_towards(["unit"], actor.roles)), clock.now()
    for ask in rows.exclude(state="answered").select_for_update().order_by("-id"):
        first: dict[str, Any] = (
            {} if ask.answered_at else {"answered_at": now, "late": timezone.localdate(now) > ask.due_on}
        )
        actions.perform(actor, ASK, "answer", ask, facts, **first)


def given_back(actor: Actor, reports: Iterable[Report]) -> None:
    """Part of returning entries: what the body asked for is wanting again, and where it decides, the unit's row says so."""
    facts = OwedFacts(roles=roles_towards(["asker"], actor.roles))
    for report in {report.pk: report for report in reports}.values():
        rows = Ask.objects.filter(unit=report.unit, subject=queries.subject_of(report.period)).order_by("-id")
        decides = any(ask.asker_id == actor.unit_id and (ask.fields or ask.counts) for ask in rows)
        for ask in rows.filter(state="answered"):
            if ask.asker_id == actor.unit_id or (ask.counts and decides):
                actions.perform(actor, ASK, "give_back", ask, facts)


def chase(actor: Actor, asks: Sequence[Ask], note: str = "") -> int:
    """催办: remind units of what they owe; those that cannot be reminded now are left out of many, one alone is refused.

    Says to how many. Never twice a day to the same unit.
    """
    facts = queries.owed_facts(actor, asks)
    given = {"note": note}
    if len(asks) == 1:
        reasons = ASK.refusals("chase", asks[0].state, facts[asks[0].pk], given)
        if reasons:
            raise Refused(reasons)
    fit = [ask for ask in asks if not ASK.refusals("chase", ask.state, facts[ask.pk], given)]
    if not fit:
        raise Refused([say("没有可以催办的单位：都已报出、今天已催办，或者不由本单位催办。")])
    today = clock.today()
    own = Unit.objects.get(pk=actor.unit_id or 0)
    words = queries.remind_permits(own, [ask.unit for ask in fit])
    chases = [
        Chase(
            ask=ask, by=own, told=ask.unit, told_path=ask.unit_path, on=today, note=note[:300],
            document=str(words[ask.unit_id].document.text) if ask.unit_id in words else "",
        )
        for ask in fit
    ]  # fmt: skip
    with actions.atomic():
        steps = [Step(ask, facts[ask.pk], {"chases": ask.chases + 1, "chased_on": today}) for ask in fit]
        actions.perform_many(actor, ASK, "chase", steps, note=note)
        actions.create_many(actor, "reporting.chase.send", chases, note=note)
    return len(fit)


def tell_above(actor: Actor, ask: Ask, note: str = "") -> Chase:
    """告知上一级: after the unit was reminded and had its days of grace, a person tells its superior. No clock does."""
    facts = queries.owed_facts(actor, [ask])[ask.pk]
    own = Unit.objects.get(pk=actor.unit_id or 0)
    superior = queries.superiors_of([ask.unit], own).get(ask.unit_id)
    with actions.atomic():
        actions.perform(actor, ASK, "tell_above", ask, facts, note=note)
        if superior is None:
            raise Refused([say("没有可以告知的上一级。")])
        row = Chase(
            ask=ask, by=own, told=superior, told_path=superior.path, upward=True, on=clock.today(), note=note[:300]
        )
        return actions.create(actor, "reporting.chase.tell", row, note=note)


def waive(actor: Actor, ask: Ask, note: str) -> Ask:
    """准予免报 with a reason; the unit stays on the list as 免."""
    return _both(actor, ask, "waive", note.strip(), note.strip()[:300])


def restore(actor: Actor, ask: Ask, note: str) -> Ask:
    """Take a waiver back, with the reason."""
    return _both(actor, ask, "restore", note.strip(), "")


def _both(actor: Actor, ask: Ask, move: str, note: str, reason: str) -> Ask:
    """The row that was asked by this body, and the one that stands for the unit."""
    facts = queries.owed_facts(actor, [ask])[ask.pk]
    rows = Ask.objects.filter(unit=ask.unit_id, subject=ask.subject).exclude(pk=ask.pk).order_by("-id")
    with actions.atomic():
        actions.perform(actor, ASK, move, ask, facts, note=note, reason=reason)
        for other in rows.filter(state__in=ASK[move].sources):
            if other.counts or other.asker_id == actor.unit_id:
                actions.perform(actor, ASK, move, other, facts, note=note, reason=reason)
    return ask
