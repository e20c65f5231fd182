"""What does a table of the ledger say: which columns it may have, and what stands in them for tasks that are there?

The same columns go out and come in, so that the office's own export can be corrected and handed in again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.documents.headers import Column
from luoshi.kernel.documents.writing import Form, Head, write_template
from luoshi.kernel.say import Say, noted, say
from luoshi.ledger import queries
from luoshi.ledger.models import CATEGORIES, Duty, Plan, Standard, Target, Task
from luoshi.ledger.queries.exports import DATES, clause_words, exported, figure_words

__all__ = ["clause_words", "exported", "figure_words"]
KIND = "ledger.tasks"
COLUMNS: tuple[Column, ...] = (
    Column("number", say("编号"), ("序号", "任务编号", "事项编号"), width=10),
    Column(
        "title", say("任务"), ("任务名称", "工作任务", "重点任务", "改革任务", "事项", "督查事项", "工作目标及任务要求", "主要任务", "重点工作",
        "任务事项", "改革事项", "工作事项"),
        required=True, width=36,
    ),
    Column("text", say("任务内容"), ("具体内容", "工作内容", "内容", "主要内容", "具体措施", "工作措施", "工作举措", "主要举措", "主要措施"), width=36),
    Column("category", say("任务类别"), ("类别", "事项类别"), width=12),
    Column("clause", say("条款"), ("来源条款", "对应条款", "方案条款", "来源文件及条款"), width=16),
    Column("standards", say("达到的标准"), ("达到标准", "工作标准", "完成标准", "验收标准", "标准", "办复要求", "目标要求",
        "工作目标", "目标任务", "预期目标"), width=32),
    Column("targets", say("量化目标"), ("目标", "目标值", "指标", "目标指标"), width=24),
    Column("lead", say("牵头单位"), ("责任单位", "牵头部门", "主办单位", "承办单位", "牵头"), width=22),
    Column("joint", say("共同负责"), ("共同牵头", "共同责任单位", "共同负责单位", "共同牵头单位"), width=22),
    Column("support", say("配合单位"), ("配合部门", "协办单位", "参与单位", "配合", "协同单位"), width=28),
    Column("post", say("责任岗位"), ("岗位", "职务", "责任人职务"), width=14),
    Column("person", say("责任人"), ("具体责任人", "负责人", "责任人姓名"), width=12),
    Column("starts_on", say("开始日期"), ("开始时间", "起始时间", "启动时间", "起始日期"), width=12),
    Column("due_on", say("完成时限"), ("完成时间", "时限", "截止时间", "办结时限", "截止日期", "完成期限", "完成日期", "时间节点", "时限要求"), width=12),
    Column("review_on", say("复核日期"), ("复核时间",), width=12),
    Column("key", say("系统标识"), ("系统标识请勿改动",), width=44),
)  # fmt: skip
BY_KEY = {column.key: column for column in COLUMNS}
ONLY_OUT: dict[str, tuple[Any, int]] = {
    "first_due_on": (say("首次时限"), 12), "state": (say("状态"), 10), "time": (say("时间灯"), 10),
    "progress": (say("进度灯"), 12), "done": (say("当前进度（%）"), 10), "planned": (say("序时进度（%）"), 10),
    "latest": (say("最近进展"), 40), "issuer": (say("下达单位"), 22), "plan": (say("方案"), 28),
}  # fmt: skip
"""What is written and never read back."""
DEFAULT = (
    "number", "title", "standards", "lead", "support", "person", "due_on", "done", "planned", "time", "progress", "latest",
)  # fmt: skip
"""The columns of the ledger's page."""
WHOLE = (
    "number", "title", "text", "category", "clause", "standards", "targets", "lead", "joint", "support", "post", "person",
    "starts_on", "due_on", "review_on", "first_due_on", "state", "time", "progress", "done", "latest", "key",
)  # fmt: skip
"""Everything that can be corrected and handed in again."""
_NUMBERS = {"done", "planned"}


def heads(chosen: Sequence[str]) -> list[Head]:
    """The heads of the columns chosen."""
    found = []
    for key in chosen:
        label, width = (BY_KEY[key].label, BY_KEY[key].width) if key in BY_KEY else ONLY_OUT[key]
        kind = "date" if key in DATES else "number" if key in _NUMBERS else "text"
        found.append(Head(f"{label}（请勿改动）" if key == "key" else str(label), width, kind, hidden=key == "key"))
    return found


def chosen(names: Sequence[str]) -> tuple[str, ...]:
    """The columns asked for, those there are; the page's own where none is asked for."""
    known = tuple(dict.fromkeys(name for name in names if name in BY_KEY or name in ONLY_OUT))
    return known or DEFAULT


