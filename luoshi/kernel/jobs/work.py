"""What does a job's function have in its hands, and what happens around its call?"""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction
from django.utils import translation

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import LuoshiError
from luoshi.kernel.jobs import queue, registry
from luoshi.kernel.jobs.queue import CANCELLED, DONE, REFUSED, Cancelled, Lost
from luoshi.kernel.models import Job
from luoshi.kernel.say import Say

log = logging.getLogger(__name__)
BETWEEN_REPORTS = 0.5
"""Seconds: a loop may report each row, the table is written twice a second at most."""


class Work:
    """One try of one job."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.ended = False
        self._actor: Actor | None = None
        self._told = 0.0

    @property
    def actor(self) -> Actor:
        """On whose behalf: the person who asked, with the rights that they have now; else the system."""
        if self._actor is None:
            self._actor = registry.actor_for(self.job.account_id, self.job.unit_id)
        return self._actor

    def progress(self, done: int, total: int = 0, message: Say | None = None) -> None:
        """Say how far it is, as often as you like. Raises `Cancelled` when the person has stopped it, `Lost` when it is not ours.

        Not within a transaction: nobody else would see it.
        """
        now = time.monotonic()
        if now - self._told < BETWEEN_REPORTS and (not total or done < total):
            return
        self._told = now
        changes: dict[str, Any] = {"done": done, "lease_until": clock.now() + queue.lease()}
        if total:
            changes["total"] = total
        if message is not None:
            changes["message"] = {"text": message.text, "params": queue.plain(message.params)}
        if not queue.held(self.job).update(**changes):
            raise Lost
        if queue.held(self.job).filter(stopping=True).exists():
            raise Cancelled

    @contextlib.contextmanager
    def last(self) -> Iterator[None]:
        """The last step of a long job: one transaction in which what it has prepared takes effect and the job ends.

        A worker that dies before its end has done nothing; one that dies after it has done all.
        """
        with transaction.atomic():
            queue.end(self.job, DONE)
            if Job.objects.filter(pk=self.job.pk, stopping=True).exists():
                raise Cancelled
            yield
            queue.tell_end(self.job)
        self.ended = True

    def answer(self, text: Say, url: str = "") -> None:
        """What the person is told at the end, and where it leads."""
        queue.answer(self.job, text, url)


def run(job: Job) -> None:
    """Do a job that has been taken, and end it one way or another. Never raises."""
    work = Work(job)
    with translation.override("zh-hans"):
        try:
            known = registry.TASKS[job.task]
            if known.kind == registry.QUICK:
                with work.last():
                    known.do(work, **job.args)
                return
            known.do(work, **job.args)
            if not work.ended:
                with work.last():
                    pass
        except Lost:
            log.warning("job %s (%s) is no longer ours", job.pk, job.task)
        except Cancelled:
            _ended(job, lambda: queue.end(job, CANCELLED))
        except LuoshiError as refusal:
            _ended(job, lambda refusal=refusal: _refused(job, refusal))  # type: ignore[misc]
        except Exception as error:  # a job of any room may fail in any way, and the others must go on
            log.exception("job %s (%s) failed, try %s", job.pk, job.task, job.attempts)
            with contextlib.suppress(Exception):  # then its lease runs out
                queue.put_back(job, error)


def _ended(job: Job, write: Callable[[], None]) -> None:
    try:
        with transaction.atomic():
            write()
            queue.tell_end(job)
    except Lost:
        log.warning("job %s (%s) is no longer ours", job.pk, job.task)


def _refused(job: Job, refusal: LuoshiError) -> None:
    """What the rules say no to is an answer to the person, and no fault: trying again would not change it."""
    queue.end(job, REFUSED)
    first = refusal.reasons[0] if refusal.reasons else None
    if first is not None:
        queue.answer(job, first)
