"""What would happen to the chosen tasks if they were all done at once? Which ones not, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from luoshi.kernel.actor import Actor
from luoshi.kernel.say import Say, say
from luoshi.ledger import rules
from luoshi.ledger.models import Duty, Task
from luoshi.ledger.queries.facts import OWN, duty_facts, here, many_task_facts
from luoshi.ledger.queries.letters import may_write
from luoshi.ledger.workflow import DUTY, TASK, DutyFacts
from luoshi.org.models import Post
from luoshi.org.rules import permissions

ACTS: dict[str, Say] = {
    "receive": say("签收"), "holder": say("调整责任人"), "issue": say("下达"), "letters": say("发函"),
    "drop": say("不入台账"), "restore": say("重新列入"),
}  # fmt: skip
"""What can be done to many tasks at once."""
OWN_PAGE = {"issue": "ledger:issue", "letters": "ledger:write_letters"}
"""Acts that have a page of their own to look before."""
NEEDS_NOTE = ("drop",)
MOST_CHOSEN = 500


def offered(actor: Actor, state: str) -> list[tuple[str, Say]]:
    """What stands below the list: taking in again beside what was left out, letters for those who write them."""
    absent = {"drop" if state == "dropped" else "restore"} | (set() if may_write(actor) else {"letters"})
    return [(act, label) for act, label in ACTS.items() if act not in absent]


@dataclass(frozen=True)
class Chosen:
    """A chosen task, the own unit's duty on it, and what stands in the way of the act."""

    task: Task
    duty: Duty | None
    because: tuple[Say, ...]


def chosen_tasks(actor: Actor, ids: Sequence[int]) -> list[Task]:
    """The tasks of these ids that may be seen, in their order."""
    rows = Task.objects.visible_to(actor).filter(pk__in=ids[:MOST_CHOSEN])
    return list(rows.select_related("lead_unit", "issuer", "plan").order_by("order_key", "id"))


def look_before(actor: Actor, act: str, ids: Sequence[int]) -> list[Chosen]:
    """Each chosen task with every reason that stands in the way."""
    found = chosen_tasks(actor, ids)
    if act in {"receive", "holder"}:
        duties = _own_duties(actor, found)
        reasons = _receipt if act == "receive" else _holder
        facts = own_duty_facts(actor, list(duties.values()))
        return [Chosen(task, duties.get(task.pk), reasons(actor, task, duties.get(task.pk), facts)) for task in found]
    task_facts = many_task_facts(actor, found)
    return [Chosen(t, None, TASK.refusals(act, t.state, task_facts[t.pk], {"note": "-"})) for t in found]


def _own_duties(actor: Actor, tasks: Sequence[Task]) -> dict[int, Duty]:
    """The duty that the unit acted for works under, by task."""
    rows = Duty.objects.filter(task__in=tasks, unit_id=here(actor), role__in=OWN).select_related(
        "unit", "post", "task__issuer"
    )
    found: dict[int, Duty] = {}
    for duty in sorted(rows, key=lambda row: OWN.index(row.role), reverse=True):
        found[duty.task_id] = duty
    return found


def own_duty_facts(actor: Actor, duties: Sequence[Duty]) -> dict[int, DutyFacts]:
    """The facts for receiving many duties of one unit: what is the same for all is read once."""
    if not duties:
        return {}
    first = duty_facts(actor, duties[0])
    return {
        duty.pk: replace(first, task_active=duty.task.state == "active", is_lead=duty.role == "lead") for duty in duties
    }


def _receipt(_actor: Actor, _task: Task, duty: Duty | None, facts: Mapping[int, DutyFacts]) -> tuple[Say, ...]:
    if duty is None:
        return (say("本单位在这一项上没有责任，无须签收。"),)
    return DUTY.refusals("receive", duty.state, facts[duty.pk], {})


def _holder(actor: Actor, task: Task, duty: Duty | None, _facts: Mapping[int, DutyFacts]) -> tuple[Say, ...]:
    if duty is None:
        return (say("本单位在这一项上没有责任，责任人由责任单位指定。"),)
    if "receive" not in permissions(actor.roles):
        return (say("须由本单位经办人办理。"),)
    return (say("任务已经办完，不能再改责任人。"),) if task.state in rules.CLOSED else ()


def own_posts(actor: Actor) -> QuerySet[Post]:
    """The posts of the unit acted for, to answer for its duties."""
    return Post.objects.filter(unit_id=here(actor)).order_by("ordering", "id")
