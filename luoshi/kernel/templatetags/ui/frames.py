"""How does what stands around the content look: the trail, notices, an empty list, the pager, a form's field?"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from html import escape
from typing import Any
from urllib.parse import parse_qsl

from django import forms
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from luoshi.kernel.addresses import url_of
from luoshi.kernel.panels import drawn
from luoshi.kernel.templatetags.ui.library import register


@register.inclusion_tag("ui/timeline.html")
def timeline(entries: Iterable[Any]) -> dict[str, Any]:
    """Entries with at, title, text, who, mark (solid, hollow, warn), newest first."""
    return {"entries": entries}


@register.inclusion_tag("ui/panels.html", takes_context=True)
def panels(context: Context, place: str, obj: Any) -> dict[str, Any]:
    """The blocks that upper rooms show at a place of this page."""
    request = context["request"]
    found = drawn(place, request.actor, obj, request)
    return {"panels": found, "request": request, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("ui/notice.html", takes_context=True)
def notice(context: Context, message: Any, kind: str = "") -> dict[str, Any]:
    """One line: done, warn or fault. A message may carry ``undo:URL`` among its extra tags; its query is what is given."""
    words = str(getattr(message, "tags", "") or "").split()
    undo, _, given = next((word[5:] for word in words if word.startswith("undo:")), "").partition("?")
    fields = [("_key", uuid.uuid4().hex), *parse_qsl(given)] if undo else []
    chosen = kind or next((word for word in words if word in {"done", "warn", "fault"}), "")
    if not chosen:
        chosen = "fault" if "error" in words else "warn" if "warning" in words else "done"
    return {"text": message, "kind": chosen, "undo": undo, "fields": fields, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("ui/empty.html")
def empty(title: object, text: object = "", url: str = "", label: object = "", primary: bool = False) -> dict[str, Any]:
    """What is so, what next, one button. Inside a ``for`` it stands after Django's own ``{% empty %}``."""
    return {"title": title, "text": text, "url": url, "label": label, "primary": primary}


@register.inclusion_tag("ui/pager.html", takes_context=True)
def pager(context: Context, page: Any, name: str = "page") -> dict[str, Any]:
    """Previous, next and the count; keeps the rest of the query string."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else None

    def link(number: int) -> str:
        if query is None:
            return f"?{name}={number}"
        query[name] = str(number)
        return f"?{query.urlencode()}"

    return {
        "page": page,
        "before": link(page.previous_page_number()) if page.has_previous() else "",
        "after": link(page.next_page_number()) if page.has_next() else "",
        "count": getattr(getattr(page, "paginator", None), "count", None),
        "pages": getattr(getattr(page, "paginator", None), "num_pages", None),
    }


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, source: object = "", label: object = "", css: str = "") -> dict[str, Any]:
    """One form field: label with （必填）, control, where a prefilled value came from, help, error with its icon."""
    widget = bound.field.widget
    name = bound.auto_id or bound.html_name
    errors = list(bound.errors)
    help_text = bound.help_text
    grouped = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    single = isinstance(widget, forms.CheckboxInput)
    ids = [f"{name}_error"] if errors else []
    ids += [f"{name}_from"] if source else []
    ids += [f"{name}_help"] if help_text else []
    attrs: dict[str, Any] = {}
    if ids:
        attrs["aria-describedby"] = " ".join(ids)
    if errors:
        attrs["aria-invalid"] = "true"
    if isinstance(widget, forms.Select) and not grouped:
        base = "form-select"
    elif grouped or single:
        base = ""
    else:
        base = "form-control"
    own = str(widget.attrs.get("class", ""))
    classes = " ".join(part for part in (base, own, css) if part)
    if classes:
        attrs["class"] = classes
    return {
        "bound": bound,
        "control": bound.as_widget(attrs=attrs),
        "name": name,
        "label": label or bound.label,
        "target": bound.id_for_label,
        "required": bound.field.required,
        "errors": errors,
        "help": help_text,
        "source": source,
        "grouped": grouped,
        "single": single,
        "hidden": bound.is_hidden,
    }


@register.simple_tag
def pop(name: str, query: str, label: str, css: str = "") -> SafeString:
    """What a menu shows: the form of the page of that name, fetched when the menu is first opened, for few open it. Where
    nothing fetches it, the link leads to the page."""
    return format_html(
        '<div class="pop {}" hx-get="{}?{}" hx-trigger="toggle from:closest details once" hx-select="#content > form">'
        '<a class="link" href="{}?{}">{}</a></div>',
        css, at := url_of(name), query, at, query, label,
    )  # fmt: skip


@register.simple_tag
def options(pairs: Iterable[tuple[object, object]], chosen: object = None) -> SafeString:
    """What a list offers, (value, label) in turn. By hand, every text escaped: a form of conditions offers five hundred."""
    return mark_safe(  # noqa: S308
        "".join(
            f'<option value="{escape(str(value))}"{" selected" if value == chosen else ""}>{escape(str(label))}</option>'
            for value, label in pairs
        )
    )
