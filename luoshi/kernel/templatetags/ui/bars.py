"""How does progress look: a bar with its planned mark, and the line of steps?"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from html import escape
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from luoshi.kernel.say import language
from luoshi.kernel.templatetags.ui.library import register


def _percent(value: object) -> str | None:
    """As an SVG length between 0% and 100%; None when there is no figure."""
    if value is None or isinstance(value, str):
        return None
    number = min(max(float(value), 0.0), 100.0)  # type: ignore[arg-type]
    return f"{number:.1f}".rstrip("0").rstrip(".") + "%"


def _plain(value: object) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, float | Decimal):
        return f"{value:.1f}".rstrip("0").rstrip(".")
    return str(value)


@lru_cache(maxsize=20_000)
def _drawn(fill: str | None, tick: str | None) -> SafeString:
    """The bar for two lengths; what is put together holds nothing but figures of our own."""
    parts = ['<rect class="bar-track" x="0" y="3" width="100%" height="6"/>']
    if fill not in (None, "0%"):
        parts.append(f'<rect class="bar-fill" x="0" y="3" width="{fill}" height="6"/>')
    if tick is not None:
        # The tick keeps inside the bar at both ends.
        place = float(tick[:-1])
        shift = 0 if place < 1 else -2 if place > 99 else -1
        parts.append(f'<rect class="bar-tick" x="{tick}" y="0" width="2" height="12" transform="translate({shift})"/>')
    return mark_safe(f'<svg class="bar" aria-hidden="true" focusable="false">{"".join(parts)}</svg>')  # noqa: S308


def _bar(done: object, planned: object) -> SafeString:
    return _drawn(_percent(done), _percent(planned))


@register.simple_tag
def progress(done: Any, planned: Any = None, layout: str = "cell") -> SafeString:
    """The cell 当前 / 序时 with its bar: percentages, None, or a word (停). ``layout="line"``: bar, then 43%."""
    return _progress(language(), done, planned, layout)


@lru_cache(maxsize=20_000, typed=True)
def _progress(_language: str, done: Any, planned: Any, layout: str) -> SafeString:
    bar = _bar(done, planned)
    spoken = gettext("当前 %(done)s，序时 %(planned)s") % {"done": _plain(done), "planned": _plain(planned)}
    if layout == "line":
        return format_html(
            '<span class="prog prog-line">{}<span class="prog-num"><span aria-hidden="true">{}{}</span>'
            '<span class="visually-hidden">{}</span></span></span>',
            bar,
            _plain(done),
            "%" if _percent(done) else "",
            spoken,
        )
    return mark_safe(  # noqa: S308 - each part escaped
        f'<span class="prog"><span class="prog-num" aria-hidden="true">{escape(_plain(done))} '
        f'<span class="of">/ {escape(_plain(planned))}</span></span>'
        f'<span class="visually-hidden">{escape(spoken)}</span>{bar}</span>'
    )


@register.simple_tag
def bar(value: Any, full: Any = 100, planned: Any = None) -> SafeString:
    """A bare bar: ``{% bar 31 41 %}``; the figures must stand beside it in words."""
    share = 0.0 if not full else float(value or 0) * 100 / float(full)
    mark_at = None if planned is None or not full else float(planned) * 100 / float(full)
    return _bar(share, mark_at)


@register.simple_tag
def steps(now: int, total: int, label: str = "") -> SafeString:
    """The line of steps of 销号: ``{% steps 5 8 "现场核查" %}``; below it "5/8 现场核查"."""
    width, y = 168.0, 7
    gap = (width - 14) / max(total - 1, 1)
    shapes = []
    for index in range(1, total):
        x1, x2 = 7 + gap * (index - 1), 7 + gap * index
        shapes.append(
            format_html(
                '<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>',
                "done" if index < now else "",
                f"{x1:.1f}",
                f"{x2:.1f}",
                y,
                y,
            )
        )
    for index in range(1, total + 1):
        kind = "now" if index == now else "done" if index < now else ""
        shapes.append(
            format_html(
                '<circle class="{}" cx="{}" cy="{}" r="{}"/>',
                kind,
                f"{7 + gap * (index - 1):.1f}",
                y,
                5 if kind else 4.5,
            )
        )
    return format_html(
        '<svg class="steps" aria-hidden="true" focusable="false">{}</svg><span class="steps-say">{}/{} {}</span>',
        format_html_join("", "{}", ((shape,) for shape in shapes)),
        now,
        total,
        label,
    )
