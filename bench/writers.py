"""Who writes: people at the level that issued a task, an office that orders, one that hands a table in."""

from __future__ import annotations

import random
import resource
import statistics
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle
from typing import Any

from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.db.models import Q
from psycopg.types.json import Jsonb

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor, Held
from luoshi.kernel.documents.writing import Head, write_xlsx
from luoshi.ledger import services
from luoshi.ledger.models import Task
from luoshi.ledger.queries import sheets as tables
from luoshi.org.models import Account, LineMembership, Unit
from luoshi.org.queries import actor_of
from luoshi.org.scope import under
from luoshi.org.services import sheets

COUNTIES = 2_978


class Writer:
    """People at the level that issued what is changed, chosen by turns."""

    def __init__(self, place: Unit) -> None:
        chosen = random.Random(7)
        inside = under(place.path, "lead_path")
        rows = Task.objects.filter(
            inside, state="active", parent__parent__parent__isnull=False, targets__source__isnull=False, done__lt=90
        )
        ids = list(rows.order_by("id").values_list("id", flat=True)[:20_000])
        self.leaves = cycle(chosen.sample(ids, min(len(ids), 500)))
        tops = Task.objects.filter(
            inside, state="active", parent=None, children=None, targets__isnull=False, lead_unit__kind="union"
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
    """A province's union, with as many juniors as the country has counties."""

    def __init__(self, place: Unit) -> None:
        self.unit = Unit.objects.get(place_path=place.path, kind="union", level=place.level)
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

    def told(self) -> dict[str, Any]:
        return {"orders": len(self.juniors)}


class Importer:
    """A province's office, which hands in a workbook of 100,000 rows and twelve columns: checked, laid, shown."""

    def __init__(self, account: Account, place: Unit, rows: int) -> None:
        self.rows = rows
        self.actor = actor_of(account)
        leads = Unit.objects.filter(Q(kind="department") | Q(kind="union"), place_path=place.path).order_by("path")
        self.book = book([unit.name for unit in leads], rows)
        self.seconds: dict[str, float] = {}
        self.held: list[float] = []

    def take(self) -> None:
        """The whole way, as the page and then its job go it, in this one process; reading is done in a child."""
        with self._timed("take_in_s"):
            batch = sheets.take_in(self.actor, tables.KIND, ContentFile(self.book, name="台账.xlsx"), {})
        with self._timed("check_s"), writing(self.held):
            sheets.start_check(self.actor, batch)
            checked = sheets.run(self.actor, batch.pk)
        assert checked is not None
        assert checked.counts["new"] == self.rows, (checked.counts, checked.faults[:3])
        with self._timed("apply_s"), writing(self.held):
            sheets.start_apply(self.actor, checked)
            done = sheets.run(self.actor, batch.pk)
        assert done is not None
        assert done.state == "done"
        self.batch = done

    def told(self) -> dict[str, Any]:
        *chunks, flip = self.held
        child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        return {
            "rows": self.rows, "book_mb": round(len(self.book) / 1e6, 1), **self.seconds, "flip_ms": round(flip * 1000),
            "longest_lock_ms": round(max(chunks) * 1000), "usual_lock_ms": round(statistics.median(chunks) * 1000),
            "child_mb": child, "floor_s": round(sum(self._floor()), 2),
        }  # fmt: skip

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - start, 2)

    def _floor(self) -> Iterator[float]:
        """Seconds of writing the same rows, table by table, where no index, key or trigger looks at them."""
        made = f"(SELECT object_id FROM org_sheetrow WHERE batch_id = {self.batch.pk})"  # noqa: S608 - a number
        events = f"(SELECT id FROM kernel_event WHERE object_type = 'ledger.task' AND object_id IN {made})"  # noqa: S608
        parts = {f"ledger_{name}": f"task_id IN {made}" for name in ("duty", "standard", "target")}
        said = {"kernel_event": f"id IN {events}", "kernel_eventperson": f"event_id IN {events}"}
        staged = {"org_sheetrow": f"batch_id = {self.batch.pk}"}
        for table, which in {"ledger_task": f"id IN {made}", **parts, **said, **staged}.items():
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM {table} WHERE {which}")  # noqa: S608 - the two above
                rows = [tuple(map(_sendable, row)) for row in cursor.fetchall()]
                cursor.execute(f"CREATE TABLE floor_{table} AS SELECT * FROM {table} WHERE false")  # noqa: S608
                marks = ", ".join(["%s"] * len(rows[0]))
                start = time.perf_counter()
                with transaction.atomic():
                    cursor.executemany(f"INSERT INTO floor_{table} VALUES ({marks})", rows)  # noqa: S608
                yield time.perf_counter() - start


@contextmanager
def writing(held: list[float]) -> Iterator[None]:
    """How long each transaction keeps others from writing: on SQLite from its beginning, else from its first write."""
    since: list[float] = []

    def begun(execute: Any, sql: str, *rest: Any) -> Any:
        answer = execute(sql, *rest)
        writes = connection.in_atomic_block and sql.startswith(("INSERT", "UPDATE", "DELETE"))
        if not since and (writes or sql.startswith("BEGIN")):
            since.append(time.perf_counter())
        return answer

    def ended() -> None:
        commit()
        held.extend(time.perf_counter() - since.pop() for _ in since[:1])

    commit, connection.commit = connection.commit, ended
    try:
        with connection.execute_wrapper(begun):
            yield
    finally:
        connection.commit = commit


def _sendable(value: Any) -> Any:
    """A value as it was read, so that it can be sent again."""
    return Jsonb(value) if isinstance(value, dict | list) else value


def book(leads: list[str], number: int) -> bytes:
    """A ledger as an office keeps it."""
    titles = (
        "编号",
        "任务",
        "任务内容",
        "任务类别",
        "达到的标准",
        "量化目标",
        "牵头单位",
        "配合单位",
        "责任人",
        "开始日期",
        "完成时限",
        "复核日期",
    )
    heads = [Head(title, 16, "date" if title.endswith(("日期", "时限")) else "text") for title in titles]
    today = clock.today()

    def rows() -> Iterator[list[Any]]:
        for n in range(number):
            lead, other = leads[n % len(leads)], leads[(n + 1) % len(leads)]
            due = today + timedelta(days=30 + n % 700)
            yield [
                f"{9_000 + n // 100}.{n % 100 + 1}", f"开展第{n + 1}项产业工人技能培训", f"按季报送第{n + 1}项进展。", "方案任务",
                "台账齐全；合格率不低于90%", f"培训人数≥{n % 900 + 100}人", lead, other, "", today, due, None,
            ]  # fmt: skip

    return write_xlsx(heads, rows(), [], sheet="台账", title="工作台账")


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
