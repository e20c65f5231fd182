"""The register of inspectors: who is on it, trained in what, kept away from where."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from luoshi.inspection import queries
from luoshi.inspection.models import Inspector, Tie, Training
from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.say import say
from luoshi.org.models import Unit


def add_inspector(
    actor: Actor, employer: Unit, name: str, *, title: str = "", skills: Sequence[str] = (), leads: bool = False,
    trained_on: date | None = None, ties: Sequence[tuple[str, Unit, date | None]] = (),
) -> Inspector:  # fmt: skip
    """Put somebody on the own office's register, with what keeps them away: (kind, unit, left on)."""
    if not queries.inspects(actor):
        raise Refused([say("您所在单位或职务不能办理这一步。")])
    office = Unit.objects.get_visible(actor, pk=actor.unit_id)
    row = Inspector(
        office=office, office_path=office.path, employer=employer, name=name.strip()[:60], title=title.strip()[:60],
        skills=list(skills), leads=leads, trained_on=trained_on,
    )  # fmt: skip
    with actions.atomic():
        actions.create(actor, "inspection.inspector.add", row)
        rows = [Tie(inspector=row, kind=kind, unit=unit, left_on=left_on) for kind, unit, left_on in ties]
        actions.add_parts(actor, "inspection.inspector.tie", row, rows, {"ties": len(rows)})
    return row


def train(actor: Actor, row: Inspector, *, on: date, subject: str, given_by: str = "") -> Training:
    """A training that somebody has had: people are trained before they go (Decree 733, article 15)."""
    _own(actor, row)
    if on > clock.today():
        raise Invalid({"on": [say("培训日期晚于今日。")]})
    made = Training(inspector=row, on=on, subject=subject.strip()[:120], given_by=given_by.strip()[:80])
    with actions.atomic():
        actions.create(actor, "inspection.inspector.train", made)
        if row.trained_on is None or row.trained_on < on:
            actions.change(actor, "inspection.inspector.trained", row, trained_on=on)
    return made


def tie(actor: Actor, row: Inspector, *, kind: str, unit: Unit, left_on: date | None = None, note: str = "") -> Tie:
    """What keeps somebody away from a unit and all below it; frames that are sealed already stay as they are."""
    _own(actor, row)
    made = Tie(inspector=row, kind=kind, unit=unit, left_on=left_on, note=note.strip()[:120])
    return actions.create(actor, "inspection.inspector.tied", made)


def untie(actor: Actor, row: Tie) -> None:
    """It was entered by mistake, or holds no more."""
    _own(actor, row.inspector)
    actions.remove(actor, "inspection.inspector.untie", row)


def set_inspector(
    actor: Actor, row: Inspector, *, title: str, skills: Sequence[str], leads: bool, active: bool
) -> Inspector:
    """Correct what the register says; ``active`` False: not drawn any more."""
    _own(actor, row)
    return actions.change(
        actor,
        "inspection.inspector.set",
        row,
        title=title.strip()[:60],
        skills=list(skills),
        leads=leads,
        active=active,
    )


def _own(actor: Actor, row: Inspector) -> None:
    if not queries.inspects(actor) or row.office_id != actor.unit_id:
        raise Refused([say("由{who}管理。", who=row.office.name)])
