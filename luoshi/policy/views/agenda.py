"""议题: the pool, bringing a matter, its thread, what is done with it and what was decided on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from luoshi.kernel import web
from luoshi.kernel.errors import NotVisible, Refused
from luoshi.kernel.forms import Plain
from luoshi.kernel.say import say
from luoshi.kernel.services import keep_file
from luoshi.kernel.several import Several
from luoshi.policy import queries, services
from luoshi.policy.forms.meetings import BringForm, DecideForm, ItemForm, ListForm, PaperForm
from luoshi.policy.forms.plans import NoteForm
from luoshi.policy.models import AgendaItem, Decision
from luoshi.policy.queries import submissions as upward
from luoshi.policy.workflow import AGENDA, DECISION

TAB = "policy:agenda"
SHOWN = (("", say("待上会")), ("listed", say("已列入议程")), ("settled", say("已处理")))
ENDS = ("decline", "withdraw")
DECISIONS: dict[str, Callable[..., object]] = {
    "register": services.register_decision, "rule": services.rule_division, "keep": services.keep_decision,
    "drop": services.drop_decision,
}  # fmt: skip


def agenda(request: HttpRequest) -> HttpResponse:
    """The matters in sight."""
    actor = web.actor_on(request)
    show = request.GET.get("show", "")
    body = queries.held_by(actor)
    context = {
        "page": web.paged(request, queries.items(actor, show)), "show": show, "shown": SHOWN,
        "may_bring": queries.may_bring(actor), "is_host": body is not None,
        "meetings": list(queries.open_meetings(actor.unit_id or 0)) if body else [],
    }  # fmt: skip
    return web.page(request, "policy/agenda.html", context)


def bring(request: HttpRequest) -> HttpResponse:
    """提出议题: from a finding, a letter, a dispute or a task, or by hand."""
    actor = web.actor_on(request)
    kinds = ("finding", "appeal", "request", "task", "plan", "conflict", "note")
    named = {name: web.number(request.GET.get(name, "")) for name in kinds}
    source = queries.source_of(actor, **named)
    if not queries.may_bring_this(actor, source) or source is None:
        raise Refused([say("议题由来源单位或者承办会议的协调办提出。")])
    form = BringForm(request.POST or None, initial={"subject": source.subject, "asked": source.asked})
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            item = services.bring_item(actor, source, **form.cleaned_data)
            return reverse("policy:item", args=[item.pk])

        done = web.attempt(request, form, do, say("已提出议题，由{office}列入议程。", office=source.body.office.name))
        if done:
            return done
    context = {"form": form, "source": source}
    return web.page(request, "policy/agenda_new.html", context, tab=TAB, status=422 if form.errors else 200)


def _look(request: HttpRequest, pk: int) -> tuple[dict[str, Any], dict[str, Plain]]:
    actor = web.actor_on(request)
    context = queries.item_page(actor, queries.find_item(actor, pk))
    found = context["item"]
    forms: dict[str, Plain] = {
        "edit": ItemForm(initial=vars(found), host=context["is_host"]), "list": ListForm(meetings=queries.open_meetings(found.unit_id)),
        "decide": DecideForm(units=queries.callable_units(found.unit)), "paper": PaperForm(), "defer": NoteForm(),
        "decline": NoteForm(), "withdraw": NoteForm(),
    }  # fmt: skip
    may = upward.may_submit(actor) and actor.unit_id in {found.unit_id, found.bringer_id}
    return {**context, "papers": upward.papers_panel(actor, may=may, item=pk)}, forms


ITEM = Several("policy/agenda_item.html", "policy:item", TAB, _look)


def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One matter and its thread."""
    return ITEM.draw(request, pk)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Word it, and what the office proposes."""
    actor = web.actor_on(request)
    row = queries.find_item(actor, pk)
    form = ItemForm(request.POST, host="host.draft" in queries.item_facts(actor, row).roles)
    return ITEM.done(
        request, row, "edit", form, lambda: services.edit_item(actor, row, **form.cleaned_data), say("已保存。")
    )


def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Onto an agenda, off it, put off, settled without a meeting, taken back."""
    actor = web.actor_on(request)
    row = queries.find_item(actor, pk)
    if name not in {"list", "unlist", "defer", *ENDS}:
        raise NotVisible
    form = _form_of(request, row, name)
    acts: dict[str, Callable[[], object]] = {
        "list": lambda: services.list_item(actor, row, form.cleaned_data["meeting"]),
        "unlist": lambda: services.unlist_item(actor, row),
        "defer": lambda: services.defer_item(actor, row, form.cleaned_data["note"]),
    }
    act = acts.get(name, lambda: services.end_item(actor, row, name, form.cleaned_data["note"]))
    return ITEM.done(request, row, name, form, act, say("已办理：{move}。", move=AGENDA[name].label))


def _form_of(request: HttpRequest, row: AgendaItem, name: str) -> Plain:
    if name == "list":
        return ListForm(request.POST, meetings=queries.open_meetings(row.unit_id))
    return Plain(request.POST) if name == "unlist" else NoteForm(request.POST)


@require_POST
def shift(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down on its agenda."""
    actor = web.actor_on(request)
    row = queries.find_item(actor, pk)

    def do() -> str:
        services.shift_item(actor, row, -1 if "up" in request.POST else 1)
        return f"{reverse('policy:meeting', args=[row.meeting_id])}#item-{pk}"

    return web.once(request, do)


def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down one thing that was decided."""
    actor = web.actor_on(request)
    row = queries.find_item(actor, pk)
    form = DecideForm(request.POST, units=queries.callable_units(row.unit))

    def act() -> Decision:
        given = form.cleaned_data
        return services.decide(actor, row, **{**given, "supports": list(given["supports"])})

    return ITEM.done(request, row, "decide", form, act, say("已登记议定事项。"))


@require_POST
def decision(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Into the ledger, as a change of division, for reference; or dropped while the minutes are not signed."""
    actor = web.actor_on(request)
    row = queries.find_decision(actor, pk)
    if name not in DECISIONS:
        raise NotVisible
    label = say("撤销") if name == "drop" else DECISION[name].label
    form, said = Plain(request.POST), say("已办理：{move}。", move=label)
    to = web.back(request, reverse("policy:item", args=[row.item_id]))
    form.is_valid()
    done = web.attempt(request, form, lambda: (DECISIONS[name](actor, row), to)[1], said, of=row)
    return done or ITEM.draw(request, row.item_id, "decision", form)


def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Hang a paper on the thread."""
    actor = web.actor_on(request)
    row = queries.find_item(actor, pk)
    form = PaperForm(request.POST, request.FILES)

    def act() -> object:
        given = dict(form.cleaned_data)
        files = [keep_file(actor, one, field="scans") for one in given.pop("scans")]
        return services.add_paper(actor, row, **given, files=files)

    return ITEM.done(request, row, "paper", form, act, say("已登记。"))
