"""What is an office called, when was it called so, and which office does its work today? Exact names of `bodies`, no guess."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from luoshi.org.rules.bodies import TABLE

NATION = "国"
GRACE = timedelta(days=366)
"""A name lives on in papers for about a year; after that somebody should look."""


@dataclass(frozen=True)
class Body:
    """An office under one name. ``names``: as others write it, without place and level; the first is its full one."""

    level: str
    key: str
    names: tuple[str, ...]
    since: date | None
    until: date | None
    heirs: tuple[str, ...]

    @property
    def name(self) -> str:
        """The full name; a party office's without the 委 of its committee's name."""
        return self.names[0].removeprefix("委")

    def borne(self, day: date | None) -> bool:
        """Whether a document of that day may call an office so; an undated one may."""
        if day is None:
            return True
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until + GRACE)


@cache
def bodies() -> tuple[Body, ...]:
    """All offices, in the order of the file."""
    return tuple(_body(line) for line in TABLE.strip().splitlines())


def _body(line: str) -> Body:
    level, key, others, endings, since, until, heirs = (part.strip() for part in line.split("|"))
    names = [stem + ending for stem in (key, *others.split()) for ending in endings.split() or [""]]
    return Body(level, key, tuple(names), _day(since), _day(until), tuple(heirs.split()))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def _by_name() -> dict[str, tuple[Body, ...]]:
    found: dict[str, tuple[Body, ...]] = {}
    for body in bodies():
        for name in body.names:
            found[name] = (*found.get(name, ()), body)
    return found


@cache
def _by_key() -> dict[tuple[bool, str], Body]:
    return {(body.level == NATION, body.key): body for body in bodies()}


def called(name: str) -> tuple[Body, ...]:
    """The offices of that name, which is written without place and level."""
    return _by_name().get(name, ())


def heirs(body: Body) -> tuple[Body, ...]:
    """Who took over its duties under another name; none while it lives."""
    by_key = _by_key()
    return tuple(by_key[body.level == NATION, key] for key in body.heirs)


def forebears(body: Body) -> tuple[Body, ...]:
    """Whose duties it took over."""
    return tuple(one for one in bodies() if body in heirs(one))


def descent(body: Body) -> Iterator[tuple[Body, ...]]:
    """The office itself, then its heirs, then theirs."""
    generation: tuple[Body, ...] = (body,)
    while generation:
        yield generation
        generation = tuple(dict.fromkeys(heir for one in generation for heir in heirs(one)))
