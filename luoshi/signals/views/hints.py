"""The pages of hints."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from luoshi.kernel import clock, web
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.forms import Plain
from luoshi.kernel.queries import timeline
from luoshi.kernel.say import say
from luoshi.signals import queries, services
from luoshi.signals.forms.hints import FORMS
from luoshi.signals.models import RULES
from luoshi.signals.workflow import HINT

TAB = "signals:hints"
DAYS = 7
"""A unit has so many days to reply unless the office writes another date."""


def hints(request: HttpRequest) -> HttpResponse:
    """The hints in sight, and how often each rule was wrong."""
    actor = web.actor_on(request)
    given = {name: request.GET[name][:60] for name in ("state", "rule", "unit") if name in request.GET}
    sought = queries.Sought(**given)
    page = web.paged(request, queries.hints(actor, sought))
    context = {
        "page": page, "sought": sought, "rows": [(row, HINT.states[row.state]) for row in page], "states": HINT.states,
        "rules": RULES, "rates": [{**row, "label": dict(RULES).get(str(row["rule"]))} for row in queries.rates(actor)],
    }  # fmt: skip
    return web.page(request, "signals/hints.html", context)


def hint(request: HttpRequest, pk: int) -> HttpResponse:
    """One hint: both texts, what is the same, what the unit says, what came of it."""
    return _draw(request, pk)


def _draw(request: HttpRequest, pk: int, name: str = "", form: Plain | None = None) -> HttpResponse:
    actor = web.actor_on(request)
    row = queries.find_hint(actor, pk)
    offers = HINT.offers(row.state, queries.hint_facts(actor, row))
    fresh: dict[str, dict[str, Any]] = {"ask": {"reply_by": clock.today() + timedelta(days=DAYS)}}
    shown = [
        (
            offer,
            form if offer.move.name == name and form else FORMS[offer.move.name](initial=fresh.get(offer.move.name)),
        )
        for offer in offers
    ]
    context = {
        "hint": row, "state": HINT.states[row.state], "sides": queries.sides(actor, row), "offers": shown, "at": name,
        "share": round(100 * row.evidence["containment"]), "is_keeper": actor.unit_id == row.keeper_id,
        "entries": timeline(row),
    }  # fmt: skip
    return web.page(request, "signals/hint.html", context, tab=TAB, status=422 if form and form.errors else 200)


@require_POST
def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Ask, explain, object, dismiss, confirm, hand on."""
    actor = web.actor_on(request)
    row = queries.find_hint(actor, pk)
    if name not in FORMS:
        raise NotVisible
    form = FORMS[name](request.POST)
    if form.is_valid():
        to = reverse("signals:hint", args=[pk])
        done = web.attempt(
            request, form, lambda: (services.move(actor, row, name, **form.cleaned_data), to)[1],
            say("已办理：{move}。", move=HINT[name].label), of=row,
        )  # fmt: skip
        if done:
            return done
    return _draw(request, pk, name, form)
