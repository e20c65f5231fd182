"""Shorthand for the tests of the plan grammar: parse a text, and write duties and limits as short strings."""

from __future__ import annotations

from luoshi.policy.rules import ParsedPlan, PlainLine, Task, parse

_SIGNS = {"lead": "+", "joint": "=", "support": "-"}


def plan_of(text: str) -> ParsedPlan:
    """The plan in a text, one paragraph a line."""
    return parse([PlainLine(line) for line in text.strip("\n").split("\n")])


def task_of(text: str) -> Task:
    """The only task of a text."""
    (task,) = plan_of(text).tasks
    return task


def duties_of(task: Task) -> str:
    """`+lead =joint -support`, a class of units with a star."""
    return " ".join(_SIGNS[d.role] + d.unit + ("*" if d.generic else "") for d in task.duties)


def limits_of(task: Task) -> list[str]:
    """A date as it is, other kinds as kind:text."""
    return [d.date.isoformat() if d.date else f"{d.kind}:{d.text}" for d in task.deadlines]


def targets_of(task: Task) -> list[str]:
    """`>=95%`"""
    return [f"{t.comparator}{t.number}{t.unit}" for t in task.targets]
