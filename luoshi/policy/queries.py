"""What does a plan's review page show, what is still open on it, and what did the units say? Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Count, Q, QuerySet

from luoshi.kernel.actor import Actor
from luoshi.kernel.say import Say, say
from luoshi.ledger import queries as ledger
from luoshi.ledger.models import Clause, Duty, Plan, Standard, Target, Task
from luoshi.ledger.workflow import PLAN, PlanFacts
from luoshi.org import queries as org
from luoshi.org.models import Post, Unit
from luoshi.org.rules import roles_towards
from luoshi.policy.models import Mark, Opinion, Review, UnitName
from luoshi.policy.rules.names import Known, nearest
from luoshi.policy.workflow import OpinionFacts

OPEN_OPINIONS = ("asked", "raised")


@dataclass(frozen=True)
class Piece:
    """A stretch of the source: plain, or marked as ``kind`` (unit, deadline, target, residue)."""

    text: str
    kind: str = ""
    task_id: int | None = None


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the source, and the task that it belongs to."""

    pieces: tuple[Piece, ...]
    task_id: int | None = None
    heading: bool = False


@dataclass(frozen=True)
class Card:
    """A task under review: ``doubts`` are what a person must decide before it can be confirmed."""

    task: Task
    review: Review | None
    duties: tuple[Duty, ...]
    standards: tuple[str, ...]
    targets: tuple[Target, ...]
    residue: tuple[Mark, ...]
    unmapped: tuple[str, ...]
    generic: tuple[str, ...]
    doubts: tuple[Say, ...] = ()
    excerpt: str = ""

    @property
    def stage(self) -> str:
        """unsure, waiting, confirmed or dropped."""
        if self.task.state == "dropped":
            return "dropped"
        if self.review is not None and self.review.confirmed_at:
            return "confirmed"
        return "unsure" if self.doubts else "waiting"

    @property
    def lead(self) -> Duty | None:
        """The lead duty."""
        return next((duty for duty in self.duties if duty.role == "lead"), None)

    @property
    def helpers(self) -> tuple[Duty, ...]:
        """Joint and supporting duties."""
        return tuple(duty for duty in self.duties if duty.role in {"joint", "support"})


@dataclass(frozen=True)
class NameToMap:
    """A name without a unit: how often the plan uses it, and what to propose."""

    name: str
    count: int
    proposals: tuple[Unit, ...]


@dataclass(frozen=True)
class PlanRow:
    """A plan in the list."""

    plan: Plan
    state: Say
    tasks: int
    confirmed: int
    own: bool


@dataclass(frozen=True)
class ReviewPage:
    """Everything that the review page shows."""

    plan: Plan
    cards: tuple[Card, ...]
    names: tuple[NameToMap, ...]
    facts: PlanFacts
    loose: tuple[Clause, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)


def plans_page(actor: Actor) -> list[PlanRow]:
    """The plans that this actor may read, newest first."""
    rows = (
        Plan.objects.visible_to(actor)
        .select_related("unit", "basis")
        .annotate(
            task_count=Count("tasks", filter=Q(tasks__parent=None) & ~Q(tasks__state="dropped"), distinct=True),
            confirmed_count=Count("reviews", filter=Q(reviews__confirmed_at__isnull=False), distinct=True),
        )
        .order_by("-created_at")
    )
    return [
        PlanRow(row, PLAN.states[row.state], row.task_count, row.confirmed_count, row.unit_id == actor.unit_id)  # type: ignore[attr-defined]
        for row in rows
    ]


def find_plan(actor: Actor, pk: int) -> Plan:
    """A plan that the actor may read."""
    return Plan.objects.visible_to(actor).select_related("unit", "basis").filter(pk=pk).first() or Plan.objects.get_visible(
        actor, pk=pk
    )


def is_drafter(actor: Actor, plan: Plan) -> bool:
    """Whether the actor drafts this plan now."""
    return plan.unit_id == actor.unit_id and "drafter.draft" in roles_towards({"drafter"}, actor.roles)


