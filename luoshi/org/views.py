"""Pages of the room: logging in and out, and choosing the unit that one acts for."""

from __future__ import annotations

from django.contrib.auth import views as auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from luoshi.kernel import web
from luoshi.kernel.errors import NotVisible


class Login(auth.LoginView):
    """The log-in page."""

    template_name = "ui/login.html"
    redirect_authenticated_user = True


@require_POST
def switch_unit(request: HttpRequest) -> HttpResponse:
    """Act for another of one's own units from now on."""
    seats = {str(seat.unit.pk): seat for seat in request.seats}  # type: ignore[attr-defined]
    seat = seats.get(request.POST.get("unit", ""))
    if seat is None:
        raise NotVisible
    request.session["unit"] = seat.unit.pk
    return redirect(web.back(request))


