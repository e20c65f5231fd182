"""Pages: what has been asked of the machine and how far it is; what it does by itself."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi.kernel import jobs, web
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.forms import Plain, line
from luoshi.kernel.jobs import showing
from luoshi.kernel.say import Say, say


class ScheduleForm(Plain):
    """How often something happens by itself."""

    rhythm = line(
        _("周期"),
        required=True,
        most=40,
        help_text=_(
            "daily 03:30 每日；working 08:30 每个工作日；weekly 1 03:30 每周一；monthly 5 03:30 每月 5 日；every 600 每 600 秒"
        ),
    )
    number = forms.IntegerField(label=_("数值"), required=False, min_value=1, max_value=3650)
    paused = forms.BooleanField(label=_("暂停，不再自动运行"), required=False)


@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    """后台作业: one's own; for the administrator all, and first those that have stopped."""
    actor = web.actor_on(request)
    counts, state = showing.job_counts(actor), request.GET.get("state", "")
    page = web.paged(request, showing.job_rows(actor, state), 30)
    page.object_list = [showing.shown(actor, job) for job in page.object_list]
    context = {"page": page, "counts": counts, "state": state, "all": jobs.is_administrator(actor)}
    return web.page(request, "jobs/list.html", context, tab="jobs:list")


@require_GET
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """One job: how far it is, how it ended. Draws itself anew every two seconds until then."""
    actor = web.actor_on(request)
    found = showing.shown(actor, jobs.job_for(actor, pk))
    context = {"one": found, "acts": acts(found), "admin": jobs.is_administrator(actor)}
    return web.page(request, "jobs/job.html", context, tab="jobs:list")


@dataclass(frozen=True)
class Button:
    """A move as the templates draw it."""

    label: Say
    url: str
    enabled: bool
    because: tuple[Say, ...]
    confirm: Say | str = ""
    confirm_text: Say | str = ""
    method: str = "post"


def acts(found: showing.Shown) -> list[Button]:
    """The moves as buttons."""
    return [
        Button(
            offer.move.label,
            reverse("jobs:move", args=[found.job.pk, offer.move.name]),
            offer.allowed,
            offer.because,
            say("放弃这项作业？") if offer.move.asks else "",
            say("放弃以后不再运行，它要办的事不会办。") if offer.move.asks else "",
        )
        for offer in found.offers
    ]


@require_POST
def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Try again, give up, cancel, stop."""
    actor = web.actor_on(request)
    found = jobs.job_for(actor, pk)
    if name not in {one.name for one in jobs.JOB.moves}:
        raise NotVisible

    def do() -> str:
        jobs.move(actor, found, name)
        return reverse("jobs:job", args=[pk])

    return web.once(request, do)


@require_GET
def schedule_list(request: HttpRequest) -> HttpResponse:
    """自动运行: what the machine does by itself, and when next."""
    rows = showing.schedule_rows(web.actor_on(request))
    return web.page(request, "jobs/schedules.html", {"rows": rows, "turns": showing.turns()})


@require_http_methods(["GET", "POST"])
def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Change how often, or pause it."""
    actor = web.actor_on(request)
    row = showing.schedule_row(actor, pk)
    kept = {"rhythm": row.row.rhythm, "number": row.row.number, "paused": row.row.paused}
    form = ScheduleForm(request.POST or None, initial=kept)
    if row.number_label is None:
        del form.fields["number"]
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def do() -> str:
            jobs.change_schedule(
                actor, row.row.name, text=given["rhythm"], number=given.get("number"), paused=given["paused"]
            )
            return reverse("jobs:schedules")

        answer = web.attempt(request, form, do, say("已修改：{name}", name=row.label))
        if answer is not None:
            return answer
    status = 422 if form.is_bound else 200
    return web.page(request, "jobs/schedule.html", {"row": row, "form": form}, tab="jobs:schedules", status=status)
