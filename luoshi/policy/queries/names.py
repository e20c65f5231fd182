"""The page of unit names: what a name means here and why, what the office has said, and the authority file behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luoshi.kernel.say import Say, say
from luoshi.ledger.models import Plan
from luoshi.org.models import Unit, UnitAlias
from luoshi.org.queries.sheets import choosable
from luoshi.org.rules.authority import Body, bodies, called, forebears, heirs
from luoshi.policy.models import Mark, UnitName
from luoshi.policy.queries.units import Directory, known_units, remembered
from luoshi.policy.rules.compare.lines import line_of

LEVELS = {"国": say("国家"), "党": say("党委"), "地": say("政府部门"), "群": say("群团")}


@dataclass(frozen=True)
class Remembered:
    """A name and the unit that the office has said it means."""

    name: str
    unit: Unit


@dataclass(frozen=True)
class Entry:
    """An office of the authority file, its forebears and heirs, and the units here that bear one of its names."""

    body: Body
    level: Say
    line: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    here: tuple[str, ...]

    @property
    def others(self) -> tuple[str, ...]:
        """The other ways to write it."""
        return tuple(name.removeprefix("委") for name in self.body.names[1:])


@dataclass(frozen=True)
class Told:
    """What a name means in a document of a day: the unit, or those to choose from, and why."""

    name: str
    unit: Unit | None
    between: tuple[Unit, ...]
    because: Say


def told(owner: Unit, name: str, day: date | None) -> Told:
    """The answer that a plan's name would get."""
    directory = Directory(owner)
    answer = directory.meaning(name, day)
    units = Unit.objects.in_bulk([pk for pk in (answer.unit_id, *answer.between) if pk])
    unit = units.get(answer.unit_id or 0)
    because = answer.because
    if because is None:
        exact = say("本单位核对时已经指定。") if name in directory.memory else say("与单位名称一致。")
        because = exact if unit else say("名录和沿革里都没有这个名称，核对方案时会请您指定。")
    return Told(name, unit, tuple(units[pk] for pk in answer.between if pk in units), because)


def kept_names(owner: Unit) -> list[Remembered]:
    """What the office has said, by name."""
    memory = remembered(owner)
    units = Unit.objects.in_bulk(memory.values())
    return [Remembered(name, units[pk]) for name, pk in sorted(memory.items()) if pk in units]


def kept_rows(owner: Unit, name: str) -> list[UnitName | UnitAlias]:
    """The rows in which a name is kept."""
    names = list(UnitName.objects.filter(owner=owner, name=name))
    return [*names, *UnitAlias.objects.filter(owner=owner, name=name)]


def entries(owner: Unit, words: str = "") -> list[Entry]:
    """The authority file, as far as the words go; what units here are called, or have taken over, comes first."""
    bearing: dict[Body, list[str]] = {}
    for one in known_units(owner):
        for body in {*called(one.name), *called(one.stem)}:
            bearing.setdefault(body, []).append(one.name)
    found = []
    for body in bodies():
        before, after = forebears(body), heirs(body)
        if words and not any(words in name for one in (body, *before, *after) for name in (one.key, *one.names)):
            continue
        found.append(
            Entry(
                body, LEVELS[body.level], line_of(body.name), tuple(one.name for one in before),
                tuple(one.name for one in after), tuple(bearing.get(body, ())),
            )
        )  # fmt: skip
    return sorted(found, key=lambda entry: not entry.here)


def name_choices(owner: Unit) -> list[Unit]:
    """Units that a name may be given."""
    return choosable(owner)


def meanings(plan: Plan, task: int, directory: Directory) -> list[Say]:
    """Why names of a task that are not their units' own were given these units."""
    marks = Mark.objects.filter(plan=plan, task=task, kind="unit").exclude(unit=None).order_by("start")
    answers = {mark.text: (directory.meaning(mark.text, plan.issued_on), mark.unit_id) for mark in marks}
    return [answer.because for answer, unit in answers.values() if answer.because and answer.unit_id == unit]
