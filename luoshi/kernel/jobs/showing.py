"""How do jobs and schedules stand, for a page or a program? Reads only."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from luoshi.kernel import rhythm
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible, Refused
from luoshi.kernel.jobs import registry, schedules
from luoshi.kernel.jobs.moves import JOB, facts, is_administrator
from luoshi.kernel.jobs.queue import ENDED
from luoshi.kernel.models import Job, Schedule
from luoshi.kernel.say import Say, say
from luoshi.kernel.workflow import Offer

TONES = {"done": "green", "running": "yellow", "failed": "ochre", "refused": "ochre"}


@dataclass(frozen=True)
class Shown:
    """A job in words."""

    job: Job
    title: str
    label: Say | str
    state: Say
    tone: str
    message: Say | None
    answer: Say | None
    url: str
    offers: tuple[Offer, ...]
    why: str

    @property
    def percent(self) -> int:
        return min(100 * self.job.done // self.job.total, 100) if self.job.total else 0

    @property
    def is_open(self) -> bool:
        return self.job.state in {"ready", "running"}


def sentence(kept: Mapping[str, Any]) -> Say | None:
    """A sentence that was kept as JSON, in the reader's language."""
    return Say(str(kept["text"]), dict(kept.get("params") or {})) if kept.get("text") else None


def shown(actor: Actor, job: Job) -> Shown:
    """A job that this actor may see. An administrator sees that somebody's job stands, not what it is about."""
    title = job.title if job.account_id == actor.account_id else ""
    known = registry.TASKS.get(job.task)
    offers = () if job.stopping and job.state == "running" else JOB.offers(job.state, facts(actor, job))
    return Shown(
        job, title, known.label if known else job.task, JOB.states[job.state], TONES.get(job.state, ""), sentence(job.message),
        sentence(job.answer), str(job.answer.get("url") or ""), offers, job.error.strip().rsplit("\n", 1)[-1][:300],
    )  # fmt: skip


def job_rows(actor: Actor, state: str = "") -> QuerySet[Job]:
    """Jobs, newest first: every one for the administrator, else one's own."""
    rows = Job.objects.all() if is_administrator(actor) else Job.objects.filter(account_id=actor.account_id or -1)
    return rows.filter(state=state).order_by("-id") if state in JOB.states else rows.order_by("-id")


def job_counts(actor: Actor) -> list[tuple[str, Say, int]]:
    """How many in each state; those that need a person first."""
    found = dict(job_rows(actor).order_by().values_list("state").annotate(number=Count("pk")))
    order = ("failed", "running", "ready", "refused", "done", "cancelled", "dropped")
    return [(state, JOB.states[state], found[state]) for state in order if found.get(state)]


@dataclass(frozen=True)
class ScheduleRow:
    """A schedule in words. ``last``: the job of its latest turn."""

    row: Schedule
    label: Say
    rhythm: Say | str
    number_label: Say | None
    last: Job | None
    proposed: str


@dataclass(frozen=True)
class TurnRow:
    """What is looked at every few seconds, in every worker: shown, and not to be set."""

    name: str
    every: float


def schedule_rows(actor: Actor) -> list[ScheduleRow]:
    """Every schedule that the rooms know, by its next turn."""
    if not is_administrator(actor):
        raise Refused([say("须由系统管理员办理。")])
    schedules.ensure()
    rows = Schedule.objects.filter(name__in=list(registry.ROUNDS)).order_by("paused", "next_run")
    last: dict[str, Job] = {}
    for job in Job.objects.filter(task__in=list(registry.ROUNDS)).order_by("id"):
        last[job.task] = job
    return [_row(row, last.get(row.name)) for row in rows]


def schedule_row(actor: Actor, pk: int) -> ScheduleRow:
    """One of them, or `NotVisible`."""
    found = next((one for one in schedule_rows(actor) if one.row.pk == pk), None) if is_administrator(actor) else None
    if found is None:
        raise NotVisible
    return found


def _row(row: Schedule, last: Job | None) -> ScheduleRow:
    one, read = registry.ROUNDS[row.name], rhythm.read(row.rhythm)
    return ScheduleRow(
        row, one.label, rhythm.in_words(read) if read else row.rhythm, one.number_label, last, one.rhythm
    )


def turns() -> list[TurnRow]:
    """What needs no schedule."""
    return [TurnRow(one.name, one.every) for one in registry.TURNS]


def label(job: Job) -> Say | str:
    """What kind of work it is."""
    known = registry.TASKS.get(job.task)
    return known.label if known else job.task


def ended(ids: Collection[int], *, every: bool = False) -> list[Job]:
    """These jobs, if they have ended; ``every``: as they stand. For notices."""
    rows = Job.objects.filter(pk__in=ids)
    return list(rows if every else rows.filter(state__in=ENDED))
