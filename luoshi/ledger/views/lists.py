"""The ledger, its columns and saved views, its sheet of paper, and what has been handed down and received."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from luoshi.kernel import web
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.say import say
from luoshi.ledger.forms.views import ViewForm
from luoshi.ledger.queries import page_list
from luoshi.ledger.queries.columns import DEFAULT, PLACE, columns
from luoshi.ledger.views import cells
from luoshi.ledger.views.common import TAB
from luoshi.org.models import ListView
from luoshi.org.queries.views import list_view
from luoshi.org.services.views import drop_view, keep_view, set_layout


def ledger(request: HttpRequest) -> HttpResponse:
    """The tasks in sight, as this person likes to look at them."""
    actor = web.actor_on(request)
    if not request.GET and (first := page_list.opening(actor)):
        return redirect(reverse(TAB) + first)
    context = page_list.list_page(actor, request.GET)
    shown = context["columns"]
    drawn = cells.bodies(context["groups"], shown, pick=True)
    context |= {"heads": cells.heads(shown), "bodies": drawn}
    return web.page(request, "ledger/list.html", context)


def conditions(request: HttpRequest) -> HttpResponse:
    """What the list may be filtered by: the list's menu, drawn when it is opened."""
    context = page_list.conditions_page(web.actor_on(request), request.GET)
    return web.page(request, "ledger/conditions.html", {**context, "action": reverse(TAB)}, tab=TAB)


def sheet(request: HttpRequest) -> HttpResponse:
    """The same view as a sheet of paper: all its rows, in the office's own form, A3 landscape."""
    context = page_list.sheet_page(web.actor_on(request), request.GET)
    shown = context["columns"]
    context |= {"heads": cells.heads(shown), "bodies": cells.bodies(context["groups"], shown)}
    return web.page(request, "ledger/sheet.html", context, tab=TAB)


def situation(request: HttpRequest) -> HttpResponse:
    """负责任务实施情况表: under each responsible unit what it reports, what was accepted, and who has checked."""
    context = page_list.situation_page(web.actor_on(request), request.GET)
    shown = context["columns"]
    context |= {"heads": cells.heads(shown), "bodies": cells.bodies(context["groups"], shown)}
    return web.page(request, "ledger/situation.html", context)


def layout(request: HttpRequest) -> HttpResponse:
    """Remember the columns chosen, in the order given; one may be moved forward; or go back to the default ones."""
    actor, known = web.actor_on(request), columns()
    if request.method != "POST":
        return web.page(request, "ledger/columns.html", page_list.columns_page(actor, request.GET), tab=TAB)
    back = f"{reverse(TAB)}?{request.POST.get('address', '')[:2000]}"

    def do() -> str:
        if "default" in request.POST:
            set_layout(actor, PLACE, [])
            return back
        keys = [key for key in request.POST.getlist("column") if key in known]
        forward = request.POST.get("forward", "")
        if forward in keys[1:]:
            at = keys.index(forward)
            keys[at - 1], keys[at] = keys[at], keys[at - 1]
        set_layout(actor, PLACE, [] if tuple(keys) == DEFAULT else keys)
        return back

    return web.once(request, do)


def keep(request: HttpRequest) -> HttpResponse:
    """Keep the conditions of the page that was looked at, under a name."""
    actor, form = web.actor_on(request), ViewForm(request.POST or None)
    if request.method != "POST":
        context = page_list.view_page(actor, request.GET)
        return web.page(request, "ledger/view.html", {"form": form, **context}, tab=TAB)
    if not form.is_valid():
        return web.page(request, "ledger/view.html", {"form": form, **_typed(request)}, tab=TAB, status=422)

    def do() -> str:
        row = keep_view(actor, PLACE, query=request.POST.get("query", ""), columns=_shown(request), **form.cleaned_data)
        return f"{reverse(TAB)}?{row.query}&view={row.pk}"

    answer = web.attempt(request, form, do, say("视图已保存。"))
    if answer:
        return answer
    return web.page(request, "ledger/view.html", {"form": form, **_typed(request)}, tab=TAB, status=422)


def _typed(request: HttpRequest) -> dict[str, object]:
    return {"query": request.POST.get("query", ""), "shown": _shown(request)}


def _shown(request: HttpRequest) -> list[str]:
    known = columns()
    return [key for key in request.POST.getlist("column") if key in known]


def view(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a saved view; posted to, it is dropped by whoever keeps it."""
    actor = web.actor_on(request)
    row: ListView = list_view(actor, PLACE, pk)
    if request.method != "POST":
        return redirect(f"{reverse(TAB)}?{row.query}&view={row.pk}")
    if row.person_id != actor.person_id:
        raise NotVisible

    def do() -> str:
        drop_view(actor, row)
        return f"{reverse(TAB)}?view=0"

    return web.once(request, do)


def receipts(request: HttpRequest) -> HttpResponse:
    """What waits for my unit's receipt, and who has not received what my unit issued."""
    context = page_list.receipts_page(web.actor_on(request))
    return web.page(request, "ledger/receipts.html", context)
