"""What do the rules have to know of a visit and of what follows from it, and what stands on its page?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from luoshi.inspection.models import (
    Conclusion,
    Finding,
    Item,
    Objection,
    SheetLine,
    SheetTemplate,
    Target,
    TeamMember,
    Visit,
)
from luoshi.inspection.rules.clocks import shared, too_late
from luoshi.inspection.rules.sheets import BUILT_IN, BUILT_IN_NAME, Line, Question, questions_of, unanswered
from luoshi.inspection.workflow import ConclusionFacts, FindingFacts, ObjectionFacts, VisitFacts
from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.queries import files_of
from luoshi.kernel.say import Say, say, spoken
from luoshi.ledger import queries as ledger
from luoshi.ledger.models import Task
from luoshi.org import queries as org
from luoshi.org.models import Person, Unit
from luoshi.org.rules import roles_towards

NOTED = frozenset({"noticed", "finished"})
HELD = ("confirmed", "kept", "lapsed", "listed")
"""States of findings that stand in a conclusion."""
UNHEARD = ("asked", "refused")


def find(actor: Actor, pk: int) -> Visit:
    """A visit in the reader's sight."""
    return Visit.objects.select_related("unit", "office", "item", "target").get_visible(actor, pk=pk)


def find_target(actor: Actor, pk: int) -> Target:
    """A target in the reader's sight."""
    return Target.objects.select_related("item", "unit").get_visible(actor, pk=pk)


def find_finding(actor: Actor, pk: int) -> Finding:
    """A finding in the reader's sight."""
    return Finding.objects.select_related("visit__unit", "visit__office", "visit__item", "task").get_visible(
        actor, pk=pk
    )


def find_conclusion(actor: Actor, pk: int) -> Conclusion:
    """A conclusion in the reader's sight."""
    return Conclusion.objects.select_related("visit__unit", "visit__office", "visit__item").get_visible(actor, pk=pk)


def find_objection(actor: Actor, pk: int) -> Objection:
    """An objection in the reader's sight."""
    rows = Objection.objects.select_related("visit__unit", "visit__office", "visit__item", "conclusion", "finding")
    return rows.get_visible(actor, pk=pk)


def inspects(actor: Actor, visit: Visit) -> bool:
    """Whether the reader stands on the inspecting side: working papers are read there only."""
    return Visit.objects.inspecting(actor).filter(pk=visit.pk).exists()


def roles(actor: Actor, visit: Visit) -> frozenset[str]:
    """What the actor may do as one side or the other."""
    sides = (("inspecting", visit.office_id), ("visited", visit.unit_id))
    found = {name for name, unit in sides if unit == actor.unit_id}
    return roles_towards(found, actor.roles)


def holders(visit: Visit) -> dict[str, str]:
    """Who could act, by side."""
    return ledger.holders({"inspecting": [visit.office], "visited": [visit.unit]})


# ---------- facts ----------


def visit_facts(actor: Actor, visit: Visit) -> VisitFacts:
    """Everything that the guards of a visit look at."""
    item, team = visit.item, list(visit.target.team.select_related("inspector")) if visit.target else []
    needed = visit.kind == "inspection"
    untrained = tuple(one.name for one in team if one.inspector is not None and one.inspector.trained_on is None)
    return VisitFacts(
        roles=roles(actor, visit),
        holders=holders(visit),
        research=not needed,
        approved=not needed or (item is not None and item.state in {"approved", *NOTED}),
        noticed=not needed or visit.unannounced or (item is not None and item.state in NOTED),
        untrained=untrained if needed else (),
        leader=not needed or any(one.part == "leader" for one in team),
        unanswered=unanswered([Line(one.kind, one.value, one.note) for one in visit.lines.all()]),
        drafts=visit.findings.filter(state="draft").count(),
        noted=bool(visit.notes.strip()),
        concluded=Conclusion.objects.filter(visit=visit).exclude(state="draft").exists(),
    )


def finding_facts(actor: Actor, row: Finding) -> FindingFacts:
    """Everything that the guards of a finding look at."""
    visit = row.visit
    conclusion = Conclusion.objects.filter(visit=visit).first()
    return FindingFacts(
        roles=roles(actor, visit),
        holders=holders(visit),
        research=visit.kind != "inspection",
        evidence=files_of(row, "evidence").count(),
        overdue=row.answer_by is not None and clock.today() > row.answer_by,
        received=conclusion is not None and conclusion.state == "received",
        disputed=visit.objections.filter(state="raised").exists(),
        concluded=conclusion is not None and conclusion.state != "draft",
    )


def conclusion_facts(actor: Actor, row: Conclusion, *, scans: int | None = None) -> ConclusionFacts:
    """Everything that the guards of a conclusion look at; ``scans`` files given with the act, where a form has said so."""
    visit = row.visit
    findings = list(visit.findings.all())
    standing = [one for one in findings if one.state in HELD]
    return ConclusionFacts(
        roles=roles(actor, visit),
        holders=holders(visit),
        finished=visit.state == "done",
        unproved=sum(1 for one in standing if not files_of(one, "evidence").exists()),
        unheard=sum(1 for one in findings if one.state in UNHEARD),
        written=bool(row.text.strip()),
        scanned=None if scans is None else scans > 0,
        disputed=visit.objections.filter(state="raised").exists(),
        late=too_late(row.object_by, clock.today()),
    )


