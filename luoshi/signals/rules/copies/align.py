"""Which passages of two texts are the same, in the order of their length."""

from __future__ import annotations

from luoshi.signals.rules.copies.grams import LENGTH, Own
from luoshi.signals.rules.copies.records import Passage
from luoshi.signals.rules.copies.text import offsets

GAP = 12
"""Passages that stand so near to each other in both texts are one, with a few words exchanged."""
SHORTEST = 8
"""Letters; a shorter passage is a turn of phrase."""
OFTEN = 8
"""A piece that stands in a text more often is looked for at its first places only."""


def passages(a_text: str, a: Own, b_text: str, b: Own) -> list[Passage]:
    """The stretches that the texts share, longest first; none overlaps another in either text."""
    joined = _joined(_tiles(_runs(a, b)))
    longest = sorted(joined, key=lambda tile: (tile[0] - tile[1], tile[0]))
    kept = [tile for tile in longest if tile[1] - tile[0] >= SHORTEST] or longest[:1]
    a_places, b_places = offsets(a_text), offsets(b_text)
    return [Passage(a_places[a0], a_places[a1 - 1] + 1, b_places[b0], b_places[b1 - 1] + 1) for a0, a1, b0, b1 in kept]


def _runs(a: Own, b: Own) -> list[tuple[int, int, int]]:
    """Longest common runs as (letters, place in a, place in b)."""
    where: dict[int, list[int]] = {}
    for place in b.places:
        stands = where.setdefault(b.pieces[place], [])
        if len(stands) < OFTEN:
            stands.append(place)
    active: dict[int, int] = {}  # place in b where a run could go on -> its length in pieces
    runs: list[tuple[int, int, int]] = []
    before = -2
    for place in a.places:
        grown: dict[int, int] = {}
        going = active if place == before + 1 else {}
        for other in where.get(a.pieces[place], ()):
            grown[other + 1] = going.get(other, 0) + 1
        runs.extend(
            (length + LENGTH - 1, before - length + 1, end - length)
            for end, length in active.items()
            if place != before + 1 or end + 1 not in grown or grown[end + 1] != length + 1
        )
        active, before = grown, place
    runs.extend((length + LENGTH - 1, before - length + 1, end - length) for end, length in active.items())
    return sorted(runs, key=lambda run: (-run[0], abs(run[1] - run[2]), run[1]))


def _tiles(runs: list[tuple[int, int, int]]) -> list[tuple[int, int, int, int]]:
    """The runs that do not overlap a longer one, cut where they do: (a0, a1, b0, b1), by place in a."""
    a_taken: set[int] = set()
    b_taken: set[int] = set()
    tiles: list[tuple[int, int, int, int]] = []
    for letters, a0, b0 in runs:
        start, end = 0, letters
        while start < end and (a0 + start in a_taken or b0 + start in b_taken):
            start += 1
        while end > start and (a0 + end - 1 in a_taken or b0 + end - 1 in b_taken):
            end -= 1
        inner = range(start, end)
        if end - start < LENGTH or any(a0 + at in a_taken or b0 + at in b_taken for at in inner):
            continue
        a_taken.update(a0 + at for at in inner)
        b_taken.update(b0 + at for at in inner)
        tiles.append((a0 + start, a0 + end, b0 + start, b0 + end))
    return sorted(tiles)


def _joined(tiles: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """Neighbours in both texts as one."""
    rank = {tile: at for at, tile in enumerate(sorted(tiles, key=lambda tile: tile[2]))}
    joined: list[tuple[int, int, int, int]] = []
    last = -2
    for tile in tiles:
        a0, a1, b0, b1 = tile
        if joined and rank[tile] == last + 1 and a0 - joined[-1][1] <= GAP and b0 - joined[-1][3] <= GAP:
            joined[-1] = (joined[-1][0], a1, joined[-1][2], b1)
        else:
            joined.append(tile)
        last = rank[tile]
    return joined
