"""How are ten thousand lines of the ledger read for an export? Column by column, each one loop over what one statement says.

A cell that is made by itself costs more than its value. Dates, shares and keys come as the database writes them, and the
few that differ are made once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models.functions import Cast

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.prepared import Prepared
from luoshi.kernel.queries import calendar
from luoshi.kernel.say import Say, say
from luoshi.ledger import rules
from luoshi.ledger.models import CATEGORIES, NO_DATE, Clause, Duty, Milestone, Plan, Standard, Target, Task
from luoshi.ledger.queries.lights import nearest, thresholds
from luoshi.ledger.queries.page import tasks
from luoshi.ledger.queries.shapes import Filters
from luoshi.ledger.rules import Node
from luoshi.ledger.workflow import TASK
from luoshi.org import queries as org
from luoshi.org.models import Post, Unit

MOST_EXPORTED = 200_000
AT_ONCE = 5_000
DATES = frozenset({"starts_on", "due_on", "review_on", "first_due_on"})
_MADE = (models.DateField, models.DecimalField, models.UUIDField, models.BooleanField)
_YES = frozenset({"1", "true"})
"""How the databases write that something is so."""
_NEVER = NO_DATE.isoformat()
SIGNS = {">=": "≥", "<=": "≤", "=": "=", "~": "约"}
_TAKEN: dict[str, tuple[str, ...]] = {
    "clause": ("clause_id",), "lead": ("lead_unit_id",), "issuer": ("issuer_id",), "plan": ("plan_id",), "key": ("uid", "version"),
    "time": ("state", "paused", "deadline", "issuer_id"), "planned": ("starts_on", "due_on"),
    "progress": ("state", "paused", "starts_on", "done", "far_behind_from", "behind_from", "ahead_until"),
    "standards": (), "targets": (), "joint": (), "support": (), "post": (), "person": (),
}  # fmt: skip
"""Which fields of the task a column is made from, where it is not the one of its name."""
_ROLES = {"joint": "joint", "support": "support", "post": "lead", "person": "lead"}
"""Which duties a column is made from."""
_DUTIES: Prepared[tuple[int, str, int, int | None]] = Prepared(
    lambda ids, roles: (
        Duty.objects.filter(task__in=ids, role__in=roles)
        .order_by("id")
        .values_list("task_id", "role", "unit_id", "post_id")
    )
)
_STANDARDS: Prepared[tuple[int, str]] = Prepared(
    lambda ids: (
        Standard.objects.filter(task__in=ids).order_by("task_id", "ordering", "id").values_list("task_id", "text")
    )
)
_TARGETS: Prepared[tuple[int, str, str, Decimal, str]] = Prepared(
    lambda ids: (
        Target.objects.filter(task__in=ids)
        .order_by("task_id", "ordering", "id")
        .values_list("task_id", "name", "comparator", "number", "unit_name")
    )
)
_MEASURED: Prepared[int] = Prepared(
    lambda ids: Target.objects.filter(task__in=ids).order_by().values_list("task_id", flat=True)
)
_NODES: Prepared[tuple[int, str, int]] = Prepared(
    lambda ids: (
        Milestone.objects.filter(task__in=ids)
        .order_by("task_id", "due_on", "id")
        .values_list("task_id", Cast("due_on", models.CharField()), "weight")
    )
)
_POSTS: Prepared[tuple[int, str]] = Prepared(lambda ids: Post.objects.filter(pk__in=ids).values_list("pk", "name"))
_UNITS: Prepared[tuple[int, str]] = Prepared(lambda ids: Unit.objects.filter(pk__in=ids).values_list("pk", "name"))
_PATHS: Prepared[tuple[int, str]] = Prepared(lambda ids: Unit.objects.filter(pk__in=ids).values_list("pk", "path"))
_PLANS: Prepared[tuple[int, str]] = Prepared(lambda ids: Plan.objects.filter(pk__in=ids).values_list("pk", "title"))
_CLAUSES = Prepared(lambda ids: Clause.objects.filter(pk__in=ids).order_by())


def exported(actor: Actor, filters: Filters, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """The lines of the tasks that the reader sees, in order, as cells; a fixed number of queries for every 5,000."""
    rows, known = tasks(actor, filters), _Known(columns)
    names = tuple({"id": 0} | {name: 0 for key in columns for name in _TAKEN.get(key, (key,))})
    fields = [_as_written(name) for name in names]
    for offset in range(0, MOST_EXPORTED, AT_ONCE):
        found = list(rows.values_list(*fields)[offset : offset + AT_ONCE])
        if found:
            piece = _Piece(known, dict(zip(names, zip(*found, strict=True), strict=True)))
            yield from zip(*piece.columns(columns), strict=True)
        if len(found) < AT_ONCE:
            return


def _as_written(name: str) -> Any:
    """The field of a task as the database writes it: Django makes a date by four calls."""
    field = Task._meta.get_field(name)
    return Cast(name, models.CharField()) if isinstance(getattr(field, "output_field", field), _MADE) else name


class _Made(dict[Any, Any]):
    """Answers of a function, each made once; asked by ``[]``, which is no call where the answer is there."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        super().__init__({None: None})
        self._make = make

    def __missing__(self, key: Any) -> Any:
        found = self[key] = self._make(key)
        return found


