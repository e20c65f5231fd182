"""The pages of hints."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from luoshi.kernel import clock, web
from luoshi.kernel.errors import NotVisible, Refused
from luoshi.kernel.forms import Plain
from luoshi.kernel.queries import timeline
from luoshi.kernel.say import say
from luoshi.signals import queries, services
from luoshi.signals.forms.hints import FORMS, StopForm, ThresholdsForm
from luoshi.signals.queries.thresholds import kept_by, settings_of
from luoshi.signals.rules.registry import RULES
from luoshi.signals.workflow import HINT

TAB = "signals:hints"
DAYS = 7
"""A unit has so many days to reply unless the office writes another date."""


def hints(request: HttpRequest) -> HttpResponse:
    """The hints in sight."""
    actor = web.actor_on(request)
    given = {name: request.GET[name][:60] for name in ("state", "rule", "unit") if name in request.GET}
    sought = queries.Sought(**given)
    page = web.paged(request, queries.hints(actor, sought))
    context = {
        "page": page, "sought": sought, "rows": [(row, HINT.states[row.state]) for row in page], "states": HINT.states,
        "rules": RULES, "narrowed": sought != queries.Sought(),
    }  # fmt: skip
    return web.page(request, "signals/hints.html", context)


def rules(request: HttpRequest) -> HttpResponse:
    """Which rules there are, how often each speaks, and how often each was wrong; an office stops one or starts it again."""
    actor = web.actor_on(request)
    at, form = request.POST.get("rule", ""), StopForm(request.POST or None)
    if request.method == "POST":
        done = _chosen(request, at, form)
        if done:
            return done
    tallies, stopped = queries.tallies(actor), queries.stopped(actor)
    shown = [
        (kept, tallies.get(key), stopped.get(key), form if key == at else StopForm())
        for key, kept in kept_by(actor.unit_id).items()
    ]
    context = {"rules": shown, "rates": queries.rates(actor), "may": queries.may_choose(actor), "at": at}
    return web.page(request, "signals/rules.html", context, tab=TAB, status=422 if form.errors else 200)


def _chosen(request: HttpRequest, rule: str, form: StopForm) -> HttpResponse | None:
    actor, to = web.actor_on(request), reverse("signals:rules")
    if "start" in request.POST:
        return web.attempt(request, form, lambda: (services.start(actor, rule), to)[1], say("已启用。"))
    if not form.is_valid():
        return None
    reason = form.cleaned_data["reason"]
    return web.attempt(request, form, lambda: (services.stop(actor, rule, reason), to)[1], say("已停用。"))


def thresholds(request: HttpRequest) -> HttpResponse:
    """From where on a rule speaks to the office, set by it with a reason, or as usual again."""
    actor, rule = web.actor_on(request), request.GET.get("rule", "")
    if not queries.may_choose(actor):
        raise Refused([services.CHOSEN])
    kept = kept_by(actor.unit_id).get(rule)
    if kept is None or not kept.values:
        raise NotVisible
    form = ThresholdsForm(kept, request.POST if request.method == "POST" else None)
    if form.is_valid():
        act, to = form.cleaned_data, reverse("signals:rules")
        values = dict(kept.rule.usual) if "usual" in request.POST else form.values
        done = web.attempt(
            request, form, lambda: (services.set_thresholds(actor, rule, values, act["reason"]), to)[1], say("已调整。")
        )
        if done:
            return done
    context = {"kept": kept, "form": form, "settings": settings_of(kept)}
    return web.page(request, "signals/thresholds.html", context, tab=TAB, status=422 if form.errors else 200)


def hint(request: HttpRequest, pk: int) -> HttpResponse:
    """One hint: both texts, what is the same, what the unit says, what came of it."""
    return _draw(request, pk)


def _draw(request: HttpRequest, pk: int, name: str = "", form: Plain | None = None) -> HttpResponse:
    actor = web.actor_on(request)
    row = queries.find_hint(actor, pk)
    offers = HINT.offers(row.state, queries.hint_facts(actor, row))
    fresh: dict[str, dict[str, Any]] = {
        "ask": {"reply_by": clock.today() + timedelta(days=DAYS)},
        "list": {"title": str(row.by.name), "facts": row.verdict},
    }
    shown = [
        (
            offer,
            form if offer.move.name == name and form else FORMS[offer.move.name](initial=fresh.get(offer.move.name)),
        )
        for offer in offers
    ]
    context = {
        "hint": row, "rule": row.by,  "state": HINT.states[row.state], "shown": queries.shown(actor, row), "offers": shown, "at": name,
        "measure": row.by.measured(row.evidence.get("at", {})),
        "is_keeper": actor.unit_id == row.keeper_id, "entries": timeline(row), "base": queries.base_rate(row),
        "rates": queries.rates(actor, row.rule),
    }  # fmt: skip
    return web.page(request, "signals/hint.html", context, tab=TAB, status=422 if form and form.errors else 200)


@require_POST
def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Ask, explain, object, dismiss, confirm, list as a problem, hand on."""
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
