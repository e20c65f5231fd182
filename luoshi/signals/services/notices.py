"""What has gone out is kept, with what was found in it and why it went all the same; the limits are set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.checks import Finding, Leaving
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.say import kept, say
from luoshi.org.models import Unit
from luoshi.signals.models import BurdenLimits, Sending, SendingUnit
from luoshi.signals.queries.notices import limiting
from luoshi.signals.rules.notices import LIMITS

LIMITED = say("减负限额由协调机构的办事机构设置。")


def keep(actor: Actor, leaving: Leaving, findings: Sequence[Finding], despite: str) -> None:
    """Keep what goes out: part of the act that sends it."""
    today = clock.today()
    row = Sending(
        kind=leaving.kind, subject=leaving.subject[:80], matters=list(leaving.matters), title=leaving.title[:200],
        asker_id=leaving.unit_id, sent_on=today, due_on=leaving.due_on, characters=len("".join(leaving.text.split())),
        attachments=leaving.attachments, despite=despite[:300],
        findings=[{"rule": one.rule, "weight": one.weight.value, "text": kept(one.text)} for one in findings],
    )  # fmt: skip
    units = Unit.objects.in_bulk([leaving.unit_id, *leaving.to])
    actions.create(actor, "signals.sending.keep", row)
    reached = [SendingUnit(sending=row, unit=units[leaving.unit_id], asks=True, sent_on=today)]
    reached += [
        SendingUnit(sending=row, unit=units[pk], sent_on=today) for pk in dict.fromkeys(leaving.to) if pk in units
    ]
    actions.add_parts(actor, "signals.sending.reach", row, reached, {"units": len(reached) - 1})


def set_limits(actor: Actor, limits: Mapping[str, int]) -> BurdenLimits:
    """Set what the own office thinks enough."""
    office = limiting(actor)
    if office is None:
        raise Refused([LIMITED])
    wrong = {name: [say("请填 0 至 10000 之间的整数。")] for name, value in limits.items() if not 0 <= value <= 10000}
    if wrong or set(limits) - set(vars(LIMITS)):
        raise Invalid(wrong)
    row = BurdenLimits.objects.filter(unit=office).first()
    if row is None:
        return actions.create(actor, "signals.limits.set", BurdenLimits(unit=office, limits=dict(limits)))
    return actions.change(actor, "signals.limits.set", row, limits={**row.limits, **limits})
