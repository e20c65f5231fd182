"""How does a view draw a page, take a form once, and say no? Helpers for every room's views; no domain noun."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from traceback import format_tb
from typing import Any, TypeVar

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import get_language, gettext

from luoshi.kernel import actions, panels
from luoshi.kernel.actor import Actor
from luoshi.kernel.addresses import url_of
from luoshi.kernel.errors import AlreadyDone, Invalid, LuoshiError, NotVisible, Refused
from luoshi.kernel.forms import Plain
from luoshi.kernel.models import Moving
from luoshi.kernel.say import Say, in_one_language

log = logging.getLogger(__name__)

DJANGOS = (Http404, PermissionDenied, SuspiciousOperation, BadRequest, MultiPartParserError)
"""What Django answers itself, with a status of its own."""

M = TypeVar("M", bound=Moving)
Undo = Callable[[], str]
"""Asked once the act is done: the address that takes it back, with what the compensating move is given (`undoing`)."""


def actor_on(request: HttpRequest) -> Actor:
    """The actor that the middleware has put on the request."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


@in_one_language()
def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, tab: str = "", status: int = 200
) -> HttpResponse:
    """Draw a page; for an htmx request with ``?part=name``, the partial block of that name alone.

    ``tab``: url name of the section's page that this one belongs to, where it is not that page itself.
    """
    request.tab = tab or (request.resolver_match.view_name if request.resolver_match else "")  # type: ignore[attr-defined]
    return render(request, template, {**context, "form_key": uuid.uuid4().hex}, status=status)


def download(data: bytes, name: str, kind: str) -> HttpResponse:
    """A file that was made for this reader, under its name."""
    header = content_disposition_header(True, name) or "attachment"
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": header})


def paged(request: HttpRequest, rows: QuerySet[Any] | list[Any], size: int = 50) -> Page[Any]:
    """The page of rows that the address asks for; a page number that makes no sense gives the nearest one."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def done(request: HttpRequest, text: Say, to: str, *args: Any) -> HttpResponseRedirect:
    """After a write: say what was done, and go there."""
    tell(request, text)
    return redirect(to, *args)


def tell(request: HttpRequest, text: Say, undo: Undo | None = None) -> None:
    """Say on the next page what was done, and offer 撤回 beside it where the move names its reverse (`Move.undo`)."""
    messages.success(request, str(text), extra_tags=f"done undo:{undo()}" if undo else "done")


def undoing(to: str, *args: Any, **given: Any) -> str:
    """The address of the compensating move. It is an act like any other: its reason says in the trail what it was."""
    query = urlencode({"note": gettext("当即撤回"), **given}, doseq=True)
    return f"{reverse(to, args=args)}?{query}"


def number(text: str) -> int:
    """A key from the address; 0 where there is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def remember_language(response: HttpResponse, code: str) -> None:
    """Draw the next pages in this language as well."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, code, max_age=settings.LANGUAGE_COOKIE_AGE, samesite="Lax", secure=settings.HTTPS
    )


def refused(request: HttpRequest, error: LuoshiError) -> None:
    """Show why nothing was done, in place."""
    for reason in error.reasons:
        messages.error(request, str(reason), extra_tags="fault")


def back(request: HttpRequest, default: str = "/") -> str:
    """The page of this site that the request came from."""
    came = request.POST.get("next") or request.META.get("HTTP_REFERER", "")
    safe = url_has_allowed_host_and_scheme(came, {request.get_host()}, require_https=request.is_secure())
    # anything else than an address would be looked up as the name of a page
    return came if safe and came.startswith(("/", "http://", "https://")) else default


def key_of(request: HttpRequest) -> str:
    """The key that makes a form's second press do nothing."""
    return (request.POST.get("_key") or request.headers.get("Idempotency-Key") or uuid.uuid4().hex)[:64]


def once(request: HttpRequest, do: Callable[[], str]) -> HttpResponseRedirect:
    """Do what a form asks, once for its key: ``do`` returns the address to go to; a second press goes there as well."""
    try:
        with actions.once(actor_on(request), key_of(request)) as row:
            row.result = do()
            return redirect(row.result)
    except AlreadyDone as first:
        return redirect(first.result or "/")


