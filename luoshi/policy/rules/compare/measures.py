"""What does a task promise, by when? Its figures and dates with what they are about, ready to be held against another's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from luoshi.policy.rules.compare.thesaurus import LIGHT
from luoshi.policy.rules.compare.words import concepts, whole_text
from luoshi.policy.rules.model import Deadline, Task
from luoshi.policy.rules.targets import read_quantities
from luoshi.policy.rules.text import normalise

_ONE_UNIT = {"名": "人", "位": "人", "户": "家", "个百分点": "百分点", "场次": "场", "千米": "公里"}
_YEAR = re.compile(r"(20\d{2})年")
_RATE = re.compile(r"每年|年均|每季|每月|年度?(?:培训|新增)|逐年")
_PLACE = re.compile(r"全(?P<whole>[国省市县区州])|(?P<level>国家|[省市县区州])级")
_RATE_HEAD = re.compile(r"([\u4e00-\u9fff]{2})(?<!比)率")
_PERCENT = frozenset({"%", "百分点", "‰"})


@dataclass(frozen=True)
class Figure:
    """A quantity: ``about`` the concepts around it, ``milestone`` the year that it is meant for, ``rate`` whether each year
    anew, ``place`` the area it counts where it names one, ``at`` where it stands in the task."""

    number: float
    unit: str
    comparator: str
    text: str
    about: frozenset[str]
    milestone: int | None
    rate: bool
    place: str
    at: int = -1

    @property
    def is_share(self) -> bool:
        return self.unit in _PERCENT


@dataclass(frozen=True)
class Limit:
    """A date with the words of its clause and the figures that it is set for."""

    day: date
    text: str
    about: frozenset[str]
    figures: frozenset[tuple[float, str]]


@dataclass(frozen=True)
class Measures:
    """All figures and dates of a task."""

    figures: tuple[Figure, ...]
    limits: tuple[Limit, ...]


def measures_of(task: Task) -> Measures:
    """The figures of a task's own words, and its dates."""
    whole = normalise(whole_text(task))
    figures = tuple(_figures(task, whole))
    dates = [limit for limit in task.deadlines if limit.kind == "date" and limit.date]
    return Measures(figures, tuple(_limit(limit, whole, figures) for limit in dates))


def _figures(task: Task, whole: str) -> Iterable[Figure]:
    """The targets that were read, and the other quantities of the text: a rate of aid can be contradicted too."""
    only = _only_year(task)
    seen: set[tuple[float, str]] = set()
    for number, unit, comparator, (start, end) in read_quantities(whole):
        seen.add((number, _unit(unit)))
        yield _figure(whole, (start, end), number, unit, comparator, only)
    for target in task.targets:
        if (float(target.number), _unit(target.unit)) not in seen:
            about = frozenset(concepts(target.text))
            yield Figure(
                float(target.number), _unit(target.unit), target.comparator or "=", target.text, about, only, False, ""
            )


def _figure(whole: str, span: tuple[int, int], number: float, unit: str, comparator: str, only: int | None) -> Figure:
    start, end = span
    sentence = re.split(r"[。;\n]", whole[max(0, start - 200) : start])[-1]
    before = re.split(r"[,:]", sentence)[-1]
    before = re.split(r"\d[^、]*、", before)[-1]
    after = re.split(r"[,。;:、()\n]", whole[end : end + 16])[0]
    years = _YEAR.findall(sentence)
    place = _PLACE.search(sentence)
    return Figure(
        number,
        _unit(unit),
        comparator,
        before[-16:] + whole[start:end] + after[:10],
        frozenset(concepts(before + "," + after)) - LIGHT,
        int(years[-1]) if years else only,
        _RATE.search(sentence) is not None,
        (place["whole"] or place["level"]) if place else "",
        start,
    )


def _only_year(task: Task) -> int | None:
    """The year of a task with a single date."""
    years = {limit.date.year for limit in task.deadlines if limit.date}
    return next(iter(years)) if len(years) == 1 else None


def _unit(unit: str) -> str:
    return _ONE_UNIT.get(unit, unit)


