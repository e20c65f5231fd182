"""Pages: what I have been told of, and how I want to be told."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi.desk import queries, services
from luoshi.desk.forms import NoticeForm
from luoshi.kernel import web
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.say import say


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """通知: what waits, and what was done lately."""
    actor = web.actor_on(request)
    done = request.GET.get("done") == "1"
    rows = queries.closed_notices(actor) if done else queries.open_notices(actor.person_id or 0)
    page = web.paged(request, rows, 30)
    page.object_list = queries.shown(page.object_list)
    several = len({seat.unit.pk for seat in request.seats}) > 1  # type: ignore[attr-defined]
    context = {"page": page, "done": done, "several": several, "unseen": queries.unseen(actor)}
    return web.page(request, "desk/notices.html", context)


@require_GET
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to what a notice speaks of, acting for the unit that it waits for."""
    actor = web.actor_on(request)
    notice = services.see(actor, queries.notice_for(actor, pk))
    keys = [seat.key for seat in request.seats if seat.unit.pk == notice.matter.unit_id]  # type: ignore[attr-defined]
    if keys and notice.matter.unit_id != actor.unit_id:
        request.session["unit"] = keys[0]
    return redirect(notice.matter.url or reverse("desk:notices"))


@require_POST
def see_all(request: HttpRequest) -> HttpResponse:
    """Everything has been looked at."""
    actor = web.actor_on(request)

    def do() -> str:
        services.see_all(actor)
        return reverse("desk:notices")

    return web.once(request, do)


@require_http_methods(["GET", "POST"])
def notice_settings(request: HttpRequest) -> HttpResponse:
    """我的: how I want to be told."""
    actor = web.actor_on(request)
    if actor.person_id is None:
        raise NotVisible
    form = NoticeForm(actor, request.POST or None)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            services.set_wishes(actor, **form.given())
            return reverse("desk:notice_settings")

        answer = web.attempt(request, form, do, say("已保存。"))
        if answer is not None:
            return answer
    status = 422 if form.is_bound else 200
    context = {"form": form, "mail_on": settings.MAIL}
    return web.page(request, "desk/notice_settings.html", context, tab="desk:notices", status=status)
