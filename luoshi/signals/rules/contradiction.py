"""Does a unit report better than inspectors, workers or the indicator say? Read off the task's axis, which shows the gap itself."""

from __future__ import annotations

from luoshi.inspection.rules.axis import Axis
from luoshi.kernel.say import Say, say
from luoshi.signals.rules.found import Found, Table

HEAD = (say("哪一方"), say("说的是什么"), say("来自"))


def contradicted(axis: Axis, private: bool = False) -> Found | None:
    """The gaps in which the report is the better one; where it is the worse one nobody is asked. ``private``: what was seen
    was seen at another unit, and is not shown to the one that is asked."""
    gaps = tuple(gap.text for gap in axis.gaps if gap.tone == "warn")
    if not gaps:
        return None
    rows = tuple((point.label, point.text, say("{all}", all=_plain(point.because))) for point in axis.points)
    return Found(gaps, tables=(Table(HEAD, rows, private),))


def _plain(because: tuple[Say, ...]) -> tuple[Say, ...] | str:
    return because or "—"
