"""Which plans may somebody read, who drafts them, and how far have they got?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from luoshi.kernel.actor import Actor
from luoshi.kernel.say import Say
from luoshi.ledger import queries as ledger
from luoshi.ledger.models import Plan, Task
from luoshi.ledger.rules.copying import goes_on
from luoshi.ledger.workflow import PLAN, PlanFacts
from luoshi.org.models import Post
from luoshi.org.rules import roles_towards
from luoshi.policy.models import Opinion, Review
from luoshi.policy.queries.units import open_residue, unmapped

OPEN_OPINIONS = ("asked", "raised")
_KEPT = Task.objects.filter(plan=OuterRef("pk"), parent=None).exclude(state="dropped")
_CONFIRMED = Review.objects.filter(plan=OuterRef("pk"), confirmed_at__isnull=False).exclude(task__state="dropped")


@dataclass(frozen=True)
class PlanRow:
    """A plan in the list."""

    plan: Plan
    state: Say
    tasks: int
    confirmed: int
    own: bool


def plans_page(actor: Actor) -> list[PlanRow]:
    """The plans that this actor may read, newest first."""
    rows = Plan.objects.visible_to(actor).select_related("unit", "basis").order_by("-created_at", "-id")
    return [
        PlanRow(row, PLAN.states[row.state], row.task_count, row.confirmed_count, row.unit_id == actor.unit_id)
        for row in rows.annotate(task_count=_counted(_KEPT), confirmed_count=_counted(_CONFIRMED))
    ]


def _counted(rows: QuerySet[Any]) -> Coalesce:
    """How many rows a plan has, counted apart so that two counts do not multiply."""
    count = rows.order_by().values("plan").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(count, output_field=IntegerField()), 0)


def find_plan(actor: Actor, pk: int) -> Plan:
    """A plan that the actor may read."""
    return Plan.objects.select_related("unit", "basis").get_visible(actor, pk=pk)


def find_task(actor: Actor, pk: int) -> Task:
    """A task read from a plan, as its reader sees it."""
    rows = Task.objects.filter(plan__isnull=False, parent=None)
    return rows.select_related("plan__unit", "plan__basis", "issuer", "clause").get_visible(actor, pk=pk)


def is_drafter(actor: Actor, plan: Plan) -> bool:
    """Whether the actor drafts this plan now."""
    return plan.unit_id == actor.unit_id and may_draft(actor)


def may_draft(actor: Actor) -> bool:
    """Whether the actor's unit may take a plan in: offices draft."""
    return "drafter.draft" in roles_towards({"drafter"}, actor.roles)


def plan_facts(actor: Actor, plan: Plan) -> PlanFacts:
    """What the guards of a plan's moves look at: the ledger's facts and this room's."""
    opinions = Opinion.objects.filter(plan=plan, state__in=OPEN_OPINIONS).exclude(task__state="dropped")
    waiting = Review.objects.filter(plan=plan, confirmed_at=None, task__state="draft")
    return replace(
        ledger.plan_facts(actor, plan),
        open_residue=open_residue(plan).count(),
        unmapped=unmapped(plan).values("text").distinct().count(),
        unconfirmed=waiting.count(),
        opinions_open=opinions.count(),
    )


@dataclass(frozen=True)
class Draft:
    """A plan that is not issued yet, and what keeps it: tasks to confirm, opinions to come and to rule on."""

    plan: Plan
    tasks: int
    confirmed: int
    raised: int
    asked: int


def drafts_of(actor: Actor) -> list[Draft]:
    """Plans that the unit acted for drafts and that are not issued yet; one query, however many there are."""
    rows = Plan.objects.visible_to(actor).filter(unit_id=actor.unit_id or 0).exclude(state="approved")
    told = Opinion.objects.filter(plan=OuterRef("pk")).exclude(task__state="dropped")
    counted = rows.select_related("unit").annotate(
        task_count=_counted(_KEPT), confirmed_count=_counted(_CONFIRMED), raised_count=_counted(told.filter(state="raised")),
        asked_count=_counted(told.filter(state="asked")),
    )  # fmt: skip
    return [
        Draft(row, row.task_count, row.confirmed_count, row.raised_count, row.asked_count)
        for row in counted.order_by("created_at", "id")
    ]


def posts_of(actor: Actor) -> QuerySet[Post]:
    """The posts of the unit acted for, for naming who answers."""
    return Post.objects.visible_to(actor).filter(unit_id=actor.unit_id or 0).order_by("ordering", "id")


def to_copy(plan: Plan) -> dict[str, int]:
    """How many tasks of a plan would go into next year's, and how many are done with."""
    rows = list(plan.tasks.filter(parent=None).exclude(state="dropped").values_list("state", "ending"))
    going = sum(goes_on(state, ending) for state, ending in rows)
    return {"going": going, "done_with": len(rows) - going}
