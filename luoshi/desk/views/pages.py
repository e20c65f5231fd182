"""Pages of the room: what I owe, my tasks, the cockpit, the tree with its lights, and search."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from luoshi.desk import queries
from luoshi.kernel import clock, panels, web
from luoshi.kernel.actor import Actor
from luoshi.kernel.documents.writing import Head, write_csv


def home(request: HttpRequest) -> HttpResponse:
    """今日要办: everything that this person owes for the unit acted for."""
    actor = web.actor_on(request)
    groups = queries.waiting(actor)
    context = {"groups": groups, "total": sum(len(group.rows) for group in groups), "burden": queries.burden(actor)}
    context |= {"awaiting": queries.awaiting(actor), "today": clock.today()}
    context["panels"] = panels.drawn("desk.home", actor, None, request)
    return web.page(request, "desk/home.html", context)


def tasks(request: HttpRequest) -> HttpResponse:
    """我的任务: the tasks on which the unit acted for bears a duty."""
    wanted, number = request.GET.get("as", ""), request.GET.get("page", "1")
    context = queries.my_tasks(web.actor_on(request), wanted, number, queries.only_of(request.GET, "grade"))
    return web.page(request, "desk/tasks.html", context)


def cockpit(request: HttpRequest) -> HttpResponse:
    """驾驶舱: how it stands at a node, and who needs attention."""
    actor = web.actor_on(request)
    at, only = queries.node(actor, request.GET.get("at", "")), queries.only_of(request.GET)
    context = queries.cockpit(actor, at, only)
    return web.page(request, "desk/cockpit.html", context)


def tree(request: HttpRequest) -> HttpResponse:
    """The tree of units with its lights; children load on opening."""
    actor = web.actor_on(request)
    at, only = queries.node(actor, request.GET.get("at", "")), queries.only_of(request.GET)
    context = queries.tree(actor, at, request.GET.get("open", ""), only)
    return web.page(request, "desk/tree.html", context)


def fields(request: HttpRequest) -> HttpResponse:
    """重点领域: units by their tags, with the lights of what they lead."""
    actor = web.actor_on(request)
    at, only = queries.node(actor, request.GET.get("at", "")), queries.only_of(request.GET, "grade")
    return web.page(request, "desk/fields.html", queries.fields(actor, at, only))


def mile(request: HttpRequest) -> HttpResponse:
    """首末一公里: how far the clauses of a plan have come down, and what stopped where."""
    actor = web.actor_on(request)
    return web.page(request, "desk/mile.html", _mile(request, actor))


def _mile(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    plan, step, days = (request.GET.get(key, "") for key in ("plan", "step", "days"))
    only = queries.only_of(request.GET, "tag")
    return queries.mile(actor, plan, step, days, queries.node(actor, "").unit, only)


def mile_export(request: HttpRequest) -> StreamingHttpResponse:
    """What the page shows, as a table that Excel opens."""
    heads, rows = queries.exported(_mile(request, web.actor_on(request)))
    answer = StreamingHttpResponse(
        write_csv([Head(one) for one in heads], rows), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="mile.csv"'
    return answer


def brief(request: HttpRequest) -> HttpResponse:
    """情况简报: two sheets of A4 from the cockpit's own figures."""
    actor = web.actor_on(request)
    at, only = queries.node(actor, request.GET.get("at", "")), queries.only_of(request.GET)
    context = queries.cockpit(actor, at, only)
    return web.page(request, "desk/brief.html", context, tab="desk:cockpit")


def search(request: HttpRequest) -> HttpResponse:
    """Tasks, clauses and units that contain some words."""
    actor = web.actor_on(request)
    context = queries.search(actor, request.GET.get("q", ""), request.GET.get("in", ""))
    context["page"] = web.paged(request, context["rows"], 30)
    queries.light_up(context)
    return web.page(request, "desk/search.html", context)
