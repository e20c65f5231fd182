"""What stands on the page of one problem?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid
from luoshi.kernel.models import Attachment
from luoshi.kernel.queries import files_of, timeline
from luoshi.kernel.say import Say, say
from luoshi.kernel.workflow import Offer
from luoshi.ledger.models import Task
from luoshi.org.models import LineMembership, Post, Unit
from luoshi.org.rules import UNIONS, Kind
from luoshi.org.scope import in_force, under
from luoshi.problems.models import Extension, Problem
from luoshi.problems.queries.facts import extension_facts, problem_facts, settings_at
from luoshi.problems.queries.lists import Row, rows_of
from luoshi.problems.queries.recurrence import Before, recurrences
from luoshi.problems.rules import OPEN, STEPS
from luoshi.problems.workflow import EXTENSION, PROBLEM
from luoshi.voice.models import Case, FieldNote

PURPOSES: dict[str, Say] = {
    "facts": say("问题材料"),
    "measures": say("整改方案"),
    "dispute": say("异议材料"),
    "evidence": say("整改佐证"),
    "check": say("核查材料"),
    "extension": say("延期材料"),
}


@dataclass(frozen=True)
class Papers:
    """Files of one kind on a problem."""

    label: Say
    files: tuple[Attachment, ...]


@dataclass(frozen=True)
class Page:
    """A problem with everything that belongs to it, and what may be done with it."""

    problem: Problem
    row: Row
    offers: tuple[Offer, ...]
    extensions: tuple[tuple[Extension, tuple[Offer, ...]], ...]
    papers: tuple[Papers, ...]
    before: tuple[Before, ...]


def find(actor: Actor, pk: int) -> Problem:
    """A problem in the reader's sight."""
    rows = Problem.objects.select_related("unit", "keeper", "post", "found_at", "task", "earlier")
    return rows.get_visible(actor, pk=pk)


def find_extension(actor: Actor, pk: int) -> Extension:
    """An extension in the reader's sight."""
    return Extension.objects.select_related("problem__unit", "problem__keeper").get_visible(actor, pk=pk)


def page_of(actor: Actor, pk: int) -> dict[str, Any]:
    """The page's context."""
    problem = find(actor, pk)
    facts = problem_facts(actor, problem)
    keeps = "keeper.review" in facts.roles
    before = recurrences(actor, problem) if keeps and problem.state in OPEN and problem.earlier_id is None else []
    offers = PROBLEM.offers(problem.state, facts)
    extensions = tuple(
        (row, EXTENSION.offers(row.state, extension_facts(actor, row)))
        for row in problem.extensions.select_related("problem__unit", "problem__keeper", "unit")
    )
    shown = Page(problem, rows_of([problem])[0], offers, extensions, _papers(files_of(problem)), tuple(before))
    sees_earlier = problem.earlier_id and Problem.objects.visible_to(actor).filter(pk=problem.earlier_id).exists()
    return {
        "page": shown, "problem": problem, "steps": STEPS, "settings": settings_at(problem.keeper.path),
        "entries": timeline(problem), "measures": list(problem.measures.all()), "checks": list(problem.checks.all()),
        "later": list(problem.later.visible_to(actor)), "sees_earlier": sees_earlier, "facts": facts,
    }  # fmt: skip


def _papers(files: Sequence[Attachment] | Any) -> tuple[Papers, ...]:
    by_purpose: dict[str, list[Attachment]] = {}
    for row in files:
        by_purpose.setdefault(row.purpose, []).append(row)
    return tuple(Papers(label, tuple(by_purpose[key])) for key, label in PURPOSES.items() if key in by_purpose)


def units_for(actor: Actor) -> QuerySet[Unit]:
    """The units that the actor may list a problem of (`rules.cannot_own`): its own, those of its place and below where it
    is an office, the same department below, lower unions."""
    own = Unit.objects.filter(pk=actor.unit_id or 0).first()
    if own is None:
        return Unit.objects.none()
    juniors = LineMembership.objects.filter(in_force(clock.today()), superior=own).values("unit_id")
    found = Q(pk=own.pk) | Q(pk__in=juniors)
    if own.kind == Kind.OFFICE:
        low = {kind.value for kind in UNIONS - {Kind.UNION}}
        found |= under(own.place_path, "path") & ~Q(kind__in={*low, Kind.PLACE.value})
    elif own.kind in UNIONS:
        found |= under(own.place_path, "path") & Q(kind__in=[kind.value for kind in UNIONS])
    return Unit.objects.filter(found, abolished_on=None).exclude(kind=Kind.ENTERPRISE).order_by("path")


def unit_named(actor: Actor, name: str) -> Unit | None:
    """The unit of this name; an enterprise too, so that the refusal says what may be done instead."""
    rows = Unit.objects.filter(Q(name=name) | Q(short_name=name), abolished_on=None)
    return units_for(actor).filter(pk__in=rows.values("pk")).first() or rows.order_by("path").first()


def named(actor: Actor, name: str) -> Unit:
    """The unit of this name, or a refusal that says what to write."""
    found = unit_named(actor, name.strip())
    if found is None:
        raise Invalid({"unit": [say("没有叫“{name}”的单位，请填单位全称。", name=name.strip()[:60])]})
    return found


@dataclass(frozen=True)
class Source:
    """What a problem is listed from, as far as the reader sees it, and what of it stands in the form already."""

    task: Task | None = None
    case: Case | None = None
    note: FieldNote | None = None

    @property
    def filled(self) -> dict[str, str]:
        """Of a worker's letter only whom it is about: the words would tell the writer."""
        about = self.case.concerned if self.case else self.task.lead_unit if self.task else None
        found = {"unit": about.name} if about else {}
        if self.case:
            return {**found, "origin": "voice", "origin_label": str(say("职工反映"))}
        if self.note:
            texts = {"origin_label": self.note.question[:120], "facts": self.note.found, "standard": self.note.remedies}
            return {**found, "origin": "research", **texts}
        return found


def source_of(actor: Actor, given: Mapping[str, str]) -> Source:
    """The task, the letter or the note that an address names; a letter is open to who hears workers only."""
    case = Case.objects.visible_to(actor).filter(pk=_key(given, "case")).select_related("concerned", "task").first()
    note = FieldNote.objects.visible_to(actor).filter(pk=_key(given, "note")).select_related("task").first()
    task = task_of(actor, given.get("task", "")) or (note.task if note else None)
    return Source(task, case, note)


def _key(given: Mapping[str, str], name: str) -> int:
    text = given.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def task_of(actor: Actor, text: str) -> Task | None:
    """The task that a problem is listed from, if the reader sees it."""
    pk = int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
    return Task.objects.visible_to(actor).filter(pk=pk).first()


def unit_by(actor: Actor, pk: int) -> Unit:
    """A unit by its key, if the reader may list a problem of it or sees it; the rules say no where it may not be one."""
    found = units_for(actor).filter(pk=pk).first()
    return found or Unit.objects.get_visible(actor, pk=pk)


def post_by(problem: Problem, pk: int | None) -> Post | None:
    """A post of the unit that puts the problem right."""
    return problem.unit.posts.filter(pk=pk).first() if pk else None


def problem_of(actor: Actor, text: str) -> Problem | None:
    """The problem that a record is drafted from, if the reader sees it."""
    pk = int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
    return Problem.objects.visible_to(actor).select_related("unit").filter(pk=pk).first()
