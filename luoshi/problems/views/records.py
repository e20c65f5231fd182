"""问责: the records that may be read, one of them with its moves, drafting, the paper. Every reading stands in the trail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from luoshi.kernel import web
from luoshi.kernel.documents.word import MEDIA_TYPE, write_docx
from luoshi.kernel.errors import NotVisible, Refused
from luoshi.kernel.forms import Plain
from luoshi.kernel.say import say
from luoshi.kernel.services import keep_file
from luoshi.kernel.several import Several
from luoshi.problems import services
from luoshi.problems.forms.records import FORMS, RecordForm
from luoshi.problems.queries import page as pages
from luoshi.problems.queries import records as queries
from luoshi.problems.rules.records import RECORD_KINDS
from luoshi.problems.workflow import RECORD

TAB = "problems:records"


def index(request: HttpRequest) -> HttpResponse:
    """The records that the actor may read."""
    actor = web.actor_on(request)
    page = web.paged(request, queries.records(actor))
    context = {"page": page, "may_write": queries.may_write(actor), "kinds": RECORD_KINDS}
    return web.page(request, "problems/records.html", context)


def draft(request: HttpRequest) -> HttpResponse:
    """Draft one; from a problem with its unit and facts filled in."""
    actor = web.actor_on(request)
    if not queries.may_write(actor):
        raise Refused([say("问责记录由专门授权的人员办理，请主要负责人指定。")])
    about = pages.problem_of(actor, request.GET.get("problem", ""))
    initial = {"unit": about.unit.name, "facts": about.facts, "title": about.title} if about else {}
    form = RecordForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            given: dict[str, Any] = dict(form.cleaned_data)
            unit = pages.named(actor, given.pop("unit"))
            kept = [keep_file(actor, one, field="attached") for one in given.pop("attached")]
            row = services.draft_record(actor, unit=unit, problem=about, files=kept, **given)
            return reverse("problems:record", args=[row.pk])

        answer = web.attempt(request, form, do, say("已拟稿，还没有告知单位。"))
        if answer:
            return answer
    return web.page(request, "problems/record_new.html", {"form": form}, tab=TAB, status=422 if form.errors else 200)


def _look(request: HttpRequest, pk: int) -> tuple[dict[str, Any], Mapping[str, Plain]]:
    actor = web.actor_on(request)
    context = queries.record_page(actor, pk)
    services.note_reading(actor, context["record"])
    return context, {one.move.name: FORMS[one.move.name]() for one in context["offers"]}


RECORD_PAGE = Several("problems/record.html", "problems:record", TAB, _look)


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One record; that it was read stands in the trail."""
    return RECORD_PAGE.draw(request, pk)


def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A move with what it needs."""
    actor = web.actor_on(request)
    row = queries.find_record(actor, pk)
    if name not in FORMS:
        raise NotVisible
    form = FORMS[name](request.POST, request.FILES)

    def act() -> object:
        given: dict[str, Any] = dict(form.cleaned_data)
        kept = [keep_file(actor, one, field="attached") for one in given.pop("attached", [])]
        return services.move_record(actor, row, name, files=kept, **given)

    return RECORD_PAGE.done(request, row, name, form, act, say("已办理：{move}。", move=RECORD[name].label))


def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The record as a Word document."""
    actor = web.actor_on(request)
    row = queries.find_record(actor, pk)
    services.note_reading(actor, row)
    found = queries.paper_of(actor, row)
    return web.attachment(write_docx(found), MEDIA_TYPE, f"{found.title}.docx")
