"""Keeping how the places stand today, so that a week later the change can be told."""

from __future__ import annotations

from datetime import date, timedelta

from luoshi.kernel import actions, clock
from luoshi.ledger.models import Standing
from luoshi.ledger.queries.rollup import Rollup, standings_now
from luoshi.org.models import Unit
from luoshi.org.rules import Kind, Level

LEVELS = (Level.NATION, Level.PROVINCE, Level.PREFECTURE, Level.COUNTY)
DAILY = timedelta(days=15)
MONDAY = 2
"""As Django numbers the days of a week."""
CHUNK = 400


def keep_standings() -> int:
    """One row for every place down to the county; once a day. Nobody acts here, so there are no events."""
    today = clock.today()
    if Standing.objects.filter(day=today).exists():
        return 0
    wanted = [level.value for level in LEVELS]
    places = list(Unit.objects.filter(kind=Kind.PLACE, level__in=wanted, abolished_on=None).order_by("path"))
    with actions.atomic():
        for start in range(0, len(places), CHUNK):
            actions.stage([_row(one, today) for one in standings_now(places[start : start + CHUNK])])
        actions.unstage(Standing.objects.filter(day__lt=today - DAILY).exclude(day__week_day=MONDAY))
    return len(places)


def _row(one: Rollup, today: date) -> Standing:
    return Standing(
        path=one.unit.path, day=today, running=one.open, completed=one.completed, late=one.time["red"],
        near=one.time["yellow"], paused=one.time["paused"], far_behind=one.progress["red"], behind=one.progress["yellow"],
    )  # fmt: skip
