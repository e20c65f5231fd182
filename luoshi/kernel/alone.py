"""How does one act keep every other writer out for a moment? For what rewrites rows everywhere, such as a moved unit.

On PostgreSQL every outermost write shares an advisory lock, and the act that must be alone takes it alone: it waits for
those under way, those that come wait for it. Nobody holds a row of the tables while waiting, so nobody waits in a circle.
SQLite lets only one write at a time anyway.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from luoshi.kernel.errors import Refused
from luoshi.kernel.say import say

WRITING = 7_108_001
ALONE = 7_108_002


@contextmanager
def atomic() -> Iterator[None]:
    """A transaction, or a part of one that is open; an outermost one shares the writers' lock from its first moment."""
    if connection.in_atomic_block or connection.vendor != "postgresql":
        with transaction.atomic():
            yield
        return
    with transaction.atomic():
        share()
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
