"""The kernel's part of the REST API: background jobs, one's own or, for the administrator, all."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from luoshi.kernel import jobs
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.jobs import showing
from luoshi.kernel.models import Job

router = Router(tags=["jobs"])
PAGE = 50


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
    moves: list[str]


class JobsOut(Schema):
    count: int
    items: list[JobOut]


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


def _out(actor: Actor, job: Job) -> JobOut:
    one = showing.shown(actor, job)
    return JobOut(
        id=job.pk, task=job.task, title=job.title, state=job.state, made_at=job.made_at, ended_at=job.ended_at,
        attempts=job.attempts, done=job.done, total=job.total, message=str(one.message or ""), answer=str(one.answer or ""),
        url=one.url, moves=[offer.move.name for offer in one.offers if offer.allowed],
    )  # fmt: skip


@router.get("", response=JobsOut, summary="Background jobs, newest first")
def job_list(
    request: HttpRequest, state: str = "", page: Annotated[int, Query(), Field(ge=1, le=100_000)] = 1
) -> JobsOut:
    """One's own; for the system's administrator every one."""
    actor = _actor(request)
    rows = showing.job_rows(actor, state)
    chosen = rows[(page - 1) * PAGE : page * PAGE]
    return JobsOut(count=rows.count(), items=[_out(actor, row) for row in chosen])


@router.get("/{pk}", response=JobOut, summary="How far a job is, and how it ended")
def one_job(request: HttpRequest, pk: int) -> JobOut:
    """``state``: ready, running, done, refused, failed, cancelled, dropped."""
    actor = _actor(request)
    return _out(actor, jobs.job_for(actor, pk))


@router.post("/{pk}/moves/{name}", response=JobOut, summary="Cancel, stop, try again or give up a job")
def move_job(request: HttpRequest, pk: int, name: str) -> JobOut:
    """Refused with the reasons where it may not be done now."""
    actor = _actor(request)
    job = jobs.job_for(actor, pk)
    if name not in {one.name for one in jobs.JOB.moves}:
        raise NotVisible
    return _out(actor, jobs.move(actor, job, name))
