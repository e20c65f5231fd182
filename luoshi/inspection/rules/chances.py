"""How likely was it that a target is drawn? Published with every draw: a weight is not yet a chance.

Equal weights: exactly the share that is drawn. Unequal ones flatten (Efraimidis and Spirakis): they are simulated with the
draw's own formula, from numbers that the frame's hash begins, so that anybody gets the same.
"""

from __future__ import annotations

import hashlib
import random

from luoshi.inspection.rules.draw import SPACE, in_drawing_order
from luoshi.inspection.rules.frame import Frame, Target

ROUNDS = 2000


def chances(frame: Frame, rounds: int = ROUNDS) -> dict[str, float]:
    """Target → how likely it was to be drawn from this frame, to two or three digits."""
    strata: dict[str, list[Target]] = {}
    for target in frame.targets:
        strata.setdefault(target.stratum, []).append(target)
    found: dict[str, float] = {}
    for stratum, targets in sorted(strata.items()):
        number = frame.sample.get(stratum, 0)
        if number in (0, len(targets)) or len({one.weight for one in targets}) == 1:
            found |= {one.id: round(number / len(targets), 4) for one in targets}
        else:
            found |= _simulated(frame, targets, number, rounds)
    return found


def _simulated(frame: Frame, targets: list[Target], number: int, rounds: int) -> dict[str, float]:
    begin = hashlib.sha256(b"chances\0" + frame.canonical).digest()
    numbers = random.Random(int.from_bytes(begin, "big"))  # noqa: S311 - an estimate that others can repeat, no secret
    drawn = dict.fromkeys((one.id for one in targets), 0)
    for _ in range(rounds):
        for _ticket, one in in_drawing_order([(numbers.randrange(SPACE), one) for one in targets], number):
            drawn[one.id] += 1
    return {name: round(times / rounds, 4) for name, times in drawn.items()}
