"""Pages: what a supporting unit tells the lead, taking sentences over, and the letters that ask for help."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi.kernel import clock, web
from luoshi.kernel.queries import calendar
from luoshi.kernel.say import say
from luoshi.reporting import queries, services
from luoshi.reporting.forms import AppealForm, FeedForm
from luoshi.reporting.models import Appeal
from luoshi.reporting.views.common import MINE, did
from luoshi.reporting.workflow import APPEAL


@require_http_methods(["GET", "POST"])
def feed(request: HttpRequest, pk: int) -> HttpResponse:
    """协办反馈: one text for each task that the unit supports; leads see them beside their own."""
    actor = web.actor_on(request)
    period = queries.feed_period(actor, pk)
    rows = queries.feed_rows(actor, period)
    form = FeedForm(rows, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        sends = "save" not in request.POST

        def do() -> str:
            act = services.send_feeds if sends else services.save_feeds
            act(actor, period, form.texts(), form.same())
            return reverse("reporting:mine" if sends else "reporting:feed", args=[] if sends else [pk])

        answer = web.attempt(request, form, do, say("已反馈牵头单位。") if sends else say("已保存。"))
        if answer is not None:
            return answer
    owing = next((one for one in queries.feeds_owed(actor) if one.period.pk == pk), None)
    left = calendar().between(clock.today(), owing.due_on) if owing else 0
    context = {"period": period, "form": form, "owing": owing, "left": left}
    status = 422 if form.is_bound and form.errors else 200
    return web.page(request, "reporting/feed.html", context, tab=MINE, status=status)


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take picked sentences over into the entry's text."""
    actor = web.actor_on(request)
    entry = queries.own_entry(actor, pk)
    picked = request.POST.getlist("pick")[:200]
    told = say("已引入 {count} 句，出处写在正文旁，请通读修改。", count=len(picked))
    return web.once(
        request, lambda: did(request, lambda: services.take_over(actor, entry, picked), told, "reporting:entry", pk)
    )


@require_GET
def appeals(request: HttpRequest) -> HttpResponse:
    """Letters written and received."""
    page = web.paged(request, queries.appeals(web.actor_on(request)))
    rows = [(row, APPEAL.states[row.state]) for row in page.object_list]
    return web.page(request, "reporting/appeals.html", {"page": page, "rows": rows})


def _needs(row: Appeal, may: dict[str, bool]) -> str:
    """Which of its forms a letter shows: the writer's while it is a draft, the addressee's while it waits."""
    if row.state == "draft" and may.get("send"):
        return "send"
    return "answer" if row.state == "sent" and may.get("answer") else ""


@require_http_methods(["GET", "POST"])
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter: changed and sent by its unit, answered by the addressee."""
    actor = web.actor_on(request)
    row = queries.get_appeal(actor, pk)
    facts = queries.appeal_facts(actor, row)
    may = {offer.move.name: offer.allowed for offer in APPEAL.offers(row.state, facts)}
    shown = _needs(row, may)
    act = request.POST.get("act", "")
    form = AppealForm(row, act, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            _done(actor, row, act, form.cleaned_data)
            return reverse("reporting:appeal", args=[pk])

        answer = web.attempt(request, form, do, say("已办理。"), of=row)
        if answer is not None:
            return answer
    context = {"row": row, "form": form, "shown": shown, "state": APPEAL.states[row.state]}
    status = 422 if form.is_bound and form.errors else 200
    return web.page(request, "reporting/appeal.html", context, tab="reporting:appeals", status=status)


def _done(actor: Any, row: Appeal, act: str, data: dict[str, Any]) -> None:
    if act == "answer":
        services.answer_appeal(actor, row, data["answer"])
        return
    if act == "drop":
        services.drop_appeal(actor, row, data["note"])
        return
    services.keep_appeal(actor, row, title=data["title"], text=data["text"])
    if act == "send":
        services.send_appeal(actor, row, data["signed_by"])
