"""How does each column of the ledger look on a page? In Python, because a page has six hundred cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from luoshi.kernel.templatetags.ui.bars import progress
from luoshi.kernel.templatetags.ui.lights import light
from luoshi.kernel.templatetags.ui.words import nowrapnum, unitname
from luoshi.ledger.queries import Column, LedgerRow
from luoshi.ledger.queries.groups import Group
from luoshi.ledger.workflow import TASK
from luoshi.org.models import Unit

Draw = Callable[[LedgerRow], SafeString | str]
PHONE = frozenset({"title", "time", "light"})
"""What a phone shows; the rest is one tap away."""
CSS = {
    "number": "nb fix2", "title": "w-title", "standard": "w-standard", "lead": "w-unit", "support": "w-unit", "latest": "w-latest", "person": "nb",
    "due": "nb", "first_due": "nb", "issued": "nb", "starts": "nb", "completed": "nb", "received": "nb", "state": "nb",
    "issuer": "w-unit", "target": "w-standard", "clause": "w-standard",
}  # fmt: skip
COLOURS = {"verifying": "tag-yellow", "completed": "tag-green"}


@dataclass(frozen=True)
class Cell:
    """A cell as the template puts it."""

    css: str
    html: SafeString | str


@dataclass(frozen=True)
class Head:
    """The head of a column."""

    key: str
    label: str
    css: str


@dataclass(frozen=True)
class Body:
    """Rows under one heading, drawn: (row, its cells)."""

    name: str
    count: int
    whole: bool
    rows: tuple[tuple[LedgerRow, tuple[Cell, ...]], ...]


def heads(columns: Sequence[Column]) -> list[Head]:
    """The heads, from left to right."""
    return [Head(one.key, str(one.label), _css(one.key)) for one in columns]


def bodies(groups: Sequence[Group], columns: Sequence[Column]) -> list[Body]:
    """The rows of a page, drawn."""
    css = [_css(one.key) for one in columns]
    draw = [DRAWN.get(one.key) or _plain(one) for one in columns]
    return [
        Body(
            group.name, group.count if group.count is not None else len(group.rows), group.count is not None,
            tuple((row, tuple(Cell(c, d(row)) for c, d in zip(css, draw, strict=True))) for row in group.rows),
        )
        for group in groups
    ]  # fmt: skip


def _css(key: str) -> str:
    return " ".join(part for part in (CSS.get(key, ""), "" if key in PHONE else "wide-only") if part)


def missing() -> SafeString:
    """What has to be there and is not."""
    return format_html('<span class="missing">{}</span>', gettext("缺"))


def _plain(column: Column) -> Draw:
    def draw(row: LedgerRow) -> SafeString | str:
        value: Any = column.value(row)
        if value is None or value == "":
            return mark_safe('<span class="zero">·</span>')
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, str) and "\n" in value:
            return format_html_join(mark_safe("<br>"), "{}", ((nowrapnum(part),) for part in value.split("\n")))
        return nowrapnum(value) if isinstance(value, str) else conditional_escape(value)

    return draw


def _title(row: LedgerRow) -> SafeString:
    task = row.task
    state = mark_safe("")
    if task.state != "active":
        colour = COLOURS.get(task.state, "")
        state = format_html('<span class="sub"><span class="tag {}">{}</span></span>', colour, TASK.states[task.state])
    grade = format_html('<span class="tag tag-dark">{}</span> ', task.get_grade_display()) if task.grade else ""
    return format_html(
        '<span class="phone-only quiet nb">{}</span> {}<a class="plain" href="{}" data-open>{}</a>{}',
        task.number, grade, reverse("ledger:task", args=[task.pk]), nowrapnum(task.title), state,
    )  # fmt: skip


def _standard(row: LedgerRow) -> SafeString:
    if not row.standards:
        return missing()
    more = gettext("共 %(count)s 条") % {"count": len(row.standards)}
    rest = format_html('<span class="sub">{}</span>', more) if len(row.standards) > 1 else ""
    return format_html('<span class="clamp">{}</span>{}', nowrapnum(row.standards[0].text), rest)


def _support(row: LedgerRow) -> SafeString:
    units: list[Unit] = [*row.joint, *row.support]
    if len(units) > len(row.joint) + 2:
        shown = [*row.joint, row.support[0]]
        tail = format_html('<span class="nb">{}</span>', gettext("等 %(count)s 家") % {"count": len(row.support)})
    else:
        shown, tail = units, mark_safe("")
    names = format_html_join(gettext("、"), "{}", ((unitname(unit.name),) for unit in shown))
    return names + tail


def _due(row: LedgerRow) -> SafeString | str:
    task = row.task
    day = task.due_on or task.review_on
    if day is None:
        return missing()
    was = mark_safe("")
    if task.first_due_on and task.first_due_on != task.due_on:
        was = format_html('<span class="was">{}</span><br>', task.first_due_on.isoformat())
    sub = format_html('<span class="sub">{}</span>', gettext("复核")) if not task.due_on else ""
    return format_html("{}{}{}", was, day.isoformat(), sub)


def _latest(row: LedgerRow) -> SafeString:
    report = format_html('<span class="sub">{}</span>', row.report) if row.report else ""
    return format_html("{}{}", nowrapnum(row.task.latest), report)


DRAWN: dict[str, Draw] = {
    "title": _title,
    "standard": _standard,
    "lead": lambda row: unitname(row.lead.name) if row.lead else missing(),
    "support": _support,
    "person": lambda row: row.person or missing(),
    "due": _due,
    "progress": lambda row: progress(row.task.done, row.lights.planned),
    "time": lambda row: light(row.lights.time, words=True),
    "light": lambda row: light(row.lights.progress, words=True),
    "latest": _latest,
    "issuer": lambda row: unitname(row.task.issuer.name),
}
"""Columns that look like more than their value."""
