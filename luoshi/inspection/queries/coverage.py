"""What has been looked at, by whom and when, and what has nobody looked at? Tasks and units in sight, by level.

A task was looked at when a visit wrote down how it stands, or a finding on it; a unit, when a team or a study visit was
there. Visits that the reader is not to know of do not count until they may be known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count as Counted
from django.db.models import Max, Q, QuerySet

from luoshi.inspection.models import Finding, Item, ItemTask, ItemUnit, Proposal, Reading, Target, Visit
from luoshi.inspection.queries.plan import LIVE, caps_of
from luoshi.inspection.rules import coverage as rules
from luoshi.inspection.rules.coverage import Count, Streams
from luoshi.inspection.rules.plan import CAPS
from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.kernel.say import Say, say
from luoshi.ledger.models import Plan, Task
from luoshi.org import queries as org
from luoshi.org.models import LEVEL_CHOICES, Line, LineMembership, Unit
from luoshi.org.queries.tags import find_tag, tags_for, units_tagged
from luoshi.org.rules import Kind
from luoshi.org.scope import in_force

SHOWS: Mapping[str, Say] = {"tasks": say("任务"), "units": say("单位")}
RUNNING = ("active", "verifying", "presented")
"""States of a task that is on its way; what is completed is in the accounts."""
LOOKS = ("inspection", "research")


@dataclass(frozen=True)
class Asked:
    """What an address asks for."""

    show: str = "tasks"
    state: str = ""
    days: int = rules.USUAL
    plan: int = 0
    line: int = 0
    level: str = ""
    tag: int = 0


def asked_of(actor: Actor, given: Mapping[str, str]) -> Asked:
    """From an address; what makes no sense is left out."""

    def key(name: str) -> int:
        text = given.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0

    days, state, level = key("days"), given.get("state", ""), given.get("level", "")
    tag = find_tag(actor, given.get("tag", ""))
    return Asked(
        show="units" if given.get("show") == "units" else "tasks",
        state=state if state in rules.STANDINGS else "",
        days=min(max(days, 1), 3650) if days else rules.USUAL,
        plan=key("plan"),
        line=key("line"),
        level=level if level in dict(LEVEL_CHOICES) else "",
        tag=tag.pk if tag else 0,
    )


def choices(actor: Actor) -> dict[str, list[tuple[object, object]]]:
    """What the filters offer."""
    plans = Plan.objects.visible_to(actor).filter(tasks__state__in=RUNNING).distinct().order_by("-pk")
    return {
        "plan": [(one.pk, one.title) for one in plans[:50]],
        "line": list(Line.objects.order_by("pk").values_list("pk", "name")),
        "level": list(LEVEL_CHOICES),
        "tag": [(one.pk, one.name) for one in tags_for(actor)[:100]],
        "days": [(days, say("{days} 日", days=days)) for days in rules.DAYS],
    }


# ---------- what was looked at ----------


def _visits(actor: Actor, since: date | None = None) -> QuerySet[Visit]:
    rows = Visit.objects.inspecting(actor).filter(visited_on__isnull=False, kind__in=LOOKS)
    return rows.filter(visited_on__gte=since) if since else rows


def _seen(actor: Actor, show: str, since: date | None = None) -> Q:
    """The condition on tasks or units that they were looked at, lately or ever."""
    visits = _visits(actor, since)
    if show == "units":
        return Q(pk__in=visits.values("unit"))
    read = Reading.objects.filter(visit__in=visits).values("task")
    found = Finding.objects.filter(visit__in=visits, task__isnull=False).values("task")
    return Q(pk__in=read) | Q(pk__in=found)


def _population(actor: Actor, asked: Asked) -> QuerySet[Any]:
    """The tasks that run, or the units that lead one; an enterprise never."""
    tasks = Task.objects.visible_to(actor).filter(state__in=RUNNING, lead_unit__isnull=False)
    tasks = tasks.exclude(lead_unit__kind=Kind.ENTERPRISE)
    if asked.plan:
        tasks = tasks.filter(plan=asked.plan)
    units = _units(asked)
    if asked.show == "tasks":
        return tasks.filter(lead_unit__in=units) if units is not None else tasks
    rows = Unit.objects.visible_to(actor).filter(pk__in=tasks.values("lead_unit"), abolished_on=None)
    return rows.filter(pk__in=units) if units is not None else rows


def _units(asked: Asked) -> QuerySet[Unit] | None:
    """The units that the conditions leave; None without a condition on units."""
    rows = Unit.objects.all()
    if asked.line:
        members = LineMembership.objects.filter(in_force(clock.today()), line=asked.line)
        rows = rows.filter(pk__in=members.values("unit"))
    if asked.tag:
        rows = rows.filter(pk__in=units_tagged(asked.tag).values("pk"))
    return rows.values("pk") if asked.line or asked.tag else None  # type: ignore[return-value]


def covered(actor: Actor, asked: Asked) -> QuerySet[Any]:
    """The rows that are asked for."""
    rows = _population(actor, asked)
    if asked.level:
        rows = rows.filter(**{_level(asked.show): asked.level})
    first = rules.since(clock.today(), asked.days)
    if asked.state == rules.NEVER:
        rows = rows.exclude(_seen(actor, asked.show))
    elif asked.state == rules.LATELY:
        rows = rows.filter(_seen(actor, asked.show, first))
    elif asked.state == rules.LONG:
        rows = rows.filter(_seen(actor, asked.show)).exclude(_seen(actor, asked.show, first))
    if asked.show == "tasks":
        return rows.select_related("lead_unit", "plan").order_by("order_key", "pk")
    return rows.order_by("path")


def _level(show: str) -> str:
    return "level" if show == "units" else "lead_unit__level"


def levels(actor: Actor, asked: Asked) -> list[tuple[object, str, Count]]:
    """(label, key, count) of each level that has any, the whole last."""
    rows, column = _population(actor, asked), _level(asked.show)
    first = rules.since(clock.today(), asked.days)

    def by_level(found: QuerySet[Any]) -> dict[str, int]:
        return dict(found.order_by().values_list(column).annotate(number=Counted("pk", distinct=True)))

    total = by_level(rows)
    ever, lately = (by_level(rows.filter(_seen(actor, asked.show, day))) for day in (None, first))
    found: list[tuple[object, str, Count]] = [
        (label, key, Count(total[key], ever.get(key, 0), lately.get(key, 0))) for key, label in LEVEL_CHOICES if key in total
    ]  # fmt: skip
    whole = Count(sum(total.values()), sum(ever.values()), sum(lately.values()))
    return [*found, (say("合计"), "", whole)]


# ---------- the rows of a page ----------


@dataclass(frozen=True)
class Look:
    """When and by whom something was last looked at."""

    on: date
    by: str
    kind: object
    visit: int


@dataclass(frozen=True)
class Row:
    """A task or a unit: ``last`` None where nobody has looked; ``planned`` the item that has it in its scope; ``asked``: it
    has been proposed and waits."""

    key: int
    title: str
    number: str
    unit: Unit
    last: Look | None
    days: int | None
    state: str
    planned: Item | None
    asked: bool

    @property
    def label(self) -> Say:
        """The state in words."""
        return rules.STANDINGS[self.state]


def rows_of(actor: Actor, asked: Asked, found: Sequence[Any]) -> list[Row]:
    """Tasks or units as the page shows them; so many queries for a page, however long."""
    keys, today, is_task = [one.pk for one in found], clock.today(), asked.show == "tasks"
    last = _last_of_tasks(actor, keys) if is_task else _last_of_units(actor, keys)
    planned, waiting = _planned(actor, keys, is_task), _waiting(actor, keys, is_task)
    return [
        Row(
            one.pk, one.title if is_task else one.name, one.number if is_task else "", one.lead_unit if is_task else one,
            look := last.get(one.pk), (today - look.on).days if look else None,
            rules.standing(look.on if look else None, today, asked.days), planned.get(one.pk), one.pk in waiting,
        )
        for one in found
    ]  # fmt: skip


def _look(visit: Visit) -> Look:
    on = visit.visited_on or visit.planned_on
    return Look(
        on, visit.office.name, visit.item.get_kind_display() if visit.item else visit.get_kind_display(), visit.pk
    )


def _latest(pairs: Iterable[tuple[int | None, Visit]]) -> dict[int, Look]:
    found: dict[int, Look] = {}
    for key, visit in pairs:
        look = _look(visit)
        if key is not None and (key not in found or found[key].on < look.on):
            found[key] = look
    return found


def _last_of_tasks(actor: Actor, keys: Sequence[int]) -> dict[int, Look]:
    parts = ("visit__office", "visit__item")
    visits = _visits(actor)
    read = Reading.objects.filter(task__in=keys, visit__in=visits).select_related(*parts)
    findings = Finding.objects.filter(task__in=keys, visit__in=visits).select_related(*parts)
    return _latest([*((one.task_id, one.visit) for one in read), *((one.task_id, one.visit) for one in findings)])


def _last_of_units(actor: Actor, keys: Sequence[int]) -> dict[int, Look]:
    last = _visits(actor).filter(unit__in=keys).order_by().values("unit").annotate(day=Max("visited_on"))
    wanted = Q(pk__in=[])
    for one in last:
        wanted |= Q(unit=one["unit"], visited_on=one["day"])
    return _latest((one.unit_id, one) for one in _visits(actor).filter(wanted).select_related("office", "item"))


def _planned(actor: Actor, keys: Sequence[int], is_task: bool) -> dict[int, Item]:
    items = Item.objects.visible_to(actor).filter(state__in=LIVE)
    if is_task:
        tasks = (
            ItemTask.objects.filter(item__in=items, task__in=keys).select_related("item").order_by("item__starts_on")
        )
        return {one.task_id: one.item for one in tasks}
    units = ItemUnit.objects.filter(item__in=items, unit__in=keys).select_related("item").order_by("item__starts_on")
    return {one.unit_id: one.item for one in units}


def _waiting(actor: Actor, keys: Sequence[int], is_task: bool) -> set[int]:
    rows = Proposal.objects.visible_to(actor).filter(state="open", merges=None)
    if is_task:
        return set(rows.filter(task__in=keys).values_list("task_id", flat=True))
    return set(rows.filter(unit__in=keys, task=None).values_list("unit_id", flat=True))


# ---------- streams, and proposing ----------


def streams_of(actor: Actor, year: int) -> Streams:
    """The three streams among the year's targets: the own office's, or those in sight of somebody who has none."""
    items = Item.objects.visible_to(actor).filter(year=year)
    own = items.filter(unit=actor.unit_id or 0)
    items = own if own.exists() else items
    chosen = Target.objects.filter(item__in=items, state="chosen")
    counts = dict(chosen.order_by().values_list("stream").annotate(number=Counted("pk")))
    heaviest = ItemUnit.objects.filter(item__in=items).aggregate(most=Max("weight"))["most"] or 1
    office = Unit.objects.filter(pk=actor.unit_id or 0).first()
    return rules.streams(counts, heaviest, caps_of(office) if office else CAPS)


def proposed_to(actor: Actor, may_inspect: bool) -> Unit | None:
    """The office that decides where to look next: the own one, or that of the own place."""
    unit = Unit.objects.filter(pk=actor.unit_id or 0).first()
    return unit if unit is None or may_inspect else org.units.office_of(unit)


def subject_of(actor: Actor, given: Mapping[str, str]) -> tuple[Unit, Task | None]:
    """The unit, or the task with its unit, that an address names."""
    if given.get("task", "").isdigit():
        task = Task.objects.select_related("lead_unit").get_visible(actor, pk=int(given["task"][:12]))
        if task.lead_unit is not None:
            return task.lead_unit, task
    if not {"task", "unit"} & given.keys():
        raise Refused([say("请从督察覆盖中选定任务或者单位，再提出建议。")])
    key = given.get("unit", "")
    return Unit.objects.get_visible(actor, pk=int(key[:12]) if key.isascii() and key.isdigit() else 0), None


def reason_for(actor: Actor, unit: Unit, task: Task | None) -> Say:
    """What a proposal begins with: since when nobody has been there."""
    last = _last_of_tasks(actor, [task.pk]).get(task.pk) if task else _last_of_units(actor, [unit.pk]).get(unit.pk)
    what = say("{number} 任务", number=task.number) if task else say("该单位")
    return rules.because(last.on if last else None, clock.today(), what)
