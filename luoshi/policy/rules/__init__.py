"""The plan grammar: a plan document's paragraphs become tasks with duties, deadlines and targets.

Deterministic rules in layers (headings, responsibility clauses, limits, targets); each layer leaves what it does not
understand as residue for a person. Pure: no database, no files, no settings.
"""

from luoshi.policy.rules.model import (
    Deadline,
    Duty,
    FrontMatter,
    Heading,
    Line,
    ParsedPlan,
    PlainLine,
    Residue,
    Span,
    Target,
    Task,
    full_text,
)
from luoshi.policy.rules.output import as_json
from luoshi.policy.rules.parse import parse

__all__ = [
    "Deadline",
    "Duty",
    "FrontMatter",
    "Heading",
    "Line",
    "ParsedPlan",
    "PlainLine",
    "Residue",
    "Span",
    "Target",
    "Task",
    "as_json",
    "full_text",
    "parse",
]