def known_units(unit: Unit) -> list[Known]:
    """The units of a drafter's place, as names may mean them."""
    place = Unit.objects.filter(path=unit.place_path).first()
    name = place.name if place else ""
    rows = Unit.objects.filter(place_path=unit.place_path, abolished_on=None).exclude(kind="place")
    return [Known(row.pk, row.name, row.short_name, name) for row in rows]


def remembered(unit: Unit) -> dict[str, int]:
    """Names that this office has mapped before."""
    return dict(UnitName.objects.filter(owner=unit).values_list("name", "unit_id"))


def unmapped(plan: Plan) -> QuerySet[Mark]:
    """Unit marks without a unit, of tasks that are still in."""
    return Mark.objects.filter(plan=plan, kind="unit", unit=None, generic=False, settled=False).exclude(task__state="dropped")


def open_residue(plan: Plan) -> QuerySet[Mark]:
    """Unsure places that nobody has settled, of tasks that are still in."""
    return Mark.objects.filter(plan=plan, kind="residue", settled=False).exclude(task__state="dropped")


def names_to_map(plan: Plan) -> tuple[NameToMap, ...]:
    """Each name once, with proposals; the most used first."""
    counted = unmapped(plan).values("text").annotate(count=Count("id")).order_by("-count", "text")
    if not counted:
        return ()
    known = known_units(plan.unit)
    proposals = {row["text"]: nearest(row["text"], known) for row in counted}
    units = Unit.objects.in_bulk({pk for ids in proposals.values() for pk in ids})
    return tuple(
        NameToMap(row["text"], row["count"], tuple(units[pk] for pk in proposals[row["text"]])) for row in counted
    )


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


def review_page(actor: Actor, plan: Plan) -> ReviewPage:
    """The cards, unsure ones first, the names to map, and how far it has got; a fixed number of queries."""
    cards = _cards(plan)
    order = {"unsure": 0, "waiting": 1, "confirmed": 2, "dropped": 3}
    cards.sort(key=lambda card: order[card.stage])
    counts = {stage: sum(card.stage == stage for card in cards) for stage in order}
    used = {card.task.clause_id for card in cards}
    loose = tuple(clause for clause in plan.clauses.all() if clause.pk not in used)
    return ReviewPage(plan, tuple(cards), names_to_map(plan), plan_facts(actor, plan), loose, counts)


def _cards(plan: Plan) -> list[Card]:
    tasks = list(Task.objects.filter(plan=plan, parent=None).select_related("clause", "issuer").order_by("clause__ordering", "id"))
    reviews = {row.task_id: row for row in Review.objects.filter(plan=plan)}
    duties = _grouped(Duty.objects.filter(task__in=tasks, role__in=ledger.OWN).select_related("unit", "post").order_by("id"))
    standards = _grouped(Standard.objects.filter(task__in=tasks))
    targets = _grouped(Target.objects.filter(task__in=tasks))
    marks = _grouped(Mark.objects.filter(plan=plan).exclude(task=None))
    cards = []
    for task in tasks:
        own = marks.get(task.pk, [])
        card = Card(
            task=task,
            review=reviews.get(task.pk),
            duties=tuple(duties.get(task.pk, ())),
            standards=tuple(row.text for row in standards.get(task.pk, ())),
            targets=tuple(targets.get(task.pk, ())),
            residue=tuple(m for m in own if m.kind == "residue" and not m.settled),
            unmapped=tuple(dict.fromkeys(m.text for m in own if m.kind == "unit" and not m.unit_id and not m.generic and not m.settled)),
            generic=tuple(dict.fromkeys(m.text for m in own if m.kind == "unit" and m.generic)),
            excerpt=task.clause.text if task.clause else task.text,
        )
        cards.append(replace(card, doubts=doubts(card)))
    return cards


