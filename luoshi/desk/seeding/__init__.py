"""How is a large world made up, to try the system at its real size? Deterministic, in bulk, into an empty database only.

A generated world is not the demonstration: nobody has done anything in it, so no act is recorded but one, which says
what was written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from luoshi.desk.seeding import asks, tree, work
from luoshi.desk.seeding.divisions import read
from luoshi.desk.seeding.writing import Bulk, loading, refresh_statistics, unwatched
from luoshi.kernel import actions, search
from luoshi.kernel import services as kernel
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.errors import Refused
from luoshi.kernel.say import say
from luoshi.ledger.models import Task
from luoshi.org.models import Account, Unit

VERSION = 2
"""Raised when the same scale and number give another world: what has been kept of older worlds is then built anew."""

Ticks = Callable[[str, int], None]
"""Told after every batch: what was written, and how many of it."""


@dataclass(frozen=True)
class Scale:
    """How large a world is. ``lines``/``unions`` how many of the province's tasks go down the lines to the counties,
    and down the unions to the townships; the rest of ``tasks`` are the places' own."""

    prefectures: int
    counties: int
    townships: int
    units: int
    tasks: int
    lines: int
    unions: int
    patterns: tuple[int, int, int] = (24, 3, 48)
    """So many cascades down the lines and the unions, and so many places' own tasks, are thought out one by one; the
    database copies these by turns. Lines by the dozen: copies go down the same line."""


SCALES = {
    "tiny": Scale(prefectures=2, counties=4, townships=8, units=300, tasks=600, lines=6, unions=3, patterns=(12, 1, 3)),
    "small": Scale(prefectures=3, counties=24, townships=200, units=3_000, tasks=10_000, lines=60, unions=15),
    "province": Scale(prefectures=11, counties=95, townships=1_300, units=21_810, tasks=100_000, lines=180, unions=30),
    "nation": Scale(342, 2_978, 41_352, units=750_000, tasks=3_000_000, lines=180, unions=30),
}
"""A nation's places are the real ones (`divisions`), 665,276 of them, and their offices and members beside."""


@dataclass(frozen=True)
class Seeded:
    """What has been written; ``accounts`` name the office's user at each level, top first."""

    units: int
    tasks: int
    accounts: tuple[str, ...]


INDEXED = 100_000
"""Worlds of more tasks than this are indexed by `luoshi reindex`: it takes a while, and few figures are about it."""


def seed(
    name: str,
    number: int,
    password_hash: str,
    ticks: Ticks = lambda _what, _count: None,
    *,
    divisions: Path | None = None,
    share: float = 1,
) -> Seeded:
    """Write the world of this scale. Refused where the database holds units already.

    ``divisions``: the file that a nation's places are read from; ``share`` of its counties, and of its tasks.
    """
    scale, rng = SCALES[name], Random(number)  # noqa: S311 - the same number gives the same world
    held = Unit.objects.count()
    if held:
        raise Refused([say("数据库中已有 {count} 个单位；只能写入空的数据库。", count=held)])
    with loading(), actions.atomic():
        kernel.seed_calendar(SYSTEM)
        with unwatched(ticks):
            bulk = Bulk(ticks)
            if divisions is not None:
                scale = replace(scale, tasks=int(scale.tasks * share))
                world = tree.build_nation(read(divisions, share, rng), rng, bulk, password_hash)
            else:
                world = tree.build(scale, rng, bulk, password_hash)
            work.build(scale, world, rng, bulk)
            asks.build(world, bulk)
            bulk.finish()
        done = Seeded(
            Unit.objects.count(),
            Task.objects.count(),
            tuple(Account.objects.order_by("id").values_list("username", flat=True)),
        )
        after = {"scale": name, "number": number, "version": VERSION, "units": done.units, "tasks": done.tasks}
        actions.note_event(SYSTEM, "desk.world.seed", Unit.objects.get(pk=world.top.office.pk), after=after)
    if done.tasks <= INDEXED:
        for label in search.SOURCES:
            search.rebuild(label)
    refresh_statistics()
    return done