class RefusalsMiddleware:
    """Turn what a service says no with into a page of that status. A fault of the program gets a number to quote."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Called by Django with what a view raised."""
        if isinstance(error, NotVisible):
            return render(request, "404.html", status=404)
        if isinstance(error, LuoshiError):
            template = "409.html" if error.status == 409 else "refused.html"
            return render(request, template, {"error": error, "typed": _typed(request)}, status=error.status)
        if settings.DEBUG or isinstance(error, DJANGOS):
            return None
        number = getattr(request, "request_id", "")
        if hasattr(request, "unnamed"):
            # what a database complains of may hold what was written
            log.error("fault %s: %s\n%s", number, type(error).__name__, "".join(format_tb(error.__traceback__)))
        else:
            log.exception("fault %s on %s", number, request.path)
        return render(request, "500.html", {"number": number}, status=500)


def _typed(request: HttpRequest) -> list[str]:
    hidden = {"csrfmiddlewaretoken", "_key", "version", "next"}
    return [str(text) for name, text in request.POST.items() if name not in hidden and len(str(text)) > 3]


def chrome(request: HttpRequest) -> dict[str, Any]:
    """What the frame around every page shows: sections, tabs, the unit acted for, and how much waits."""
    frame: dict[str, Any] = {"brand": gettext("落实"), "languages": settings.LANGUAGES, "language": get_language()}
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {"chrome": frame}
    here = getattr(request, "tab", "")
    tabs = [tab for tab in panels.TABS if tab.shown(actor)]
    section = next((tab.section for tab in tabs if tab.url_name == here), "")
    frame["sections"] = [
        {
            "label": str(one.label),
            "url": url_of(first.url_name),
            "active": one.key == section,
            "divider_before": one.divided,
        }
        for one in panels.SECTIONS
        if (first := next((tab for tab in tabs if tab.section == one.key), None))
    ]
    frame["tabs"] = [
        {"label": str(tab.label), "url": url_of(tab.url_name), "active": tab.url_name == here}
        for tab in tabs
        if tab.section == section
    ]
    seats = getattr(request, "seats", ())
    frame["units"] = [
        {
            "id": s.key,
            "name": s.unit.name,
            "active": (s.unit.pk, s.lent) == (actor.unit_id, actor.lent),
            "post": s.post_name,
            "behalf": s.behalf,
        }
        for s in seats
    ]
    frame["unit"] = actor.unit_name
    frame["who"] = f"{actor.signed} · {actor.post_name}" if actor.post_name else actor.signed
    frame["behalf"] = actor.behalf
    for source in panels.FRAME:
        frame.update(source(request, actor))
    return {"chrome": frame}


def attachment(data: bytes, media_type: str, name: str) -> HttpResponse:
    """A file to be kept, under this name."""
    answer = HttpResponse(data, content_type=media_type)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def drawn_from(request: HttpRequest, obj: M) -> M:
    """The object at the version that the form was drawn from, so that a change made since is told, not overwritten."""
    version = version_of(request)
    if version is not None:
        obj.version = version
    return obj


def version_of(request: HttpRequest) -> int | None:
    """The version that the form was drawn from, if it carries one."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def attempt(
    request: HttpRequest,
    form: Plain,
    do: Callable[[], str],
    said: Say | None = None,
    *,
    of: Moving | None = None,
    undo: Undo | None = None,
) -> HttpResponse | None:
    """Do it once and go on; on a refusal None, with the reasons in the form: draw the page again with status 422.

    ``of`` is what the form was drawn from: a change made since is told, not overwritten. A second press of the same
    form goes where the first one went, whatever has become of the object. ``undo`` as for `tell`; ``said`` None where
    ``do`` tells for itself.
    """

    def done_once() -> str:
        if of is not None:
            actions.expect(of, version_of(request))
        to = do()
        if said is not None:
            tell(request, said, undo)
        return to

    try:
        return once(request, done_once)
    except (Refused, Invalid) as error:
        form.refuse(error)
        return None
