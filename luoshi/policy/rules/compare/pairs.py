"""Which tasks do the same, contradict each other, or come too late? Rules that look at two tasks at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

from luoshi.kernel.say import say
from luoshi.policy.rules.compare.duties import leads
from luoshi.policy.rules.compare.lines import line_of
from luoshi.policy.rules.compare.measures import (
    Figure,
    Limit,
    Measures,
    common_days,
    common_figures,
    common_units,
    conflicting_figures,
    is_telling,
    likeness,
    measures_of,
    one_name,
    one_sided,
    says_the_same,
    sole_figures,
    strangers,
)
from luoshi.policy.rules.compare.model import HARD, LIKELY, POSSIBLE, Finding, Place, Plan
from luoshi.policy.rules.compare.similarity import Match, matches, vectors
from luoshi.policy.rules.compare.words import Words, words_of
from luoshi.policy.rules.model import Task
from luoshi.policy.rules.names import level_prefix


class Bar(NamedTuple):
    """What a pair has to reach."""

    similarity: float
    margin: float

    def let(self, pair: Match | Pair) -> bool:
        """Whether a pair passes."""
        return pair.similarity >= self.similarity and pair.margin >= self.margin


# Measured on the generators of tests/policy/planted.py and on real plans: docs/user/policy-compare.md
_BEST = Bar(0.18, 0.12)  # what a pair needs where each is the other's best
_BEST_OF_ONE = Bar(0.18, 0.25)  # and where it is the best of one side only
_WITH_FIGURE = Bar(0.16, 0.1)  # and where each is the other's best and both promise the same figure
_SURE = 0.32  # the margin from which likeness alone is enough; below it figures and dates must not speak against it
_BACKED = 0.2  # the margin that two contradicting tasks need where a figure in common says that they are one
_USUAL, _USUAL_MOST = 1.8, 0.3  # times the usual likeness of a second best, and no more than this
_INSIDE = Bar(0.28, 0.22)  # of one plan: its tasks share their genre, so more is asked of them
_SAME = Bar(0.5, 0.35)  # of one plan, that promise the same
_FAINT = Bar(0.1, 0.1)  # where words leave most open, and figures or dates have to speak
_OPEN = 0.25  # the share of tasks without a pair from which promises are heard
_CLEAR = 0.03  # by how much a pair that only promises the same must be ahead of every rival
_ABOUT = 0.34  # likeness of what two figures of matched tasks are about
_NAMED = 0.5  # the same, from which it is surely one indicator
_ABOUT_ALONE = 0.8  # the same where their tasks are not matched


@dataclass(frozen=True)
class Pair:
    """Two tasks that are about the same; ``promised``: so far as their figures and dates say, not their words."""

    first: Place
    second: Place
    similarity: float
    margin: float
    promised: bool = False

    @property
    def inside(self) -> bool:
        return self.first.plan == self.second.plan


class Pairs:
    """All tasks under comparison with what was read from them, and the pairs among them."""

    def __init__(self, plans: Sequence[Plan]) -> None:
        self.plans = plans
        self.places = [Place(number, at) for number, plan in enumerate(plans) for at in range(len(plan.tasks))]
        self.tasks: list[Task] = [task for plan in plans for task in plan.tasks]
        self.words: list[Words] = [words_of(task) for task in self.tasks]
        self._measures: dict[Place, Measures] = {}
        self._table = vectors(self.words)
        self._groups = [
            [at for at, place in enumerate(self.places) if place.plan == number] for number in range(len(plans))
        ]
        self.across: list[Pair] = []
        for number, group in enumerate(self._groups):
            for other in self._groups[number + 1 :]:
                met = matches(self._table, group, other)
                found = [self._pair(one) for one in met if self._answers(one)]
                self.across += [*found, *self._by_promise(met, group, other, found)]

    @cached_property
    def within(self) -> list[Pair]:
        """The pairs inside each plan; not looked for where only the taking up is asked."""
        return [
            self._pair(one)
            for group in self._groups
            for one in matches(self._table, group, group)
            if one.mutual and _INSIDE.let(one)
        ]

    def _pair(self, match: Match) -> Pair:
        return Pair(self.places[match.first], self.places[match.second], match.similarity, match.margin)

    def _answers(self, match: Match) -> bool:
        """Whether two tasks of two plans are about the same: each the other's best, or far above all else.

        What they promise is heard where the words leave a doubt: the same telling figure speaks for it, figures and dates
        without one in common speak against it.
        """
        bar = _BEST if match.mutual else _BEST_OF_ONE
        by_words = match.best and bar.let(match) and match.similarity >= min(_USUAL * match.usual, _USUAL_MOST)
        if by_words and match.margin >= _SURE:
            return True
        ours, theirs = self.measures(self.places[match.first]), self.measures(self.places[match.second])
        if by_words:
            return not strangers(ours, theirs)
        by_figures = (
            match.mutual and match.similarity >= _WITH_FIGURE.similarity and match.margin >= _WITH_FIGURE.margin
        )
        return by_figures and any(is_telling(*figure) for figure in common_figures(ours, theirs))

    def _by_promise(
        self, met: Sequence[Match], firsts: Sequence[int], seconds: Sequence[int], found: list[Pair]
    ) -> Iterator[Pair]:
        """Tasks told in quite other words, among those that no pair has yet: first those that promise the same telling
        figure by the same day, then those that have a little in common of everything; always with no other as well.

        Where words have paired nearly all of a plan, what is left is left for a reason, and a promise alike is chance.
        """
        if min(len(firsts), len(seconds)) - len(found) < _OPEN * min(len(firsts), len(seconds)):
            return
        alike = {(one.first, one.second): one for one in met}
        pairs = [*found]
        for offers in (self._same_promise(alike, firsts, seconds), filter(self._is_half_a_promise, met)):
            held = {place for pair in pairs for place in (pair.first, pair.second)}
            free = [one for one in offers if not held & {self.places[one.first], self.places[one.second]}]
            made = [
                replace(self._pair(one), margin=min(one.margin, _BEST.margin), promised=True) for one in _alone(free)
            ]
            pairs += made
            yield from made

    def _same_promise(
        self, alike: Mapping[tuple[int, int], Match], firsts: Sequence[int], seconds: Sequence[int]
    ) -> Iterator[Match]:
        """The same telling figure by the same day."""
        promised: dict[tuple[float, str, date], list[int]] = defaultdict(list)
        for b in seconds:
            for promise in self._promises(b):
                promised[promise].append(b)
        for a in firsts:
            for b in sorted({b for promise in self._promises(a) for b in promised.get(promise, ())}):
                yield alike.get((a, b)) or Match(a, b, 0.0, 0.0, False, False, 0.0)

    def _promises(self, at: int) -> set[tuple[float, str, date]]:
        told = self.measures(self.places[at])
        return {
            (one.number, one.unit, limit.day)
            for one in told.figures
            if is_telling(one.number, one.unit)
            for limit in told.limits
        }

    def _is_half_a_promise(self, match: Match) -> bool:
        """Each the other's best by what words they share, and the figure, or the day and what is counted, agree."""
        if not (match.mutual and _FAINT.let(match)):
            return False
        ours, theirs = (self.measures(self.places[at]) for at in (match.first, match.second))
        if any(is_telling(*one) for one in common_figures(ours, theirs)):
            return True
        return bool(common_units(ours, theirs) and common_days(ours, theirs))

    def task(self, place: Place) -> Task:
        return self.plans[place.plan].tasks[place.task]

    def measures(self, place: Place) -> Measures:
        if place not in self._measures:
            self._measures[place] = measures_of(self.task(place))
        return self._measures[place]


