"""职工意见 as those see it who deal with them: the list, one case, its moves, its reporter, and handing in for workers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from luoshi.kernel import web
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Forbidden, NotVisible, Refused
from luoshi.kernel.forms import Plain
from luoshi.kernel.panels import drawn
from luoshi.kernel.say import say
from luoshi.org.models import Unit
from luoshi.voice import queries
from luoshi.voice.forms.office import CorrectForm, HandInForm, HandlerForm, ReasonForm, RouteForm, TextForm
from luoshi.voice.models import KINDS, THEMES, Case
from luoshi.voice.queries.cases import clock_of, default_due, named_in
from luoshi.voice.rules.receipt import grouped
from luoshi.voice.services import handling, reporters, tickets, writing
from luoshi.voice.workflow import CASE

TAB = "voice:cases"
SHOWN = (("open", say("待办")), ("answered", say("已答复")), ("all", say("全部")))
FORMS: dict[str, type[Plain]] = {
    "route": RouteForm, "reroute": HandlerForm, "pass_up": ReasonForm, "decline": TextForm, "ask": TextForm, "inquire": TextForm,
    "reply": TextForm, "reopen": ReasonForm,
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
    context = {"page": page, "rows": rows, "sought": sought, "shown": SHOWN, "kinds": KINDS, "themes": THEMES}
    return web.page(request, "voice/cases.html", context)


def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One case. That it was opened, by whom and when, is kept."""
    actor = web.actor_on(request)
    found = queries.find_case(actor, pk)
    if request.method == "GET":
        handling.read(actor, found)
    return draw(request, found)


def draw(
    request: HttpRequest,
    found: Case,
    name: str = "",
    form: Plain | None = None,
    reporter: tuple[str, str] | None = None,
) -> HttpResponse:
    """The page; ``form``: the one of a move that was refused, with what was typed."""
    actor = web.actor_on(request)
    shown = queries.case_page(actor, found)
    offers = [
        (one, form if form is not None and one.move.name == name else _form(found, one.move.name))
        for one in shown.offers
    ]
    correcting = shown.is_office and found.state == "received"
    context = {
        "shown": shown, "case": found, "offers": offers, "at": name, "reporter": reporter, "form": form or Plain(),
        "correct": form if name == "correct" and form else _correcting(found) if correcting else None, "opening": ReasonForm(),
        "panels": drawn("voice.case", actor, found, request),
    }  # fmt: skip
    status = 422 if form is not None and form.errors else 200
    return web.page(request, "voice/case.html", context, tab=TAB, status=status)


def _form(found: Case, name: str, data: Any = None) -> Plain:
    kind = FORMS.get(name, Plain)
    more: dict[str, Any] = {"units": queries.handlers_for(found)} if issubclass(kind, HandlerForm) else {}
    return kind(data, initial={"due": default_due(found)}, **more)


def _correcting(found: Case, data: Any = None) -> CorrectForm:
    return CorrectForm(data, initial=vars(found) | {"concerned": found.concerned_id}, units=named_in(found))


@require_POST
def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Make a move."""
    actor = web.actor_on(request)
    found = queries.find_case(actor, pk)
    if name == "take_in" or name not in {one.name for one in CASE.moves}:
        raise NotVisible
    form = _form(found, name, request.POST)
    if form.is_valid():

        def do() -> str:
            handling.move(actor, found, name, **form.cleaned_data)
            return _after(actor, found)

        if done := web.attempt(request, form, do, say("已办理：{move}。", move=CASE[name].label), of=found):
            return done
    return draw(request, queries.find_case(actor, pk), name, form)


def _after(actor: Actor, found: Case) -> str:
    """Where to go on: a case that was passed up is no longer in sight."""
    if Case.objects.visible_to(actor).filter(pk=found.pk).exists():
        return reverse("voice:case", args=[found.pk])
    return reverse("voice:cases")


@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Set right what it is and whom it is about."""
    actor = web.actor_on(request)
    found = queries.find_case(actor, pk)
    form = _correcting(found, request.POST)
    if form.is_valid():

        def do() -> str:
            handling.correct(actor, found, **form.cleaned_data)
            return reverse("voice:case", args=[pk])

        if done := web.attempt(request, form, do, say("已更正。"), of=found):
            return done
    return draw(request, found, "correct", form)


@require_POST
def reporter(request: HttpRequest, pk: int) -> HttpResponse:
    """Who wrote, with a reason; shown once."""
    actor = web.actor_on(request)
    found = queries.find_case(actor, pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            return draw(request, found, reporter=reporters.open_reporter(actor, found, form.cleaned_data["reason"]))
        except Refused as error:
            form.refuse(error)
    return draw(request, found, "reporter", form)


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
