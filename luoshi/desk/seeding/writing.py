"""How do generated rows get into the database? In bulk, past the write door.

Excused from law 5 (`tests/test_house.py`): nobody did what is generated here, so there is nothing to record row by
row; half a million events would say what one says, and take ten times as long. It runs in an empty database only, so
keys are given here, rows are plain columns and go in by COPY (SQLite: one statement, many times), no index, key or
trigger looks at them one by one, and counters are made at the end.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models

from luoshi.ledger import jobs

AT_ONCE = 50_000
"""So many rows wait in memory, of all kinds together."""
COPIES = 100
"""So many blocks are copied by one statement."""
ROOMS = ("org", "ledger", "reporting")
STAMP = 1_750_000_000_000

_DATES_AND_DECIMALS = (models.DateField, models.DecimalField)
Kind = type[models.Model]
Keys = dict[Kind, int]
"""A key, or a distance between keys, of each kind of rows."""


@dataclass(frozen=True)
class Block:
    """The rows written between two moments: all with keys after ``first`` up to ``last``."""

    first: Keys
    last: Keys

    def size(self, model: Kind) -> int:
        return self.last.get(model, 0) - self.first.get(model, 0)


@dataclass(frozen=True)
class Copy:
    """A block that is to stand once more. What it refers to in itself moves with it; of what lies outside, rows of
    those kinds lie so far away (``apart``). ``words``: values that its columns' expressions name (``s.title``)."""

    block: Block
    apart: Keys
    words: dict[str, Any]


class Bulk:
    """Rows of any model on their way into the database. ``ticks`` is told what has been written, and how many of it."""

    def __init__(self, ticks: Callable[[str, int], None]) -> None:
        self.ticks = ticks
        self.sheets: dict[Kind, _Sheet] = {}
        self.waiting = 0

    def add(self, model: Kind, **columns: Any) -> int:
        """Have a row written; what is not given is blank. Answers its key. ``columns`` are named as the table's."""
        sheet = self.sheets.get(model)
        if sheet is None:
            sheet = self.sheets[model] = _Sheet(model)
        sheet.key = key = sheet.key + 1
        row = {**sheet.blank, "id": key, **columns}
        if sheet.named:
            row["uid"] = f"{STAMP + key:012x}70008000{_mixed(key):012x}"
        sheet.rows.append(tuple(row.values()))
        self.waiting += 1
        if self.waiting >= AT_ONCE:
            self.flush()
        return key

    def keys(self) -> Keys:
        """The last key of every kind so far."""
        return {model: sheet.key for model, sheet in self.sheets.items()}

    def flush(self) -> None:
        """Write what waits."""
        for model, sheet in self.sheets.items():
            if sheet.rows:
                sheet.write()
                self.ticks(model._meta.model_name or "", len(sheet.rows))
                sheet.rows = []
        self.waiting = 0

    def copy(self, copies: Sequence[Copy], kinds: Sequence[Kind], columns: dict[Kind, dict[str, str]]) -> None:
        """Write these blocks again, by the database alone: rows of these kinds, with their keys moved along.

        ``columns``: what differs in a copy, by an expression of the row (``m``) and of the copy (``s``).
        """
        self.flush()
        kinds = [model for model in kinds if model in self.sheets]
        for start in range(0, len(copies), COPIES):
            some = [self._moved(one, kinds) for one in copies[start : start + COPIES]]
            run("DROP TABLE IF EXISTS seed_copy")
            run(f"CREATE TEMPORARY TABLE seed_copy ({', '.join(_typed(some[0]))})")
            for one in some:
                run(f"INSERT INTO seed_copy VALUES ({', '.join(['%s'] * len(one))})", [*one.values()])  # noqa: S608
            for model in kinds:
                name = model._meta.model_name
                moved = {
                    str(one.column): f"m.{one.column} + s.{by}"
                    for one in model._meta.concrete_fields
                    if (by := _distance(one)) in some[0]
                }
                self.derive(
                    model, {key: f"m.{key}" for key in self.sheets[model].blank} | moved | columns.get(model, {}),
                    f"seed_copy s CROSS JOIN {model._meta.db_table} m WHERE m.id > s.{name}_first AND m.id <= s.{name}_last",
                    {},
                )  # fmt: skip

    def _moved(self, one: Copy, kinds: Sequence[Kind]) -> dict[str, Any]:
        found = {f"{model._meta.model_name}_by": by for model, by in one.apart.items()}
        for model in kinds:
            sheet, name, first = self.sheets[model], model._meta.model_name, one.block.first.get(model, 0)
            found |= {
                f"{name}_first": first,
                f"{name}_last": one.block.last.get(model, 0),
                f"{name}_by": sheet.key - first,
            }
            sheet.key += one.block.size(model)
        return found | one.words

    def derive(self, model: Kind, columns: dict[str, str], source: str, given: dict[str, Any]) -> None:
        """Write a row for each row of ``source`` in one statement: ``columns`` by expression, the others blank."""
        self.flush()
        sheet = _Sheet(model)
        chosen = {name: f"%(blank_{name})s" for name in sheet.blank if name != "id"} | columns
        if sheet.named:
            chosen["uid"] = _named(chosen["id"])
        names = ", ".join(map(connection.ops.quote_name, chosen))
        values = {**given, **{f"blank_{name}": value for name, value in sheet.blank.items()}}
        statement = f"INSERT INTO {sheet.table} ({names}) SELECT {', '.join(chosen.values())} FROM {source}"  # noqa: S608 - own words
        self.ticks(model._meta.model_name or "", run(statement, values))

    def finish(self) -> None:
        """Let the database go on from the keys given here."""
        self.flush()
        for statement in connection.ops.sequence_reset_sql(no_style(), list(self.sheets)):
            run(statement)


