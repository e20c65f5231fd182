"""How does a program repeat a write without doing it twice? With the header ``Idempotency-Key``.

The key is claimed in the act's own transaction and holds for its caller, unit and address. A second request with the same key
gets the first one's answer as it was; an act that was refused leaves the key free; the key with another body is a mistake.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from luoshi.config.api import UNIT_HEADER, caller
from luoshi.config.problems import problem
from luoshi.kernel import actions
from luoshi.kernel.errors import AlreadyDone

HEADER = "Idempotency-Key"
READS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
REFUSED_FROM = 400

View = Callable[..., HttpResponse]


class _Undone(Exception):
    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def once_by_key(view: View) -> View:
    """The view, done once for each key. Without a caller's token the view itself turns the request away."""

    @wraps(view)
    def done_once(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.headers.get(HEADER, "")
        actor = caller(request) if key and request.method not in READS else None
        if actor is None:
            return view(request, *args, **kwargs)
        try:
            with actions.once(actor, _name(request, key)) as row:
                response = view(request, *args, **kwargs)
                if response.status_code >= REFUSED_FROM:
                    raise _Undone(response)
                row.result = _kept(request, response)
        except _Undone as undone:
            return undone.response
        except AlreadyDone as first:
            return _again(request, json.loads(first.result))
        return response

    return done_once


def _name(request: HttpRequest, key: str) -> str:
    """The key's full name: another address, or another unit acted for, is another matter."""
    parts = (request.method, request.get_full_path(), request.headers.get(UNIT_HEADER, ""), key)
    return _digest(json.dumps(parts).encode())


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _asked(request: HttpRequest) -> str:
    """What was asked, in short; of a form nothing, since its boundary differs each time."""
    return _digest(request.body) if request.content_type == "application/json" else ""


def _kept(request: HttpRequest, response: HttpResponse) -> str:
    if "no-store" in response.get("Cache-Control", ""):
        # a secret that is told once: a replay says that it was, and nothing of it is kept
        response = problem(409, "already-done", gettext("已经办理过；代码和密码只显示一次。"))
    kept = {"asked": _asked(request), "status": response.status_code, "body": response.content.decode()}
    return json.dumps({**kept, "type": response["Content-Type"]}, ensure_ascii=False)


def _again(request: HttpRequest, first: dict[str, Any]) -> HttpResponse:
    if first["asked"] != _asked(request):
        return problem(422, "key-reused", gettext("同一个 Idempotency-Key 已用于另一份内容。"))
    response = HttpResponse(first["body"], status=first["status"], content_type=first["type"])
    response["Idempotency-Replayed"] = "true"
    return response
