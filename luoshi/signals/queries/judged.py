"""One matter that a rule has examined."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from luoshi.ledger.models import Task
from luoshi.org.models import Unit
from luoshi.problems.models import Problem
from luoshi.reporting.models import EntryVersion
from luoshi.signals.rules.found import Found


@dataclass(frozen=True)
class Judged:
    """A matter that a rule has examined: where it belongs, and what was found, if anything. ``keeper`` None: the office
    over the unit; ``again``: it has been counted before. ``other``, ``other_said`` what it is compared with; ``more`` what else the
    evidence holds."""

    rule: str
    key: str
    unit: Unit
    period: str
    found: Found | None
    keeper: Unit | None = None
    said: EntryVersion | None = None
    task: Task | None = None
    problem: Problem | None = None
    again: bool = False
    other: Unit | None = None
    other_said: EntryVersion | None = None
    more: dict[str, Any] = field(default_factory=dict)


def judged(rule: str, said: EntryVersion, found: Found | None, key: str = "", **more: Any) -> Judged:
    """Of a report: once for each entry, however often it is sent."""
    report = said.entry.report
    return Judged(
        rule, key or str(said.entry_id), report.unit, report.period.name, found, said=said, task=said.entry.task,
        again=said.round > 1, **more,
    )  # fmt: skip
