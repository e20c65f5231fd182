"""What is read of problems: the facts behind their moves, the lists, the page of one, the numbers."""

from luoshi.problems.queries.facts import (
    LIMITS,
    cannot_own,
    evidence_of,
    extension_facts,
    lights,
    limits_at,
    on_day,
    positions,
    problem_facts,
    settings_at,
    themes_of,
    working_days_on,
)
from luoshi.problems.queries.recurrence import recurrences

__all__ = [
    "LIMITS",
    "cannot_own",
    "evidence_of",
    "extension_facts",
    "lights",
    "limits_at",
    "on_day",
    "positions",
    "problem_facts",
    "recurrences",
    "settings_at",
    "themes_of",
    "working_days_on",
]
