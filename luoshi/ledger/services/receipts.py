"""Receiving a duty, and naming its liaison officer."""

from __future__ import annotations

from typing import Any

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.ledger import queries
from luoshi.ledger.models import Duty
from luoshi.ledger.services.common import check_post
from luoshi.ledger.workflow import DUTY
from luoshi.org.models import Post


def receive(actor: Actor, duty: Duty, *, liaison: Post | None = None) -> Duty:
    """签收: proves receipt, not consent. The lead names its liaison officer here or later."""
    check_post(duty.unit, liaison)
    named: dict[str, Any] = {"liaison": liaison} if liaison is not None else {}
    return actions.perform(
        actor, DUTY, "receive", duty, queries.duty_facts(actor, duty), received_at=clock.now(), **named
    )


def name_liaison(actor: Actor, duty: Duty, post: Post | None) -> Duty:
    """Name the liaison officer of a duty, or another one."""
    check_post(duty.unit, post)
    return actions.perform(actor, DUTY, "name_liaison", duty, queries.duty_facts(actor, duty), liaison=post)
