"""Hints as their readers meet them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncQuarter
from django.utils import timezone

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.models import File
from luoshi.kernel.queries import file_for
from luoshi.kernel.say import Say
from luoshi.ledger import queries as ledger
from luoshi.org.models import Unit
from luoshi.org.rules import Kind, permissions, roles_towards
from luoshi.org.scope import under, within
from luoshi.reporting.models import EntryVersion
from luoshi.reporting.rules import span_of
from luoshi.signals.models import Hint, Stop, Tally
from luoshi.signals.rules.found import Cell, Found, Table, from_json
from luoshi.signals.rules.registry import RULES
from luoshi.signals.workflow import OPEN, HintFacts

WORDS = ("narrative", "difficulty", "next_steps")
MOST_PICTURES = 12
FEW = 5
"""A rate over fewer matters would tell of single units."""


@dataclass(frozen=True)
class Sought:
    """By what the list is narrowed: ``state`` "open" those that stand, "" all."""

    state: str = "open"
    rule: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Shown:
    """The evidence as a reader meets it."""

    measures: tuple[Say, ...]
    sides: tuple[Side, ...]
    tables: tuple[Drawn, ...]
    pictures: tuple[tuple[File, File], ...]


@dataclass(frozen=True)
class Drawn:
    """A table whose cells know their heads, for small screens."""

    head: tuple[Say, ...]
    rows: tuple[tuple[tuple[Cell, Say], ...], ...]


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
    rows = Hint.objects.visible_to(actor).select_related("unit", "other", "keeper", "task", "problem")
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
        "keeper", "unit", "other", "task", "problem", "listed_as", "said__entry__report__period",
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


def measures_of(hint: Hint) -> tuple[Say, ...]:
    """What the rule measured, in sentences."""
    return from_json(hint.evidence).measures


def shown(actor: Actor, hint: Hint) -> Shown:
    """What the page shows as evidence. Who is asked reads of other units' matters only what is the same as its own."""
    whole = actor.unit_id == hint.keeper_id
    found = from_json(hint.evidence)
    tables = tuple(_drawn(table) for table in found.tables if whole or not table.private)
    return Shown(found.measures, tuple(_sides(hint, found, whole)), tables, tuple(_pictures(actor, found)))


def _pictures(actor: Actor, found: Found) -> Iterator[tuple[File, File]]:
    """Those pairs of which the actor may see both."""
    for pair in found.pictures[:MOST_PICTURES]:
        with suppress(NotVisible):
            mine, theirs = (file_for(actor, UUID(uid)) for uid in pair)
            yield mine, theirs


def _drawn(table: Table) -> Drawn:
    return Drawn(table.head, tuple(tuple(zip(row, table.head, strict=True)) for row in table.rows))


def _sides(hint: Hint, found: Found, whole: bool) -> Iterator[Side]:
    passages = hint.evidence.get("passages", ())
    marks = [each[:2] for each in passages] or [list(span) for span in found.marks]
    if hint.said is not None and marks:
        yield Side(hint.unit, hint.said, _marked(words_of(hint.said), marks, True), True)
    if hint.other is not None and hint.other_said is not None:
        there = [each[2:] for each in passages]
        yield Side(hint.other, hint.other_said, _marked(words_of(hint.other_said), there, whole), whole)


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


def base_rate(hint: Hint) -> tuple[int, int] | None:
    """(examined, hits) of the hint's rule in its period and in the area of its keeper; None where it is too few to be told."""
    area = Tally.objects.filter(under(hint.keeper.place_path, "keeper__place_path"))
    total = area.filter(rule=hint.rule, period=hint.period).aggregate(examined=Sum("examined"), hits=Sum("hits"))
    examined = total["examined"] or 0
    return (examined, total["hits"]) if examined >= FEW else None


def tallies(actor: Actor) -> dict[str, tuple[int, int]]:
    """rule → (examined, hits) in all that the actor's unit serves, where that is enough to be told."""
    rows = Tally.objects.filter(within(actor, "keeper__path")).values("rule").order_by("rule")
    total = rows.annotate(all=Sum("examined"), found=Sum("hits")).values_list("rule", "all", "found")
    return {rule: (examined, hits) for rule, examined, hits in total if examined >= FEW}


def stopped(actor: Actor) -> dict[str, Stop]:
    """The rules that the unit acted for has stopped."""
    return {row.rule: row for row in Stop.objects.filter(keeper=actor.unit_id or 0)}


def may_choose(actor: Actor) -> bool:
    """Whether the actor may stop rules: for an office, which is told of hints."""
    office = Unit.objects.filter(pk=actor.unit_id or 0, kind=Kind.OFFICE)
    return "review" in permissions(actor.roles) and office.exists()


def rates(actor: Actor, rule: str = "") -> list[dict[str, object]]:
    """By rule and quarter: how many were judged and how many of these were nothing, among those in sight."""
    rows = (
        Hint.objects.visible_to(actor)
        .filter(judged_at__isnull=False, **({"rule": rule} if rule else {}))
        .annotate(quarter=TruncQuarter("judged_at"))
        .values("rule", "quarter")
        .annotate(judged=Count("pk", distinct=True), dismissed=Count("pk", filter=Q(state="dismissed"), distinct=True))
        .order_by("rule", "-quarter")
    )
    return [
        {
            **row,
            "name": RULES[row["rule"]].name,
            "period": span_of("quarter", timezone.localdate(row["quarter"])).name,
            "share": round(100 * row["dismissed"] / row["judged"]),
        }
        for row in rows
    ]


def explained(actor: Actor) -> QuerySet[Hint]:
    """Those that the unit acted for keeps and that have been answered: it is its turn."""
    rows = Hint.objects.visible_to(actor).filter(keeper=actor.unit_id or 0, state="explained")
    return rows.select_related("unit", "task", "problem")


def answerable(actor: Actor) -> QuerySet[Hint]:
    """Those that the unit acted for has been asked about."""
    return Hint.objects.visible_to(actor).filter(unit=actor.unit_id or 0, state="asked").select_related("keeper")
