"""Asking on a task for more time, another text, a stop or an end; answering a dispute; ruling; taking back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from luoshi.kernel import web
from luoshi.kernel.actions import expect
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.say import say
from luoshi.kernel.services import keep_file
from luoshi.ledger import services
from luoshi.ledger.forms.requests import AnswerForm, AskForm, ChangeForm, RulingForm
from luoshi.ledger.models import Request, Task
from luoshi.ledger.queries import page_forms, page_requests, page_task
from luoshi.ledger.rules.requests import KINDS, ON_TASK
from luoshi.ledger.views.common import TAB


def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Which requests there are on a task, and why some cannot be made now."""
    actor = web.actor_on(request)
    task = page_task.find_task(actor, pk)
    context = {"task": task, "choices": page_task.request_choices(actor, task)}
    return web.page(request, "ledger/choose_request.html", context, tab=TAB)


def ask(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One request: reason, what its kind asks for, the signed paper."""
    actor = web.actor_on(request)
    task = page_task.find_task(actor, pk)
    kind = name.removeprefix("request_")
    if kind not in ON_TASK or kind == name:
        raise NotVisible
    form = _form(request, task, kind)
    if request.method == "POST" and form.is_valid():
        answer = web.attempt(
            request, form, lambda: _asked(actor, task, kind, form), say("已提出申请，等待裁定。"), of=task
        )
        if answer:
            return answer
    offers = dict(page_task.request_choices(actor, task))
    context = {
        "task": task, "form": form, "kind": kind, "label": KINDS[kind].label, "offer": offers[kind],
        "heads": page_forms.heads_of(actor.unit_id or 0), "below": page_task.below_count(task),
        "facts": page_requests.request_room(task),
    }  # fmt: skip
    return web.page(request, "ledger/ask.html", context, tab=TAB, status=422 if form.errors else 200)


def _form(request: HttpRequest, task: Task, kind: str) -> AskForm:
    given: tuple[Any, Any] = (request.POST or None, request.FILES or None)
    if kind != "change":
        return AskForm(*given, kind=kind, latest=task.latest)
    standards = "\n".join(one.text for one in page_forms.standards_of(task))
    return ChangeForm(
        *given,
        task=task,
        targets=page_requests.targets_of(task),
        units=page_forms.units_for_duty(task),
        standards=standards,
    )


def _asked(actor: Actor, task: Task, kind: str, form: AskForm) -> str:
    given = form.cleaned_data
    services.request_on_task(
        actor, task, kind, reason=given["reason"], progress=given.get("progress", ""),
        proposed_on=given.get("proposed_on"), signed_by=given.get("signed_by", ""),
        wanted=form.wanted() if isinstance(form, ChangeForm) else None,
        files=[keep_file(actor, one, field="papers") for one in given["papers"]],
    )  # fmt: skip
    return reverse("ledger:task", args=[task.pk])


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """A request and its ruling."""
    actor = web.actor_on(request)
    row = page_task.find_request(actor, pk)
    form = RulingForm(
        request.POST or None, request.FILES or None, kind=KINDS[row.kind], units=page_forms.units_for_duty(row.task),
        initial={"granted_on": row.proposed_on},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        granted = request.POST.get("move") == "grant"
        said = say("已裁定：同意。") if granted else say("已裁定：不同意。")
        answer = web.attempt(request, form, lambda: _ruled(actor, row, form, granted=granted), said, of=row)
        if answer:
            return answer
    context = {"row": row, "task": row.task, "form": form, **page_requests.ruling_room(actor, row)}
    context["answer_form"] = AnswerForm()
    return web.page(request, "ledger/request.html", context, tab=TAB, status=422 if form.errors else 200)


def _ruled(actor: Actor, row: Request, form: RulingForm, *, granted: bool) -> str:
    given = {name: value for name, value in form.cleaned_data.items() if name != "papers"}
    files = [keep_file(actor, one, field="papers") for one in form.cleaned_data.get("papers", ())]
    services.rule_request(actor, row, granted=granted, files=files, **given)
    return reverse("ledger:task", args=[row.task_id])


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The lead's opinion on a dispute."""
    actor = web.actor_on(request)
    row = page_task.find_request(actor, pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            services.answer_request(actor, row, form.cleaned_data["answer"])
            return reverse("ledger:request", args=[pk])

        done = web.attempt(request, form, do, say("已答复，等待裁定。"), of=row)
        if done:
            return done
    context = {"row": row, "task": row.task, "answer_form": form, "form": form, **page_requests.ruling_room(actor, row)}
    return web.page(request, "ledger/request.html", context, tab=TAB, status=422 if form.errors else 200)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own request back."""
    actor = web.actor_on(request)
    row = page_task.find_request(actor, pk)

    def do() -> str:
        expect(row, web.version_of(request))
        services.withdraw_request(actor, row)
        return reverse("ledger:task", args=[row.task_id])

    return web.once(request, do)
