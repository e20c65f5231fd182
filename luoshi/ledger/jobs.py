"""What does the room do by itself? It keeps the counters that roll-ups are read from.

Three parts. Triggers on the tasks' table write what each act changes, in the act's own transaction, as rows of
`Tally` that nobody else touches: two writers never wait for one another. A job folds these into one row for every
path above. `recount` makes all of it anew from the tasks.

Excused from law 5 (`tests/test_house.py`): the counters follow from the tasks alone, so nobody acts here and nothing
is told twice. Triggers rather than services, because a counter must not depend on who remembers it. There is none for
deletion: only drafts are ever deleted, and drafts are not counted.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from luoshi.kernel import clock, triggers
from luoshi.kernel import jobs as tasks
from luoshi.kernel.say import say
from luoshi.ledger.models import Tally, Task
from luoshi.ledger.services import standings
from luoshi.org.rules import PATH_LENGTH, STEP

STANDINGS = "ledger.standings"
PAST = date.min
"""The day of what has no day of its own, and of all days gone by: they stay gone by, so they fold into one row."""
FOLDED_AT_ONCE = 4_000
"""SQLite lets nobody else write meanwhile: a turn stays well below a fifth of a second."""

_RUNS = "{row}.state IN ('active', 'verifying', 'presented')"
_COUNTS = f"{_RUNS} AND NOT {{row}}.paused"
_DAY = "coalesce({row}.clock_until, {row}.due_on, {row}.review_on)"
_DATED = f"{_COUNTS} AND {_DAY} IS NOT NULL"
_KNOWN = f"{_COUNTS} AND {{row}}.ahead_until IS NOT NULL"
_EARLY = f"{_KNOWN} AND {{row}}.done = 0 AND {{row}}.starts_on IS NOT NULL"
COUNTED: dict[Tally.What, tuple[str, str]] = {
    # what: (its day, or "" where it has none; which tasks count)
    Tally.What.RUNNING: ("", _RUNS),
    Tally.What.PAUSED: ("", f"{_RUNS} AND {{row}}.paused"),
    Tally.What.DATED: ("", _DATED),
    Tally.What.KNOWN: ("", _KNOWN),
    Tally.What.UNSTARTED: ("", _EARLY),
    Tally.What.COMPLETED: ("", "{row}.state = 'completed'"),
    Tally.What.DUE: (_DAY, _DATED),
    Tally.What.STARTS: ("{row}.starts_on", _EARLY),
    Tally.What.BEHIND: ("{row}.behind_from", f"{_KNOWN} AND {{row}}.behind_from IS NOT NULL"),
    Tally.What.FAR_BEHIND: ("{row}.far_behind_from", f"{_KNOWN} AND {{row}}.far_behind_from IS NOT NULL"),
    Tally.What.AHEAD: ("{row}.ahead_until", _KNOWN),
}
_COUNTED = "{row}.state <> 'draft' AND {row}.lead_path <> ''"
"""Which rows may count at all: the triggers are not even begun for others."""
COLUMNS = (
    "state", "lead_path", "paused", "clock_until", "due_on", "review_on", "starts_on", "done", "behind_from", "far_behind_from", "ahead_until",
)  # fmt: skip
"""What a count follows from: a change to any of these is a change to be counted."""


def _counts(vendor: str, row: str, number: int, source: str = "") -> str:
    """The selects that say what one row of the tasks' table counts for."""
    past = f"DATE '{PAST.isoformat()}'" if vendor == "postgresql" else f"'{PAST.isoformat()}'"
    parts = []
    for what, (day, when) in COUNTED.items():
        chosen = day.format(row=row) or past
        parts.append(
            f"SELECT {row}.lead_path AS path, {what.value} AS what, {chosen} AS day, {number} AS number {source} "
            f"WHERE {row}.lead_path <> '' AND {when.format(row=row)}"
        )
    return " UNION ALL ".join(parts)


def _written(vendor: str, counts: str) -> str:
    """The statement that keeps those counts; what is taken away and added again is nothing."""
    no = "false" if vendor == "postgresql" else "0"
    return (
        f"INSERT INTO {Tally._meta.db_table} (path, what, day, number, folded) "  # noqa: S608 - this module's own words
        f"SELECT path, what, day, sum(number), {no} FROM ({counts}) changed GROUP BY path, what, day HAVING sum(number) <> 0"
    )


def put_up(vendor: str) -> list[str]:
    """The statements that set the triggers."""
    table = Task._meta.db_table
    added = _written(vendor, _counts(vendor, "NEW", 1))
    changed = _written(vendor, f"{_counts(vendor, 'OLD', -1)} UNION ALL {_counts(vendor, 'NEW', 1)}")
    on_insert = f"AFTER INSERT ON {table} FOR EACH ROW WHEN ({_COUNTED.format(row='NEW')})"
    on_update = (
        f"AFTER UPDATE OF {', '.join(COLUMNS)} ON {table} FOR EACH ROW "
        f"WHEN ({_COUNTED.format(row='OLD')} OR {_COUNTED.format(row='NEW')})"
    )
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER ledger_tally_added {on_insert} BEGIN {added}; END",
            f"CREATE TRIGGER ledger_tally_changed {on_update} BEGIN {changed}; END",
        ]
    body = "LANGUAGE plpgsql AS $$ BEGIN {what}; RETURN NULL; END $$"
    return [
        f"CREATE OR REPLACE FUNCTION ledger_tally_insert() RETURNS trigger {body.format(what=added)}",
        f"CREATE OR REPLACE FUNCTION ledger_tally_update() RETURNS trigger {body.format(what=changed)}",
        f"CREATE TRIGGER ledger_tally_added {on_insert} EXECUTE FUNCTION ledger_tally_insert()",
        f"CREATE TRIGGER ledger_tally_changed {on_update} EXECUTE FUNCTION ledger_tally_update()",
    ]