class _Names(dict[int | None, str]):
    """Names by key, read as they are needed; "" for none."""

    def __init__(self, read: Callable[[Collection[int]], Any]) -> None:
        super().__init__({None: ""})
        self._read = read

    def learn(self, keys: Iterable[int | None]) -> _Names:
        """The same, knowing these."""
        unknown = {key for key in keys if key is not None and key not in self}
        if unknown:
            self.update(dict.fromkeys(unknown, ""))
            self.update(self._read(unknown))
        return self


class _Known:
    """What all pieces of an export have in common: the day, the words, and names read so far."""

    def __init__(self, columns: Sequence[str]) -> None:
        today = clock.today()
        self.today, self.warn_until = today.isoformat(), _Names(_warned)
        self.roles = sorted({_ROLES[key] for key in columns if key in _ROLES})
        self.units, self.posts, self.plans = _Names(_UNITS), _Names(_POSTS), _Names(_PLANS)
        self.people = _Names(org.holders)
        self.clauses = _Names(lambda keys: {one.pk: clause_words(one) for one in _CLAUSES(keys)})
        self.days = _Made(date.fromisoformat)
        self.shares = _Made(lambda text: Decimal(text).quantize(Decimal("0.1")))
        self.planned = _Made(lambda facts: self._planned(*facts))
        self.stamp = f"{int(clock.now().timestamp() * 1000):x}"
        self._today = today
        self.states = {key: str(label) for key, label in TASK.states.items()}
        self.categories = {key: str(label) for key, label in CATEGORIES}
        self.and_ = str(say("、"))
        self.times = _Made(lambda facts: str(_time(*facts)))
        self.paces = _Made(lambda facts: str(_pace(*facts)))

    def _planned(self, starts_on: str | None, due_on: str | None, nodes: tuple[Node, ...], stepped: bool) -> Any:
        line = rules.line(self.days[starts_on], self.days[due_on], nodes, stepped=stepped)
        return round(line.at(self._today), 1) if line else None


def _warned(issuers: Collection[int]) -> dict[int, str]:
    """Until which day a date is near, by who issued the task: places may have settings of their own."""
    settings, today, days = thresholds(), clock.today(), calendar()
    until = {limits: rules.warning_until(today, days, limits).isoformat() for limits in set(settings.values())}
    paths = dict(_PATHS(issuers)) if len(settings) > 1 else {}
    return {one: until[nearest(paths.get(one, ""), settings)] for one in issuers}


def _time(state: str, paused: str, dated: bool, late: bool, near: bool) -> Say | str:
    """As `lights.time_is` finds them."""
    if state in rules.CLOSED:
        return say("已结束")
    if state == "draft" or not dated:
        return ""
    if paused in _YES:
        return say("暂停")
    return say("逾期") if late else say("临期") if near else say("按时")


def _pace(state: str, paused: str, unknown: bool, far_behind: bool, behind: bool, ahead: bool) -> Say | str:
    """As `lights.progress_is` finds them."""
    if state in rules.CLOSED:
        return say("已结束")
    if state == "draft":
        return ""
    if paused in _YES:
        return say("暂停")
    if unknown:
        return say("未启动")
    if far_behind or behind:
        return say("严重滞后") if far_behind else say("欠序时进度")
    return say("超序时进度") if ahead else say("达序时进度")


