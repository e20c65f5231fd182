"""What does the room put into the navigation, on the desk, and into timelines; and who may see its files?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from luoshi.kernel import panels, search
from luoshi.kernel.actor import Actor
from luoshi.kernel.panels import Owed
from luoshi.kernel.say import Say, say
from luoshi.ledger import queries, rules
from luoshi.ledger.models import Clause, Letter, Plan, Request, Task
from luoshi.ledger.queries import indicators, matters, page_office, page_timetable
from luoshi.ledger.queries.awaited import awaited
from luoshi.ledger.queries.handing import handed_on
from luoshi.ledger.queries.letters import letters_about, letters_waiting, may_write
from luoshi.ledger.services import succession
from luoshi.ledger.workflow import DUTY, LETTER, PLAN, REQUEST, TASK
from luoshi.org.rules import permissions


def register() -> None:
    """Called once, at start-up."""
    panels.tab("organise", say("工作台账"), "ledger:list", 10)
    panels.tab("organise", say("时间表路线图"), "ledger:timetable", 20)
    panels.panel("ledger.task", "ledger/_waits.html", waits, 10)
    panels.tab("organise", say("下达与签收"), "ledger:receipts", 30)
    panels.tab("organise", say("函件"), "ledger:letters", 35)
    panels.panel("ledger.task", "ledger/_letters.html", letters, 40)
    panels.guardian("ledger.letter", lambda actor, pk: Letter.objects.get_visible(actor, pk=pk))
    panels.tab("organise", say("情况表"), "ledger:situation", 70)
    search.register(search.Source(Task, ("number", "title", "text", "latest"), {"standards": "text"}))
    search.register(search.Source(Clause, ("heading", "text")))
    search.register(search.Source(Plan, ("title", "doc_number", "issuer_name")))
    panels.tab("organise", say("成效指标"), "ledger:indicators", 45)
    panels.tab("admin", say("事项类别"), "ledger:categories", 60)
    panels.tab("admin", say("灯和时限"), "ledger:lights", 61)
    panels.tab("admin", say("工作日历"), "ledger:calendar", 62)
    panels.panel("ledger.task", "ledger/_team.html", team, 5)
    panels.panel("ledger.task", "ledger/_indicators.html", indicators_on, 6)
    panels.owed(owed)
    panels.awaited(awaited)
    panels.notify(
        "ledger.receive", say("签收任务"), ["ledger.duty", "ledger.task"], matters.receipts, 10, needs=["receive"]
    )
    panels.notify("ledger.rule", say("裁定申请"), ["ledger.request"], matters.rulings, 30, needs=["rule"])
    panels.notify("ledger.letter", say("函件"), ["ledger.letter"], matters.letters, 35, needs=["report", "review"])
    panels.notify("ledger.verify", say("核验完成情况"), ["ledger.task"], matters.verifications, 40, needs=["verify"])
    panels.notify(
        "ledger.sent_back", say("核验退回，补充后再申请"), ["ledger.task"], matters.sent_back, 50, needs=["report"]
    )
    panels.handing(handed_on)
    panels.succession(succession.preview, succession.carry)
    for table in (PLAN, TASK, DUTY, REQUEST, LETTER):
        panels.workflow(table)
    for code, text, mark in SENTENCES:
        panels.sentence(code, text, mark)
    for code in UNTOLD:
        panels.sentence(code, None)
    panels.guardian("ledger.task", lambda actor, pk: Task.objects.get_visible(actor, pk=pk))
    panels.guardian("ledger.plan", lambda actor, pk: Plan.objects.get_visible(actor, pk=pk))
    panels.guardian("ledger.request", lambda actor, pk: Request.objects.get_visible(actor, pk=pk))
    panels.guardian("ledger.completion", lambda actor, pk: Task.objects.get_visible(actor, completions=pk))


def waits(actor: Actor, task: Task, _request: Any) -> dict[str, Any] | None:
    """先后关系 on the task's page: nothing where there is none and the reader may not set one."""
    found = page_timetable.waits_of(actor, task)
    return {"task": task, **found} if found["ahead"] or found["behind"] or found["may"] else None


def letters(actor: Actor, task: Task, _request: Any) -> dict[str, Any] | None:
    """Letters about the task, where there are any or one may be written."""
    found, may = (
        letters_about(actor, task),
        may_write(actor) and task.state == "active" and task.lead_unit_id != actor.unit_id,
    )
    return {"task": task, "letters": found, "may": may} if found or may else None


# ---------- timelines ----------


def _named(text: Say) -> Any:
    """A sentence with the name of what it happened to."""
    return lambda event: say(text.text, name=event.object_name)


def _progress(event: Any) -> Say:
    latest = str((event.after or {}).get("latest") or "")
    return say("进展已接收：{latest}", latest=latest) if latest else say("进展已接收")


def _extended(event: Any) -> Say:
    return say(
        "时限由 {before} 延至 {after}", before=event.before.get("due_on") or "—", after=event.after.get("due_on")
    )


def _changed(event: Any) -> Say | None:
    labels = [str(LABELS[name]) for name in event.after if name in LABELS]
    return say("变更：{what}", what=tuple(labels)) if labels else None


