"""What stands on the review page: each task beside its source, what is unsure of it, and how far it has got."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.models import Event, thread_of
from luoshi.kernel.say import Say
from luoshi.ledger import queries as ledger
from luoshi.ledger.models import Clause, Duty, GenericDuty, Plan, Standard, Target, Task
from luoshi.ledger.workflow import PlanFacts
from luoshi.org import queries as org
from luoshi.policy.models import Mark, Review
from luoshi.policy.queries.plans import is_drafter, plan_facts
from luoshi.policy.queries.units import Directory, NameToMap, names_to_map
from luoshi.policy.rules.review import CardFacts, doubts, is_open, proposed_review

STAGES = ("unsure", "waiting", "confirmed", "dropped")
REVIEWING = (
    "policy.review.confirm", "policy.review.reopen", "policy.review.open", "policy.mark.settle", "policy.name.map",
    "policy.name.ignore", "policy.plan.correct", "ledger.task.drop", "ledger.task.restore",
    "policy.review.split", "policy.review.join", "policy.review.hang", "policy.plan.propose",
)  # fmt: skip
"""What a person does to what was read."""


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
    undated: tuple[str, ...] = ()
    facts: CardFacts = field(default_factory=CardFacts)
    doubts: tuple[Say, ...] = ()
    excerpt: str = ""
    person: str = ""
    proposed_on: date | None = None

    @property
    def stage(self) -> str:
        """unsure, waiting, confirmed or dropped."""
        if self.task.state == "dropped":
            return "dropped"
        if self.review is not None and self.review.confirmed_at:
            return "confirmed"
        return "unsure" if self.doubts else "waiting"

    @property
    def is_open(self) -> bool:
        """Whether only what the source leaves open is to be filled in."""
        return self.stage == "unsure" and is_open(self.facts)

    @property
    def lead(self) -> Duty | None:
        """The lead duty."""
        return next((duty for duty in self.duties if duty.role == "lead"), None)

    @property
    def helpers(self) -> tuple[Duty, ...]:
        """Joint and supporting duties."""
        return tuple(duty for duty in self.duties if duty.role in {"joint", "support"})


@dataclass(frozen=True)
class ReviewPage:
    """Everything that the review page shows. ``loose``: clauses without a task; ``stray``: unsure words of no task."""

    plan: Plan
    cards: tuple[Card, ...]
    names: tuple[NameToMap, ...]
    facts: PlanFacts
    loose: tuple[Clause, ...] = ()
    stray: tuple[Mark, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    acts: int = 0

    @property
    def corrected(self) -> int:
        """On how many of the tasks something that had been read was set right."""
        return sum(card.review is not None and card.review.corrected for card in self.cards)

    @property
    def left_open(self) -> tuple[Card, ...]:
        """Those on which only the lead among the units named, or the day, is to be filled in."""
        return tuple(card for card in self.cards if card.is_open)

    @property
    def kept(self) -> int:
        """How many are to stand in the ledger."""
        return len(self.cards) - self.counts.get("dropped", 0)

    @property
    def without_standard(self) -> int:
        """How many of them say nothing yet of what must be reached; none of these can be issued."""
        return sum(not card.standards for card in self.cards if card.stage != "dropped")


def review_page(actor: Actor, plan: Plan, directory: Directory | None = None) -> ReviewPage:
    """The cards, unsure ones first, the names to map, and how far it has got; a fixed number of queries."""
    cards = sorted(_cards(actor, plan), key=lambda card: STAGES.index(card.stage))
    counts = {stage: sum(card.stage == stage for card in cards) for stage in STAGES}
    facts = replace(plan_facts(actor, plan), open_residue=_undecided(plan, cards))
    if not is_drafter(actor, plan):
        # What is unsure of the text, and which clauses are nobody's, is the drafter's own work.
        return ReviewPage(plan, tuple(cards), (), facts, counts=counts)
    used = set(Task.objects.filter(plan=plan).values_list("clause_id", flat=True))
    loose = tuple(clause for clause in plan.clauses.all() if clause.pk not in used)
    stray = tuple(Mark.objects.filter(plan=plan, task=None, kind="residue", settled=False))
    return ReviewPage(
        plan, tuple(cards), names_to_map(plan, directory), facts, loose, stray, counts, _acts(plan, cards)
    )


def _acts(plan: Plan, cards: Iterable[Card]) -> int:
    """How many acts of a person it took since the text was read: what was sent off at once is one."""
    begun = thread_of(plan)
    rows = Event.objects.filter(thread__in=[begun, *(thread_of(card.task) for card in cards)])
    reading = rows.filter(thread=begun).order_by("id").values("request_id")[:1]
    done = rows.filter(code__in=REVIEWING).exclude(request_id="").exclude(request_id__in=reading)
    return done.values("request_id").distinct().count()


def _undecided(plan: Plan, cards: Iterable[Card]) -> int:
    """How many places wait for a decision, names without a unit apart: those are counted once for the whole plan."""
    stray = Mark.objects.filter(plan=plan, task=None, kind="residue", settled=False).count()
    return stray + sum(len(card.doubts) - len(card.unmapped) for card in cards if card.stage == "unsure")


def card_of(actor: Actor, plan: Plan, task: Task) -> Card:
    """The card of one task, as it stands now."""
    for card in _cards(actor, plan, task.pk):
        return card
    raise NotVisible


def _cards(actor: Actor, plan: Plan, only: int | None = None) -> list[Card]:
    """The tasks of a plan that the actor may see: its drafter all, a unit consulted its own."""
    rows = Task.objects.visible_to(actor).filter(plan=plan, parent=None).select_related("clause", "issuer")
    tasks = list(rows.filter(pk=only) if only else rows.order_by("clause__start", "clause__ordering", "id"))
    ids = [task.pk for task in tasks]
    reviews = {row.task_id: row for row in Review.objects.filter(plan=plan)}
    duties = _grouped(
        Duty.objects.filter(task__in=ids, role__in=ledger.OWN).select_related("unit", "post").order_by("id")
    )
    standards, targets = _grouped(Standard.objects.filter(task__in=ids)), _grouped(Target.objects.filter(task__in=ids))
    generic = _grouped(GenericDuty.objects.filter(task__in=ids).order_by("id"))
    marks = _grouped(Mark.objects.filter(plan=plan).exclude(task=None))
    people = org.holders(duty.post for every in duties.values() for duty in every if duty.post)
    found = []
    for task in tasks:
        own = marks.get(task.pk, [])
        card = Card(
            task=task,
            review=reviews.get(task.pk),
            duties=tuple(duties.get(task.pk, ())),
            standards=tuple(row.text for row in standards.get(task.pk, ())),
            targets=tuple(targets.get(task.pk, ())),
            residue=tuple(mark for mark in own if mark.kind == "residue" and not mark.settled),
            unmapped=tuple(dict.fromkeys(mark.text for mark in own if _is_unknown(mark))),
            generic=tuple(row.name for row in generic.get(task.pk, ())),
            excerpt=task.clause.text if task.clause else task.text,
        )
        found.append(_judged(card, own, people))
    return found


def _judged(card: Card, marks: Sequence[Mark], people: Mapping[int, str]) -> Card:
    """The card with what is unsure of it, and what may be proposed."""
    task, lead = card.task, card.lead
    dated = task.due_on is not None or task.review_on is not None
    undated = () if task.due_on else tuple(dict.fromkeys(mark.text for mark in marks if mark.kind == "deadline"))
    named = [
        mark for mark in marks if mark.kind == "unit" and not mark.generic and not (mark.settled and not mark.unit_id)
    ]
    facts = CardFacts(
        residue=tuple(mark.text for mark in card.residue),
        unmapped=card.unmapped,
        written=len(named),
        written_leads=frozenset(mark.unit_id for mark in named if mark.role == "lead" and mark.unit_id),
        lead=lead.unit_id if lead else None,
        joint=tuple(duty.unit.short_name or duty.unit.name for duty in card.duties if duty.role == "joint"),
        noted=bool(lead and lead.basis_note),
        dated=dated,
        undated=undated,
    )
    proposed = None if dated else proposed_review(undated, clock.today())
    person = people.get(lead.post_id or 0, "") if lead else ""
    return replace(card, undated=undated, facts=facts, doubts=doubts(facts), proposed_on=proposed, person=person)


def _is_unknown(mark: Mark) -> bool:
    return mark.kind == "unit" and not mark.unit_id and not mark.generic and not mark.settled


def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.task_id or 0, []).append(row)
    return found


def chosen_card(page: ReviewPage, pk: int | None) -> Card | None:
    """The card asked for, else the first that a person has to decide on, else the first that waits."""
    named = next((card for card in page.cards if card.task.pk == pk), None)
    return named or next((card for card in page.cards if card.stage in {"unsure", "waiting"}), None)


def before(actor: Actor, plan: Plan, task: Task) -> Task | None:
    """The task before this one in the text, of those that are to stand in the ledger."""
    if task.clause is None:
        return None
    rows = Task.objects.visible_to(actor).filter(plan=plan, parent=None, state="draft")
    rows = rows.filter(clause__start__lt=task.clause.start).select_related("clause", "plan", "issuer")
    return rows.order_by("-clause__start", "-id").first()


def joined_into(task: Task) -> Task | None:
    """The task that holds this one's words since it was joined to it."""
    if task.clause is None:
        return None
    rows = Task.objects.filter(plan=task.plan, parent=None).exclude(state="dropped")
    return rows.filter(clause__start__lt=task.clause.start, clause__end__gte=task.clause.end).first()


def hosts(plan: Plan, task: Task) -> list[Clause]:
    """The clauses under which a task may be hung, in the order of the text."""
    own = task.clause.labels if task.clause else []
    rows = [row for row in plan.clauses.order_by("start", "id") if row.labels and row.labels != own[:-1]]
    return [row for row in rows if row.labels[: len(own)] != own]


def clauses_of(plan: Plan, ids: Iterable[int]) -> list[Clause]:
    """Those of a plan's clauses that were ticked, in the order of the text."""
    return list(Clause.objects.filter(plan=plan, pk__in=list(ids)).order_by("ordering"))


def find_mark(actor: Actor, pk: int) -> Mark:
    """A marked place of a plan that the actor may read."""
    return Mark.objects.select_related("plan__unit", "task").get_visible(actor, pk=pk)
