"""A visit: planned, begun, its sheet filled in, ended; and the calls that leave notes only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from luoshi.inspection.models import Item, Reading, SheetLine, SheetTemplate, Talk, Target, TeamMember, Visit
from luoshi.inspection.queries import visits as reads
from luoshi.inspection.rules.sheets import AXES, KINDS, MOST_LINES, READINGS, Line, fault, questions_of
from luoshi.inspection.workflow import VISIT
from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.models import File
from luoshi.kernel.say import Say, say
from luoshi.kernel.services import attach
from luoshi.ledger.services.common import own_unit
from luoshi.org.models import Unit
from luoshi.org.rules import Kind
from luoshi.org.scope import Shown


def plan(actor: Actor, target: Target, *, planned_on: date) -> Visit:
    """One team at one target of an item, with the lines of the office's sheet. Who is not to know does not learn of it."""
    office = own_unit(actor, "inspect")
    item = target.item
    if item.unit_id != office.pk:
        raise Refused([say("由组织督察的单位安排。")])
    if target.unit.kind == Kind.ENTERPRISE:
        raise Refused([NO_ENTERPRISE])
    if Visit.objects.filter(target=target).exists():
        raise Refused([say("这个单位已经安排。")])
    kind = "research" if item.kind == "research" else "inspection"
    name, questions = reads.template_for(office) if kind == "inspection" else ("", ())
    visit = Visit(
        state=VISIT.start, office=office, office_path=office.path, item=item, target=target, unit=target.unit,
        unit_path=target.unit.path, kind=kind, unannounced=item.unannounced, planned_on=planned_on, sheet=name[:80],
        planned_by_id=actor.person_id, shown=Shown.HIDDEN if item.unannounced or item.state != "noticed" else Shown.UNIT,
    )  # fmt: skip
    with actions.atomic():
        actions.create(actor, "inspection.visit.plan", visit)
        rows = [
            SheetLine(visit=visit, place=at, axis=one.axis, text=one.text, kind=one.kind, unit_name=one.unit)
            for at, one in enumerate(questions, 1)
        ]
        actions.add_parts(actor, "inspection.visit.sheet", visit, rows, {"sheet": name})
    return visit


NO_ENTERPRISE = say("督察不进企业。经企业同意，可以安排走访：不评分、不列问题、不下整改要求。")


def plan_call(actor: Actor, unit: Unit, *, planned_on: date, consent: str, people: str) -> Visit:
    """走访 at an enterprise that has agreed: notes, and nothing else."""
    office = own_unit(actor, "inspect")
    wrong: dict[str, list[Say]] = {}
    if not consent.strip():
        wrong["consent"] = [say("请写明企业由谁同意；没有同意的不走访。")]
    if not people.strip():
        wrong["people"] = [say("请写明参加人。")]
    if unit.kind != Kind.ENTERPRISE:
        wrong["unit"] = [say("走访的是企业；到机关单位请列调研指导或者督察事项。")]
    if wrong:
        raise Invalid(wrong)
    visit = Visit(
        state=VISIT.start, office=office, office_path=office.path, unit=unit, unit_path=unit.path, kind="call",
        consent=consent.strip()[:120], people=people.strip()[:200], planned_on=planned_on, planned_by_id=actor.person_id,
    )  # fmt: skip
    return actions.create(actor, "inspection.visit.call", visit)


def invite(actor: Actor, visit: Visit, *, name: str, of: str) -> TeamMember:
    """Somebody invited beside those drawn: a deputy, an expert."""
    _may(actor, visit, ("planned",))
    if visit.target is None or not name.strip():
        raise Invalid({"name": [say("请写明姓名。")]})
    place = visit.target.team.count() + 1
    row = TeamMember(target=visit.target, name=name.strip()[:60], of=of.strip()[:120], part="invited", place=place)
    return actions.create(actor, "inspection.visit.invite", row)


def uninvite(actor: Actor, visit: Visit, seat: TeamMember) -> None:
    """Somebody invited does not come along after all."""
    _may(actor, visit, ("planned",))
    if seat.part != "invited" or seat.target_id != visit.target_id:
        raise Refused([say("抽取的督察员按回避办理，不能直接去掉。")])
    actions.remove(actor, "inspection.visit.uninvite", seat)


def begin(actor: Actor, visit: Visit, *, visited_on: date | None) -> Visit:
    """The team has been there: from now on the unit may know, also of an unannounced visit."""
    if visited_on is not None and visited_on > clock.today():
        raise Invalid({"visited_on": [say("到访日期晚于今日。")]})
    shown = Shown.HIDDEN if visit.kind == "call" else Shown.UNIT
    with actions.atomic():
        actions.perform(
            actor, VISIT, "begin", visit, reads.visit_facts(actor, visit), visited_on=visited_on, shown=shown,
            begun_by_id=actor.person_id,
        )  # fmt: skip
        if visit.target is not None:
            actions.change(actor, "inspection.target.visit", visit.target, visited_on=visited_on, shown=shown)
    return visit


