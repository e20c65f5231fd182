"""What does the room show on lower rooms' pages and on the desk? Registered once, at start-up."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from luoshi.kernel import clock, panels, search
from luoshi.kernel.actor import Actor
from luoshi.kernel.panels import Act, Owed
from luoshi.kernel.prepared import Prepared
from luoshi.kernel.queries import calendar
from luoshi.kernel.say import Say, say
from luoshi.kernel.templatetags.ui import shortdate
from luoshi.ledger.models import Task
from luoshi.ledger.queries import report_source
from luoshi.org.rules import permissions
from luoshi.reporting import queries
from luoshi.reporting.models import Entry, Period, Receipt, Report
from luoshi.reporting.queries import matters
from luoshi.reporting.queries.awaited import awaited
from luoshi.reporting.queries.columns import checked_by, difficulties
from luoshi.reporting.queries.handing import handed_on
from luoshi.reporting.services import succession
from luoshi.reporting.workflow import APPEAL, ASK, FEED, RECEIPT, REPORT, SHARE


def register() -> None:
    """Navigation, panels, rows of the desk, sentences of the trail, and who may see the files."""
    panels.tab("organise", say("填报"), "reporting:mine", 40, fills_in)
    panels.tab("organise", say("报送审核"), "reporting:review", 50, reviews)
    panels.tab("organise", say("谁没报"), "reporting:missing", 60)
    panels.panel("ledger.task", "reporting/_on_task.html", on_task, 20)
    panels.panel("desk.home", "reporting/_shared.html", shared, 20)
    panels.panel("ledger.task.acts", "reporting/_on_task.html", acts_on_task, 20)
    search.register(search.Source(Entry, ("narrative", "difficulty", "next_steps")))
    panels.owed(owed)
    panels.awaited(awaited)
    answers = ["reporting.report", "reporting.receipt"]
    panels.notify("reporting.fill", say("填报"), ["org.ask"], matters.asks, 60, needs=["report"])
    panels.notify("reporting.sign", say("签批报送"), answers, matters.signings, 70, needs=["sign"])
    panels.notify("reporting.returned", say("退回的报送"), answers, matters.returned, 80, needs=["report"])
    panels.notify("reporting.review", say("审核报送"), answers, matters.reviews, 90, needs=["review"])
    panels.handing(handed_on)
    panels.succession(succession.preview, succession.carry)
    panels.workflow(REPORT)
    panels.workflow(RECEIPT)
    for table in (ASK, FEED, APPEAL, SHARE):
        panels.workflow(table)
    panels.tab("organise", say("提请协调"), "reporting:appeals", 65)
    panels.guardian(Report._meta.label_lower, sees_report)
    panels.guardian(Entry._meta.label_lower, lambda actor, pk: Entry.objects.get_visible(actor, pk=pk))
    report_source(states_of)
    for key, label, facts, width in (
        ("difficulty", say("存在困难"), difficulties, 22), ("checked", say("核对情况"), checked_by, 16),
    ):  # fmt: skip
        panels.column(panels.Column("ledger.tasks", key, label, facts, width))
    for code, text, mark in SENTENCES:
        panels.sentence(code, text, mark)


SENTENCES: tuple[tuple[str, Any, str], ...] = (
    ("reporting.share.start", None, "hollow"),
    ("reporting.entry.send", say("报出本期进展"), "hollow"),
    ("reporting.receipt.create", None, "hollow"),
    ("reporting.receipt.resubmit", None, "hollow"),
    ("reporting.receipt.accept", say("接收报送"), "solid"),
    ("reporting.receipt.return", say("退回报送"), "warn"),
    ("reporting.receipt.pass_on", say("单位并入，改由接续单位审核"), "solid"),
    ("reporting.period.unask", None, "hollow"),
    ("reporting.receipt.withdraw", say("撤回接收"), "warn"),
    ("reporting.entry.start", None, "hollow"),
    ("reporting.report.open_to", None, "hollow"),
    ("reporting.signature.add", None, "hollow"),
    ("reporting.ask.answer", None, "hollow"),
    ("reporting.ask.give_back", None, "hollow"),
    ("reporting.ask.tell_above", None, "hollow"),
    ("reporting.feed.start", None, "hollow"),
    ("reporting.entry.take", None, "hollow"),
    ("reporting.appeal.start", None, "hollow"),
    ("reporting.appeal.pass_on", say("单位并入，改由接续单位办理"), "solid"),
    ("reporting.feed.pass_on", say("单位并入，改由接续单位办理"), "solid"),
    ("reporting.signature.void", None, "hollow"),
    ("reporting.chase.send", say("催办"), "warn"),
    ("reporting.chase.tell", say("告知上一级：下级到期未报"), "warn"),
    ("reporting.period.ask", None, "hollow"),
    ("reporting.period.answer", None, "hollow"),
    ("reporting.period.open", say("开启报送期次"), "solid"),
    ("reporting.report.start", say("开始填报"), "hollow"),
)


def fills_in(actor: Actor) -> bool:
    """Whether the tab 填报 is for this person: those who write and those who sign."""
    return bool({"report", "sign"} & permissions(actor.roles))


def reviews(actor: Actor) -> bool:
    """Whether the tab 报送审核 is for this person."""
    return "review" in permissions(actor.roles)


def sees_report(actor: Actor, pk: int) -> bool:
    """A signed sheet stands for the whole report: its own unit reads it, others read what concerns them."""
    return Report.objects.visible_to(actor).filter(pk=pk, unit__in={held.unit_id for held in actor.grants}).exists()


def on_task(actor: Actor, task: Task, _request: Any) -> dict[str, Any] | None:
    """The latest sendings on a task's page."""
    if task.issued_at is None:
        return None
    return {"sendings": queries.sendings(actor, task)}


