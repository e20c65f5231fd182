"""督察建议: what others propose to an office, and its answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from luoshi.inspection import queries, services
from luoshi.inspection.forms.coverage import TakeForm
from luoshi.inspection.forms.plan import NoteForm
from luoshi.inspection.models import Proposal
from luoshi.inspection.workflow import PROPOSAL
from luoshi.kernel import web
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.forms import Plain
from luoshi.kernel.say import say

TAB = "inspection:plan"


def proposals(request: HttpRequest) -> HttpResponse:
    """What others propose to the own office."""
    asked = request.GET.get("state", "")
    asked = asked if asked in PROPOSAL.states else ""
    page = web.paged(request, queries.proposals(web.actor_on(request), asked))
    rows = [(row, PROPOSAL.states[row.state]) for row in page]
    context = {"page": page, "rows": rows, "asked": asked, "states": PROPOSAL.states.items()}
    return web.page(request, "inspection/proposals.html", context, tab=TAB)


def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal and how it may be answered."""
    return _draw(request, queries.find_proposal(web.actor_on(request), pk))


def _draw(request: HttpRequest, row: Proposal, name: str = "", form: Plain | None = None) -> HttpResponse:
    take = TakeForm(row=row)
    forms: dict[str, Plain] = {"take": take, "decline": NoteForm()}
    if form is not None:
        forms[name] = form
    context = {**queries.proposal_page(web.actor_on(request), row), "forms": forms, "at": name}
    status = 422 if form is not None and form.errors else 200
    return web.page(request, "inspection/proposal.html", context, tab=TAB, status=status)


def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Take it up, or decline it with the reason."""
    actor = web.actor_on(request)
    row = queries.find_proposal(actor, pk)
    if name not in ("take", "decline"):
        raise NotVisible
    if request.method != "POST":
        return _draw(request, row)
    form: Plain = TakeForm(request.POST, row=row) if name == "take" else NoteForm(request.POST)

    def do() -> str:
        given = form.given() if isinstance(form, TakeForm) else {"answer": form.cleaned_data["note"]}
        services.answer_proposal(actor, row, name, **given)
        return reverse("inspection:proposal", args=[pk])

    said = say("已办理：{move}。", move=PROPOSAL[name].label)
    answer = web.attempt(request, form, do, said, of=row) if form.is_valid() else None
    return answer or _draw(request, row, name, form)
