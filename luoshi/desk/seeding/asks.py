"""Who owes which report in a generated world? Twelve quarters, asked of all who work and of two villages in three.

Most have answered, some late; of the last quarter about half is still open. Nobody has written a report: the page that
tells who has not reported reads what is asked.
"""

from __future__ import annotations

from datetime import date, timedelta

from luoshi.desk.seeding.tree import Spot, World
from luoshi.desk.seeding.work import moment
from luoshi.desk.seeding.writing import Bulk
from luoshi.kernel import clock
from luoshi.ledger.rules import quarter_ends
from luoshi.org.models import Ask
from luoshi.reporting.models import Period
from luoshi.reporting.queries import subject_of

PERIODS = 12
ANSWERED, LATE, WAIVED, RETURNED = 91, 95, 96, 97
"""Of a hundred units, up to which have answered in time, answered late, been let off, been asked again: the others owe it."""


def build(world: World, bulk: Bulk) -> None:
    """Write the periods, opened by the office where the cascades begin, and what each asks of whom."""
    office, today = world.province.office, clock.today()
    ends = quarter_ends(date(today.year - PERIODS // 4 - 1, 1, 1), today)[-PERIODS:]
    for number, end in enumerate(ends):
        start = end.replace(month=end.month - 2, day=1)
        name, due = f"{end.year}年第{end.month // 3}季度", end + timedelta(days=10)
        pk = bulk.add(
            Period, name=name, kind="quarter", starts_on=start, ends_on=end, due_on=due, opened_by_id=office.pk,
            opened_at=moment(end),
        )  # fmt: skip
        _ask(bulk, office, Period(pk=pk, name=name, ends_on=end, due_on=due), is_last=number == PERIODS - 1)


def _ask(bulk: Bulk, office: Spot, period: Period, *, is_last: bool) -> None:
    """One statement for all units: they are in the database already, and there are six million questions."""
    chance = "(u.id * 37 + u.id / 100 + %(number)s * 53) %% 100"
    state = (
        f"CASE WHEN u.id %% 2 = %(open)s THEN 'open' WHEN {chance} < {LATE} THEN 'answered' WHEN {chance} < {WAIVED} THEN 'waived' "
        f"WHEN {chance} < {RETURNED} THEN 'returned' ELSE 'open' END"
    )
    answered = f"u.id %% 2 <> %(open)s AND {chance} < {LATE}"
    bulk.derive(
        Ask,
        {
            "asker_id": "%(asker)s", "unit_id": "u.id", "unit_path": "u.path", "subject": "%(subject)s", "title": "%(title)s",
            "fields": "4", "words": "150", "asked_on": "%(asked)s", "due_on": "%(due)s", "state": state,
            "late": f"{answered} AND {chance} >= {ANSWERED}",
            "answered_at": f"CASE WHEN {answered} THEN CASE WHEN {chance} < {ANSWERED} THEN %(due_at)s ELSE %(late_at)s END END",
        },
        "org_unit u WHERE u.path LIKE %(below)s AND u.id <> %(asker)s AND (u.kind <> 'place' OR (u.level = 'grassroots' AND u.id %% 3 <> 0))",
        {
            "number": period.pk, "open": 1 if is_last else 2, "asker": office.pk, "subject": subject_of(period),
            "title": period.name, "asked": period.ends_on, "due": period.due_on, "due_at": moment(period.due_on),
            "late_at": moment(period.due_on + timedelta(days=9)), "below": f"{office.path[:-4]}%",
        },
    )  # fmt: skip