def objection_facts(actor: Actor, row: Objection, deciders: Iterable[str] = ()) -> ObjectionFacts:
    """Who may decide: neither the actor nor anybody named may have had a part in it."""
    visit = row.visit
    return ObjectionFacts(
        roles=roles(actor, visit),
        holders=holders(visit),
        shared=shared({actor.name, *deciders}, took_part(visit)),
    )


def took_part(visit: Visit) -> list[tuple[str, Say]]:
    """Everybody with a part in a visit, its findings, the drafting and the signing of its conclusion: name and which part."""
    found: list[tuple[str, Say]] = []
    went, wrote, signed = say("参加了实地督察"), say("起草了问题或者结论"), say("签发了结论")
    if visit.target is not None:
        found += [(one.name, went) for one in visit.target.team.all()]
    found += [(name, went) for name in names(visit.people)]
    parts: dict[int, Say] = {}
    for pk in (visit.begun_by_id, visit.ended_by_id):
        if pk is not None:
            parts[pk] = went
    writers = {pk for row in visit.findings.all() for pk in (row.written_by_id, row.ruled_by_id)}
    conclusion = Conclusion.objects.filter(visit=visit).first()
    if conclusion is not None:
        writers.add(conclusion.drafted_by_id)
        found += [(name, signed) for name in names(conclusion.signer)]
    known = person_names([*parts, *writers])
    found += [(known[pk], part) for pk, part in parts.items() if pk in known]
    found += [(known[pk], wrote) for pk in sorted(one for one in writers if one is not None) if pk in known]
    return found


def names(text: str) -> list[str]:
    """The names in a line such as 张三、李四."""
    for mark in ("，", ",", "；", ";", " "):
        text = text.replace(mark, "、")
    return [one.strip() for one in text.split("、") if one.strip()]


# ---------- sheets ----------


def template_for(office: Unit) -> tuple[str, tuple[Question, ...]]:
    """The sheet that an office goes by now, with its name and version; the built-in one until it has its own."""
    row = SheetTemplate.objects.filter(office=office).order_by("-made_at", "-pk").first()
    if row is None:
        built_in = tuple(
            Question(one.axis, spoken(one.text), one.kind, spoken(one.unit) if one.unit else "") for one in BUILT_IN
        )
        return spoken(BUILT_IN_NAME), built_in
    return str(say("{name}（第 {version} 版）", name=row.name, version=row.version)), questions_of(row.lines)


def templates_of(actor: Actor) -> list[SheetTemplate]:
    """The own office's sheets, the one in use first."""
    rows = SheetTemplate.objects.visible_to(actor).filter(office=actor.unit_id or 0)
    return list(rows.order_by("-made_at", "-pk")[:50])


def invited(visit: Visit) -> list[TeamMember]:
    """Who comes along beside those drawn."""
    return list(visit.target.team.filter(part="invited")) if visit.target else []


# ---------- lists and the page ----------


def targets_open(actor: Actor) -> QuerySet[Target]:
    """Targets of the items of the unit acted for to which no visit is planned yet."""
    rows = Target.objects.filter(item__in=Item.objects.visible_to(actor), item__unit=actor.unit_id or 0)
    running = rows.filter(item__state__in=("approved", "arranged", "noticed"), state="chosen", visit=None)
    return running.select_related("unit", "item").order_by("item", "place")


def visits(actor: Actor, state: str = "") -> QuerySet[Visit]:
    """Visits in sight."""
    rows = Visit.objects.visible_to(actor).select_related("unit", "office", "item", "conclusion")
    return rows.filter(state=state) if state else rows


def tasks_of(visit: Visit) -> list[Task]:
    """The tasks that a visit may read: those of its item, and below, that the unit leads; else all of the unit's."""
    rows = Task.objects.filter(lead_unit=visit.unit, state="active").order_by("order_key")
    if visit.item is not None:
        named = list(visit.item.tasks_of.values_list("task_id", flat=True))
        chosen = Task.objects.filter(pk__in=named).order_by("order_key")
        return list(dict.fromkeys([*chosen, *rows.filter(parent__in=named)]))[:40] if named else list(rows[:40])
    return list(rows[:40])


def unit_called(actor: Actor, name: str) -> Unit | None:
    """A unit in sight by its name."""
    rows = Unit.objects.visible_to(actor).filter(name=name.strip(), abolished_on=None)
    return rows.order_by("path").first()


def sections(lines: Sequence[SheetLine]) -> dict[str, list[SheetLine]]:
    """The lines of a sheet by axis, in its order."""
    found: dict[str, list[SheetLine]] = {}
    for one in lines:
        found.setdefault(one.axis, []).append(one)
    return found


def person_names(pks: Iterable[int | None]) -> dict[int, str]:
    """Names of people by key."""
    return dict(Person.objects.filter(pk__in={pk for pk in pks if pk is not None}).values_list("pk", "name"))


def standing_of(unit: Unit) -> Any:
    """Where a unit stands in the tree (its kind, its place)."""
    return org.standings([unit])[unit.pk]
