"""Receiving a duty, naming its liaison officer, applying to change the division, and ruling on the application."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from luoshi.kernel import web
from luoshi.kernel.actions import expect
from luoshi.kernel.actor import Actor
from luoshi.kernel.say import say
from luoshi.ledger import services
from luoshi.ledger.forms.duties import DivisionForm, LiaisonForm, RulingForm
from luoshi.ledger.models import Duty
from luoshi.ledger.queries import page_forms, page_task
from luoshi.ledger.views.common import TAB
from luoshi.org import services as org
from luoshi.org.models import Post


def receive(request: HttpRequest, pk: int) -> HttpResponse:
    """签收, with the choice of a liaison officer; from the list it is one press."""
    actor = web.actor_on(request)
    duty = page_task.find_duty(actor, pk)
    form = _liaison_form(request, duty, needed=False)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            services.receive(actor, duty, liaison=_liaison(actor, duty, form))
            page = reverse("ledger:task", args=[duty.task_id])
            return page if "full" in request.POST else web.back(request, page)

        answer = web.attempt(request, form, do, say("已签收：{task}", task=str(duty.task)), of=duty)
        if answer:
            return answer
    context = {"duty": duty, "task": duty.task, "form": form, "offer": page_task.duty_offer(actor, duty, "receive")}
    return web.page(request, "ledger/receive.html", context, tab="ledger:receipts", status=422 if form.errors else 200)


def liaison(request: HttpRequest, pk: int) -> HttpResponse:
    """Name another liaison officer."""
    actor = web.actor_on(request)
    duty = page_task.find_duty(actor, pk)
    form = _liaison_form(request, duty, needed=True)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            services.name_liaison(actor, duty, _liaison(actor, duty, form))
            return reverse("ledger:task", args=[duty.task_id])

        answer = web.attempt(request, form, do, say("已指定联络员。"), of=duty)
        if answer:
            return answer
    context = {"duty": duty, "task": duty.task, "form": form}
    return web.page(request, "ledger/liaison.html", context, tab=TAB, status=422 if form.errors else 200)


def division(request: HttpRequest, pk: int) -> HttpResponse:
    """申请调整分工: signed by the unit's head; work goes on meanwhile."""
    actor = web.actor_on(request)
    duty = page_task.find_duty(actor, pk)
    form = DivisionForm(request.POST or None, units=page_forms.peers_of(duty))
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            services.request_division(actor, duty, **form.cleaned_data)
            return reverse("ledger:task", args=[duty.task_id])

        answer = web.attempt(request, form, do, say("已提出申请，裁定前工作照常进行。"), of=duty)
        if answer:
            return answer
    context = {
        "duty": duty, "task": duty.task, "form": form, "heads": page_forms.heads_of(duty.unit_id),
        "offer": page_task.duty_offer(actor, duty, "request_division"),
    }  # fmt: skip
    return web.page(request, "ledger/division.html", context, tab=TAB, status=422 if form.errors else 200)


def request_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A request and its ruling."""
    actor = web.actor_on(request)
    row = page_task.find_request(actor, pk)
    form = RulingForm(request.POST or None, units=page_forms.units_for_duty(row.task))
    if request.method == "POST" and form.is_valid():
        granted = request.POST.get("move") == "grant"

        def do() -> str:
            services.rule_request(
                actor, row, granted=granted, note=form.cleaned_data["note"], unit=form.cleaned_data["unit"]
            )
            return reverse("ledger:task", args=[row.task_id])

        answer = web.attempt(request, form, do, say("已裁定：同意。") if granted else say("已裁定：不同意。"), of=row)
        if answer:
            return answer
    offers = page_task.request_offers(actor, row)
    ruling = [offer for offer in offers if offer.move.name in {"grant", "decline"}]
    context = {
        "row": row, "task": row.task, "form": form, "offers": ruling, "may_rule": any(one.allowed for one in ruling),
        "may_withdraw": any(one.allowed for one in offers if one.move.name == "withdraw"),
    }  # fmt: skip
    return web.page(request, "ledger/request.html", context, tab=TAB, status=422 if form.errors else 200)


def _liaison_form(request: HttpRequest, duty: Duty, *, needed: bool) -> LiaisonForm:
    posts, labels = page_forms.liaison_posts(duty)
    initial = {"post": duty.liaison_id or (posts[0].pk if posts else None)}
    data: Any = request.POST if "full" in request.POST else ({} if request.method == "POST" else None)
    return LiaisonForm(data, posts=page_forms.posts_of(duty.unit_id), needed=needed, labels=labels, initial=initial)


def _liaison(actor: Actor, duty: Duty, form: LiaisonForm) -> Post | None:
    given = form.cleaned_data
    if given.get("post") or not given.get("name"):
        post: Post | None = given.get("post")
        return post
    return org.name_holder(actor, duty.unit, "联络员", given["name"], kind="liaison", phone=given.get("phone", ""))


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
