"""Which unit does a name in a plan mean, and how is a task numbered? Exact alias, then rule, then ask: never a silent guess."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from luoshi.policy.rules.text import cn_number, normalise

_LEVEL = re.compile("^(?:自治区|[省市县区])")
_LABEL = re.compile(r"[〇零一二三四五六七八九十百\d]+")


@dataclass(frozen=True)
class Known:
    """A unit of the instance: its full and short name, and the name of its place."""

    unit_id: int
    name: str
    short_name: str
    place: str


def look_up(name: str, remembered: Mapping[str, int], units: Iterable[Known]) -> int | None:
    """The unit meant by ``name`` among those of one place: what a clerk said before, the exact name, then the name
    with its level prefix read as the place (省财政厅 = 江澜省财政厅). None where none or several fit."""
    text = normalise(name).strip()
    if text in remembered:
        return remembered[text]
    units = list(units)
    for fits in (
        [one.unit_id for one in units if text in (one.name, one.short_name)],
        [one.unit_id for one in units if one.name.removeprefix(one.place) in stems(text)],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            return None
    return None


def stems(name: str) -> frozenset[str]:
    """A name as it may stand behind its place's: as written, and without a prefix of level (市场监管局 keeps its 市)."""
    return frozenset({name, _LEVEL.sub("", name, count=1)})


def nearest(name: str, units: Sequence[Known], most: int = 3) -> list[int]:
    """Units to propose for a name that nobody knows: for a person to choose from, never chosen for them."""
    known = {one.name.removeprefix(one.place): one.unit_id for one in units}
    found: dict[int, None] = {}
    for text in sorted(stems(normalise(name))):
        found |= {known[one]: None for one in difflib.get_close_matches(text, list(known), n=most, cutoff=0.4)}
    return list(found)[:most]


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
