"""Entering a year of the working-day calendar, and reckoning anew what hangs on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.holidays import Day
from luoshi.kernel.models import NoticedYear
from luoshi.kernel.say import say
from luoshi.kernel.services import enter_notice
from luoshi.ledger import queries
from luoshi.ledger.models import Pause, Request, Task
from luoshi.ledger.services.pauses import reckon_clocks
from luoshi.org.models import CoordinationBody, Unit
from luoshi.org.rules import Kind, ancestors, permissions

FIRST, LAST = 2000, 2099


def may_enter(actor: Actor) -> bool:
    """The calendar is one for the whole instance: its administrator enters it, or the office of the topmost body here."""
    may = permissions(actor.roles)
    if "system" in may:
        return True
    unit = Unit.objects.filter(pk=actor.unit_id, kind=Kind.OFFICE).first() if actor.unit_id else None
    if unit is None or "draft" not in may:
        return False
    return not CoordinationBody.objects.filter(place__path__in=ancestors(unit.place_path)).exists()


def enter_year(actor: Actor, year: int, days: Iterable[Day], source: str) -> NoticedYear:
    """Enter a year's notice, all or nothing; deadlines of rulings and clocks that were stopped follow in the same act."""
    if not may_enter(actor):
        raise Refused([say("节假日安排由系统管理员或者最高一级协调小组办公室录入。")])
    if not FIRST <= year <= LAST:
        raise Invalid({"year": [say("年份须在 {first} 至 {last} 之间。", first=str(FIRST), last=str(LAST))]})
    if not source.strip():
        raise Invalid({"source": [say("请写明通知的文号或者来源。")]})
    return enter_notice(actor, year, days, source.strip())


def reckon_calendar(actor: Actor, year: int) -> int:
    """What hangs on a year's working days: by when rulings and answers are due, and clocks that were stopped; how many moved."""
    moved, days = 0, queries.calendar()
    for row in Request.objects.filter(state__in=queries.OPEN_REQUESTS, rule_by__year__gte=year).select_related(
        "assigner"
    ):
        limits = queries.thresholds_for(row.assigner.path)
        start = timezone.localdate(row.answered_at or row.raised_at)
        answer_by = days.shift(timezone.localdate(row.raised_at), limits.answer_days) if row.answer_by else None
        from_day = answer_by if answer_by is not None and row.answered_at is None else start
        changes: dict[str, Any] = {"rule_by": days.shift(from_day, limits.ruling_days), "answer_by": answer_by}
        before = row.version
        actions.change(actor, "ledger.request.keep", row, **changes)
        moved += row.version != before
    stopped = Pause.objects.filter(ends_on__isnull=False, ends_on__year__gte=year - 1).values("task")
    return moved + reckon_clocks(actor, Task.objects.filter(pk__in=stopped).order_by("-pk"))
