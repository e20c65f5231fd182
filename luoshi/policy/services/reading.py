"""A plan document becomes a draft ledger: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile

from luoshi.kernel import actions
from luoshi.kernel import services as kernel
from luoshi.kernel.actor import Actor
from luoshi.kernel.documents import Document, DocumentRefused
from luoshi.kernel.documents.child import read_document_apart
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.say import Say, say
from luoshi.ledger import services as ledger
from luoshi.ledger.models import Clause, Plan, Task
from luoshi.org.models import Unit
from luoshi.policy import queries
from luoshi.policy.models import Mark, Review
from luoshi.policy.rules import ParsedPlan, parse
from luoshi.policy.rules import Task as ParsedTask
from luoshi.policy.rules.names import Known, look_up, short_title, task_number
from luoshi.policy.services.common import bear


class Classified(Invalid):
    """A document that bears a classification mark: nothing of it may be shown again either."""


PASTED = "粘贴的文字.txt"
MOST_CHARACTERS = 300_000
"""The longest plan seen has 60,000; beyond this a file is a book, and reading it would hold everybody up."""


def import_plan(actor: Actor, *, data: bytes | None = None, name: str = "", pasted: str = "", title: str = "") -> Plan:
    """Read a document into a draft ledger: all of it or nothing. The file is kept as it came.

    Raises `Invalid` when it cannot be read, with what to do; a classified document is refused before it is parsed.
    """
    if not queries.may_draft(actor):
        raise Refused([say("方案由协调办经办人上传。")])
    field = "file" if data is not None else "pasted"
    document = read_given(data, name, pasted)
    parsed = parse(document.paragraphs)
    _refuse_no_plan(document, parsed, field)
    with actions.atomic():
        plan = ledger.create_plan(
            actor, title=_title(title, parsed, document, data is not None), text=parsed.text,
            doc_number=parsed.doc_number[:60], issuer_name=parsed.issuer[:120], issued_on=parsed.issued_on,
        )  # fmt: skip
        _Writer.of(actor, plan, parsed).write()
        if data is not None:
            # Last, because a file on disk does not roll back.
            kept = kernel.keep_file(actor, ContentFile(data, name=_kept_name(name, document)))
            kernel.attach(actor, kept, plan, "source")
    return plan


def read_given(data: bytes | None, name: str, pasted: str) -> Document:
    """The file, or the text that was pasted. Raises `Invalid`, `Classified` where it bears a mark."""
    field = "file" if data is not None else "pasted"
    try:
        document = read_document_apart(
            data if data is not None else pasted.encode(), name if data is not None else PASTED, settings.FILE_LIMIT
        )
    except DocumentRefused as refused:
        kind = Classified if refused.code == "classified" else Invalid
        raise kind({field: [Say(refused.template, refused.params)]}) from refused
    if "\x00" in document.text:
        # A NUL cannot stand in a PostgreSQL text.
        raise Invalid(
            {field: [say("文件“{name}”不是文字文件，无法读取，请另存为 .docx，或者直接粘贴文字。", name=document.name)]}
        )
    _refuse_book(document, field)
    return document


def _refuse_book(document: Document, field: str) -> None:
    """Said before the grammar sees it: the words of a book would hold everybody up."""
    count = len(document.text)
    if count > MOST_CHARACTERS:
        raise Invalid(
            {field: [say("正文有 {count} 字，超过 {most} 字，请分成几个文件。", count=count, most=MOST_CHARACTERS)]}
        )


def _refuse_no_plan(document: Document, parsed: ParsedPlan, field: str) -> None:
    """A text in which nothing is numbered and nobody is charged with anything is no plan: said now, with why."""
    if parsed.tasks or parsed.headings:
        return
    if not document.is_chinese:
        reason = say("“{name}”不是中文文件，读不出任务。请上传中文的方案。", name=document.name)
    elif any(one.cells for one in document.paragraphs):
        reason = say(
            "“{name}”的表格里没有“任务”和“责任单位”两栏，读不出任务。请核对表头，或者换一个文件。", name=document.name
        )
    else:
        reason = say(
            "“{name}”里没有编号条款，也没有写明责任单位，不像是方案。请核对是否选错了文件。", name=document.name
        )
    raise Invalid({field: [reason]})


def _kept_name(name: str, document: Document) -> str:
    """A web page is kept as the text it is: nobody should open a stranger's page from here in a browser."""
    return f"{name}.txt" if document.kind == "html" else name


def _title(given: str, parsed: ParsedPlan, document: Document, named: bool) -> str:
    """What the clerk typed, what the document says, its first line, or the file's name."""
    first = next((line.strip() for line in parsed.text.split("\n") if line.strip()), "")
    stem = document.name.rpartition(".")[0] if named else ""
    short = first if len(first) <= 60 else ""
    return (given.strip() or parsed.title or short or stem or first)[:200]


