"""What did the units say to their draft duties, who has not answered, and what became of it?"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Prefetch, Q, QuerySet

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.say import Say
from luoshi.ledger import queries as ledger
from luoshi.ledger.models import Duty, Plan, Standard
from luoshi.ledger.workflow import PLAN
from luoshi.org import queries as org
from luoshi.org.models import Post
from luoshi.org.rules import roles_towards
from luoshi.policy.models import Opinion
from luoshi.policy.queries.plans import is_drafter
from luoshi.policy.workflow import OPINION, OpinionFacts


@dataclass(frozen=True)
class OpinionRow:
    """An opinion with the duty it is about; ``post``/``holder`` who bears it, or who is proposed to."""

    opinion: Opinion
    role: str
    state: Say
    post: str = ""
    holder: str = ""
    standards: tuple[str, ...] = ()
    moves: frozenset[str] = field(default_factory=frozenset)


def opinions_of(actor: Actor, plan: Plan) -> list[OpinionRow]:
    """All opinions on a plan, for its drafter; for another unit, its own."""
    rows = Opinion.objects.visible_to(actor).filter(plan=plan).exclude(task__state="dropped")
    if not is_drafter(actor, plan):
        rows = rows.filter(unit_id=actor.unit_id or 0)
    return _opinion_rows(actor, plan, rows)


def _opinion_rows(actor: Actor, plan: Plan, rows: QuerySet[Opinion]) -> list[OpinionRow]:
    lines = Prefetch("task__standards", queryset=Standard.objects.order_by("ordering", "id"))
    found = list(
        rows.select_related("task__clause", "unit", "post")
        .prefetch_related(lines)
        .order_by("task__order_key", "task_id", "unit__path")
    )
    held = Duty.objects.filter(task__in={row.task_id for row in found}, role__in=ledger.OWN)
    duties = {(duty.task_id, duty.unit_id): duty for duty in held.select_related("post")}
    posts: dict[int, Post | None] = {
        row.pk: row.post or (duty.post if (duty := duties.get((row.task_id, row.unit_id))) else None) for row in found
    }
    names = org.holders(post for post in posts.values() if post)
    rows_found = []
    for row in found:
        post, duty = posts[row.pk], duties.get((row.task_id, row.unit_id))
        facts = _facts(actor, row, plan)
        moves = frozenset(offer.move.name for offer in OPINION.offers(row.state, facts) if offer.allowed)
        rows_found.append(
            OpinionRow(
                row, duty.role if duty else "", OPINION.states[row.state], post.name if post else "",
                names.get(post.pk, "") if post else "", tuple(one.text for one in row.task.standards.all()), moves,
            )
        )  # fmt: skip
    return rows_found


def proposed_holder(actor: Actor) -> dict[str, str]:
    """The post that answers for the unit where nobody is named, and who holds it: what its clerk would type anyway."""
    post = org.default_post(actor.unit_id or 0)
    if post is None:
        return {}
    return {"post": post.name, "holder": org.holders([post]).get(post.pk, "")}


def find_opinion(actor: Actor, pk: int) -> Opinion:
    """An opinion of the unit acted for, or on a plan that it drafts."""
    mine = Q(unit_id=actor.unit_id or 0) | Q(plan__unit_id=actor.unit_id or 0)
    rows = Opinion.objects.filter(mine).select_related(
        "plan__unit", "plan__basis", "task__plan", "task__issuer", "unit", "post"
    )
    return rows.get_visible(actor, pk=pk)


def opinion_facts(actor: Actor, opinion: Opinion) -> OpinionFacts:
    """Everything that the guards of an opinion look at, with the names of those who may act."""
    holders = ledger.holders({"consulted": [opinion.unit], "drafter": [opinion.plan.unit]})
    return _facts(actor, opinion, opinion.plan, holders)


def _facts(actor: Actor, opinion: Opinion, plan: Plan, holders: dict[str, str] | None = None) -> OpinionFacts:
    found = set()
    if opinion.unit_id == actor.unit_id:
        found |= {"consulted"}
    if plan.unit_id == actor.unit_id:
        found |= {"drafter"}
    return OpinionFacts(
        roles=roles_towards(found, actor.roles),
        holders=holders or {},
        consulting=plan.state == "consulting",
        due_on=opinion.due_on,
        overdue=clock.today() > opinion.due_on,
    )


def to_answer(actor: Actor) -> QuerySet[Opinion]:
    """Opinions that the unit acted for still owes."""
    rows = Opinion.objects.visible_to(actor).filter(
        unit_id=actor.unit_id or 0, state="asked", plan__state="consulting", task__state="draft"
    )
    return rows.select_related("plan__unit", "task__plan", "task__issuer", "unit", "post").order_by("task__order_key")


def told_of(plan: Plan) -> QuerySet[Opinion]:
    """The opinions on a plan whose tasks are still in."""
    return Opinion.objects.filter(plan=plan).exclude(task__state="dropped")


def not_asked(plan: Plan) -> list[Duty]:
    """Draft duties whose unit has not been asked: those named after the consultation began."""
    asked = set(Opinion.objects.filter(plan=plan).values_list("task_id", "unit_id"))
    rows = Duty.objects.filter(task__plan=plan, task__state="draft", task__parent=None, role__in=ledger.OWN)
    rows = rows.exclude(unit=plan.unit).select_related("task", "unit", "post").order_by("task__order_key", "id")
    return [duty for duty in rows if (duty.task_id, duty.unit_id) not in asked]


@dataclass(frozen=True)
class ConsultationRow:
    """A plan out for opinions: how many of mine wait, or, for its drafter, how many of all."""

    plan: Plan
    own: bool
    state: Say
    asked: int
    waiting: int
    raised: int


def consultations(actor: Actor) -> list[ConsultationRow]:
    """Plans on which the unit acted for is asked, and those that it has sent out; those out now first."""
    unit = actor.unit_id or 0
    rows = (
        Opinion.objects.visible_to(actor).filter(Q(plan__unit_id=unit) | Q(unit_id=unit)).exclude(task__state="dropped")
    )
    counted: dict[int, dict[str, int]] = {}
    for plan_id, state in rows.values_list("plan_id", "state"):
        mine = counted.setdefault(plan_id, {})
        mine[state] = mine.get(state, 0) + 1
    plans = Plan.objects.visible_to(actor).filter(pk__in=counted).select_related("unit").order_by("-created_at", "-id")
    found = [
        ConsultationRow(
            plan, plan.unit_id == unit, PLAN.states[plan.state], sum(counted[plan.pk].values()),
            counted[plan.pk].get("asked", 0), counted[plan.pk].get("raised", 0),
        )
        for plan in plans
    ]  # fmt: skip
    return sorted(found, key=lambda row: row.plan.state != "consulting")