def _graded(event: Any) -> Say:
    grade = rules.GRADES.get(str(event.after.get("grade") or ""))
    return say("列为重点任务：{grade}", grade=grade) if grade else say("不再列为重点任务")


def _resumed(event: Any) -> Say:
    return say("计时恢复，停 {days} 个工作日", days=event.after.get("working_days") or 0)


def _received(event: Any) -> Say:
    return say("签收：{name}", name=event.object_name)


def _led_anew(event: Any) -> Say | None:
    """While a draft gets its first lead there is nothing to tell."""
    return say("调整牵头单位") if (event.before or {}).get("lead_unit") else None


def _edited(event: Any) -> Say:
    labels = [str(LABELS[name]) for name in event.after if name in LABELS]
    return say("修改草稿：{what}", what=tuple(labels)) if labels else say("修改草稿")


LABELS = {
    "number": say("编号"), "title": say("任务"), "text": say("任务内容"), "due_on": say("完成时限"),
    "review_on": say("复核日期"), "starts_on": say("开始日期"),
}  # fmt: skip
SENTENCES: tuple[tuple[str, Any, str], ...] = (
    ("ledger.task.draft", say("起草任务"), "hollow"),
    ("ledger.task.edit", _edited, "hollow"),
    ("ledger.task.base", say("登记依据"), "solid"),
    ("ledger.task.hand_down", say("由上级任务分解"), "solid"),
    ("ledger.task.lead", _led_anew, "solid"),
    ("ledger.letter.draft", say("拟稿"), "hollow"),
    ("ledger.letter.edit", say("修改草稿"), "hollow"),
    ("ledger.letter.send", say("发出"), "solid"),
    ("ledger.letter.receive", say("签收"), "hollow"),
    ("ledger.letter.answer", say("反馈"), "hollow"),
    ("ledger.letter.ask_again", say("请再反馈"), "warn"),
    ("ledger.letter.close", say("了结"), "solid"),
    ("ledger.letter.withdraw", say("撤回"), "warn"),
    ("ledger.letter.pass_on", say("单位并入，改由接续单位办理"), "solid"),
    ("ledger.letter.open_to", None, "hollow"),
    ("ledger.letter.about", None, "hollow"),
    ("ledger.wait.set", _named(say("等待前项：{name}")), "solid"),
    ("ledger.wait.drop", _named(say("解除先后关系：{name}")), "solid"),
    ("ledger.task.progress", _progress, "solid"),
    ("ledger.task.apply", say("申请完成"), "hollow"),
    ("ledger.task.send_back", say("核验不通过，退回"), "warn"),
    ("ledger.task.reopen", say("重新打开"), "warn"),
    ("ledger.task.drop", say("不入台账"), "warn"),
    ("ledger.duty.receive", _received, "hollow"),
    ("ledger.duty.name_liaison", _named(say("指定联络员：{name}")), "hollow"),
    ("ledger.duty.responsible", _named(say("指定责任人：{name}")), "hollow"),
    ("ledger.duty.transfer", _named(say("分工调整为：{name}")), "solid"),
    ("ledger.duty.pass_on", _named(say("单位并入，改由接续单位承担：{name}")), "solid"),
    ("ledger.task.pass_on", say("单位并入，改由接续单位督促"), "solid"),
    ("ledger.request.pass_on", None, "hollow"),
    ("ledger.plan.pass_on", say("单位并入，改由接续单位起草"), "solid"),
    ("ledger.duty.drop", _named(say("不再承担：{name}")), "solid"),
    ("ledger.request.division", say("申请调整分工"), "warn"),
    ("ledger.request.later_date", say("申请晚于上级时限"), "warn"),
    ("ledger.request.dispute", say("分工争议"), "warn"),
    ("ledger.request.extension", say("申请延期"), "warn"),
    ("ledger.request.change", say("申请变更"), "warn"),
    ("ledger.request.suspension", say("申请中止"), "warn"),
    ("ledger.request.resumption", say("申请恢复"), "hollow"),
    ("ledger.request.cancellation", say("申请撤销"), "warn"),
    ("ledger.request.answer", say("牵头单位答复争议"), "hollow"),
    ("ledger.task.extend", _extended, "solid"),
    ("ledger.task.change", _changed, "solid"),
    ("ledger.task.grade", _graded, "solid"),
    ("ledger.task.present", say("核查通过，呈报领导"), "solid"),
    ("ledger.task.conclude", say("领导无新的批示，办结"), "solid"),
    ("ledger.task.instruct", say("领导有新的批示，另行立项"), "warn"),
    ("ledger.indicator.link", _named(say("关联成效指标：{name}")), "hollow"),
    ("ledger.indicator.unlink", _named(say("取消成效指标：{name}")), "hollow"),
    ("ledger.pause.begin", say("计时暂停"), "hollow"),
    ("ledger.pause.end", _resumed, "hollow"),
    ("ledger.request.grant", _named(say("裁定同意：{name}")), "solid"),
    ("ledger.request.decline", _named(say("裁定不同意：{name}")), "warn"),
    ("ledger.request.withdraw", _named(say("撤回：{name}")), "hollow"),
    ("ledger.plan.create", say("起草方案"), "hollow"),
    ("kernel.file.attach", lambda event: say("附件：{name}", name=event.object_name.rpartition(" (")[0] or event.object_name), "hollow"),
)  # fmt: skip
UNTOLD = (
    "ledger.duty.set", "ledger.duty.change", "ledger.duty.deliver", "ledger.duty.show", "ledger.duty.remove",
    "ledger.duty.request_division", "ledger.generic.add", "ledger.generic.settle", "ledger.standard.set",
    "ledger.standard.remove", "ledger.target.set", "ledger.target.remove", "ledger.target.value", "ledger.target.roll_up",
    "ledger.milestone.set", "ledger.milestone.remove", "ledger.milestone.done", "ledger.task.reckon", "ledger.task.roll_up",
    "ledger.check.claim", "ledger.check.answer", "ledger.completion.apply", "ledger.completion.verified",
    "ledger.completion.returned", "ledger.request.keep", "ledger.request.hear", "ledger.duty.dispute", "ledger.task.clock", "ledger.pause.count",
    "ledger.task.request_extension", "ledger.task.request_change", "ledger.task.request_suspension",
    "ledger.task.request_resumption", "ledger.task.request_cancellation", "ledger.standard.change", "ledger.target.change",
    "ledger.team.set", "ledger.team.remove", "ledger.indicator.share", "ledger.plan.open", "ledger.clause.add", "ledger.clause.place", "ledger.basis.register",
)  # fmt: skip
"""Events that the audit keeps and no timeline tells: another event of the same act says it."""


