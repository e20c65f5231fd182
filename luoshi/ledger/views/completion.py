"""Applying for completion, and verifying it standard by standard."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from luoshi.kernel import web
from luoshi.kernel.actor import Actor
from luoshi.kernel.say import Say, say
from luoshi.kernel.services import keep_file
from luoshi.ledger import queries, services
from luoshi.ledger.forms.completion import CompletionForm, VerificationForm
from luoshi.ledger.models import Task
from luoshi.ledger.queries import page_forms, page_task
from luoshi.ledger.views.common import TAB


def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """申请完成: the way it ends, the statement, the self-check and the evidence."""
    actor = web.actor_on(request)
    task = page_task.find_task(actor, pk)
    form = CompletionForm(request.POST or None, request.FILES or None, standards=page_forms.standards_of(task))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def do() -> str:
            services.apply_completion(
                actor, task, ending=given["ending"], statement=given["statement"],
                claims=form.claims(), files=[keep_file(actor, upload, field="evidence") for upload in given["evidence"]],
            )  # fmt: skip
            return reverse("ledger:task", args=[pk])

        answer = web.attempt(request, form, do, say("已提出完成申请，等待核验。"), of=task)
        if answer:
            return answer
    context = {
        "task": task,
        "form": form,
        "sheet": page_task.task_sheet(actor, task, queries.task_facts(actor, task)),
        "offer": page_task.task_offer(actor, task, "apply"),
    }
    return web.page(request, "ledger/complete.html", context, tab=TAB, status=422 if form.errors else 200)


def verify(request: HttpRequest, pk: int) -> HttpResponse:
    """核验: each standard with the claim and the evidence beside it; passed, or back with reasons."""
    actor = web.actor_on(request)
    task = page_task.find_task(actor, pk)
    at_hand = page_forms.completion_at_hand(task)
    back = page_task.return_wording(task)
    form = VerificationForm(request.POST or None, checks=at_hand.checks)
    if request.method == "POST" and form.is_valid():
        answer = _decide(request, actor, task, form, back)
        if answer:
            return answer
    offer = page_task.task_offer(actor, task, "send_back")
    context = {
        "task": task,
        "form": form,
        "at_hand": at_hand,
        "offer": offer,
        "back": back,
        "to_leader": page_task.ends_with_leader(task),
    }
    return web.page(request, "ledger/verify.html", context, tab=TAB, status=422 if form.errors else 200)


def _decide(request: HttpRequest, actor: Actor, task: Task, form: VerificationForm, back: Say) -> HttpResponse | None:
    passed, note = request.POST.get("move") != "send_back", form.cleaned_data["note"]

    def do() -> str:
        if passed:
            if page_task.ends_with_leader(task):
                services.present(actor, task, leader=form.cleaned_data["leader"], checks=form.answers(), remark=note)
            else:
                services.verify_completion(actor, task, checks=form.answers(), remark=note)
        else:
            services.send_back(actor, task, checks=form.answers(), note=note)
        return reverse("ledger:task", args=[task.pk])

    said = say("核验通过。") if passed else say("已办：{what}，理由已告知申请单位。", what=back)
    return web.attempt(request, form, do, said, of=task)
