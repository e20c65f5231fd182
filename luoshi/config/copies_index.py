"""Records that `luoshi signals copies --index DIR` keeps: one SQLite file.

A run is one transaction: it is in the index as a whole or not at all. The same id with the same text is examined and
not kept twice; with another text it takes the place of the older one.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import closing
from pathlib import Path

from luoshi.config.copies import Refused
from luoshi.signals.rules.copies import SAMPLE, Finder, Memory, Pair, Record, common_pieces

NAME = "copies.sqlite3"
MARK = 0x4C534350
"""`application_id`: the file is ours."""
VERSION = 1
"""Of the tables and of what a piece is; another one is refused."""
MOST_HOLDERS = 200
"""A piece that more records hold tells little; they are compared with the first so many."""
FLUSH = 20_000
"""Records that wait in memory before they are written, in the order of the table."""
_TABLES = f"""
CREATE TABLE record (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, unit TEXT NOT NULL, period TEXT NOT NULL,
    size INTEGER NOT NULL, text BLOB NOT NULL);
CREATE TABLE holder (piece INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (piece, number)) WITHOUT ROWID;
CREATE TABLE template (name TEXT PRIMARY KEY, records INTEGER NOT NULL, pieces BLOB NOT NULL);
PRAGMA application_id = {MARK};
PRAGMA user_version = {VERSION};
"""


def examined(folder: Path, records: Sequence[Record], given: Set[int]) -> list[Pair]:
    """The pairs of new records among themselves and with those kept; afterwards all are kept."""
    with closing(_opened(folder)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
            kept = _Kept(connection)
            template = kept.learned(records, given)
            finder = Finder(kept, template)
            for record in records:
                kept.expect(record)
                finder.examine(record)
            kept.flush()
            kept.learn(finder.formulas)
            connection.execute("COMMIT")
        except sqlite3.DatabaseError as fault:
            raise _unusable(folder, str(fault)) from None
    # two records that were both kept before find each other twice
    found = {(pair.a.id, pair.b.id): pair for pair in finder.pairs()}
    return [found[ids] for ids in sorted(found)]


def _opened(folder: Path) -> sqlite3.Connection:
    file = folder / NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not file.exists() and any(folder.iterdir()):
            raise Refused(
                f"目录“{folder}”里有其他文件，不是比对索引；请给出空目录",
                f"“{folder}” holds other files and is no index; give an empty directory",
            )
        connection = sqlite3.connect(file, isolation_level=None, timeout=60)
    except (OSError, sqlite3.Error) as fault:
        raise _unusable(folder, str(fault)) from None
    try:
        _prepared(connection, folder)
    except sqlite3.DatabaseError as fault:
        connection.close()
        raise _unusable(folder, str(fault)) from None
    except Refused:
        connection.close()
        raise
    return connection


def _prepared(connection: sqlite3.Connection, folder: Path) -> None:
    connection.execute("PRAGMA cache_size = -200000")
    connection.execute("BEGIN IMMEDIATE")
    mark, version = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
    if not mark and not connection.execute("SELECT 1 FROM sqlite_schema").fetchone():
        for statement in _TABLES.split(";"):
            connection.execute(statement)
    elif mark != MARK:
        raise _unusable(folder, "不是比对索引 no index of this command")
    elif version != VERSION:
        raise _unusable(
            folder, f"版本为 {version}，需要 {VERSION}；请用新目录重建 made by another version; build it anew"
        )
    connection.execute("COMMIT")


def _unusable(folder: Path, reason: str) -> Refused:
    return Refused(f"无法使用索引“{folder}”（{reason}）", f"cannot use the index “{folder}” ({reason})")


class _Kept:
    """The store: what is written, and before it what waits in memory."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._base = self._one("SELECT coalesce(max(number), 0) FROM record") + 1
        self._waiting = Memory()
        self._rows: list[tuple[int, str, str, str, int, bytes]] = []
        self._pieces: list[tuple[int, int]] = []
        self._same: dict[str, int] = {}

    def holders(self, pieces: Iterable[int]) -> Iterator[Sequence[int]]:
        pieces = list(pieces)
        for piece in pieces if self._base > 1 else ():
            found = self._db.execute(
                "SELECT number FROM holder WHERE piece = ? ORDER BY number LIMIT ?", (piece, MOST_HOLDERS)
            )
            yield [number for (number,) in found]
        for waiting in self._waiting.holders(pieces):
            yield [self._base + number for number in waiting]

    def record(self, number: int) -> Record:
        if number >= self._base:
            return self._waiting.record(number - self._base)
        row = self._db.execute("SELECT id, unit, period, text FROM record WHERE number = ?", (number,)).fetchone()
        return _record(*row)

    def sizes(self, numbers: Iterable[int]) -> dict[int, int]:
        numbers = list(numbers)
        waiting = self._waiting.sizes(number - self._base for number in numbers if number >= self._base)
        found = {self._base + number: size for number, size in waiting.items()}
        written = json.dumps([number for number in numbers if number < self._base])
        found.update(
            self._db.execute(
                "SELECT number, size FROM record WHERE number IN (SELECT value FROM json_each(?))", (written,)
            )
        )
        return found

    def add(self, record: Record, size: int, pieces: Sequence[int]) -> int:
        if record.id in self._same:
            return self._same.pop(record.id)
        number = self._base + self._waiting.add(record, size, pieces)
        text = zlib.compress(record.text.encode("utf-8", "surrogatepass"), 1)
        self._rows.append((number, record.id, record.unit, record.period, size, text))
        self._pieces.extend((piece, number) for piece in pieces)
        if len(self._rows) >= FLUSH:
            self.flush()
        return number

    def flush(self) -> None:
        self._db.executemany("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?)", self._rows)
        self._db.executemany("INSERT INTO holder VALUES (?, ?)", sorted(self._pieces))
        self._base += len(self._rows)
        self._waiting = Memory()
        self._rows, self._pieces = [], []

    def expect(self, record: Record) -> None:
        """Makes way for a record whose id is kept already; the same record is not kept twice."""
        row = self._db.execute("SELECT number FROM record WHERE id = ?", (record.id,)).fetchone()
        if row is None:
            return
        number = int(row[0])
        if self.record(number) == record:
            self._same[record.id] = number
        else:
            # its pieces stay: to find them by the number would double the table, and an empty text makes no pair
            self._db.execute("UPDATE record SET id = ?, size = 0, text = x'' WHERE number = ?", (f"\0{number}", number))

    def learn(self, formulas: Set[int]) -> None:
        """Keeps what the run has found to be formulas."""
        if formulas:
            since, common = self._template("common")
            self._keep_template("common", since, common | formulas)

    def learned(self, records: Sequence[Record], given: Set[int]) -> set[int]:
        """What is prescribed: what was given now or before, and what the latest records show; learned anew when the index has doubled."""
        if given:
            self._keep_template("given", 0, given | self._template("given")[1])
        since, common = self._template("common")
        count = self._base - 1 + len(records)
        if count >= 2 * since or not since:
            latest = self._db.execute(
                "SELECT id, unit, period, text FROM record WHERE size > 0 ORDER BY number DESC LIMIT ?",
                (max(0, SAMPLE - len(records)),),
            )
            sample = {record.id: record for record in [*(_record(*row) for row in latest), *records]}
            common |= common_pieces(list(sample.values()))
            self._keep_template("common", count, common)
        return common | self._template("given")[1]

    def _template(self, name: str) -> tuple[int, set[int]]:
        row = self._db.execute("SELECT records, pieces FROM template WHERE name = ?", (name,)).fetchone()
        return (row[0], set(array("I", row[1]))) if row else (0, set())

    def _keep_template(self, name: str, count: int, pieces: Set[int]) -> None:
        self._db.execute("REPLACE INTO template VALUES (?, ?, ?)", (name, count, array("I", sorted(pieces)).tobytes()))

    def _one(self, statement: str, *values: int) -> int:
        return int(self._db.execute(statement, values).fetchone()[0])


def _record(name: str, unit: str, period: str, text: bytes) -> Record:
    return Record(name, unit, period, zlib.decompress(text).decode("utf-8", "surrogatepass") if text else "")
