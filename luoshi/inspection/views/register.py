"""督察员库: the register of inspectors, and each one's trainings and recusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from luoshi.inspection import queries, services
from luoshi.inspection.forms.draw import InspectorForm, RegisterForm, TieForm, TrainForm
from luoshi.inspection.models import Inspector
from luoshi.kernel import web
from luoshi.kernel.errors import NotVisible, Refused
from luoshi.kernel.forms import Plain
from luoshi.kernel.say import Say, say

TAB = "inspection:draws"


def inspectors(request: HttpRequest) -> HttpResponse:
    """The register of inspectors, and a form to add to it."""
    actor = web.actor_on(request)
    if not queries.inspects(actor):
        raise Refused([say("督察员库由组织督察的单位管理。")])
    form = InspectorForm(request.POST or None, units=queries.units_in_sight(actor))
    if request.method == "POST" and form.is_valid():
        done = web.attempt(
            request,
            form,
            lambda: (services.add_inspector(actor, **form.given()), reverse("inspection:inspectors"))[1],
            say("已入库。"),
        )
        if done:
            return done
    context = {"page": web.paged(request, queries.register_of(actor)), "form": form}
    return web.page(request, "inspection/inspectors.html", context, tab=TAB, status=422 if form.errors else 200)


def inspector(request: HttpRequest, pk: int) -> HttpResponse:
    """One inspector: trainings, what keeps them away, where they were sent."""
    return _draw(request, queries.find_inspector(web.actor_on(request), pk))


def _draw(request: HttpRequest, row: Inspector, name: str = "", form: Plain | None = None) -> HttpResponse:
    actor = web.actor_on(request)
    initial = {"title": row.title, "skills": "\n".join(row.skills), "leads": row.leads, "active": row.active}
    forms: dict[str, Plain] = {
        "set": RegisterForm(initial=initial), "train": TrainForm(), "tie": TieForm(units=queries.units_in_sight(actor)),
    }  # fmt: skip
    if form is not None:
        forms[name] = form
    labels = (("train", say("登记培训")), ("tie", say("登记须回避的关系")), ("set", say("修改登记")))
    acts = [(one, label, forms[one]) for one, label in labels]
    context = {**queries.inspector_page(actor, row), "acts": acts, "at": name}
    status = 422 if form is not None and form.errors else 200
    return web.page(request, "inspection/inspector.html", context, tab=TAB, status=status)


@require_POST
def keep(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Enter a training, a tie, or correct the register."""
    actor = web.actor_on(request)
    row = queries.find_inspector(actor, pk)
    acts: dict[str, tuple[Callable[[], Plain], Callable[..., Any], Say]] = {
        "train": (lambda: TrainForm(request.POST), services.train, say("已登记培训。")),
        "tie": (
            lambda: TieForm(request.POST, units=queries.units_in_sight(actor)),
            services.tie,
            say("已登记，抽取时自动回避。"),
        ),
        "set": (lambda: RegisterForm(request.POST), services.set_inspector, say("已保存。")),
    }
    if name not in acts:
        raise NotVisible
    make, act, said = acts[name]
    form, to = make(), reverse("inspection:inspector", args=[pk])
    given = form.cleaned_data if form.is_valid() else {}
    done = web.attempt(request, form, lambda: (act(actor, row, **given), to)[1], said) if given else None
    return done or _draw(request, row, name, form)


@require_POST
def untie(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was entered by mistake."""
    actor = web.actor_on(request)
    row = queries.find_tie(actor, pk)
    to = reverse("inspection:inspector", args=[row.inspector_id])

    def do() -> str:
        services.untie(actor, row)
        web.tell(request, say("已撤销。"))
        return to

    return web.once(request, do)
