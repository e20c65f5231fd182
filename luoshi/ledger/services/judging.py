"""What is each row of a table of tasks: new, a correction, the same, or not to be taken, and why?

What has been issued is not changed by a table: a date or a division goes by application. A row that somebody has
changed since the export says who and when.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Q

from luoshi.kernel.actor import Actor
from luoshi.kernel.documents.cells import CellRefused, Fault, Place, as_date, as_text, squeeze
from luoshi.kernel.documents.headers import Column
from luoshi.kernel.documents.sheets import Row, Start
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.models import Event, thread_of
from luoshi.kernel.rows import new
from luoshi.kernel.say import Say, say
from luoshi.ledger.models import CATEGORIES, Plan, Task
from luoshi.ledger.queries import sheets as tables
from luoshi.ledger.services.common import allow
from luoshi.org import queries as org
from luoshi.org.models import Post, SheetImport, SheetRow, Unit
from luoshi.org.rules import Kind as UnitKind

_LENGTHS = {
    "number": 30,
    "title": 200,
    "text": 20_000,
    "category": 20,
    "clause": 120,
    "post": 60,
    "person": 40,
    "key": 80,
}
ROLES = ("lead", "joint", "support")
_GENERIC = re.compile(r"^(?:[省市县区]级?直?)?(?:各|有关|相关)")
_FOOT = re.compile(
    r"(?:合计|总计|小计|共计)$|(?:填表|制表|填报|审核|审批|批准|联系|负责)人?(?:单位)?[:：]|(?:注|备注|说明|填表说明)[:：]"
)
"""How the rows below a table begin, or those that add it up."""
_ENDLESS = re.compile(r"长期(?:坚持|推进|任务)?|持续(?:推进)?|常年(?:坚持)?|常态化(?:推进)?")
_KEY = re.compile(r"([0-9a-f]{32})\.(\d{1,9})\.([0-9a-f]{1,12})")


@dataclass
class Reading:
    """A row on its way: its values, what cannot be taken, what the clerk should know."""

    row: Row
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    task: Task | None = None

    def wrong(self, reason: Say, column: int | None = None) -> None:
        self.faults.append(Fault(Place(self.row.number, column), reason))


class Judge:
    """Judges rows piece by piece; knows the numbers that stood before, and every unit's name that it has met."""

    def __init__(self, actor: Actor, batch: SheetImport, start: Start) -> None:
        self.batch_id = batch.pk
        self.actor, self.meant, self.start = actor, batch.meant, start
        plan_id = batch.given.get("plan")
        self.month_end = bool(batch.given.get("month_end"))
        self.plan = Plan.objects.visible_to(actor).filter(pk=plan_id).first() if plan_id else None
        check_plan(actor, self.plan, bool(plan_id))
        self.units = org.UnitNames(actor, batch.unit)
        self.categories = {squeeze(str(label)): key for key, label in CATEGORIES}
        self.clauses = _clauses(self.plan)
        self.numbers: dict[str, int] = {}
        self.own_export = "key" in self.meant
        self.is_counted = not self.own_export and squeeze(batch.titles.get(str(self.meant.get("number")), "")) == "序号"
        self.running = 0

    def __call__(self, rows: Sequence[Row]) -> list[SheetRow]:
        """The verdict on each row that says anything."""
        read = [one for row in rows if (one := self._read(row)) is not None]
        self._match(read)
        there = tables.held([one.task for one in read if one.task is not None])
        touched = self._touched([one for one in read if one.task is not None])
        return [self._verdict(one, there, touched) for one in read]

    # ---------- reading cells ----------

    def _read(self, row: Row) -> Reading | None:
        one = Reading(row)
        if _is_foot(row):
            return None
        cells = {key: row.cells[at] if at < len(row.cells) else None for key, at in self.meant.items()}
        filled = sum(cell is not None for cell in row.cells)
        for column in tables.COLUMNS:
            if column.key in cells:
                self._cell(one, column, cells[column.key])
        if not one.values.get("title") and (filled <= 1 or (filled <= 2 and not one.values.get("number"))):
            # the name of a part, a number without a task: no row of the table
            return None
        if not one.values.get("title") and not any(
            fault.place.column == self.meant.get("title") for fault in one.faults
        ):
            one.wrong(say("缺任务。"), self.meant.get("title"))
        self._number(one)
        self._dates(one)
        self._roles(one)
        return one

    def _cell(self, one: Reading, column: Column, cell: Any) -> None:
        key, at = column.key, self.meant[column.key]
        try:
            if key in {"starts_on", "due_on", "review_on"}:
                one.values[key] = self._day(one, column, cell)
            elif key in {"standards", "targets", *ROLES}:
                one.values[key] = as_text(cell, column.label, 4_000, lines=True)
            else:
                one.values[key] = as_text(cell, column.label, _LENGTHS[key], lines=key == "text")
        except CellRefused as refusal:
            one.wrong(refusal.reason, at)

    def _day(self, one: Reading, column: Column, cell: Any) -> str | None:
        if isinstance(cell, str) and _ENDLESS.fullmatch(squeeze(cell)):
            words = say("{what}“{text}”没有日期，留空；下达前须定复核日期。", what=column.label, text=cell.strip())
            one.notes.append(str(words))
            return None
        month_end = self.month_end if column.key == "due_on" else None
        day = as_date(cell, column.label, base_1904=self.start.base_1904, month_end=month_end)
        return day.isoformat() if day else None

    def _number(self, one: Reading) -> None:
        number = one.values.get("number", "")
        if not number:
            one.values.pop("number", None)
            return
        if one.values.get("key"):
            # tasks of several plans may bear one number; which one is meant stands in the key
            return
        before = self.numbers.setdefault(number, one.row.number)
        if before != one.row.number and self._is_running(number):
            del one.values["number"]
            one.notes.append(str(say("序号“{number}”与第 {row} 行重复，由系统编号。", number=number, row=before)))
        elif before != one.row.number:
            one.wrong(say("编号“{number}”与第 {row} 行重复。", number=number, row=before), self.meant.get("number"))

    def _is_running(self, number: str) -> bool:
        """1, 2, 3 under 序号 counts the rows of a sheet, or of each part of it; it does not say which task it is."""
        return self.is_counted and number.isdecimal()

    def _dates(self, one: Reading) -> None:
        starts, due = one.values.get("starts_on"), one.values.get("due_on")
        if starts and due and due < starts:
            one.wrong(say("完成时限早于开始日期。"), self.meant["due_on"])
        word = one.values.pop("category", None)
        if word:
            found = self.categories.get(squeeze(word))
            if found is None:
                known = tuple(str(label) for _, label in CATEGORIES)
                one.wrong(
                    say("没有“{word}”这一类别，可以写：{known}。", word=word, known=known), self.meant["category"]
                )
            else:
                one.values["category"] = found
        self._texts(one)

    def _texts(self, one: Reading) -> None:
        lines = re.split(r"\n" if self.own_export else r"[\n；;]", one.values.get("standards", ""))
        standards = [line.strip() for line in lines if line.strip()]
        figures: list[list[str]] = []
        for line in re.split(r"[\n；;]", one.values.get("targets", "")):
            found = tables.read_figure(line) if line.strip() else None
            if found is not None:
                name, sign, number, unit = found
                figures.append([name, sign, f"{number.normalize():f}", unit])
            elif line.strip():
                standards.append(line.strip())
                one.notes.append(str(say("量化目标“{text}”没有读成数，列入达到的标准。", text=line.strip()[:40])))
        long = next((text for text in standards if len(text) > 300), None)
        if long is not None:
            at = self.meant.get("standards", self.meant.get("targets"))
            one.wrong(say("达到的标准“{text}…”超过 300 个字，请分成几条，一条一行。", text=long[:20]), at)
        if "standards" in one.values or standards:
            one.values["standards"] = list(dict.fromkeys(standards))
        if "targets" in one.values:
            one.values["targets"] = figures
        if "clause" in one.values:
            self._clause(one)

    def _clause(self, one: Reading) -> None:
        words = one.values.pop("clause")
        if words and self.plan is not None:
            found = self.clauses.get(squeeze(words))
            if found is None:
                one.notes.append(str(say("方案里没有找到条款“{words}”，条款留空。", words=words[:30])))
            one.values["clause"] = found
        elif self.plan is not None:
            one.values["clause"] = None

    def _roles(self, one: Reading) -> None:
        taken: set[int] = set()
        generic: list[str] = []
        for role in ROLES:
            if role not in one.values:
                continue
            found: list[int] = []
            for name in split_units(one.values[role]):
                if _GENERIC.match(name):
                    generic.append(name[:60])
                    continue
                unit = self._unit(one, role, name)
                if unit is not None and unit.pk not in taken:
                    found.append(unit.pk)
                    taken.add(unit.pk)
            one.values[role] = found
        if generic:
            one.values["generic"] = list(dict.fromkeys(generic))
        leads = one.values.get("lead")
        if leads is not None:
            one.values["lead"] = leads[0] if leads else None
            if len(leads) > 1:
                one.values["joint"] = [*leads[1:], *one.values.get("joint", [])]
                one.notes.append(
                    str(say("牵头单位写了 {count} 家，第一家列为牵头，其余列为共同负责。", count=len(leads)))
                )
        for role in ("joint", "support"):
            if role in one.values:
                one.values[role] = sorted(one.values[role])

    def _unit(self, one: Reading, role: str, name: str) -> Unit | None:
        # “省总工会 李明”: the unit and its person in one cell
        found = self.units.find(name) or self.units.find(name.partition(" ")[0])
        at = self.meant[role]
        if found is None:
            many = self.units.several(name)
            if many:
                one.wrong(say("有几个单位叫“{name}”：{units}。请写全称。", name=name, units=tuple(many)), at)
            else:
                one.wrong(say("单位名录里没有“{name}”。", name=name), at)
                one.values.setdefault("unknown", []).append(name[:120])
        elif found.kind == UnitKind.ENTERPRISE:
            one.wrong(say("“{name}”是企业，不能向企业下达任务。", name=name), at)
            return None
        return found

    # ---------- what is there already ----------

    def _match(self, read: Sequence[Reading]) -> None:
        keys = {
            one: match for one, match in ((id(o), _KEY.fullmatch(o.values.get("key") or "")) for o in read) if match
        }
        by_uid = {
            task.uid.hex: task
            for task in Task.objects.visible_to(self.actor)
            .filter(uid__in=[match[1] for match in keys.values()])
            .select_related("issuer", "plan")
        }
        found = self._there([one for one in read if id(one) not in keys])
        for one in read:
            match = keys.get(id(one))
            if match is not None:
                one.task = by_uid.get(match[1])
                if one.task is None:
                    one.wrong(
                        say("系统标识对应的任务已不存在，或者不在您的查看范围。要作为新任务导入，请清空这一格。"),
                        self.meant["key"],
                    )
            elif one.values.get("key"):
                one.wrong(say("系统标识被改动过。要作为新任务导入，请清空这一格。"), self.meant["key"])
            elif "number" in one.values and self._is_running(one.values["number"]):
                self._match_counted(one, found)
            else:
                one.task = found.get(self._same(one))

    def _match_counted(self, one: Reading, found: Mapping[int | None, Task]) -> None:
        same_number = found.get(self._own[0].get(one.values["number"]))
        title = one.values.get("title") or ""
        is_it = same_number is not None and same_number.title == title
        one.task = same_number if is_it else found.get(self._own[1].get(title))
        if same_number is not None and not is_it:
            del one.values["number"]
            if one.task is None:
                one.notes.append(str(say("序号已有别的任务在用，由系统编号。")))

    @cached_property
    def _own(self) -> tuple[dict[str, int], dict[str, int]]:
        """The keys of the own unit's tasks in this plan, by number and by title: read once, for all pieces of the table."""
        rows = (
            Task.objects.filter(issuer_id=self.actor.unit_id, plan=self.plan).exclude(state="dropped").order_by("-id")
        )
        # asked for in the statement, SQLite would walk over every task of the country that has no parent
        known = [row for row in rows.values_list("number", "title", "pk", "parent_id").iterator() if row[3] is None]
        return {number: pk for number, _, pk, _ in known}, {title: pk for _, title, pk, _ in known}

    def _same(self, one: Reading) -> int | None:
        """The key of the task that a row is about, if there is one."""
        by_number, by_title = self._own
        return (
            by_number.get(one.values["number"])
            if "number" in one.values
            else by_title.get(one.values.get("title") or "")
        )

    def _there(self, read: Sequence[Reading]) -> dict[int | None, Task]:
        """The tasks that these rows may be about, by key."""
        by_number, by_title = self._own
        named = [(one.values.get("number") or "", one.values.get("title") or "") for one in read]
        wanted = {by_number.get(number) for number, _ in named} | {by_title.get(title) for _, title in named}
        rows = Task.objects.visible_to(self.actor).select_related("issuer", "plan")
        return {task.pk: task for task in rows.filter(pk__in=[pk for pk in wanted if pk])}

    def _touched(self, read: Sequence[Reading]) -> dict[int, tuple[Event, ...]]:
        """Tasks that somebody has changed since their row was exported: the last such event."""
        moments = {
            one.task.pk: datetime.fromtimestamp(int(match[3], 16) / 1000, tz=UTC)
            for one in read
            if one.task is not None and (match := _KEY.fullmatch(one.values.get("key") or ""))
        }
        if not moments:
            return {}
        threads = {thread_of(one.task): one.task.pk for one in read if one.task is not None and one.task.pk in moments}
        rows = Event.objects.filter(thread__in=threads, at__gt=min(moments.values())).filter(
            Q(code__startswith="ledger.task.")
            | Q(code__startswith="ledger.duty.")
            | Q(code__regex=r"^ledger\.(standard|target)\.")
        )
        found: dict[int, tuple[Event, ...]] = {}
        for event in rows.select_related("person").order_by("id"):
            pk = threads[event.thread]
            if event.at > moments[pk]:
                found[pk] = (event,)
        return found

    # ---------- the verdict ----------

    def _verdict(
        self, one: Reading, there: Mapping[int, dict[str, Any]], touched: Mapping[int, tuple[Event, ...]]
    ) -> SheetRow:
        changes: dict[str, list[str]] = {}
        if one.task is not None:
            now = there[one.task.pk]
            differing = [
                key
                for key in one.values
                if key in now and one.values[key] != now[key] and not self._empty_post(key, one)
            ]
            changes = {key: [self.words(key, now[key]), self.words(key, one.values[key])] for key in differing}
            self._refuse_protected(one, changes, touched)
        else:
            self._lacking(one)
        if one.faults:
            verdict = "wrong"
        else:
            verdict = "new" if one.task is None else "changed" if changes else "same"
        return new(
            SheetRow, batch_id=self.batch_id, number=one.row.number, verdict=verdict, values=one.values, changes=changes,
            faults=[str(fault) for fault in one.faults], notes=one.notes, object_id=one.task.pk if one.task else None,
        )  # fmt: skip

    def _empty_post(self, key: str, one: Reading) -> bool:
        """An empty cell for the post leaves the unit's own choice as it is; so does a post that the unit does not know."""
        return key == "post" and (not one.values["post"] or one.task is None or not _post_named(one))

    def _refuse_protected(
        self, one: Reading, changes: Mapping[str, Any], touched: Mapping[int, tuple[Event, ...]]
    ) -> None:
        task = one.task
        if task is None or not changes:
            return
        names = tuple(tables.BY_KEY[key].label for key in changes)
        at = self.meant.get(next(iter(changes)))
        if task.issuer_id != self.actor.unit_id:
            one.wrong(
                say(
                    "{names}与系统不同，但这项任务由{issuer}下达，本单位不能修改。",
                    names=names,
                    issuer=task.issuer.name,
                ),
                at,
            )
        elif task.state != "draft":
            one.wrong(say("{names}与系统不同，但任务已经下达，不能用表格修改；请申请变更。", names=names), at)
        elif last := touched.get(task.pk):
            who = last[0].person.name if hasattr(last[0], "person") else last[0].post_name
            moment = last[0].at.strftime("%m-%d %H:%M")
            one.wrong(
                say("导出以后，{who}在 {at} 改过这项任务。请重新导出，在新表上修改。", who=who or "—", at=moment), at
            )

    def _lacking(self, one: Reading) -> None:
        if "lead" in self.meant and not one.values.get("lead") and not one.faults:
            one.notes.append(str(say("缺牵头单位，下达前须补上。")))
        if one.values.get("person") and not one.values.get("post"):
            one.notes.append(
                str(say("责任人“{name}”按牵头单位的默认责任岗位列入，请牵头单位核对。", name=one.values["person"]))
            )

    def words(self, key: str, value: Any) -> str:
        """A value as people read it."""
        if value in (None, "", []):
            return ""
        if key in ROLES:
            ids = value if isinstance(value, list) else [value]
            return str(say("、")).join(self.units.name_of(pk) for pk in ids)
        if key == "targets":
            return "；".join(
                tables.figure_words(name, sign, Decimal(number), unit) for name, sign, number, unit in value
            )
        if key == "clause":
            return next((words for words, pk in self.clauses.items() if pk == value), str(value))
        if key == "category":
            return str(dict(CATEGORIES).get(value, value))
        return "；".join(value) if isinstance(value, list) else str(value)


