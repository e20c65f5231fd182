"""反映负担问题: saying that something is too much, and what the office above answers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from luoshi.kernel import web
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.forms import Plain
from luoshi.kernel.queries import timeline
from luoshi.kernel.say import say
from luoshi.signals.forms.burden import AgainForm, AnswerForm, ComplainForm
from luoshi.signals.queries import complaints as queries
from luoshi.signals.services.complaints import complain as take_in
from luoshi.signals.services.complaints import move_complaint
from luoshi.signals.workflow import COMPLAINT

TAB = "signals:burden"
FORMS: dict[str, type[Plain]] = {"answer": AnswerForm, "again": AgainForm, "settle": Plain, "close": Plain}


def complain(request: HttpRequest) -> HttpResponse:
    """Say what is too much; ``page``: where one comes from, ``about``: which request."""
    actor = web.actor_on(request)
    first = {name: request.GET[name][:200] for name in ("page", "about") if name in request.GET}
    form = ComplainForm(request.POST or None, initial=first, rows=queries.complainable(actor))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = web.attempt(
            request, form, lambda: reverse("signals:complaint", args=[take_in(actor, **given).pk]),
            say("已收到。由上一级办公室在期限内答复，要求您办的单位不经手。"),
        )  # fmt: skip
        if done:
            return done
    return web.page(request, "signals/complain.html", {"form": form}, tab=TAB, status=422 if form.errors else 200)


def complaints(request: HttpRequest) -> HttpResponse:
    """Those that one answers, and one's own."""
    actor = web.actor_on(request)
    mine = request.GET.get("mine", "") == "1"
    page = web.paged(request, queries.complaints(actor, mine))
    rows = [(row, COMPLAINT.states[row.state]) for row in page]
    return web.page(request, "signals/complaints.html", {"page": page, "rows": rows, "mine": mine}, tab=TAB)


def complaint(request: HttpRequest, pk: int) -> HttpResponse:
    """One complaint, its answer, and what may be done now."""
    return _draw(request, pk)


def _draw(request: HttpRequest, pk: int, name: str = "", form: Plain | None = None) -> HttpResponse:
    actor = web.actor_on(request)
    row = queries.find_complaint(actor, pk)
    offers = COMPLAINT.offers(row.state, queries.complaint_facts(actor, row))
    shown = [(offer, form if form and offer.move.name == name else FORMS[offer.move.name]()) for offer in offers]
    context: dict[str, Any] = {
        "complaint": row, "state": COMPLAINT.states[row.state], "offers": shown, "who": queries.said_by(actor, row),
        "entries": timeline(row), "at": name,
    }  # fmt: skip
    return web.page(request, "signals/complaint.html", context, tab=TAB, status=422 if form and form.errors else 200)


@require_POST
def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Answer, accept, say that it is not settled, close."""
    actor = web.actor_on(request)
    row = queries.find_complaint(actor, pk)
    if name not in FORMS:
        raise NotVisible
    form = FORMS[name](request.POST)
    if form.is_valid():
        to = reverse("signals:complaint", args=[pk])
        done = web.attempt(
            request, form, lambda: (move_complaint(actor, row, name, **form.cleaned_data), to)[1],
            say("已办理：{move}。", move=COMPLAINT[name].label), of=row,
        )  # fmt: skip
        if done:
            return done
    return _draw(request, pk, name, form)