def shared(actor: Actor, _obj: Any, _request: Any) -> dict[str, Any] | None:
    """The latest that siblings share, on the desk; nothing where nobody does."""
    rows = list(queries.siblings_shares(actor)[:3])
    return {"rows": rows} if rows else None


def acts_on_task(actor: Actor, task: Task, _request: Any) -> dict[str, Any] | None:
    """The button 填报 on a led task's page, while a period asks for it."""
    if task.lead_unit_id != actor.unit_id or "report" not in permissions(actor.roles) or task.state != "active":
        return None
    open_rows = queries.owing(actor, 4, waiting=True)
    if not open_rows:
        return None
    row, days = open_rows[-1], calendar()
    left = days.between(clock.today(), row.due_on)
    label = gettext("填报%(period)s") % {"period": row.period.name}
    note = gettext("%(date)s截止，剩 %(left)s 个工作日。") if left >= 0 else gettext("%(date)s截止，已逾期。")
    told = note % {"date": shortdate(row.due_on), "left": left}
    if row.report is None:
        url, method = reverse("reporting:start", args=[row.period.pk]), "post"
    else:
        url, method = reverse("reporting:report", args=[row.report.pk]), "get"
    return {"acts": [Act(label, url, method=method, primary=True, note=told)]}


def states_of(task_ids: Collection[int]) -> Mapping[int, str]:
    """What the latest sending on each task has come to, for the ledger's column."""
    return {task_id: str(RECEIPT.states[state]) for task_id, state in _STATES(task_ids)}


_STATES: Prepared[tuple[int, str]] = Prepared(
    lambda task_ids: (
        Receipt.objects.filter(entry__task__in=task_ids, deciding=True)
        .order_by("report__period__ends_on", "id")
        .values_list("entry__task", "state")
    )
)


# ---------- the desk ----------


