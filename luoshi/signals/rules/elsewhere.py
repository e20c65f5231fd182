"""Does a unit's text speak of another region as if it were its own? The strongest and cheapest sign of a copied report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from luoshi.kernel.say import say
from luoshi.signals.rules.found import Found
from luoshi.signals.rules.registry import RULES, At

USUAL = RULES["elsewhere"].usual

SHORTEST = 3
"""Letters of a name that is looked for: two letters are also words of the language."""
BEFORE = (
    "赴",
    "到",
    "去",
    "与",
    "同",
    "和",
    "向",
    "从",
    "由",
    "自",
    "跟",
    "及",
    "、",
    "学习",
    "借鉴",
    "对接",
    "考察",
    "联合",
    "来自",
    "协作",
)
AFTER = ("来", "等地", "考察", "对口", "学习", "经验", "做法", "交流", "协作", "籍")
"""Beside a name they say that the text speaks of another place and knows it."""


@dataclass(frozen=True)
class Names:
    """The names of places, each with its path."""

    paths: Mapping[str, str]

    @cached_property
    def by_head(self) -> dict[str, list[str]]:
        """By their first two letters: a nation has forty thousand of them."""
        found: dict[str, list[str]] = {}
        for name in self.paths:
            if len(name) >= SHORTEST:
                found.setdefault(name[:2], []).append(name)
        return found


@dataclass(frozen=True)
class ElsewhereFacts:
    """``path`` of the unit's own place; ``prescribed`` what the superior wrote."""

    text: str
    names: Names
    path: str
    prescribed: str = ""


def elsewhere(facts: ElsewhereFacts, at: At = USUAL) -> Found | None:
    """The names of places that are neither above nor below the unit's own, and which nothing beside them explains."""
    marks = tuple(
        (start, end)
        for start, end in places_in(facts.text, facts.names)
        if _foreign(facts.names.paths[facts.text[start:end]], facts.path)
        and facts.text[start:end] not in facts.prescribed
        and not _explained(facts.text, start, end)
    )
    if len(marks) < at["places"]:
        return None
    names = sorted({facts.text[start:end] for start, end in marks})
    return Found((say("文中出现 {count} 处外地地名：{names}。", count=len(marks), names=names),), marks)


def places_in(text: str, names: Names) -> list[tuple[int, int]]:
    """Where names of places stand; of two that overlap the one that begins first, of two that begin together the longer."""
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(text):
        fits = [name for name in names.by_head.get(text[at : at + 2], ()) if text.startswith(name, at)]
        if fits:
            found.append((at, at + len(max(fits, key=len))))
            at = found[-1][1]
        else:
            at += 1
    return found


def _foreign(path: str, own: str) -> bool:
    return not path.startswith(own) and not own.startswith(path)


def _explained(text: str, start: int, end: int) -> bool:
    return text[:start].endswith(BEFORE) or text[end:].startswith(AFTER)
