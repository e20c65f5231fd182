"""时间表路线图: the page, a draft moved on it, nodes added, and what a task waits on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from luoshi.kernel import web
from luoshi.kernel.actions import expect
from luoshi.kernel.errors import Invalid
from luoshi.kernel.say import say
from luoshi.ledger import services
from luoshi.ledger.forms.timetable import DatesForm, MilestoneForm, WaitForm
from luoshi.ledger.queries import page_task, page_timetable
from luoshi.ledger.services import MilestoneDraft
from luoshi.ledger.views import bars
from luoshi.ledger.views.common import TAB


def show(request: HttpRequest) -> HttpResponse:
    """The tasks in sight, drawn over time."""
    context = page_timetable.timetable_page(web.actor_on(request), request.GET)
    drawn = bars.bodies(context["groups"], only_dates=context["only_dates"])
    return web.page(request, "ledger/timetable.html", {**context, "bodies": drawn})


@require_POST
def shift(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft dragged to other days."""
    actor = web.actor_on(request)
    task = page_task.find_task(actor, pk)
    form = DatesForm(request.POST, task=task)
    if not form.is_valid():
        raise Invalid(
            {name: [say("{fault}", fault=str(fault)) for fault in faults] for name, faults in form.errors.items()}
        )

    def do() -> str:
        expect(task, web.version_of(request))
        services.plan_dates(actor, task, form.cleaned_data["starts_on"], form.cleaned_data["due_on"])
        return web.back(request, reverse("ledger:timetable"))

    return web.once(request, do)


def milestone(request: HttpRequest, pk: int) -> HttpResponse:
    """A node more, or one for each quarter."""
    actor = web.actor_on(request)
    task = page_task.find_task(actor, pk)
    form = MilestoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def do() -> str:
            one = [MilestoneDraft(given["title"], given["due_on"], given["weight"])] if given["due_on"] else []
            rows = services.quarter_nodes(task) if given["quarters"] else one
            services.add_milestones(actor, task, rows)
            return reverse("ledger:task", args=[pk])

        answer = web.attempt(request, form, do, say("已设节点。"), of=task)
        if answer:
            return answer
    context = {"task": task, "form": form}
    return web.page(request, "ledger/milestone.html", context, tab=TAB, status=422 if form.errors else 200)


def wait(request: HttpRequest, pk: int) -> HttpResponse:
    """What this task has to wait on."""
    actor = web.actor_on(request)
    task = page_task.find_task(actor, pk)
    form = WaitForm(request.POST or None, tasks=page_timetable.to_wait_on(actor, task))
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            services.wait_on(actor, task, form.cleaned_data["before"])
            return reverse("ledger:task", args=[pk])

        answer = web.attempt(request, form, do, say("已定先后关系。"))
        if answer:
            return answer
    context = {"task": task, "form": form}
    return web.page(request, "ledger/wait.html", context, tab=TAB, status=422 if form.errors else 200)


@require_POST
def stop_waiting(request: HttpRequest, pk: int, wait: int) -> HttpResponse:
    """Take the order of two tasks back."""
    actor = web.actor_on(request)
    row = page_timetable.find_wait(actor, pk, wait)

    def do() -> str:
        services.stop_waiting(actor, row)
        return reverse("ledger:task", args=[pk])

    return web.once(request, do)
