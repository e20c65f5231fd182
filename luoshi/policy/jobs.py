"""What does the room have done beside its pages? Examining plans that are too large to wait for."""

from __future__ import annotations

from django.urls import reverse

from luoshi.kernel import jobs
from luoshi.kernel.say import say
from luoshi.policy import queries, services
from luoshi.policy.queries.examining import look
from luoshi.policy.services.findings import EXAMINE


@jobs.task(EXAMINE, say("查找方案问题"), jobs.LONG)
def examine(work: jobs.Work, *, plan: int) -> None:
    """Examine one plan beside the others; a worker that was killed begins again."""
    found_plan = queries.find_plan(work.actor, plan)
    services.may_examine(work.actor, found_plan)
    found = look(work.actor, found_plan, lambda done, total: work.progress(done, total, say("比对方案")))
    with work.last():
        services.keep(work.actor, found_plan, found)
        work.answer(say("查到 {n} 个问题。", n=len(found)), url=f"{reverse('policy:findings')}?plan={plan}")
