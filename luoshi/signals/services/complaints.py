"""Somebody says that something is too much; the office above answers within a limit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.say import say
from luoshi.org.models import Unit
from luoshi.org.scope import Shown
from luoshi.signals.models import Complainer, Complaint, ComplaintReader, Sending
from luoshi.signals.queries.complaints import answer_day, complaint_facts, keeper_for
from luoshi.signals.workflow import COMPLAINT


def complain(
    actor: Actor, *, text: str, page: str = "", about: Sending | None = None, unnamed: bool = False
) -> Complaint:
    """Take a complaint in and lay it before the office above whoever asks. Its events name nobody where the name is kept back."""
    unit = Unit.objects.filter(pk=actor.unit_id or 0).first()
    if unit is None or actor.person_id is None:
        raise Refused([say("请先选定所在单位。")])
    if not text.strip():
        raise Invalid({"text": [say("请写明什么太多、希望怎样。")]})
    asker = about.asker if about else None
    keeper = keeper_for(unit, asker)
    if keeper is None:
        raise Refused([say("上面没有可以受理的协调机构办公室，请向{unit}所在地的督查室反映。", unit=unit.name)])
    row = Complaint(
        state=COMPLAINT.start, keeper=keeper, unit=unit, asker=asker, about=about, page=page.strip()[:200],
        text=text.strip()[:2000], unnamed=unnamed, answer_by=answer_day(keeper),
    )  # fmt: skip
    signed = _unnamed(actor) if unnamed else actor
    with actions.atomic():
        actions.create(signed, "signals.complaint.receive", row)
        readers = {keeper.pk: (keeper, Shown.UNIT)} | ({} if unnamed else {unit.pk: (unit, Shown.UNIT)})
        parts = [
            ComplaintReader(complaint=row, unit=one, unit_path=one.path, shown=shown) for one, shown in readers.values()
        ]
        actions.add_parts(signed, "signals.complaint.open_to", row, parts, {"units": len(parts)})
        actions.add_parts(
            signed, "signals.complaint.by", row, [Complainer(complaint=row, person_id=actor.person_id)], {}
        )
    return row


def _unnamed(actor: Actor) -> Actor:
    """The same person as the trail knows them: the unit, and no name."""
    return replace(actor, account_id=None, person_id=None, name="—", post_name="", behalf="")


def move_complaint(actor: Actor, complaint: Complaint, name: str, *, note: str = "", **given: Any) -> Complaint:
    """Answer, accept the answer, say that it does not settle it, close."""
    changes = dict(given)
    if name == "answer":
        changes["answered_on"] = clock.today()
    elif name == "again":
        changes |= {"answered_on": None, "answer_by": answer_day(complaint.keeper)}
    facts = complaint_facts(actor, complaint)
    signed = _unnamed(actor) if complaint.unnamed and "keeper.review" not in facts.roles else actor
    return actions.perform(signed, COMPLAINT, name, complaint, facts, note=note.strip(), **changes)
