"""Registering an item without a plan, and making a task a key task."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from luoshi.kernel import web
from luoshi.kernel.say import say
from luoshi.ledger import services
from luoshi.ledger.forms.items import ItemForm, KeyForm
from luoshi.ledger.queries import page_office, page_task
from luoshi.ledger.views.common import TAB


def register(request: HttpRequest) -> HttpResponse:
    """立项: the draft opens next, with the date that follows from the category."""
    actor = web.actor_on(request)
    room = page_office.items_room(actor)
    filled = request.GET.dict()
    form = ItemForm(request.POST or None, categories=room["categories"], units=room["units"], initial=filled)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            task = services.register_item(actor, services.Item(**form.facts()))
            return reverse("ledger:edit", args=[task.pk])

        answer = web.attempt(request, form, do, say("已立项，补齐后下达。"))
        if answer:
            return answer
    context = {"form": form, **room}
    return web.page(request, "ledger/item.html", context, tab=TAB, status=422 if form.errors else 200)


def key(request: HttpRequest, pk: int) -> HttpResponse:
    """The grade, the leading leader and the team of a task."""
    actor = web.actor_on(request)
    task = page_task.find_task(actor, pk)
    form = KeyForm(task.grade, page_office.team_of(task), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            services.set_grade(actor, task, form.cleaned_data["grade"], form.seats())
            return reverse("ledger:task", args=[pk])

        answer = web.attempt(request, form, do, say("已保存重点任务的等级和专班。"), of=task)
        if answer:
            return answer
    context = {"task": task, "form": form}
    return web.page(request, "ledger/key.html", context, tab=TAB, status=422 if form.errors else 200)
