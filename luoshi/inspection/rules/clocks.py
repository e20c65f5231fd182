"""How long has a unit to answer and to object, and the office to decide?

Decree 733 of the State Council, article 17: thirty days to object to a conclusion, thirty to decide, by people who had
no part in it. It binds governments and their departments; everybody else goes by analogy, and the page says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from luoshi.kernel.say import Say, say

OBJECT_DAYS = 30
DECIDE_DAYS = 30
ANSWER_DAYS = 5
"""Working days for a unit to say something to a finding: the office's own rule, no regulation."""

BOUND = frozenset({"department"})
"""Kinds of units for which the decree is law; for offices of the party, unions and the rest it is an example."""


def object_by(received_on: date) -> date:
    """The last day on which an objection is taken."""
    return received_on + timedelta(days=OBJECT_DAYS)


def decide_by(raised_on: date) -> date:
    """The last day on which it is decided."""
    return raised_on + timedelta(days=DECIDE_DAYS)


def basis(kinds: Iterable[str]) -> Say:
    """On what the clocks stand for these units, the inspecting one and the inspected."""
    if set(kinds) <= BOUND:
        return say("依照《政府督查工作条例》第十七条")
    return say("参照《政府督查工作条例》第十七条")


def too_late(last_day: date | None, today: date) -> Say | None:
    """Why an objection is not taken any more."""
    if last_day is None or today <= last_day:
        return None
    return say("提出异议的期限是 {day}，已经过了。", day=last_day)


def shared(deciders: Iterable[str], took_part: Iterable[tuple[str, Say]]) -> tuple[Say, ...]:
    """Who of the deciders had a part in what they decide on, and which. Names are compared: a namesake asks a colleague."""
    names = {one.strip() for one in deciders} - {""}
    found: dict[str, list[Say]] = {}
    for name, part in took_part:
        if name in names and part not in found.setdefault(name, []):
            found[name].append(part)
    return tuple(
        say("{name}{part}，不能参加复核，请换人。", name=name, part=tuple(parts)) for name, parts in found.items()
    )