def _alone(offers: Sequence[Match]) -> Iterator[Match]:
    """The offers that are clearly ahead of every other of either task."""
    values: dict[int, list[float]] = defaultdict(list)
    for one in offers:
        values[one.first].append(one.similarity)
        values[one.second].append(one.similarity)
    for one in offers:
        rivals = [sorted(values[at])[-2:] for at in (one.first, one.second)]
        if all(side[-1] == one.similarity and (len(side) == 1 or one.similarity > side[0] + _CLEAR) for side in rivals):
            yield one


def overlap_findings(pairs: Pairs, contradicting: set[frozenset[Place]]) -> Iterator[Finding]:
    """The same matter under leads of different lines; pairs that also contradict each other are reported there first."""
    for pair in [*pairs.across, *pairs.within]:
        first, second = pairs.task(pair.first), pairs.task(pair.second)
        ours, theirs = leads(first), leads(second)
        lines = [{line_of(duty.unit) for duty in side if not duty.generic} for side in (ours, theirs)]
        if not all(lines) or lines[0] & lines[1]:
            continue
        names = [tuple(duty.unit for duty in side if not duty.generic) for side in (ours, theirs)]
        because = say(
            "内容相近（相似度{similarity}），却分别由{first}、{second}负责。",
            similarity=round(pair.similarity, 2),
            first=names[0],
            second=names[1],
        )
        severity = LIKELY if pair.margin >= _SURE else POSSIBLE
        apart = pair.inside and strangers(pairs.measures(pair.first), pairs.measures(pair.second))
        rank = pair.margin - (apart or frozenset((pair.first, pair.second)) in contradicting)
        yield Finding("overlap", severity, (pair.first, pair.second), because, (*names[0], *names[1]), rank)


