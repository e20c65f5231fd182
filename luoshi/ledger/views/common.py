"""How do the room's pages take a form once, and show a refusal without losing a word?"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from luoshi.kernel import web
from luoshi.kernel.actions import expect
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.forms import Plain
from luoshi.kernel.models import Moving
from luoshi.kernel.say import Say

TAB = "ledger:list"


def attempt(
    request: HttpRequest, form: Plain, obj: Moving | None, do: Callable[[], str], said: Say
) -> HttpResponse | None:
    """Do it and go on; on a refusal None, with the reasons in the form: draw the page again with status 422.

    ``obj`` is what the form was drawn from: a change made since is told, not overwritten. A second press of the same
    form goes where the first one went, whatever has become of the object.
    """

    def once() -> str:
        if obj is not None:
            expect(obj, version_of(request))
        to = do()
        messages.success(request, str(said), extra_tags="done")
        return to

    try:
        return web.once(request, once)
    except (Refused, Invalid) as error:
        form.refuse(error)
        return None


def version_of(request: HttpRequest) -> int | None:
    """The version that the form carries, if it carries one."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
