"""How does a timetable look: its head of days, and a row's bar, dates and lines? Places are percent of the width."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from luoshi.kernel.templatetags.ui.figures import shortdate
from luoshi.kernel.templatetags.ui.library import register

HEIGHT, MIDDLE, THICK = 34, 17, 12
"""Of a row, in pixels: its height, its middle, and how thick a bar is."""


def _at(place: float) -> str:
    return f"{place:.2f}".rstrip("0").rstrip(".") + "%"


def _framed(css: str, height: int, parts: Iterable[str]) -> SafeString:
    """A drawing of parts that are each escaped."""
    return mark_safe(  # noqa: S308
        f'<svg class="{css}" width="100%" height="{height}" aria-hidden="true" focusable="false">{"".join(parts)}</svg>'
    )


@register.simple_tag
def timetable_grid(paper: Any, today_at: float | None = None) -> SafeString:
    """What every row of a timetable repeats: a line where each unit begins, and today's. Drawn once, used by `timebar`."""
    lines = [
        format_html(
            '<line class="{}" x1="{}" x2="{}" y1="0" y2="100%"/>', "tt-year" if tick.head else "tt-unit", at, at
        )
        for tick in paper.ticks[1:]
        for at in [_at(tick.at)]
    ]
    if today_at is not None:
        at = _at(today_at)
        lines.append(format_html('<line class="tt-today" x1="{}" x2="{}" y1="0" y2="100%"/>', at, at))
    inner = format_html_join("", "{}", ((line,) for line in lines))
    return format_html(
        '<svg class="tt-defs" width="0" height="0" aria-hidden="true"><symbol id="tt-grid">{}</symbol>{}</svg>',
        inner,
        _DEFS,
    )


_DEFS = mark_safe(
    '<defs><pattern id="tt-late" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect class="tt-late-ground" width="6" height="6"/><rect class="tt-late-line" width="3" height="6"/></pattern></defs>'
)


@register.simple_tag
def timetable_head(paper: Any, today_at: float | None = None, today: Any = None) -> SafeString:
    """The head of the column of days: years above, units below, and today's flag."""
    parts = []
    for tick in paper.ticks:
        at = _at(tick.at)
        if tick.head:
            parts.append(format_html('<text class="tt-head" x="{}" y="14" dx="5">{}</text>', at, tick.head))
        parts.append(format_html('<text x="{}" y="33" dx="5">{}</text>', at, tick.label))
    if today_at is not None:
        middle = min(max(today_at, 4), 96)
        parts += [
            format_html('<rect class="tt-flag" x="{}" y="0" width="72" height="17" transform="translate(-36)"/>', _at(middle)),
            format_html('<text class="tt-flag-say" x="{}" y="13" text-anchor="middle">{}</text>', _at(middle), shortdate(today)),
        ]  # fmt: skip
    return _framed("tt-svg", 40, parts)


@register.simple_tag
def timebar(bar: Any, threads: Any = (), only_dates: bool = False) -> SafeString:
    """A row's drawing: lines that pass, the bar, what is overdue, the dates, and what is to be reached by the last of them.

    Put together by hand, every text escaped: a page draws two hundred.
    """
    parts = ['<use href="#tt-grid" width="100%" height="100%"/>']
    if bar.begin is not None and not only_dates:
        parts += _stretch(bar)
    parts += [_thread(thread) for thread in threads if thread.part != "to"]
    parts += _arrows(threads)
    parts += [_mark(mark) for mark in bar.marks]
    if bar.label:
        left = bar.label_at > 88
        parts.append(
            f'<text class="tt-say{" is-late" if bar.late else ""}" x="{_at(bar.label_at)}" y="{MIDDLE + 4}" '
            f'dx="{-12 if left else 12}" text-anchor="{"end" if left else "start"}">{escape(bar.label)}</text>'
        )
    return _framed("tt-svg", HEIGHT, parts)


def _rect(css: str, begin: float, end: float) -> str:
    return (
        f'<rect class="{css}" x="{_at(begin)}" y="{MIDDLE - THICK // 2}" width="{_at(max(end - begin, 0))}" '
        f'height="{THICK}"/>'
    )


def _stretch(bar: Any) -> Iterator[str]:
    yield _rect("tt-ghost" if bar.ghost else "tt-bar", bar.begin, bar.end)
    if bar.fill and bar.fill > bar.begin and not bar.ghost:
        yield _rect("tt-done", bar.begin, bar.fill)
    if bar.late:
        yield _rect("tt-over", *bar.late)


def _mark(mark: Any) -> str:
    return (
        f'<svg x="{_at(mark.at)}" y="{MIDDLE}" class="tt-point" overflow="visible"><path class="tt-mark is-{mark.kind}" '
        f'd="M0-7L7 0 0 7-7 0z"><title>{escape(str(mark.title))}</title></path></svg>'
    )


def _line(thread: Any, first: int, last: int) -> str:
    at = _at(thread.at)
    return f'<line class="tt-thread" x1="{at}" x2="{at}" y1="{first}" y2="{last}"/>'


def _thread(thread: Any) -> str:
    first = MIDDLE + 8 if thread.part == "from" and thread.down else 0
    last = MIDDLE - 8 if thread.part == "from" and not thread.down else HEIGHT
    return _line(thread, first, last)


def _arrows(threads: Iterable[Any]) -> Iterator[str]:
    """The last piece of a line: down (or up) to the bar, and the head that points at it."""
    for thread in threads:
        if thread.part != "to":
            continue
        tip = MIDDLE - 8 if thread.down else MIDDLE + 8
        yield _line(thread, 0 if thread.down else HEIGHT, tip)
        shape = "M-4-6L4-6 0 1z" if thread.down else "M-4 6L4 6 0-1z"
        yield f'<svg x="{_at(thread.at)}" y="{tip}" overflow="visible"><path class="tt-tip" d="{shape}"/></svg>'
