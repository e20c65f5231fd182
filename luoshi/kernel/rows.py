"""How do new rows get in with few statements and little ado? `kernel.actions` and what follows from it write through here.

Django's own ``bulk_create`` asks every field of every row half a dozen questions, and sends thirty rows of a wide table
at a time on SQLite, whose limit it still takes to be that of years ago. An order to every county is thirty thousand rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from operator import attrgetter
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction
from django.db.models.base import ModelState

M = TypeVar("M", bound=models.Model)

TOGETHER = 500
"""Rows in one statement."""
_PLAIN = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey)
"""Fields whose values are sent as they stand in the row."""
_REPEATED = (models.DateField, models.DecimalField)


@dataclass(frozen=True)
class _Table:
    """How rows of one model are written, and what comes back of each."""

    into: str
    fields: tuple[Any, ...]
    back: tuple[Any, ...]

    @cached_property
    def _adapted(self) -> list[tuple[int, Callable[[Any], Any]]]:
        """Where a value is sent otherwise than it stands in the row, and how."""
        return [(at, _adapter(one)) for at, one in enumerate(self.fields, 1) if not isinstance(one, _PLAIN)]

    def values(self, rows: Sequence[models.Model]) -> list[Any]:
        """What is sent for these rows, one after another."""
        for file in (one for one in self.fields if isinstance(one, models.FileField)):
            for row in rows:
                file.pre_save(row, True)
        taken, adapted = attrgetter("pk", *(one.attname for one in self.fields)), self._adapted
        sent = list[Any]()
        for row in rows:
            values = list(taken(row))
            for at, adapt in adapted:
                if values[at] is not None:
                    values[at] = adapt(values[at])
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


@dataclass(frozen=True)
class _Blank:
    """What a row of one model holds before anything is said of it."""

    fixed: dict[str, Any]
    made: tuple[tuple[str, Callable[[], Any]], ...]
    links: dict[str, str]
    """Relations by name, and the column of each."""


def new(model: type[M], **given: Any) -> M:
    """A row to be written, the same as ``model(**given)``, which takes ten times as long over a wide table."""
    blank = _blank(model)
    row = model.__new__(model)
    row._state = ModelState()
    held = row.__dict__
    held.update(blank.fixed)
    for name, make in blank.made:
        held[name] = make()
    for name, value in given.items():
        if name in blank.links:
            held[blank.links[name]] = None if value is None else value.pk
            row._state.fields_cache[name] = value
        elif name in held:
            held[name] = value
        else:
            raise TypeError(f"{model.__name__} has no {name}")
    return row


@cache
def _blank(model: type[models.Model]) -> _Blank:
    fields: list[Any] = [one for one in model._meta.concrete_fields if not one.generated]
    made = [one for one in fields if one.has_default() and callable(one.default)]
    return _Blank(
        {one.attname: one.get_default() for one in fields if one not in made},
        tuple((one.attname, one.default) for one in made),
        {one.name: one.attname for one in fields if one.is_relation},
    )


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


def _adapter(one: Any) -> Callable[[Any], Any]:
    """How a value of a field is sent. Days and figures come again and again; two texts of JSON are seldom the same."""
    engine = connections[DEFAULT_DB_ALIAS]
    if isinstance(one, models.JSONField):
        return lambda value: engine.ops.adapt_json_value(value, one.encoder)
    prepared: Callable[[Any], Any] = lambda value: one.get_db_prep_save(value, engine)  # noqa: E731
    return lru_cache(5_000)(prepared) if isinstance(one, _REPEATED) else prepared


def _most_sent() -> int:
    """Values in one statement."""
    if connection.vendor == "postgresql":
        return 65_535
    connection.ensure_connection()
    return int(connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER))
