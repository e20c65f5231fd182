"""What does the program get to see of somebody who writes without a name? Nothing that tells who it is.

Before anything else looks at a request to `/voice/`, everything that comes with it is dropped but what is needed to answer: so no
session, no log, no error report and no row can hold an address, a device, a cookie or the page somebody came from, whatever
the code behind does. The staff's own pages lie under `/voice/office/` and are like all others.

The network before this program keeps what the law asks it to keep; that is said on the page, and is not ours to promise.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse

KEPT = frozenset(
    {
        "REQUEST_METHOD", "PATH_INFO", "SCRIPT_NAME", "QUERY_STRING", "CONTENT_TYPE", "CONTENT_LENGTH", "SERVER_NAME", "SERVER_PORT",
        "SERVER_PROTOCOL", "HTTP_HOST", "HTTP_ACCEPT_LANGUAGE", "HTTP_X_FORWARDED_PROTO",
    }
)  # fmt: skip
"""What is needed to read a form and to answer in its reader's language."""


def is_unnamed(path: str) -> bool:
    """Whether who asks for this address stays unknown."""
    return path.startswith("/voice/") and not path.startswith("/voice/office/")


MOST_BODY = 20 * 1024 * 1024
"""Three pictures of a phone and a text. They are held in memory: nothing of them touches the disk before it has been cleaned."""


class InMemory(MemoryFileUploadHandler):
    """Takes files into memory, whatever their size; a body that is too large is not read at all."""

    def handle_raw_input(self, *given: Any, **_named: Any) -> None:
        """Called by Django before it reads a form with files."""
        _data, _meta, length, *_more = given
        if length > MOST_BODY:
            raise RequestDataTooBig
        self.activated = True


def unnamed_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Forget who asks; leave nothing on their device."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not is_unnamed(request.path_info):
            return get_response(request)
        for name in [one for one in request.META if one not in KEPT and not one.startswith("wsgi.")]:
            del request.META[name]
        request.unnamed = True  # type: ignore[attr-defined]
        request.upload_handlers = [InMemory(request)]
        response = get_response(request)
        response.cookies.clear()
        for name in ("X-Request-ID", "Vary"):
            response.headers.pop(name, None)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return middleware
