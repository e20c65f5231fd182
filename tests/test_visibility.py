"""Who sees what: the one door of visibility against a plain reckoning, on hundreds of random trees; and its mutants.

The trees are as large as a province's (default property tests stay too small to meet the classic faults), hold the least
and the greatest step, go down to full depth, and their tasks run across subtrees.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Q, Value
from django.db.models.functions import Concat, Substr

from luoshi.kernel.actor import Actor, Held
from luoshi.kernel.errors import NotVisible
from luoshi.ledger.models import Duty, Plan, PlanReader, Task
from luoshi.org import scope
from luoshi.org.models import Delegation, HandOver, Line, LineMembership, Person, Post, Reorganisation, Unit
from luoshi.org.rules import DIGITS, MAX_DEPTH, STEP, Kind, Level, subtree_bounds
from luoshi.org.scope import PathField, Shown
from luoshi.reporting.models import Period, Report, ReportReader

TREES = 500
MUTANT_TREES = 60
LEAST, GREATEST = "0" * STEP, "Z" * STEP
OF_UNITS: tuple[Any, ...] = (Post, HandOver, Delegation, Reorganisation)
"""Rows that belong to one unit and carry its path."""
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


# ---------- a random population ----------


@dataclass
class Forest:
    """One tree as written into the database, and what stands on it."""

    units: list[Unit] = field(default_factory=list)
    actors: list[Actor] = field(default_factory=list)


def steps(path: str) -> list[str]:
    return [path[at : at + STEP] for at in range(0, len(path), STEP)]


def random_paths(rng: random.Random) -> list[str]:
    """40–300 paths: bushy and deep by turns, with the least and the greatest step, and one branch down to full depth."""
    size = rng.choice([40, 60, 60, 80, 80, 120, 120, 200, 300])
    paths = [rng.choice([LEAST, GREATEST, "00ZZ", "A000"])]
    known = set(paths)
    # every step down to full depth the greatest one: its last path is exactly the upper bound of each of its ancestors
    deep = paths[0]
    for _ in range(rng.randrange(3)):
        deep = _add(paths, known, deep + rng.choice([LEAST, GREATEST, "0001"]))
    last = rng.choice([GREATEST, GREATEST, LEAST])
    while len(deep) < MAX_DEPTH * STEP:
        deep = _add(paths, known, deep + last)
    while len(paths) < size:
        above = rng.choice(paths if rng.random() < 0.5 else paths[-6:])
        if len(above) < MAX_DEPTH * STEP:
            _add(paths, known, above + random_step(rng))
    return paths


def _add(paths: list[str], known: set[str], path: str) -> str:
    if path not in known:
        known.add(path)
        paths.append(path)
    return path


def random_step(rng: random.Random) -> str:
    """Steps that lie close together: where one bound ends and the next subtree begins is where faults are."""
    if rng.random() < 0.6:
        return rng.choice([LEAST, GREATEST, "0001", "000Z", "0010", "00Z0", "ZZZ0", "ZZZY", "1000", "0ZZZ"])
    return "".join(rng.choice(DIGITS) for _ in range(STEP))


def plant(rng: random.Random) -> Forest:
    """Write a population: units, lines, tasks with duties across the tree, plans and reports with readers; and actors."""
    forest = Forest()
    paths = random_paths(rng)
    forest.units = [
        Unit(name=f"单位{n}", kind=Kind.PLACE, level=Level.COUNTY, path=path, place_path=path)
        for n, path in enumerate(paths)
    ]
    Unit.objects.bulk_create(forest.units)
    _lines(rng, forest)
    _tasks(rng, forest)
    _readers(rng, forest)
    _posts(rng, forest)
    forest.actors = [_actor(rng, forest) for _ in range(3)]
    return forest


def _lines(rng: random.Random, forest: Forest) -> None:
    """Business lines hang units together across the tree; they give no sight."""
    line = Line.objects.create(code="x", name="条线")
    pairs = [rng.sample(forest.units, 2) for _ in range(10)]
    chosen = {unit.pk: (unit, above) for unit, above in pairs}.values()
    LineMembership.objects.bulk_create(
        LineMembership(unit=unit, line=line, superior=above, starts_on=date(2025, 1, 1)) for unit, above in chosen
    )


def _shown(rng: random.Random) -> int:
    return rng.choice([Shown.HIDDEN, Shown.UNIT, Shown.SUBTREE, Shown.SUBTREE, Shown.SUBTREE])


def _tasks(rng: random.Random, forest: Forest) -> None:
    tasks = [Task(number=str(n), title="任务", state="active", issuer=rng.choice(forest.units)) for n in range(24)]
    Task.objects.bulk_create(tasks)
    duties = []
    for task in tasks:
        # the issuer's unit anywhere in the tree, the lead and the helpers anywhere else: a cascade crosses subtrees
        for role in rng.sample(["lead", "joint", "support", "supervising"], rng.randint(1, 4)):
            unit = rng.choice(forest.units)
            duties.append(
                Duty(task=task, unit=unit, unit_path=unit.path, role=role, shown=_shown(rng), state="received")
            )
    Duty.objects.bulk_create(duties)


def _readers(rng: random.Random, forest: Forest) -> None:
    some = rng.sample(forest.units, 12)
    plans = [Plan(title="方案", state="approved", unit=unit, created_at=NOON) for unit in some]
    Plan.objects.bulk_create(plans)
    PlanReader.objects.bulk_create(
        PlanReader(plan=plan, unit=unit, unit_path=unit.path, shown=_shown(rng))
        for plan in plans
        for unit in rng.sample(forest.units, rng.randint(0, 3))
    )
    day = date(2026, 3, 31)
    period = Period(name="一季度", starts_on=day, ends_on=day, due_on=day, opened_by=some[0], opened_at=NOON)
    period.save()
    reports = [Report(unit=unit, unit_path=unit.path, period=period, state="sent") for unit in some]
    Report.objects.bulk_create(reports)
    ReportReader.objects.bulk_create(
        ReportReader(report=report, unit=unit, unit_path=unit.path, shown=_shown(rng))
        for report in reports
        for unit in rng.sample(forest.units, rng.randint(0, 3))
    )


def _posts(rng: random.Random, forest: Forest) -> None:
    """Posts that change hands, deputies, and units that change: each seen by who sees its unit's path."""
    day, some = date(2026, 3, 31), rng.sample(forest.units, 12)
    person = Person(name="某人")
    person.save()
    posts = [Post(unit=unit, unit_path=unit.path, name="岗位", kind="clerk") for unit in some]
    Post.objects.bulk_create(posts)
    HandOver.objects.bulk_create(
        HandOver(state="registered", unit=post.unit, unit_path=post.unit_path, post=post, on=day, made_at=NOON)
        for post in posts
    )
    Delegation.objects.bulk_create(
        Delegation(
            state="active", kind="acting", unit=post.unit, unit_path=post.unit_path, post=post, deputy=person,
            starts_on=day, ends_on=day, made_at=NOON,
        )
        for post in posts
    )  # fmt: skip
    Reorganisation.objects.bulk_create(
        Reorganisation(unit=unit, unit_path=unit.path, kind="rename", on=day, made_at=NOON) for unit in some
    )


