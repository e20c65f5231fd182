"""How do generated rows get into the database? In bulk, past the write door.

Excused from law 5 (`tests/test_house.py`): nobody did what is generated here, so there is nothing to record row by
row; half a million events would say what one says, and take ten times as long. It runs in an empty database only, so
keys are given here, rows are plain columns and go in by COPY (SQLite: one statement, many times), no index, key or
trigger looks at them one by one, and counters are made at the end.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from random import Random
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models

from luoshi.ledger import jobs

AT_ONCE = 50_000
"""So many rows wait in memory, of all kinds together."""
ROOMS = ("org", "ledger", "reporting")
STAMP = 1_750_000_000_000

_DATES_AND_DECIMALS = (models.DateField, models.DecimalField)


class Bulk:
    """Rows of any model on their way into the database. ``ticks`` is told what has been written, and how many of it."""

    def __init__(self, rng: Random, ticks: Callable[[str, int], None]) -> None:
        self.rng, self.ticks = rng, ticks
        self.sheets: dict[type[models.Model], _Sheet] = {}
        self.waiting = 0

    def add(self, model: type[models.Model], **columns: Any) -> int:
        """Have a row written; what is not given is blank. Answers its key. ``columns`` are named as the table's."""
        sheet = self.sheets.get(model)
        if sheet is None:
            sheet = self.sheets[model] = _Sheet(model)
        sheet.key = key = sheet.key + 1
        row = {**sheet.blank, "id": key, **columns}
        if sheet.named:
            row["uid"] = f"{(STAMP + key) << 80 | 7 << 76 | 2 << 62 | self.rng.getrandbits(62):032x}"
        sheet.rows.append(tuple(row.values()))
        self.waiting += 1
        if self.waiting >= AT_ONCE:
            self.flush()
        return key

    def flush(self) -> None:
        """Write what waits."""
        for model, sheet in self.sheets.items():
            if sheet.rows:
                sheet.write()
                self.ticks(model._meta.model_name or "", len(sheet.rows))
                sheet.rows = []
        self.waiting = 0

    def derive(self, model: type[models.Model], columns: dict[str, str], source: str, given: dict[str, Any]) -> None:
        """Write a row for each row of ``source`` in one statement: ``columns`` by expression, the others blank."""
        self.flush()
        sheet = _Sheet(model)
        chosen = {name: f"%(blank_{name})s" for name in sheet.blank if name != "id"} | columns
        table = connection.ops.quote_name(model._meta.db_table)
        names = ", ".join(map(connection.ops.quote_name, chosen))
        values = {**given, **{f"blank_{name}": value for name, value in sheet.blank.items()}}
        with connection.cursor() as cursor:
            statement = f"INSERT INTO {table} ({names}) SELECT {', '.join(chosen.values())} FROM {source}"  # noqa: S608 - own words
            cursor.execute(statement, values)
            self.ticks(model._meta.model_name or "", cursor.rowcount)

    def finish(self) -> None:
        """Let the database go on from the keys given here."""
        self.flush()
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(self.sheets)):
                cursor.execute(statement)


class _Sheet:
    """The rows of one table. ``blank`` is a row of defaults in the table's order, ``named`` whether rows have a uid of
    version 7: rising, so that its index is written from left to right."""

    def __init__(self, model: type[models.Model]) -> None:
        fields = [one for one in model._meta.concrete_fields if not one.generated]
        self.blank = {str(one.column): one.get_default() for one in fields}
        self.named = "uid" in self.blank
        self.key = 0
        self.rows: list[tuple[Any, ...]] = []
        self.adapted = [(at, adapt) for at, one in enumerate(fields) if (adapt := _adapt(one))]
        self.table = connection.ops.quote_name(model._meta.db_table)
        self.columns = ", ".join(map(connection.ops.quote_name, self.blank))

    def write(self) -> None:
        rows = map(self._sent, self.rows)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {self.table} ({self.columns}) FROM STDIN") as lines:
                    for row in rows:
                        lines.write_row(row)
            else:
                marks = ", ".join(["%s"] * len(self.blank))
                statement = f"INSERT INTO {self.table} ({self.columns}) VALUES ({marks})"  # noqa: S608 - the models' own names
                cursor.executemany(statement, rows)

    def _sent(self, row: tuple[Any, ...]) -> list[Any]:
        found = list(row)
        for at, adapt in self.adapted:
            if found[at] is not None:
                found[at] = adapt(found[at])
        return found


def _adapt(one: Any) -> Callable[[Any], Any] | None:
    """How a field's value is sent; None where it goes as it is. The same dates and figures come again and again."""
    if isinstance(one, models.JSONField):
        return lambda value: json.dumps(value, ensure_ascii=False)
    if isinstance(one, _DATES_AND_DECIMALS):
        return lru_cache(20_000)(lambda value: str(one.get_db_prep_save(value, connection)))
    return None


@contextmanager
def loading() -> Iterator[None]:
    """While rows are loaded, SQLite waits for no disk and looks at no key: to be said outside of the transaction."""
    quick = {"synchronous": "OFF", "foreign_keys": "OFF", "cache_size": "-1000000", "temp_store": "FILE"}
    kept: dict[str, Any] = {}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in quick:
                cursor.execute(f"PRAGMA {name}")
                kept[name] = cursor.fetchone()[0]
        _set(quick if kept else {})
    try:
        yield
    finally:
        _set(kept)


def _set(pragmas: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        for name, value in pragmas.items():
            cursor.execute(f"PRAGMA {name}={value}")


@contextmanager
def unwatched(ticks: Callable[[str, int], None]) -> Iterator[None]:
    """Take triggers, indexes and foreign keys away while rows are written; then count, and set them all again."""
    indexes = _indexes_and_keys()
    with connection.cursor() as cursor:
        for statement in [*jobs.take_down(connection.vendor), *(down for down, _ in indexes)]:
            cursor.execute(statement)
        yield
        ticks("counters", 0)
        jobs.recount()
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for _, up in reversed(indexes):
            ticks("indexes", 0)
            cursor.execute(up)
        for statement in jobs.put_up(connection.vendor):
            cursor.execute(statement)


def _indexes_and_keys() -> list[tuple[str, str]]:
    """(how to take it away, how to set it again), foreign keys first; unique columns keep theirs."""
    tables = [model._meta.db_table for room in ROOMS for model in apps.get_app_config(room).get_models()]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
            return [(f'DROP INDEX "{name}"', sql) for table, name, sql in cursor.fetchall() if table in tables]
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f'"
        )
        keys = [
            (f'ALTER TABLE {table} DROP CONSTRAINT "{name}"', f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {rule}')
            for table, name, rule in cursor.fetchall()
            if table in tables
        ]
        cursor.execute(
            "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND NOT EXISTS "
            "(SELECT 1 FROM pg_constraint WHERE conindid = (quote_ident(indexname))::regclass AND contype IN ('p', 'u', 'x'))"
        )
        return keys + [(f'DROP INDEX "{name}"', rule) for table, name, rule in cursor.fetchall() if table in tables]


def refresh_statistics() -> None:
    """Tell the planner what the tables now hold: it has seen them empty."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit=1000")
        cursor.execute("ANALYZE")
