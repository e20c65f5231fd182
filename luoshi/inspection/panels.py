"""What does the room show elsewhere?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from luoshi.inspection import queries
from luoshi.inspection.models import Conclusion, Draw, Finding, Inspector, Item, Objection, Target, Visit
from luoshi.inspection.queries import visit_waiting
from luoshi.inspection.queries.axis import on_task
from luoshi.inspection.workflow import CONCLUSION, DRAW, FINDING, ITEM, OBJECTION, PROPOSAL, TARGET, VISIT
from luoshi.kernel import panels
from luoshi.kernel.actor import Actor
from luoshi.kernel.panels import Owed
from luoshi.kernel.say import Say, say
from luoshi.ledger.models import Task

SENTENCES: tuple[tuple[str, Say | None, str], ...] = (
    ("inspection.item.plan", say("拟订事项"), "hollow"),
    ("inspection.item.edit", say("修改事项"), "hollow"),
    ("inspection.item.object", say("列入对象"), "hollow"),
    ("inspection.item.task", say("关联任务"), "hollow"),
    ("inspection.item.read", say("查看不打招呼的事项"), "hollow"),
    ("inspection.proposal.propose", say("提出督察建议"), "hollow"),
    ("inspection.inspector.add", say("督察员入库"), "hollow"),
    ("inspection.inspector.tie", None, "hollow"),
    ("inspection.draw.prepare", say("准备抽取"), "hollow"),
    ("inspection.target.choose", say("确定督察对象"), "solid"),
    ("inspection.target.team", None, "hollow"),
    ("inspection.target.date", None, "hollow"),
    ("inspection.export", say("导出督察情况"), "hollow"),
    ("inspection.inspector.train", say("登记培训"), "hollow"),
    ("inspection.inspector.trained", None, "hollow"),
    ("inspection.inspector.tied", say("登记须回避的关系"), "hollow"),
    ("inspection.inspector.untie", say("撤销须回避的关系"), "hollow"),
    ("inspection.inspector.set", say("修改督察员登记"), "hollow"),
    ("inspection.draw.recuse", say("抽取后回避"), "warn"),
    ("inspection.target.stand_down", None, "hollow"),
    ("inspection.target.led", None, "hollow"),
    ("inspection.target.stand_in", say("由下一名督察员递补"), "solid"),
    ("inspection.burden.set", say("设置督察频次限额"), "hollow"),
)


def register() -> None:
    """Called once, at start-up."""
    panels.tab("inspect", say("年度计划"), "inspection:plan", 10, _may_read)
    panels.tab("inspect", say("督察覆盖"), "inspection:coverage", 15, _may_read)
    panels.tab("inspect", say("督察抽取"), "inspection:draws", 20, _may_read)
    panels.owed(owed)
    for table in (ITEM, PROPOSAL, DRAW, TARGET):
        panels.workflow(table)
    for code, text, mark in SENTENCES:
        panels.sentence(code, text, mark)
    panels.guardian(Item._meta.label_lower, lambda actor, pk: Item.objects.get_visible(actor, pk=pk))
    panels.guardian(Draw._meta.label_lower, lambda actor, pk: Draw.objects.get_visible(actor, pk=pk))
    panels.guardian(Target._meta.label_lower, lambda actor, pk: Target.objects.get_visible(actor, pk=pk))
    panels.guardian(Inspector._meta.label_lower, lambda actor, pk: Inspector.objects.get_visible(actor, pk=pk))
    register_visits()


VISITS: tuple[tuple[str, Say | None, str], ...] = (
    ("visit.plan", say("安排到访"), "hollow"),
    ("visit.call", say("安排走访"), "hollow"),
    ("visit.open", say("通知受督察单位"), "hollow"),
    ("visit.invite", say("邀请参加"), "hollow"),
    ("visit.uninvite", say("不再邀请"), "hollow"),
    ("visit.sheet", None, "hollow"),
    ("visit.own", say("自加检查内容"), "hollow"),
    ("visit.talk", say("登记谈话人数"), "hollow"),
    ("line.fill", None, "hollow"),
    ("talk.drop", None, "hollow"),
    ("reading.enter", say("录入任务实际进展"), "hollow"),
    ("target.visit", None, "hollow"),
    ("finding.write", say("列问题"), "hollow"),
    ("finding.refuse", say("单位不认可，说明理由"), "warn"),
    ("finding.lapse", say("单位逾期未反馈"), "warn"),
    ("conclusion.draft", say("起草督察结论"), "hollow"),
    ("conclusion.former", None, "hollow"),
    ("conclusion.object", None, "hollow"),
    ("conclusion.correct", say("按复核意见更正结论，原文保留"), "solid"),
    ("objection.raise", say("单位提出异议"), "warn"),
    ("sheet.word", say("修订检查表"), "hollow"),
)


def register_visits() -> None:
    """Visits and what follows from them."""
    for table in (VISIT, FINDING, CONCLUSION, OBJECTION):
        panels.workflow(table)
    for model in (Visit, Finding, Conclusion, Objection):
        panels.guardian(model._meta.label_lower, _opened(model))
    panels.tab("inspect", say("实地督察"), "inspection:visits", 30)
    panels.owed(visit_waiting.owed)
    objects = ["inspection.finding", "inspection.conclusion", "inspection.objection"]
    panels.notify("inspection.answer", say("督察反馈"), objects, visit_waiting.matters, 130, needs=["report", "rule"])
    panels.panel("ledger.task", "inspection/_on_task.html", axis_on, 15)
    for code, text, mark in VISITS:
        panels.sentence(f"inspection.{code}", text, mark)


def _opened(model: Any) -> Callable[[Actor, int], Any]:
    return lambda actor, pk: model.objects.get_visible(actor, pk=pk)


def axis_on(actor: Actor, task: Task, _request: Any) -> dict[str, Any] | None:
    """Who says what of a task, once somebody beside its unit has."""
    found = on_task(actor, task)
    if found is None:
        return None
    return {"axis": found.axis, "url": reverse("inspection:visit", args=[found.visit.pk]) if found.visit else ""}


def _may_read(actor: Actor) -> bool:
    return queries.inspects(actor) or "head" in actor.roles


def owed(actor: Actor) -> Iterator[Owed]:
    """What an inspecting office has to go on with: proposals to answer, draws that wait for their witness."""
    if not queries.inspects(actor):
        return
    waiting = queries.open_proposals(actor).count()
    if waiting:
        title = gettext("待研究的督察建议 %(count)s 条") % {"count": waiting}
        yield Owed(say("督察"), title, "", "", None, f"{reverse('inspection:proposals')}?state=open", say("研究"))
    rows = Draw.objects.visible_to(actor).filter(item__unit=actor.unit_id or 0, state="frozen").select_related("item")
    for row in rows:
        url = reverse("inspection:draw", args=[row.pk])
        yield Owed(
            say("督察抽取"), row.item.name, gettext("名单已封存，待见证抽取"), "", row.item.starts_on, url, say("抽取")
        )
