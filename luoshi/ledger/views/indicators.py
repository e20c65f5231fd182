"""The register of outcome indicators: list, one indicator with its course, values, and what they belong to."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from luoshi.kernel import web
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.say import say
from luoshi.ledger import services
from luoshi.ledger.forms.indicators import IndicatorForm, LinkForm, ValueForm
from luoshi.ledger.models import Indicator
from luoshi.ledger.queries import indicators as reads
from luoshi.ledger.queries import page_task
from luoshi.ledger.services.indicators import FIELDS

TAB = "ledger:indicators"


def register(request: HttpRequest) -> HttpResponse:
    """All indicators in sight."""
    actor = web.actor_on(request)
    q = request.GET.get("q", "")
    return web.page(
        request, "ledger/indicators.html", {"rows": reads.indicators(actor, q), "q": q, "owners": reads.owners(actor)}
    )


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One indicator: what it means, its course, its values, its tasks; its owner enters a value here."""
    actor = web.actor_on(request)
    row = reads.indicator_page(actor, pk)
    form = ValueForm(request.POST or None, initial={"on": reads.today(), "source": row.source})
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            services.enter_value(actor, row, **form.cleaned_data)
            return reverse("ledger:indicator", args=[pk])

        answer = web.attempt(request, form, do, say("已填入。"))
        if answer:
            return answer
    context: dict[str, Any] = {
        "indicator": row, "line": reads.rows_of([row])[0], "values": reads.values_of(row), "form": form,
        "tasks": reads.tasks_of(actor, row), "may_enter": reads.may_enter(actor, row),
    }  # fmt: skip
    return web.page(request, "ledger/indicator.html", context, tab=TAB, status=422 if form.errors else 200)


def add(request: HttpRequest) -> HttpResponse:
    """A new indicator."""
    return _edit(request, None)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what an indicator means."""
    row = reads.indicator_page(web.actor_on(request), pk)
    return _edit(request, row)


def _edit(request: HttpRequest, row: Indicator | None) -> HttpResponse:
    actor = web.actor_on(request)
    initial = {name: getattr(row, name) for name in (*FIELDS, "owner")} if row else {"owner": actor.unit_id}
    form = IndicatorForm(request.POST or None, units=reads.owners(actor), initial=initial)
    if row is not None:
        del form.fields["owner"]
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            given = dict(form.cleaned_data)
            made = services.edit_indicator(actor, row, **given) if row else services.add_indicator(actor, **given)
            return reverse("ledger:indicator", args=[made.pk])

        answer = web.attempt(request, form, do, say("已保存。"))
        if answer:
            return answer
    context = {"form": form, "indicator": row}
    return web.page(request, "ledger/indicator_form.html", context, tab=TAB, status=422 if form.errors else 200)


def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Link an indicator to a task."""
    actor = web.actor_on(request)
    task = page_task.find_task(actor, pk)
    form = LinkForm(request.POST or None, rows=reads.linkable(actor, task))
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            services.link_indicator(actor, task, form.cleaned_data["indicator"])
            return reverse("ledger:task", args=[pk])

        answer = web.attempt(request, form, do, say("已关联成效指标。"))
        if answer:
            return answer
    return web.page(
        request,
        "ledger/link_indicator.html",
        {"task": task, "form": form},
        tab="ledger:list",
        status=422 if form.errors else 200,
    )


@require_POST
def unlink(request: HttpRequest, pk: int, link: int) -> HttpResponse:
    """Take an indicator off a task."""
    actor = web.actor_on(request)
    task = page_task.find_task(actor, pk)
    row = next((one for one, _ in reads.of_task(actor, task) if one.pk == link), None)
    if row is None:
        raise NotVisible

    def do() -> str:
        services.unlink_indicator(actor, row)
        return reverse("ledger:task", args=[pk])

    return web.once(request, do)
