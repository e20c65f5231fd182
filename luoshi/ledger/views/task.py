"""One task: its facts and lights, where it comes from, how it was handed down, what happened, and what can be done now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from luoshi.kernel import panels, web
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.say import say
from luoshi.ledger import queries
from luoshi.ledger.forms.duties import NoteForm
from luoshi.ledger.queries import page_task
from luoshi.ledger.services import conclude, drop_task, instruct_anew, reopen, restore_task
from luoshi.ledger.views.common import TAB
from luoshi.ledger.views.offers import acts_on
from luoshi.ledger.workflow import TASK

MOVES = {
    "drop": (drop_task, say("已列为不入台账。")),
    "restore": (lambda actor, task, _note: restore_task(actor, task), say("已重新列入草稿。")),
    "conclude": (conclude, say("领导没有新的批示，已办结。")),
    "instruct": (instruct_anew, say("已登记新的批示，新事项已列入草稿。")),
    "reopen": (reopen, say("已重新打开。")),
}
"""The moves that need nothing but a reason."""


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a task."""
    actor = web.actor_on(request)
    task = page_task.find_task(actor, pk)
    kind, facts = request.GET.get("trail", ""), queries.task_facts(actor, task)
    context = {
        "task": task,
        "sheet": page_task.task_sheet(actor, task, facts),
        "cascade": page_task.tree(actor, task),
        "requests": page_task.requests_on(task),
        "entries": page_task.trail(task, kind),
        "kinds": page_task.trail_kinds(kind),
        "panels": panels.drawn("ledger.task", actor, task, request),
        "acts": acts_on(request, actor, task, facts),
    }
    return web.page(request, "ledger/task.html", context, tab=TAB)


def source(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan's text, with the clause that was asked for marked."""
    actor = web.actor_on(request)
    context = page_task.source_page(actor, pk, request.GET.get("clause", ""))
    return web.page(request, "ledger/source.html", context, tab=TAB)


def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A move that needs a reason only: the page asks for it, the dialog on the task's page posts here."""
    actor = web.actor_on(request)
    task = page_task.find_task(actor, pk)
    if name not in MOVES:
        raise NotVisible
    act, said = MOVES[name]
    label = TASK[name].needs.get("note")
    form = NoteForm(request.POST or None, label=str(label) if label else None)
    form.fields["note"].required = label is not None
    if request.method == "POST" and form.is_valid():
        to = reverse("ledger:task", args=[pk])
        back = TASK[name].undo
        answer = web.attempt(
            request, form, lambda: (act(actor, task, form.cleaned_data["note"]), to)[1], said, of=task,
            undo=(lambda: web.undoing("ledger:move", pk, back, version=task.version)) if back else None,
        )  # fmt: skip
        if answer:
            return answer
    context = {"task": task, "form": form, "label": TASK[name].label}
    return web.page(request, "ledger/move.html", context, tab=TAB, status=422 if form.errors else 200)
