"""What may a person do to a job and to a schedule? Try again, give up, stop; change a rhythm."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from luoshi.kernel import actions, clock, panels, rhythm
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, NotVisible
from luoshi.kernel.jobs import registry, schedules
from luoshi.kernel.jobs.queue import CANCELLED, DONE, DROPPED, FAILED, READY, REFUSED, RUNNING
from luoshi.kernel.models import Job, Schedule
from luoshi.kernel.say import Say, say
from luoshi.kernel.workflow import Move, Workflow

SYSTEM_ROLE = "system"

JOB = Workflow(
    name="kernel.job",
    start=READY,
    ends=(DONE, REFUSED, CANCELLED, DROPPED),
    states={
        READY: say("等待"), RUNNING: say("进行中"), DONE: say("完成"), REFUSED: say("未办成"), FAILED: say("已停下"),
        CANCELLED: say("已取消"), DROPPED: say("已放弃"),
    },
    moves=(
        Move("retry", say("再试一次"), (FAILED,), READY, by=("instance.system",)),
        Move("drop", say("放弃"), (FAILED,), DROPPED, by=("instance.system",), asks=True),
        Move("cancel", say("取消"), (READY,), CANCELLED, by=("instance.system", "owner.ask")),
        Move("stop", say("停止"), (RUNNING,), None, by=("instance.system", "owner.ask")),
    ),
)  # fmt: skip
"""Taking, ending and putting back are the machine's own (`kernel.jobs.queue`) and stand in no table of moves."""


@dataclass(frozen=True)
class JobFacts:
    """Who asks: the administrator of the system, or whoever the job works for."""

    roles: Collection[str]
    holders: Mapping[str, str] = field(default_factory=dict)


def facts(actor: Actor, job: Job) -> JobFacts:
    """What the moves are judged by."""
    roles = {"instance.system"} if is_administrator(actor) else set()
    if job.account_id is not None and job.account_id == actor.account_id:
        roles.add("owner.ask")
    return JobFacts(frozenset(roles), {"instance.system": str(say("系统管理员"))})


def is_administrator(actor: Actor) -> bool:
    """Whether the system itself is this person's to look after."""
    return any(held.role == SYSTEM_ROLE for held in actor.grants)


def job_for(actor: Actor, pk: int) -> Job:
    """A job that works for this person, or any job for the administrator; else `NotVisible`."""
    found = Job.objects.filter(pk=pk).first()
    if found is None or not facts(actor, found).roles:
        raise NotVisible
    return found


def move(actor: Actor, job: Job, name: str) -> Job:
    """Make one move."""
    now = clock.now()
    every: dict[str, dict[str, Any]] = {
        "retry": {"attempts": 0, "run_after": now, "error": "", "ended_at": None},
        "drop": {"ended_at": now},
        "cancel": {"ended_at": now},
        "stop": {"stopping": True},
    }
    return actions.perform(actor, JOB, name, job, facts(actor, job), **every.get(name, {}))


def change_schedule(actor: Actor, name: str, *, text: str, number: int | None, paused: bool) -> Schedule:
    """Change how often something happens by itself. The next turn is counted from now."""
    if not is_administrator(actor) or name not in registry.ROUNDS:
        raise NotVisible
    found = rhythm.read(text)
    if found is None:
        raise Invalid({"rhythm": [BAD_RHYTHM]})
    if registry.ROUNDS[name].number_label and not number:
        raise Invalid({"number": [say("请写明一个大于零的数。")]})
    schedules.ensure()
    row = Schedule.objects.get(name=name)
    changes: dict[str, Any] = {"rhythm": str(found), "number": number, "paused": paused}
    if str(found) != row.rhythm or (row.paused and not paused):
        changes["next_run"] = schedules.next_turn(str(found))
    return actions.change(actor, "kernel.schedule.change", row, **changes)


BAD_RHYTHM: Say = say(
    "不是可用的周期，请写成 daily 03:30、working 08:30、weekly 1 03:30、monthly 5 03:30 或 every 600。"
)

panels.workflow(JOB)
panels.tab("admin", say("后台作业"), "jobs:list", 80, is_administrator)
panels.tab("admin", say("自动运行"), "jobs:schedules", 90, is_administrator)
panels.sentence("kernel.schedule.change", None)
for _code in ("retry", "drop", "cancel", "stop", "done", "refused", "failed", "cancelled"):
    panels.sentence(f"kernel.job.{_code}", None)
