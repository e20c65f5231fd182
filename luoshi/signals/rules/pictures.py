"""Do two pictures show the same, though one was made smaller, brighter, cut at its edges or turned round?

A picture is known by its most striking spots: places that are brighter or darker than what lies around them, each with the size of
the spot (Lowe, Distinctive image features from scale-invariant keypoints, 2004; boxes for blobs as in SURF, Bay 2006), and what lies around a
spot by whether each of its fields is brighter than the one beside it (dHash, Krawetz 2013). A cut picture keeps the spots that it
still shows. Two pictures are the same where several spots agree and lie in both as one picture laid over the other would have them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import exp, log
from typing import Any

from luoshi.kernel.documents.picture import Greys
from luoshi.kernel.say import say

RADII = (3, 4, 5, 6, 8, 10, 13, 16)
"""Sizes of spots, in greys of a picture whose longer side has 128."""
MOST = 40
"""So many spots are kept."""
AROUND = 3.0
"""What belongs to a spot reaches so many of its radii to each side."""
WIDE, HIGH = 9, 8
FLAT = 0.15
"""Of the usual difference between neighbouring fields: less is none."""
BANDS, BAND = 3, 21
SAYS = 4
"""Bits of a third that are unlike the others, at least."""
INDEXED = 24
"""So many spots lead back to a picture."""
LIKEST = 3
"""A spot is compared with so many of another picture."""
NEAR = 12
"""Bits of 64 in which what lies around the same spot may differ."""
TIGHT = 0.22
"""Sizes agree to this natural logarithm."""
OFF = 5.0
"""Places agree to so many greys."""
AGREE = 6
"""So many spots at least."""
SHARE = 0.22
"""And so many of those that both pictures show. Sheets of one form, filled in by different hands, agree in less than a fifth."""
WHOLE = 0.9
"""What covers so much of another picture shows all of it."""
SAME = {
    "file": say("同一文件"),
    "picture": say("同一图片"),
    "mirror": say("同一图片，左右翻转"),
    "part": say("同一图片的一部分"),
    "mirror_part": say("同一图片的一部分，左右翻转"),
}


@dataclass(frozen=True)
class Spot:
    """Where, how large, what lies around it, and the same as a mirror shows it."""

    x: float
    y: float
    size: float
    bits: int
    mirrored: int

    @property
    def place(self) -> tuple[float, float]:
        return self.x, self.y


@dataclass(frozen=True)
class Known:
    """By what a picture is known: its spots, strongest first, on so many greys."""

    width: int
    height: int
    spots: tuple[Spot, ...]


@dataclass(frozen=True)
class Laid:
    """How one picture lies on another: sizes times ``scale``, then moved; ``agree`` so many spots say so."""

    agree: int
    mirrored: bool
    scale: float
    x: float
    y: float

    def of(self, x: float, y: float) -> tuple[float, float]:
        """Where a place of the one is in the other."""
        return (-x if self.mirrored else x) * self.scale + self.x, y * self.scale + self.y

    @property
    def back(self) -> Laid:
        """How the other lies on the one."""
        x = self.x / self.scale if self.mirrored else -self.x / self.scale
        return Laid(self.agree, self.mirrored, 1 / self.scale, x, -self.y / self.scale)


class _Sums:
    """Sums over rectangles of greys."""

    def __init__(self, greys: Greys) -> None:
        self.width, self.height = greys.width, greys.height
        self.rows: list[list[int]] = [[0] * (greys.width + 1)]
        for y in range(greys.height):
            line = accumulate(greys.levels[y * greys.width : (y + 1) * greys.width], initial=0)
            self.rows.append([above + here for above, here in zip(self.rows[-1], line, strict=True)])

    def means(self, y: int, radius: int) -> list[float]:
        """Of squares around the places of a row, from the first place that has one."""
        side = 2 * radius + 1
        top, low = self.rows[y - radius], self.rows[y + radius + 1]
        area = side * side
        return [
            (d - c - b + a) / area
            for a, b, c, d in zip(top, top[side:], low, low[side:], strict=False)
        ]  # fmt: skip

    def at(self, x: float, y: float) -> float:
        """The sum left of and above a place, between greys as well."""
        left, above = min(int(x), self.width - 1), min(int(y), self.height - 1)
        dx, dy = x - left, y - above
        one, two = self.rows[above], self.rows[above + 1]
        return (one[left] * (1 - dx) + one[left + 1] * dx) * (1 - dy) + (two[left] * (1 - dx) + two[left + 1] * dx) * dy


def known(greys: Greys) -> Known:
    """The most striking spots of a picture that have their surroundings within it."""
    sums = _Sums(greys)
    found: list[Spot] = []
    for _strength, x, y, size in sorted(_peaks(sums), reverse=True):
        if not any(abs(x - one.x) + abs(y - one.y) < one.size / 2 and 0.7 < size / one.size < 1.4 for one in found):
            found.extend(_described(sums, x, y, size))
        if len(found) == MOST:
            break
    return Known(greys.width, greys.height, tuple(found))


def _contrasts(sums: _Sums, radius: int) -> list[list[float]]:
    """How much brighter or darker each place is than what lies around it; zero where there is not enough around it."""
    outer = 2 * radius
    blank = [0.0] * sums.width
    rows = [blank] * sums.height
    share = (2 * outer + 1) ** 2 / ((2 * outer + 1) ** 2 - (2 * radius + 1) ** 2)
    for y in range(outer, sums.height - outer):
        inner = sums.means(y, radius)[outer - radius :]
        rows[y] = blank[:outer] + [
            abs(near - far) * share for near, far in zip(inner, sums.means(y, outer), strict=False)
        ] + blank[:outer]  # fmt: skip
    return rows


def _peaks(sums: _Sums) -> Iterable[tuple[float, float, float, float]]:
    """(strength, x, y, size) where the contrast is greatest in place and in size."""
    levels = [_contrasts(sums, radius) for radius in RADII]
    for at in range(1, len(RADII) - 1):
        below, here, above = levels[at - 1], levels[at], levels[at + 1]
        for y in range(1, sums.height - 1):
            row = here[y]
            for x in range(1, sums.width - 1):
                value = row[x]
                if (
                    value > 2
                    and value >= row[x - 1] and value > row[x + 1]
                    and value > below[y][x] and value >= above[y][x]
                    and value >= max(here[y - 1][x - 1 : x + 2]) and value > max(here[y + 1][x - 1 : x + 2])
                ):  # fmt: skip
                    size = _between(RADII[at - 1 : at + 2], (below[y][x], value, above[y][x]))
                    yield (
                        value,
                        x + 0.5 + _top(row[x - 1], value, row[x + 1]),
                        y + 0.5 + _top(here[y - 1][x], value, here[y + 1][x]),
                        size,
                    )


def _top(left: float, middle: float, right: float) -> float:
    """Where between its neighbours a peak is highest: of the parabola through all three."""
    bend = left - 2 * middle + right
    return 0.0 if bend >= 0 else max(-0.5, min(0.5, (left - right) / (2 * bend)))


def _between(sizes: Sequence[int], strengths: Sequence[float]) -> float:
    a, b, c = (log(size) for size in sizes)
    fa, fb, fc = strengths
    over = (b - a) ** 2 * (fb - fc) - (b - c) ** 2 * (fb - fa)
    under = (b - a) * (fb - fc) - (b - c) * (fb - fa)
    peak = b - 0.5 * over / under if under else b
    return exp(max((a + b) / 2, min((b + c) / 2, peak)))


def _described(sums: _Sums, x: float, y: float, size: float) -> Iterator[Spot]:
    """The spot, if what lies around it is in the picture."""
    half = AROUND * size
    if x < half or y < half or x + half > sums.width or y + half > sums.height:
        return
    xs = [x - half + 2 * half * at / WIDE for at in range(WIDE + 1)]
    ys = [y - half + 2 * half * at / HIGH for at in range(HIGH + 1)]
    corners = [[sums.at(one, line) for one in xs] for line in ys]
    fields = [[low[at + 1] - low[at] - top[at + 1] + top[at] for at in range(WIDE)] for top, low in pairwise(corners)]
    usual = sum(abs(row[at + 1] - row[at]) for row in fields for at in range(WIDE - 1)) / (HIGH * (WIDE - 1))
    least = FLAT * usual
    yield Spot(
        round(x, 2), round(y, 2), round(size, 2), _bits(fields, least), _bits([row[::-1] for row in fields], least)
    )


def _bits(fields: Sequence[Sequence[float]], least: float) -> int:
    bits = 0
    for row in fields:
        for at in range(WIDE - 1):
            bits = bits << 1 | (row[at + 1] - row[at] > least)
    return bits


def kept(picture: Known) -> set[int]:
    """By these a picture is found again."""
    return {band for spot in picture.spots[:INDEXED] for band in _bands(spot.bits)}


def sought(picture: Known) -> list[set[int]]:
    """Of each spot by what other pictures are found that show it, as it is or in the mirror."""
    return [{*_bands(spot.bits), *_bands(spot.mirrored)} for spot in picture.spots]


def _bands(bits: int) -> Iterator[int]:
    """Thirds of the bits: of spots that are alike most share one. What is nearly all dark or all bright says nothing."""
    for at in range(BANDS):
        band = bits >> (BAND * at) & ((1 << BAND) - 1)
        if SAYS <= band.bit_count() <= BAND - SAYS:
            yield at << BAND | band


def laid(one: Known, two: Known) -> Laid | None:
    """How the first lies on the second, if it does."""
    found = [each for mirrored in (False, True) for each in _guesses(one.spots, two.spots, mirrored)]
    return max(found, key=lambda each: each.agree, default=None)


def _guesses(one: Sequence[Spot], two: Sequence[Spot], mirrored: bool) -> Iterator[Laid]:
    pairs = list(_alike(one, two, mirrored))
    for a, b in pairs:
        scale = b.size / a.size
        guess = Laid(0, mirrored, scale, b.x - (-a.x if mirrored else a.x) * scale, b.y - a.y * scale)
        agreeing = [pair for pair in pairs if _agrees(guess, *pair)]
        count = min(len({spot.place for spot in side}) for side in zip(*agreeing, strict=True))
        if count >= AGREE:
            yield _fitted(agreeing, mirrored, count)


def _alike(one: Sequence[Spot], two: Sequence[Spot], mirrored: bool) -> Iterator[tuple[Spot, Spot]]:
    """Each spot with the few that are most like it: a pattern repeats itself."""
    for a in one:
        bits = a.mirrored if mirrored else a.bits
        likest = sorted((((bits ^ b.bits).bit_count(), at) for at, b in enumerate(two)))[:LIKEST]
        yield from ((a, two[at]) for off, at in likest if off <= NEAR)


def _agrees(guess: Laid, a: Spot, b: Spot) -> bool:
    x, y = guess.of(a.x, a.y)
    off = OFF * max(1.0, guess.scale)
    return abs(log(b.size / a.size / guess.scale)) < 2 * TIGHT and abs(x - b.x) < off and abs(y - b.y) < off


def _fitted(pairs: Sequence[tuple[Spot, Spot]], mirrored: bool, count: int) -> Laid:
    """The laying that fits all the pairs best (least squares)."""
    sign = -1 if mirrored else 1
    ax, ay = (sum(each) / len(pairs) for each in zip(*((sign * a.x, a.y) for a, _ in pairs), strict=True))
    bx, by = (sum(each) / len(pairs) for each in zip(*((b.x, b.y) for _, b in pairs), strict=True))
    over = sum((sign * a.x - ax) * (b.x - bx) + (a.y - ay) * (b.y - by) for a, b in pairs)
    under = sum((sign * a.x - ax) ** 2 + (a.y - ay) ** 2 for a, _ in pairs)
    scale = over / under if under and over > 0 else pairs[0][1].size / pairs[0][0].size
    return Laid(count, mirrored, scale, bx - ax * scale, by - ay * scale)


def same(new: Known, old: Known) -> str:
    """In which way a picture is another one (a key of `SAME`); empty where it is not."""
    how = laid(new, old)
    if how is None or how.agree < SHARE * min(_seen(how, new, old), _seen(how.back, old, new)):
        return ""
    whole = _covered(how, new, old) >= WHOLE
    return ("mirror" if whole else "mirror_part") if how.mirrored else ("picture" if whole else "part")


def _seen(how: Laid, one: Known, two: Known) -> int:
    """How many spots of the one lie where the other one is."""
    places = (how.of(spot.x, spot.y) for spot in one.spots)
    return sum(0 <= x <= two.width and 0 <= y <= two.height for x, y in places)


def _covered(how: Laid, new: Known, old: Known) -> float:
    """How much of either picture the other one covers, of that of which it covers less."""
    x0, x1 = sorted(how.of(x, 0)[0] for x in (0, new.width))
    y0, y1 = how.of(0, 0)[1], how.of(0, new.height)[1]
    common = max(0.0, min(x1, old.width) - max(x0, 0)) * max(0.0, min(y1, old.height) - max(y0, 0))
    return common / max((x1 - x0) * (y1 - y0), old.width * old.height)


def as_json(picture: Known) -> list[Any]:
    """What is kept of it."""
    return [picture.width, picture.height, [[one.x, one.y, one.size, one.bits, one.mirrored] for one in picture.spots]]


def from_json(value: list[Any]) -> Known:
    """The inverse of `as_json`."""
    width, height, found = value
    return Known(width, height, tuple(Spot(*one) for one in found))