def _grouped(rows: Iterable[Mark] | Iterable[Duty] | Iterable[Standard] | Iterable[Target]) -> dict[int, list]:  # type: ignore[type-arg]
    found: dict[int, list] = {}  # type: ignore[type-arg]
    for row in rows:
        found.setdefault(row.task_id or 0, []).append(row)
    return found


def doubts(card: Card) -> tuple[Say, ...]:
    """What a person has to decide on a card, in words."""
    found = [say("“{text}”没有读懂，请核对原文。", text=mark.text) for mark in card.residue]
    found += [say("“{name}”没有对应单位。", name=name) for name in card.unmapped]
    leads = sum(duty.role == "lead" for duty in card.duties)
    joint = [duty.unit.short_name or duty.unit.name for duty in card.duties if duty.role == "joint"]
    if not leads and not card.unmapped:
        if joint:
            found.append(say("{units}按职责分工负责，原文没有写谁牵头，请指定一家。", units=tuple(joint)))
        else:
            found.append(say("没有牵头单位，请指定一家。"))
    if card.task.due_on is None and card.task.review_on is None:
        found.append(say("原文没有日期。台账必须有完成时限，长期任务请写复核日期。"))
    return tuple(found)


def source(plan: Plan) -> list[Paragraph]:
    """The plan's text as paragraphs of plain and marked pieces, in order; overlapping marks keep the first."""
    marks = list(Mark.objects.filter(plan=plan).order_by("start", "-end"))
    spans = [(c.start, c.end) for c in plan.clauses.all()]
    starts = {start for start, _ in spans}
    tasks = sorted((t.clause.start, t.clause.end, t.pk) for t in plan.tasks.filter(parent=None).select_related("clause") if t.clause)
    found, at = [], 0
    for line in plan.text.split("\n"):
        end = at + len(line)
        inside = [mark for mark in marks if at <= mark.start < end]
        if line.strip():
            owner = next((pk for start, stop, pk in tasks if start < end and at < stop), None)
            heading = at + len(line) - len(line.lstrip()) in starts and owner is None
            found.append(Paragraph(tuple(_pieces(line, at, inside)), owner, heading))
        at = end + 1
    return found


def _pieces(line: str, at: int, marks: Sequence[Mark]) -> Iterable[Piece]:
    position = at
    for mark in marks:
        if mark.start < position:
            continue
        if mark.start > position:
            yield Piece(line[position - at : mark.start - at])
        end = min(mark.end, at + len(line))
        yield Piece(line[mark.start - at : end - at], mark.kind if not mark.settled else "settled", mark.task_id)
        position = end
    if position < at + len(line):
        yield Piece(line[position - at :])


# ---------- opinions ----------


@dataclass(frozen=True)
class OpinionRow:
    """An opinion with the duty it is about."""

    opinion: Opinion
    role: str
    state: Say
    holder: str = ""


def opinions_of(actor: Actor, plan: Plan) -> list[OpinionRow]:
    """All opinions on a plan, for its drafter; for another unit, its own."""
    rows = Opinion.objects.filter(plan=plan).exclude(task__state="dropped").select_related("task__plan", "unit", "post")
    if not is_drafter(actor, plan):
        rows = rows.filter(unit_id=actor.unit_id or 0)
    return _opinion_rows(rows)


def _opinion_rows(rows: QuerySet[Opinion]) -> list[OpinionRow]:
    from luoshi.policy.workflow import OPINION

    rows = rows.order_by("task__order_key", "task_id", "unit__path")
    found = list(rows)
    roles = {
        (duty.task_id, duty.unit_id): duty.role
        for duty in Duty.objects.filter(task__in={row.task_id for row in found}, role__in=ledger.OWN)
    }
    names = org.holders(row.post for row in found if row.post)
    return [
        OpinionRow(
            row, roles.get((row.task_id, row.unit_id), ""), OPINION.states[row.state], names.get(row.post_id or 0, "")
        )
        for row in found
    ]


