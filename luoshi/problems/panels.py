"""What does the room show elsewhere, and how do its events read?"""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from luoshi.kernel import panels, search
from luoshi.kernel.actor import Actor
from luoshi.kernel.say import Say, say
from luoshi.ledger.models import Task
from luoshi.ledger.rules import RUNNING
from luoshi.org.rules import permissions
from luoshi.problems.models import Problem, Record
from luoshi.problems.queries import lists, records, waiting
from luoshi.problems.services import succession
from luoshi.problems.workflow import EXTENSION, PROBLEM, RECORD
from luoshi.voice.models import Case, FieldNote
from luoshi.voice.rules.routing import own_case


def register() -> None:
    """Called once, at start-up."""
    for table in (PROBLEM, EXTENSION, RECORD):
        panels.workflow(table)
    panels.guardian(Problem._meta.label_lower, lambda actor, pk: Problem.objects.get_visible(actor, pk=pk))
    search.register(search.Source(Problem, ("number", "title", "facts", "latest")))
    panels.tab("inspect", say("问题整改"), "problems:list", 40)
    panels.tab("inspect", say("问责"), "problems:records", 50, lambda actor: records.may_write(actor))
    panels.guardian(Record._meta.label_lower, records.find_record)
    panels.owed(waiting.owed)
    panels.owed(waiting.records_owed)
    panels.awaited(waiting.awaited)
    panels.notify(
        "problems.turn",
        say("问题整改"),
        ["problems.problem"],
        waiting.matters,
        120,
        needs=["report", "review", "verify"],
    )
    panels.handing(waiting.handed)
    panels.succession(waiting.left_by, succession.carry)
    panels.panel("ledger.task", "problems/_on.html", on_task, 70)
    panels.panel("voice.case", "problems/_on.html", from_case, 40)
    panels.panel("voice.note", "problems/_on.html", from_note, 40)
    for code, text, mark in SENTENCES:
        panels.sentence(code, text, mark)


def on_task(actor: Actor, task: Task, _request: Any) -> dict[str, Any] | None:
    """The problems that hang on a task; whoever may list one does it from here, with the task filled in."""
    rows = lists.of_task(actor, task.pk)
    may = "review" in permissions(actor.roles) and task.issuer_id == actor.unit_id and task.state in RUNNING
    url = f"{reverse('problems:enter')}?task={task.pk}" if may else ""
    caption = say("没有列过问题。进度慢在台账催办，查实的问题才列单整改。")
    return {"rows": rows, "url": url, "caption": caption} if rows or may else None


def from_case(actor: Actor, case: Case, _request: Any) -> dict[str, Any] | None:
    """The problems that a letter has become; the office that opens it may list one, unless the letter is about itself."""
    if case.office_id != actor.unit_id:
        return None
    own = own_case(case.office_id, case.concerned_id)
    may = own is None and "review" in permissions(actor.roles)
    url = f"{reverse('problems:enter')}?case={case.pk}" if may else ""
    caption = own or say("查实的，可以列为问题，由责任单位整改、核查以后销号。责任单位看不到来信。")
    return {"rows": lists.of_case(actor, case.pk), "url": url, "caption": caption}


def from_note(actor: Actor, note: FieldNote, _request: Any) -> dict[str, Any] | None:
    """The problems that field research has become; its own unit may list one."""
    rows = lists.of_note(actor, note.pk)
    may = note.unit_id == actor.unit_id and "review" in permissions(actor.roles)
    url = f"{reverse('problems:enter')}?note={note.pk}" if may else ""
    caption = say("调研中查实的问题，可以列单整改；企业不列入问题清单。")
    return {"rows": rows, "url": url, "caption": caption} if rows or may else None


def _measures(event: Any) -> Say:
    return say("写明整改措施：{measures}", measures=tuple(event.after.get("measures") or ("—",)))


def _answer_for(event: Any) -> Say | None:
    return say("明确责任人和整改时限") if "post" in event.after else None


def _extended(event: Any) -> Say:
    return say(
        "整改时限由 {before} 改为 {after}，原时限保留",
        before=event.before.get("due_on") or "—",
        after=event.after.get("due_on") or "—",
    )


SENTENCES: tuple[tuple[str, Any, str], ...] = (
    ("problems.problem.enter", say("列为问题"), "solid"),
    (
        "problems.problem.listed_from",
        lambda event: say("列为问题 {number}", number=event.after.get("number") or "—"),
        "solid",
    ),
    ("problems.problem.edit", say("修改问题情况"), "solid"),
    ("problems.problem.open_to", None, "hollow"),
    ("problems.problem.answer_for", _answer_for, "hollow"),
    ("problems.problem.measures", _measures, "hollow"),
    ("problems.problem.pass_on", say("由继任单位接续"), "solid"),
    ("problems.measure.drop", None, "hollow"),
    ("problems.problem.propose", say("报整改措施"), "hollow"),
    ("problems.problem.dispute", say("对事实提出异议"), "warn"),
    ("problems.problem.send_back", say("退回修改措施"), "warn"),
    ("problems.problem.progress", say("报整改进展"), "hollow"),
    ("problems.problem.claim", say("报整改完成"), "hollow"),
    ("problems.problem.refuse", say("核查不通过，退回整改"), "warn"),
    ("problems.problem.reopen", say("回头看发现反复，重新打开"), "warn"),
    ("problems.problem.look_back", say("回头看：没有反复"), "solid"),
    ("problems.problem.ask_extension", say("申请延期"), "hollow"),
    ("problems.problem.extend", _extended, "solid"),
    ("problems.check.verify", None, "solid"),
    ("problems.check.look_back", None, "solid"),
    ("problems.extension.ask", None, "hollow"),
    ("problems.record.draft", say("起草"), "hollow"),
    ("problems.record.open_to", None, "hollow"),
    ("problems.record.read", None, "hollow"),
    ("problems.settings.set", say("修改问题整改设置"), "solid"),
)
