"""How does a job get into the table, into one pair of hands, and out again?

An excused writer (`tests/test_house.py`): taking a job and ending it is no act of anybody, and would fill the trail.
What a person does to a job goes through the door (`kernel.jobs.moves`).
"""

from __future__ import annotations

import traceback
import uuid
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from luoshi.kernel import actions, clock, rhythm
from luoshi.kernel.actor import SYSTEM, Actor
from luoshi.kernel.jobs.registry import KINDS, TASKS
from luoshi.kernel.models import Job
from luoshi.kernel.say import Say

READY, RUNNING, DONE, REFUSED, FAILED, CANCELLED, DROPPED = (
    "ready", "running", "done", "refused", "failed", "cancelled", "dropped",
)  # fmt: skip
ENDED = (DONE, REFUSED, FAILED, CANCELLED, DROPPED)
ERROR_LENGTH = 4000


class Lost(Exception):
    """The job is no longer ours: its lease ran out and somebody else has it, or it was ended."""


class Cancelled(Exception):
    """The person has stopped it."""


def lease() -> timedelta:
    """How long a job is believed to be in hand without a sign of life."""
    return timedelta(seconds=settings.JOB_LEASE)


def later(
    actor: Actor,
    name: str,
    /,
    *,
    key: str = "",
    title: str = "",
    after: datetime | None = None,
    **args: Any,
) -> Job:
    """Have the task of that name done, after and with the act that asks for it: the row commits with the act.

    The same ``key`` again gives the job there is. ``args`` are what JSON can hold.
    """
    return later_many(actor, name, [(key, args)], title=title, after=after)[0]


def later_many(
    actor: Actor,
    name: str,
    wanted: Collection[tuple[str, Mapping[str, Any]]],
    *,
    title: str = "",
    after: datetime | None = None,
) -> list[Job]:
    """Many jobs of one task: (key, args) each."""
    known, now = TASKS[name], clock.now()
    rows = [
        Job(
            task=name, key=key or uuid.uuid4().hex, title=title[:200], args=dict(args), kind=known.kind, state=READY,
            account_id=actor.account_id, unit_id=actor.unit_id, made_at=now, run_after=after or now,
        )
        for key, args in wanted
    ]  # fmt: skip
    Job.objects.bulk_create(rows, batch_size=300, ignore_conflicts=True)
    found = {row.key: row for start in range(0, len(rows), 300) for row in _by_key(name, rows[start : start + 300])}
    return [found[row.key] for row in rows]


def _by_key(name: str, rows: list[Job]) -> list[Job]:
    return list(Job.objects.filter(task=name, key__in=[row.key for row in rows]))


def take(kind: str, holder: str) -> Job | None:
    """The next job of a kind, now in this holder's hands; None when there is none."""
    due = Job.objects.filter(kind=kind, state=READY, run_after__lte=clock.now()).order_by("run_after", "id")
    if not due.exists():  # asked first without a lock: on SQLite the next line shuts every other writer out
        return None
    with transaction.atomic():
        job = due.select_for_update(skip_locked=True).first()
        if job is None:
            return None
        now = clock.now()
        changes = {
            "state": RUNNING, "holder": holder, "lease_until": now + lease(), "started_at": now, "attempts": job.attempts + 1,
            "version": job.version + 1,
        }  # fmt: skip
        Job.objects.filter(pk=job.pk).update(**changes)
    for field, value in changes.items():
        setattr(job, field, value)
    return job


def held(job: Job) -> Any:
    """The job's row as long as it is in the hands it was given to."""
    return Job.objects.filter(pk=job.pk, state=RUNNING, holder=job.holder, attempts=job.attempts)


def prolong(jobs: Collection[Job]) -> None:
    """A sign of life for the jobs in hand."""
    for job in jobs:
        held(job).update(lease_until=clock.now() + lease())


def end(job: Job, state: str, **changes: Any) -> None:
    """End the job, or raise `Lost`. Called first in the transaction of its effects: the row stays locked until they commit."""
    changes = {"state": state, "ended_at": clock.now(), "lease_until": None, **changes}
    if not held(job).update(version=F("version") + 1, **changes):
        raise Lost
    for field, value in changes.items():
        setattr(job, field, value)


def tell_end(job: Job) -> None:
    """Write into the trail how it ended, where somebody waits for it or has to look at it."""
    if job.account_id is not None or job.state == FAILED:
        actions.note_event(SYSTEM, f"kernel.job.{job.state}", job, after={"state": job.state, "task": job.task})


def answer(job: Job, text: Say, url: str = "") -> None:
    """Keep what is to be told at the end."""
    job.answer = {"text": text.text, "params": plain(text.params), "url": url}
    Job.objects.filter(pk=job.pk).update(answer=job.answer)


def plain(params: Mapping[str, Any]) -> dict[str, Any]:
    """A sentence's figures as JSON."""
    return {name: value if isinstance(value, (int, bool)) else str(value) for name, value in params.items()}


def put_back(job: Job, error: BaseException) -> None:
    """After a failure: again later, or, after so many tries, to a person. Never raises `Lost`: then it is not ours to say."""
    told = "".join(traceback.format_exception(error))[-ERROR_LENGTH:]
    with transaction.atomic():
        row = held(job).select_for_update().first()
        if row is None:
            return
        _again(row, told)


def _again(row: Job, told: str) -> None:
    spent = row.attempts >= rhythm.TRIES
    row.state, row.error, row.lease_until = (FAILED if spent else READY), told, None
    if row.stopping:
        row.state = CANCELLED
    row.ended_at = clock.now() if row.state != READY else None
    row.run_after = clock.now() + rhythm.wait_after(row.attempts, settings.JOB_BACKOFF)
    row.version += 1
    row.save(update_fields=["state", "error", "lease_until", "ended_at", "run_after", "version"])
    if row.state != READY:
        tell_end(row)


def reap() -> int:
    """Take jobs out of hands that have shown no sign of life; how many.

    They count as a try: a job that kills its worker each time must stop as well.
    """
    late = Job.objects.filter(state=RUNNING, lease_until__lt=clock.now(), kind__in=KINDS).order_by("run_after")
    if not late.exists():
        return 0
    with transaction.atomic():
        rows = list(late.select_for_update(skip_locked=True)[:100])
        for row in rows:
            _again(row, f"the worker {row.holder} has shown no sign of life since {row.started_at:%Y-%m-%d %H:%M:%S}")
    return len(rows)


def open_jobs() -> Q:
    """What is not ended yet."""
    return Q(state__in=[READY, RUNNING])
