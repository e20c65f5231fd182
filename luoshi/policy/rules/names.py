"""Which unit does a name in a plan mean, and how is a task numbered? Exact alias, then rule, then ask: never a silent guess."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from luoshi.kernel.say import Say, say
from luoshi.org.rules.authority import GRACE, NATION, Body, called, descent
from luoshi.policy.rules.text import cn_number, normalise

_LEVEL = re.compile("^(?:自治区|[省市州盟县区旗])")
_LEAGUE = re.compile(r"^(?:共青团.*?|团)(?P<level>[省市县区州旗盟])委(?:员会)?$")
_LABEL = re.compile(r"[〇零一二三四五六七八九十百\d]+")
_LEVELS = {
    "省": "province", "自治区": "province", "市": "prefecture", "州": "prefecture", "盟": "prefecture", "县": "county",
    "区": "county", "旗": "county",
}  # fmt: skip


@dataclass(frozen=True)
class Borne:
    """A name that a unit bore from a day to a day, or that of a unit which was ``merged`` into it."""

    name: str
    short_name: str
    since: date | None
    until: date
    merged: bool = False

    def fits(self, day: date | None) -> bool:
        """Whether a document of that day may use the name."""
        return day is None or ((self.since is None or day >= self.since) and day <= self.until + GRACE)


@dataclass(frozen=True)
class Known:
    """A unit of the instance: its full and short name, the name and level of its place; ``own`` where that is the drafter's.

    Those of the drafter's own place come first, then those of the places above, the nearest first.
    """

    unit_id: int
    name: str
    short_name: str
    place: str
    level: str = ""
    own: bool = True
    formers: tuple[Borne, ...] = ()

    @property
    def stem(self) -> str:
        """The name without its place's: 江澜省委组织部 → 委组织部; the league's committee is the same at every level."""
        return "团委" if _LEAGUE.match(self.name) else self._bare(self.name)

    def _bare(self, name: str) -> str:
        return name.removeprefix("中共").removeprefix(self.place)

    def bore(self, text: str, stem: str) -> list[Borne]:
        """The former names that a text means, by the whole name or by the name without its place."""
        return [one for one in self.formers if text in (one.name, one.short_name) or self._bare(one.name) == stem]


@dataclass(frozen=True)
class Answer:
    """Which unit a name means, and why where the name is not the unit's own; without a unit, between which units a
    person has to choose, and why."""

    unit_id: int | None = None
    because: Say | None = None
    between: tuple[int, ...] = ()


def look_up(name: str, remembered: Mapping[str, int], units: Iterable[Known], day: date | None = None) -> Answer:
    """The unit meant by ``name`` in a document of ``day``.

    What a clerk said before; the exact name; the name behind the own place's; the name with its level prefix read as a
    place (in a city's plan 省财政厅 is the province's); a name the unit bore; another name in the authority file, or
    that of an office whose work it has taken over. Where none or several fit, and where the document's day and the
    name's time do not agree, a person is asked.
    """
    text = normalise(name).strip()
    if text in remembered:
        return Answer(remembered[text])
    units = list(units)
    prefix, stem, field = _read(text, units)
    for fits in (
        {one.unit_id for one in units if one.own and text in (one.name, one.short_name)},
        {one.unit_id for one in units if text in (one.name, one.short_name)},
        {one.unit_id for one in units if one.own and one.stem == text},
        {one.unit_id for one in field if prefix and one.stem == stem},
    ):
        if len(fits) == 1:
            return Answer(next(iter(fits)))
        if fits:
            return Answer(between=tuple(sorted(fits)))
    return _by_former_name(text, stem, field, day) or _by_authority(text, stem, field, units, day) or Answer()


def _read(text: str, units: Sequence[Known]) -> tuple[str, str, list[Known]]:
    """The level word or place before a name, the name behind it, and the units among which that place looks."""
    if league := _LEAGUE.match(text):
        return league["level"], "团委", _at_level(units, league["level"])
    bare = text.removeprefix("中共")
    place = max((one.place for one in units if one.place and bare.startswith(one.place)), key=len, default="")
    if place and len(bare) > len(place):
        return place, bare.removeprefix(place), [one for one in units if one.place == place]
    prefix = level_prefix(text)
    return prefix, text.removeprefix(prefix), _at_level(units, prefix) if prefix else [one for one in units if one.own]


def _by_former_name(text: str, stem: str, field: Sequence[Known], day: date | None) -> Answer | None:
    """A name that one of the instance's own units bore, as the reorganisations entered here say."""
    found = [(one, was) for one in field for was in one.bore(text, stem)]
    fit = {one.unit_id: (one, was) for one, was in found if was.fits(day)}
    if not found:
        return None
    if len(fit) == 1:
        one, was = next(iter(fit.values()))
        said = (
            say("“{name}”已于{day}并入{unit}。", name=was.name, day=was.until, unit=one.name)
            if was.merged
            else say("“{name}”是{unit}的原名称，用到{day}。", name=was.name, unit=one.name, day=was.until)
        )
        return Answer(one.unit_id, said)
    one, was = found[0]
    between = tuple(dict.fromkeys(one.unit_id for one, _ in found))
    if fit:
        return Answer(None, say("“{name}”有{count}个单位用过，请指定。", name=text, count=len(fit)), between)
    return Answer(None, _not_then(text, was.since, was.until, day), between)


def _by_authority(
    text: str, stem: str, field: Sequence[Known], units: Sequence[Known], day: date | None
) -> Answer | None:
    """A name of the authority file: of an office here, or of one whose work an office here has taken over."""
    national = [body for body in called(text) if body.level == NATION]
    local = [body for body in called(stem) if body.level != NATION]
    for bodies, among in ((national, [one for one in units if one.level in ("nation", "")]), (local, field)):
        for body in bodies:
            answer = _of_body(text, body, among, day)
            if answer is not None:
                return answer
    return None


