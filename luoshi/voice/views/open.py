"""What a worker sees: one page to write, one to read the answer and add, one of three questions. No log-in, no cookie.

Exempt from the CSRF token, which guards what one may do by one's log-in: here nobody has one, and `config.unnamed` drops
every cookie on the way in and on the way out. The signed ticket in each form does what is left to do. A receipt stands in
the body of a form only, never in an address: addresses are what logs and histories keep.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from luoshi.kernel import clock, web
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.queries import calendar
from luoshi.kernel.say import Say, say
from luoshi.voice.forms.open import AddForm, AnswerForm, LookForm, Unnamed, WriteForm
from luoshi.voice.models import Case, Entrance
from luoshi.voice.queries import doors, office_for
from luoshi.voice.queries.cases import clock_of, words_of
from luoshi.voice.queries.receipts import case_of
from luoshi.voice.queries.settings import limits_at
from luoshi.voice.rules import advice, clocks
from luoshi.voice.rules.receipt import grouped, typed
from luoshi.voice.services import tickets, writing
from luoshi.voice.workflow import CASE

View = Callable[[HttpRequest], HttpResponse]


def unnamed(view: View) -> View:
    """A page for whoever it may be."""
    return csrf_exempt(login_not_required(require_http_methods(["GET", "HEAD", "POST"])(view)))


def _page(request: HttpRequest, template: str, context: dict[str, Any], form: Unnamed) -> HttpResponse:
    """A page with a form on it, and a new ticket for the next press."""
    status = 422 if form.errors else 200
    return web.page(
        request, f"voice/{template}.html", {**context, "form": form, "ticket": tickets.new()}, status=status
    )


@unnamed
def write(request: HttpRequest) -> HttpResponse:
    """说说您的事: one page to write; what may belong elsewhere is said before it is sent."""
    entrance = doors.entrance_at(request.GET.get("at", ""))
    form = WriteForm(
        request.POST or None, request.FILES or None, places=doors.places(entrance), units=doors.units_of(entrance)
    )
    limits = limits_at(entrance.unit_path if entrance else "")
    context: dict[str, Any] = {"entrance": entrance, "asked": request.GET.get("at", ""), "limits": limits}
    if form.is_bound and form.is_valid() and form.used is not None:
        given = form.cleaned_data
        ways, tells = advice.advise(given["text"]), () if given["name"] else advice.tells_who(given["text"])
        if (ways or tells) and not given["advised"]:
            return _page(request, "write", {**context, "ways": ways, "tells": tells, "lost": bool(request.FILES)}, form)
        try:
            receipt = writing.write(_letter(given, entrance), form.used.nonce)
        except (Refused, Invalid) as error:
            form.refuse(error)
        else:
            return _kept(request, receipt, entrance)
    return _page(request, "write", context, form)


def _letter(given: dict[str, Any], entrance: Entrance | None) -> writing.Letter:
    place, task = given["place"], entrance.task if entrance else None
    concerned = (
        office_for(place, None) if given["about_office"] else given["concerned"] or (task.lead_unit if task else None)
    )
    plain = {name: given[name] for name in ("text", "kind", "credit", "name", "contact", "pictures")}
    return writing.Letter(
        place=place, theme=given["theme"] or "other", task=task, entrance=entrance, concerned=concerned, **plain
    )


def _kept(request: HttpRequest, receipt: str, entrance: Entrance | None) -> HttpResponse:
    """The receipt, shown once."""
    case = case_of(receipt)
    due = clocks.accept_by(clock.today(), calendar().shift, limits_at(case.office_path if case else ""))
    context = {"receipt": grouped(receipt), "accept_by": due, "entrance": entrance}
    return web.page(request, "voice/kept.html", context)


@unnamed
def where(request: HttpRequest) -> HttpResponse:
    """Where else one may turn, and for what."""
    return web.page(request, "voice/where.html", {"ways": [way for way, _words in advice.WAYS]})


@unnamed
def receipt(request: HttpRequest) -> HttpResponse:
    """查答复: by the receipt alone."""
    form = LookForm(request.POST or None)
    if form.is_bound and form.is_valid() and form.used is not None:
        if not typed(form.cleaned_data["receipt"]):
            form.add_error("receipt", str(say("查询码是 16 位数字，您输入的不对，请核对。")))
        elif not tickets.spend(form.used):
            form.add_error(None, str(say("请再按一次“查看答复”。")))
        elif found := case_of(form.cleaned_data["receipt"]):
            return _case(request, found, typed(form.cleaned_data["receipt"]))
        else:
            form.add_error(
                "receipt", str(say("没有这个查询码。请核对每一位数字；查询码只显示过一次，找不回来，可以重新写一件。"))
            )
    return _page(request, "look", {}, form)


def _case(
    request: HttpRequest, case: Case, digits: str, form: AddForm | None = None, said: Say | None = None
) -> HttpResponse:
    form = form or AddForm(initial={"receipt": digits})
    context = {
        "case": case, "digits": digits, "state": CASE.states[case.state], "clock": clock_of(case), "said": said,
        "words": words_of(case, unseen=True), "may_mark": case.state in ("replied", "closed") and not case.mark,
    }  # fmt: skip
    return _page(request, "answer", context, form)


@unnamed
def add(request: HttpRequest) -> HttpResponse:
    """补充或者评价: also when the case has been closed."""
    if request.method != "POST":
        return receipt(request)
    form, digits = AddForm(request.POST, request.FILES), typed(request.POST.get("receipt", "")[:40])
    if not form.is_valid():
        # before the work is done nothing is looked up: else this page would be a cheaper way to try receipts
        return _page(request, "answer", {"digits": digits}, form)
    case = case_of(digits)
    if case is None:
        return receipt(request)
    given = form.cleaned_data
    try:
        writing.add(case, given["text"], given["mark"], given["pictures"])
    except (Refused, Invalid) as error:
        form.refuse(error)
        return _case(request, case, digits, form)
    return _case(request, case, digits, said=say("收到了，会送到办理这件事的人那里。"))


@unnamed
def survey(request: HttpRequest) -> HttpResponse:
    """三问: one screen, three presses."""
    found = doors.survey_at(request.GET.get("at", ""))
    if found is None:
        return web.page(request, "voice/over.html", {}, status=404)
    form = AnswerForm(request.POST or None, survey=found)
    if form.is_bound and form.is_valid() and form.used is not None:
        given = form.cleaned_data
        writing.answer(found, form.used.nonce, given["known"], given["reached"], given["content"])
        return web.page(request, "voice/thanks.html", {"survey": found})
    return _page(request, "survey", {"survey": found, "asked": found.code}, form)
