"""会签: the drafter sends the final text round, each unit signs or says why not, the sheet is printed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from luoshi.kernel import clock, web
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.forms import Plain
from luoshi.kernel.say import say
from luoshi.kernel.services import keep_file
from luoshi.ledger.models import Plan
from luoshi.ledger.workflow import PLAN
from luoshi.policy import queries, services
from luoshi.policy.forms.countersign import CountersignDueForm, CountersignForm
from luoshi.policy.forms.plans import NoteForm
from luoshi.policy.models import Countersign
from luoshi.policy.queries import countersign as reads
from luoshi.policy.workflow import COUNTERSIGN

TAB = "policy:consultations"
MOVES = ("sign", "refuse", "settle")


def countersign(request: HttpRequest, pk: int) -> HttpResponse:
    """To the drafter every unit's, to a unit its own."""
    return _draw(request, queries.find_plan(web.actor_on(request), pk))


def _draw(request: HttpRequest, plan: Plan, *, at: str = "", bound: Plain | None = None) -> HttpResponse:
    """The page; ``bound`` is the form that was refused, and ``at`` the row and move it is about."""
    actor = web.actor_on(request)
    context = reads.countersign_page(actor, plan)
    rows = [(one, _forms(one, at, bound)) for one in context["rows"]]
    due = bound if isinstance(bound, CountersignDueForm) else CountersignDueForm()
    more = {"lines": rows, "at": at, "due_form": due, "state": PLAN.states[plan.state]}
    status = 422 if bound is not None and bound.errors else 200
    return web.page(request, "policy/countersign.html", {**context, **more}, tab=TAB, status=status)


def _forms(one: reads.CountersignRow, at: str, bound: Plain | None) -> dict[str, Plain]:
    forms: dict[str, Plain] = {
        "sign": CountersignForm(initial={"signed_on": clock.today()}),
        "refuse": NoteForm(),
        "settle": NoteForm(),
    }
    name = at.partition("-")[2]
    if bound is not None and name in forms and at == f"{one.row.pk}-{name}":
        forms[name] = bound
    return {name: form for name, form in forms.items() if name in one.moves}


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it round, or round again where it has been changed."""
    actor = web.actor_on(request)
    plan, form = queries.find_plan(actor, pk), CountersignDueForm(request.POST)

    def do() -> str:
        services.open_countersign(actor, plan, form.cleaned_data["due_on"])
        return reverse("policy:countersign", args=[pk])

    done = web.attempt(request, form, do, say("已送各责任单位会签。")) if form.is_valid() else None
    return done or _draw(request, plan, bound=form)


@require_POST
def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Sign it, refuse it, enter what came of a refusal."""
    actor = web.actor_on(request)
    if name not in MOVES:
        raise NotVisible
    row = reads.find_countersign(actor, pk)
    form = CountersignForm(request.POST, request.FILES) if name == "sign" else NoteForm(request.POST)
    act: Callable[[], Any] = _sign(request, row, form) if name == "sign" else _note(request, row, name, form)

    def do() -> str:
        act()
        return reverse("policy:countersign", args=[row.plan_id])

    said = say("已办理：{move}。", move=COUNTERSIGN[name].label)
    done = web.attempt(request, form, do, said, of=row) if form.is_valid() else None
    return done or _draw(request, queries.find_plan(actor, row.plan_id), at=f"{pk}-{name}", bound=form)


def _sign(request: HttpRequest, row: Countersign, form: Plain) -> Callable[[], Countersign]:
    def act() -> Countersign:
        given, actor = dict(form.cleaned_data), web.actor_on(request)
        scan = given.pop("scan")
        return services.sign_countersign(
            actor, row, **given, scan=keep_file(actor, scan, field="scan") if scan else None
        )

    return act


def _note(request: HttpRequest, row: Countersign, name: str, form: Plain) -> Callable[[], Countersign]:
    return lambda: services.move_countersign(web.actor_on(request), row, name, form.cleaned_data["note"])


def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """会签单: printed, signed with a pen, scanned. To a unit with its own line only."""
    actor = web.actor_on(request)
    plan = queries.find_plan(actor, pk)
    context = reads.countersign_page(actor, plan)
    if not context["rows"] and not context["drafter"]:
        raise NotVisible
    return web.page(
        request, "policy/countersign_sheet.html", {**context, "tasks": reads.final_tasks_for(actor, plan)}, tab=TAB
    )
