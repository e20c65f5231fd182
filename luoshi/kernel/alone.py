"""How does one act keep every other writer out for a moment? For what rewrites rows everywhere, such as a moved unit.

On PostgreSQL every outermost write shares an advisory lock, and the act that must be alone takes it alone: it waits for
those under way, those that come wait for it. Nobody holds a row of the tables while waiting, so nobody waits in a circle.
SQLite lets only one write at a time anyway.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from luoshi.kernel.errors import Refused
from luoshi.kernel.say import say

WRITING = 7_108_001
ALONE = 7_108_002


class _Open(threading.local):
    """How deep this thread is in acts, and what is to be written when the outermost one ends well."""

    depth = 0

    def __init__(self) -> None:
        self.waiting: list[Any] = []


_open = _Open()
_write: list[Callable[[Sequence[Any]], None]] = []


def at_end(write: Callable[[Sequence[Any]], None]) -> None:
    """Say what is done, when an act ends, with what was put off until then (`put_off`): the door writes it, then others
    hear of it, in the order in which they said so."""
    if write not in _write:
        _write.append(write)


def put_off(rows: Sequence[Any]) -> None:
    """Write these with all others of the act when it ends, in one statement; at once where no act is open."""
    if _open.depth:
        _open.waiting.extend(rows)
    else:
        _end(rows)


def _end(rows: Sequence[Any]) -> None:
    for write in _write:
        write(rows)


@contextmanager
def atomic() -> Iterator[None]:
    """A transaction, or a part of one that is open; an outermost one shares the writers' lock from its first moment.

    A part that fails takes back what it has done and what it has put off, so that whoever catches its failure goes on
    as if it had not begun.
    """
    is_outermost = not connection.in_atomic_block and connection.vendor == "postgresql"
    with transaction.atomic():
        if is_outermost:
            share()
        before = len(_open.waiting)
        _open.depth += 1
        try:
            yield
            if _open.depth == 1 and _open.waiting:
                rows, _open.waiting = _open.waiting, []
                _end(rows)
        except BaseException:
            del _open.waiting[before:]
            raise
        finally:
            _open.depth -= 1


@contextmanager
def step() -> Iterator[None]:
    """One step of the door: part of the act that is open, or an act of its own. Without a savepoint, which costs two
    round trips: a step either fails before it has written anything, or fails the database's own rules."""
    if _open.depth:
        yield
        return
    with atomic():
        yield


def share() -> None:
    """Take part in writing; asked again in the same transaction it costs a round trip and changes nothing."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [WRITING])


def alone() -> None:
    """From here to the end of the transaction nobody else writes. Two who want that at once: the second is refused.

    The second could only wait for the first, which waits for the second's share of the writers' lock.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ALONE])
        if not cursor.fetchone()[0]:
            raise Refused([say("另一项机构调整正在办理，请稍后再试。")])
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITING])