def take_down(vendor: str) -> list[str]:
    """The statements that take the triggers away."""
    on = f" ON {Task._meta.db_table}" if vendor == "postgresql" else ""
    return [f"DROP TRIGGER IF EXISTS {name}{on}" for name in (*NAMES, *OLD_NAMES)]


def keep_counting() -> None:
    """Have the triggers set again whenever a migration has dropped them, and count then what they have missed."""
    tables = (Tally._meta.db_table, Task._meta.db_table)
    triggers.keep(triggers.Triggers(tables, lambda: NAMES, put_up, take_down, recount))


NAMES = ("ledger_tally_added", "ledger_tally_changed")
OLD_NAMES = ("ledger_tally_insert", "ledger_tally_update")
"""As they were called when they ran for drafts too, of which an import brings a hundred thousand."""


def recount(using: str = DEFAULT_DB_ALIAS) -> None:
    """Make all counters anew from the tasks, folded: one statement for however many tasks there are."""
    connection = connections[using]
    today, is_pg = clock.today().isoformat(), connection.vendor == "postgresql"
    gone_by = f"CASE WHEN day < {'DATE ' if is_pg else ''}'{today}' THEN {'DATE ' if is_pg else ''}'{PAST.isoformat()}' ELSE day END"
    lengths = " UNION ALL ".join(f"SELECT {length} AS length" for length in range(STEP, PATH_LENGTH + 1, STEP))
    counts = _counts(connection.vendor, "t", 1, f"FROM {Task._meta.db_table} t")
    with transaction.atomic(using=using), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {Tally._meta.db_table}")  # noqa: S608 - a table's own name
        cursor.execute(
            f"INSERT INTO {Tally._meta.db_table} (path, what, day, number, folded) "  # noqa: S608 - this module's own words
            f"SELECT substr(path, 1, length), what, day, sum(number), {'true' if is_pg else '1'} FROM "
            f"(SELECT path, what, {gone_by} AS day, sum(number) AS number FROM ({counts}) each GROUP BY 1, 2, 3) counted "
            # SQLite takes the parts of a CROSS JOIN in this order, and so counts once, not once for every length
            f"CROSS JOIN ({lengths}) steps WHERE length <= length(path) GROUP BY 1, 2, 3 HAVING sum(number) <> 0"
        )


def fold() -> int:
    """Fold new changes into one row for every path above; how many there were.

    The rows are taken by their ids, never "up to the last": on PostgreSQL an earlier id may become visible later. A
    second process that folds passes over what this one holds.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if not Tally.objects.filter(folded=False).exists() and not _gone_by().exists():
        return 0
    with transaction.atomic():
        rows = list(
            Tally.objects.filter(folded=False).select_for_update(skip_locked=True).order_by("id")[:FOLDED_AT_ONCE]
        )
        gone = list(_gone_by().select_for_update(skip_locked=True)[:FOLDED_AT_ONCE])
        today, sums = clock.today(), Counter[tuple[str, int, date]]()
        for row in rows:
            day = row.day if row.day >= today else PAST
            for length in range(STEP, len(row.path) + 1, STEP):
                sums[row.path[:length], row.what, day] += row.number
        for row in gone:
            sums[row.path, row.what, PAST] += row.number
        for group in (rows, gone):
            for start in range(0, len(group), 500):
                Tally.objects.filter(pk__in=[row.pk for row in group[start : start + 500]]).delete()
        yes = "true" if connection.vendor == "postgresql" else "1"
        table = Tally._meta.db_table
        changed = [(path, what, day, number) for (path, what, day), number in sorted(sums.items()) if number]
        with connection.cursor() as cursor:
            for start in range(0, len(changed), 200):
                group = changed[start : start + 200]
                cursor.execute(
                    f"INSERT INTO {table} (path, what, day, number, folded) "  # noqa: S608
                    f"VALUES {', '.join([f'(%s, %s, %s, %s, {yes})'] * len(group))} "
                    f"ON CONFLICT (path, day, what) WHERE folded DO UPDATE SET number = {table}.number + excluded.number",
                    [value for row in group for value in row],
                )
    return len(rows)


def _gone_by() -> Any:
    return Tally.objects.filter(folded=True, day__gt=PAST, day__lt=clock.today())


@tasks.task(STANDINGS, say("记下各地当日情况"), tasks.LONG)
def keep_standings(_work: tasks.Work) -> None:
    """Just after midnight: how every place stands, to be laid beside a week later."""
    standings.keep_standings()


tasks.schedule(STANDINGS, say("记下各地当日情况"), "daily 00:10")
