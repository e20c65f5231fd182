"""What does the room do by itself? It compares what has been sent; a person looks at what it has noticed."""

from __future__ import annotations

from luoshi.kernel import jobs
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.say import say
from luoshi.signals import queries, services

EXAMINE = "signals.examine"


@jobs.task(EXAMINE, say("查看新报出的反馈"), jobs.LONG)
def examine(work: jobs.Work) -> None:
    """Every working morning; what one run leaves, it goes on with."""
    found = 0
    while queries.unexamined().exists():
        found += services.examine(SYSTEM)
    found += services.examine_matters(SYSTEM)
    with work.last():
        work.answer(say("查到 {count} 条疑点提示。", count=found))


jobs.schedule(EXAMINE, say("查看新报出的反馈"), "working 05:30")
