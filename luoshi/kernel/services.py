"""What is done to files and to the working-day calendar? One function per thing a person does."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import SYSTEM, Actor
from luoshi.kernel.errors import Invalid
from luoshi.kernel.filekinds import clean_name, fault, kind_of, too_large
from luoshi.kernel.holidays import Day, departs
from luoshi.kernel.models import Attachment, File, NoticedYear, SpecialDay, new_uid
from luoshi.kernel.queries import forget_calendar


class Upload(Protocol):
    """What a form or a request hands in: Django's uploaded files, and its `ContentFile`."""

    @property
    def name(self) -> str | None: ...

    def read(self, size: int = ..., /) -> Any: ...


def keep_file(actor: Actor, upload: Upload, *, field: str = "file") -> File:
    """Take a file in. Raises `Invalid` on ``field`` when it is empty, too large, not of a kind that is taken, or not what it says."""
    name = clean_name(upload.name or "")
    data = upload.read(settings.FILE_LIMIT + 1)
    wrong = (
        too_large(name, settings.FILE_LIMIT)
        if len(data) > settings.FILE_LIMIT
        else fault(name, data, settings.FILE_LIMIT)
    )
    kind = kind_of(name)
    if wrong is not None or kind is None:
        raise Invalid({field: [wrong] if wrong else []})
    row = File(
        uid=new_uid(),
        name=name,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=kind.media_type,
        added_at=clock.now(),
        added_by_unit=actor.unit_name,
    )
    row.content = ContentFile(data, name=f"{row.uid.hex}.{kind.ending}")
    return actions.create(actor, "kernel.file.keep", row)


def attach(actor: Actor, file: File, obj: models.Model, purpose: str) -> Attachment:
    """Put a kept file on an object. The event is read on the object's page; whoever sees the object may download the file."""
    row = Attachment(file=file, object_type=obj._meta.label_lower, object_id=obj.pk, purpose=purpose)
    row.trail = getattr(obj, "trail", None) or obj
    return actions.create(actor, "kernel.file.attach", row)


def seed_calendar(actor: Actor = SYSTEM) -> list[int]:
    """Enter the notices that the package ``chinesecalendar`` carries, for the years not entered yet; those years.

    A year that an office has entered by hand is left alone. Asked at every start, so that a newer package brings a newer year.
    """
    from chinese_calendar import constants

    known = set(NoticedYear.objects.values_list("year", flat=True))
    noticed = {day.year for day in constants.holidays}
    added = sorted(noticed - known)
    with actions.atomic():
        for year in added:
            days = [
                Day(day, day in constants.workdays, _name(day, constants))
                for day in _days_of(year)
                if _departs(day, constants)
            ]
            enter_notice(actor, year, days, "chinesecalendar")
    return added


CALENDAR_LISTENERS: list[Callable[[Actor, int], object]] = []
"""What hangs on the working days of a year, by room: reckoned anew in the act that changes them."""


def enter_notice(actor: Actor, year: int, days: Iterable[Day], source: str) -> NoticedYear:
    """The days of a year as its official notice has them, in place of those entered before; who may, the caller has asked."""
    rows = [SpecialDay(day=one.day, working=one.working, name=one.name[:30]) for one in days if departs(one)]
    told = {"days": {row.day.isoformat(): row.working for row in rows}, "source": source[:120]}
    with actions.atomic():
        SpecialDay.objects.filter(day__year=year).delete()
        SpecialDay.objects.bulk_create(rows)
        known = NoticedYear.objects.filter(year=year).first()
        if known is None:
            known = actions.create(actor, "kernel.calendar.notice", NoticedYear(year=year, source=source[:120]))
        else:
            actions.change(actor, "kernel.calendar.notice", known, source=source[:120])
        actions.note_event(actor, "kernel.calendar.days", known, after=told)
        forget_calendar()
        for listener in CALENDAR_LISTENERS:
            listener(actor, year)
    return known


def _days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


def _departs(day: date, constants: Any) -> bool:
    """Whether the notice says other than Monday–Friday does."""
    return (day in constants.workdays and day.weekday() >= 5) or (day in constants.holidays and day.weekday() < 5)


def _name(day: date, constants: Any) -> str:
    """The holiday's Chinese name; the package gives its English one."""
    english = str(constants.holidays.get(day) or constants.workdays.get(day) or "")
    return next((holiday.chinese for holiday in constants.Holiday if holiday.value == english), "")[:30]
