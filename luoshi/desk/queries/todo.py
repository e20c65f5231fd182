"""What does this person owe for the unit acted for, and how much does the system ask of the unit?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.cache import cache

from luoshi.desk import rules
from luoshi.desk.queries.counts import EVERY
from luoshi.desk.queries.narrowing import narrowing
from luoshi.kernel import clock, panels
from luoshi.kernel.actor import Actor
from luoshi.kernel.panels import Owed
from luoshi.kernel.queries import calendar
from luoshi.kernel.say import Say
from luoshi.ledger import queries as ledger
from luoshi.ledger.models import Duty
from luoshi.ledger.queries import Filters
from luoshi.ledger.rules import Light, time_light
from luoshi.org.models import Unit
from luoshi.org.queries.burden import burden_of
from luoshi.org.rules import ancestors
from luoshi.org.rules.burden import Load

TODO_SECONDS = 60


@dataclass(frozen=True)
class Row:
    """A line of the desk: what is owed, with its time light."""

    owed: Owed
    light: Light
    urgent: bool


@dataclass(frozen=True)
class Group:
    """Lines that fall due in the same stretch of time."""

    key: str
    label: Say
    rows: tuple[Row, ...]


def _owed(actor: Actor) -> list[Owed]:
    return [row for source in panels.OWED for row in source(actor)]


def waiting(actor: Actor) -> list[Group]:
    """Everything owed, by group; within a group by date."""
    today, days = clock.today(), calendar()
    rows = _owed(actor)
    _keep(actor, len(rows))
    found: dict[str, list[Row]] = {}
    for one in sorted(rows, key=lambda row: row.due_on or date.max):
        light = time_light(due_on=one.due_on, review_on=None, today=today, calendar=days, state="active")
        if one.due_on is None:
            light = replace(light, because=(), brief=None)
        key = rules.group_of(one.due_on, today)
        found.setdefault(key, []).append(Row(one, light, key in {"late", "today"}))
    return [Group(key, label, tuple(found[key])) for key, label in rules.GROUPS if key in found]


def todo(actor: Actor) -> int:
    """How many things wait. Counted anew after each of one's own acts; what others do shows within a minute."""
    kept: int | None = (cache.get(_place(actor.account_id)) or {}).get(_today(actor))
    if kept is None:
        kept = len(_owed(actor))
        _keep(actor, kept)
    return kept


def _keep(actor: Actor, number: int) -> None:
    cache.set(_place(actor.account_id), {_today(actor): number}, TODO_SECONDS)


def _today(actor: Actor) -> str:
    return f"{actor.unit_id} {clock.today()}"


def forget(accounts: Iterable[int | None]) -> None:
    """Count anew for these people."""
    cache.delete_many([_place(account) for account in accounts])


def _place(account: int | None) -> str:
    return f"todo:{account}"


def crumbs(actor: Actor) -> list[str]:
    """The places above the unit acted for."""
    rows = Unit.objects.filter(path__in=ancestors(actor.path)).order_by("path").values_list("short_name", "name")
    return [short or name for short, name in rows]


def burden(actor: Actor) -> Load:
    """What this quarter's obligations of the unit come to."""
    return burden_of(actor, actor.unit_id or 0)


@dataclass(frozen=True)
class MyTask:
    """A task with the part that one's own unit has in it."""

    row: Any
    role: str


ROLES = {"lead": "lead", "support": "support", "issued": "issued"}


def my_tasks(actor: Actor, wanted: str, number: str, only: Filters = EVERY) -> dict[str, Any]:
    """The unit's tasks, nearest date first; ``wanted`` lead, support or issued, else all that it bears a duty on; with ``only``, the key ones."""
    asked = replace(only, mine=ROLES.get(wanted, "any"), order="due")
    page = ledger.ledger_page(actor, asked, number=number)
    ids = [row.task.pk for row in page.object_list]
    own = Duty.objects.filter(task__in=ids, unit_id=actor.unit_id or 0, role__in=["lead", "joint", "support"])
    roles = {duty.task_id: duty.role for duty in own}
    page.object_list = [MyTask(row, roles.get(row.task.pk, "")) for row in page.object_list]
    wanted = wanted if wanted in ROLES else ""
    return {"page": page, "wanted": wanted, **narrowing(actor, only, "grade", **{"as": wanted})}


def led_by(actor: Actor, unit: Unit) -> list[Any]:
    """The first tasks that a unit leads, nearest date first; for its page."""
    rows = ledger.tasks(actor, Filters(lead=unit.pk, order="due")).select_related("lead_unit", "clause")
    return ledger.ledger_rows(list(rows[:15]))
