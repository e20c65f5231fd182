"""What a test of notices starts from: reading begins here, and what has happened since is read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from luoshi.desk.models import Notice
from luoshi.kernel import clock, jobs, trail
from luoshi.kernel.models import Bookmark, Seal
from tests.world import World


def begin() -> None:
    """What was before is not told."""
    trail.seal_all()
    tip = Seal.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    Bookmark.objects.update_or_create(name="notices", defaults={"seq": tip})


def read(after: float = 9) -> int:
    """Read what has happened, so many seconds later."""
    trail.seal_all()
    number = 0
    with clock.at(clock.now() + timedelta(seconds=after)):
        while found := jobs.read_on("notices"):
            number += found
        jobs.work_off("quick")
    return number


def told(world: World, unit: str, role: str, **which: Any) -> list[tuple[str, str]]:
    """(kind, title) of what somebody has open."""
    person = world.account(unit, role).person_id
    rows = Notice.objects.filter(person=person, closed_at=None, **which).order_by("matter__kind", "id")
    return list(rows.values_list("matter__kind", "matter__title"))
