"""What stands on the page of a visit, on its working paper, and in the list?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from luoshi.inspection.models import Conclusion, Finding, Objection, Reading, Visit
from luoshi.inspection.queries import visits as reads
from luoshi.inspection.rules.clocks import basis
from luoshi.inspection.rules.sheets import AXES, READINGS, YES_VALUES
from luoshi.inspection.workflow import CONCLUSION, FINDING, OBJECTION, VISIT
from luoshi.kernel.actor import Actor
from luoshi.kernel.models import Attachment
from luoshi.kernel.queries import files_of, timeline
from luoshi.kernel.say import Say
from luoshi.kernel.workflow import Offer, Workflow
from luoshi.voice.rules import small


@dataclass(frozen=True)
class Subject:
    """A thing that moves: how it is found, its table, its facts."""

    find: Callable[[Actor, int], Any]
    table: Workflow
    facts: Callable[[Actor, Any], Any]


SUBJECTS: Mapping[str, Subject] = {
    "visit": Subject(reads.find, VISIT, reads.visit_facts),
    "finding": Subject(reads.find_finding, FINDING, reads.finding_facts),
    "conclusion": Subject(reads.find_conclusion, CONCLUSION, reads.conclusion_facts),
    "objection": Subject(reads.find_objection, OBJECTION, reads.objection_facts),
}


@dataclass(frozen=True)
class Thing:
    """A row with what may be done with it and its papers."""

    kind: str
    row: Any
    label: Say
    offers: tuple[Offer, ...]
    files: tuple[Attachment, ...]
    section: Say | None = None

    @property
    def address(self) -> str:
        """Where its moves are made."""
        return f"inspection:move_{self.kind}"


@dataclass(frozen=True)
class Told:
    """A line of the sheet as it is read."""

    text: str
    shown: object
    note: str
    own: bool
    bad: bool


def thing(actor: Actor, kind: str, row: Any) -> Thing:
    """A row as it stands on the page."""
    subject = SUBJECTS[kind]
    facts = subject.facts(actor, row)
    # what is the other side's to do would only stand in the way here
    offers = tuple(one for one in subject.table.offers(row.state, facts) if set(one.move.by) & set(facts.roles))
    section = AXES.get(row.axis) if kind == "finding" else None
    return Thing(kind, row, subject.table.states[row.state], offers, tuple(files_of(row)), section)


def page_of(actor: Actor, pk: int) -> dict[str, Any]:
    """The page's context; what is the team's own stays away from the unit."""
    visit = reads.find(actor, pk)
    inside = reads.inspects(actor, visit)
    findings = (
        Finding.objects.visible_to(actor)
        .filter(visit=visit)
        .select_related("visit__unit", "visit__office", "visit__item", "task", "problem")
    )
    conclusion = (
        Conclusion.objects.visible_to(actor)
        .filter(visit=visit)
        .select_related("visit__unit", "visit__office", "visit__item")
        .first()
    )
    objections = (
        Objection.objects.visible_to(actor)
        .filter(visit=visit)
        .select_related("conclusion", "finding", "visit__unit", "visit__office", "visit__item")
    )
    return {
        "visit": visit,
        "inside": inside,
        "own": thing(actor, "visit", visit),
        "team": list(visit.target.team.all()) if visit.target and (inside or visit.visited_on or not visit.unannounced) else [],
        "findings": [thing(actor, "finding", row) for row in findings],
        "conclusion": thing(actor, "conclusion", conclusion) if conclusion else None,
        "former": list(conclusion.former.all()) if conclusion else [],
        "objections": [thing(actor, "objection", row) for row in objections],
        "basis": basis([visit.office.kind, visit.unit.kind]),
        "sections": told(visit) if inside else [],
        "talks": talks(visit) if inside else [],
        "readings": [(one, READINGS[one.state]) for one in _readings(visit)] if inside else [],
        "may_draft": inside and conclusion is None and visit.state == "done" and visit.kind == "inspection" and _may(actor, visit),
        "may_find": inside and visit.state == "visited" and visit.kind == "inspection" and _may(actor, visit),
        "entries": timeline(visit) if inside else [],
    }  # fmt: skip


def _may(actor: Actor, visit: Visit) -> bool:
    return "inspecting.inspect" in reads.roles(actor, visit)


def _readings(visit: Visit) -> list[Reading]:
    return list(visit.readings.select_related("task"))


def told(visit: Visit) -> list[tuple[Say, list[Told]]]:
    """The sheet as it is read: answers in words."""
    found = []
    for axis, lines in reads.sections(list(visit.lines.all())).items():
        rows = [
            Told(one.text, YES_VALUES.get(one.value, one.value) if one.kind == "yes" else f"{one.value} {one.unit_name}".strip(),
                 one.note, one.own, one.kind == "yes" and one.value == "no")
            for one in lines
        ]  # fmt: skip
        found.append((AXES[axis], rows))
    return found


def talks(visit: Visit) -> list[tuple[str, int | None]]:
    """With how many workers was talked on what: never of fewer than five, and in steps of five."""
    return [(one.theme, small.shown(one.number)) for one in visit.talks.all()]
