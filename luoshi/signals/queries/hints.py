"""Hints as their readers meet them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncQuarter

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.ledger import queries as ledger
from luoshi.org.models import Unit
from luoshi.org.rules import roles_towards
from luoshi.reporting.models import EntryVersion
from luoshi.signals.models import Hint
from luoshi.signals.workflow import OPEN, HintFacts

WORDS = ("narrative", "difficulty", "next_steps")


@dataclass(frozen=True)
class Sought:
    """By what the list is narrowed: ``state`` "open" those that stand, "" all."""

    state: str = "open"
    rule: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Side:
    """One of the two texts, in turn plain and alike; ``whole`` whether all of it is shown."""

    unit: Unit
    said: EntryVersion
    pieces: tuple[tuple[str, int], ...]
    whole: bool


def words_of(said: EntryVersion) -> str:
    """What was said in words, as it was sent."""
    return "\n".join(text for name in WORDS if (text := str(said.content.get(name) or "")))


def hints(actor: Actor, sought: Sought) -> QuerySet[Hint]:
    """The hints in sight, the latest first."""
    rows = Hint.objects.visible_to(actor).select_related(
        "unit", "other", "keeper", "said__entry__task", "said__entry__report__period"
    )
    if sought.state == "open":
        rows = rows.filter(state__in=OPEN)
    elif sought.state:
        rows = rows.filter(state=sought.state)
    if sought.rule:
        rows = rows.filter(rule=sought.rule)
    if sought.unit:
        rows = rows.filter(Q(unit__name__icontains=sought.unit) | Q(other__name__icontains=sought.unit))
    return rows.order_by("-id")


def find_hint(actor: Actor, pk: int) -> Hint:
    """A hint that the actor may see."""
    return Hint.objects.select_related(
        "keeper", "unit", "other", "said__entry__task", "said__entry__report__period", "other_said__entry__task",
        "other_said__entry__report__period",
    ).get_visible(actor, pk=pk)  # fmt: skip


def hint_facts(actor: Actor, hint: Hint) -> HintFacts:
    """What the guards look at."""
    here = {"keeper": hint.keeper, "concerned": hint.unit}
    mine = [name for name, unit in here.items() if unit.pk == actor.unit_id]
    return HintFacts(
        roles=roles_towards(mine, actor.roles),
        holders=ledger.holders({name: [unit] for name, unit in here.items()}),
        reply_by=hint.reply_by,
        replied=bool(hint.reply),
        today=clock.today(),
    )


def sides(actor: Actor, hint: Hint) -> tuple[Side, Side]:
    """The two texts. Who is asked reads of the other's only what is the same, which it has written itself."""
    passages = hint.evidence["passages"]
    whole = actor.unit_id == hint.keeper_id
    return (
        Side(hint.unit, hint.said, _marked(words_of(hint.said), [each[:2] for each in passages], True), True),
        Side(
            hint.other,
            hint.other_said,
            _marked(words_of(hint.other_said), [each[2:] for each in passages], whole),
            whole,
        ),
    )


def _marked(text: str, passages: list[list[int]], whole: bool) -> tuple[tuple[str, int], ...]:
    """The text in turn plain (0) and alike (the number of the passage, the longest first)."""
    found: list[tuple[str, int]] = []
    at = 0
    for number, (start, end) in sorted(enumerate(passages, 1), key=lambda one: one[1]):
        if start > at:
            found.append((text[at:start] if whole else "……", 0))
        found.append((text[start:end], number))
        at = end
    if at < len(text):
        found.append((text[at:] if whole else "……", 0))
    return tuple(found)


def rates(actor: Actor) -> list[dict[str, object]]:
    """By rule and quarter: how many were judged and how many of these were nothing, among those in sight."""
    rows = (
        Hint.objects.visible_to(actor)
        .filter(judged_at__isnull=False)
        .annotate(quarter=TruncQuarter("judged_at"))
        .values("rule", "quarter")
        .annotate(judged=Count("pk", distinct=True), dismissed=Count("pk", filter=Q(state="dismissed"), distinct=True))
        .order_by("rule", "-quarter")
    )
    return [{**row, "share": round(100 * row["dismissed"] / row["judged"])} for row in rows]


def answerable(actor: Actor) -> QuerySet[Hint]:
    """Those that the unit acted for has been asked about."""
    return Hint.objects.visible_to(actor).filter(unit=actor.unit_id or 0, state="asked").select_related("keeper")
