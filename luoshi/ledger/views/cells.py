"""How does each column of the ledger look on a page? In Python, because a page has six hundred cells.

Lines are put together by hand, every text escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from luoshi.kernel.say import in_one_language, spoken
from luoshi.kernel.templatetags.ui.bars import progress
from luoshi.kernel.templatetags.ui.lights import light
from luoshi.kernel.templatetags.ui.words import nowrapnum, unitname
from luoshi.ledger.queries import Column, LedgerRow
from luoshi.ledger.queries.groups import Group
from luoshi.ledger.views.common import task_url
from luoshi.ledger.workflow import TASK
from luoshi.org.models import Unit

Draw = Callable[[LedgerRow], str]
"""What stands in a cell, as HTML."""
PHONE = frozenset({"title", "time", "light"})
"""What a phone shows; the rest is one tap away."""
CSS = {
    "number": "nb fix2", "title": "w-title", "standard": "w-standard", "lead": "w-unit", "support": "w-unit", "latest": "w-latest", "person": "nb",
    "due": "nb", "first_due": "nb", "issued": "nb", "starts": "nb", "completed": "nb", "received": "nb", "state": "nb",
    "issuer": "w-unit", "target": "w-standard", "clause": "w-standard",
}  # fmt: skip
COLOURS = {"verifying": "tag-yellow", "completed": "tag-green"}


@dataclass(frozen=True)
class Head:
    """The head of a column."""

    key: str
    label: str
    css: str


@dataclass(frozen=True)
class Body:
    """Lines under one heading, drawn, in one piece: a template takes sixty calls for each."""

    name: str
    count: int
    whole: bool
    lines: SafeString


def heads(columns: Sequence[Column]) -> list[Head]:
    """The heads, from left to right."""
    return [Head(one.key, str(one.label), _css(one.key)) for one in columns]


@in_one_language()
def bodies(groups: Sequence[Group], columns: Sequence[Column], *, pick: bool = False) -> list[Body]:
    """The lines of a page, drawn; with ``pick`` a box before each to pick it, and its place below its heading."""
    draw: list[tuple[str, Draw]] = [('<td class="pick fix1">', _box)] if pick else []
    draw += [(f'<td class="{_css(one.key)}">', DRAWN.get(one.key) or _plain(one)) for one in columns]
    return [
        Body(
            group.name, group.count if group.count is not None else len(group.rows), group.count is not None,
            in_one_piece(_line(row, draw, _place(node, at) if pick and group.name else "") for at, row in enumerate(group.rows, 1)),
        )
        for node, group in enumerate(groups, 1)
    ]  # fmt: skip


def in_one_piece(lines: Iterable[str]) -> SafeString:
    """Lines drawn by the views, each text of them escaped."""
    return mark_safe("\n".join(lines))  # noqa: S308


def _line(row: LedgerRow, draw: Sequence[tuple[str, Draw]], place: str) -> str:
    cells = "".join([f"{td}{cell(row)}</td>" for td, cell in draw])
    return f"<tr data-row{place}>{cells}</tr>"


def _place(node: int, at: int) -> str:
    return f' data-node="g{node}r{at}" data-parent="g{node}"'


def _box(row: LedgerRow) -> str:
    name = escape(spoken("选 %(number)s") % {"number": row.task.number})
    return f'<input type="checkbox" data-pick name="pick" value="{row.task.pk}" aria-label="{name}">'


def _css(key: str) -> str:
    return " ".join(part for part in (CSS.get(key, ""), "" if key in PHONE else "wide-only") if part)


def _missing() -> str:
    """What has to be there and is not."""
    word = spoken("缺")
    return f'<span class="missing">{escape(word)}</span>'


def _sub(text: object) -> str:
    return f'<span class="sub">{escape(str(text))}</span>'


def _plain(column: Column) -> Draw:
    def draw(row: LedgerRow) -> str:
        value: Any = column.value(row)
        if value is None or value == "":
            return '<span class="zero">·</span>'
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, str):
            return "<br>".join(nowrapnum(part) for part in value.split("\n"))
        return conditional_escape(value)

    return draw


def _title(row: LedgerRow) -> str:
    task = row.task
    state = ""
    if task.state != "active":
        name = escape(str(TASK.states[task.state]))
        state = f'<span class="sub"><span class="tag {COLOURS.get(task.state, "")}">{name}</span></span>'
    grade = f'<span class="tag tag-dark">{escape(task.get_grade_display())}</span> ' if task.grade else ""
    return (
        f'<span class="phone-only quiet nb">{escape(task.number)}</span> {grade}'
        f'<a class="plain" href="{task_url(task.pk)}" data-open>{nowrapnum(task.title)}</a>{state}'
    )


def _standard(row: LedgerRow) -> str:
    if not row.standards:
        return _missing()
    count = len(row.standards)
    rest = _sub(spoken("共 %(count)s 条") % {"count": count}) if count > 1 else ""
    return f'<span class="clamp">{nowrapnum(row.standards[0].text)}</span>{rest}'


def _support(row: LedgerRow) -> str:
    units: list[Unit] = [*row.joint, *row.support]
    tail = ""
    if len(units) > len(row.joint) + 2:
        units = [*row.joint, row.support[0]]
        rest = spoken("等 %(count)s 家") % {"count": len(row.support)}
        tail = f'<span class="nb">{escape(rest)}</span>'
    return spoken("、").join(unitname(unit.name) for unit in units) + tail


def _due(row: LedgerRow) -> str:
    task = row.task
    day = task.due_on or task.review_on
    if day is None:
        return _missing()
    was = ""
    if task.first_due_on and task.first_due_on != task.due_on:
        was = f'<span class="was">{task.first_due_on.isoformat()}</span><br>'
    return was + day.isoformat() + ("" if task.due_on else _sub(spoken("复核")))


def _latest(row: LedgerRow) -> str:
    return nowrapnum(row.task.latest) + (_sub(row.report) if row.report else "")


DRAWN: dict[str, Draw] = {
    "title": _title,
    "standard": _standard,
    "lead": lambda row: unitname(row.lead.name) if row.lead else _missing(),
    "support": _support,
    "person": lambda row: escape(row.person) if row.person else _missing(),
    "due": _due,
    "progress": lambda row: progress(row.task.done, row.lights.planned),
    "time": lambda row: light(row.lights.time, words=True),
    "light": lambda row: light(row.lights.progress, words=True),
    "latest": _latest,
    "issuer": lambda row: unitname(row.task.issuer.name),
}
"""Columns that look like more than their value."""
