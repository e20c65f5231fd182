"""What does the room show elsewhere? Its pages, what is owed, the workers' word on a task, and how its events read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from luoshi.kernel import panels
from luoshi.kernel.actor import Actor
from luoshi.kernel.panels import Owed
from luoshi.kernel.say import Say, say
from luoshi.ledger.models import Task
from luoshi.voice import queries
from luoshi.voice.models import Case, Survey
from luoshi.voice.queries import asking, matters, statistics
from luoshi.voice.workflow import CASE, SURVEY


def register() -> None:
    """Called once, at start-up."""
    panels.tab("inspect", say("职工意见"), "voice:cases", 60, queries.may_hear)
    panels.tab("inspect", say("意见统计"), "voice:statistics", 63, statistics.may_count)
    panels.tab("guidance", say("首创做法"), "voice:initiatives", 61)
    panels.tab("inspect", say("职工三问"), "voice:surveys", 61)
    panels.tab("inspect", say("代职工转报"), "voice:hand_in", 62)
    panels.tab("guidance", say("调研记录"), "voice:notes", 60)
    panels.owed(owed)
    panels.notify("voice.case", say("职工意见"), ["voice.case"], matters.cases, 150, needs=["hear"])
    panels.panel("ledger.task", "voice/_word.html", word_on, 40)
    for table in (CASE, SURVEY):
        panels.workflow(table)
    panels.guardian(Case._meta.label_lower, lambda actor, pk: Case.objects.get_visible(actor, pk=pk))
    panels.guardian(Survey._meta.label_lower, lambda actor, pk: Survey.objects.get_visible(actor, pk=pk))
    for code, text, mark in EVENTS:
        panels.sentence(f"voice.{code}", text, mark)


EVENTS: tuple[tuple[str, Say | None, str], ...] = (
    ("case.read", None, "hollow"),
    ("case.hear", say("反映人作了补充或者评价"), "warn"),
    ("case.hand_in", say("单位代职工转报"), "solid"),
    ("case.correct", say("更正类别或者涉及单位"), "hollow"),
    ("word.take_in", None, "hollow"),
    ("word.ask", None, "hollow"),
    ("word.reply", None, "hollow"),
    ("word.decline", None, "hollow"),
    ("word.adopt", None, "hollow"),
    ("initiative.adopt", None, "hollow"),
    ("settings.set", say("修改答复期限"), "solid"),
    ("reporter.open", say("查看反映人的联系方式"), "warn"),
    ("reporter.destroy", say("联系方式到期销毁"), "hollow"),
    ("entrance.open", say("开设职工意见入口"), "solid"),
    ("entrance.close", say("关闭职工意见入口"), "hollow"),
    ("survey.open", say("开始征集"), "solid"),
    ("note.write", say("写下调研记录"), "solid"),
    ("note.correct", say("修改调研记录"), "hollow"),
)


def owed(actor: Actor) -> Iterator[Owed]:
    """Cases to take on, to answer, to look at again. A row of the desk says the number only."""
    for row in queries.owed_cases(actor):
        answering = row.handler_id == actor.unit_id and row.state == "handling"
        verb = say("答复") if answering else say("受理") if row.state == "received" else say("看补充")
        due = row.reply_by if answering else row.accept_by if row.state == "received" else None
        yield Owed(
            say("职工意见"), str(row), str(CASE.states[row.state]), "", due, reverse("voice:case", args=[row.pk]), verb
        )


def word_on(actor: Actor, task: Task, _request: Any) -> dict[str, Any] | None:
    """What workers say of the task, from five of them on; for who hears workers, the ways to ask them."""
    word, hears, first = queries.word_on(task), asking.hears_here(actor), list(task.initiatives.all())
    if word is None and not hears and not first:
        return None
    surveys = list(asking.surveys(actor, task)[:5]) if hears else []
    return {"word": word, "task": task, "hears": hears, "surveys": surveys, "first": first}