def _is_foot(row: Row) -> bool:
    """合计, 填表人：…: what stands below a table, or adds it up."""
    first = next((cell for cell in row.cells if cell is not None), None)
    return isinstance(first, str) and _FOOT.match("".join(first.split())) is not None


def _post_named(one: Reading) -> bool:
    lead = one.values.get("lead") or (one.task.lead_unit_id if one.task else None)
    return Post.objects.filter(unit_id=lead or 0, name=one.values["post"]).exists()


def check_plan(actor: Actor, plan: Plan | None, asked: bool) -> None:
    """Rows go into a plan that this unit drafts and that nobody is being consulted on."""
    if asked and plan is None:
        raise Invalid({"plan": [say("没有这个方案。")]})
    if plan is not None:
        allow(actor, plan.unit, "drafter", ("drafter.draft",))
        if plan.state == "consulting":
            raise Refused([say("方案正在征求意见，此时不能批量导入。请先撤回征求意见，或者等征求意见结束。")])


def _clauses(plan: Plan | None) -> dict[str, int]:
    found: dict[str, int] = {}
    for clause in plan.clauses.all() if plan is not None else ():
        for words in ("".join(clause.labels), clause.heading, str(clause), tables.clause_words(clause)):
            if squeeze(words):
                found.setdefault(squeeze(words), clause.pk)
    return found


def split_units(text: str) -> list[str]:
    """Names in one cell, one a line or parted by marks; what stands in brackets stays together."""
    found, depth, name = [], 0, ""
    for char in text:
        depth += (char in "(（") - (char in ")）")
        if char in "、,，;；\n/" and depth <= 0:
            found.append(name.strip())
            name = ""
        else:
            name += char
    return [one for one in [*found, name.strip()] if one]
