"""Which triggers must stand in the database, and who sets them up again where they are gone?

SQLite makes a table anew to change a column, and drops its triggers without a word. So every set of triggers is made
known here, and after every migration those that are missing are set again, by one and the same hand.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from luoshi.kernel import guards

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Triggers:
    """A set that stands or falls together. ``tables``: those it needs; ``names``: the triggers as both engines keep them;
    ``mended(using)``: what is to be made good for the time they were gone."""

    tables: Sequence[str]
    names: Callable[[], Sequence[str]]
    put_up: Callable[[str], Sequence[str]]
    take_down: Callable[[str], Sequence[str]]
    mended: Callable[[str], None] | None = None


TRIGGERS: list[Triggers] = [
    Triggers(tuple(guards.GUARDED), guards.names, guards.put_up, guards.take_down),
]


def keep(found: Triggers) -> None:
    """Make a set known; rooms do it from ``AppConfig.ready``."""
    TRIGGERS.append(found)


def standing(using: str = DEFAULT_DB_ALIAS) -> set[str]:
    """The names of the triggers in force."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(guards.STANDING[connection.vendor])
        return {str(row[0]) for row in cursor.fetchall()}


def put_up_missing(using: str = DEFAULT_DB_ALIAS, **_: Any) -> list[str]:
    """After every migration: set again what is not there; the names that were missing."""
    connection, there = connections[using], standing(using)
    gone = [one for one in TRIGGERS if set(one.names()) - there]
    if not gone:
        return []
    tables = set(connection.introspection.table_names())
    missing: list[str] = []
    for one in gone:
        if set(one.tables) - tables:
            continue
        log.info("triggers were gone and are set again: %s", ", ".join(sorted(set(one.names()) - there)))
        missing += sorted(set(one.names()) - there)
        with transaction.atomic(using=using), connection.cursor() as cursor:
            for statement in (*one.take_down(connection.vendor), *one.put_up(connection.vendor)):
                cursor.execute(statement)
            if one.mended is not None:
                one.mended(using)
    return missing