def _actor(rng: random.Random, forest: Forest) -> Actor:
    """Somebody with up to three grants: the unit alone, its own subtree, or the subtree of another unit (an office's place)."""
    grants = []
    for _ in range(rng.choice([0, 1, 1, 1, 2, 3])):
        unit = rng.choice(forest.units)
        inner = [other for other in forest.units if len(other.path) < MAX_DEPTH * STEP]
        sight = rng.choice(["", unit.path, rng.choice(inner).path, rng.choice(forest.units[:20]).path])
        grants.append(Held("clerk", unit.pk, unit.path, sight))
    return Actor(account_id=1, person_id=1, name="某人", grants=tuple(grants))


# ---------- the plain reckoning ----------


def lies_in(path: str, top: str) -> bool:
    """Step by step, so that no trick with characters is shared with the code under test."""
    return bool(top) and steps(path)[: len(steps(top))] == steps(top)


def sees(actor: Actor, path: str, shown: int = Shown.SUBTREE) -> bool:
    if shown == Shown.SUBTREE:
        return any(lies_in(path, held.sight) if held.sight else path == held.path for held in actor.grants)
    return shown == Shown.UNIT and any(path == held.path for held in actor.grants)


def seen_through(actor: Actor, rows: Iterable[tuple[int, str, int]]) -> set[int]:
    return {owner for owner, path, shown in rows if sees(actor, path, shown)}


