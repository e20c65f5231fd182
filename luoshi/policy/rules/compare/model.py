"""What is compared, and what is found?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from luoshi.kernel.say import Say
from luoshi.policy.rules.model import Deadline, Duty, ParsedPlan, PlainLine, Target, Task
from luoshi.policy.rules.parse import parse

HARD, LIKELY, POSSIBLE = "hard", "likely", "possible"
KINDS = (
    "multiple_leads",
    "no_lead",
    "lead_supports_itself",
    "territorial_only",
    "no_authority",
    "late_child",
    "conflicting_value",
    "conflicting_date",
    "overlap",
    "uncovered_clause",
    "overload",
    "same_money",
)


class NotAPlan(ValueError):
    """Values that are not the output of `plan parse`."""


@dataclass(frozen=True)
class Plan:
    """A plan under comparison: its name and its tasks. A document that assigns nothing has its last clauses instead."""

    doc: str
    tasks: tuple[Task, ...]
    assigns: bool = True


@dataclass(frozen=True)
class Place:
    """A task among all that are compared: which plan, which task."""

    plan: int
    task: int


@dataclass(frozen=True)
class Finding:
    """What was found, on which tasks and units, and why; ``weight`` orders the findings of a kind."""

    kind: str
    severity: str
    places: tuple[Place, ...]
    because: Say
    units: tuple[str, ...] = ()
    weight: float = 0.0


@dataclass(frozen=True)
class Taken:
    """A task that takes up an upper one, and how alike they are."""

    place: Place
    similarity: float


@dataclass(frozen=True)
class Comparison:
    """Everything `policy compare` says: the first plan is the upper one."""

    plans: tuple[Plan, ...]
    findings: tuple[Finding, ...]
    coverage: tuple[tuple[Place, tuple[Taken, ...]], ...]

    def task(self, place: Place) -> Task:
        return self.plans[place.plan].tasks[place.task]


def plan_of(doc: str, parsed: ParsedPlan) -> Plan:
    """A parsed document for comparison."""
    if parsed.tasks:
        return Plan(doc, parsed.tasks)
    return Plan(doc, tuple(_clauses(parsed)), assigns=False)


def _clauses(parsed: ParsedPlan) -> list[Task]:
    """The numbered clauses without clauses of their own, as tasks that nobody has."""
    above = {clause.path[:-1] for clause in parsed.headings}
    return [
        Task(
            clause.path, clause.text, _rest(parsed.text[slice(*clause.span)], clause.text), (), (), (), (), clause.span
        )
        for clause in parsed.headings
        if clause.path not in above
    ]


def _rest(text: str, heading: str) -> str:
    at = text.find(heading)
    return text[at + len(heading) :].strip() if at >= 0 else text


def plan_from_json(doc: str, value: object) -> Plan:
    """The plan in the output of `plan parse --json`; `NotAPlan` where the values are of another shape."""
    if not isinstance(value, Mapping) or not isinstance(value.get("tasks"), list):
        raise NotAPlan
    try:
        return Plan(doc, tuple(_task(one) for one in value["tasks"]))
    except (TypeError, ValueError, KeyError, AttributeError) as fault:
        raise NotAPlan from fault


def _task(value: Mapping[str, Any]) -> Task:
    heading, text = _words(value, "heading"), _words(value, "text")
    path = value.get("path") or []
    if not isinstance(path, list) or not all(isinstance(label, str) for label in path):
        raise NotAPlan
    return Task(
        tuple(path),
        heading,
        text,
        tuple(
            Duty(_words(duty, "unit"), _words(duty, "role"), bool(duty.get("generic")), (0, 0))
            for duty in _list(value, "duties")
        ),
        tuple(
            Deadline(_words(limit, "kind"), _day(limit.get("date")), _words(limit, "text"), (0, 0))
            for limit in _list(value, "deadlines")
        ),
        tuple(
            Target(_words(one, "text"), float(one["number"]), _words(one, "unit"), one.get("comparator"), (0, 0))
            for one in _list(value, "targets")
        ),
        (),
        (0, 0),
        _named_again(f"{heading}{text}"),
    )


def _named_again(text: str) -> tuple[str, ...]:
    """Leads named as support once more: the output of `plan parse` names each unit once, its text still says it."""
    if "配合" not in text:
        return ()
    return tuple(name for task in parse([PlainLine(line) for line in text.split("\n")]).tasks for name in task.again)


def _list(value: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    found = value.get(name) or []
    if not isinstance(found, list):
        raise NotAPlan
    return cast("Sequence[Mapping[str, Any]]", found)


def _words(value: Mapping[str, Any], name: str) -> str:
    found = value.get(name)
    if found is not None and not isinstance(found, str):
        raise NotAPlan
    return found or ""


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