def fill(
    actor: Actor, visit: Visit, *, answers: Mapping[int, tuple[str, str]], own: Sequence[Mapping[str, str]] = (),
    talks: Sequence[tuple[str, int]] = (), readings: Sequence[Mapping[str, Any]] = (), notes: str = "",
    files: Sequence[File] = (),
) -> Visit:  # fmt: skip
    """Type in what was written with a pen: ``answers`` by line, ``own`` questions of the team with theirs, how many workers were
    talked with, and how the tasks stand. What was there before is replaced; the trail tells both."""
    lines = {one.pk: one for one in visit.lines.all()}
    _check(lines, answers)
    with actions.atomic():
        actions.perform(
            actor, VISIT, "fill", visit, reads.visit_facts(actor, visit), notes=notes.strip()[:8000] or visit.notes
        )
        for pk, (value, note) in answers.items():
            if pk in lines:
                actions.change(
                    actor, "inspection.line.fill", lines[pk], value=value.strip()[:300], note=note.strip()[:300]
                )
        if visit.kind == "inspection":
            _own(actor, visit, len(lines), own)
            _read(actor, visit, readings)
        _talked(actor, visit, talks)
        for file in files:
            attach(actor, file, visit, "paper")
    return visit


def _check(lines: Mapping[int, SheetLine], answers: Mapping[int, tuple[str, str]]) -> None:
    wrong = {
        f"line_{pk}": [why]
        for pk, (value, note) in answers.items()
        if pk in lines and (why := fault(Line(lines[pk].kind, value.strip(), note))) is not None
    }
    if wrong:
        raise Invalid(wrong)


def _own(actor: Actor, visit: Visit, place: int, given: Sequence[Mapping[str, str]]) -> None:
    rows = [
        SheetLine(
            visit=visit, place=place + at, axis=one["axis"], text=one["text"].strip()[:200], kind=one.get("kind", "text"),
            own=True, value=one.get("value", "").strip()[:300],
        )
        for at, one in enumerate(given[: max(0, MOST_LINES - place)], 1)
        if one.get("text", "").strip() and one.get("axis") in AXES and one.get("kind", "text") in KINDS
    ]  # fmt: skip
    if rows:
        actions.add_parts(actor, "inspection.visit.own", visit, rows, {"lines": [row.text for row in rows]})


def _talked(actor: Actor, visit: Visit, given: Sequence[tuple[str, int]]) -> None:
    rows = [
        Talk(visit=visit, theme=theme.strip()[:60], number=min(number, 9999))
        for theme, number in given
        if theme.strip()
    ]
    now = [(one.theme, one.number) for one in visit.talks.all()]
    if [(row.theme, row.number) for row in rows] == now:
        return
    for old in visit.talks.all():
        actions.remove(actor, "inspection.talk.drop", old)
    actions.add_parts(actor, "inspection.visit.talk", visit, rows, {})


def _read(actor: Actor, visit: Visit, given: Sequence[Mapping[str, Any]]) -> None:
    known = {one.task_id: one for one in visit.readings.all()}
    wrong = [one for one in given if one["state"] in READINGS and not str(one.get("note", "")).strip()]
    if wrong:
        raise Invalid({f"reading_note_{wrong[0]['task'].pk}": [say("请写明依据：看了什么、数字从哪里来。")]})
    for one in given:
        values = {"state": one["state"], "percent": one.get("percent"), "note": str(one.get("note", "")).strip()[:300]}
        if one["state"] not in READINGS:
            continue
        row = known.get(one["task"].pk)
        if row is None:
            actions.create(actor, "inspection.reading.enter", Reading(visit=visit, task=one["task"], **values))
        else:
            actions.change(actor, "inspection.reading.enter", row, **values)


def finish(actor: Actor, visit: Visit) -> Visit:
    """The visit is over: what follows is the conclusion."""
    facts = reads.visit_facts(actor, visit)
    return actions.perform(actor, VISIT, "finish", visit, facts, ended_by_id=actor.person_id)


def reopen(actor: Actor, visit: Visit, note: str) -> Visit:
    """Something was left out of the sheet; not any more once a conclusion is signed."""
    return actions.perform(actor, VISIT, "reopen", visit, reads.visit_facts(actor, visit), note=note.strip())


def cancel(actor: Actor, visit: Visit, note: str) -> Visit:
    """It does not take place."""
    return actions.perform(actor, VISIT, "cancel", visit, reads.visit_facts(actor, visit), note=note.strip())


def word_sheet(actor: Actor, *, name: str, lines: Sequence[Mapping[str, str]]) -> SheetTemplate:
    """A new version of the office's sheet; visits that are planned keep the lines that they have."""
    office = own_unit(actor, "inspect")
    questions = questions_of([dict(one) for one in lines])
    if not name.strip() or not questions:
        raise Invalid({"lines": [say("请写明表名和至少一行。")]})
    last = SheetTemplate.objects.filter(office=office, name=name.strip()).order_by("-version").first()
    row = SheetTemplate(
        office=office, office_path=office.path, name=name.strip()[:60], version=last.version + 1 if last else 1,
        lines=[vars(one) for one in questions], made_at=clock.now(),
    )  # fmt: skip
    return actions.create(actor, "inspection.sheet.word", row)


def announce(actor: Actor, item: Item) -> None:
    """The notice of an item is out: units learn of the visits planned there, except where they are not to know."""
    for visit in Visit.objects.filter(item=item, unannounced=False, shown=Shown.HIDDEN):
        actions.change(actor, "inspection.visit.open", visit, shown=Shown.UNIT)


def _may(actor: Actor, visit: Visit, states: Sequence[str]) -> None:
    facts = reads.visit_facts(actor, visit)
    if "inspecting.inspect" not in facts.roles or visit.state not in states:
        raise Refused([say("由组织督察的单位在到访以前办理。")])