def notes(actor: Actor, words: str) -> list[str]:
    """The lines above an export: who made it, when, of what."""
    made = timezone.localtime(clock.now()).strftime("%Y-%m-%d %H:%M")
    who = " ".join(part for part in (actor.unit_name, actor.name) if part)
    return [
        str(say("导出人：{who}　导出时间：{made}", who=who, made=made)),
        str(say("范围：{words}", words=words or say("查看范围内的全部任务"))),
    ]


# ---------- figures ----------


_FIGURE = re.compile(
    r"(?P<name>.+?)\s*[:：]?\s*(?P<sign>≥|>=|不少于|不低于|≤|<=|不超过|不高于|=|＝|达到|约|~)\s*(?P<number>\d[\d,]*(?:\.\d+)?)\s*"
    r"(?P<times>万亿|亿|万|千|百)?\s*(?P<unit>[^\d\s]{0,20})"
)
_MEANT = {
    "≥": ">=", "不少于": ">=", "不低于": ">=", "≤": "<=", "不超过": "<=", "不高于": "<=", "＝": "=", "达到": "=", "约": "~",
}  # fmt: skip


def read_figure(text: str) -> tuple[str, str, Decimal, str] | None:
    """The reverse of `figure_words`: name, comparator, number, unit; None where the words are no figure."""
    match = _FIGURE.fullmatch(text.strip())
    if match is None:
        return None
    times = {None: 1, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "万亿": 10**12}[match["times"]]
    number = Decimal(match["number"].replace(",", "")) * times
    if number >= Decimal(10) ** 14:
        return None
    return match["name"].strip()[:120], _MEANT.get(match["sign"], match["sign"]), number, match["unit"]


# ---------- in: what stands there now, as a table would say it ----------


def held(tasks: Sequence[Task]) -> dict[int, dict[str, Any]]:
    """What can be corrected of each task, in the form that a row of a table is read into."""
    ids = [task.pk for task in tasks]
    duties: dict[int, dict[str, list[int]]] = {}
    posts: dict[int, str] = {}
    rows = Duty.objects.filter(task_id__in=ids, role__in=queries.OWN).order_by("id")
    for task_id, role, unit_id, post in rows.values_list("task_id", "role", "unit_id", "post__name"):
        duties.setdefault(task_id, {}).setdefault(role, []).append(unit_id)
        if role == "lead":
            posts[task_id] = post or ""
    texts: dict[int, list[str]] = {}
    for task_id, text in (
        Standard.objects.filter(task_id__in=ids).order_by("task_id", "ordering", "id").values_list("task_id", "text")
    ):
        texts.setdefault(task_id, []).append(text)
    figures: dict[int, list[list[str]]] = {}
    for row in Target.objects.filter(task_id__in=ids).order_by("task_id", "ordering", "id"):
        figures.setdefault(row.task_id, []).append(
            [row.name, row.comparator, f"{row.number.normalize():f}", row.unit_name]
        )
    return {
        task.pk: {
            "number": task.number, "title": task.title, "text": task.text, "category": task.category, "clause": task.clause_id,
            "standards": texts.get(task.pk, []), "targets": figures.get(task.pk, []),
            "lead": next(iter(duties.get(task.pk, {}).get("lead", ())), None),
            "joint": sorted(duties.get(task.pk, {}).get("joint", [])),
            "support": sorted(duties.get(task.pk, {}).get("support", [])), "post": posts.get(task.pk, ""),
            "starts_on": _iso(task.starts_on), "due_on": _iso(task.due_on), "review_on": _iso(task.review_on),
        }
        for task in tasks
    }  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def plans_to_fill(actor: Actor) -> Any:
    """Plans of the own unit that rows may go into: not while units are being consulted on them."""
    rows = Plan.objects.visible_to(actor).filter(unit_id=actor.unit_id or 0).exclude(state="consulting")
    return rows.order_by("-issued_on", "-id")


GUIDE = (
    noted("工作台账填写说明"),
    noted("1. 一行一项任务，从“台账”表的表头下一行填起。带（必填）的栏必须填。"),
    noted("2. 达到的标准、量化目标有几条的，在格子里换行（Alt+Enter），一条一行。"),
    noted("3. 量化目标写成“培训人数 ≥ 6000 人”的样子，系统按数对账；写成文字的，列入达到的标准。"),
    noted("4. 日期写成 2026-06-30 或者 2026年6月30日。“六月底”不是日期，导入时会指出是哪一格。"),
    noted("5. 单位写全称，几家单位用顿号隔开。各县（市、区）这样的泛指，下达前再选定。"),
    noted("6. 本单位已有的台账表可以直接上传，不必抄到这张表里；表头叫法不同的，上传时指明一次，以后记住。"),
    noted("7. 不得填写涉密内容。"),
)


def template() -> bytes:
    """The empty table, with a page of guidance."""
    columns = [column for column in COLUMNS if column.key != "key"]
    labels = [str(label) for _, label in CATEGORIES]
    form = Form(str(say("台账")), columns, lists={"category": labels}, title=str(say("工作台账")))
    return write_template([form], [str(Say(line)) for line in GUIDE])
