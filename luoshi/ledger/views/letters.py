"""函件: what was sent and came in; writing, signing, sending, receiving, answering, closing."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from luoshi.kernel import web
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.forms import Plain
from luoshi.kernel.say import say
from luoshi.kernel.services import keep_file
from luoshi.ledger import services
from luoshi.ledger.forms.duties import NoteForm
from luoshi.ledger.forms.letters import AnswerForm, LetterForm, SendForm, SettingsForm, WriteForm
from luoshi.ledger.models import Letter
from luoshi.ledger.queries import letters as queries
from luoshi.ledger.workflow import LETTER

TAB = "ledger:letters"
SIDES = (("received", say("收到的")), ("sent", say("发出的")))
NOTED = {"ask_again": services.ask_again, "withdraw": services.withdraw_letter}
PLAIN = {"receive": services.receive_letter, "close": services.close_letter, "drop": services.drop_letter}


def index(request: HttpRequest) -> HttpResponse:
    """Letters sent and received."""
    actor = web.actor_on(request)
    side = request.GET.get("side", "") if request.GET.get("side") in {"sent", "received"} else ""
    page = web.paged(request, queries.letters(actor, side))
    page.object_list = [(letter, queries.answer_light(letter)) for letter in page.object_list]
    context = {"page": page, "side": side, "sides": SIDES}
    return web.page(request, "ledger/letters.html", {**context, "may_write": queries.may_write(actor)})


def write(request: HttpRequest) -> HttpResponse:
    """Letters about the tasks picked: one for each lead unit, shown before anything is drafted; refused ones with the reason."""
    actor = web.actor_on(request)
    picked = request.POST.getlist("pick") or request.GET.getlist("pick")
    tasks = queries.chosen_tasks(actor, picked)
    groups = queries.addressed(actor, tasks)
    able = [task for one in groups if one.choices for task in one.tasks]
    form = WriteForm(
        request.POST or None, groups=groups, initial={"due_on": queries.answer_day(actor)} if able else None
    )
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            made = services.draft_letters(actor, able, acts=form.acts(), due_on=form.cleaned_data["due_on"])
            return reverse("ledger:letter", args=[made[0].pk]) if len(made) == 1 else f"{reverse(TAB)}?side=sent"

        answer = web.attempt(request, form, do, say("已拟稿，核对后发出。"))
        if answer:
            return answer
    context = {"able": able, "form": form, "left_out": len(set(picked)) - sum(len(one.tasks) for one in groups)}
    return web.page(request, "ledger/letter_new.html", context, tab=TAB, status=422 if form.errors else 200)


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter and what may be done with it."""
    return _page(request, pk)


def _page(request: HttpRequest, pk: int, name: str = "", form: Plain | None = None) -> HttpResponse:
    context = queries.letter_page(web.actor_on(request), pk)
    letter, coloured = context["letter"], context["settings"].coloured
    forms = {
        "edit": LetterForm(initial=vars(letter), coloured=coloured), "send": SendForm(), "answer": AnswerForm(),
        "ask_again": NoteForm(), "withdraw": NoteForm(),
    }  # fmt: skip
    if form is not None:
        forms[name] = form
    status = 422 if form is not None and form.errors else 200
    return web.page(request, "ledger/letter.html", {**context, "forms": forms}, tab=TAB, status=status)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the draft."""
    actor = web.actor_on(request)
    letter = queries.find_letter(actor, pk)
    form = LetterForm(request.POST, coloured=queries.letter_settings(letter.unit).coloured)
    return _done(request, letter, "edit", form, lambda: services.edit_letter(actor, letter, **form.cleaned_data))


def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign, number and send."""
    actor = web.actor_on(request)
    letter, form = queries.find_letter(actor, pk), SendForm(request.POST, request.FILES)

    def do() -> None:
        scan = form.cleaned_data["scan"]
        kept = keep_file(actor, scan, field="scan") if scan else None
        given = form.cleaned_data
        services.send_letter(actor, letter, signed_by=given["signed_by"], scan=kept, despite=given["despite"])

    return _done(request, letter, "send", form, do)


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer what came in."""
    actor = web.actor_on(request)
    letter, form = queries.find_letter(actor, pk), AnswerForm(request.POST, request.FILES)

    def do() -> None:
        kept = [keep_file(actor, one, field="attached") for one in form.cleaned_data["attached"]]
        services.answer_letter(actor, letter, answer=form.cleaned_data["answer"], files=kept)

    return _done(request, letter, "answer", form, do)


def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A move that needs a reason at most."""
    actor = web.actor_on(request)
    letter = queries.find_letter(actor, pk)
    if name in NOTED:
        noted = NoteForm(request.POST)
        return _done(request, letter, name, noted, lambda: NOTED[name](actor, letter, noted.cleaned_data["note"]))
    if name not in PLAIN:
        raise NotVisible
    return _done(request, letter, name, Plain(request.POST), lambda: PLAIN[name](actor, letter))


def _done(request: HttpRequest, letter: Letter, name: str, form: Plain, act: Callable[[], object]) -> HttpResponse:
    """Do it and show the letter; on a refusal show it with the reasons and what was typed."""
    to = reverse("ledger:letter", args=[letter.pk])
    if request.method == "POST" and form.is_valid():
        label = say("已保存。") if name == "edit" else say("已办理：{move}。", move=LETTER[name].label)
        answer = web.attempt(request, form, lambda: (act(), to)[1], label, of=letter)
        if answer:
            return answer
    return _page(request, letter.pk, name, form if request.method == "POST" else None)


def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter as it is printed and signed."""
    return web.page(request, "ledger/letter_sheet.html", queries.letter_page(web.actor_on(request), pk), tab=TAB)


def settings(request: HttpRequest) -> HttpResponse:
    """How the own unit's letters are numbered and paced."""
    actor = web.actor_on(request)
    now = queries.own_settings(actor)
    form = SettingsForm(request.POST or None, initial=vars(now))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = web.attempt(
            request, form, lambda: (services.set_letters(actor, **given), reverse(TAB))[1], say("已保存。")
        )
        if done:
            return done
    return web.page(request, "ledger/letter_settings.html", {"form": form}, tab=TAB, status=422 if form.errors else 200)
