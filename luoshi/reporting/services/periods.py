"""How is a period opened: by a person, by a standing rhythm, or by a unit that has something to tell?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from luoshi.kernel import actions, checks, clock
from luoshi.kernel.actor import SYSTEM, Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.queries import calendar
from luoshi.kernel.say import Say, say
from luoshi.org.models import Ask, Unit
from luoshi.org.rules import Level, permissions
from luoshi.reporting import queries, rules
from luoshi.reporting.models import Period, Report, ReportingSettings, Rhythm

OPENERS = say("须由协调小组办公室的经办人开启报送期次。")
STANDING = say("按报送节奏自动开启。")
BY_DECISION = {"month", "adhoc"}
"""Kinds that are more than the default asks for: somebody decided on them, and the document says so."""


def drawn_up(actor: Actor, **given: Any) -> Period:
    """A period as it would be opened by the unit acted for; not written. For the preview."""
    unit = Unit.objects.get(pk=actor.unit_id or 0)
    given = {**given, "levels": list(given.get("levels") or [])}
    given.pop("despite", None)
    return Period(opened_by=unit, opened_at=clock.now(), **given)


def open_period(
    actor: Actor, *, name: str, kind: str, starts_on: date, ends_on: date, due_on: date, category: str = "",
    levels: Sequence[str] = (), basis: str = "", despite: str = "",
) -> Period:  # fmt: skip
    """Ask every unit with an active lead duty to report: one `org.Ask` for each unit and body that asks it.

    What is held already is not asked again; where all of it is, the one who asks is refused and told where it lies.
    """
    if not queries.may_open(actor):
        raise Refused([OPENERS])
    period = drawn_up(
        actor, name=name.strip(), kind=kind, starts_on=starts_on, ends_on=ends_on, due_on=due_on, category=category,
        levels=levels, basis=basis.strip()[:120],
    )  # fmt: skip
    _check_period(period)
    return _open(actor, period, despite)


def _open(actor: Actor, period: Period, despite: str) -> Period:
    owed = queries.obligations(period)
    if not owed:
        held = queries.refusals_to_ask(period)
        raise Refused(held or [say("没有单位牵头在办任务，或者同期的报送已由上级开启，不用再开。")])
    with actions.atomic():
        actions.create(actor, "reporting.period.open", period)
        actions.create_many(actor, "reporting.period.ask", _asks(period, owed))
        actions.create_many(actor, "reporting.period.ask", queries.feeds_asked(period))
        checks.leave(actor, queries.leaving_period(period, owed), despite)
    return period


def _check_period(period: Period) -> None:
    wrong: dict[str, list[Say]] = {}
    if not period.name or len(period.name) > 40:
        wrong["name"] = [say("请写期次名称，不超过 40 字。")]
    elif Period.objects.filter(opened_by=period.opened_by, name=period.name).exists():
        wrong["name"] = [say("已有同名的期次。")]
    if period.ends_on < period.starts_on:
        wrong["ends_on"] = [say("结束日期早于开始日期。")]
    if period.due_on < clock.today():
        wrong["due_on"] = [say("报送截止日期早于今天。")]
    if period.kind in BY_DECISION and not period.basis:
        wrong["basis"] = [say("默认按季报送；按月报送、专项报送须有依据文件。")]
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


# ---------- standing orders ----------


def keep_rhythm(actor: Actor, rhythm: Rhythm | None = None, **given: Any) -> Rhythm:
    """Set or change how often the office asks: kind, due day, shift, how early it opens, category, levels, basis."""
    if not queries.may_open(actor):
        raise Refused([OPENERS])
    given["levels"] = list(given.get("levels") or [])
    wrong: dict[str, list[Say]] = {}
    if given["kind"] == "month" and given.get("active", True) and not given.get("basis", "").strip():
        wrong["basis"] = [say("默认按季报送；按月报送、专项报送须有依据文件。")]
    if given["kind"] not in rules.SPANS:
        wrong["kind"] = [say("专项报送由人开启，不设节奏。")]
    if not 0 <= given["due_day"] <= 31:
        wrong["due_day"] = [say("报送日是 0 到 31；0 表示期末当日。")]
    if wrong:
        raise Invalid(wrong)
    if rhythm is None:
        unit = Unit.objects.get(pk=actor.unit_id or 0)
        return actions.create(actor, "reporting.rhythm.set", Rhythm(unit=unit, **given))
    if rhythm.unit_id != actor.unit_id:
        raise Refused([OPENERS])
    return actions.change(actor, "reporting.rhythm.change", rhythm, **given)


def keep_settings(actor: Actor, *, grace_days: int, feed_days: int, names_shown: bool) -> ReportingSettings:
    """Set the office's own limits: days of grace, how early supporting units feed in, whether reviewers are named below."""
    if not queries.may_open(actor):
        raise Refused([OPENERS])
    wrong = {
        name: [say("请填 0 到 60 个工作日。")]
        for name, value in (("grace_days", grace_days), ("feed_days", feed_days))
        if not 0 <= value <= 60
    }
    if wrong:
        raise Invalid(wrong)
    given: dict[str, Any] = {"grace_days": grace_days, "feed_days": feed_days, "names_shown": names_shown}
    row = ReportingSettings.objects.filter(unit=actor.unit_id).first()
    if row is None:
        row = ReportingSettings(unit=Unit.objects.get(pk=actor.unit_id or 0), **given)
        return actions.create(actor, "reporting.settings.set", row)
    return actions.change(actor, "reporting.settings.change", row, **given)


