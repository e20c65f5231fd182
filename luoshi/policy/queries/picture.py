"""Who leads, supports and works with whom over the plans that somebody may read, and into how many hands falls a topic?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from luoshi.kernel.actor import Actor
from luoshi.ledger import queries as ledger
from luoshi.ledger.models import Duty, Plan, Task
from luoshi.org.models import Unit
from luoshi.policy.rules.picture import TOPICS, Field, Line, Load, Spot, Tie, circle, fields, loads, ties, topics_of

MOST_COLUMNS = 12
"""Tasks beside each other on one page of the matrix."""
MOST_TASKS = 3000
"""So many tasks make a picture; whoever sees more chooses a plan."""
MOST_UNITS = 16
"""Units on the graph: more could not be told apart. The table beside it names every tie."""
MOST_TIES = 15
WIDTH, HEIGHT = 640, 420


@dataclass(frozen=True)
class Edge:
    """A tie as the graph draws it."""

    one: Spot
    other: Spot
    thick: float
    tie: Tie


@dataclass(frozen=True)
class Picture:
    """Everything the page shows; ``lines`` are the tasks of the plan and topic chosen."""

    fields: tuple[Field, ...]
    lines: tuple[Line, ...]
    tasks: dict[int, Task]
    loads: tuple[Load, ...]
    ties: tuple[Tie, ...]
    spots: tuple[Spot, ...]
    edges: tuple[Edge, ...]
    field: Field | None

    @property
    def leads(self) -> int:
        """How many units lead something here."""
        return len({unit for line in self.lines for unit in line.leads})


def picture(actor: Actor, plan: int = 0, topic: str = "") -> Picture:
    """The tasks of one plan, or of all that are not dropped, that this actor may see; of one topic, or of all."""
    rows = Task.objects.visible_to(actor).filter(plan__isnull=False, parent=None).exclude(state="dropped")
    if plan:
        rows = rows.filter(plan=plan)
    chosen = rows.select_related("plan").order_by("-plan", "order_key", "id")[:MOST_TASKS]
    tasks = {task.pk: task for task in chosen}
    every = _lines(tasks)
    topic = topic if topic in {one.key for one in TOPICS} else ""
    lines = [line for line in every if not topic or topic in topics_of(line.text)]
    found, tied = loads(lines), ties(lines)
    spots = circle(found, most=MOST_UNITS, width=WIDTH, height=HEIGHT)
    by_topic = fields(every)
    return Picture(
        tuple(by_topic), tuple(lines), tasks, tuple(found), tuple(tied[:MOST_TIES]), tuple(spots),
        tuple(_edges(spots, tied)), next((one for one in by_topic if one.topic.key == topic), None),
    )  # fmt: skip


def topics_of_plan(actor: Actor, plan: Plan) -> list[Field]:
    """Each topic of one plan with its leads."""
    rows = Task.objects.visible_to(actor).filter(plan=plan, parent=None).exclude(state="dropped")
    return fields(_lines({task.pk: task for task in rows}))


def _lines(tasks: dict[int, Task]) -> list[Line]:
    rows = Duty.objects.filter(task__in=list(tasks), role__in=ledger.OWN).select_related("unit").order_by("id")
    duties = list(rows)
    names = _names({duty.unit_id: duty.unit for duty in duties})
    roles: dict[int, dict[str, str]] = {pk: {} for pk in tasks}
    for duty in duties:
        roles[duty.task_id].setdefault(names[duty.unit_id], duty.role)
    return [Line(pk, f"{task.title}\n{task.text}", roles[pk]) for pk, task in tasks.items()]


def _names(units: dict[int, Unit]) -> dict[int, str]:
    """Short names, where no two units share one."""
    shared = Counter(unit.short_name for unit in units.values())
    return {
        pk: unit.short_name if shared[unit.short_name] == 1 and unit.short_name else unit.name
        for pk, unit in units.items()
    }


def _edges(spots: list[Spot], tied: list[Tie]) -> list[Edge]:
    """The ties between units that stand on the graph, the closest last so that they lie on top."""
    at = {spot.unit: spot for spot in spots}
    drawn = [tie for tie in tied if tie.one in at and tie.other in at]
    closest = max((tie.weight for tie in drawn), default=1.0)
    return [Edge(at[tie.one], at[tie.other], round(0.5 + 4 * tie.weight / closest, 2), tie) for tie in reversed(drawn)]


@dataclass(frozen=True)
class UnitRow:
    """A unit's row of the matrix: its load, and its role in each task that is shown."""

    load: Load
    roles: tuple[str, ...]


def rows_of(found: Picture, lines: list[Line]) -> list[UnitRow]:
    """The units that have a part in these tasks, the heaviest load first."""
    every = [UnitRow(load, tuple(line.roles.get(load.unit, "") for line in lines)) for load in found.loads]
    return [row for row in every if any(row.roles)]
