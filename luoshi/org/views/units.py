"""Pages of the room: logging in and out, choosing the unit that one acts for, units, and who may do what to whom."""

from __future__ import annotations

from django.contrib.auth import views as auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from luoshi.kernel import panels, web
from luoshi.kernel.errors import NotVisible
from luoshi.org import queries


class Login(auth.LoginView):
    """The log-in page."""

    template_name = "ui/login.html"
    redirect_authenticated_user = True


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