def value_findings(pairs: Pairs) -> Iterator[Finding]:
    """One indicator, two numbers."""
    for pair in _comparable(pairs):
        one, other = pairs.measures(pair.first), pairs.measures(pair.second)
        backed = common_figures(one, other) or common_days(one, other)
        loose = not pair.inside and pair.margin >= (_BACKED if backed else _SURE)
        least = 0.0 if pair.promised else _ABOUT if loose else _ABOUT_ALONE
        found = conflicting_figures(one, other, least, not pair.inside)
        if not (found or pair.inside) and common_days(one, other):
            found = sole_figures(one, other, area_counts=True)
        for ours, theirs in found:
            share = not pair.inside and not ours.is_share and theirs.number < ours.number
            lower = share and _level(pairs.task(pair.first)) != _level(pairs.task(pair.second))
            yield _value(pair, ours, theirs, share=lower, named=one_name(ours, theirs, _NAMED))
    yield from _values_inside(pairs)


def _level(task: Task) -> str:
    """The level of those who answer for a task: 省 of 省财政厅. A smaller count below may be the place's share of it."""
    return next((prefix for duty in leads(task) if (prefix := level_prefix(duty.unit))), "")


def _values_inside(pairs: Pairs) -> Iterator[Finding]:
    """The same rate, word for word, in tasks of one plan that are otherwise about other things. Counts may add up."""
    near = {frozenset((pair.first, pair.second)) for pair in pairs.within if _SAME.let(pair)}
    seen: dict[tuple[object, ...], list[tuple[Place, Figure]]] = defaultdict(list)
    for place in pairs.places:
        for figure in pairs.measures(place).figures:
            if figure.is_share and len(figure.about) > 1 and len("".join(figure.about)) >= 6:
                key = (place.plan, figure.unit, figure.about, figure.milestone, figure.rate, figure.place)
                seen[key].append((place, figure))
    for found in seen.values():
        # in more than two tasks the words are a phrase of the plan, and each task has its own number
        (first, ours), *others = found
        if len({place for place, _ in found}) == 2:
            for second, theirs in others:
                if first != second and ours.number != theirs.number and frozenset((first, second)) not in near:
                    said = say("同一指标数值不一致：一处“{ours}”，一处“{theirs}”。", ours=ours.text, theirs=theirs.text)
                    yield Finding("conflicting_value", LIKELY, (first, second), said)


def _value(pair: Pair, ours: Figure, theirs: Figure, *, share: bool, named: bool) -> Finding:
    """``share``: the smaller count of a lower unit may be its part of the upper one's; ``named``: their words are alike too."""
    said = {"ours": ours.text, "theirs": theirs.text}
    if pair.promised:
        because = say("两项任务时限、单位相同而数值不同，请核对是否同一指标：一处“{ours}”，一处“{theirs}”。", **said)
    elif share:
        because = say("下级数值小于上级，请核对是否为本级分解数：上级“{ours}”，下级“{theirs}”。", **said)
    elif not named:
        because = say(
            "两项任务内容相近，指标数值不同而叫法不一，请核对是否同一指标：一处“{ours}”，一处“{theirs}”。", **said
        )
    else:
        because = say("同一指标数值不一致：一处“{ours}”，一处“{theirs}”。", **said)
    severity = POSSIBLE if share or pair.promised else HARD if named else LIKELY
    return Finding("conflicting_value", severity, (pair.first, pair.second), because)


def _comparable(pairs: Pairs) -> Iterator[Pair]:
    """The pairs whose figures and dates can be held against each other: the upper plan's with the lower ones', and a
    plan's own where they say the same. Two lower plans each have their own."""
    yield from (pair for pair in pairs.across if pair.first.plan == 0)
    yield from (pair for pair in pairs.within if _SAME.let(pair))


