"""What has happened to a thing, which files are on it, and which days are worked? Reads only."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models

from luoshi.kernel import panels
from luoshi.kernel.actor import Actor
from luoshi.kernel.calendar import WorkCalendar
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.models import Attachment, Event, File, NoticedYear, SpecialDay, thread_of
from luoshi.kernel.say import Say, say

CALENDAR_SECONDS = 60.0
"""Another process may have entered a notice; so the calendar is read again after a while."""


@dataclass(frozen=True)
class Entry:
    """One line of a timeline. ``mark``: solid, hollow or warn."""

    at: datetime
    title: Say
    text: str
    who: str
    mark: str
    code: str


def timeline(obj: models.Model, kinds: Collection[str] | None = None, most: int = 200) -> list[Entry]:
    """What happened on an object's page, newest first. The caller has fetched the object through its own door.

    ``kinds``: codes, or beginnings of codes such as ``"ledger.request"``; None for all.
    """
    rows = Event.objects.filter(thread=thread_of(obj)).select_related("person").order_by("-at", "-id")
    if kinds is not None:
        wanted = models.Q(pk__in=[])
        for kind in kinds:
            wanted |= models.Q(code=kind) | models.Q(code__startswith=f"{kind}.")
        rows = rows.filter(wanted)
    return entries(rows[:most])


def entries(rows: Iterable[Event]) -> list[Entry]:
    """Events as lines for a reader; those whose sentence is None are for the audit alone."""
    found = []
    for row in rows:
        told = panels.told(row.code, row)
        if told is None:
            continue
        title, mark = told
        found.append(Entry(row.at, title or _plainly(row), row.note, _who(row), mark, row.code))
    return found


def _plainly(row: Event) -> Say:
    """What can be said of an event whose room has given no sentence."""
    if not row.before:
        return say("新增：{name}", name=row.object_name)
    if not row.after:
        return say("删除：{name}", name=row.object_name)
    return say("修改：{name}", name=row.object_name)


def _who(row: Event) -> str:
    name = row.person.name if hasattr(row, "person") else row.post_name
    return " ".join(part for part in (row.unit_name, name) if part)


def files_of(obj: models.Model, purpose: str | None = None) -> models.QuerySet[Attachment]:
    """The files on an object, oldest first, each with its `File`."""
    rows = Attachment.objects.filter(object_type=obj._meta.label_lower, object_id=obj.pk).select_related("file")
    return (rows if purpose is None else rows.filter(purpose=purpose)).order_by("id")


def file_for(actor: Actor, uid: UUID) -> File:
    """A file that stands on an object which the actor may see, or `NotVisible`: the same for absent and for hidden."""
    for row in Attachment.objects.filter(file__uid=uid).select_related("file").order_by("id"):
        if panels.may_see(row.object_type, actor, row.object_id):
            return row.file
    raise NotVisible


_lock = threading.Lock()
_read: tuple[float, WorkCalendar] | None = None


def calendar() -> WorkCalendar:
    """The working-day calendar as entered; read once a minute, and after every change made here."""
    global _read
    kept = _read
    if kept is not None and time.monotonic() - kept[0] < CALENDAR_SECONDS:
        return kept[1]
    found = WorkCalendar(
        dict(SpecialDay.objects.values_list("day", "working")),
        frozenset(NoticedYear.objects.values_list("year", flat=True)),
    )
    with _lock:
        _read = (time.monotonic(), found)
    return found


def forget_calendar() -> None:
    """Read the calendar anew next time."""
    global _read
    with _lock:
        _read = None
