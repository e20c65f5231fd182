"""What makes a year of reporting look like one: months, lateness, reminders, waivers, feeds, letters, and a chain."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from luoshi.desk.demo.cast import Cast
from luoshi.desk.demo.tree import Tick
from luoshi.kernel import clock
from luoshi.kernel.queries import calendar
from luoshi.org.models import Ask, Unit
from luoshi.reporting import queries, services
from luoshi.reporting.models import Appeal, Entry, Period, Receipt, Report

MONTHS = {1: (4, 5), 2: (7, 8)}
"""Months reported on by the province's departments, by decision, before the second and the third quarter."""
BASIS = "江产改办〔2026〕3号"
LATE = {(4, "省.科技"), (5, "省.财政"), (7, "省.科技"), (8, "省.工信")}
GONE = {(7, "省.住建"), (8, "省.住建")}
WAIVED = {(5, "省.工商联"): "当月无新增事项，并入季报"}


def monthly(cast: Cast, index: int, tick: Tick) -> None:
    """The departments of the province report by the month; some are late, one is silent twice, one is let off."""
    for month in MONTHS.get(index, ()):
        last = date(cast.year, month + 1, 1) - timedelta(days=1)
        due = calendar().on_or_before(date(cast.year, month + 1, 10))
        with clock.at(cast.at(month, 24)):
            period = services.open_period(
                cast.actor("省.办", "office"), name=f"{cast.year}年{month}月", kind="month", starts_on=last.replace(day=1),
                ends_on=last, due_on=due, levels=["province"], basis=BASIS,
            )  # fmt: skip
        for unit in _asked(period):
            _month(cast, period, unit, month, due)
            tick("报送 reports", 2)


def _asked(period: Period) -> list[Unit]:
    rows = Ask.objects.filter(subject=queries.subject_of(period)).values("unit_id")
    return list(Unit.objects.filter(pk__in=rows).order_by("path"))


def _month(cast: Cast, period: Period, unit: Unit, month: int, due: date) -> None:
    key = cast.keys[unit.pk]
    if (month, key) in GONE:
        return
    if (month, key) in WAIVED:
        with clock.at(cast.at(due.month, 6)):
            ask = Ask.objects.select_related("unit").get(unit=unit, subject=queries.subject_of(period), counts=True)
            services.waive(cast.actor("省.办", "office"), ask, WAIVED[month, key])
        return
    day = due + timedelta(days=3) if (month, key) in LATE else due - timedelta(days=2)
    with clock.at(cast.at(day.month, day.day, 10, unit.pk % 60)):
        report = services.start_report(cast.reporter(unit.pk), period)
        for entry in report.entries.select_related("task", "report__unit").prefetch_related("figures"):
            figures = {row.target_id: row.value or row.target.number / 20 for row in entry.figures.all()}
            services.save_entry(
                cast.reporter(unit.pk), entry, progress="on_line", narrative=f"{month}月按计划推进，完成当月安排的事项。",
                help="none", next_steps="下月继续按节点推进。", figures=figures,
            )  # fmt: skip
        services.submit(cast.reporter(unit.pk), report, "按月只报本级情况，下级按季报送。" if _hangs(report) else "")
        services.sign(cast.head(unit.pk), report)
        _accept(cast, report)


def _hangs(report: Report) -> bool:
    hanging = queries.below(report)
    return bool(hanging.silent or hanging.unreviewed)


def _accept(cast: Cast, report: Report) -> None:
    rows = Receipt.objects.filter(report=report, state="pending").select_related(
        "entry__task__issuer", "entry__report", "report__unit", "report__period", "recipient"
    )
    by_recipient: dict[int, list[Receipt]] = {}
    for row in rows.order_by("recipient", "id"):
        by_recipient.setdefault(row.recipient_id, []).append(row)
    for unit_id, found in by_recipient.items():
        services.accept(cast.worker(unit_id), found)


def silent(cast: Cast, period: Period, unit: Unit, due: tuple[int, int]) -> None:
    """Reminded twice; then one is let off, and of the other the level above is told."""
    ask = Ask.objects.select_related("unit", "asker").get(unit=unit, subject=queries.subject_of(period), counts=True)
    asker = cast.worker(ask.asker_id)
    for days in (1, 6):
        with clock.at(_on(cast, ask.due_on + timedelta(days=days))):
            services.chase(asker, [ask])
    with clock.at(_on(cast, date(cast.year, *due) + timedelta(days=8))):
        if cast.keys[unit.pk].endswith("社工"):
            services.waive(asker, ask, "机构改革，工作并入县委组织部，本期由其一并报送")
        elif queries.owed_facts(asker, [ask])[ask.pk].superior:
            services.tell_above(asker, ask, "本季度两次催办仍未报。")


def _on(cast: Cast, day: date) -> datetime:
    while day.weekday() > 4:
        day += timedelta(days=1)
    return cast.at(day.month, day.day, 10)


def letters(cast: Cast, index: int, moment: datetime) -> None:
    """What reports said is needed went out as letters; the spring's are answered, the autumn's are not yet."""
    for row in (
        Appeal.objects.filter(state="draft").select_related("unit", "to", "task", "entry__report").order_by("id")
    ):
        if index == 2 and row.pk % 2:
            continue
        with clock.at(moment):
            services.send_appeal(cast.reporter(row.unit_id), row, "分管负责人")
        if index < 2:
            with clock.at(moment + timedelta(days=4)):
                services.answer_appeal(
                    cast.worker(row.to_id), row, "已列入协调小组办公室会商事项，下月召集有关部门商定。"
                )


SHARING = ("省.教育", "省.财政", "省.人社")
"""Departments that have shown the others what they did."""


def shares(cast: Cast, period: Period) -> None:
    """做法 that some departments share with the others of the province, by their own act."""
    for number, unit in enumerate(unit for unit in _asked(period) if cast.keys[unit.pk] in SHARING):
        entries = Entry.objects.filter(report__unit=unit, report__period=period).exclude(narrative="")
        entry = entries.select_related("task", "report__unit", "report__period").order_by("id").first()
        if entry is not None:
            with clock.at(cast.ago(20 - 3 * number)):
                services.share(cast.reporter(unit.pk), entry)


def lately(cast: Cast, period: Period) -> None:
    """A standing rhythm, a chain of two steps, supporting units that have fed in, and some reminders."""
    with clock.at(cast.ago(8)):
        office = cast.actor("省.办", "office")
        services.keep_rhythm(office, kind="quarter", due_day=10, shift="before", open_before=5)
        lead = next(unit for unit in _asked(period) if cast.keys[unit.pk] == "省.人社")
        services.keep_chain(cast.head(lead.pk), "", [("处室审核", "responsible"), ("分管领导签批", "")])
    asks = Ask.objects.filter(subject=queries.feed_subject(period), asker=lead).select_related("unit").order_by("id")
    for number, ask in enumerate(asks[:3]):
        if number == 1:
            continue
        with clock.at(cast.ago(3, 11, number * 9)):
            actor = cast.reporter(ask.unit_id)
            texts = {
                row.task.pk: f"{ask.unit.short_name or ask.unit.name}配合开展专项摸底，提供名单 3 批。已会签实施细则。"
                for row in queries.feed_rows(actor, period)
                if row.lead.pk == lead.pk
            }
            services.send_feeds(actor, period, texts, {})
    late = Ask.objects.filter(subject=queries.subject_of(period), counts=True, state="open", asker=office.unit_id)
    with clock.at(cast.ago(2, 16)):
        services.chase(office, list(late.select_related("unit").order_by("unit_path")[:3]))
