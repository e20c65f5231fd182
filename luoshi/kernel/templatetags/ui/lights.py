"""How does a light look: its colour, its character, and the reasons it carries?"""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext

from luoshi.kernel.say import language
from luoshi.kernel.templatetags.ui.library import register, sentences
from luoshi.kernel.templatetags.ui.words import nowrapnum


def _glyph(kind: str, state: str) -> str:
    if kind == "progress":
        return {
            "green": pgettext("light glyph", "达"),
            "ahead": pgettext("light glyph", "超"),
            "yellow": pgettext("light glyph", "欠"),
            "red": pgettext("light glyph", "滞"),
            "paused": pgettext("light glyph", "停"),
            "closed": pgettext("light glyph", "结"),
        }.get(state, "—")
    return {
        "green": pgettext("light glyph", "正"),
        "yellow": pgettext("light glyph", "近"),
        "red": pgettext("light glyph", "逾"),
        "paused": pgettext("light glyph", "停"),
        "closed": pgettext("light glyph", "结"),
    }.get(state, "—")


def _meaning(kind: str, state: str) -> str:
    if kind == "progress":
        return {
            "green": gettext("达序时进度"),
            "ahead": gettext("超序时进度"),
            "yellow": gettext("欠序时进度"),
            "red": gettext("严重滞后"),
            "paused": gettext("暂停"),
            "closed": gettext("已结束"),
        }.get(state, gettext("未启动"))
    return {
        "green": gettext("按时"),
        "yellow": gettext("临期"),
        "red": gettext("逾期"),
        "paused": gettext("计时暂停"),
        "closed": gettext("已结束"),
    }.get(state, gettext("未起算"))


def _light_name(kind: str, state: str) -> str:
    which = gettext("进度灯") if kind == "progress" else gettext("时间灯")
    return gettext("%(which)s：%(meaning)s") % {"which": which, "meaning": _meaning(kind, state)}


@lru_cache(maxsize=200)
def _mark(_language: str, kind: str, state: str, large: bool) -> tuple[str, str, str, str, str]:
    """The light's name, by itself and before its reasons; what stands before these and between them and the spoken words,
    and the words beside it as far as its brief. Looked up and drawn once for each language, or a page of fifty asks the
    catalogue 2,000 times."""
    size = " light-32" if large else ""
    head = format_html('<span class="light light-{} is-{}{}" title="', kind, state, size)
    middle = format_html('"><b aria-hidden="true">{}</b><span class="visually-hidden">', _glyph(kind, state))
    name = escape(_light_name(kind, state))
    return name, name + escape(gettext("。")), head, middle, f'<span class="lit-brief is-{escape(state)}">'


@register.simple_tag
def light(one: Any, size: int = 22, words: bool = False) -> SafeString:
    """``{% light l %}`` the mark; ``words=True`` with l.brief beside it; ``size=32 words=True`` with its sentences.

    Put together by hand, every text escaped: a page draws a hundred.
    """
    if not one:
        return mark_safe('<span class="zero">—</span>')
    kind, state = str(one.kind), str(one.state)
    because = sentences(getattr(one, "because", ()))
    brief = str(getattr(one, "brief", "") or "")
    name, stopped, head, middle, beside = _mark(language(), kind, state, size >= 32)
    full = stopped + escape(because) if because else name
    # Sighted readers get the reason beside the mark, so only the bare mark carries it for screen readers.
    mark = f"{head}{full}{middle}{name if words else full}</span></span>"
    if words and size >= 32:
        label = gettext("进度") if kind == "progress" else gettext("时间")
        said = gettext("%(label)s：%(text)s") % {"label": label, "text": brief or _meaning(kind, state)}
        return format_html(
            '<div class="lit-full">{}<div><span class="lit-name">{}</span><span class="lit-why">{}</span></div></div>',
            mark_safe(mark),  # noqa: S308
            nowrapnum(said),
            nowrapnum(because),
        )
    if words and brief:
        mark = f'<span class="lit">{mark}{beside}{escape(brief)}</span></span>'
    return mark_safe(mark)  # noqa: S308


@register.simple_tag
def mark(kind: str, state: str, size: int = 22) -> SafeString:
    """A bare light for heads of columns and keys: ``{% mark "time" "red" %}``."""
    return format_html(
        '<span class="light light-{} is-{}{}" title="{}"><b aria-hidden="true">{}</b>'
        '<span class="visually-hidden">{}</span></span>',
        kind,
        state,
        " light-32" if size >= 32 else "",
        _light_name(kind, state),
        _glyph(kind, state),
        _light_name(kind, state),
    )


@register.simple_tag
def light_key() -> SafeString:
    """The key to both lights, for the line above a table and for print."""
    return _light_key(language())


@lru_cache(maxsize=20)
def _light_key(_language: str) -> SafeString:
    """Drawn once for each language."""
    groups = [
        (gettext("时间灯"), [("time", state, _meaning("time", state)) for state in _TIME_STATES]),
        (gettext("进度灯"), [("progress", state, _meaning("progress", state)) for state in _PROGRESS_STATES]),
    ]
    return render_to_string("ui/light_key.html", {"groups": groups})


_TIME_STATES = ("green", "yellow", "red", "paused", "closed")
_PROGRESS_STATES = ("ahead", "green", "yellow", "red")
