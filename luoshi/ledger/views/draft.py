"""A draft task: correcting its facts, naming who bears it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from luoshi.kernel import web
from luoshi.kernel.actor import Actor
from luoshi.kernel.say import say
from luoshi.ledger import services
from luoshi.ledger.forms.draft import DraftForm, DutyForm, HolderForm, NodeRows, TargetRows
from luoshi.ledger.models import Task
from luoshi.ledger.queries import page_forms, page_task
from luoshi.ledger.views.common import TAB
from luoshi.org import services as org


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The facts, standards, figures and nodes of a draft, saved together."""
    actor = web.actor_on(request)
    task = page_task.find_task(actor, pk)
    if request.method != "POST":
        return _page(request, actor, task)
    form, targets, nodes = (
        DraftForm(request.POST),
        TargetRows(request.POST, prefix="t"),
        NodeRows(request.POST, prefix="n"),
    )
    if all([form.is_valid(), targets.is_valid(), nodes.is_valid()]):

        def do() -> str:
            services.edit_task(actor, task, **form.facts())
            services.set_standards(actor, task, form.standard_lines())
            services.set_targets(actor, task, _targets(targets))
            services.set_milestones(actor, task, _nodes(nodes))
            return reverse("ledger:edit" if "stay" in request.POST else "ledger:task", args=[pk])

        answer = web.attempt(request, form, do, say("已保存。"), of=task)
        if answer:
            return answer
    return _page(request, actor, task, form=form, targets=targets, nodes=nodes)


@require_POST
def add_duty(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a unit to a draft."""
    actor = web.actor_on(request)
    task = page_task.find_task(actor, pk)
    form = DutyForm(request.POST, units=page_forms.units_for_duty(task), prefix="duty")
    if form.is_valid():
        given = form.cleaned_data

        def do() -> str:
            services.set_duty(actor, task, given["unit"], given["role"], basis_note=given["basis_note"])
            return _edit_page(pk)

        answer = web.attempt(request, form, do, say("已列入责任单位。"))
        if answer:
            return answer
    return _page(request, actor, task, duty_form=form)


@require_POST
def name_holder(request: HttpRequest, pk: int) -> HttpResponse:
    """Name the post and the person that bear a duty."""
    actor = web.actor_on(request)
    duty = page_task.find_duty(actor, pk)
    form = HolderForm(request.POST, prefix=f"h{pk}")
    if form.is_valid():
        given = form.cleaned_data

        def do() -> str:
            post = org.name_holder(actor, duty.unit, given["post"], given["person"])
            services.name_responsible(actor, duty, post)
            return web.back(request, _edit_page(duty.task_id))

        answer = web.attempt(request, form, do, say("已指定责任人。"))
        if answer:
            return answer
    return _page(request, actor, page_task.find_task(actor, duty.task_id), holder_form=(pk, form))


@require_POST
def drop_duty(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a unit off a draft."""
    actor = web.actor_on(request)
    duty = page_task.find_duty(actor, pk)

    def do() -> str:
        services.drop_duty(actor, duty)
        messages.success(request, str(say("已去掉 {unit}。", unit=str(duty.unit))), extra_tags="done")
        return _edit_page(duty.task_id)

    return web.once(request, do)


@require_POST
def settle(request: HttpRequest, pk: int, generic: int) -> HttpResponse:
    """A class of units that the plan names has been dealt with."""
    actor = web.actor_on(request)
    task = page_task.find_task(actor, pk)
    row = page_task.find_generic(task, generic)

    def do() -> str:
        services.settle_generic(actor, row)
        return _edit_page(pk)

    return web.once(request, do)


def _edit_page(pk: int) -> str:
    return reverse("ledger:edit", args=[pk])


def _page(request: HttpRequest, actor: Actor, task: Task, **given: Any) -> HttpResponse:
    room = page_forms.draft_room(actor, task)
    holder_at, holder_form = given.pop("holder_form", (None, None))
    rows = [
        (
            bearer,
            holder_form
            if bearer.duty.pk == holder_at
            else HolderForm(prefix=f"h{bearer.duty.pk}", initial=bearer.initial),
        )
        for bearer in room.bearers
    ]
    context = {
        "task": task,
        "room": room,
        "rows": rows,
        "form": given.get("form") or DraftForm.of(task, [one.text for one in room.standards]),
        "targets": given.get("targets") or TargetRows(prefix="t", initial=room.target_rows),
        "nodes": given.get("nodes") or NodeRows(prefix="n", initial=room.node_rows),
        "duty_form": given.get("duty_form") or DutyForm(units=page_forms.units_for_duty(task), prefix="duty"),
    }
    return web.page(request, "ledger/edit.html", context, tab=TAB, status=422 if given or holder_form else 200)


def _targets(rows: Any) -> list[services.TargetDraft]:
    return [
        services.TargetDraft(
            name=one["name"], comparator=one["comparator"] or ">=", number=one["number"], unit_name=one["unit_name"],
            start=one["start"], end=one["end"],
        )
        for one in rows.cleaned_data
        if one.get("name")
    ]  # fmt: skip


def _nodes(rows: Any) -> list[Any]:
    return [
        services.MilestoneDraft(title=one["title"], due_on=one["due_on"], weight=one["weight"] or 1)
        for one in rows.cleaned_data
        if one.get("title")
    ]
