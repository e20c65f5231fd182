"""What does the machine do by itself, and when? One worker thread beside the web server; every job stands in one table.

A job is a function without arguments that does a bounded piece of work. A job that fails is logged and tried again at
its next turn; the others go on.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import close_old_connections, connection, connections

from luoshi.kernel import trail

log = logging.getLogger(__name__)
TICK = 0.5


@dataclass
class Job:
    """Something done every so many seconds. ``due`` is the next turn on the monotonic clock."""

    name: str
    every: float
    do: Callable[[], object]
    due: float = 0.0


JOBS: list[Job] = []


def job(name: str, every: float, do: Callable[[], object]) -> None:
    """Add a job; rooms do it from ``AppConfig.ready``."""
    JOBS.append(Job(name, every, do))


def seal_new() -> None:
    """Seal what has been done since the last turn."""
    while trail.seal(near=True):
        pass


def seal_stragglers() -> None:
    """Seal what committed long after its number was drawn."""
    trail.seal_all()


def sign_chain() -> None:
    """Sign where the chain stands, when that is due."""
    if trail.is_checkpoint_due():
        trail.checkpoint()


def refresh_statistics() -> None:
    """Let SQLite sample its tables anew, or it guesses which index is the narrow one; PostgreSQL does so by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=1000")
            cursor.execute("ANALYZE")


job("seal", 1, seal_new)
job("seal-stragglers", 60, seal_stragglers)
job("checkpoint", 5, sign_chain)
job("statistics", 86_400, refresh_statistics)


def run_due(jobs: list[Job], now: float) -> None:
    """Run every job whose turn it is."""
    for one in jobs:
        if now < one.due:
            continue
        one.due = now + one.every
        try:
            one.do()
        except Exception:  # a job of any room may fail in any way, and the others must go on
            log.exception("job %s failed", one.name)


class Worker(threading.Thread):
    """The worker thread. `stop` lets the job in hand finish, then seals and signs once more."""

    def __init__(self) -> None:
        super().__init__(name="luoshi-jobs", daemon=True)
        self._stopping = threading.Event()

    def run(self) -> None:
        """Take turns until told to stop."""
        try:
            while not self._stopping.wait(TICK):
                close_old_connections()
                run_due(JOBS, time.monotonic())
            trail.seal_all()
            trail.checkpoint()
        except Exception:  # the last seal may meet a database that is gone; the next start seals
            log.exception("the worker stopped early")
        finally:
            connections.close_all()

    def stop(self) -> None:
        """Ask it to end, and wait."""
        self._stopping.set()
        self.join(timeout=30)
