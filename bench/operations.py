"""Which operations are measured, and what is the floor under each: the same result by SQL, and by the bare ORM."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import cycle, islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q
from django.test import Client

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor, Held
from luoshi.kernel.documents.writing import write_csv, write_xlsx
from luoshi.ledger import queries, services
from luoshi.ledger.models import Task
from luoshi.ledger.queries import sheets
from luoshi.org.models import Account, LineMembership, Unit
from luoshi.org.queries import actor_of
from luoshi.org.rules import subtree_bounds
from luoshi.org.scope import under
from luoshi.org.services import open_token

OPEN = ("active", "verifying")
COUNTIES = 2_978


@dataclass(frozen=True)
class Operation:
    """``do`` one round; ``floor`` the same by SQL; ``orm`` by the bare ORM; ``target`` milliseconds at the median."""

    name: str
    target: float
    do: Callable[[], Any]
    floor: Callable[[], Any] | None = None
    orm: Callable[[], Any] | None = None
    writes: bool = False
    most: int = 10_000
    """No more rounds than this: a long one has said what it has to say after a few."""


def all_of(scale: str) -> Iterator[Operation]:
    """Every operation that a world of this scale is for, in the order of the table."""
    if scale == "nation":
        reader = Reader("guo.ban", "nation")
        yield Operation("list_nation_json", 12, reader.json, reader.list_floor, reader.list_orm)
        yield Operation("rollup_nation", 10, reader.rollup, reader.rollup_floor, reader.rollup_orm, most=20)
        return
    reader = Reader("sheng.ban", "province")
    yield Operation("list_province_json", 10, reader.json, reader.list_floor, reader.list_orm)
    yield Operation("list_province_html", 25, reader.html, reader.list_floor, reader.list_orm)
    yield Operation("rollup_province", 8, reader.rollup, reader.rollup_floor, reader.rollup_orm)
    yield Operation("gantt_province", 60, reader.timetable, most=50)
    yield Operation("export_csv_10k", 120, reader.csv, most=10)
    yield Operation("export_xlsx_10k", 2000, reader.xlsx, most=5)
    writer = Writer()
    yield Operation("update_leaf", 16, writer.update, writer.update_floor, writes=True)
    yield Operation("create_under_parent", 10, writer.create, writer.create_floor, writes=True)
    yield Operation("hand_down_one", 0, writer.hand_down, writer.create_floor, writes=True)
    yield Operation("order_2978", 3000, Commander().order, writes=True, most=5)


class Reader:
    """The user of an office, who looks at the whole place."""

    def __init__(self, username: str, level: str) -> None:
        account = Account.objects.select_related("person").get(username=username)
        self.place = Unit.objects.get(level=level, kind="place")
        self.actor = actor_of(account)
        self.bounds = subtree_bounds(self.place.path)
        self.browser = Client(HTTP_HOST="127.0.0.1")
        self.browser.force_login(account)
        token = open_token(self.actor, account, "bench")
        self.program = Client(HTTP_HOST="127.0.0.1", HTTP_AUTHORIZATION=f"Bearer {token}")

    def json(self) -> None:
        answer = self.program.get(f"/api/v1/ledger/tasks?unit={self.place.pk}&time=red&order=due&limit=50")
        assert answer.status_code == 200, answer.content[:200]
        assert len(answer.json()["items"]) == 50

    def html(self) -> None:
        answer = self.browser.get(f"/ledger/?unit={self.place.pk}&time=red&order=due")
        assert answer.status_code == 200, answer.content[:200]

    def timetable(self) -> None:
        answer = self.browser.get(f"/ledger/timetable/?unit={self.place.pk}")
        assert answer.status_code == 200, answer.content[:200]

    def csv(self) -> None:
        """The first 10,000 running tasks, twelve columns."""
        assert (
            len(b"".join(part.encode() if isinstance(part, str) else part for part in write_csv(*self._table())))
            > 10**6
        )

    def xlsx(self) -> None:
        heads, rows, notes = self._table()
        assert len(write_xlsx(heads, rows, notes, sheet="台账", title="工作台账")) > 10**5

    def _table(self) -> Any:
        columns = sheets.chosen([])[:12]
        rows = sheets.exported(self.actor, queries.Filters(unit=self.place.pk, state="open"), columns)
        return sheets.heads(columns), islice(rows, 10_000), sheets.notes(self.actor, "")

    def list_floor(self) -> None:
        chosen = "INDEXED BY task_deadline " if connection.vendor == "sqlite" else ""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT t.id, t.number, t.title, t.state, t.due_on, t.done, t.latest, u.name FROM ledger_task t {chosen}"  # noqa: S608
                "JOIN org_unit u ON u.id = t.lead_unit_id WHERE t.state IN ('active', 'verifying') AND NOT t.paused "
                "AND t.deadline < %s AND t.lead_path BETWEEN %s AND %s ORDER BY t.deadline, t.id LIMIT 50",
                [clock.today(), *self.bounds],
            )
            assert len(cursor.fetchall()) == 50

    def list_orm(self) -> None:
        rows = Task.objects.filter(
            under(self.place.path, "lead_path"), state__in=OPEN, paused=False, deadline__lt=clock.today()
        )
        assert len(rows.select_related("lead_unit").order_by("deadline", "id")[:50]) == 50

    def rollup(self) -> None:
        rows = queries.rollup(self.actor, self.place)  # type: ignore[attr-defined]
        assert sum(row.open for row in rows) > 1000

    def rollup_floor(self) -> None:
        today = clock.today()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT substr(lead_path, 1, %s), count(*), sum(CASE WHEN due_on < %s THEN 1 ELSE 0 END), "
                "sum(CASE WHEN behind_from <= %s THEN 1 ELSE 0 END) FROM ledger_task "
                "WHERE state IN ('active', 'verifying') AND lead_path BETWEEN %s AND %s GROUP BY 1",
                [len(self.place.path) + 4, today, today, *self.bounds],
            )
            assert len(cursor.fetchall()) > 2

    def rollup_orm(self) -> None:
        today = clock.today()
        children = Unit.objects.filter(parent=self.place, kind="place")
        found = [
            Task.objects.filter(under(child.path, "lead_path"), state__in=OPEN).aggregate(
                open=Count("id"),
                red=Count("id", filter=Q(due_on__lt=today)),
                behind=Count("id", filter=Q(behind_from__lte=today)),
            )
            for child in children
        ]
        assert sum(row["open"] for row in found) > 1000


class Writer:
    """People at the level that issued what is changed, chosen by turns."""

    def __init__(self) -> None:
        chosen = random.Random(7)
        rows = Task.objects.filter(
            state="active", parent__parent__parent__isnull=False, targets__source__isnull=False, done__lt=90
        )
        ids = list(rows.order_by("id").values_list("id", flat=True))
        self.leaves = cycle(chosen.sample(ids, min(len(ids), 500)))
        tops = Task.objects.filter(
            state="active", parent=None, children=None, targets__isnull=False, lead_unit__kind="union"
        )
        tops = tops.filter(lead_unit__level="county", duties__role="lead", duties__state="received")
        self.tops = cycle(list(tops.order_by("id").values_list("id", flat=True)[:500]))
        self.lower: dict[int, Any] = {}

    def update(self) -> None:
        """Accept a figure on a township's task; the tasks of the county, the city and the province follow."""
        task = Task.objects.select_related("issuer", "plan").get(pk=next(self.leaves))
        target = task.targets.get()
        value = (target.value or Decimal(0)) + 1
        services.record_progress(
            at(task.issuer, "clerk"),
            task,
            values={target.pk: value},
            nodes={},
            reported_state="on_line",
            latest="已更新。",
        )
        top = target
        while top.source_id:
            before = top
            top = type(target).objects.get(pk=top.source_id)
            assert top.value is not None
            assert top.value >= (before.value or 0)

    def update_floor(self) -> None:
        """One commit: the figure, its task, and the sum at each level above."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT id, source_id FROM ledger_target WHERE task_id = %s", [next(self.leaves)])
            pk, above = cursor.fetchone()
            cursor.execute("UPDATE ledger_target SET value = coalesce(value, 0) + 1 WHERE id = %s", [pk])
            while above:
                cursor.execute(
                    "UPDATE ledger_target SET value = (SELECT sum(t.value) FROM ledger_target t WHERE t.source_id = %s) WHERE id = %s",
                    [above, above],
                )
                cursor.execute("SELECT source_id, value FROM ledger_target WHERE id = %s", [above])
                above = cursor.fetchone()[0]

    def create(self) -> None:
        """Draft one task under a county union's task: the task, the duty of its issuer, two events."""
        task = Task.objects.select_related("plan", "clause", "basis", "lead_unit").get(pk=next(self.tops))
        services.draft_task(at(task.lead_unit, "clerk"), number="1", title="下级任务", due_on=task.due_on, parent=task)

    def hand_down(self) -> None:
        """Hand one county union's task down to one township, and issue it: the whole order, with its dozen events."""
        task = Task.objects.select_related("issuer", "plan", "lead_unit").get(pk=next(self.tops))
        if task.lead_unit_id not in self.lower:
            below = Unit.objects.filter(parent__parent__path=task.lead_unit.place_path, kind="union", level="township")
            self.lower[task.lead_unit_id] = iter(list(below) * 1)
        unit = next(self.lower[task.lead_unit_id])
        target = task.targets.get()
        order = services.Order(unit, task.due_on, shares={target.pk: Decimal(1)})
        assert services.break_down(at(task.lead_unit, "clerk"), task, [order], reason="按上级要求分解。")

    def create_floor(self) -> None:
        """One commit: a copy of the task's row, of its duties, its standards and its figure."""
        with transaction.atomic(), connection.cursor() as cursor:
            source = next(self.tops)
            pk = copied(cursor, "ledger_task", "id", source, {"parent_id": source})
            for table in ("ledger_duty", "ledger_standard", "ledger_target"):
                copied(cursor, table, "task_id", source, {"task_id": pk})


