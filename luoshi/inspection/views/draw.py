"""督察抽取: a draw from the first step to the published result, and its record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from luoshi.inspection import queries, services
from luoshi.inspection.forms.draw import PrepareForm, ReasonForm, RecuseForm, SeatForm, WitnessForm
from luoshi.inspection.forms.plan import NoteForm
from luoshi.inspection.models import Draw, Target
from luoshi.inspection.rules.frame import canonical
from luoshi.inspection.views.plan import draw as item_page
from luoshi.inspection.workflow import DRAW
from luoshi.kernel import web
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.forms import Plain
from luoshi.kernel.say import Say, say

TAB = "inspection:draws"


def draws(request: HttpRequest) -> HttpResponse:
    """The draws in sight, newest first."""
    page = web.paged(request, queries.draws(web.actor_on(request)))
    return web.page(
        request, "inspection/draws.html", {"page": page, "rows": [(row, DRAW.states[row.state]) for row in page]}
    )


@require_POST
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a draw for an item."""
    actor = web.actor_on(request)
    item = services.read_item(actor, pk)
    form = PrepareForm(request.POST)
    if form.is_valid():
        done = web.attempt(
            request, form, lambda: reverse("inspection:draw", args=[services.prepare_draw(actor, item, **form.cleaned_data).pk]),
            say("已开始准备，请核对名单。"),
        )  # fmt: skip
        if done:
            return done
    return item_page(request, item, "prepare", form)


def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """One draw."""
    return _draw(request, queries.find_draw(web.actor_on(request), pk))


def _draw(request: HttpRequest, row: Draw, name: str = "", form: Plain | None = None) -> HttpResponse:
    forms: dict[str, Plain] = {
        "draw": WitnessForm(),
        "annul": NoteForm(),
        "replace": ReasonForm(),
        "recuse": ReasonForm(),
    }
    if form is not None:
        forms[name] = form
    context = {**queries.draw_page(web.actor_on(request), row), "forms": forms, "at": name}
    status = 422 if form is not None and form.errors else 200
    return web.page(request, "inspection/draw.html", context, tab=TAB, status=status)


def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Seal, draw, publish, annul."""
    actor = web.actor_on(request)
    row = queries.find_draw(actor, pk)
    acts: dict[str, tuple[type[Plain], Callable[..., Any]]] = {
        "freeze": (Plain, services.freeze_draw), "draw": (WitnessForm, services.draw_now),
        "publish": (Plain, services.publish_draw), "annul": (NoteForm, services.annul_draw),
    }  # fmt: skip
    if name not in acts:
        raise NotVisible
    kind, act = acts[name]
    form = kind(request.POST)
    if request.method == "POST" and form.is_valid():
        to = reverse("inspection:draw", args=[pk])
        said = say("已办理：{move}。", move=DRAW[name].label)
        done = web.attempt(request, form, lambda: (act(actor, row, **form.cleaned_data), to)[1], said, of=row)
        if done:
            return done
    return _draw(request, row, name, form if request.method == "POST" else None)


def record(request: HttpRequest, pk: int) -> HttpResponse:
    """The record of a draw, as `luoshi inspection verify-draw` reads it."""
    row = queries.find_draw(web.actor_on(request), pk)
    if not row.record:
        raise NotVisible
    answer = HttpResponse(canonical(row.record), content_type="application/json")
    answer["Content-Disposition"] = (
        content_disposition_header(True, f"{row.item.name}-{row.serial}.json") or "attachment"
    )
    return answer


TEAM: dict[str, tuple[Callable[[HttpRequest, Target], Plain], Callable[..., Any], Say]] = {
    "replace": (
        lambda request, _target: ReasonForm(request.POST),
        lambda actor, target, given: services.replace_target(actor, target, given["reason"]),
        say("已由下一个递补。"),
    ),
    "recuse": (
        lambda request, target: RecuseForm(request.POST, target=target),
        lambda actor, _target, given: services.recuse(actor, given["seat"], given["reason"]),
        say("已回避，由下一名递补。"),
    ),
    "lead": (
        lambda request, target: SeatForm(request.POST, target=target),
        lambda actor, _target, given: services.appoint_leader(actor, given["seat"]),
        say("已指定组长。"),
    ),
}
"""What may change of a target after the draw, each with its reason in the trail."""


@require_POST
def change(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The next target takes the turn, the next inspector the place; a leader is named."""
    actor = web.actor_on(request)
    target = queries.find_target(actor, pk)
    if target.draw is None or name not in TEAM:
        raise NotVisible
    make, act, said = TEAM[name]
    form, to = make(request, target), reverse("inspection:draw", args=[target.draw_id])
    if form.is_valid():
        done = web.attempt(request, form, lambda: (act(actor, target, form.cleaned_data), to)[1], said, of=target)
        if done:
            return done
    return _draw(request, queries.find_draw(actor, target.draw.pk), "change", form)
