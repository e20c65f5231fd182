"""What comes of it: the figures of a year, the practices taken up, and how soon a place answers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from luoshi.kernel import clock, web
from luoshi.kernel.say import say
from luoshi.voice.forms.office import DaysForm
from luoshi.voice.queries import statistics as reads
from luoshi.voice.queries.settings import may_set, settings_at
from luoshi.voice.services import handling

TAB = "voice:cases"


def statistics(request: HttpRequest) -> HttpResponse:
    """A year's letters in figures; of fewer than five nothing."""
    actor, now = web.actor_on(request), clock.today().year
    year = min(max(web.number(request.GET.get("year", "")) or now, 2000), now)
    context = {"figures": reads.figures(actor, year), "year": year, "years": range(now, now - 3, -1)}
    return web.page(request, "voice/statistics.html", context, tab="voice:statistics")


def initiatives(request: HttpRequest) -> HttpResponse:
    """首创做法."""
    return web.page(request, "voice/initiatives.html", {"page": web.paged(request, reads.initiatives())})


def settings(request: HttpRequest) -> HttpResponse:
    """How soon the place answers."""
    actor = web.actor_on(request)
    form = DaysForm(request.POST or None, initial=vars(settings_at(actor.path)))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = web.attempt(request, form, lambda: (handling.set_days(actor, **given), reverse(TAB))[1], say("已保存。"))
        if done:
            return done
    context = {"form": form, "may_set": may_set(actor)}
    return web.page(request, "voice/settings.html", context, tab=TAB, status=422 if form.errors else 200)
