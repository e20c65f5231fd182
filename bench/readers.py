"""Who reads: the office of a place, which looks at all of it, and the office that asked for reports."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Count, Q
from django.test import Client

from luoshi.kernel import clock
from luoshi.kernel.documents.writing import write_csv, write_xlsx
from luoshi.ledger import queries
from luoshi.ledger.models import Task
from luoshi.ledger.queries import sheets
from luoshi.org.models import Account, Ask, Unit
from luoshi.org.queries import actor_of
from luoshi.org.rules import subtree_bounds
from luoshi.org.scope import under
from luoshi.org.services import open_token
from luoshi.reporting.models import Period
from luoshi.reporting.queries import subject_of

OPEN = ("active", "verifying")


class Reader:
    """The user of an office, who looks at the whole place."""

    def __init__(self, account: Account, place: Unit) -> None:
        self.account, self.place = account, place
        self.actor = actor_of(account)
        self.bounds = subtree_bounds(place.path)
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
        parts = (part.encode() if isinstance(part, str) else part for part in write_csv(*self._table()))
        assert len(b"".join(parts)) > 10**6

    def xlsx(self) -> None:
        heads, rows, notes = self._table()
        assert len(write_xlsx(heads, rows, notes, sheet="台账", title="工作台账")) > 10**5

    def _table(self) -> Any:
        columns = sheets.chosen([])[:12]
        rows = sheets.exported(self.actor, queries.Filters(unit=self.place.pk, state="open"), columns)
        return sheets.heads(columns), islice(rows, 10_000), sheets.notes(self.actor, "")

    def list_floor(self) -> None:
        chosen = "INDEXED BY task_running " if connection.vendor == "sqlite" else ""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT t.id, t.number, t.title, t.state, t.due_on, t.done, t.latest, u.name FROM ledger_task t {chosen}"  # noqa: S608
                "JOIN org_unit u ON u.id = t.lead_unit_id WHERE t.running_until IS NOT NULL "
                "AND t.running_until < %s AND t.lead_path BETWEEN %s AND %s ORDER BY t.running_until, t.id LIMIT 50",
                [clock.today(), *self.bounds],
            )
            assert len(cursor.fetchall()) == 50

    def list_orm(self) -> None:
        rows = Task.objects.filter(under(self.place.path, "lead_path"), running_until__lt=clock.today())
        assert len(rows.select_related("lead_unit").order_by("running_until", "id")[:50]) == 50

    def rollup(self) -> None:
        rows = queries.rollup(self.actor, self.place)
        assert sum(row.open for row in rows) > 1000

    def rollup_floor(self) -> None:
        """Without counters: all tasks below, grouped by the child they are in."""
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


class Missing:
    """The office that asked, and the page that tells who has not reported for the last of twelve periods."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.period = Period.objects.order_by("-ends_on")[0]
        self.rows = Ask.objects.filter(subject=subject_of(self.period), counts=True)

    def page(self) -> None:
        answer = self.reader.browser.get(f"/reporting/missing/{self.period.pk}/?mark=missing")
        assert answer.status_code == 200, answer.content[:200]

    def floor(self) -> None:
        """The totals by state, and the first fifty that owe."""
        subject = subject_of(self.period)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT state, late, count(*) FROM org_ask WHERE counts AND subject = %s GROUP BY 1, 2", [subject]
            )
            assert len(cursor.fetchall()) > 2
            cursor.execute(
                "SELECT a.unit_path, u.name FROM org_ask a JOIN org_unit u ON u.id = a.unit_id WHERE a.counts AND "
                "a.subject = %s AND a.state = 'open' ORDER BY a.unit_path LIMIT 50",
                [subject],
            )
            assert len(cursor.fetchall()) == 50

    def told(self) -> dict[str, Any]:
        return {"asked": self.rows.count(), "periods": Period.objects.count()}
