"""Which units may a name in a plan mean, and which names and words still wait for a person?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Count, Min, QuerySet

from luoshi.kernel.say import Say
from luoshi.ledger.models import Plan
from luoshi.org import queries as org
from luoshi.org.models import FormerName, Unit
from luoshi.org.rules import ancestors
from luoshi.policy.models import Mark, UnitName
from luoshi.policy.rules.names import Answer, Borne, Known, look_up, nearest


@dataclass(frozen=True)
class NameToMap:
    """A name without a unit: how often the plan uses it, what to propose, and why it was not settled, where that can be said."""

    name: str
    count: int
    proposals: tuple[Unit, ...]
    because: Say | None = None


@dataclass(frozen=True)
class Directory:
    """What names may mean to an office: the units it knows, and what it has said before. Read when first asked, once."""

    unit: Unit

    @cached_property
    def known(self) -> list[Known]:
        """The units that a name may mean."""
        return known_units(self.unit)

    @cached_property
    def memory(self) -> dict[str, int]:
        """What the office has said of names."""
        return remembered(self.unit)

    def meaning(self, name: str, day: date | None) -> Answer:
        """What a name means in a document of that day."""
        return look_up(name, self.memory, self.known, day)


def known_units(unit: Unit) -> list[Known]:
    """The units of a drafter's place and of the places above it, as names may mean them; the nearest place first.

    Read past the drafter's sight on purpose: a city's plan names the province's departments.
    """
    paths = [unit.place_path, *reversed(ancestors(unit.place_path))]
    places = {row.path: row for row in Unit.objects.filter(path__in=paths)}
    rows = Unit.objects.filter(place_path__in=paths, abolished_on=None).exclude(kind="place").order_by("path")
    formers = _formers(paths)
    found = [
        Known(
            row.pk, row.name, row.short_name, place.name, place.level, place.path == unit.place_path,
            tuple(formers.get(row.pk, ())),
        )
        for row in rows
        if (place := places.get(row.place_path)) is not None
    ]  # fmt: skip
    return sorted(found, key=lambda one: next(at for at, path in enumerate(paths) if places[path].name == one.place))


def _formers(paths: list[str]) -> dict[int, list[Borne]]:
    """What the units of these places were called, and which others were merged into them; unit → names."""
    found: dict[int, list[Borne]] = {}
    for was in FormerName.objects.filter(unit__place_path__in=paths):
        found.setdefault(was.unit_id, []).append(Borne(was.name, was.short_name, was.starts_on, was.ends_on))
    gone = {row.pk: row for row in Unit.objects.filter(place_path__in=paths).exclude(abolished_on=None)}
    for row in gone.values():
        heir = row.successor_id
        while heir in gone:
            heir = gone[heir].successor_id
        if heir is not None and row.abolished_on is not None:
            found.setdefault(heir, []).append(Borne(row.name, row.short_name, row.named_on, row.abolished_on, True))
    return found


def remembered(unit: Unit) -> dict[str, int]:
    """Names that this office has mapped before, in a plan or in a table."""
    return org.remembered(unit) | dict(UnitName.objects.filter(owner=unit).values_list("name", "unit_id"))


def unmapped(plan: Plan) -> QuerySet[Mark]:
    """Unit marks without a unit, of tasks that are still in."""
    rows = Mark.objects.filter(plan=plan, kind="unit", unit=None, generic=False, settled=False)
    return rows.exclude(task__state="dropped")


def open_residue(plan: Plan) -> QuerySet[Mark]:
    """Unsure places that nobody has settled, of tasks that are still in and of text that belongs to none."""
    return Mark.objects.filter(plan=plan, kind="residue", settled=False).exclude(task__state="dropped")


def names_to_map(plan: Plan, directory: Directory | None = None) -> tuple[NameToMap, ...]:
    """Each name once, with proposals; the most used first."""
    directory = directory or Directory(plan.unit)
    counted = list(
        unmapped(plan).values("text").annotate(count=Count("id"), first=Min("start")).order_by("-count", "first")
    )
    if not counted:
        return ()
    answers = {row["text"]: directory.meaning(row["text"], plan.issued_on) for row in counted}
    proposals = {name: list(answer.between) or nearest(name, directory.known) for name, answer in answers.items()}
    units = Unit.objects.in_bulk({pk for ids in proposals.values() for pk in ids})
    return tuple(
        NameToMap(
            row["text"],
            row["count"],
            tuple(units[pk] for pk in proposals[row["text"]]),
            answers[row["text"]].because,
        )
        for row in counted
    )


def choosable(plan: Plan) -> QuerySet[Unit]:
    """Units that may bear a duty in this plan: those of the drafter's place, the offices below, the departments above."""
    above = ancestors(plan.unit.place_path)
    upper = Unit.objects.filter(
        place_path__in=above, kind__in=["party", "department", "union", "office"], abolished_on=None
    )
    return (org.member_units(plan.unit) | org.lower_units(plan.unit) | upper).distinct().order_by("path")


def unit_choices(plan: Plan) -> list[Unit]:
    """The same for a list to choose from: those of the own place first, then those below, then those above."""
    own = plan.unit.place_path
    return sorted(
        choosable(plan), key=lambda unit: (unit.place_path != own, not unit.place_path.startswith(own), unit.path)
    )
