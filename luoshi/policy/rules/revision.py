"""A plan has come out anew: which of its tasks are those in force, what is different in them, what is new, what is gone?

Tasks are paired one to one by their words (`compare.similarity`), those at the same place with the same words first.
What differs is said field by field: responsible units, dates, figures, wording. Nothing follows from it by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from luoshi.kernel.say import Say, say
from luoshi.policy.rules.compare.similarity import Match, matches, vectors
from luoshi.policy.rules.compare.words import Words, key_of, words_of
from luoshi.policy.rules.model import Task
from luoshi.policy.rules.text import normalise, squeeze

SAME, CHANGED, NEW, DROPPED = "same", "changed", "new", "dropped"
_SURE = 0.45  # alike enough, whatever else is alike
_LIKELY = 0.25  # alike enough where each is the other's best by far
_MARGIN = 0.12
_PLACE = 0.08  # what the same place in the document speaks for
_ROLES = {"lead": say("牵头单位"), "joint": say("共同负责单位"), "support": say("配合单位")}
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True)
class Written:
    """What a document says of a task, whatever has become of it since: its words, and its units with their roles."""

    words: str = ""
    units: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Difference:
    """One thing that is different: ``kind`` is unit, date, figure or wording; since, where only the ledger has moved on."""

    kind: str
    because: Say


_SINCE = Difference("since", say("文字与原方案一致；在用任务后来经批准的调整继续有效。"))


@dataclass(frozen=True)
class Step:
    """A task in force and the one that takes its place, by their numbers; one of them is missing where it is new or gone."""

    verdict: str
    old: int | None
    new: int | None
    similarity: float = 0.0
    differences: tuple[Difference, ...] = ()


def revise(
    old: Sequence[Task], new: Sequence[Task], written: tuple[Sequence[Written], Sequence[Written]] | None = None
) -> list[Step]:
    """Every task of both, in the order of the new document; what is gone comes last.

    ``written``: what each document says of the old tasks and of the new. Where both say the same, what the ledger has
    more, such as a lead that was chosen or a date that was put off since, is no change of the plan.
    """
    paired = _paired(old, new)
    by_new = {b: (a, value) for (a, b), value in paired.items()}
    steps = []
    for at, task in enumerate(new):
        if at not in by_new:
            steps.append(Step(NEW, None, at))
            continue
        before, value = by_new[at]
        was, now = (written[0][before], written[1][at]) if written else (None, Written())
        found = tuple(differences(old[before], task, same_units=was is not None and was.units == now.units))
        kept = bool(found and now.words and was == now)
        verdict = CHANGED if found and not kept else SAME
        steps.append(Step(verdict, before, at, round(min(value, 1.0), 3), (_SINCE,) if kept else found))
    held = {a for a, _ in paired}
    return steps + [Step(DROPPED, at, None) for at in range(len(old)) if at not in held]


def after_the_end(step: Step, ended: Say, *, carried: bool) -> Step:
    """A step whose old task is no longer in force, and what became of that: a clause that says what was carried out says
    nothing new; one that says more, or takes up again what was given up, is a new task."""
    verdict = SAME if step.verdict == SAME and carried else NEW
    return replace(step, verdict=verdict, differences=(Difference("ended", ended), *step.differences))


def _paired(old: Sequence[Task], new: Sequence[Task]) -> dict[tuple[int, int], float]:
    words = [words_of(task) for task in (*old, *new)]
    firsts, seconds = list(range(len(old))), list(range(len(old), len(words)))
    offers = [(1.0 + _PLACE, a, b) for a, b in _identical(old, new, words)]
    for match in matches(vectors(words), firsts, seconds):
        b = match.second - len(old)
        same_place = bool(old[match.first].path) and old[match.first].path == new[b].path
        if _is_one(match, same_place):
            offers.append((match.similarity + same_place * _PLACE, match.first, b))
    offers.sort(key=lambda offer: (-offer[0], offer[1], offer[2]))
    used: tuple[set[int], set[int]] = (set(), set())
    found = {}
    for value, a, b in offers:
        if a not in used[0] and b not in used[1]:
            used[0].add(a)
            used[1].add(b)
            found[a, b] = value
    return found


def _identical(old: Sequence[Task], new: Sequence[Task], words: Sequence[Words]) -> Iterator[tuple[int, int]]:
    """Pairs with the same own words: those without any word of matter, too, which no likeness could find."""
    places: dict[str, list[int]] = {}
    for at in range(len(old)):
        places.setdefault(words[at].own, []).append(at)
    for b in range(len(new)):
        for a in places.get(words[len(old) + b].own, ()):
            if key_of(old[a]) == key_of(new[b]):
                yield a, b


def _is_one(match: Match, same_place: bool) -> bool:
    if match.similarity >= _SURE:
        return True
    return match.similarity >= _LIKELY and match.mutual and (same_place or match.margin >= _MARGIN)


def differences(old: Task, new: Task, *, same_units: bool = False) -> Iterator[Difference]:
    """What a reader would have to know of a task that stands in both."""
    if not same_units:
        yield from _units(old, new)
    yield from _dates(old, new)
    yield from _figures(old, new)
    yield from _wording(old, new)


def _units(old: Task, new: Task) -> Iterator[Difference]:
    for role, label in _ROLES.items():
        was, now = (_named(task, role) for task in (old, new))
        gone, come = [name for name in was if name not in now], [name for name in now if name not in was]
        if gone and come and role == "lead":
            yield Difference("unit", say("{role}由{was}改为{now}", role=label, was=tuple(gone), now=tuple(come)))
            continue
        if come:
            yield Difference("unit", say("增加{role}：{units}", role=label, units=tuple(come)))
        if gone:
            yield Difference("unit", say("去掉{role}：{units}", role=label, units=tuple(gone)))


def _named(task: Task, role: str) -> list[str]:
    return list(dict.fromkeys(squeeze(normalise(duty.unit)) for duty in task.duties if duty.role == role))


def _dates(old: Task, new: Task) -> Iterator[Difference]:
    was, now = (sorted({limit.date for limit in task.deadlines if limit.date}) for task in (old, new))
    gone, come = [day for day in was if day not in now], [day for day in now if day not in was]
    if len(gone) == 1 and len(come) == 1:
        yield Difference("date", say("时限由{was}改为{now}", was=gone[0], now=come[0]))
        return
    if come:
        yield Difference("date", say("增加时限：{days}", days=tuple(come)))
    if gone:
        yield Difference("date", say("去掉时限：{days}", days=tuple(gone)))


def _figures(old: Task, new: Task) -> Iterator[Difference]:
    ours, theirs = dict(_figures_of(old)), dict(_figures_of(new))
    gone = [figure for figure in ours if figure not in theirs]
    come = [figure for figure in theirs if figure not in ours]
    for figure in list(gone):
        other = next((one for one in come if one[1] == figure[1]), None)
        if other is not None:
            gone.remove(figure)
            come.remove(other)
            yield Difference("figure", say("目标由“{was}”改为“{now}”", was=ours[figure], now=theirs[other]))
    if come:
        yield Difference("figure", say("增加目标：{targets}", targets=tuple(theirs[one] for one in come)))
    if gone:
        yield Difference("figure", say("去掉目标：{targets}", targets=tuple(ours[one] for one in gone)))


def _figures_of(task: Task) -> Iterator[tuple[tuple[float, str, str], str]]:
    """Each figure with the words it stands in."""
    for target in task.targets:
        yield (float(target.number), target.unit, target.comparator or "="), target.text


def _wording(old: Task, new: Task) -> Iterator[Difference]:
    was, now = (_bare(task) for task in (old, new))
    if was == now:
        return
    share = round(100 * (1 - SequenceMatcher(None, was, now, autojunk=False).ratio()))
    yield Difference("wording", say("文字有改动，约{share}%", share=max(1, share)))


def _bare(task: Task) -> str:
    """The words of the matter: without units, dates, figures and signs, whose changes are told apart."""
    return re.sub(r"[^\u4e00-\u9fffA-Za-z#]", "", _FIGURE.sub("#", words_of(task).own))
