"""减负监测: what is asked of whom by whom, the rows behind each number, and the limits kept to."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from luoshi.inspection.services import set_burden
from luoshi.kernel import web
from luoshi.kernel.errors import Refused
from luoshi.kernel.say import say
from luoshi.signals.forms.burden import LABELS, LimitsForm
from luoshi.signals.queries import meter
from luoshi.signals.queries.limits import both, history
from luoshi.signals.queries.notices import limiting
from luoshi.signals.services.notices import LIMITED, set_limits

TAB = "signals:burden"
SETS: dict[str, Callable[..., object]] = {"limits": set_limits, "caps": set_burden}


def burden(request: HttpRequest) -> HttpResponse:
    """By unit, by level and by who asks, this quarter against the last."""
    actor = web.actor_on(request)
    at = meter.sought(actor, web.number(request.GET.get("unit", "")), request.GET.get("day", ""))
    context = meter.meter_page(actor, at)
    page = web.paged(request, meter.units_asked(actor, at))
    lines = meter.unit_lines(actor, at, page, context["limits"])
    may_set = limiting(actor) is not None
    return web.page(request, "signals/burden.html", {**context, "page": page, "lines": lines, "may_set": may_set})


def rows(request: HttpRequest) -> HttpResponse:
    """What a number of the meter stands for."""
    actor = web.actor_on(request)
    at = meter.sought(actor, web.number(request.GET.get("unit", "")), request.GET.get("day", ""))
    wanted = {name: request.GET.get(name, "")[:20] for name in ("what", "asker", "level")}
    context = meter.rows_page(actor, at, **wanted)
    return web.page(
        request, "signals/burden_rows.html", {**context, "page": web.paged(request, context["rows"])}, tab=TAB
    )


def limits(request: HttpRequest) -> HttpResponse:
    """How much is enough: of requests, and of inspections; who has set what when."""
    actor = web.actor_on(request)
    office = limiting(actor)
    if office is None:
        raise Refused([LIMITED])
    chosen = request.POST.get("set", "") if request.method == "POST" else ""
    forms = {
        name: LimitsForm(one, request.POST if chosen == name else None, prefix=name)
        for name, one in both(office).items()
    }
    form = forms.get(chosen)
    if form is not None and form.is_valid():
        given, act = form.cleaned_data, SETS[chosen]
        done = web.attempt(
            request, form, lambda: (act(actor, given), reverse("signals:limits"))[1], say("已设置减负限额。")
        )
        if done:
            return done
    settings = [(one, LABELS[one.name]) for one in history(office)]
    context = {"forms": forms, "office": office, "settings": settings}
    status = 422 if form is not None and form.errors else 200
    return web.page(request, "signals/limits.html", context, tab=TAB, status=status)
