"""Entrances with their codes, three questions, and notes of field research."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from luoshi.kernel import web
from luoshi.kernel.errors import Forbidden
from luoshi.kernel.queries import timeline
from luoshi.kernel.say import say
from luoshi.org.rules import permissions
from luoshi.voice.forms.office import EntranceForm, NoteForm, SurveyForm
from luoshi.voice.models import FieldNote
from luoshi.voice.queries import asking as reads
from luoshi.voice.queries import codes, words
from luoshi.voice.queries.settings import limits_at
from luoshi.voice.services import asking
from luoshi.voice.workflow import SURVEY

TAB = "voice:cases"


def entrances(request: HttpRequest) -> HttpResponse:
    """The links of my unit, and a new one for a task or for the place."""
    actor = web.actor_on(request)
    if not reads.hears_here(actor):
        raise Forbidden([say("职工意见由授权的职工意见专办员查看和办理。")])
    pk = web.number(request.GET.get("task", ""))
    task = reads.task_for(actor, pk) if pk else None
    form = EntranceForm(request.POST or None, initial={"title": task.title if task else ""})
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            row = asking.open_entrance(actor, title=form.cleaned_data["title"], task=task)
            return reverse("voice:entrance", args=[row.pk])

        if done := web.attempt(request, form, do, say("入口已开，可以打印张贴。")):
            return done
    context = {"page": web.paged(request, reads.entrances(actor)), "form": form, "task": task}
    return web.page(request, "voice/entrances.html", context, tab=TAB, status=422 if form.errors else 200)


def entrance(request: HttpRequest, pk: int) -> HttpResponse:
    """The poster of one entrance, to be printed."""
    row = reads.find_entrance(web.actor_on(request), pk)
    link = codes.address("voice:write", row.code)
    return web.page(
        request,
        "voice/entrance.html",
        {"entrance": row, "link": link, "drawn": codes.drawn(link), "limits": limits_at(row.unit_path)},
        tab=TAB,
    )


@require_POST
def close_entrance(request: HttpRequest, pk: int) -> HttpResponse:
    """The link leads nowhere any more."""
    actor = web.actor_on(request)
    row = reads.find_entrance(actor, pk)
    return web.once(request, lambda: (asking.close_entrance(actor, row), reverse("voice:entrances"))[1])


def surveys(request: HttpRequest) -> HttpResponse:
    """Three questions: those in sight."""
    actor = web.actor_on(request)
    page = web.paged(request, reads.surveys(actor))
    rows = [(row, SURVEY.states[row.state], words.result_of(row)) for row in page]
    return web.page(request, "voice/surveys.html", {"page": page, "rows": rows})


def open_survey(request: HttpRequest) -> HttpResponse:
    """Put three questions on one task."""
    actor = web.actor_on(request)
    if not reads.hears_here(actor):
        raise Forbidden([say("职工意见由授权的职工意见专办员查看和办理。")])
    task = reads.task_for(actor, web.number(request.GET.get("task", "")))
    form = SurveyForm(request.POST or None, initial={"title": task.title})
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            return reverse("voice:survey_page", args=[asking.open_survey(actor, task, **form.cleaned_data).pk])

        if done := web.attempt(request, form, do, say("三问已开，可以打印二维码或者转发链接。")):
            return done
    context = {"form": form, "task": task}
    return web.page(request, "voice/survey_new.html", context, tab="voice:surveys", status=422 if form.errors else 200)


def survey(request: HttpRequest, pk: int) -> HttpResponse:
    """One survey: its code, and what was answered."""
    actor = web.actor_on(request)
    row = reads.find_survey(actor, pk)
    link = codes.address("voice:survey", row.code)
    context = {
        "survey": row, "link": link, "drawn": codes.drawn(link), "state": SURVEY.states[row.state], "result": words.result_of(row),
        "offers": SURVEY.offers(row.state, reads.survey_facts(actor, row)), "events": timeline(row),
    }  # fmt: skip
    return web.page(request, "voice/survey_page.html", context, tab="voice:surveys")


@require_POST
def close_survey(request: HttpRequest, pk: int) -> HttpResponse:
    """Close it before its date."""
    actor = web.actor_on(request)
    row = web.drawn_from(request, reads.find_survey(actor, pk))
    return web.once(request, lambda: (asking.close_survey(actor, row), reverse("voice:survey_page", args=[pk]))[1])


def notes(request: HttpRequest) -> HttpResponse:
    """调研记录."""
    actor = web.actor_on(request)
    context = {"page": web.paged(request, reads.notes(actor)), "may_write": "consult" in permissions(actor.roles)}
    return web.page(request, "voice/notes.html", context)


def write_note(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """Write down, or correct, what was found."""
    actor = web.actor_on(request)
    note = reads.find_note(actor, pk) if pk else None
    task_pk = web.number(request.GET.get("task", ""))
    task = reads.task_for(actor, task_pk) if task_pk else None
    form = NoteForm(request.POST or None, initial=vars(note) if note else {})
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            return reverse("voice:note", args=[asking.keep_note(actor, note, task=task, **form.cleaned_data).pk])

        if done := web.attempt(request, form, do, say("已保存。")):
            return done
    context = {"form": form, "note": note, "task": task}
    return web.page(request, "voice/note_form.html", context, tab="voice:notes", status=422 if form.errors else 200)


def note(request: HttpRequest, pk: int) -> HttpResponse:
    """One note; the rooms above make a task, a problem or an agenda item of it."""
    actor = web.actor_on(request)
    row: FieldNote = reads.find_note(actor, pk)
    is_own = row.unit_id == actor.unit_id
    context: dict[str, Any] = {
        "note": row, "events": timeline(row), "is_own": is_own, "as_task": reads.as_task(actor, row) if is_own else "",
    }  # fmt: skip
    return web.page(request, "voice/note.html", context, tab="voice:notes")
