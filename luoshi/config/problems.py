"""How does the API say no? As problem details (RFC 9457), in the caller's language (``Accept-Language``)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils import translation


def problem(status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    """An error that a program can tell by its ``type``, and a person can read."""
    body = {"type": f"urn:luoshi:{code}", "title": code, "status": status, "detail": detail, **more}
    response = JsonResponse(body, status=status, content_type="application/problem+json")
    response["Content-Language"] = translation.get_language()
    return response