@dataclass(frozen=True)
class Rows:
    """What stands in the tables, read without the door."""

    units: list[tuple[int, str]]
    duties: list[tuple[int, str, int]]
    duty_tasks: list[tuple[int, int]]
    plan_readers: list[tuple[int, str, int]]
    report_readers: list[tuple[int, str, int]]
    paths: dict[type, list[tuple[int, str]]]


def read_rows() -> Rows:
    return Rows(
        list(Unit.objects.values_list("pk", "path")),
        list(Duty.objects.values_list("task_id", "unit_path", "shown")),
        list(Duty.objects.values_list("pk", "task_id")),
        list(PlanReader.objects.values_list("plan_id", "unit_path", "shown")),
        list(ReportReader.objects.values_list("report_id", "unit_path", "shown")),
        {model: list(model.objects.values_list("pk", "unit_path")) for model in OF_UNITS},
    )


def expected(actor: Actor, rows: Rows) -> dict[type, set[int]]:
    tasks = seen_through(actor, rows.duties)
    return {
        Unit: {pk for pk, path in rows.units if sees(actor, path)},
        Task: tasks,
        Duty: {pk for pk, task in rows.duty_tasks if task in tasks},
        Plan: seen_through(actor, rows.plan_readers),
        Report: seen_through(actor, rows.report_readers),
        **{model: {pk for pk, path in found if sees(actor, path)} for model, found in rows.paths.items()},
    }


def disagreement(rng: random.Random) -> str:
    """Plant a tree and compare door and reckoning; what differs, or nothing."""
    forest, rows = plant(rng), read_rows()
    for actor in forest.actors:
        reckoned = expected(actor, rows)
        # building a query costs more than running it: of the three that go through a relation alike, one by lot
        for model in (Unit, Task, rng.choice([Duty, Plan, Report]), rng.choice(OF_UNITS)):
            wanted, queryset = reckoned[model], model.objects.visible_to(actor)
            got = list(queryset.values_list("pk", flat=True))
            if set(got) != wanted:
                return f"{model.__name__}: {len(set(got) - wanted)} leaked, {len(wanted - set(got))} hidden from {actor.grants}"
            if len(got) != len(wanted):
                return f"{model.__name__}: a row is listed twice"
    return _singly(rng, rng.choice(forest.actors), rows)


def _singly(rng: random.Random, actor: Actor, rows: Rows) -> str:
    """The count, and one row at a time: seen, hidden, absent."""
    model, wanted = rng.choice(list(expected(actor, rows).items()))
    door: Any = model.objects  # type: ignore[attr-defined]
    if door.visible_to(actor).count() != len(wanted):
        return f"{model.__name__}: the count differs"
    everything = list(door.values_list("pk", flat=True))
    for pk in [rng.choice(everything), *list(wanted)[:1], 0]:
        try:
            found = door.get_visible(actor, pk=pk).pk == pk
        except NotVisible:
            found = False
        if found != (pk in wanted):
            return f"{model.__name__} {pk}: alone {'seen' if found else 'hidden'}, in the list not"
    return ""


@pytest.fixture
def bare(db: None) -> None:
    """The world of the other tests steps aside, so that trees may begin with any step."""
    Unit.objects.update(path=Concat(Value("WWWW"), Substr("path", STEP + 1)))


def planted(seed: int) -> str:
    """One seeded tree, gone again afterwards."""
    with transaction.atomic():
        found = disagreement(random.Random(seed))
        transaction.set_rollback(True)
    return found


def test_the_door_agrees_with_a_plain_reckoning(bare: None) -> None:
    wrong = {seed: found for seed in range(TREES) if (found := planted(seed))}
    assert wrong == {}


# ---------- mutants: would the property notice? ----------


def _between(low: str, high: str, column: str) -> Q:
    return Q(**{f"{column}__gte": low, f"{column}__lte": high})


def short_pad(path: str, column: str) -> Q:
    return _between(path, path + "Z" * STEP, column)


def less_for_at_most(path: str, column: str) -> Q:
    low, high = subtree_bounds(path)
    return Q(**{f"{column}__gte": low, f"{column}__lt": high})


