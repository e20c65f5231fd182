"""What does the machine do by itself, and what has been asked of it? Jobs, turns, schedules, readers of the trail.

**A job** is a row that commits with the act that asks for it, and is done afterwards by a worker (a thread of
`luoshi serve`, or `luoshi worker` processes). In a room's ``jobs.py``, imported from its ``AppConfig.ready``::

    @jobs.task("ledger.import", say("导入台账"), jobs.LONG)
    def import_ledger(work: jobs.Work, *, upload: int) -> None:
        rows = read(upload)                                    # a worker that was killed begins here again, with the same
        clear_staged(work.job.pk)                              # work.job.pk and .uid: so first remove what the last try left
        for number, chunk in enumerate(rows):
            work.progress(number, len(rows), say("核对"))       # as often as you like; raises Cancelled when stopped:
            stage(work.job.pk, chunk)                          # catch it to tidy up, and raise it again
        with work.last():                                      # one transaction: the flip and the job's end, exactly once
            flip(work.actor, work.job.pk)                      # work.actor: who asked, with the rights they have now
            work.answer(say("已导入 {n} 项。", n=len(rows)), url=reverse("ledger:list"))

In a service, by name (a service stands below the room's jobs), in the act's own transaction::

    with actions.atomic():
        row = actions.create(actor, "ledger.upload", …)
        job = jobs.later(actor, "ledger.import", key=f"upload {row.pk}", title=row.file.name, upload=row.pk)

The same ``key`` gives the same job. Its page with progress and cancel: ``reverse("jobs:job", args=[job.pk])``; the end is
told on the desk of whoever asked. Kinds: ``QUICK`` (default; one transaction, effects exactly once, a second at most),
``OUTSIDE`` (mail: at least once; ``work.job.uid`` is the same in every try), ``LONG``.

A job that raises `LuoshiError` is answered (not done, with the reason) and not tried again. Any other exception: tried
again after 10 s, 1, 5 and 30 minutes; after 5 tries it stops and stands on the administrator's page. A worker that dies
is noticed after ``LUOSHI_JOB_LEASE`` seconds.

**A turn** (`job`) looks for work every few seconds: sealing, folding. **A schedule** (`schedule`) is a row: rhythm, next
and last turn, editable; a missed turn is caught up once; it does the task of its own name. **A reader** (`follow`) is
called with the sealed events since its bookmark.
"""

from luoshi.kernel.jobs import standing
from luoshi.kernel.jobs.following import follow, read_on
from luoshi.kernel.jobs.moves import JOB, change_schedule, facts, is_administrator, job_for, move
from luoshi.kernel.jobs.queue import Cancelled, Lost, later, later_many, reap, take
from luoshi.kernel.jobs.registry import (
    KINDS,
    LONG,
    OUTSIDE,
    QUICK,
    ROUNDS,
    TASKS,
    TURNS,
    Turn,
    acting_as,
    job,
    schedule,
    task,
)
from luoshi.kernel.jobs.schedules import number_of
from luoshi.kernel.jobs.showing import ended, label
from luoshi.kernel.jobs.work import Work, run
from luoshi.kernel.jobs.worker import Worker, run_due, work_off

__all__ = [
    "JOB",
    "KINDS",
    "LONG",
    "OUTSIDE",
    "QUICK",
    "ROUNDS",
    "TASKS",
    "TURNS",
    "Cancelled",
    "Lost",
    "Turn",
    "Work",
    "Worker",
    "acting_as",
    "change_schedule",
    "ended",
    "facts",
    "follow",
    "is_administrator",
    "job",
    "job_for",
    "label",
    "later",
    "later_many",
    "move",
    "number_of",
    "read_on",
    "reap",
    "run",
    "run_due",
    "schedule",
    "standing",
    "take",
    "task",
    "work_off",
]  # fmt: skip
