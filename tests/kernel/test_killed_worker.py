"""A worker is killed with a job in hand, fifty times: effects in the database exactly once, mail at least once.

Each worker is a process of its own, ended by SIGKILL at a random moment while it has a job in hand.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import connection, connections
from django.db.models import F

from luoshi.config.settings import sqlite_options
from luoshi.kernel import actions, jobs, trail
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.jobs import registry
from luoshi.kernel.models import Bookmark, Event, Job
from luoshi.kernel.say import say
from tests.mailbox import Mailbox, mailbox

pytestmark = pytest.mark.django_db(transaction=True)

KILLS = 50
EACH = 40
PIECES = 3
PATIENCE = 50


def effect(work: jobs.Work, *, number: int) -> None:
    """Two effects, with time to die between them."""
    Bookmark.objects.filter(name="sum").update(seq=F("seq") + number)
    time.sleep(0.03)
    actions.note_event(SYSTEM, "test.effect", work.job)


def letter(work: jobs.Work, *, number: int) -> None:
    """Something that no database can undo."""
    time.sleep(0.02)
    headers = {"Message-ID": f"<{work.job.uid}@test>"}
    EmailMessage(str(number), "text", "from@test.example", ["to@test.example"], headers=headers).send()
    time.sleep(0.02)


def staged(work: jobs.Work, *, number: int) -> None:
    """Pieces that commit one by one, then one short flip."""
    mine = Bookmark.objects.filter(name__startswith=f"piece {work.job.pk} ")
    mine.delete()
    for n in range(PIECES):
        work.progress(n, PIECES)
        Bookmark.objects.create(name=f"piece {work.job.pk} {n}", seq=number)
        time.sleep(0.02)
    with work.last():
        assert mine.delete()[0] == PIECES
        Bookmark.objects.filter(name="sum").update(seq=F("seq") + number)
        actions.note_event(SYSTEM, "test.effect", work.job)


@pytest.fixture
def box(settings: Any) -> Iterator[Mailbox]:
    """Tasks, and a mail server."""
    settings.JOB_BACKOFF = 0.002
    settings.JOB_LEASE = 0.5
    kept = dict(registry.TASKS)
    registry.task("test.effect", say("试"))(effect)
    registry.task("test.letter", say("试"), jobs.OUTSIDE)(letter)
    registry.task("test.staged", say("试"), jobs.LONG)(staged)
    with mailbox(settings) as found:
        yield found
    registry.TASKS.clear()
    registry.TASKS.update(kept)


def worker() -> int:
    """A worker in a process of its own; its id."""
    connections.close_all()
    child = os.fork()
    if child:
        return child
    try:
        if (
            connection.vendor == "sqlite"
        ):  # as an instance has it: the tests' own journal in memory does not outlive a kill
            connection.settings_dict["OPTIONS"] = sqlite_options()
        at_work = jobs.Worker()
        at_work.start()
        at_work.wait()
    finally:
        os._exit(1)


def until(what: Callable[[], bool]) -> None:
    """Wait for it."""
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, "it does not come"
        time.sleep(0.005)


def kill(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def test_killed_fifty_times_with_a_job_in_hand(box: Mailbox, caplog: pytest.LogCaptureFixture) -> None:
    chance = random.Random(20261122)
    Bookmark.objects.create(name="sum")
    made = [
        jobs.later(SYSTEM, f"test.{name}", key=str(n), number=n)
        for n in range(EACH)
        for name in ("effect", "letter", "staged")
    ]
    # a poor worker may be killed five times over the same job: here that is no fault of the job's
    running, more = Job.objects.filter(state="running"), EACH
    kills = Counter[str]()
    while kills.total() < KILLS:
        if Job.objects.filter(state="ready").count() < 12:
            made += [
                jobs.later(SYSTEM, f"test.{name}", key=str(more), number=more)
                for name in ("effect", "letter", "staged")
            ]
            more += 1
        before = set(running.values_list("pk", "attempts"))
        child = worker()
        until(lambda before=before: bool(set(running.values_list("pk", "attempts")) - before))  # type: ignore[misc]
        time.sleep(chance.uniform(0, 0.06))
        kill(child)
        in_hand = running.exclude(pk__in=[pk for pk, _ in before])
        kills.update(in_hand.values_list("task", flat=True)[:1])
    last = worker()
    try:
        until(lambda: not Job.objects.filter(state__in=["ready", "running"]).exists())
    finally:
        kill(last)
    assert Counter(Job.objects.values_list("state", flat=True)) == {"done": len(made)}
    assert Job.objects.filter(attempts__gt=1).count() > KILLS // 4
    in_base = [job for job in made if job.task != "test.letter"]
    told = Counter(Event.objects.filter(code="test.effect").values_list("object_id", flat=True))
    assert told == dict.fromkeys([job.pk for job in in_base], 1)
    assert Bookmark.objects.get(name="sum").seq == sum(job.args["number"] for job in in_base)
    assert not Bookmark.objects.filter(name__startswith="piece").exists()
    names = Counter(str(one["Message-ID"]) for one in box.letters)
    assert set(names) == {f"<{job.uid}@test>" for job in made if job.task == "test.letter"}
    print(f"killed: {dict(kills)}; jobs {len(made)}, mails {len(box.letters)} of {len(names)}")
    trail.seal_all()
    assert [one for one in trail.verify().findings if one.kind != "checkpoint-missing"] == []


def test_a_worker_that_is_asked_to_stop_finishes_what_it_has(box: Mailbox) -> None:
    job = jobs.later(SYSTEM, "test.staged", number=1)
    Bookmark.objects.create(name="sum")
    at_work = jobs.Worker()
    at_work.start()
    until(lambda: Job.objects.filter(pk=job.pk).exclude(state="ready").exists())
    at_work.stop()
    job.refresh_from_db()
    assert job.state == "done"
    with contextlib.suppress(Exception):
        connections.close_all()
