"""首末一公里: how far have the clauses of a plan come down, and what stopped at which level?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils.translation import gettext

from luoshi.desk.queries.counts import EVERY
from luoshi.desk.queries.idle import DAYS, quiet
from luoshi.desk.queries.narrowing import narrowing
from luoshi.kernel.actor import Actor
from luoshi.kernel.say import Say, say
from luoshi.ledger import queries as ledger
from luoshi.ledger.models import Clause, Plan, Task
from luoshi.ledger.queries import Filters
from luoshi.org.models import Unit
from luoshi.org.rules import Level, is_within

STEPS: tuple[tuple[str, Say, Say | None], ...] = (
    ("clauses", say("方案条款"), None),
    ("tasks", say("已立任务"), say("{count} 条没有任务")),
    ("split", say("牵头单位已分解"), say("{count} 条没有分解")),
    ("prefecture", say("到市"), say("{count} 条没有到市")),
    ("county", say("到县"), say("{count} 条没有到县")),
    ("grassroots", say("到乡镇和基层工会"), say("{count} 条没有到基层")),
)
LEVELS = {
    "prefecture": {Level.PREFECTURE.value, Level.COUNTY.value, Level.TOWNSHIP.value, Level.GRASSROOTS.value},
    "county": {Level.COUNTY.value, Level.TOWNSHIP.value, Level.GRASSROOTS.value},
    "grassroots": {Level.TOWNSHIP.value, Level.GRASSROOTS.value},
}


@dataclass(frozen=True)
class Step:
    """A step on the way down: how many clauses reached it, and how many of those before did not."""

    key: str
    label: Say
    reached: frozenset[int]
    stopped: frozenset[int]
    note: Say | None


@dataclass(frozen=True)
class Way:
    """The way of one plan's clauses."""

    plan: Plan
    steps: tuple[Step, ...]

    @property
    def full(self) -> int:
        """How many clauses set out."""
        return len(self.steps[0].reached)


def _plans(actor: Actor) -> list[Plan]:
    """Plans in force whose drafter's whole place the actor sees: to others the way would look broken where it is only hidden."""
    rows = Plan.objects.visible_to(actor).filter(state="approved").select_related("unit").order_by("-issued_on", "-id")
    whole = [path for path, subtree in actor.reach() if subtree]
    return [plan for plan in rows[:50] if any(is_within(plan.unit.place_path, path) for path in whole)]


def way(actor: Actor, place: Unit) -> Way | None:
    """The way of the latest plan drafted at this place."""
    own = [plan for plan in _plans(actor) if plan.unit.place_path == place.place_path]
    return _way(actor, own[0]) if own else None


def _way(actor: Actor, plan: Plan) -> Way:
    issued = Task.objects.visible_to(actor).filter(plan=plan).exclude(state__in=["draft", "dropped"]).order_by()
    reached: dict[int, set[str]] = {}
    split: set[int] = set()
    rows = issued.annotate(below=ExpressionWrapper(Q(parent__isnull=False), output_field=BooleanField()))
    for clause, level, below in rows.values_list("clause_id", "lead_unit__level", "below").distinct():
        if clause is None:
            continue
        reached.setdefault(clause, set()).add(level)
        if below:
            split.add(clause)
    every = _leaves(plan) | frozenset(reached)
    sets: dict[str, frozenset[int]] = {"clauses": every, "tasks": frozenset(reached), "split": frozenset(split)}
    for key, levels in LEVELS.items():
        sets[key] = frozenset(clause for clause, found in reached.items() if found & levels)
    steps, before = [], every
    for key, label, note in STEPS:
        stopped = before - sets[key]
        steps.append(Step(key, label, sets[key], stopped, say(note.text, count=len(stopped)) if note else None))
        before = sets[key]
    return Way(plan, tuple(steps))


def _leaves(plan: Plan) -> frozenset[int]:
    """Clauses that have no clause below them: a heading alone asks for nothing."""
    rows = list(Clause.objects.filter(plan=plan).values_list("pk", "labels"))
    inner = {tuple(labels[:depth]) for _, labels in rows for depth in range(1, len(labels))}
    return frozenset(pk for pk, labels in rows if tuple(labels) not in inner)


def exported(found: dict[str, Any]) -> tuple[list[str], list[list[Any]]]:
    """The list that the page shows, for a worksheet: heads and rows. Without a step, the steps themselves."""
    if found["shown"]:
        one = found["shown"]
        rows = [[unit.name, unit.parent.name if unit.parent else "", str(one.because)] for unit in one.units]
        return [gettext("单位"), gettext("上级"), gettext("说明")], rows
    if found["step"]:
        why = str(found["step"].note or "")
        bare = [["", str(clause), "", why] for clause in found["clauses"]]
        tasks = [[r.task.number, r.task.title, r.lead.name if r.lead else "", why] for r in found["rows"]]
        return [gettext("编号"), gettext("条款或者任务"), gettext("牵头单位"), gettext("停在哪里")], bare + tasks
    steps = [
        [str(one.label), len(one.reached), len(one.stopped)] for one in (found["way"].steps if found["way"] else ())
    ]
    silent = [[str(one.label), one.count, ""] for one in found["quiet"]]
    return [gettext("步骤"), gettext("到达"), gettext("停下")], steps + silent


def mile(
    actor: Actor, plan: str, step: str, days: str = "", place: Unit | None = None, only: Filters = EVERY
) -> dict[str, Any]:
    """The page: the way of one plan, what stopped at a step, and which units own or do nothing: all, or those with a tag."""
    plans = _plans(actor)
    chosen = next((one for one in plans if str(one.pk) == plan), plans[0] if plans else None)
    asked = int(days) if days in {str(one) for one in DAYS} else 60
    silent = quiet(actor, place, asked, only.tag) if place is not None else []
    units = {"quiet": silent, "days": asked, "choices": DAYS, "shown": next((q for q in silent if q.key == step), None)}
    units |= narrowing(actor, only, "tag", plan=plan, step=step, days=days)
    if chosen is None:
        return {"plans": [], "way": None, "step": None, "rows": [], **units}
    found = _way(actor, chosen)
    shown = next((one for one in found.steps if one.key == step), None)
    stopped = sorted(shown.stopped) if shown else []
    clauses = {clause.pk: clause for clause in Clause.objects.filter(pk__in=stopped, plan=chosen)}
    tasks = ledger.tasks(actor, Filters(plan=chosen.pk, top=True)).filter(clause__in=stopped)
    rows = ledger.ledger_rows(list(tasks.select_related("lead_unit", "clause")[:200]))
    with_task = {row.task.clause_id for row in rows}
    bare = [clauses[pk] for pk in stopped if pk in clauses and pk not in with_task]
    return {"plans": plans, "way": found, "step": shown, "rows": rows, "clauses": bare, **units}
