"""The list of plans, and taking a new one in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from luoshi.kernel import web
from luoshi.kernel.errors import Refused
from luoshi.kernel.say import say
from luoshi.ledger.rules.copying import retitled
from luoshi.policy import queries, services
from luoshi.policy.forms.plans import CopyForm, ImportForm

TAB = "policy:plans"


def plans(request: HttpRequest) -> HttpResponse:
    """The plans that I may read, and taking a new one in."""
    actor = web.actor_on(request)
    page = web.paged(request, queries.plans_page(actor))
    return web.page(request, "policy/plans.html", {"page": page, "drafts": queries.may_draft(actor)})


def import_plan(request: HttpRequest) -> HttpResponse:
    """Upload or paste a plan."""
    actor = web.actor_on(request)
    if not queries.may_draft(actor):
        raise Refused([say("方案由协调办经办人上传。")])
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        upload = given["file"]

        def do() -> str:
            data = upload.read() if upload is not None else None
            name = upload.name if upload is not None else ""
            plan = services.import_plan(actor, data=data, name=name, pasted=given["pasted"] or "", title=given["title"])
            return reverse("policy:review", args=[plan.pk])

        answer = web.attempt(request, form, do, say("方案已读入，请逐条核对。"))
        if answer:
            return answer
    status = 422 if form.errors else 200
    return web.page(request, "policy/import.html", {"form": form}, tab=TAB, status=status)


def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The year's start: a new plan from one of before."""
    actor = web.actor_on(request)
    source = queries.find_plan(actor, pk)
    if not queries.may_draft(actor):
        raise Refused([say("方案由协调办经办人上传。")])
    form = CopyForm(request.POST or None, initial={"title": retitled(source.title, 1)})
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            plan = services.copy_plan(actor, source, **form.cleaned_data)
            return reverse("policy:review", args=[plan.pk])

        answer = web.attempt(request, form, do, say("已复制为新方案，请逐条核对。"))
        if answer:
            return answer
    context = {"source": source, "form": form, **queries.to_copy(source)}
    return web.page(request, "policy/copy.html", context, tab=TAB, status=422 if form.errors else 200)
