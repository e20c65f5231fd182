"""The kernel's part of the REST API: background jobs, one's own or, for the administrator, all."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Query, Router, Schema

from luoshi.kernel import jobs
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.jobs import showing
from luoshi.kernel.models import Job
from luoshi.kernel.rest import Id, MoveOut, Paging, actor_on, moves_of

router = Router(tags=["jobs"])


class JobOut(Schema):
    id: int
    task: str
    title: str
    state: str
    made_at: datetime
    ended_at: datetime | None
    attempts: int
    done: int
    total: int
    message: str
    answer: str
    url: str
    moves: list[MoveOut]


class JobsOut(Schema):
    count: int
    items: list[JobOut]


def _out(actor: Actor, job: Job) -> JobOut:
    one = showing.shown(actor, job)
    return JobOut(
        id=job.pk, task=job.task, title=one.title, state=job.state, made_at=job.made_at, ended_at=job.ended_at,
        attempts=job.attempts, done=job.done, total=job.total, message=str(one.message or ""), answer=str(one.answer or ""),
        url=one.url, moves=moves_of(jobs.JOB, job.state, jobs.facts(actor, job)),
    )  # fmt: skip


@router.get("", response=JobsOut, summary="Background jobs, newest first")
def job_list(request: HttpRequest, asked: Query[Paging], state: str = "") -> JobsOut:
    """One's own; for the system's administrator every one."""
    actor = actor_on(request)
    rows = showing.job_rows(actor, state)
    chosen = rows[asked.offset : asked.offset + asked.limit]
    return JobsOut(count=rows.count(), items=[_out(actor, row) for row in chosen])


@router.get("/{pk}", response=JobOut, summary="How far a job is, and how it ended")
def one_job(request: HttpRequest, pk: Id) -> JobOut:
    """``state``: ready, running, done, refused, failed, cancelled, dropped."""
    actor = actor_on(request)
    return _out(actor, jobs.job_for(actor, pk))


@router.post("/{pk}/moves/{name}", response=JobOut, summary="Cancel, stop, try again or give up a job")
def move_job(request: HttpRequest, pk: Id, name: str) -> JobOut:
    """Refused with the reasons where it may not be done now."""
    actor = actor_on(request)
    job = jobs.job_for(actor, pk)
    if name not in {one.name for one in jobs.JOB.moves}:
        raise NotVisible
    return _out(actor, jobs.move(actor, job, name))
