"""How do generated rows get into the database? In bulk, past the write door.

Excused from law 5 (`tests/test_house.py`): nobody did what is generated here, so there is nothing to record row by
row; half a million events would say what one says, and take ten times as long. It runs in an empty database only, so
keys are given here, rows go in by COPY (SQLite: one statement, many times), and counters are made at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, TypeVar

from django.core.management.color import no_style
from django.db import connection, models

from luoshi.ledger import jobs

M = TypeVar("M", bound=models.Model)
Adapt = Callable[[Any], Any]

_PLAIN = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey)
_next: dict[type[models.Model], int] = {}


def write(rows: Sequence[M]) -> Sequence[M]:
    """Insert generated rows of one kind; their keys are filled in."""
    if not rows:
        return rows
    model = type(rows[0])
    first = _next.get(model, 1)
    for key, row in enumerate(rows, first):
        row.pk = key
    _next[model] = first + len(rows)
    fields = [one for one in model._meta.concrete_fields if not one.generated]
    values = attrgetter(*(one.attname for one in fields))
    adapted = [(at, adapt) for at, one in enumerate(fields) if (adapt := _adapt(one)) is not None]
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(str(one.column)) for one in fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as lines:
                for row in rows:
                    lines.write_row(_sent(values(row), adapted))
        else:
            marks = ", ".join(["%s"] * len(fields))
            statement = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 - the models' own names
            cursor.executemany(statement, [_sent(values(row), adapted) for row in rows])
    return rows


def _adapt(one: Any) -> Adapt | None:
    """How a field's value is sent; None where it goes as it is."""
    if isinstance(one, _PLAIN) or (connection.vendor == "postgresql" and not isinstance(one, models.JSONField)):
        return None
    return lambda value: one.get_db_prep_save(value, connection)


def _sent(values: tuple[Any, ...], adapted: Sequence[tuple[int, Adapt]]) -> Sequence[Any]:
    if not adapted:
        return values
    found = list(values)
    for at, adapt in adapted:
        if found[at] is not None:
            found[at] = adapt(found[at])
    return found


def begin() -> None:
    """Nothing has been written yet: keys begin anew, and no trigger counts row by row."""
    _next.clear()
    with connection.cursor() as cursor:
        for statement in jobs.take_down(connection.vendor):
            cursor.execute(statement)


def finish() -> None:
    """Let the database go on from the keys given here, and count what has been written."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(_next)):
            cursor.execute(statement)
        for statement in jobs.put_up(connection.vendor):
            cursor.execute(statement)
    jobs.recount()


def refresh_statistics() -> None:
    """Tell the planner what the tables now hold: it has seen them empty."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit=1000")
        cursor.execute("ANALYZE")
