"""How do the room's pages take a form once, and show a refusal without losing a word?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from luoshi.kernel import web
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.models import Moving
from luoshi.kernel.say import Say
from luoshi.ledger.forms.fields import Plain

M = TypeVar("M", bound=Moving)

TAB = "ledger:list"


def drawn_from(request: HttpRequest, obj: M) -> M:
    """The object at the version that the form was drawn from, so that a change made since is told, not overwritten."""
    text = request.POST.get("version", "")
    if text.isascii() and text.isdigit() and len(text) < 10:
        obj.version = int(text)
    return obj


def attempt(request: HttpRequest, form: Plain, do: Callable[[], str], said: Say) -> HttpResponse | None:
    """Do it and go on; on a refusal None, with the reasons in the form: draw the page again with status 422."""

    def once() -> str:
        to = do()
        messages.success(request, str(said), extra_tags="done")
        return to

    try:
        return web.once(request, once)
    except (Refused, Invalid) as error:
        form.refuse(error)
        return None