@dataclass
class _Writer:
    """What is at hand while one plan is written."""

    actor: Actor
    plan: Plan
    parsed: ParsedPlan
    known: Sequence[Known]
    memory: Mapping[str, int]
    units: Mapping[int, Unit]

    @classmethod
    def of(cls, actor: Actor, plan: Plan, parsed: ParsedPlan) -> _Writer:
        known, memory = queries.known_units(plan.unit), queries.remembered(plan.unit)
        units = Unit.objects.filter(abolished_on=None).in_bulk([one.unit_id for one in known] + list(memory.values()))
        return cls(actor, plan, parsed, known, memory, units)

    def write(self) -> None:
        clauses = self._clauses()
        taken: dict[str, int] = {}
        marks: list[Mark] = []
        reviews: list[Review] = []
        for item in self.parsed.tasks:
            series, number = task_number(item.path, taken)
            taken[series] = taken.get(series, 0) + 1
            task = self._draft(item, clauses[item.span[0]], number)
            marks += self._marks(task, item)
            reviews.append(Review(plan=self.plan, task=task))
        marks += [self._mark(None, "residue", one.text, one.span) for one in self.parsed.residue]
        actions.create_many(self.actor, "policy.mark.read", marks)
        actions.create_many(self.actor, "policy.review.open", reviews)

    def _clauses(self) -> dict[int, Clause]:
        """Every numbered place of the plan, and the unnumbered ones that carry duties; by where their task begins."""
        text, places = self.parsed.text, {}
        for one in self.parsed.headings:
            start, end = one.span
            places[start] = ledger.ClauseDraft(list(one.path), one.text[:250], text[start:end], start, end)
        begins: dict[int, int] = {}
        by_path = {tuple(row.labels): at for at, row in places.items()}
        for item in self.parsed.tasks:
            start, end = item.span
            # A heading's span begins at its number, its task's behind it.
            at = by_path.get(item.path)
            place = at if at is not None and at <= start < places[at].end else start
            if place not in places:
                places[place] = ledger.ClauseDraft(list(item.path), item.heading[:250], text[start:end], start, end)
            begins[start] = place
        rows = ledger.add_clauses(self.actor, self.plan, [places[at] for at in sorted(places)])
        by_start = {row.start: row for row in rows}
        return {start: by_start[place] for start, place in begins.items()}

    def _draft(self, item: ParsedTask, clause: Clause, number: str) -> Task:
        """The task with its dates and figures; the standards are proposed from the figures, for the clerk to confirm."""
        dates = sorted({one.date for one in item.deadlines if one.date})
        task = ledger.draft_task(
            self.actor, plan=self.plan, clause=clause, number=number, title=short_title(item.heading, item.text),
            text=item.text or item.heading, due_on=dates[-1] if dates else None,
        )  # fmt: skip
        nodes = {one.date: one.text for one in item.deadlines if one.date and one.date != dates[-1]}
        if nodes:
            drafts = [ledger.MilestoneDraft(f"{text}节点", day) for day, text in nodes.items()]
            ledger.set_milestones(self.actor, task, drafts)
        if item.targets:
            drafts_of = [
                ledger.TargetDraft(
                    one.text[:120], one.comparator or "=", Decimal(str(one.number)), one.unit[:20], *one.span
                )
                for one in item.targets
            ]
            ledger.set_targets(self.actor, task, drafts_of)
            ledger.set_standards(self.actor, task, list(dict.fromkeys(one.text for one in item.targets)))
        return task

    def _marks(self, task: Task, item: ParsedTask) -> Iterator[Mark]:
        """What the text was read as, place by place; the duties of units that are known are set at once."""
        leads = {one.unit for one in item.duties if one.role == "lead" and not one.generic}
        for one in item.duties:
            pk = None if one.generic else look_up(one.unit, self.memory, self.known, self.plan.issued_on).unit_id
            unit = self.units.get(pk) if pk else None
            yield self._mark(task, "unit", one.unit, one.span, role=one.role, generic=one.generic, unit=unit)
            if one.generic:
                ledger.add_generic_duty(self.actor, task, one.unit)
            elif unit is not None:
                # Of several leads none is chosen here: the clerk names one, with the basis.
                bear(self.actor, task, unit, "joint" if one.role == "lead" and len(leads) > 1 else one.role)
        for kind, rows in (("deadline", item.deadlines), ("target", item.targets), ("residue", item.residue)):
            for row in rows:
                yield self._mark(task, kind, row.text, row.span)

    def _mark(self, task: Task | None, kind: str, text: str, span: tuple[int, int], **more: Any) -> Mark:
        return Mark(plan=self.plan, task=task, kind=kind, text=text[:300], start=span[0], end=span[1], **more)
