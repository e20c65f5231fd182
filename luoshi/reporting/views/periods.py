"""Pages: opening a period."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from luoshi.kernel import clock, web
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.kernel.say import say
from luoshi.reporting import queries, services
from luoshi.reporting.forms import PeriodForm, quarter
from luoshi.reporting.views.common import MISSING


@require_http_methods(["GET", "POST"])
def new_period(request: HttpRequest) -> HttpResponse:
    """An office asks everybody who leads a task to report."""
    actor = web.actor_on(request)
    if not queries.may_open(actor):
        raise Refused([services.OPENERS])
    form = PeriodForm(request.POST or None, initial=quarter(clock.today()))
    valid = request.method == "POST" and form.is_valid()
    if valid and "preview" not in request.POST:
        told = say("已开启报送期次，各单位的报送任务已列入工作台。")
        answer = web.attempt(request, form, lambda: _opened(actor, form), told)
        if answer is not None:
            return answer
    due_on = form.cleaned_data.get("due_on") if form.is_bound and form.is_valid() else form.initial["due_on"]
    levels = queries.levels_due(actor, due_on or clock.today())
    status = 422 if form.is_bound and form.errors else 200
    return web.page(request, "reporting/new_period.html", {"form": form, "levels": levels}, tab=MISSING, status=status)


def _opened(actor: Actor, form: PeriodForm) -> str:
    period = services.open_period(actor, **form.cleaned_data)
    return reverse("reporting:missing_in", args=[period.pk])
