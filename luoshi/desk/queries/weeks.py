"""How did it stand a week ago, and over twelve weeks? From what was kept each night (`ledger.Standing`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from luoshi.desk.rules import Tally
from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.ledger.models import Standing
from luoshi.org.models import Unit

WEEKS = 12
WIDTH, HEIGHT, LEFT, TOP = 300, 120, 24, 8
"""Of the chart, in units of its view box; the labels at the lines' ends stand to the right."""
PAIRS = (
    ("time_red", "late"), ("progress_red", "far_behind"), ("time_yellow", "near"), ("progress_yellow", "behind"),
    ("time_paused", "paused"), ("time_closed", "completed"),
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A line of the chart: its points in the view box, and the last figure."""

    key: str
    points: tuple[tuple[float, float], ...]
    last: int

    @property
    def path(self) -> str:
        """As ``points`` of a polyline."""
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in self.points)


@dataclass(frozen=True)
class Chart:
    """Two lines over the weeks, the figures of the scale, and days along the foot."""

    lines: tuple[Line, ...]
    scale: tuple[tuple[int, float], ...]
    days: tuple[tuple[date, float], ...]


def since_last_week(actor: Actor, node: Unit, now: Tally) -> tuple[dict[str, int], date | None]:
    """The change of each figure since the kept day nearest to a week ago, and that day; nothing where none was kept."""
    today = clock.today()
    rows = Standing.objects.visible_to(actor).filter(path=node.path, day__lte=today - timedelta(days=7))
    row = rows.filter(day__gte=today - timedelta(days=14)).order_by("-day").first()
    if row is None:
        return {}, None
    return {key: getattr(now, key) - getattr(row, kept) for key, kept in PAIRS}, row.day


def chart(actor: Actor, node: Unit, now: Tally) -> Chart | None:
    """逾期 and 欠序时 over twelve weeks, with today at the end; None before two weeks were kept."""
    today = clock.today()
    rows = Standing.objects.visible_to(actor).filter(
        path=node.path, day__gt=today - timedelta(weeks=WEEKS), day__lt=today
    )
    kept = list(rows.filter(day__week_day=2).order_by("day"))
    if len(kept) < 2:
        return None
    late = [row.late for row in kept] + [now.time_red]
    behind = [row.behind + row.far_behind for row in kept] + [now.progress_yellow + now.progress_red]
    days = [row.day for row in kept] + [today]
    top = max(4, -(-max(*late, *behind) // 4) * 4)
    span = max((today - days[0]).days, 1)
    across = [LEFT + (WIDTH - LEFT) * (day - days[0]).days / span for day in days]

    def height(value: int) -> float:
        return TOP + HEIGHT * (1 - value / top)

    def line(key: str, values: list[int]) -> Line:
        return Line(key, tuple((x, height(v)) for x, v in zip(across, values, strict=True)), values[-1])

    marks = tuple((n * top // 4, height(n * top // 4)) for n in range(5))
    feet = tuple((day, x) for at, (day, x) in enumerate(zip(days[:-1], across[:-1], strict=True)) if at % 4 == 0)
    return Chart((line("late", late), line("behind", behind)), marks, feet)
