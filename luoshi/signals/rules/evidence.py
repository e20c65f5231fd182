"""What does the evidence consist of? Papers alone, the same as elsewhere, or nothing at all."""

from __future__ import annotations

import re
from dataclasses import dataclass

from luoshi.kernel.say import say
from luoshi.reporting.rules import PROGRESS
from luoshi.signals.rules.found import Cell, Found, Table
from luoshi.signals.rules.pictures import SAME
from luoshi.signals.rules.registry import RULES, At

PAPER = re.compile(
    r"通知|通报|方案|意见|纪要|办法|规划|计划|总结|汇报|讲话|简报|报告|批示|请示|批复|函|文件|要点|制度|〔\d{4}〕"
)
RESULT = re.compile(
    r"照片|现场|合影|名册|名单|签到|签收|台账|凭证|发票|收据|合同|协议|证书|证明|验收|成绩|考核|数据|统计|明细|清单|回执|问卷|录像|视频|记录表|登记|花名|截图"
)
MAKES_PAPERS = re.compile(
    r"制定|印发|出台|修订|起草|编制|拟订|发布|制发|建立.{0,8}(?:制度|机制)|完善.{0,8}(?:制度|机制|办法)"
)
CLAIMS = ("done", "ahead")


@dataclass(frozen=True)
class Handed:
    """A file handed in, and for what: ``unit``, ``task`` and ``period`` by name; ``how`` it is the same (a key of `SAME`)."""

    name: str
    unit: str = ""
    task: str = ""
    period: str = ""
    own: bool = True
    uid: str = ""
    how: str = "file"


@dataclass(frozen=True)
class PaperFacts:
    """``task`` the words of the task and of its standards: where a paper is what is to be made, papers are its proof."""

    progress: str
    files: tuple[str, ...]
    task: str = ""


def only_paper(facts: PaperFacts, at: At = RULES["paper"].usual) -> Found | None:
    """Whether a claim rests on notices, plans and minutes alone."""
    if facts.progress not in CLAIMS or len(facts.files) < at["files"] or MAKES_PAPERS.search(facts.task):
        return None
    if not all(PAPER.search(name) and not RESULT.search(name) for name in facts.files):
        return None
    told = say(
        "自报{state}，所附 {count} 件佐证材料从名称看都是文件。", state=PROGRESS[facts.progress], count=len(facts.files)
    )
    return Found((told,), tables=(Table((say("佐证材料"),), tuple((name,) for name in facts.files)),))


@dataclass(frozen=True)
class ReusedFacts:
    """``pairs``: a file of this report, and the same one as it had been handed in before."""

    pairs: tuple[tuple[Handed, Handed], ...]


def reused(facts: ReusedFacts, at: At = RULES["reused"].usual) -> Found | None:
    """Which files had served before: for another unit, another task or an earlier period."""
    count = len({mine.name for mine, _ in facts.pairs})
    if count < at["files"]:
        return None
    tables = tuple(
        Table(head, rows, private)
        for head, rows, private in (
            (_OWN, tuple(_row(mine, was) for mine, was in facts.pairs if was.own), False),
            (_OTHER, tuple((*_row(mine, was), was.unit) for mine, was in facts.pairs if not was.own), True),
        )
        if rows
    )
    others = len({was.unit for _, was in facts.pairs if not was.own})
    measures = [say("{count} 件佐证材料以前交过。", count=count)]
    drawn = {mine.name for mine, was in facts.pairs if was.how != "file"}
    if drawn:
        measures.append(say("其中 {count} 件是经过缩放、裁剪、翻转或者重新保存的图片。", count=len(drawn)))
    if others:
        measures.append(say("其中有其他 {count} 个单位交过的。", count=others))
    pictures = tuple((mine.uid, was.uid) for mine, was in facts.pairs if was.how != "file")
    return Found(tuple(measures), tables=tables, pictures=pictures)


_OWN = (say("佐证材料"), say("怎样相同"), say("以前的名称"), say("用于任务"), say("期次"))
_OTHER = (*_OWN, say("单位"))


def _row(mine: Handed, was: Handed) -> tuple[Cell, ...]:
    return mine.name, SAME[was.how], was.name, was.task, was.period


@dataclass(frozen=True)
class UnprovenFacts:
    """``files`` on this and on earlier reports and with the application that the task be complete."""

    progress: str
    files: int
    periods: int = 1


def unproven(facts: UnprovenFacts, at: At = RULES["unproven"].usual) -> Found | None:
    """Whether a task is said to be done and nothing has been handed in for it."""
    if facts.progress != "done" or facts.files or facts.periods < at["periods"]:
        return None
    return Found((say("自报已完成；{count} 期反馈和完成申请都没有附佐证材料。", count=facts.periods),))
