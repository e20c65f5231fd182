"""What is done to files and to the working-day calendar? One function per thing a person does."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import SYSTEM, Actor
from luoshi.kernel.errors import Invalid
from luoshi.kernel.filekinds import clean_name, fault, kind_of, too_large
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
            days = [day for day in _days_of(year) if _departs(day, constants)]
            SpecialDay.objects.bulk_create(
                [SpecialDay(day=day, working=day in constants.workdays, name=_name(day, constants)) for day in days],
                ignore_conflicts=True,
            )
            actions.create(actor, "kernel.calendar.notice", NoticedYear(year=year, source="chinesecalendar"))
    forget_calendar()
    return added


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
