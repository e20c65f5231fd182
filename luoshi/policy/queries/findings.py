"""Which findings stand, on what, and what may be done with them?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Prefetch, QuerySet

from luoshi.kernel.actor import Actor
from luoshi.kernel.models import Event, thread_of
from luoshi.kernel.say import Say, say
from luoshi.ledger import queries as ledger
from luoshi.ledger.models import Plan, Task
from luoshi.org.models import Unit
from luoshi.org.rules import roles_towards
from luoshi.policy.models import Finding, FindingPlace, FindingUnit
from luoshi.policy.rules.evidence import pieces
from luoshi.policy.workflow import FINDING, OPEN, FindingFacts

EXAMINED = "policy.plan.examine"
RULES: dict[str, Say] = {
    "multiple_leads": say("一项任务由一个单位牵头。几个单位并列负责、没有写明谁牵头的，列为问题。"),
    "no_lead": say("每项任务都要有牵头或负责单位。只写配合单位，或者没有写任何单位的，列为问题。"),
    "lead_supports_itself": say("同一单位在一项任务里既牵头又配合的，列为问题。"),
    "territorial_only": say("只写各地落实、没有写明由哪个部门负责的，列为问题。"),
    "no_authority": say("法律只授予特定部门的职权，由其他单位牵头行使的，列为问题。"),
    "late_child": say("下级任务的完成时限不应晚于上级任务。"),
    "conflicting_value": say("同一指标在不同任务里写了不同的数值。"),
    "conflicting_date": say("同一事项在不同任务里写了不同的完成时限。"),
    "overlap": say("两项任务内容相近，却由不同条线的单位牵头。相似度按文字和词义计算，不计套话、单位名称和数字。"),
    "uncovered_clause": say("上级方案的条款，在下级方案里没有任务承接。"),
    "overload": say("一个单位配合的任务达到方案的三分之一，并且不少于 10 项。"),
    "same_money": say("用于同一类对象、同一用途的资金出自几处。"),
    "policy_conflict": say("方案的任务或者条款，被登记为与其他政策的条款不一致。"),
}
"""What each kind is judged by, for whoever has to believe it."""


@dataclass(frozen=True)
class Sought:
    """By what a list of findings is narrowed. ``state`` "open" those that stand, "" all."""

    kind: str = ""
    severity: str = ""
    state: str = "open"
    plan: int = 0
    unit: str = ""


@dataclass(frozen=True)
class FindingRow:
    """A finding in the list."""

    finding: Finding
    state: Say
    tasks: tuple[FindingPlace, ...]
    units: tuple[str, ...]


@dataclass(frozen=True)
class Side:
    """A place of a finding as its reader may see it: the words in turn plain and marked, and the task it leads to."""

    place: FindingPlace
    number: str
    pieces: tuple[tuple[str, bool], ...]
    task: Task | None
    changed: bool


def findings(actor: Actor, sought: Sought) -> QuerySet[Finding]:
    """The findings of the offices that this actor belongs to, as sought; the surest first."""
    rows = Finding.objects.visible_to(actor)
    if sought.state == "open":
        rows = rows.filter(state__in=OPEN)
    elif sought.state in FINDING.states:
        rows = rows.filter(state=sought.state)
    for name, value in (("kind", sought.kind), ("severity", sought.severity)):
        rows = rows.filter(**{name: value}) if value else rows
    if sought.plan:
        rows = rows.filter(pk__in=FindingPlace.objects.filter(plan=sought.plan).values("finding"))
    if sought.unit:
        rows = rows.filter(pk__in=FindingUnit.objects.filter(name=sought.unit).values("finding"))
    places = Prefetch("places", queryset=FindingPlace.objects.select_related("task", "clause", "plan"))
    return rows.select_related("plan").prefetch_related(places, "named").order_by("severity", "kind", "id")


def finding_rows(rows: list[Finding]) -> list[FindingRow]:
    """Findings as a list shows them."""
    return [
        FindingRow(
            one, FINDING.states[one.state], tuple(one.places.all()), tuple(unit.name for unit in one.named.all())
        )
        for one in rows
    ]


@dataclass(frozen=True)
class Choices:
    """What a list can be narrowed by: kinds with their number, plans, and units named."""

    kinds: dict[str, int] = field(default_factory=dict)
    plans: tuple[tuple[int, str], ...] = ()
    units: tuple[str, ...] = ()


def choices(actor: Actor, sought: Sought) -> Choices:
    """What there is to choose from; kinds are counted within the state sought."""
    every = Finding.objects.visible_to(actor)
    within = every.filter(state__in=OPEN) if sought.state == "open" else every
    kinds = dict(within.order_by().values_list("kind").annotate(number=Count("pk")))
    plans = every.order_by("plan__title").values_list("plan", "plan__title").distinct()
    units = FindingUnit.objects.filter(finding__in=every).order_by("name").values_list("name", flat=True).distinct()
    return Choices(kinds, tuple(plans), tuple(units))


def find_finding(actor: Actor, pk: int) -> Finding:
    """A finding of the actor's office."""
    return Finding.objects.select_related("plan__unit", "unit").get_visible(actor, pk=pk)


def named_units(finding: Finding) -> QuerySet[FindingUnit]:
    """The units that a finding names."""
    return finding.named.select_related("unit")


def sides(actor: Actor, finding: Finding) -> list[Side]:
    """The places of a finding; a task that has left the reader's sight is not led to."""
    rows = list(finding.places.select_related("task__clause", "clause", "plan"))
    seen = Task.objects.visible_to(actor).in_bulk([row.task_id for row in rows if row.task_id])
    return [
        Side(
            row,
            row.task.number if row.task else "".join(row.clause.labels) if row.clause else "",
            tuple(pieces(row.text, row.spans)),
            seen.get(row.task_id or 0),
            row.task is not None and row.task.text not in row.text,
        )
        for row in rows
    ]


def examiner_facts(actor: Actor, unit: Unit, *, found: bool = True, names: bool = True) -> FindingFacts:
    """What the guards of a finding look at: whether the actor acts for the office that examines; ``names`` of those who
    could, for one refusal rather than a list of them."""
    positions = {"examiner"} if unit.pk == actor.unit_id else set()
    holders = ledger.holders({"examiner": [unit]}) if names else {}
    return FindingFacts(roles_towards(positions, actor.roles), holders, found)


@dataclass(frozen=True)
class Standing:
    """How many findings stand on a plan by severity, and when it was last examined."""

    counts: dict[str, int]
    judged: int
    at: datetime | None

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def hard(self) -> int:
        return self.counts.get("hard", 0)


def standing(actor: Actor, plan: Plan) -> Standing:
    """What has been found on a plan and stands."""
    on = FindingPlace.objects.filter(plan=plan).values("finding")
    rows = Finding.objects.visible_to(actor).filter(pk__in=on).values_list("severity", "state")
    counts: Counter[str] = Counter()
    judged = 0
    for severity, state in rows:
        if state in OPEN:
            counts[severity] += 1
        elif state in {"settled", "not_a_problem"}:
            judged += 1
    last = Event.objects.filter(thread=thread_of(plan), code=EXAMINED).order_by("-id").values_list("at", flat=True)
    return Standing(dict(counts), judged, last.first())


def own_unit(actor: Actor) -> Unit:
    """The unit acted for."""
    return Unit.objects.get_visible(actor, pk=actor.unit_id or 0)
