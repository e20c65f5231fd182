"""Handing tasks down: issuing drafts after a look at what is missing, and breaking a task down to lower units."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from luoshi.kernel import checks, web
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.kernel.forms import Leaves
from luoshi.kernel.say import say
from luoshi.ledger import services
from luoshi.ledger.forms.breakdown import BreakdownForm
from luoshi.ledger.models import Task
from luoshi.ledger.queries import page_forms, page_list, page_task
from luoshi.ledger.queries.leaving import leaving_tasks
from luoshi.ledger.services.cascade import rule_of
from luoshi.ledger.views.common import TAB


def issue(request: HttpRequest) -> HttpResponse:
    """What is missing for each chosen draft; then issue them all, or the complete ones."""
    actor = web.actor_on(request)
    asked = request.POST if request.method == "POST" else request.GET
    checked = page_list.issue_check(actor, asked.getlist("pick"))
    form = Leaves(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = checked.complete if request.POST.get("only") == "complete" else checked.tasks

        def do() -> str:
            if not chosen:
                raise Refused([say("没有可以下达的任务。")])
            services.issue_tasks(actor, chosen, despite=form.cleaned_data["despite"])
            return reverse("ledger:task", args=[chosen[0].pk]) if len(chosen) == 1 else reverse("ledger:receipts")

        answer = web.attempt(request, form, do, say("已下达 {count} 项任务。", count=len(chosen)))
        if answer:
            return answer
    status, left = 422 if form.errors else 200, checked.complete
    burden = checks.before(actor, leaving_tasks(left)) if left else None
    context = {"checked": checked, "burden": burden, "form": form}
    return web.page(request, "ledger/issue.html", context, tab=TAB, status=status)


def breakdown(request: HttpRequest, pk: int) -> HttpResponse:
    """分解到下级: fill in, look over (what is later, what is squeezed), hand down."""
    actor = web.actor_on(request)
    task = page_task.find_task(actor, pk)
    form = _breakdown_form(request, actor, task)
    preview = None
    if request.method == "POST" and form.is_valid():
        preview = page_forms.breakdown_preview(task, form.parts(rule_of), rule_of)
        if request.POST.get("step") == "issue":
            answer = _hand_down(request, actor, task, form)
            if answer:
                return answer
    context = {"task": task, "form": form, "preview": preview, "offer": page_forms.breakdown_offer(actor, task)}
    if request.POST.get("step") == "back":
        preview = context["preview"] = None
    template = "ledger/breakdown_check.html" if preview else "ledger/breakdown.html"
    return web.page(request, template, context, tab=TAB, status=422 if form.errors else 200)


def _breakdown_form(request: HttpRequest, actor: Actor, task: Task) -> BreakdownForm:
    room = page_forms.breakdown_room(actor, task)
    initial = {"common_due": task.due_on, "standards": "\n".join(room.standards)}
    return BreakdownForm(
        request.POST or None,
        task=task,
        units=room.units,
        targets=room.targets,
        who=room.who,
        taken=room.taken,
        initial=initial,
    )


def _hand_down(request: HttpRequest, actor: Actor, task: Task, form: BreakdownForm) -> HttpResponse | None:
    orders = [
        services.Order(unit=part.unit, due_on=part.due_on, shares=part.shares, standards=form.standard_lines() or None)
        for part in form.parts(rule_of)
    ]

    def do() -> str:
        services.break_down(actor, task, orders, reason=form.cleaned_data["reason"])
        return reverse("ledger:task", args=[task.pk])

    return web.attempt(request, form, do, say("已分解到 {count} 个单位。", count=len(orders)), of=task)
