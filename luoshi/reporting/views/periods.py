"""Pages: opening a period, standing rhythms, and a unit's own word that something changed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from luoshi.kernel import checks, clock, web
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.kernel.queries import calendar
from luoshi.kernel.say import say
from luoshi.ledger.rules.categories import uncovered
from luoshi.org.rules import permissions
from luoshi.reporting import queries, services
from luoshi.reporting.forms import ChangeForm, LimitsForm, PeriodForm, RhythmForm, quarter
from luoshi.reporting.views.common import MINE, MISSING

RHYTHM = {"kind": "quarter", "due_day": 10, "shift": "before", "open_before": 5, "active": True}


@require_http_methods(["GET", "POST"])
def new_period(request: HttpRequest) -> HttpResponse:
    """An office asks everybody who leads a task to report; first it sees what would be asked of whom."""
    actor = web.actor_on(request)
    if not queries.may_open(actor):
        raise Refused([services.OPENERS])
    offered = quarter(clock.today())
    form = PeriodForm(request.POST or None, initial=offered)
    valid = request.method == "POST" and form.is_valid()
    if valid and "preview" not in request.POST:
        told = say("已开启报送期次，各单位的报送任务已列入工作台。")
        answer = web.attempt(request, form, lambda: _opened(actor, form), told)
        if answer is not None:
            return answer
    given = form.cleaned_data if form.is_bound and form.is_valid() else offered
    preview = queries.preview(services.drawn_up(actor, **given))
    checked = checks.before(actor, preview.leaving)
    context = {"form": form, "preview": preview, "checked": checked, "rhythms": queries.rhythms(actor)}
    context["uncovered"] = uncovered([row.due.on for row in preview.levels], calendar())
    status = 422 if form.is_bound and form.errors else 200
    return web.page(request, "reporting/new_period.html", context, tab=MISSING, status=status)


def _opened(actor: Actor, form: PeriodForm) -> str:
    period = services.open_period(actor, **form.cleaned_data)
    return reverse("reporting:missing_in", args=[period.pk])


@require_http_methods(["GET", "POST"])
def rhythm(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A standing order to report: set it, change it, stop it."""
    actor = web.actor_on(request)
    if not queries.may_open(actor):
        raise Refused([services.OPENERS])
    row = queries.get_rhythm(actor, pk) if pk else None
    initial: dict[str, Any] = {name: getattr(row, name) for name in RhythmForm.base_fields} if row else RHYTHM
    form = RhythmForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        to = reverse("reporting:new_period")
        do = lambda: (services.keep_rhythm(actor, row, **form.cleaned_data), to)[1]  # noqa: E731
        answer = web.attempt(request, form, do, say("已保存报送节奏，到时自动开启期次。"))
        if answer is not None:
            return answer
    status = 422 if form.is_bound and form.errors else 200
    return web.page(request, "reporting/rhythm.html", {"form": form, "rhythm": row}, tab=MISSING, status=status)


@require_http_methods(["GET", "POST"])
def limits(request: HttpRequest) -> HttpResponse:
    """Days of grace, how early supporting units feed in, and whether reviewers are named to those below."""
    actor = web.actor_on(request)
    if not queries.may_open(actor):
        raise Refused([services.OPENERS])
    now = queries.settings_of(actor.unit_id)
    initial = {name: getattr(now, name) for name in LimitsForm.base_fields}
    form = LimitsForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        to = reverse("reporting:new_period")
        do = lambda: (services.keep_settings(actor, **form.cleaned_data), to)[1]  # noqa: E731
        answer = web.attempt(request, form, do, say("已保存报送规则。"))
        if answer is not None:
            return answer
    status = 422 if form.is_bound and form.errors else 200
    return web.page(request, "reporting/limits.html", {"form": form}, tab=MISSING, status=status)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """情况变化: report at any time on what has changed."""
    actor = web.actor_on(request)
    tasks = list(queries.led_by(actor.unit_id or 0)[:200])
    form = ChangeForm(tasks, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            report = services.report_change(actor, [int(pk) for pk in form.cleaned_data["tasks"]])
            return reverse("reporting:report", args=[report.pk])

        answer = web.attempt(request, form, do, say("已开始情况变化报告，填好送签后报出。"))
        if answer is not None:
            return answer
    may = "report" in permissions(actor.roles)
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "tasks": tasks, "may": may}
    return web.page(request, "reporting/change.html", context, tab=MINE, status=status)
