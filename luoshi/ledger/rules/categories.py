"""What holds for a category of items: how long, how often reported, who may issue, how it ends? Pure.

The defaults below come from what offices were found to do (each names its source); an office changes them for its place
on a page. Sources: [1] 督查工作规则 http://www.fymate.net/html/text/lar/168342/16834225_2.html (no date given: 公文 30 日,
会议纪要 20 日, 批示 急 1-5 日、一般 15 日、难 30 日); [2] result goes to the leader, no further word = closed, a new
instruction = a new item http://www.fymate.net/html/text/lar/170700/17070061_1.html; [3] 年初建账、按季对账、年终销账
http://lnszgh.org/news-show-26930.html. Receipt within one working day and a first feedback after three are our own
defaults: no regulation with such a limit was found.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from luoshi.kernel.calendar import WorkCalendar
from luoshi.kernel.say import Say, say


@dataclass(frozen=True)
class Category:
    """The rules of one category. Limits None: the item states its own date. ``ends_by`` verify, leader or answer."""

    key: str
    name: str | Say
    limit_days: int | None = None
    urgent_days: int | None = None
    hard_days: int | None = None
    limit_kind: str = "calendar"
    receive_days: int = 1
    feedback_days: int | None = 3
    rhythm: str = "quarterly"
    report_day: int | None = None
    issuers: tuple[str, ...] = ("office", "party", "department", "union")
    ends_by: str = "verify"
    source: str | Say = ""

    @property
    def has_limits(self) -> bool:
        """Whether a date follows from these rules when the paper names none."""
        return any((self.limit_days, self.urgent_days, self.hard_days))

    def days(self, urgency: str) -> int | None:
        """The limit for an ordinary, urgent or hard item; where the grade has none of its own, the ordinary one."""
        own = {"urgent": self.urgent_days, "hard": self.hard_days}.get(urgency)
        return own or self.limit_days


PLAN = "plan"
CATEGORIES: dict[str, Category] = {
    PLAN: Category(
        PLAN, say("方案任务"), rhythm="quarterly",
        source=say("时限以印发的方案为准；年初建账、按季对账、年终销账（铁岭做法）"),
    ),
    "instruction": Category(
        "instruction", say("领导批示"), limit_days=15, urgent_days=5, hard_days=30, rhythm="change", ends_by="leader",
        source=say("督查工作规则：批示急件 1 至 5 日、一般 15 日、难办 30 日；结果报批示领导，无新批示即办结"),
    ),
    "meeting": Category(
        "meeting", say("会议议定事项"), limit_days=20, rhythm="monthly", report_day=25,
        source=say("督查工作规则：会议纪要没有写明时限的 20 日；每月 25 日前反馈（鄂温克旗做法）"),
    ),
    "letter": Category(
        "letter", say("来文来函"), limit_days=30, rhythm="none", ends_by="answer",
        source=say("督查工作规则：公文没有写明时限的 30 日"),
    ),
}  # fmt: skip
"""Key → what holds unless an office has set something else."""

KIND_LABELS = {"calendar": say("日"), "working": say("个工作日")}
URGENCY_LABELS = {"": say("一般"), "urgent": say("急办"), "hard": say("难办")}


@dataclass(frozen=True)
class Limit:
    """The last day, and why."""

    due_on: date
    because: Say


def limit(category: Category, dated_on: date, urgency: str, calendar: WorkCalendar) -> Limit | None:
    """The date that follows from the category where the paper names none; None where the category has no limit.

    Days run from the day after the paper's date. A limit in calendar days that ends on a day off ends on the next
    working day; a limit in working days never does.
    """
    days = category.days(urgency)
    if not days:
        return None
    parts = {
        "name": category.name, "grade": "" if not urgency else say("（{grade}）", grade=URGENCY_LABELS[urgency]),
        "days": days, "unit": KIND_LABELS[category.limit_kind], "dated": dated_on, "source": category.source,
    }  # fmt: skip
    if category.limit_kind == "working":
        due_on = calendar.shift(dated_on, days)
        return Limit(
            due_on,
            say("{name}{grade} {days} {unit}，自 {dated} 起算，{due} 到期；依据：{source}。", due=due_on, **parts),
        )
    last = due_on = dated_on + timedelta(days=days)
    while not calendar.is_working(due_on):
        due_on += timedelta(days=1)
    if due_on == last:
        return Limit(
            due_on,
            say("{name}{grade} {days} {unit}，自 {dated} 起算，{due} 到期；依据：{source}。", due=due_on, **parts),
        )
    return Limit(
        due_on,
        say(
            "{name}{grade} {days} {unit}，自 {dated} 起算，期满遇休息日，顺延至 {due}；依据：{source}。",
            due=due_on,
            **parts,
        ),
    )


def uncovered(days: Iterable[date | None], calendar: WorkCalendar) -> tuple[Say, ...]:
    """The warning for every year among these days whose official notice has not been entered; for pages that reckon with it."""
    years = sorted({day.year for day in days if day is not None and not calendar.is_covered(day)})
    return tuple(say("{year} 年的节假日安排还没有录入，按周一至周五计算。", year=str(year)) for year in years)


RHYTHM_LABELS: dict[str, Say] = {
    "none": say("不定期"),
    "change": say("有变化时"),
    "monthly": say("每月"),
    "quarterly": say("每季度"),
    "half_year": say("每半年"),
}
END_LABELS: dict[str, Say] = {
    "verify": say("下达单位核验"),
    "leader": say("报作出批示的领导，无新批示即办结"),
    "answer": say("答复来函单位后办结"),
}


def told(category: Category) -> tuple[Say, ...]:
    """The rules in words, for the page that registers an item."""
    unit = KIND_LABELS[category.limit_kind]
    found = []
    for urgency, days in (("", category.limit_days), ("urgent", category.urgent_days), ("hard", category.hard_days)):
        if days:
            found.append(say("{grade} {days} {unit}", grade=URGENCY_LABELS[urgency], days=days, unit=unit))
    limits = say("时限：{limits}。", limits=tuple(found)) if found else say("时限以文件写明的为准。")
    rhythm = RHYTHM_LABELS[category.rhythm]
    reported = (
        say("反馈：{rhythm} {day} 日前。", rhythm=rhythm, day=category.report_day)
        if category.report_day and category.rhythm == "monthly"
        else say("反馈：{rhythm}。", rhythm=rhythm)
    )
    return (limits, reported, say("办结：{end}。", end=END_LABELS[category.ends_by]))