def date_findings(pairs: Pairs) -> Iterator[Finding]:
    """One matter, two dates; and below, a date later than above."""
    for pair in _comparable(pairs):
        one, other = pairs.measures(pair.first), pairs.measures(pair.second)
        if not pair.promised and pair.margin < _asked(one, other):
            continue
        if strangers(one, other) and not common_units(one, other):
            continue  # two counts of two things: nothing says that the dates are of one
        ours, theirs = one_sided(one.limits, other.limits)
        options = sorted(
            (
                (likeness(a.about, b.about), x, y)
                for x, a in enumerate(ours)
                for y, b in enumerate(theirs)
                if _one_stage(a, b)
            ),
            key=lambda option: (-option[0], option[1], option[2]),
        )
        used: tuple[set[int], set[int]] = (set(), set())
        for _, x, y in options:
            if x not in used[0] and y not in used[1]:
                used[0].add(x)
                used[1].add(y)
                yield from _dates(pair, ours[x], theirs[y])
    yield from _late_inside(pairs)


def _asked(one: Measures, other: Measures) -> float:
    """The margin that two dates need: less where a figure in common says that the tasks are one, none where its name does too."""
    if says_the_same(one, other, _ABOUT_ALONE):
        return 0.0
    return _BACKED if common_figures(one, other) else _SURE


def _one_stage(a: Limit, b: Limit) -> bool:
    """Whether two dates are for the same: not where each has its own number of one indicator (30% by 2025, 35% by 2027)."""
    units = {unit for _, unit in a.figures} & {unit for _, unit in b.figures}
    return all(
        {number for number, one in a.figures if one == unit} & {number for number, one in b.figures if one == unit}
        for unit in units
    )


def _dates(pair: Pair, ours: Limit, theirs: Limit) -> Iterator[Finding]:
    """Two dates of one matter. Below earlier than above is allowed, but wants a reason; later is never right."""
    said = {"ours": ours.text, "first": ours.day, "theirs": theirs.text, "second": theirs.day}
    earlier = not pair.inside and theirs.day < ours.day
    if pair.promised:
        because = say(
            "两项任务目标相同而时限不同，请核对是否同一事项：一处“{ours}”（{first}），一处“{theirs}”（{second}）。",
            **said,
        )
    elif earlier:
        because = say("下级时限“{theirs}”（{second}）早于上级“{ours}”（{first}），请核对；确需提前的写明理由。", **said)
    else:
        because = say("同一事项时限不一致：一处“{ours}”（{first}），一处“{theirs}”（{second}）。", **said)
    severity = POSSIBLE if earlier or pair.promised else HARD
    yield Finding("conflicting_date", severity, (pair.first, pair.second), because)
    if not pair.inside and not earlier and not pair.promised:
        yield _late(pair.first, pair.second, ours, theirs)


def _late(above: Place, below: Place, ours: Limit, theirs: Limit) -> Finding:
    because = say(
        "下级任务时限{below}晚于上级任务时限{above}，晚{days}天。",
        below=theirs.day,
        above=ours.day,
        days=(theirs.day - ours.day).days,
    )
    return Finding("late_child", HARD, (above, below), because, weight=(theirs.day - ours.day).days)


def _late_inside(pairs: Pairs) -> Iterator[Finding]:
    """A numbered task under another of the same plan whose last date has passed by then."""
    by_path = {(place.plan, pairs.task(place).path): place for place in pairs.places if pairs.task(place).path}
    for place in pairs.places:
        path = pairs.task(place).path
        for depth in range(len(path) - 1, 0, -1):
            above = by_path.get((place.plan, path[:depth]))
            ours = max(pairs.measures(above).limits, key=lambda one: one.day, default=None) if above else None
            theirs = max(pairs.measures(place).limits, key=lambda one: one.day, default=None)
            if above and ours and theirs and theirs.day > ours.day:
                yield _late(above, place, ours, theirs)


def uncovered_findings(pairs: Pairs) -> Iterator[Finding]:
    """Tasks of the upper plan that no lower one takes up."""
    taken = {pair.first for pair in pairs.across if pair.first.plan == 0}
    below = tuple(plan.doc for plan in pairs.plans[1:])
    answered = {pairs.task(place).path[:1] for place in taken}
    for place in pairs.places:
        if place.plan or place in taken or not below:
            continue
        path = pairs.task(place).path
        if len(path) > 1 and path[:1] not in answered:
            because = say(
                "下级方案（{plans}）没有与之对应的任务，第{section}部分整体没有落实。", plans=below, section=path[0]
            )
        else:
            because = say("下级方案（{plans}）没有与之对应的任务。", plans=below)
        yield Finding("uncovered_clause", LIKELY, (place,), because)
