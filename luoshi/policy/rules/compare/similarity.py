"""How alike are two tasks? TF-IDF over character n-grams and over concepts, and who answers whom.

Three views of a task, each a cosine: n-grams of 2 to 4 characters (the wording), single characters (Chinese synonyms
mostly share one) and concepts of the thesaurus (the matter, in any order). Figures are masked; an n-gram that stands in
a fifth of all tasks is the phrase of a genre and drops out. A cosine depends on how much all the tasks resemble each
other, so what counts beside it is how far a pair stands out from what else the two tasks resemble (`Match.margin`).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nlargest
from statistics import median

from luoshi.policy.rules.compare.thesaurus import LIGHT
from luoshi.policy.rules.compare.words import Words

Vector = dict[str, float]
WEIGHTS = {"gram": 0.37, "char": 0.23, "word": 0.32, "figure": 0.08}
_COMMON = 0.2  # of all tasks: an n-gram in more of them tells nothing
_BRUTE = 40_000  # pairs: up to here every pair is looked at
_RARE = 40  # features of a task that its candidates are looked up by
_CROWD = 60  # tasks: a feature in more of them proposes no candidates
_NEAREST = 12  # candidates of a task that are kept
_BACKGROUND = 5  # neighbours that make up what a task resembles anyway


def vectors(words: Sequence[Words]) -> list[Vector]:
    """A unit vector for each task, its three views side by side."""
    views = [_views(one) for one in words]
    merged: list[Vector] = [{} for _ in words]
    for view, weight in WEIGHTS.items():
        counts = [one[view] for one in views]
        spread = Counter(feature for count in counts for feature in count)
        most = max(2, _COMMON * len(words)) if view == "gram" else len(words)
        idf = {feature: math.log((len(words) + 1) / (df + 0.5)) for feature, df in spread.items() if df <= most}
        for vector, count in zip(merged, counts, strict=True):
            raw = {f: (1 + math.log(n)) * idf[f] for f, n in count.items() if f in idf}
            norm = math.sqrt(sum(value * value for value in raw.values()))
            if norm:
                vector.update({f: value / norm * math.sqrt(weight) for f, value in raw.items()})
    return merged


def _views(words: Words) -> dict[str, Counter[str]]:
    """The features of each view; their first character keeps the views apart."""
    line = "#".join(word for word in words.concepts if word not in LIGHT)
    grams = Counter(
        f"{size}{gram}"
        for size in (2, 3, 4)
        for at in range(len(line) - size + 1)
        if "#" not in (gram := line[at : at + size])
    )
    return {
        "gram": grams,
        "char": Counter(f"c{char}" for char in line if char != "#"),
        "word": Counter(f"w{word}" for word in words.concepts),
        "figure": Counter(f"f{figure}" for figure in words.figures),
    }


def cosine(one: Vector, other: Vector) -> float:
    if len(one) > len(other):
        one, other = other, one
    return sum(value * other[feature] for feature, value in one.items() if feature in other)


@dataclass(frozen=True)
class Match:
    """Two tasks by their places: how alike, how far above what else they resemble, and whether one is the other's best, or both are.

    ``usual``: how alike a task and its second best commonly are among these, which says what likeness means nothing here.
    """

    first: int
    second: int
    similarity: float
    margin: float
    best: bool
    mutual: bool
    usual: float


def matches(table: Sequence[Vector], firsts: Sequence[int], seconds: Sequence[int]) -> list[Match]:
    """The pairs between two sets of tasks that resemble each other at all (within one set where they are the same)."""
    near = _near(table, firsts, seconds)
    rows: dict[int, list[tuple[float, int]]] = defaultdict(list)
    columns: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for (a, b), value in near.items():
        rows[a].append((value, b))
        columns[b].append((value, a))
    inside = firsts is seconds
    if inside:
        for one, others in list(columns.items()):
            rows[one].extend(others)
        columns = rows
    row_best, row_second, row_ground = _profile(rows)
    column_best, column_second, column_ground = _profile(columns)
    usual = median(second for profile in (row_second, column_second) for second in profile.values()) if near else 0.0
    found = []
    for (a, b), value in near.items():
        bests = (row_best[a] == b, column_best[b] == a)
        margin = value - (row_ground[a] + column_ground[b]) / 2
        found.append(Match(a, b, value, margin, any(bests), all(bests), usual))
    return found


def _profile(
    neighbours: dict[int, list[tuple[float, int]]],
) -> tuple[dict[int, int], dict[int, float], dict[int, float]]:
    """Each task's best neighbour, how alike the second best is, and the mean of those after the best: what it resembles anyway."""
    best: dict[int, int] = {}
    second: dict[int, float] = {}
    ground: dict[int, float] = {}
    for one, values in neighbours.items():
        top = nlargest(_BACKGROUND + 1, values)
        best[one] = top[0][1]
        second[one] = top[1][0] if len(top) > 1 else 0.0
        ground[one] = sum(value for value, _ in top[1:]) / _BACKGROUND
    return best, second, ground


def _near(table: Sequence[Vector], firsts: Sequence[int], seconds: Sequence[int]) -> dict[tuple[int, int], float]:
    """Pair → cosine: of every pair while they are few, else of each task's most promising candidates."""
    inside = firsts is seconds
    pairs: Iterable[tuple[int, int]]
    if len(firsts) * len(seconds) <= _BRUTE:
        pairs = ((a, b) for a in firsts for b in seconds if not inside or a < b)
    else:
        pairs = sorted(_candidates(table, firsts, seconds, inside))
    return {(a, b): value for a, b in pairs if (value := cosine(table[a], table[b])) > 0}


def _candidates(
    table: Sequence[Vector], firsts: Sequence[int], seconds: Sequence[int], inside: bool
) -> set[tuple[int, int]]:
    posts: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for b in seconds:
        for feature, value in table[b].items():
            posts[feature].append((b, value))
    found: set[tuple[int, int]] = set()
    for a in firsts:
        telling = nlargest(
            _RARE, (f for f in table[a] if 0 < len(posts.get(f, ())) <= _CROWD), key=table[a].__getitem__
        )
        scores: dict[int, float] = defaultdict(float)
        for feature in telling:
            for b, value in posts[feature]:
                scores[b] += value * table[a][feature]
        scores.pop(a, None)
        nearest = nlargest(_NEAREST, scores, key=scores.__getitem__)
        found |= {(min(a, b), max(a, b)) if inside else (a, b) for b in nearest}
    return found
