"""职工意见 as those see it who deal with them: the list, one case, its moves, its reporter, and handing in for workers."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from luoshi.kernel import web
from luoshi.kernel.errors import Forbidden, NotVisible, Refused
from luoshi.kernel.forms import Plain
from luoshi.kernel.say import say
from luoshi.kernel.several import Several
from luoshi.org.models import Unit
from luoshi.voice import queries
from luoshi.voice.forms.office import AdoptForm, CorrectForm, HandInForm, HandlerForm, ReasonForm, RouteForm, TextForm
from luoshi.voice.models import KINDS, THEMES, Case
from luoshi.voice.queries.cases import clock_of, default_due, named_in
from luoshi.voice.queries.settings import limits_at, may_set
from luoshi.voice.rules.receipt import grouped
from luoshi.voice.services import handling, reporters, tickets, writing
from luoshi.voice.workflow import CASE

TAB = "voice:cases"
SHOWN = (("open", say("待办")), ("answered", say("已答复")), ("all", say("全部")))
FORMS: dict[str, type[Plain]] = {
    "route": RouteForm, "reroute": HandlerForm, "pass_up": ReasonForm, "decline": TextForm, "ask": TextForm, "inquire": TextForm,
    "reply": TextForm, "reopen": ReasonForm, "adopt": AdoptForm,
}  # fmt: skip


def cases(request: HttpRequest) -> HttpResponse:
    """The cases of my units; what is due first."""
    actor = web.actor_on(request)
    if not queries.may_hear(actor):
        raise Forbidden([say("职工意见由授权的职工意见专办员查看和办理。")])
    asked = request.GET
    sought = queries.Sought(
        asked.get("show", "open")[:10],
        asked.get("kind", "")[:10],
        asked.get("theme", "")[:8],
        asked.get("q", "").strip()[:60],
    )
    page = web.paged(request, queries.cases(actor, sought))
    rows = [(row, CASE.states[row.state], clock_of(row)) for row in page]
    context = {
        "page": page, "rows": rows, "sought": sought, "shown": SHOWN, "kinds": KINDS, "themes": THEMES,
        "accept": limits_at(actor.path).accept, "may_set": may_set(actor),
    }  # fmt: skip
    return web.page(request, "voice/cases.html", context)


def _look(request: HttpRequest, pk: int) -> tuple[dict[str, Any], dict[str, Plain]]:
    actor = web.actor_on(request)
    found = queries.find_case(actor, pk)
    shown = queries.case_page(actor, found)
    forms: dict[str, Plain] = {one.move.name: _form(found, one.move.name) for one in shown.offers}
    forms |= {"correct": _correcting(found), "reporter": ReasonForm()}
    return {"shown": shown, "case": found, "may_correct": shown.is_office and found.state == "received"}, forms


CASE_PAGE = Several("voice/case.html", "voice:case", TAB, _look)


def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One case. That it was opened, by whom and when, is kept."""
    actor = web.actor_on(request)
    if request.method == "GET":
        handling.read(actor, queries.find_case(actor, pk))
    return CASE_PAGE.draw(request, pk)


def _form(found: Case, name: str, data: Any = None) -> Plain:
    kind = FORMS.get(name, Plain)
    more: dict[str, Any] = {"units": queries.handlers_for(found)} if issubclass(kind, HandlerForm) else {}
    return kind(data, initial={"due": default_due(found), "gist": found.text, "credit": found.credit}, **more)


def _correcting(found: Case, data: Any = None) -> CorrectForm:
    return CorrectForm(data, initial=vars(found) | {"concerned": found.concerned_id}, units=named_in(found))


@require_POST
def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Make a move. A case that is passed up is out of sight afterwards."""
    actor = web.actor_on(request)
    found = queries.find_case(actor, pk)
    if name == "take_in" or name not in {one.name for one in CASE.moves}:
        raise NotVisible
    form, to = _form(found, name, request.POST), reverse(TAB) if name == "pass_up" else ""

    def act() -> object:
        do = handling.adopt if name == "adopt" else partial(handling.move, name=name)
        return do(actor, found, **form.cleaned_data)

    return CASE_PAGE.done(request, found, name, form, act, say("已办理：{move}。", move=CASE[name].label), to=to)


@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Set right what it is and whom it is about."""
    actor = web.actor_on(request)
    found = queries.find_case(actor, pk)
    form = _correcting(found, request.POST)

    def act() -> Case:
        return handling.correct(actor, found, **form.cleaned_data)

    return CASE_PAGE.done(request, found, "correct", form, act, say("已更正。"))


@require_POST
def reporter(request: HttpRequest, pk: int) -> HttpResponse:
    """Who wrote, with a reason; shown once."""
    actor = web.actor_on(request)
    found, form = queries.find_case(actor, pk), ReasonForm(request.POST)
    if form.is_valid():
        try:
            told = reporters.open_reporter(actor, found, form.cleaned_data["reason"])
            return CASE_PAGE.draw(request, pk, reporter=told)
        except Refused as error:
            form.refuse(error)
    return CASE_PAGE.draw(request, pk, "reporter", form)


def hand_in(request: HttpRequest) -> HttpResponse:
    """代职工转报: a grassroots union writes down what workers have said; the receipt is for them."""
    actor = web.actor_on(request)
    if not actor.has_range:
        raise Forbidden([say("代职工转报由基层工会和各单位的人办理。")])
    unit = Unit.objects.get_visible(actor, pk=actor.unit_id or 0)
    form = HandInForm(request.POST or None)
    ticket = tickets.read(request.POST.get("ticket", "")) if form.is_bound else None
    if ticket is not None and form.is_valid():
        place = queries.place_of(unit)
        try:
            receipt = writing.hand_in(actor, writing.Letter(place=place, **form.cleaned_data), ticket.nonce, unit)
        except Refused as error:
            form.refuse(error)
        else:
            return web.page(request, "voice/handed.html", {"receipt": grouped(receipt)}, tab="voice:hand_in")
    context = {"form": form, "unit": unit, "ticket": tickets.new()}
    return web.page(request, "voice/hand_in.html", context, status=422 if form.errors else 200)
