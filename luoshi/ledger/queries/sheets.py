"""What does a table of the ledger say: which columns it may have, and what stands in them for tasks that are there?

The same columns go out and come in, so that the office's own export can be corrected and handed in again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.documents.headers import Column
from luoshi.kernel.documents.writing import Form, Head, write_template
from luoshi.kernel.prepared import Prepared
from luoshi.kernel.queries import calendar
from luoshi.kernel.say import Say, noted, say
from luoshi.ledger import queries, rules
from luoshi.ledger.models import CATEGORIES, Clause, Duty, Plan, Standard, Target, Task
from luoshi.ledger.queries.lights import nearest, thresholds
from luoshi.ledger.queries.shapes import Filters
from luoshi.ledger.workflow import TASK
from luoshi.org import queries as org
from luoshi.org.models import Post, Unit

KIND = "ledger.tasks"
MOST_EXPORTED = 200_000

COLUMNS: tuple[Column, ...] = (
    Column("number", say("编号"), ("序号", "任务编号", "事项编号"), width=10),
    Column(
        "title", say("任务"), ("任务名称", "工作任务", "重点任务", "改革任务", "事项", "督查事项", "工作目标及任务要求", "主要任务", "重点工作"),
        required=True, width=36,
    ),
    Column("text", say("任务内容"), ("具体内容", "工作内容", "内容", "主要内容", "具体措施", "工作措施"), width=36),
    Column("category", say("任务类别"), ("类别", "事项类别"), width=12),
    Column("clause", say("条款"), ("来源条款", "对应条款", "方案条款", "来源文件及条款"), width=16),
    Column("standards", say("达到的标准"), ("达到标准", "工作标准", "完成标准", "验收标准", "标准", "办复要求", "目标要求"), width=32),
    Column("targets", say("量化目标"), ("目标", "目标值", "指标", "目标指标"), width=24),
    Column("lead", say("牵头单位"), ("责任单位", "牵头部门", "主办单位", "承办单位", "牵头"), width=22),
    Column("joint", say("共同负责"), ("共同牵头", "共同责任单位", "共同负责单位", "共同牵头单位"), width=22),
    Column("support", say("配合单位"), ("配合部门", "协办单位", "参与单位", "配合", "协同单位"), width=28),
    Column("post", say("责任岗位"), ("岗位", "职务", "责任人职务"), width=14),
    Column("person", say("责任人"), ("具体责任人", "负责人", "责任人姓名"), width=12),
    Column("starts_on", say("开始日期"), ("开始时间", "起始时间", "启动时间", "起始日期"), width=12),
    Column("due_on", say("完成时限"), ("完成时间", "时限", "截止时间", "办结时限", "截止日期", "完成期限", "完成日期"), width=12),
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
_DATES = {"starts_on", "due_on", "review_on", "first_due_on"}
_NUMBERS = {"done", "planned"}
SIGNS = {">=": "≥", "<=": "≤", "=": "=", "~": "约"}


def heads(chosen: Sequence[str]) -> list[Head]:
    """The heads of the columns chosen."""
    found = []
    for key in chosen:
        label, width = (BY_KEY[key].label, BY_KEY[key].width) if key in BY_KEY else ONLY_OUT[key]
        kind = "date" if key in _DATES else "number" if key in _NUMBERS else "text"
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


# ---------- out ----------


@dataclass(frozen=True)
class _Facts:
    """What the columns of one piece of the export are drawn from: rows by task id."""

    units: Mapping[int, str]
    duties: Mapping[int, Mapping[str, list[int]]]
    posts: Mapping[int, tuple[str, int]]
    people: Mapping[int, str]
    standards: Mapping[int, list[str]]
    targets: Mapping[int, list[str]]
    clauses: Mapping[int, str]
    plans: Mapping[int, str]


_TAKEN: dict[str, tuple[str, ...]] = {
    "clause": ("clause_id",), "lead": ("lead_unit_id",), "issuer": ("issuer_id",), "plan": ("plan_id",), "key": ("uid", "version"),
    "time": ("state", "due_on", "review_on", "paused"), "planned": ("starts_on", "due_on"),
    "progress": ("state", "paused", "starts_on", "done", "far_behind_from", "behind_from", "ahead_until"),
    "standards": (), "targets": (), "joint": (), "support": (), "post": (), "person": (),
}  # fmt: skip
"""Which fields of the task a column is made from, where it is not the one of its name."""
_DUTIES: Prepared[tuple[int, str, int, int | None]] = Prepared(
    lambda ids, roles: (
        Duty.objects.filter(task__in=ids, role__in=roles)
        .order_by("id")
        .values_list("task_id", "role", "unit_id", "post_id")
    )
)
_STANDARDS: Prepared[tuple[int, str]] = Prepared(
    lambda ids: (
        Standard.objects.filter(task__in=ids).order_by("task_id", "ordering", "id").values_list("task_id", "text")
    )
)
_TARGETS: Prepared[tuple[int, str, str, Decimal, str]] = Prepared(
    lambda ids: (
        Target.objects.filter(task__in=ids)
        .order_by("task_id", "ordering", "id")
        .values_list("task_id", "name", "comparator", "number", "unit_name")
    )
)
_POSTS: Prepared[tuple[int, str]] = Prepared(lambda ids: Post.objects.filter(pk__in=ids).values_list("pk", "name"))
_UNITS: Prepared[tuple[int, str]] = Prepared(lambda ids: Unit.objects.filter(pk__in=ids).values_list("pk", "name"))
AT_ONCE = 5_000


def exported(actor: Actor, filters: Filters, columns: Sequence[str]) -> Iterator[list[Any]]:
    """The lines of the tasks that the reader sees, in order, as cells; a fixed number of queries for every 5,000."""
    rows = queries.tasks(actor, filters)
    wanted = set(columns)
    names = tuple({"id": 0} | {name: 0 for key in columns for name in _TAKEN.get(key, (key,))})
    offset = 0
    while offset < MOST_EXPORTED:
        piece = list(rows.values_list(*names)[offset : offset + AT_ONCE])
        if not piece:
            return
        ids = [one[0] for one in piece]
        yield from _lines([dict(zip(names, one, strict=True)) for one in piece], ids, wanted, columns)
        if len(piece) < AT_ONCE:
            return
        offset += AT_ONCE


def _lines(
    tasks: list[dict[str, Any]], ids: list[int], wanted: set[str], columns: Sequence[str]
) -> Iterator[list[Any]]:
    facts = _facts(tasks, ids, wanted)
    words = _Words(facts, tasks if "planned" in wanted else [])
    makers = [getattr(words, f"of_{key}", None) or _plainly(key) for key in columns]
    for task in tasks:
        yield [make(task) for make in makers]


def _plainly(key: str) -> Any:
    return lambda task: task.get(key)


def _facts(tasks: list[dict[str, Any]], ids: list[int], wanted: set[str]) -> _Facts:
    duties: dict[int, dict[str, list[int]]] = {}
    posts: dict[int, int] = {}
    roles: list[str] = [role for role in ("joint", "support") if role in wanted]
    roles += ["lead"] if wanted & {"post", "person"} else []
    if roles:
        for task_id, role, unit_id, post_id in _DUTIES(ids, roles):
            duties.setdefault(task_id, {}).setdefault(role, []).append(unit_id)
            if role == "lead" and post_id:
                posts[task_id] = post_id
    named = dict(_POSTS(set(posts.values()))) if "post" in wanted else {}
    people = org.holders(posts.values()) if "person" in wanted else {}
    unit_ids = {unit for group in duties.values() for units in group.values() for unit in units}
    unit_ids |= {task["lead_unit_id"] for task in tasks} if "lead" in wanted else set()
    unit_ids |= {task["issuer_id"] for task in tasks} if "issuer" in wanted else set()
    clause_ids = {task["clause_id"] for task in tasks} if "clause" in wanted else set()
    plan_ids = {task["plan_id"] for task in tasks} if "plan" in wanted else set()
    return _Facts(
        dict(_UNITS(unit_ids - {None})),
        duties,
        {task: (named.get(pk, ""), pk) for task, pk in posts.items()},
        people,
        _texts(ids) if "standards" in wanted else {},
        _figures(ids) if "targets" in wanted else {},
        {one.pk: clause_words(one) for one in Clause.objects.filter(pk__in=clause_ids - {None})} if clause_ids else {},
        dict(Plan.objects.filter(pk__in=plan_ids - {None}).values_list("pk", "title")) if plan_ids else {},
    )


def _texts(ids: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for task_id, text in _STANDARDS(ids):
        found.setdefault(task_id, []).append(text)
    return found


def _figures(ids: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for task_id, name, sign, number, unit in _TARGETS(ids):
        found.setdefault(task_id, []).append(figure_words(name, sign, number, unit))
    return found


def figure_words(name: str, comparator: str, number: Decimal, unit: str) -> str:
    """培训人数 ≥ 6000 人."""
    return f"{name} {SIGNS.get(comparator, comparator)} {number.normalize():f} {unit}".strip()


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


def clause_words(clause: Clause) -> str:
    """二（一）开展企业新型学徒制培训."""
    return str(clause)[:120]


class _Words:
    """How each column says what it says; one for a piece of the export, so that settings are read once."""

    def __init__(self, facts: _Facts, planned: list[dict[str, Any]]) -> None:
        self.facts = facts
        self.today = clock.today()
        limits = nearest("", thresholds())
        self.warn_until = rules.warning_until(self.today, calendar(), limits)
        self.states = {key: str(label) for key, label in TASK.states.items()}
        self.categories = {key: str(label) for key, label in CATEGORIES}
        self.stamp = f"{int(clock.now().timestamp() * 1000):x}"
        self.and_ = str(say("、"))
        self.times = [str(one) for one in (say("逾期"), say("临期"), say("按时"), say("暂停"), say("已结束"))]
        self.paces = [
            str(one)
            for one in (say("严重滞后"), say("欠序时进度"), say("超序时进度"), say("达序时进度"), say("未启动"), say("暂停"), say("已结束"))
        ]  # fmt: skip
        self.measured = queries.measured([task["id"] for task in planned])
        self.lines: dict[tuple[date | None, date | None], float | None] = {}

    def of_lead(self, task: dict[str, Any]) -> str:
        return self.facts.units.get(task["lead_unit_id"] or 0, "")

    def of_issuer(self, task: dict[str, Any]) -> str:
        return self.facts.units.get(task["issuer_id"], "")

    def of_joint(self, task: dict[str, Any]) -> str:
        return self._units(task, "joint")

    def of_support(self, task: dict[str, Any]) -> str:
        return self._units(task, "support")

    def _units(self, task: dict[str, Any], role: str) -> str:
        group = self.facts.duties.get(task["id"])
        return self.and_.join(self.facts.units[pk] for pk in group.get(role, ())) if group else ""

    def of_post(self, task: dict[str, Any]) -> str:
        return self.facts.posts.get(task["id"], ("", 0))[0]

    def of_person(self, task: dict[str, Any]) -> str:
        post = self.facts.posts.get(task["id"])
        return self.facts.people.get(post[1], "") if post else ""

    def of_standards(self, task: dict[str, Any]) -> str:
        return "\n".join(self.facts.standards.get(task["id"], ()))

    def of_targets(self, task: dict[str, Any]) -> str:
        return "\n".join(self.facts.targets.get(task["id"], ()))

    def of_clause(self, task: dict[str, Any]) -> str:
        return self.facts.clauses.get(task["clause_id"] or 0, "")

    def of_plan(self, task: dict[str, Any]) -> str:
        return self.facts.plans.get(task["plan_id"] or 0, "")

    def of_category(self, task: dict[str, Any]) -> str:
        return self.categories.get(task["category"], str(task["category"]))

    def of_state(self, task: dict[str, Any]) -> str:
        return self.states[task["state"]]

    def of_key(self, task: dict[str, Any]) -> str:
        return f"{task['uid'].hex}.{task['version']}.{self.stamp}"

    def of_time(self, task: dict[str, Any]) -> str:
        if task["state"] in rules.CLOSED:
            return self.times[4]
        day = task["due_on"] or task["review_on"]
        if task["state"] == "draft" or day is None:
            return ""
        if task["paused"]:
            return self.times[3]
        return self.times[0 if day < self.today else 1 if day <= self.warn_until else 2]

    def of_progress(self, task: dict[str, Any]) -> str:
        if task["state"] in rules.CLOSED:
            return self.paces[6]
        if task["state"] == "draft":
            return ""
        if task["paused"]:
            return self.paces[5]
        if task["ahead_until"] is None or (task["starts_on"] and task["starts_on"] > self.today and not task["done"]):
            return self.paces[4]
        for at, turn in enumerate((task["far_behind_from"], task["behind_from"])):
            if turn is not None and turn <= self.today:
                return self.paces[at]
        return self.paces[2 if task["ahead_until"] >= self.today else 3]

    def of_planned(self, task: dict[str, Any]) -> float | None:
        rows = self.measured[task["id"]]
        dates = (task["starts_on"], task["due_on"])
        if rows.nodes:
            line = rules.line(*dates, rows.nodes, stepped=not rows.figures)
            return round(line.at(self.today), 1) if line else None
        if dates not in self.lines:
            line = rules.line(*dates)
            self.lines[dates] = round(line.at(self.today), 1) if line else None
        return self.lines[dates]


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
    texts = _texts(ids)
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
