"""Who is asking? Put on every request, once, with a number to quote when something goes wrong."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from luoshi.org.queries import actor_for, seats_of

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")

POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"


def actor_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Set ``request.actor`` (acting for the unit chosen in the session) and ``request.seats`` (the units to choose from)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        number = secrets.token_hex(4).upper()
        REQUEST_ID.set(number)
        request.request_id = number  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            seats = seats_of(request.user.person_id)
            chosen = request.session.get("unit")
            request.seats = seats  # type: ignore[attr-defined]
            request.actor = actor_for(request.user, seats, chosen, number)  # type: ignore[attr-defined]
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response

    return middleware


def initial_password_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Somebody who logs in with a password that an administrator knows goes nowhere before it is changed."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.user.must_change and not request.path.startswith("/api/"):
            own = {reverse(name) for name in ("me:password", "login", "logout", "set_language")}
            if request.path not in own and not request.path.startswith(settings.STATIC_URL):
                return redirect("me:password")
        return get_response(request)

    return middleware
