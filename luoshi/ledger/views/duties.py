"""Receiving a duty, naming its liaison officer, and applying to change the division or disputing it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from luoshi.kernel import web
from luoshi.kernel.actor import Actor
from luoshi.kernel.say import say
from luoshi.ledger import services
from luoshi.ledger.forms.duties import DivisionForm, LiaisonForm
from luoshi.ledger.models import Duty
from luoshi.ledger.queries import page_forms, page_task
from luoshi.ledger.views.common import TAB
from luoshi.ledger.workflow import DUTY
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
    return _about_division(request, pk, "request_division")


def dispute(request: HttpRequest, pk: int) -> HttpResponse:
    """分工争议 of a helper: the lead is heard first."""
    return _about_division(request, pk, "dispute")


def _about_division(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    actor = web.actor_on(request)
    duty = page_task.find_duty(actor, pk)
    form = DivisionForm(request.POST or None, units=page_forms.peers_of(duty))
    ask = services.dispute_division if move == "dispute" else services.request_division
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            ask(actor, duty, **form.cleaned_data)
            return reverse("ledger:task", args=[duty.task_id])

        answer = web.attempt(request, form, do, say("已提出申请，裁定前工作照常进行。"), of=duty)
        if answer:
            return answer
    context = {
        "duty": duty, "task": duty.task, "form": form, "heads": page_forms.heads_of(duty.unit_id),
        "offer": page_task.duty_offer(actor, duty, move), "label": DUTY[move].label, "is_dispute": move == "dispute",
    }  # fmt: skip
    return web.page(request, "ledger/division.html", context, tab=TAB, status=422 if form.errors else 200)


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