class Commander:
    """The province's union, with as many juniors as the country has counties."""

    def __init__(self) -> None:
        self.unit = Unit.objects.get(level="province", kind="union")
        line = LineMembership.objects.filter(unit=self.unit).values_list("line_id", flat=True)[0]
        below = Unit.objects.filter(
            under(self.unit.place_path, "path"), kind__in=["union", "enterprise_union", "grassroots_union"]
        )
        self.juniors = list(below.exclude(pk=self.unit.pk).order_by("pk")[:COUNTIES])
        rows = [
            LineMembership(unit=one, line_id=line, superior=self.unit, starts_on=date(2020, 1, 1))
            for one in self.juniors
        ]
        LineMembership.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
        tops = Task.objects.filter(state="active", children=None, lead_unit=self.unit, due_on__gt=clock.today())
        tops = tops.filter(duties__role="lead", duties__state="received")
        self.tops = cycle(list(tops.order_by("id").values_list("id", flat=True)[:50]))

    def order(self) -> None:
        """Hand one task down to every junior and issue it: 2,978 copies with their duties, standards and events."""
        task = Task.objects.select_related("issuer", "plan", "lead_unit").get(pk=next(self.tops))
        orders = [services.Order(unit, task.due_on) for unit in self.juniors]
        made = services.break_down(at(self.unit, "clerk"), task, orders)
        assert len(made) == len(self.juniors) >= min(COUNTIES, 100)


def copied(cursor: Any, table: str, by: str, key: int, given: dict[str, int]) -> int:
    """Insert copies of rows; the key of the last."""
    with_uid = {"uid": uuid.uuid4().hex} if table == "ledger_task" else {}
    with connection.cursor() as other:
        names = [
            one.name
            for one in connection.introspection.get_table_description(other, table)
            if one.name not in {"id", "deadline", "running_until"}
        ]
    chosen = ", ".join("%s" if name in {**given, **with_uid} else f'"{name}"' for name in names)
    values = [{**given, **with_uid}[name] for name in names if name in {**given, **with_uid}]
    statement = f"INSERT INTO {table} ({', '.join(map(connection.ops.quote_name, names))}) SELECT {chosen} FROM {table} WHERE {by} = %s"  # noqa: S608
    cursor.execute(f"{statement} RETURNING id", [*values, key])
    return int(cursor.fetchall()[-1][0])


def at(unit: Unit, role: str) -> Actor:
    """Somebody who holds this role at this unit."""
    held = Held(role, unit.pk, unit.path)
    return Actor(None, None, "测试员", unit_id=unit.pk, unit_name=unit.name, path=unit.path, grants=(held,))
