"""Who is asking? Put on every request, once."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from luoshi.org.queries import actor_for, seats_of


def actor_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Set ``request.actor`` (acting for the unit chosen in the session) and ``request.seats`` (the units to choose from)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.request_id = secrets.token_hex(4).upper()  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            seats = seats_of(request.user.person_id)
            chosen = request.session.get("unit")
            request.seats = seats  # type: ignore[attr-defined]
            request.actor = actor_for(request.user, seats, chosen, request.request_id)  # type: ignore[attr-defined]
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response

    return middleware


POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