class _Piece:
    """Some thousand lines: ``fields`` of their tasks, column by column, and what else their columns are made from."""

    def __init__(self, known: _Known, fields: dict[str, tuple[Any, ...]]) -> None:
        self.known, self.fields, self.ids = known, fields, fields["id"]

    def columns(self, keys: Sequence[str]) -> list[Sequence[Any]]:
        """The cells of each column."""
        return [self._column(key) for key in keys]

    def _column(self, key: str) -> Sequence[Any]:
        make = getattr(self, f"of_{key}", None)
        if make is not None:
            return make()  # type: ignore[no-any-return]
        column = self.fields[key]
        return [self.known.days[one] for one in column] if key in DATES else column

    @cached_property
    def _duties(self) -> tuple[dict[int, int], dict[str, dict[int, list[int]]]]:
        """The post that answers for each task, and the units of every other role by task."""
        posts: dict[int, int] = {}
        units: dict[str, dict[int, list[int]]] = {"joint": {}, "support": {}}
        for task, role, unit, post in _DUTIES(self.ids, self.known.roles):
            if role == "lead":
                if post:
                    posts[task] = post
            elif task in units[role]:
                units[role][task].append(unit)
            else:
                units[role][task] = [unit]
        return posts, units

    def _named(self, names: _Names, keys: Sequence[int | None]) -> list[str]:
        names.learn(keys)
        return [names[key] for key in keys]

    def _units(self, role: str) -> list[str]:
        borne = self._duties[1][role]
        names, and_ = self.known.units.learn(unit for units in borne.values() for unit in units), self.known.and_
        texts = {task: and_.join([names[unit] for unit in units]) for task, units in borne.items()}
        return [texts.get(task, "") for task in self.ids]

    def _by_post(self, names: _Names) -> list[str]:
        posts = self._duties[0]
        return self._named(names, [posts.get(task) for task in self.ids])

    def of_lead(self) -> list[str]:
        return self._named(self.known.units, self.fields["lead_unit_id"])

    def of_issuer(self) -> list[str]:
        return self._named(self.known.units, self.fields["issuer_id"])

    def of_joint(self) -> list[str]:
        return self._units("joint")

    def of_support(self) -> list[str]:
        return self._units("support")

    def of_post(self) -> list[str]:
        return self._by_post(self.known.posts)

    def of_person(self) -> list[str]:
        return self._by_post(self.known.people)

    def of_standards(self) -> list[str]:
        return self._joined(_STANDARDS(self.ids))

    def of_targets(self) -> list[str]:
        return self._joined((one[0], figure_words(*one[1:])) for one in _TARGETS(self.ids))

    def _joined(self, rows: Iterable[tuple[int, str]]) -> list[str]:
        """A line for each of a task's texts."""
        found: dict[int, str] = {}
        for task, text in rows:
            found[task] = f"{found[task]}\n{text}" if task in found else text
        return [found.get(task, "") for task in self.ids]

    def of_clause(self) -> list[str]:
        return self._named(self.known.clauses, self.fields["clause_id"])

    def of_plan(self) -> list[str]:
        return self._named(self.known.plans, self.fields["plan_id"])

    def of_category(self) -> list[str]:
        return [self.known.categories.get(one, one) for one in self.fields["category"]]

    def of_state(self) -> list[str]:
        return [self.known.states[one] for one in self.fields["state"]]

    def of_done(self) -> list[Decimal | None]:
        return [self.known.shares[one] for one in self.fields["done"]]

    def of_key(self) -> list[str]:
        stamp, keys = self.known.stamp, zip(self.fields["uid"], self.fields["version"], strict=True)
        return [f"{uid.replace('-', '')}.{version}.{stamp}" for uid, version in keys]

    def of_time(self) -> list[str]:
        today, words = self.known.today, self.known.times
        until = self.known.warn_until.learn(self.fields["issuer_id"])
        return [
            words[state, paused, day < _NEVER, day < today, day <= until[issuer]]
            for state, paused, day, issuer in self._together("state", "paused", "deadline", "issuer_id")
        ]

    def of_progress(self) -> list[str]:
        """Days as texts stand in the order of days."""
        today, shares, words = self.known.today, self.known.shares, self.known.paces
        taken = self._together("state", "paused", "starts_on", "done", "far_behind_from", "behind_from", "ahead_until")
        return [
            words[
                state, paused, ahead is None or bool(starts and starts > today and not shares[done]),
                far is not None and far <= today, behind is not None and behind <= today, ahead is not None and ahead >= today,
            ]
            for state, paused, starts, done, far, behind, ahead in taken
        ]  # fmt: skip

    def _together(self, *names: str) -> Iterator[tuple[Any, ...]]:
        return zip(*(self.fields[name] for name in names), strict=True)

    def of_planned(self) -> list[float | None]:
        days, planned = self.known.days, self.known.planned
        nodes: dict[int, tuple[Node, ...]] = {}
        for task, day, weight in _NODES(self.ids):
            nodes[task] = (*nodes.get(task, ()), Node(days[day], weight))
        by_figures = set(_MEASURED(nodes))
        return [
            planned[starts, due, nodes.get(task, ()), task in nodes and task not in by_figures]
            for task, starts, due in zip(self.ids, self.fields["starts_on"], self.fields["due_on"], strict=True)
        ]


def figure_words(name: str, comparator: str, number: Decimal, unit: str) -> str:
    """培训人数 ≥ 6000 人."""
    return f"{name} {SIGNS.get(comparator, comparator)} {number.normalize():f} {unit}".strip()


def clause_words(clause: Clause) -> str:
    """二（一）开展企业新型学徒制培训."""
    return str(clause)[:120]
