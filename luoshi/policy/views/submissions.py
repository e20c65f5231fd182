"""请示、报告、专报: the list, a draft, one paper with its thread, its Word file and the sheet that is signed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from luoshi.kernel import clock, web
from luoshi.kernel.errors import NotVisible, Refused
from luoshi.kernel.forms import Plain
from luoshi.kernel.say import say
from luoshi.kernel.services import keep_file
from luoshi.policy import queries, services
from luoshi.policy.forms.plans import NoteForm
from luoshi.policy.forms.submissions import AnswerSubmissionForm, RegisterForm, SignSubmissionForm, SubmissionForm
from luoshi.policy.models import Submission
from luoshi.policy.queries import submissions as reads
from luoshi.policy.rules.submissions import KINDS
from luoshi.policy.views.meetings import as_word
from luoshi.policy.workflow import SUBMISSION

TAB = "policy:submissions"
SIDES = (("", say("全部")), ("sent", say("本单位报送的")), ("received", say("报来的")))
NOTED = {"reopen", "withdraw", "drop"}
FIELDS = ("kind", "to", "party", "copied", "title", "text")


def submissions(request: HttpRequest) -> HttpResponse:
    """Papers of the own unit, and those sent to it."""
    actor = web.actor_on(request)
    side, kind = request.GET.get("side", ""), request.GET.get("kind", "")
    page = web.paged(request, reads.submissions(actor, side, kind))
    context = {
        "page": page, "rows": [(row, SUBMISSION.states[row.state]) for row in page], "side": side, "sides": SIDES, "kind": kind,
        "kinds": KINDS.items(), "may_submit": reads.may_submit(actor),
    }  # fmt: skip
    return web.page(request, "policy/submissions.html", context)


def draft(request: HttpRequest) -> HttpResponse:
    """拟稿: on a matter, a finding, a letter, a task, or on nothing of the system."""
    actor = web.actor_on(request)
    if not reads.may_submit(actor):
        raise Refused([say("请示、报告、专报由单位的经办人或者负责人拟稿。")])
    named = {name: web.number(request.GET.get(name, "")) for name in ("item", "finding", "appeal", "task")}
    source, unit = reads.about(actor, **named), queries.own_unit(actor)
    kind = request.GET.get("kind", "") if request.GET.get("kind") in KINDS else "petition"
    initial = {"kind": kind, "party": reads.proposed_party(unit), **reads.proposed(kind, source)}
    form = SubmissionForm(request.POST or None, above=reads.superiors(unit), initial=initial)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            made = services.draft_submission(actor, source, **form.cleaned_data)
            return reverse("policy:submission", args=[made.pk])

        done = web.attempt(request, form, do, say("已存为草稿，可以打印签批单。"))
        if done:
            return done
    context = {"form": form, "source": source, "kinds": KINDS.items(), "kind": kind, "query": request.GET}
    return web.page(request, "policy/submission_form.html", context, tab=TAB, status=422 if form.errors else 200)


def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """One paper and its thread."""
    return _show(request, pk)


def _show(request: HttpRequest, pk: int, name: str = "", form: Plain | None = None) -> HttpResponse:
    actor = web.actor_on(request)
    row = reads.find_submission(actor, pk)
    context = reads.submission_page(actor, row)
    today = clock.today()
    forms: dict[str, Plain] = {
        "edit": SubmissionForm(above=reads.superiors(row.unit), initial={one: getattr(row, one) for one in FIELDS}),
        "sign": SignSubmissionForm(initial={"signed_on": today}), "register": RegisterForm(units=context["units"]),
        "answer": AnswerSubmissionForm(initial={"answered_by": row.party, "answered_on": today}),
        **{one: NoteForm() for one in NOTED},
    }  # fmt: skip
    if form is not None:
        forms[name] = form
    status = 422 if form is not None and form.errors else 200
    return web.page(request, "policy/submission.html", {**context, "forms": forms, "at": name}, tab=TAB, status=status)


def _form_of(request: HttpRequest, row: Submission, name: str) -> Plain:
    """What the move is given."""
    forms: dict[str, Callable[[], Plain]] = {
        "edit": lambda: SubmissionForm(request.POST, above=reads.superiors(row.unit)),
        "sign": lambda: SignSubmissionForm(request.POST, request.FILES),
        "answer": lambda: AnswerSubmissionForm(request.POST, request.FILES),
        "register": lambda: RegisterForm(request.POST, units=queries.callable_units(row.unit)),
        **{one: lambda: NoteForm(request.POST) for one in NOTED},
    }
    return forms.get(name, lambda: Plain(request.POST))()


def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Correct it, sign, number, send, receive, answer, register what was instructed."""
    actor = web.actor_on(request)
    row = reads.find_submission(actor, pk)
    if name != "edit" and name not in {one.name for one in SUBMISSION.moves}:
        raise NotVisible
    form = _form_of(request, row, name)
    if request.method == "POST" and form.is_valid():
        label = say("修改") if name == "edit" else SUBMISSION[name].label
        done = web.attempt(
            request,
            form,
            lambda: _moved(request, row, name, form.cleaned_data),
            say("已办理：{move}。", move=label),
            of=row,
        )
        if done:
            return done
    return _show(request, pk, name, form if request.method == "POST" else None)


def _moved(request: HttpRequest, row: Submission, name: str, cleaned: dict[str, Any]) -> str:
    actor, given = web.actor_on(request), dict(cleaned)
    if name == "sign" and (scan := given.pop("scan")):
        given["scan"] = keep_file(actor, scan, field="scan")
    if name == "answer":
        given["files"] = [keep_file(actor, one, field="scans") for one in given.pop("scans")]
    acts: dict[str, Callable[..., object]] = {
        "edit": services.edit_submission, "sign": services.sign_submission, "number": services.number_submission,
        "answer": services.answer_submission, "register": services.register_instruction,
    }  # fmt: skip
    if name in acts:
        acts[name](actor, row, **given)
    else:
        services.move_submission(actor, row, name, given.get("note", ""))
    return reverse("policy:submission", args=[row.pk])


def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper in Word."""
    return as_word(reads.submission_paper(reads.find_submission(web.actor_on(request), pk)))


def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """签批单: printed, signed with a pen, scanned."""
    row = reads.find_submission(web.actor_on(request), pk)
    if row.unit_id != web.actor_on(request).unit_id:
        raise NotVisible
    return web.page(
        request, "policy/submission_sheet.html", {"row": row, "length": reads.draft_of(row).length}, tab=TAB
    )
