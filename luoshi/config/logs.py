"""What does a line of the log say? Time, level, where, the request's number, and what happened: no person, no content."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse

log = logging.getLogger("luoshi.access")
MORE = ("method", "route", "status", "ms")


class Numbered(logging.Filter):
    """Puts the request's number on every line that is written while it is answered."""

    def filter(self, record: logging.LogRecord) -> bool:
        from luoshi.config.middleware import REQUEST_ID

        record.request_id = REQUEST_ID.get() or "-"
        return True


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request": getattr(record, "request_id", "-"),
            "message": record.getMessage(),
        }
        said |= {name: getattr(record, name) for name in MORE if hasattr(record, name)}
        if record.exc_info:
            said["fault"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


def access_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """One line for each request: by which route (never with what was asked), what came of it, how long it took.

    None for who stays unknown (`config.unnamed`): even that somebody wrote at this minute tells something."""

    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = get_response(request)
        response.headers.setdefault("X-Request-ID", getattr(request, "request_id", "-"))
        if log.isEnabledFor(logging.INFO) and not hasattr(request, "unnamed"):
            match = request.resolver_match
            more = {
                "method": request.method,
                "route": match.route if match else "-",
                "status": response.status_code,
                "ms": round((time.perf_counter() - began) * 1000, 1),
            }
            log.info("%s %s %s", more["method"], more["route"], more["status"], extra=more)
        return response

    return middleware
