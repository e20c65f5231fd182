"""What does a team look at, and has it looked at everything? 三督三察: tasks, pace, effect; awareness, duty, conduct.

The built-in sheet follows practice 1.8: whether lists are complete and divided down to persons, the distance to the
plan, figures and workers met; whether people can name their tasks, whether who answers for them knows it and is
replaced when they move, and whether paper stands for work.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from luoshi.kernel.say import Say, noted, say

AXES: dict[str, Say] = {
    "task": say("督任务"), "pace": say("督进度"), "effect": say("督成效"), "awareness": say("察认识"), "duty": say("察责任"),
    "conduct": say("察作风"),
}  # fmt: skip
KINDS: dict[str, Say] = {"yes": say("是或者否"), "figure": say("数字"), "text": say("文字")}
READINGS: dict[str, Say] = {
    "none": say("未启动"), "behind": say("欠序时进度"), "on": say("达序时进度"), "ahead": say("超序时进度"), "done": say("已完成"),
}  # fmt: skip
UNSEEN = "unseen"
YES_VALUES: dict[str, Say] = {"yes": say("是"), "no": say("否"), UNSEEN: say("没有看到")}
MOST_LINES = 60


@dataclass(frozen=True)
class Question:
    """One line of a template."""

    axis: str
    text: str
    kind: str = "yes"
    unit: str = ""


BUILT_IN_NAME = noted("三督三察通用表")
BUILT_IN: tuple[Question, ...] = (
    Question("task", noted("任务清单齐全，分解到单位和责任人")),
    Question("task", noted("到本级的任务数"), "figure", noted("项")),
    Question("pace", noted("对照节点，达到序时进度的任务数"), "figure", noted("项")),
    Question("pace", noted("没有达到序时进度的原因"), "text"),
    Question("effect", noted("自报数字与原始台账一致")),
    Question("effect", noted("受访职工说得出得到的变化")),
    Question("awareness", noted("传达学习过改革方案")),
    Question("awareness", noted("负责人和经办人说得清本单位的任务")),
    Question("duty", noted("责任人知道自己是责任人")),
    Question("duty", noted("责任人变动以后有人补位")),
    Question("conduct", noted("有具体举措，不是只转发文件")),
    Question("conduct", noted("没有为迎接督察专门准备材料")),
)


@dataclass(frozen=True)
class Line:
    """A question as it was answered."""

    kind: str
    value: str
    note: str = ""


def questions_of(rows: Iterable[dict[str, str]]) -> tuple[Question, ...]:
    """A template's lines as they are kept: unknown sections and kinds are left out."""
    return tuple(
        Question(
            str(one["axis"]), str(one["text"]).strip()[:200], str(one.get("kind", "yes")), str(one.get("unit", ""))[:12]
        )
        for one in list(rows)[:MOST_LINES]
        if one.get("axis") in AXES and one.get("kind", "yes") in KINDS and str(one.get("text", "")).strip()
    )


BARS = re.compile("[|｜]")


def question_in(axis: str, text: str) -> Question | None:
    """A question as it is typed, 到本级的任务数｜数字｜项: what is asked, how it is answered, in what unit."""
    parts = [one.strip() for one in BARS.split(text)]
    if not parts[0]:
        return None
    known = {str(label): key for key, label in KINDS.items()} | {key: key for key in KINDS}
    kind = known.get(parts[1], "") if len(parts) > 1 and parts[1] else "yes"
    return Question(axis, parts[0][:200], kind or "text", parts[2][:12] if len(parts) > 2 else "")


def written(one: Question) -> str:
    """The same, as it is typed."""
    if one.kind == "yes":
        return one.text
    return "｜".join([one.text, str(KINDS[one.kind]), *([one.unit] if one.unit else [])])


def fault(line: Line) -> Say | None:
    """Why an answer does not fit its question; None where it does, or where there is none."""
    if not line.value:
        return None
    if line.kind == "yes" and line.value not in YES_VALUES:
        return say("请选是、否或者没有看到。")
    if line.kind == "figure" and not line.value.replace(".", "", 1).isdigit():
        return say("请写数字。")
    return None


def unanswered(lines: Sequence[Line]) -> int:
    """How many questions have neither an answer nor a reason why there is none."""
    return sum(1 for one in lines if not one.value and not one.note.strip())
