"""How does a line of the timetable look? In Python, as the ledger's lines: a page has two hundred.

Lines are put together by hand, every text escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from django.urls import reverse

from luoshi.kernel.say import in_one_language, spoken
from luoshi.kernel.templatetags.ui.figures import cndate
from luoshi.kernel.templatetags.ui.lights import light
from luoshi.kernel.templatetags.ui.marks import icon
from luoshi.kernel.templatetags.ui.timetable import timebar
from luoshi.ledger.models import Task
from luoshi.ledger.queries.page_timetable import BarGroup, BarRow
from luoshi.ledger.views.cells import Body, in_one_piece
from luoshi.ledger.views.common import task_url


@in_one_language()
def bodies(groups: Sequence[BarGroup], *, only_dates: bool) -> list[Body]:
    """The lines of a page under their headings, drawn."""
    return [
        Body(group.name, len(group.rows), True, in_one_piece(_line(row, only_dates) for row in group.rows))
        for group in groups
    ]


def _line(row: BarRow, only_dates: bool) -> str:
    task = row.task
    title, url = escape(task.title), task_url(task.pk)
    warnings = "".join(_warning(escape(str(reason))) for reason in row.warnings)
    return (
        f"<tr data-row{_dragged(task) if row.may_plan else ''}>"
        f'<td class="wide-only">{escape(task.number)}</td>'
        f'<td title="{title}"><a class="plain" href="{url}" data-open>{title}</a>{warnings}</td>'
        f'<td class="wide-only"{_lead(task)}</td>'
        f'<td class="tt-lights-cell">{light(row.lights.time)}{light(row.lights.progress)}</td>'
        f'<td class="tt-days">{timebar(row.bar, row.threads, only_dates)}'
        f'<span class="visually-hidden">{_said(row)}</span></td></tr>'
    )


def _dragged(task: Task) -> str:
    """What the page has to know to move a draft; one that has but one date moves by it."""
    if not (task.starts_on or task.due_on):
        return ""
    return (
        f' class="tt-draft" data-shift="{reverse("ledger:shift", args=[task.pk])}" data-version="{task.version}" '
        f'data-starts="{task.starts_on or ""}" data-due="{task.due_on or ""}"'
    )


def _warning(reason: str) -> str:
    said = f'{icon("info")}<span class="visually-hidden">{reason}</span>'
    return f' <span class="tt-warn" title="{reason}">{said}</span>'


def _lead(task: Task) -> str:
    unit = task.lead_unit
    return f' title="{escape(unit.name)}">{escape(unit.short_name or unit.name)}' if unit else ">—"


def _said(row: BarRow) -> str:
    """The drawing in words, for who does not see it."""
    task, said, gap = row.task, "", spoken("；")
    if task.starts_on:
        said += spoken("自 %(day)s") % {"day": cndate(task.starts_on)}
    if task.due_on:
        said += " " + spoken("至 %(day)s") % {"day": cndate(task.due_on)}
    return escape(said + "".join(f"{gap}{mark.title}" for mark in row.bar.marks))
