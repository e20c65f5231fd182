"""Who keeps away from which unit (回避), and why? Own unit, former post under three years, kin, home place, the same pair twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from luoshi.kernel.say import Say, noted, say
from luoshi.org.rules import is_within

YEARS_AWAY = 3
KIN, HOME, FORMER = "kin", "home", "former"
WORDS = {
    KIN: noted("亲属在{unit}任职"),
    HOME: noted("籍贯或者成长地在{unit}"),
    FORMER: noted("曾在{unit}任职，离任未满三年"),
    "other": noted("与{unit}有其他利害关系"),
}


@dataclass(frozen=True)
class TieFacts:
    """What somebody has declared; ``path`` of the unit or place."""

    kind: str
    path: str
    name: str
    left_on: date | None = None


@dataclass(frozen=True)
class InspectorFacts:
    """``visited`` the units that this inspector was sent to the last time, by key."""

    employer_path: str
    employer_name: str
    ties: Sequence[TieFacts] = ()
    visited: frozenset[int] = frozenset()


@dataclass(frozen=True)
class TargetPlace:
    """A unit that may be drawn. Of a place's office the whole place counts: ``path`` is the place's then."""

    unit_id: int
    path: str
    name: str


def reasons(inspector: InspectorFacts, target: TargetPlace, today: date) -> tuple[Say, ...]:
    """Why this inspector is not sent to this target; empty: may be drawn."""
    found = []
    if _touch(inspector.employer_path, target.path):
        found.append(say("本人在{unit}工作", unit=inspector.employer_name))
    for tie in inspector.ties:
        if _touch(tie.path, target.path) and not _long_ago(tie, today):
            found.append(say(WORDS.get(tie.kind, WORDS["other"]), unit=tie.name))
    if target.unit_id in inspector.visited:
        found.append(say("上一次已经去过{unit}", unit=target.name))
    return tuple(found)


def _touch(one: str, other: str) -> bool:
    return bool(one and other) and (is_within(one, other) or is_within(other, one))


def _long_ago(tie: TieFacts, today: date) -> bool:
    return tie.kind == FORMER and tie.left_on is not None and _years_on(tie.left_on) <= today


def _years_on(day: date) -> date:
    try:
        return day.replace(year=day.year + YEARS_AWAY)
    except ValueError:  # 29 February
        return day.replace(year=day.year + YEARS_AWAY, day=28)
