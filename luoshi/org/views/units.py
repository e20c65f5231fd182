"""Pages of the room: logging in and out, choosing the unit that one acts for, units, and who may do what to whom."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import views as auth
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from luoshi.kernel import panels, web
from luoshi.kernel.errors import NotVisible
from luoshi.org import queries, services


class Login(auth.LoginView):
    """The log-in page."""

    template_name = "ui/login.html"
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Log in, read in one's own language, and leave a trace."""
        response = super().form_valid(form)
        account = queries.own_account(queries.actor_of(form.get_user()))
        services.note_log_in(account)
        if account.language:
            web.remember_language(response, account.language)
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Of a refusal too, where the name is somebody's."""
        services.note_refusal(str(form.cleaned_data.get("username", "")) if hasattr(form, "cleaned_data") else "")
        return super().form_invalid(form)


class Logout(auth.LogoutView):
    """Leaving."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Leave a trace, then go."""
        if request.user.is_authenticated:
            actor = web.actor_on(request)
            services.note_log_out(actor, queries.own_account(actor))
        return super().post(request, *args, **kwargs)


@require_POST
def switch_unit(request: HttpRequest) -> HttpResponse:
    """Act for another of one's own units from now on, or as the deputy of somebody."""
    seats = {seat.key: seat for seat in request.seats}  # type: ignore[attr-defined]
    seat = seats.get(request.POST.get("unit", ""))
    if seat is None:
        raise NotVisible
    request.session["unit"] = seat.key
    return redirect(web.back(request))


def tree(request: HttpRequest) -> HttpResponse:
    """The tree of units: who is there, and who is the liaison."""
    actor = web.actor_on(request)
    found = queries.unit_tree(actor, request.GET.get("at", ""), request.GET.get("open", ""))
    return web.page(request, "org/tree.html", found)


def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit: its posts and who holds them, its lines, its coordination body, and what rooms above have to say of it."""
    actor = web.actor_on(request)
    found = queries.unit_page(actor, pk)
    blocks = panels.drawn("org.unit", actor, found["unit"], request)
    return web.page(request, "org/unit.html", {**found, "blocks": blocks}, tab="units:tree")


def rules(request: HttpRequest) -> HttpResponse:
    """关系与权限: who may do what to whom, and which role makes which move."""
    return web.page(request, "org/rules.html", {"table": queries.permit_table(), "matrix": queries.permission_matrix()})
