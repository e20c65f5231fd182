"""How do new rows get in with few statements and little ado? `kernel.actions` and what follows from it write through here.

Django's own ``bulk_create`` asks every field of every row half a dozen questions, and sends thirty rows of a wide table
at a time on SQLite, whose limit it still takes to be that of years ago. An order to every county is thirty thousand rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction

M = TypeVar("M", bound=models.Model)

TOGETHER = 500
"""Rows in one statement."""
_PLAIN = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey)
"""Fields whose values are sent as they stand in the row."""


@dataclass(frozen=True)
class _Table:
    """How rows of one model are written, and what comes back of each."""

    into: str
    fields: tuple[Any, ...]
    back: tuple[Any, ...]

    def values(self, rows: Sequence[models.Model]) -> list[Any]:
        """What is sent for these rows, one after another."""
        plain = attrgetter("pk", *(one.attname for one in self.fields))
        special = [(at, one) for at, one in enumerate(self.fields, 1) if not isinstance(one, _PLAIN)]
        sent, engine = list[Any](), connections[DEFAULT_DB_ALIAS]
        for row in rows:
            values = list(plain(row))
            for at, one in special:
                value = one.pre_save(row, True)
                values[at] = None if value is None else one.get_db_prep_save(value, engine)
            sent += values[1:]
        return sent

    def statement(self, count: int) -> str:
        """The statement that writes so many rows."""
        row = f"({', '.join(['%s'] * len(self.fields))})"
        names = ", ".join(connection.ops.quote_name(one.column) for one in self.back)
        return f"{self.into} VALUES {', '.join([row] * count)}" + (f" RETURNING {names}" if names else "")

    def take(self, rows: Sequence[models.Model], given: Sequence[Sequence[Any]]) -> None:
        """Fill in what the database has given: keys, and columns that it reckons itself."""
        for at, one in enumerate(self.back):
            column = one.get_col(one.model._meta.db_table)
            convert = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
            for row, values in zip(rows, given, strict=True):
                value = values[at]
                for each in convert:
                    value = each(value, column, connection)
                setattr(row, one.attname, value)


def insert(rows: Sequence[M]) -> Sequence[M]:
    """Insert new rows of one kind, in order; their keys are filled in. Needs a transaction to be all or nothing."""
    if not rows:
        return rows
    _follow_keys(rows)
    table = _table(type(rows[0]), rows[0].pk is not None)
    size = min(TOGETHER, _most_sent() // len(table.fields))
    with transaction.mark_for_rollback_on_error(connection.alias), connection.cursor() as cursor:
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            cursor.execute(table.statement(len(part)), table.values(part))
            if table.back:
                table.take(part, cursor.fetchall())
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return rows


def correct(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write these fields of rows that are there: one statement, sent for each of them in one go."""
    if not rows:
        return
    quote, meta = connection.ops.quote_name, rows[0]._meta
    fields: list[Any] = [meta.get_field(name) for name in names]
    given = ", ".join(f"{quote(one.column)} = %s" for one in fields)
    statement = f"UPDATE {quote(meta.db_table)} SET {given} WHERE {quote(str(meta.pk.column))} = %s"  # noqa: S608 - the model's own names
    sent = [(*(one.get_db_prep_save(getattr(row, one.attname), connection) for one in fields), row.pk) for row in rows]
    with transaction.mark_for_rollback_on_error(connection.alias), connection.cursor() as cursor:
        cursor.executemany(statement, sent)


def _follow_keys(rows: Sequence[models.Model]) -> None:
    """Give rows that were made before the row they belong to its key."""
    keys = [(one.attname, one.name) for one in rows[0]._meta.concrete_fields if one.is_relation]
    for row in rows:
        held, known = row.__dict__, row._state.fields_cache
        for attname, name in keys:
            if held[attname] is None and known.get(name) is not None:
                held[attname] = known[name].pk
                if held[attname] is None:
                    raise ValueError(f"{type(row).__name__} belongs to a {name} that has not been written")


@cache
def _table(model: type[models.Model], is_keyed: bool) -> _Table:
    meta, quote = model._meta, connection.ops.quote_name
    written = [one for one in meta.concrete_fields if not one.generated and (is_keyed or not one.primary_key)]
    columns = ", ".join(quote(str(one.column)) for one in written)
    given = [one for one in meta.db_returning_fields if not (is_keyed and one.primary_key)]
    return _Table(f"INSERT INTO {quote(meta.db_table)} ({columns})", tuple(written), tuple(given))


def _most_sent() -> int:
    """Values in one statement."""
    if connection.vendor == "postgresql":
        return 65_535
    connection.ensure_connection()
    return int(connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER))
