"""What can be done to many tasks at once, with one common reason? All that were shown as possible, or nothing."""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.kernel import actions, clock
from luoshi.kernel.actions import Step
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.kernel.say import say
from luoshi.ledger import queries
from luoshi.ledger.models import Duty, Task
from luoshi.ledger.queries.bulk import own_duty_facts
from luoshi.ledger.services.drafting import name_responsible
from luoshi.ledger.workflow import DUTY, TASK
from luoshi.org.models import Post


def receive_many(actor: Actor, duties: Sequence[Duty], note: str = "") -> None:
    """签收 of many duties of one's unit; a liaison officer is named later."""
    facts = own_duty_facts(actor, duties)
    steps = [Step(duty, facts[duty.pk], {"received_at": clock.now()}) for duty in duties]
    actions.perform_many(actor, DUTY, "receive", steps, note=note)


def drop_many(actor: Actor, tasks: Sequence[Task], note: str) -> None:
    """Leave drafts out of the ledger, for one reason."""
    _move_many(actor, "drop", tasks, note)


def restore_many(actor: Actor, tasks: Sequence[Task], note: str) -> None:
    """Take drafts that were left out in again."""
    _move_many(actor, "restore", tasks, note)


def _move_many(actor: Actor, name: str, tasks: Sequence[Task], note: str) -> None:
    facts = queries.many_task_facts(actor, tasks)
    actions.perform_many(actor, TASK, name, [Step(task, facts[task.pk], {}) for task in tasks], note=note)


def name_responsible_many(actor: Actor, duties: Sequence[Duty], post: Post | None, note: str = "") -> None:
    """Put one post in charge of many duties of one's unit."""
    if post is None:
        raise Refused([say("请选责任岗位。")])
    with actions.atomic():
        for duty in duties:
            name_responsible(actor, duty, post, note=note)
