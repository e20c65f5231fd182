"""What can somebody do who owns the database? Takes the trail's guards down and writes behind every door."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection

from luoshi.kernel import guards


@contextmanager
def guards_down() -> Iterator[None]:
    """Take the trail's triggers down for a moment: to empty the tables, or to do what only an intruder does."""
    execute(guards.take_down(connection.vendor))
    try:
        yield
    finally:
        execute(guards.take_down(connection.vendor) + guards.put_up(connection.vendor))


def execute(statements: Iterable[str]) -> None:
    """Run SQL as it stands."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
