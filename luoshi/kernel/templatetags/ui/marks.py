"""How do the small marks look: badges, icons, who bears what, what became of a period?"""

from __future__ import annotations

from functools import lru_cache

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext

from luoshi.kernel.say import language
from luoshi.kernel.templatetags.ui.library import register

_TAGS = {"grey", "green", "yellow", "ochre", "dark", "accent", "blue", "red"}


@register.simple_tag
def tag(text: object, kind: str = "grey") -> SafeString:
    """A badge: ``{% tag "已接收" "green" %}``; grey, green, yellow, ochre, dark, accent, blue, red (slips only)."""
    return format_html('<span class="tag tag-{}">{}</span>', kind if kind in _TAGS else "grey", text)


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite; it is ornament, the words beside it say the same."""
    return _icon(name)


@lru_cache(maxsize=200)
def _icon(name: str) -> SafeString:
    return format_html(
        '<svg class="icon icon-{0}" aria-hidden="true" focusable="false"><use href="{1}#{0}"></use></svg>',
        name,
        static("luoshi/icons.svg"),
    )


@register.simple_tag
def role(code: str) -> SafeString:
    """Who bears what in a matrix: lead, joint, support; anything else is drawn as "other"."""
    return _role(code, language())


@lru_cache(maxsize=200)
def _role(code: str, _language: str) -> SafeString:
    known = {
        "lead": (pgettext("role glyph", "牵"), gettext("牵头")),
        "joint": (pgettext("role glyph", "共"), gettext("共同负责")),
        "support": (pgettext("role glyph", "配"), gettext("配合")),
        "supervising": (pgettext("role glyph", "督"), gettext("督促")),
        "liaison": (pgettext("role glyph", "联"), gettext("联系")),
    }
    if code not in known:
        return mark_safe("")
    glyph, name = known[code]
    kind = code if code in {"lead", "joint", "support"} else "other"
    return _square("role", kind, glyph, name)


@register.simple_tag
def period(code: str) -> SafeString:
    """What became of one period: done, late, missing, returned, waived, due; "none" is a grey dot."""
    return _period(code, language())


@lru_cache(maxsize=200)
def _period(code: str, _language: str) -> SafeString:
    """Drawn once for each language: a board has six hundred of them."""
    known = {
        "done": (pgettext("period glyph", "报"), gettext("按时报送")),
        "late": (pgettext("period glyph", "迟"), gettext("迟报")),
        "missing": (pgettext("period glyph", "缺"), gettext("未报")),
        "returned": (pgettext("period glyph", "退"), gettext("退回重报")),
        "waived": (pgettext("period glyph", "免"), gettext("准予免报")),
        "due": (pgettext("period glyph", "待"), gettext("本期待报")),
    }
    if code not in known:
        return mark_safe('<span class="zero">·</span>')
    glyph, name = known[code]
    return _square("period", code, glyph, name)


def _square(family: str, kind: str, glyph: str, name: str) -> SafeString:
    return format_html(
        '<span class="{0} {0}-{1}" title="{3}"><span aria-hidden="true">{2}</span>'
        '<span class="visually-hidden">{3}</span></span>',
        family,
        kind,
        glyph,
        name,
    )


@register.simple_tag
def srcbox(text: str, url: str = "", name: str = "") -> SafeString:
    """The small box naming the child a sentence came from; it leads to the child's text."""
    if url:
        return format_html('<a class="srcbox" href="{}" title="{}">{}</a>', url, name or text, text)
    return format_html('<span class="srcbox" title="{}">{}</span>', name or text, text)


@register.filter
def zero(value: object) -> object:
    """Zero is a grey dot, unknown is a dash."""
    if value is None or value == "":
        return mark_safe('<span class="zero">—</span>')
    return mark_safe('<span class="zero">·</span>') if value == 0 else value
