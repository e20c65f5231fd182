"""The final text goes round to be countersigned; a unit signs it or says why not; what was changed goes round again."""

from __future__ import annotations

from datetime import date

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.models import File
from luoshi.kernel.say import say
from luoshi.kernel.services import attach
from luoshi.ledger.models import Plan
from luoshi.policy.models import Countersign
from luoshi.policy.queries import countersign as reads
from luoshi.policy.workflow import COUNTERSIGN


def open_countersign(actor: Actor, plan: Plan, due_on: date) -> int:
    """送会签: to every unit that bears a duty and has not the text of now before it; how many."""
    reasons = reads.not_to_countersign(actor, plan)
    if reasons:
        raise Refused(reasons)
    if due_on < clock.today():
        raise Invalid({"due_on": [say("会签截止日期早于今天。")]})
    now = reads.text_hash(plan)
    held = {row.unit_id: row for row in Countersign.objects.filter(plan=plan).select_related("unit", "plan__unit")}
    units = list(reads.countersigners(plan))
    fresh = [
        Countersign(
            state=COUNTERSIGN.start, plan=plan, unit=unit, unit_path=unit.path, text_hash=now, due_on=due_on, asked_at=clock.now()
        )
        for unit in units
        if unit.pk not in held
    ]  # fmt: skip
    stale = [held[unit.pk] for unit in units if unit.pk in held and held[unit.pk].text_hash != now]
    if not fresh and not stale:
        raise Refused([say("各责任单位面前都是现在的文本，不用重新送。")])
    gone = [row for key, row in held.items() if key not in {unit.pk for unit in units}]
    with actions.atomic():
        actions.create_many(actor, "policy.countersign.ask", fresh)
        for row in stale:
            facts = reads.countersign_facts(actor, row, now)
            actions.perform(
                actor, COUNTERSIGN, "renew", row, facts, text_hash=now, due_on=due_on, asked_at=clock.now(), signed_by="",
                signed_on=None, reason="", outcome="",
            )  # fmt: skip
        for row in gone:
            actions.remove(actor, "policy.countersign.release", row)
    return len(fresh) + len(stale)


def sign_countersign(
    actor: Actor, row: Countersign, *, signed_by: str, signed_on: date | None = None, scan: File | None = None
) -> Countersign:
    """会签同意: by the head who is logged in, or by the sheet that the head has signed with a pen."""
    if signed_on is not None and not row.asked_at.date() <= signed_on <= clock.today():
        raise Invalid({"signed_on": [say("会签日期须在送会签以后、今天以前。")]})
    with actions.atomic():
        if scan is not None:
            attach(actor, scan, row, reads.SCAN)
        facts = reads.countersign_facts(actor, row, reads.text_hash(row.plan))
        return actions.perform(
            actor, COUNTERSIGN, "sign", row, facts, signed_by=signed_by.strip()[:40], signed_on=signed_on or clock.today()
        )  # fmt: skip


def move_countersign(actor: Actor, row: Countersign, name: str, note: str) -> Countersign:
    """A refusal with its reason, or what came of it."""
    facts = reads.countersign_facts(actor, row, reads.text_hash(row.plan))
    field = "reason" if name == "refuse" else "outcome"
    return actions.perform(actor, COUNTERSIGN, name, row, facts, note=note.strip(), **{field: note.strip()[:2000]})
