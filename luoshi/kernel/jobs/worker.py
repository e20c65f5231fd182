"""Who does the jobs? One pair of hands for each kind, so that a slow mail server or a long import keeps nobody waiting.

`luoshi serve` has a worker beside the web server; with PostgreSQL `luoshi worker` adds more, in other processes.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
import uuid
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections, connections

from luoshi.kernel import trail
from luoshi.kernel.jobs import queue, registry, schedules, work
from luoshi.kernel.jobs.registry import KINDS, Turn
from luoshi.kernel.models import Job

log = logging.getLogger(__name__)
TICK = 0.5
BEAT = "worker.beat"
STOP_SECONDS = 30


def run_due(turns: list[Turn], now: float) -> None:
    """Take every turn that is due."""
    for one in turns:
        if now < one.due:
            continue
        one.due = now + one.every
        try:
            one.do()
        except Exception:  # a job of any room may fail in any way, and the others must go on
            log.exception("job %s failed", one.name)


def work_off(kind: str = registry.QUICK) -> int:
    """Do all jobs of a kind that are due, here and now; how many. For tests and commands."""
    count = 0
    while job := queue.take(kind, _name()):
        work.run(job)
        count += 1
    return count


def _name() -> str:
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


def _beat() -> None:
    """A sign of life outside the database, for `luoshi check` and the health page."""
    try:
        (Path(settings.VAR) / BEAT).touch()
    except OSError:  # a full disk is told by the check; the work goes on
        log.exception("no sign of life could be given")


class Worker:
    """Threads that take turns, do jobs, and give signs of life. ``hands``: how many jobs of each kind at once."""

    def __init__(self, hands: Mapping[str, int] | None = None, *, turns: bool = True) -> None:
        self._stopping = threading.Event()
        self._in_hand: dict[str, Job] = {}
        loops = [("turns", self._turns)] if turns else []
        loops.append(("signs", self._signs))
        self._threads = [threading.Thread(target=self._loop, args=[do], name=name, daemon=True) for name, do in loops]
        for kind, number in (hands or dict.fromkeys(KINDS, 1)).items():
            for n in range(number):
                self._threads.append(
                    threading.Thread(target=self._loop, args=[self._hand, kind], name=f"{kind}-{n}", daemon=True)
                )
        self._has_turns = turns

    def start(self) -> None:
        """Begin, each in its own thread."""
        try:
            schedules.ensure()
        except Exception:  # a database that is away for a moment: the rows are written at the next start
            log.exception("schedules could not be written")
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let the jobs in hand finish, then seal and sign once more. A long job that does not end in time is done again."""
        self._stopping.set()
        until = time.monotonic() + STOP_SECONDS
        for thread in self._threads:
            thread.join(timeout=max(until - time.monotonic(), 0.1))

    def wait(self) -> None:
        """Until somebody stops it."""
        while not self._stopping.wait(3600):
            pass

    def _loop(self, do: object, *args: object) -> None:
        try:
            while not self._stopping.is_set():
                try:
                    close_old_connections()
                    do(*args)  # type: ignore[operator]
                except Exception:  # the database may be away for a moment; the loop must not end with it
                    log.exception("%s could not go on", threading.current_thread().name)
                    self._stopping.wait(TICK)
            if do == self._turns:
                trail.seal_all()
                trail.checkpoint()
        except Exception:  # the last seal may meet a database that is gone; the next start seals
            log.exception("the worker stopped early")
        finally:
            connections.close_all()

    def _turns(self) -> None:
        _beat()
        run_due(registry.TURNS, time.monotonic())
        self._stopping.wait(TICK)

    def _signs(self) -> None:
        """Only where the row is not locked by its own last step: quick jobs need no sign, their row's lock is one."""
        self._stopping.wait(settings.JOB_LEASE / 3)
        queue.prolong([job for job in list(self._in_hand.values()) if job.kind != registry.QUICK])

    def _hand(self, kind: str) -> None:
        mine = threading.current_thread().name
        job = queue.take(kind, _name())
        if job is None:
            self._stopping.wait(TICK)
            return
        self._in_hand[mine] = job
        try:
            work.run(job)
        finally:
            self._in_hand.pop(mine, None)