def _limit(limit: Deadline, whole: str, figures: Sequence[Figure]) -> Limit:
    assert limit.date is not None  # noqa: S101 (chosen by the caller)
    at = whole.find(normalise(limit.text))
    if at < 0:
        return Limit(limit.date, limit.text, frozenset(), frozenset())
    start = max(whole.rfind(stop, 0, at) for stop in "。;\n") + 1
    end = min((stop for sign in "。;\n" if (stop := whole.find(sign, at)) >= 0), default=len(whole))
    next_year = _YEAR.search(whole, at + len(limit.text), end)
    set_for = frozenset(
        (figure.number, figure.unit)
        for figure in figures
        if at <= figure.at < (next_year.start() if next_year else end)
    )
    return Limit(limit.date, limit.text, frozenset(concepts(whole[start:end])), set_for)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of concepts, and of the characters in them, that two descriptions have in common (Dice); half where one says nothing."""
    if not one or not other:
        return 0.5
    words = 2 * len(one & other) / (len(one) + len(other))
    chars, others = set("".join(one)), set("".join(other))
    return max(words, 2 * len(chars & others) / (len(chars) + len(others)))


def common_figures(ours: Measures, theirs: Measures) -> set[tuple[float, str]]:
    """The numbers, with their units, that stand in both."""
    return {(one.number, one.unit) for one in ours.figures} & {(one.number, one.unit) for one in theirs.figures}


def common_units(ours: Measures, theirs: Measures) -> set[str]:
    """What both count: households, percent …"""
    return {one.unit for one in ours.figures} & {one.unit for one in theirs.figures}


def common_days(ours: Measures, theirs: Measures) -> set[date]:
    return {one.day for one in ours.limits} & {one.day for one in theirs.limits}


def strangers(ours: Measures, theirs: Measures) -> bool:
    """Whether both have figures and dates, and not one of either in common."""
    figures = bool(ours.figures and theirs.figures) and not common_figures(ours, theirs)
    return figures and bool(ours.limits and theirs.limits) and not common_days(ours, theirs)


def is_telling(number: float, unit: str) -> bool:
    """Whether a figure is rare enough to know a task by: not 3 firms, not 100%."""
    return number > 10 and (number, unit) != (100, "%")


def says_the_same(ours: Measures, theirs: Measures, least: float) -> bool:
    """Whether both promise the same telling figure under names that are ``least`` alike."""
    return any(
        (a.number, a.unit) == (b.number, b.unit)
        and is_telling(a.number, a.unit)
        and likeness(a.about, b.about) >= least
        for a in ours.figures
        for b in theirs.figures
    )


def one_sided(ours: Sequence[Limit], theirs: Sequence[Limit]) -> tuple[list[Limit], list[Limit]]:
    """The dates of each side that the other does not have."""
    ours_days, theirs_days = {one.day for one in ours}, {one.day for one in theirs}
    left = {one.day: one for one in ours if one.day not in theirs_days}
    right = {one.day: one for one in theirs if one.day not in ours_days}
    return list(left.values()), list(right.values())


def conflicting_figures(
    ours: Measures, theirs: Measures, least: float, area_counts: bool = False
) -> list[tuple[Figure, Figure]]:
    """Pairs of figures of one indicator that say different numbers: same unit, meant alike, for the same year.

    ``least`` is how alike their words must be; with ``area_counts`` a smaller count for a smaller area is its share and no conflict.
    """
    common = common_figures(ours, theirs)
    left = [one for one in ours.figures if (one.number, one.unit) not in common]
    right = [one for one in theirs.figures if (one.number, one.unit) not in common]
    options = sorted(
        (
            (likeness(a.about, b.about), x, y)
            for x, a in enumerate(left)
            for y, b in enumerate(right)
            if _one_indicator(a, b) and not (area_counts and _shares(a, b))
        ),
        key=lambda option: (-option[0], option[1], option[2]),
    )
    found: list[tuple[Figure, Figure]] = []
    used: tuple[set[int], set[int]] = (set(), set())
    for value, x, y in options:
        if value < least or x in used[0] or y in used[1]:
            continue
        used[0].add(x)
        used[1].add(y)
        found.append((left[x], right[y]))
    return found


def sole_figures(ours: Measures, theirs: Measures, area_counts: bool) -> list[tuple[Figure, Figure]]:
    """Pairs of figures that can only be held against each other: the one number that each task has in its unit."""
    found = []
    for unit in sorted(common_units(ours, theirs)):
        left, right = ([one for one in side.figures if one.unit == unit] for side in (ours, theirs))
        if len(left) == len(right) == 1 and left[0].number != right[0].number:
            a, b = left[0], right[0]
            if _one_indicator(a, b) and not (area_counts and _shares(a, b)):
                found.append((a, b))
    return found


def one_name(a: Figure, b: Figure, least: float) -> bool:
    """Whether two figures bear one name: their words are ``least`` alike, and no rate is another rate (成功率, 覆盖率)."""
    heads = [set(found[-1]) for one in (a, b) if (found := _RATE_HEAD.findall(one.text))]
    return likeness(a.about, b.about) >= least and (len(heads) < 2 or bool(heads[0] & heads[1]))


def _one_indicator(a: Figure, b: Figure) -> bool:
    """Whether two figures can be held against each other: unit, comparator, year and rhythm agree as far as they are said."""
    if a.unit != b.unit or {a.comparator, b.comparator} == {">=", "<="} or a.rate != b.rate:
        return False
    return a.milestone is None or b.milestone is None or a.milestone == b.milestone


def _shares(upper: Figure, lower: Figure) -> bool:
    """Whether the lower figure is the share of a smaller area: 全省2000名 and 全市100名."""
    return not upper.is_share and upper.place != lower.place and lower.number < upper.number
