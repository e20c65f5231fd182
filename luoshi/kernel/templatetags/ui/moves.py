"""How does a move look: as a button, or shut with its reasons?"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from luoshi.kernel.templatetags.ui.library import register, sentences


@register.simple_tag
def once() -> SafeString:
    """The key that makes a second press of the same form do nothing; every form on a page has its own."""
    return format_html('<input type="hidden" name="_key" value="{}">', uuid.uuid4().hex)


@register.inclusion_tag("ui/act.html", takes_context=True)
def act(context: Context, one: Any, small: bool = False, line: bool = False) -> dict[str, Any]:
    """A move button. Acts that cannot be taken stay visible with their reason; ``small`` in rows, ``line`` outlined."""
    kind = "btn-primary" if getattr(one, "primary", False) else "btn-line" if line else ""
    return {
        "a": one,
        "look": f"btn {kind} btn-sm" if small else f"btn {kind}".rstrip(),
        "uid": uuid.uuid4().hex[:8],
        "why": sentences(getattr(one, "because", ())),
        "asks": getattr(one, "ask", ()) or (),
        "fields": dict(getattr(one, "fields", {}) or {}),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("ui/acts.html", takes_context=True)
def acts(context: Context, several: Iterable[Any]) -> dict[str, Any]:
    """The panel of acts: possible ones first, then those not possible with their reasons."""
    every = list(several)
    return {
        "open": [one for one in every if one.enabled],
        "shut": [one for one in every if not one.enabled],
        "csrf_token": context.get("csrf_token"),
    }