# ---------- blocks on the task's page ----------


def team(actor: Actor, task: Task, _request: Any) -> dict[str, Any] | None:
    """The leading leader and the team of a key task."""
    if not task.grade:
        return None
    may = task.parent_id is None and task.issuer_id == actor.unit_id and "draft" in permissions(actor.roles)
    return {"team": page_office.team_of(task), "url": reverse("ledger:key", args=[task.pk]) if may else ""}


def indicators_on(actor: Actor, task: Task, _request: Any) -> dict[str, Any] | None:
    """The outcome indicators that show the task's effect."""
    rows = indicators.of_task(actor, task)
    return {"rows": rows} if rows else None


# ---------- the desk ----------


def owed(actor: Actor) -> Iterator[Owed]:
    """What the unit acted for has to receive, rule on, verify, issue and complete."""
    for duty in queries.to_receive(actor):
        task = duty.task
        detail = f"{task.number} {duty.get_role_display()}"
        url = reverse("ledger:task", args=[task.pk])
        yield Owed(say("签收"), task.title, detail, task.issuer.name, None, url, say("签收"))
    for row in queries.to_rule(actor):
        url = reverse("ledger:request", args=[row.pk])
        yield Owed(say("裁定"), row.task.title, row.get_kind_display(), row.unit.name, row.rule_by, url, say("裁定"))
    for row in queries.to_answer(actor):
        url = reverse("ledger:request", args=[row.pk])
        yield Owed(say("答复"), row.task.title, row.get_kind_display(), row.unit.name, row.answer_by, url, say("答复"))
    for pause in queries.suspended_over(actor):
        url, unit = reverse("ledger:task", args=[pause.task_id]), pause.task.lead_unit
        named = unit.name if unit else ""
        yield Owed(say("中止到期"), pause.task.title, pause.task.number, named, pause.until_on, url, say("看任务"))
    for task in queries.to_conclude(actor):
        url = reverse("ledger:task", args=[task.pk])
        yield Owed(say("待领导批示"), task.title, task.number, actor.unit_name, None, url, say("看任务"))
    for task in queries.to_verify(actor):
        url, lead = reverse("ledger:verify", args=[task.pk]), task.lead_unit.name if task.lead_unit else ""
        yield Owed(say("核验"), task.title, task.number, lead, None, url, say("核验"))
    drafts = queries.to_issue(actor).count()
    if drafts:
        title = gettext("%(count)s 项任务待下达") % {"count": drafts}
        yield Owed(
            say("下达"),
            title,
            "",
            actor.unit_name,
            None,
            f"{reverse('ledger:list')}?state=draft&mine=issued",
            say("下达"),
        )
    for letter in letters_waiting(actor):
        url, verb = reverse("ledger:letter", args=[letter.pk]), say("签收") if letter.state == "sent" else say("反馈")
        yield Owed(say("函件"), letter.title, str(letter), letter.unit.name, letter.due_on, url, verb)
    yield from _falling_due(actor)


def _falling_due(actor: Actor) -> Iterator[Owed]:
    rows = list(queries.to_complete(actor)[:50])
    lights = queries.lights(rows)
    for task in rows:
        brief = lights[task.pk].progress.brief
        detail = f"{task.number} {brief}" if brief else task.number
        url = reverse("ledger:task", args=[task.pk])
        yield Owed(say("完成"), task.title, detail, task.issuer.name, task.due_on, url, say("看任务"))
