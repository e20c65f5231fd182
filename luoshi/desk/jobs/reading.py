"""How do notices follow from what has happened? The sealed trail is read, and what stands now is written down.

Excused from law 5 (`tests/test_house.py`): notices follow from events that are in the trail already; nobody acts here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from luoshi.desk.jobs.mailing import mail_at_once
from luoshi.desk.models import Matter, Notice
from luoshi.kernel import clock, jobs, panels
from luoshi.kernel.jobs import queue
from luoshi.kernel.say import say
from luoshi.org import queries as org
from luoshi.org.models import Unit

SEATING = ("org.post.", "org.grant.", "org.handover.", "org.delegation.", "org.tenure.", "org.account.")
"""Acts after which other people sit at a unit."""
FRESH = timedelta(days=2)
"""A matter older than this when it is first read sends no single mail: it is history that has been brought in."""
KEPT = 90
AT_ONCE = 500


def read(events: Sequence[Any]) -> None:
    """Bring notices up to what these events have left behind."""
    for kind in panels.NOTICES.values():
        mine = [event for event in events if event.object_type in kind.objects]
        if mine:
            settle(kind.kind, list(kind.matters(mine)), max(event.at for event in mine))
    seated = [event for event in events if event.code.startswith(SEATING)]
    if seated:
        reseat({int(event.thread.partition(":")[2]) for event in seated if event.thread.startswith("org.unit:")})


def settle(kind: str, told: Sequence[panels.Matter], at: datetime | None = None) -> None:
    """Write how these matters stand now, and who is told of them. ``at``: since when, where the room does not say."""
    known = {row.key: row for row in Matter.objects.filter(kind=kind, key__in=[one.key for one in told])}
    now = clock.now()
    closed = [row.pk for one in told if not one.open and (row := known.get(one.key)) and row.closed_at is None]
    for part in _parts(closed):
        Matter.objects.filter(pk__in=part).update(closed_at=now)
        Notice.objects.filter(matter__in=part, closed_at=None).update(closed_at=now)
    standing: dict[str, Matter] = {}
    for one in told:
        if one.open:
            row = known.get(one.key) or Matter(kind=kind, key=one.key)
            if row.pk is None or row.closed_at is not None:
                row.since = one.since or at or now
            _describe(row, one)
            row.closed_at = None
            standing[one.key] = row
    rows = list(standing.values())
    Matter.objects.bulk_create([row for row in rows if row.pk is None], batch_size=100)
    Matter.objects.bulk_update([row for row in rows if row.key in known], DESCRIBED, batch_size=100)
    seat(rows)


DESCRIBED = ("unit", "needs", "account_id", "title", "text", "url", "asked_by", "due_on", "since", "closed_at")


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def _describe(row: Matter, one: panels.Matter) -> None:
    row.unit_id, row.needs, row.account_id = one.unit_id or None, one.needs, one.account_id or None
    row.title, row.url, row.asked_by, row.due_on = one.title[:250], one.url, one.asked_by[:120], one.due_on
    row.text = {"text": one.text.text, "params": queue.plain(one.text.params)} if one.text else {}


def seat(matters: Sequence[Matter]) -> None:
    """See that everybody whom these open matters wait for has a notice, and nobody else."""
    people = org.people_at({row.unit_id for row in matters if row.unit_id})
    accounts = org.persons_of({row.account_id for row in matters if row.account_id})
    old: dict[int, dict[int, Notice]] = {}
    for notice in Notice.objects.filter(matter__in=[row.pk for row in matters]):
        old.setdefault(notice.matter_id, {})[notice.person_id] = notice
    new: list[Notice] = []
    gone: list[int] = []
    back: list[tuple[Notice, Matter]] = []
    now = clock.now()
    for row in matters:
        wanted, rows = _audience(row, people, accounts), old.get(row.pk, {})
        gone += [one.pk for who, one in rows.items() if who not in wanted and one.closed_at is None]
        back += [(one, row) for who, one in rows.items() if who in wanted and one.closed_at is not None]
        # a successor is told today: what was told before was told to the one who sat there
        told_at = now if rows else row.since
        new += [Notice(person_id=who, matter=row, told_at=told_at) for who in sorted(wanted - set(rows))]
    for part in _parts(gone):
        Notice.objects.filter(pk__in=part).update(closed_at=now)
    for part in _parts([notice.pk for notice, _ in back]):
        # whoever comes back to a post has not read what was told meanwhile
        Notice.objects.filter(pk__in=part).update(closed_at=None, seen_at=None, told_at=now)
    Notice.objects.bulk_create(new, batch_size=200, ignore_conflicts=True)
    anew = [*((notice, notice.matter) for notice in new), *back]
    mail_at_once([(notice.person_id, matter) for notice, matter in anew if now - matter.since < FRESH])


def _audience(row: Matter, people: dict[int, dict[int, frozenset[str]]], accounts: dict[int, int]) -> set[int]:
    if row.account_id is not None:
        return {accounts[row.account_id]} if row.account_id in accounts else set()
    if row.unit_id is None:
        return org.people_with(row.needs)
    return {who for who, may in people.get(row.unit_id, {}).items() if row.needs in may}


def reseat(unit_ids: Collection[int]) -> None:
    """After a change of who sits there: the open matters of these units wait for those who sit there now."""
    rows = list(Matter.objects.filter(unit__in=unit_ids, closed_at=None))
    for start in range(0, len(rows), AT_ONCE):
        seat(rows[start : start + AT_ONCE])


@jobs.task("desk.reseat", say("核对通知的接收人"), jobs.LONG)
def reseat_all(work: jobs.Work) -> None:
    """Posts, grants and delegations begin and end by their dates, without an event."""
    units = list(
        Unit.objects.filter(pk__in=Matter.objects.filter(closed_at=None).values("unit")).values_list("pk", flat=True)
    )
    for start in range(0, len(units), 50):
        reseat(units[start : start + 50])
        work.progress(min(start + 50, len(units)), len(units))


@jobs.task("desk.tidy", say("清理已办结的通知"), jobs.LONG)
def tidy(work: jobs.Work) -> None:
    """Remove matters that were done longer ago than the days set."""
    before = clock.now() - timedelta(days=max(jobs.number_of("desk.tidy"), 1))
    done = Matter.objects.filter(closed_at__lt=before).order_by("pk")
    removed = 0
    while ids := list(done.values_list("pk", flat=True)[:AT_ONCE]):
        Matter.objects.filter(pk__in=ids).delete()
        removed += len(ids)
        work.progress(removed)
