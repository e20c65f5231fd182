"""Which outcome indicators stand beside which tasks, and do the tasks have their effect? Reads only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.say import Say
from luoshi.ledger import queries as ledger
from luoshi.ledger.models import IndicatorLink, Task
from luoshi.ledger.queries import Lights
from luoshi.ledger.queries.indicators import IndicatorRow, indicators, shown
from luoshi.policy.rules.effects import VERDICTS, Effect, EffectFacts, effect, ordered


@dataclass(frozen=True)
class EffectRow:
    """An indicator with the tasks that serve it, as far as the reader sees them."""

    row: IndicatorRow
    effect: Effect
    tasks: tuple[tuple[Task, Lights], ...]

    @property
    def figures(self) -> tuple[str, str]:
        """What it stands at, and what is aimed at."""
        one = self.row.indicator
        latest = shown(self.row.latest.value, one.unit_name) if self.row.latest else ""
        return latest, shown(one.target, one.unit_name) if one.target is not None else ""

    @property
    def source(self) -> str:
        """Where its latest value comes from."""
        return (self.row.latest.source if self.row.latest else "") or self.row.indicator.source


@dataclass(frozen=True)
class Effects:
    """The indicators, what wants a look first, and how many there are of each verdict."""

    rows: tuple[EffectRow, ...]
    counts: tuple[tuple[str, Say, int], ...]


def effects(actor: Actor, plan: int = 0, verdict: str = "") -> Effects:
    """The indicators in sight, beside their tasks; of one plan: those that its tasks are linked to."""
    rows = indicators(actor)
    served = _served(actor, [one.indicator.pk for one in rows])
    if plan:
        rows = [one for one in rows if any(task.plan_id == plan for task in served.get(one.indicator.pk, ()))]
    today = clock.today()
    lights = ledger.lights({task.pk: task for tasks in served.values() for task in tasks}.values())
    found = []
    for one in rows:
        tasks = served.get(one.indicator.pk, [])
        done = sum(task.state == "completed" for task in tasks)
        at = one.latest.on if one.latest else None
        facts = EffectFacts(len(tasks), done, one.standing.reached, one.standing.percent, at)
        found.append(EffectRow(one, effect(facts, today), tuple((task, lights[task.pk]) for task in tasks)))
    counts = Counter(one.effect.verdict for one in found)
    kept = [found[at] for at in ordered([one.effect for one in found])]
    told = tuple((name, label, counts[name]) for name, label in VERDICTS.items() if counts[name])
    return Effects(tuple(one for one in kept if verdict in {"", one.effect.verdict}), told)


def _served(actor: Actor, keys: Iterable[int]) -> dict[int, list[Task]]:
    links = list(IndicatorLink.objects.filter(indicator__in=keys).order_by("task__order_key", "id"))
    rows = Task.objects.visible_to(actor).exclude(state__in=["dropped", "cancelled"]).select_related("lead_unit")
    tasks = rows.in_bulk([one.task_id for one in links])
    found: dict[int, list[Task]] = {}
    for one in links:
        if one.task_id in tasks:
            found.setdefault(one.indicator_id, []).append(tasks[one.task_id])
    return found


def sheet_rows(found: Effects) -> Iterable[list[Any]]:
    """The same as a table, a row for each task."""
    for one in found.rows:
        latest, target = one.figures
        day = one.row.latest.on if one.row.latest else None
        because = "".join(map(str, one.effect.because))
        for named in [f"{task.number} {task.title}" for task, _lights in one.tasks] or [""]:
            yield [
                one.row.indicator.name, one.row.indicator.owner.name, target, latest, day, one.source,
                str(one.effect.label), because, named,
            ]  # fmt: skip