def owed(actor: Actor) -> Iterator[Owed]:
    """What a person owes in this room: fill in, rework, sign, review."""
    may = permissions(actor.roles)
    if {"report", "sign"} & may:
        for row in queries.owing(actor, waiting=True):
            yield from _reporting(row, may)
    if "report" in may:
        yield from _feeding(actor)
    yield from _asked_for_help(actor, may)
    if "review" in may:
        yield from _review(actor)
        yield from _silent(actor)


def _reporting(row: queries.Owing, may: Collection[str]) -> Iterator[Owed]:
    report, asked_by = row.report, gettext("、").join(unit.short_name or unit.name for unit in row.askers)
    page = reverse("reporting:report", args=[report.pk]) if report else reverse("reporting:mine")
    tasks = gettext("任务 %(count)s 项") % {"count": row.tasks}

    def one(kind: Say, detail: str, verb: Say, tone: str = "plain", state: str = "") -> Owed:
        return Owed(kind, row.period.name, detail, asked_by, row.due_on, page, verb, tone, state)

    if report is not None and report.state == "signing":
        if "sign" in may:
            yield one(say("签批"), tasks, say("签批"))
        if "report" in may:
            yield one(say("签批"), tasks, say("打印或上传签批单"), state=gettext("等负责人签批"))
    elif "report" in may and report is not None and row.returned:
        detail = gettext("退回 %(count)s 项，其余不变") % {"count": row.returned}
        yield one(say("重报"), detail, say("修改后重报"), "returned")
    elif "report" in may and row.mark in {"due", "missing"}:
        state = gettext("填写中") if report else ""
        if row.chases:
            state = gettext("已催 %(count)s 次") % {"count": row.chases}
        yield one(say("填报"), tasks, say("接着填") if report else say("填报"), state=state)


def _review(actor: Actor) -> Iterator[Owed]:
    for period, waiting in queries.review_periods(actor):
        if waiting:
            yield Owed(
                say("审核"), period.name, gettext("待审核 %(count)s 份") % {"count": waiting}, "", _review_by(period),
                reverse("reporting:review_all", args=[period.pk]), say("审核"),
            )  # fmt: skip


def _feeding(actor: Actor) -> Iterator[Owed]:
    for one in queries.feeds_owed(actor):
        if one.waiting:
            asked_by = gettext("、").join(unit.short_name or unit.name for unit in one.leads)
            page = reverse("reporting:feed", args=[one.period.pk])
            yield Owed(
                say("协办反馈"), one.period.name, gettext("反馈牵头单位"), asked_by, one.due_on, page, say("反馈")
            )


def _asked_for_help(actor: Actor, may: Collection[str]) -> Iterator[Owed]:
    """Drafts to be sent or dropped, and letters to be answered."""
    for row in queries.appeals(actor).filter(state__in=["draft", "sent"])[:20]:
        page = reverse("reporting:appeal", args=[row.pk])
        if row.state == "draft" and row.unit_id == actor.unit_id and {"report", "sign"} & set(may):
            yield Owed(say("提请协调"), row.title, gettext("拟稿，未发出"), row.to.name, None, page, say("发出"))
        elif row.state == "sent" and row.to_id == actor.unit_id and {"review", "rule"} & set(may):
            yield Owed(say("提请协调"), row.title, row.number, row.unit.name, None, page, say("答复"))


def _silent(actor: Actor) -> Iterator[Owed]:
    """Units below of which somebody told us that they are silent: a person's word, and a person's act follows."""
    for row in queries.told_above(actor):
        period = queries.period_of(row.ask)
        page = reverse("reporting:missing_in", args=[period.pk]) if period else reverse("reporting:missing")
        yield Owed(
            say("下级缺报"), row.ask.unit.name, row.note or row.ask.title, row.by.name, row.ask.due_on,
            f"{page}?mark=missing", say("查看"),
        )  # fmt: skip


def _review_by(period: Period) -> Any:
    """The period closes for those above on its own date: what has come is to be answered by then."""
    return period.due_on
