"""What does the room show elsewhere, and how do its events read?"""

from __future__ import annotations

from typing import Any

from luoshi.kernel import panels, search
from luoshi.kernel.say import Say, say
from luoshi.problems.models import Problem
from luoshi.problems.workflow import EXTENSION, PROBLEM


def register() -> None:
    """Called once, at start-up."""
    for table in (PROBLEM, EXTENSION):
        panels.workflow(table)
    panels.guardian(Problem._meta.label_lower, lambda actor, pk: Problem.objects.get_visible(actor, pk=pk))
    search.register(search.Source(Problem, ("number", "title", "facts", "latest")))
    for code, text, mark in SENTENCES:
        panels.sentence(code, text, mark)


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
    ("problems.problem.edit", say("修改问题情况"), "solid"),
    ("problems.problem.open_to", None, "hollow"),
    ("problems.problem.answer_for", _answer_for, "hollow"),
    ("problems.problem.measures", _measures, "hollow"),
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
    ("problems.settings.set", say("修改问题整改设置"), "solid"),
)
