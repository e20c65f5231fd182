"""What do the room's pages share: buttons, taking a form once, and the version it was drawn from?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from luoshi.kernel import web
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.say import Say

MINE = "reporting:mine"
REVIEW = "reporting:review"
MISSING = "reporting:missing"


@dataclass(frozen=True)
class Act:
    """A button, as `ui.act` draws it."""

    label: str
    url: str
    method: str = "get"
    enabled: bool = True
    because: tuple[Say, ...] = ()
    primary: bool = False
    confirm: str = ""
    confirm_text: str = ""
    note: str = ""
    ask: tuple[dict[str, Any], ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)


def attempt(request: HttpRequest, form: django_forms.Form, do: Callable[[], str], told: Say) -> HttpResponse | None:
    """Do it and go on; on a refusal None, with the reasons in the form: the page is drawn again with what was typed."""

    def once() -> str:
        to = do()
        messages.success(request, str(told), extra_tags="done")
        return to

    try:
        return web.once(request, once)
    except Invalid as error:
        for name, reasons in error.fields.items():
            form.add_error(name if name in form.fields else None, [str(reason) for reason in reasons])
    except Refused as error:
        form.add_error(None, [str(reason) for reason in error.reasons])
    return None


def version_of(request: HttpRequest) -> int | None:
    """The version that the form was drawn from."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def did(request: HttpRequest, act: Callable[[], object], told: Say, to: str, *args: Any) -> str:
    act()
    messages.success(request, str(told), extra_tags="done")
    return reverse(to, args=args)