def _distance(one: Any) -> str:
    """What the copy calls the distance that a column's key moves by: a reference's, or the row's own."""
    kind = one.related_model if one.is_relation else one.model if one.primary_key else None
    return f"{kind._meta.model_name}_by" if kind else ""


def _typed(row: dict[str, Any]) -> list[str]:
    return [f"{name} {'bigint' if isinstance(value, int) else 'text'}" for name, value in row.items()]


def _mixed(key: int) -> int:
    return (key * 25_214_903_917 + 11) % 2**48


def _named(key: str) -> str:
    """The uid of a row by its key, as `Bulk.add` gives it: of version 7, rising, so that its index is written from left
    to right."""
    stamp, mixed = f"{STAMP} + ({key})", f"(({key}) * 25214903917 + 11) %% {2**48}"
    if connection.vendor == "sqlite":
        return f"printf('%%012x70008000%%012x', {stamp}, {mixed})"
    return f"(lpad(to_hex({stamp}), 12, '0') || '70008000' || lpad(to_hex({mixed}), 12, '0'))::uuid"


class _Sheet:
    """The rows of one table. ``blank`` is a row of defaults in the table's order, ``named`` whether rows have a uid."""

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
        rows = [self._sent(row) for row in self.rows]
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


def run(statement: str, values: Any = None) -> Any:
    """The rows that a statement gives, or how many it has written."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount


@contextmanager
def loading() -> Iterator[None]:
    """While rows are loaded, SQLite waits for no disk and looks at no key: to be said outside of the transaction."""
    quick = {"synchronous": "OFF", "foreign_keys": "OFF", "cache_size": "-1000000", "temp_store": "FILE"}
    kept = {name: run(f"PRAGMA {name}")[0][0] for name in quick if connection.vendor == "sqlite"}
    for name in kept:
        run(f"PRAGMA {name}={quick[name]}")
    try:
        yield
    finally:
        for name, value in kept.items():
            run(f"PRAGMA {name}={value}")


@contextmanager
def unwatched(ticks: Callable[[str, int], None]) -> Iterator[None]:
    """Take triggers, indexes and foreign keys away while rows are written; then count, and set them all again."""
    indexes = _indexes_and_keys()
    for statement in [*jobs.take_down(connection.vendor), *(down for down, _ in indexes)]:
        run(statement)
    # PostgreSQL has no statistics yet, and the ranges of keys that are copied are short
    _tuned(enable_seqscan="off")
    yield
    _tuned(enable_seqscan="on", work_mem="256MB", maintenance_work_mem="512MB")
    ticks("counters", 0)
    jobs.recount()
    for _, up in reversed(indexes):
        ticks("indexes", 0)
        run(up)
    for statement in jobs.put_up(connection.vendor):
        run(statement)


def _tuned(**settings: str) -> None:
    """PostgreSQL's settings for this transaction."""
    for name, value in settings.items() if connection.vendor == "postgresql" else ():
        run(f"SET LOCAL {name} = '{value}'")


def _indexes_and_keys() -> list[tuple[str, str]]:
    """(how to take it away, how to set it again), foreign keys first; unique columns keep theirs."""
    tables = [model._meta.db_table for room in ROOMS for model in apps.get_app_config(room).get_models()]
    if connection.vendor == "sqlite":
        found = run("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        return [(f'DROP INDEX "{name}"', sql) for table, name, sql in found if table in tables]
    keys = run(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f'"
    )
    indexes = run(
        "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND NOT EXISTS "
        "(SELECT 1 FROM pg_constraint WHERE conindid = quote_ident(indexname)::regclass AND contype IN ('p', 'u', 'x'))"
    )
    return [
        (f'ALTER TABLE {table} DROP CONSTRAINT "{name}"', f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {rule}')
        for table, name, rule in keys
        if table in tables
    ] + [(f'DROP INDEX "{name}"', rule) for table, name, rule in indexes if table in tables]


def refresh_statistics() -> None:
    """Tell the planner what the tables now hold: it has seen them empty."""
    if connection.vendor == "sqlite":
        run("PRAGMA analysis_limit=1000")
    # PostgreSQL counts by an index alone only where it knows that all rows of a page are seen by everybody
    run("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
