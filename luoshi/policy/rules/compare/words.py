"""What is a task about, in words that can be compared? Without its units, dates, figures and the phrases of every plan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from luoshi.policy.rules.compare.thesaurus import CONCEPTS, FILLERS, LONGEST
from luoshi.policy.rules.model import Task
from luoshi.policy.rules.targets import read_quantities
from luoshi.policy.rules.text import normalise, squeeze

KEY = 14  # characters
_BRACKET = re.compile(r"\([^()]*(?:\([^()]*\)[^()]*)*\)?")
_LABELLED = re.compile(
    r"(?:(?:责任|牵头|配合|负责|主办|协办|参与|实施|落实)(?:单位|部门)|完成时限|完成时间|时限要求)[:：][^。\n]*"
)
_ROLE = re.compile(r"牵头|负责|配合|参与|指导|落实|按职责|分工")
_NUMBER = re.compile(
    r"\d+(?:[.,]\d+)*(?:年(?:底前|底|前|内)?|月(?:底前|底|前)?|日前?|[万亿千百]*(?:余|多)?(?:个百分点|人次|场次|批次|件次|平方公里|立方米|公里|[%名人家个项场次户件所支条座处台张种宗株辆亩吨元]))?"
)
_APART = re.compile(r"[^\u4e00-\u9fffA-Za-z]+")


@dataclass(frozen=True)
class Words:
    """The words of a task: ``whole`` as written, ``own`` normalised and without duties, ``concepts`` in their order, ``figures`` apart."""

    whole: str
    own: str
    concepts: tuple[str, ...]
    figures: tuple[str, ...]


def whole_text(task: Task) -> str:
    """Heading and text as one piece."""
    return "。".join(part for part in (task.heading.strip(), task.text.strip()) if part)


def key_of(task: Task) -> str:
    """What a task is known by beside its path: the first characters of its text; of its heading where it has no other words."""
    text = squeeze(task.text)
    bare = _own(text, task).strip("。;,. ")
    return (text if bare else squeeze(task.heading) or text)[:KEY]


def words_of(task: Task) -> Words:
    """The words of a task, for comparison."""
    whole = whole_text(task)
    own = _own(whole, task)
    return Words(
        whole, own, tuple(concepts(own)), tuple(f"{number:g}{unit}" for number, unit, _, _ in read_quantities(own))
    )


def _own(text: str, task: Task) -> str:
    """The words about the matter: brackets and labels that name units go, the names too, wherever they stand."""
    names = sorted({squeeze(normalise(duty.unit)) for duty in task.duties}, key=len, reverse=True)
    norm = squeeze(normalise(text))
    norm = _BRACKET.sub(lambda found: "" if _names_units(found.group(), names) else found.group(), norm)
    norm = _LABELLED.sub("", norm)
    for name in names:
        norm = norm.replace(name, "")
    for limit in task.deadlines:
        norm = norm.replace(squeeze(normalise(limit.text)), "")
    return norm


def _names_units(bracket: str, names: list[str]) -> bool:
    return _ROLE.search(bracket) is not None or any(name in bracket or bracket[1:-1] in name for name in names)


def concepts(text: str) -> Iterator[str]:
    """The content of a text in order: groups of the thesaurus by forward maximum matching; what it does not know, as it stands."""
    for run in _APART.split(_NUMBER.sub("#", text)):
        yield from _segment(run)


@lru_cache(maxsize=50_000)
def _segment(run: str) -> tuple[str, ...]:
    pieces: list[str] = []
    unknown, at = "", 0
    while at < len(run):
        word = _known(run, at)
        if word is None:
            unknown += run[at]
            at += 1
            continue
        if unknown:
            pieces.append(unknown)
            unknown = ""
        if word not in FILLERS:
            pieces.append(CONCEPTS[word])
        at += len(word)
    return tuple([*pieces, unknown] if unknown else pieces)


def _known(run: str, at: int) -> str | None:
    """The longest word of the thesaurus, or the longest filler, that begins here."""
    for length in range(min(LONGEST, len(run) - at), 0, -1):
        word = run[at : at + length]
        if word in CONCEPTS or word in FILLERS:
            return word
    return None