def no_lower_bound(path: str, column: str) -> Q:
    return Q(**{f"{column}__lte": subtree_bounds(path)[1]})


def no_separator(path: str, column: str) -> Q:
    return Q(**{f"{column}__startswith": path[:-1]})


def itself_left_out(path: str, column: str) -> Q:
    low, high = subtree_bounds(path)
    return Q(**{f"{column}__gt": low, f"{column}__lte": high})


@pytest.mark.parametrize("mutant", [short_pad, less_for_at_most, no_lower_bound, no_separator, itself_left_out])
def test_a_mutant_of_the_bounds_is_caught(
    bare: None, monkeypatch: pytest.MonkeyPatch, mutant: Callable[[str, str], Q]
) -> None:
    monkeypatch.setattr(scope, "under", mutant)
    assert any(planted(seed) for seed in range(MUTANT_TREES))


def hidden_is_open(actor: Actor, where: scope.Scope) -> Q:
    return scope.within(actor, where.path)


def unit_means_subtree(actor: Actor, where: scope.Scope) -> Q:
    open_ = Q(**{f"{where.shown}__gte": Shown.UNIT}) if where.shown else Q()
    return open_ & scope.within(actor, where.path)


@pytest.mark.parametrize("mutant", [hidden_is_open, unit_means_subtree])
def test_a_mutant_of_what_is_shown_is_caught(
    bare: None, monkeypatch: pytest.MonkeyPatch, mutant: Callable[[Actor, scope.Scope], Q]
) -> None:
    monkeypatch.setattr(scope, "opened", mutant)
    assert any(planted(seed) for seed in range(MUTANT_TREES))


# ---------- the columns' collation ----------


def unpinned() -> list[str]:
    """Path columns that the database would not compare bytewise."""
    columns = [
        (model._meta.db_table, one.column)
        for model in apps.get_models()
        for one in model._meta.concrete_fields
        if isinstance(one, PathField)
    ]
    assert len(columns) > 5
    return [f"{table}.{column}" for table, column in columns if collation(table, column) not in {"C", "BINARY"}]


def collation(table: str, column: str) -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            found = next(
                info for info in connection.introspection.get_table_description(cursor, table) if info.name == column
            )
            return str(found.collation or "BINARY")
        cursor.execute(
            "SELECT c.collname FROM pg_attribute a JOIN pg_collation c ON c.oid = a.attcollation "
            "WHERE a.attrelid = %s::regclass AND a.attname = %s",
            [table, column],
        )
        return str(cursor.fetchone()[0])


def test_every_path_column_is_compared_bytewise(db: None) -> None:
    assert unpinned() == []


def test_the_suite_runs_with_a_chinese_collation(db: None) -> None:
    """Where the database's own order is Chinese, a forgotten collation shows."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no collation of its own beyond BINARY")
    with connection.cursor() as cursor:
        cursor.execute("SELECT datlocprovider, to_jsonb(d) FROM pg_database d WHERE datname = current_database()")
        provider, row = cursor.fetchone()
    assert provider == "i"
    assert "zh-CN" in str(row)


def test_an_unpinned_column_is_caught(db: None) -> None:
    with transaction.atomic():
        if connection.vendor == "sqlite":
            pytest.skip("SQLite cannot change a column's collation in place")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute('ALTER TABLE ledger_duty ALTER COLUMN unit_path TYPE varchar(64) COLLATE "default"')
        found = unpinned()
        transaction.set_rollback(True)
    assert found == ["ledger_duty.unit_path"]


def test_a_column_in_chinese_order_breaks_the_textbook_bound(bare: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Why the bound is padded with Z: `path < p || '~'` returns nothing in Chinese order."""

    def textbook(path: str, column: str) -> Q:
        return Q(**{f"{column}__gte": path, f"{column}__lt": f"{path}~"})

    monkeypatch.setattr(scope, "under", textbook)
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute('ALTER TABLE org_unit ALTER COLUMN path TYPE varchar(64) COLLATE "default"')
        found = [planted(seed) for seed in range(20)]
        transaction.set_rollback(True)
    # bytewise the textbook bound is right as well
    assert any(found) is (connection.vendor == "postgresql")
