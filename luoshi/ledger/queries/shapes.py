"""Which shapes do the ledger's reads answer in? Frozen, so that a page cannot change what it was given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.functional import Promise

from luoshi.kernel.say import Say
from luoshi.ledger.models import Duty, Standard, Target, Task
from luoshi.ledger.rules import Light
from luoshi.org.models import Unit


@dataclass(frozen=True)
class Lights:
    """The two lights of one task, and where the planned line stands today (percent; None where there is no line)."""

    time: Light
    progress: Light
    planned: float | None


@dataclass(frozen=True)
class Filters:
    """What a reader asks the ledger for; every field empty = no condition.

    ``unit`` id of a unit whose subtree the lead unit lies in; ``lead`` id of the very lead unit; ``time``/``progress``
    the state of a light (green, yellow, red, paused, closed, ahead, none); ``mine`` tasks on which the unit acted for
    holds a duty of its own: "lead", "support" (joint or supporting), "issued" or "any"; ``order`` a key of
    `page.ORDERS`. ``any_unit`` a unit with a duty, of ``role`` where that is said; ``person``/``post`` who answers for a
    duty today; ``grade`` of key tasks, or "key" for all of them; ``overdue`` days past the date, at least; ``waiting`` what
    the task waits for (`conditions.WAITING`);
    ``more`` the filters of upper rooms' columns, as (key, value).
    """

    q: str = ""
    unit: int | None = None
    lead: int | None = None
    plan: int | None = None
    clause: int | None = None
    parent: int | None = None
    state: str = ""
    time: str = ""
    progress: str = ""
    category: str = ""
    mine: str = ""
    top: bool = False
    order: str = "number"
    any_unit: int | None = None
    role: str = ""
    person: int | None = None
    post: int | None = None
    tag: int | None = None
    grade: str = ""
    level: str = ""
    overdue: int | None = None
    waiting: str = ""
    due_from: date | None = None
    due_to: date | None = None
    issued_from: date | None = None
    issued_to: date | None = None
    completed_from: date | None = None
    completed_to: date | None = None
    more: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class View:
    """How somebody looks at the ledger: which tasks, which columns from left to right, grouped by what.

    ``group`` clause, lead, unit (the lead's place), tag, or "" for none.
    """

    filters: Filters = field(default_factory=Filters)
    columns: tuple[str, ...] = ()
    group: str = ""


class Borne(NamedTuple):
    """A duty, as much of it as a line tells: keys of its task, unit and post."""

    task: int
    role: str
    unit: int
    post: int | None
    post_name: str | None
    received_at: datetime | None


@dataclass(frozen=True)
class LedgerRow:
    """A line of the ledger. ``person`` the name behind the lead duty's post today, "" where nobody holds it."""

    task: Task
    lights: Lights
    lead: Unit | None
    post: str
    person: str
    joint: tuple[Unit, ...]
    support: tuple[Unit, ...]
    standards: tuple[Standard, ...]
    targets: tuple[Target, ...]
    report: str = ""
    duty: Borne | None = None
    liaison: str = ""
    phone: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class CascadeRow:
    """One task of a cascade. ``share``/``value`` of its first target; ``children`` how many lie below it;
    ``report`` what the latest report on it has come to, by the room that knows."""

    task: Task
    depth: int
    unit: Unit | None
    person: str
    share: Target | None
    done: float | None
    lights: Lights
    children: int
    report: str = ""


@dataclass(frozen=True)
class ParentExtract:
    """What a duty holder may read of the task above, where the task itself is not open to them."""

    number: str
    title: str
    clause: str
    issuer: str
    basis: str
    due_on: date | None
    review_on: date | None
    issued_at: datetime | None
    id: int | None = None
    """Given only where the reader may open it."""


@dataclass(frozen=True)
class DutyRow:
    """A duty as the task's page lists it."""

    duty: Duty
    role: str | Promise
    person: str
    liaison: str


@dataclass(frozen=True)
class Header:
    """The four mandatory fields of a task, as its page shows them first."""

    lead: DutyRow | None
    joint: tuple[DutyRow, ...] = ()
    support: tuple[DutyRow, ...] = ()
    supervising: tuple[DutyRow, ...] = ()
    standards: tuple[Standard, ...] = ()
    targets: tuple[Target, ...] = ()
    missing: tuple[Say, ...] = field(default_factory=tuple)