def _of_body(text: str, body: Body, among: Sequence[Known], day: date | None) -> Answer | None:
    if not body.borne(day):
        here = tuple(one.unit_id for generation in descent(body) for one in _bearing(generation, among))
        return Answer(None, _not_then(text, body.since, body.until, day), here)
    for generation in descent(body):
        found = _bearing(generation, among)
        divided = len(generation) > 1
        if not found and not divided:
            continue
        said = _because(text, body, generation, found)
        return Answer(
            found[0].unit_id if len(found) == 1 and not divided else None, said, tuple(o.unit_id for o in found)
        )
    if body.until is None:
        return None
    *_, last = descent(body)
    return Answer(None, say("{why}单位名录里没有这个单位。", why=_because(text, body, last, ())))


def _bearing(generation: Sequence[Body], among: Sequence[Known]) -> list[Known]:
    return [one for one in among if not {*called(one.name), *called(one.stem)}.isdisjoint(generation)]


def _because(text: str, body: Body, generation: Sequence[Body], found: Sequence[Known]) -> Say:
    """Why a name means these units, in words for the clerk."""
    units = tuple(one.name for one in found)
    if body in generation:
        if len(found) > 1:
            return say("“{name}”即{body}，这里有{units}，请指定。", name=text, body=body.name, units=units)
        return say("“{name}”是{unit}的另一种写法。", name=text, unit=units[0])
    heirs = tuple(one.name for one in generation)
    ended = body.until or date.max
    if len(generation) > 1:
        return say("“{name}”的职责在{day}前的机构改革中划给{heirs}，请指定。", name=text, day=ended, heirs=heirs)
    if units:
        return say(
            "“{name}”即{body}，用到{day}；机构改革后职责由{unit}承担。",
            name=text,
            body=body.name,
            day=ended,
            unit=units[0],
        )
    return say("“{name}”即{body}，用到{day}；机构改革后为{heirs}。", name=text, body=body.name, day=ended, heirs=heirs)


def _not_then(text: str, since: date | None, until: date | None, day: date | None) -> Say:
    if until is not None and day is not None and day > until:
        return say("文件印发于{day}，而“{name}”只用到{until}，请核对。", day=day, name=text, until=until)
    return say("文件印发于{day}，而“{name}”{since}才设立，请核对。", day=day, name=text, since=since)


def level_prefix(name: str) -> str:
    """省 of 省财政厅, 市 of 市教育局; empty where there is none."""
    match = _LEVEL.match(name)
    return match.group() if match and len(match.group()) < len(name) else ""


def _at_level(units: Sequence[Known], prefix: str) -> list[Known]:
    """The units of the nearest place that the level word means: the place called so, else the place of that level."""
    if not prefix:
        return []
    for fits in (
        [one.place for one in units if one.place.endswith(prefix)],
        [one.place for one in units if one.level == _LEVELS[prefix]],
    ):
        if fits:
            return [one for one in units if one.place == fits[0]]
    return []


def nearest(name: str, units: Sequence[Known], most: int = 3) -> list[int]:
    """Units to propose for a name that nobody knows: for a person to choose from, never chosen for them.

    A name that shortens a unit's (人社厅, 发改委) comes before one that only looks like it.
    """
    text = normalise(name).strip()
    prefix = level_prefix(text)
    field = _at_level(units, prefix) or [one for one in units if one.own]
    short = text.removeprefix(prefix)
    exact = [one for one in field if _shortens(short, one.stem) or _shortens(short, one.stem + "会")]
    found = {one.unit_id: None for one in sorted(exact, key=lambda one: len(one.stem))}
    stems = {one.stem: one.unit_id for one in field}
    found |= {stems[one]: None for one in difflib.get_close_matches(short, list(stems), n=most, cutoff=0.45)}
    return list(found)[:most]


def _shortens(short: str, whole: str) -> bool:
    """Whether the characters stand in the whole in this order, the first and the last ones first and last: 人社厅."""
    if len(short) < 2 or len(short) >= len(whole) or short[0] != whole[0] or short[-1] not in whole[-3:]:
        return False
    rest = iter(whole)
    return all(char in rest for char in short)


def task_number(path: Sequence[str], taken: Mapping[str, int]) -> tuple[str, str]:
    """(series, number) of a task: chapter.section and a running number, such as 3.2-04; 04 in a flat document.

    ``taken``: series → how many it has already.
    """
    figures = [figure for label in path[:-1] if (figure := label_number(label))]
    series = ".".join(str(figure) for figure in figures[:2])
    running = f"{taken.get(series, 0) + 1:02d}"
    return series, f"{series}-{running}" if series else running


def label_number(label: str) -> int:
    """The number in a label as printed: 三、 → 3, （二） → 2, 第十四条 → 14; 0 where there is none."""
    match = _LABEL.search(normalise(label))
    return (cn_number(match.group()) or 0) if match else 0


def short_title(heading: str, text: str, most: int = 40) -> str:
    """A task's title: its heading, or its first sentence, cut at a stop where it is long."""
    whole = re.sub(r"\s+", "", heading or text)
    sentence = re.split(r"[。；;]", whole, maxsplit=1)[0]
    if len(sentence) <= most:
        return sentence
    cut = re.split(r"[，,：:（(]", sentence, maxsplit=1)[0]
    return cut if 4 <= len(cut) <= most else sentence[: most - 1] + "…"