def open_due_periods(today: date | None = None) -> list[Period]:
    """Open what the standing rhythms are due to ask. Safe to run as often as one likes; a missed run catches up once."""
    day, found = today or clock.today(), []
    for rhythm in Rhythm.objects.filter(active=True, unit__abolished_on=None).select_related("unit").order_by("id"):
        span = rules.to_open(rhythm.kind, rhythm.open_before, rhythm.opened_until, day, calendar())
        if span is None:
            continue
        with actions.atomic():
            held = Rhythm.objects.select_for_update().get(pk=rhythm.pk)
            if held.opened_until == rhythm.opened_until:
                found += _turn(held, span, day)
    return found


def _turn(rhythm: Rhythm, span: rules.Span, day: date) -> list[Period]:
    due_on = max(rules.due_of(span, rhythm.due_day, rhythm.shift, calendar()), day)
    period = Period(
        name=span.name, kind=span.kind, starts_on=span.starts_on, ends_on=span.ends_on, due_on=due_on,
        category=rhythm.category, levels=rhythm.levels, basis=rhythm.basis, rhythm=rhythm, opened_by=rhythm.unit,
        opened_at=clock.now(),
    )  # fmt: skip
    actions.change(SYSTEM, "reporting.rhythm.turn", rhythm, opened_until=span.ends_on)
    if Period.objects.filter(opened_by=rhythm.unit, name=period.name).exists():
        return []
    try:
        return [_open(SYSTEM, period, str(STANDING))]
    except Refused:
        # Nobody leads a task yet, or the answer is held already: nothing to ask, and the next turn asks again.
        return []


# ---------- when something changed ----------


def report_change(actor: Actor, task_ids: Iterable[int]) -> Report:
    """情况变化报告: a unit's own word, at any time, on tasks that it leads. Nobody has asked; the same bodies receive it."""
    from luoshi.reporting.services.filling import begin_with

    if "report" not in permissions(actor.roles):
        raise Refused([say("须由本单位联络员或者经办人填报。")])
    unit = Unit.objects.get(pk=actor.unit_id or 0)
    tasks = list(queries.led_by(unit.pk).filter(pk__in=list(task_ids)))
    if not tasks:
        raise Refused([say("请选择要报告的任务；只能报告本单位牵头的在办任务。")])
    today, number = clock.today(), 1
    name = f"{today.year}年{today.month}月{today.day}日情况变化"
    taken = set(Period.objects.filter(opened_by=unit, kind="change").values_list("name", flat=True))
    while (chosen := name if number == 1 else f"{name}（{number}）") in taken:
        number += 1
    period = Period(
        name=chosen, kind="change", starts_on=today, ends_on=today, due_on=today, opened_by=unit, opened_at=clock.now()
    )
    with actions.atomic():
        actions.create(actor, "reporting.period.open", period)
        return begin_with(actor, period, tasks)
