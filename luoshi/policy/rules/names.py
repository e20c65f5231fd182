"""Which unit does a name in a plan mean, and how is a task numbered? Exact alias, then rule, then ask: never a silent guess."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from luoshi.policy.rules.text import cn_number, normalise

_LEVEL = re.compile("^(?:自治区|[省市州盟县区旗])")
_LABEL = re.compile(r"[〇零一二三四五六七八九十百\d]+")
_LEVELS = {
    "省": "province", "自治区": "province", "市": "prefecture", "州": "prefecture", "盟": "prefecture", "县": "county",
    "区": "county", "旗": "county",
}  # fmt: skip


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

    @property
    def stem(self) -> str:
        """The name without its place's: 江澜省委组织部 → 委组织部."""
        return self.name.removeprefix("中共").removeprefix(self.place)


def look_up(name: str, remembered: Mapping[str, int], units: Iterable[Known]) -> int | None:
    """The unit meant by ``name``: what a clerk said before, the exact name, the name behind the own place's, then the
    name with its level prefix read as a place (in a city's plan 省财政厅 is the province's). None where none or several fit."""
    text = normalise(name).strip()
    if text in remembered:
        return remembered[text]
    units = list(units)
    prefix = level_prefix(text)
    at_place = _at_level(units, prefix)
    for fits in (
        {one.unit_id for one in units if one.own and text in (one.name, one.short_name)},
        {one.unit_id for one in units if text in (one.name, one.short_name)},
        {one.unit_id for one in units if one.own and one.stem == text},
        {one.unit_id for one in at_place if one.stem == text.removeprefix(prefix)},
    ):
        if len(fits) == 1:
            return next(iter(fits))
        if fits:
            return None
    return None


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
