"""What does the kernel itself do without being asked? It seals, signs, looks after SQLite, and tidies up."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

from luoshi.kernel import clock, trail
from luoshi.kernel.jobs import queue, registry, schedules
from luoshi.kernel.jobs.work import Work
from luoshi.kernel.models import DoneOnce, Job
from luoshi.kernel.say import say

TIDIED_AT_ONCE = 2000
"""SQLite lets nobody else write meanwhile."""


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


@registry.task("kernel.statistics", say("更新数据库统计信息"))
def refresh_statistics(_work: Work) -> None:
    """Let SQLite sample its tables anew, or it guesses which index is the narrow one; PostgreSQL does so by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=1000")
            cursor.execute("ANALYZE")


@registry.task("kernel.tidy", say("清理已用过的表单编号和已结束的作业"), registry.LONG)
def tidy(work: Work) -> None:
    """Remove keys of forms and ended jobs that are older than the days set; a form drawn so long ago is not sent again.

    Failed jobs stay until a person has dealt with them.
    """
    before = clock.now() - timedelta(days=max(schedules.number_of("kernel.tidy"), 1))
    ended = [state for state in queue.ENDED if state != queue.FAILED]
    removed = 0
    for rows in (
        DoneOnce.objects.filter(at__lt=before),
        Job.objects.filter(state__in=ended, ended_at__lt=before).exclude(pk=work.job.pk),
    ):
        while ids := list(rows.order_by("pk").values_list("pk", flat=True)[:TIDIED_AT_ONCE]):
            rows.model._base_manager.filter(pk__in=ids).delete()
            removed += len(ids)
            work.progress(removed)
    with work.last():
        work.answer(say("已清理 {n} 条。", n=removed))


@registry.task("kernel.verify", say("核验操作记录"), registry.LONG)
def verify_trail(work: Work) -> None:
    """The same as `luoshi audit verify`; what it finds is the job's answer."""
    found = trail.verify()
    with work.last():
        if found.is_clean:
            work.answer(say("核验通过：{count} 条，签名覆盖到第 {seq} 条。", count=found.seals, seq=found.covered_seq))
        else:
            first = found.findings[0]
            work.answer(
                say("核验未通过：第 {seq} 条，{kind}。请立即执行 luoshi audit verify。", seq=first.seq, kind=first.kind)
            )


registry.job("seal", 1, seal_new)
registry.job("seal-stragglers", 60, seal_stragglers)
registry.job("checkpoint", 5, sign_chain)
registry.job("schedules", 2, schedules.run_due)
registry.job("reap", 2, queue.reap)
registry.schedule("kernel.statistics", say("更新数据库统计信息"), "daily 03:10")
registry.schedule("kernel.verify", say("核验操作记录"), "weekly 7 03:30")
registry.schedule(
    "kernel.tidy", say("清理已用过的表单编号和已结束的作业"), "daily 03:20", number=30, number_label=say("保留天数")
)