def find_opinion(actor: Actor, pk: int) -> Opinion:
    """An opinion of the unit acted for, or on a plan that it drafts."""
    mine = Q(unit_id=actor.unit_id or 0) | Q(plan__unit_id=actor.unit_id or 0)
    rows = Opinion.objects.visible_to(actor).filter(mine).select_related("plan__unit", "task__plan", "unit")
    found = rows.filter(pk=pk).first()
    return found or Opinion.objects.none().get_visible(actor, pk=pk)


def opinion_facts(actor: Actor, opinion: Opinion) -> OpinionFacts:
    """Everything that the guards of an opinion look at."""
    found = set()
    if opinion.unit_id == actor.unit_id:
        found |= {"consulted"}
    if opinion.plan.unit_id == actor.unit_id:
        found |= {"drafter"}
    return OpinionFacts(
        roles=roles_towards(found, actor.roles),
        holders=ledger.holders({"consulted": [opinion.unit], "drafter": [opinion.plan.unit]}),
        consulting=opinion.plan.state == "consulting",
    )


def to_answer(actor: Actor) -> QuerySet[Opinion]:
    """Opinions that the unit acted for still owes."""
    rows = Opinion.objects.filter(unit_id=actor.unit_id or 0, state="asked", plan__state="consulting")
    return rows.select_related("plan__unit", "task")


def plans_of(actor: Actor) -> QuerySet[Plan]:
    """Plans that the unit acted for drafts and that are not issued yet."""
    return Plan.objects.filter(unit_id=actor.unit_id or 0).exclude(state="approved").select_related("unit")


def posts_of(unit_id: int) -> QuerySet[Post]:
    """The posts of a unit, for naming who answers."""
    return Post.objects.filter(unit_id=unit_id).order_by("ordering", "id")


def choosable(plan: Plan) -> QuerySet[Unit]:
    """Units that may bear a duty in this plan: the members of the drafter's place and the offices below."""
    return (org.member_units(plan.unit) | org.lower_units(plan.unit)).distinct().order_by("path")


def may_draft(actor: Actor) -> bool:
    """Whether the actor's unit may take a plan in: offices draft."""
    return "drafter.draft" in roles_towards({"drafter"}, actor.roles)


def find_task(actor: Actor, pk: int) -> Task:
    """A task read from a plan, as its reader sees it."""
    rows = Task.objects.visible_to(actor).exclude(plan=None).select_related("plan__unit", "issuer", "clause")
    return rows.filter(pk=pk).first() or Task.objects.none().get_visible(actor, pk=pk)


def chosen_card(page: ReviewPage, pk: int | None) -> Card | None:
    """The card asked for, else the first that a person has to decide on, else the first that waits."""
    named = next((card for card in page.cards if card.task.pk == pk), None)
    return named or next((card for card in page.cards if card.stage in {"unsure", "waiting"}), None)


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
    plans = Plan.objects.visible_to(actor).filter(Q(unit_id=unit) | Q(opinions__unit_id=unit)).distinct()
    plans = plans.filter(opinions__isnull=False).select_related("unit")
    counted: dict[int, dict[str, int]] = {}
    rows = Opinion.objects.filter(plan__in=plans).exclude(task__state="dropped")
    for plan_id, unit_id, owner, state in rows.values_list("plan_id", "unit_id", "plan__unit_id", "state"):
        if owner == unit or unit_id == unit:
            mine = counted.setdefault(plan_id, {})
            mine[state] = mine.get(state, 0) + 1
    found = [
        ConsultationRow(
            plan, plan.unit_id == unit, PLAN.states[plan.state], sum(counted.get(plan.pk, {}).values()),
            counted.get(plan.pk, {}).get("asked", 0), counted.get(plan.pk, {}).get("raised", 0),
        )
        for plan in plans.order_by("-created_at")
    ]  # fmt: skip
    return sorted(found, key=lambda row: row.plan.state != "consulting")
