"""How is a period opened?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.queries import calendar
from luoshi.kernel.say import Say, say
from luoshi.org.models import Ask, Unit
from luoshi.org.rules import Level
from luoshi.reporting import queries, rules
from luoshi.reporting.models import (
    Period,
)

OPENERS = say("须由协调小组办公室的经办人开启报送期次。")


def open_period(actor: Actor, *, name: str, kind: str, starts_on: date, ends_on: date, due_on: date) -> Period:
    """Ask every unit with an active lead duty to report: one `org.Ask` for each unit and body that asks it."""
    if not queries.may_open(actor):
        raise Refused([OPENERS])
    name = name.strip()
    _check_period(actor, name, starts_on, ends_on, due_on)
    unit = Unit.objects.get(pk=actor.unit_id or 0)
    period = Period(
        name=name, kind=kind, starts_on=starts_on, ends_on=ends_on, due_on=due_on, opened_by=unit, opened_at=clock.now()
    )
    owed = queries.obligations(period)
    if not owed:
        raise Refused([say("没有单位牵头在办任务，或者同期的报送已由上级开启，不用再开。")])
    with actions.atomic():
        actions.create(actor, "reporting.period.open", period)
        actions.create_many(actor, "reporting.period.ask", _asks(period, owed))
    return period


def _check_period(actor: Actor, name: str, starts_on: date, ends_on: date, due_on: date) -> None:
    wrong: dict[str, list[Say]] = {}
    if not name or len(name) > 40:
        wrong["name"] = [say("请写期次名称，不超过 40 字。")]
    elif Period.objects.filter(opened_by=actor.unit_id, name=name).exists():
        wrong["name"] = [say("已有同名的期次。")]
    if ends_on < starts_on:
        wrong["ends_on"] = [say("结束日期早于开始日期。")]
    if due_on < clock.today():
        wrong["due_on"] = [say("报送截止日期早于今天。")]
    if wrong:
        raise Invalid(wrong)


def _asks(period: Period, owed: Iterable[queries.Obligation]) -> list[Ask]:
    top, today, days = Level(period.opened_by.level), clock.today(), calendar()
    return [
        Ask(
            asker_id=asker,
            unit=row.unit,
            unit_path=row.unit.path,
            subject=queries.subject_of(period),
            title=period.name,
            fields=fields,
            prefilled=ready,
            words=row.words if asker == row.counting else 0,
            counts=asker == row.counting,
            asked_on=today,
            due_on=rules.due_for(Level(row.unit.level), top, period.due_on, today, days).on,
        )
        for row in owed
        for asker, (fields, ready) in row.askers.items()
    ]
