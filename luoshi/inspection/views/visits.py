"""The pages of visits: the list, one visit with all that follows from it, its sheet, its working paper."""

from __future__ import annotations

from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import mark_safe

from luoshi.inspection.forms.visits import FORMS, CallForm, DraftForm, FindingForm, PlanForm, SheetForm
from luoshi.inspection.queries import visit_page as pages
from luoshi.inspection.queries import visits as reads
from luoshi.inspection.rules.sheets import AXES
from luoshi.inspection.services import conclusions, visits
from luoshi.inspection.services.deeds import DEEDS
from luoshi.inspection.workflow import VISIT
from luoshi.kernel import web
from luoshi.kernel.errors import Invalid, NotVisible
from luoshi.kernel.forms import Plain
from luoshi.kernel.say import say
from luoshi.kernel.services import keep_file
from luoshi.org.rules import permissions

TAB = "inspection:visits"


def index(request: HttpRequest) -> HttpResponse:
    """Visits in sight, and the targets to which none is planned yet."""
    actor = web.actor_on(request)
    state = request.GET.get("state", "")
    rows = reads.visits(actor, state if state in VISIT.states else "")
    context = {
        "page": web.paged(request, rows), "open": list(reads.targets_open(actor)[:50]), "states": VISIT.states.items(),
        "state": state, "form": PlanForm(), "may_plan": "inspect" in permissions(actor.roles),
    }  # fmt: skip
    return web.page(request, "inspection/visits.html", context)


def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan the visit to a target."""
    actor = web.actor_on(request)
    target = reads.find_target(actor, pk)
    form = PlanForm(request.POST or None, initial={"planned_on": target.starts_on})
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["planned_on"]
        answer = web.attempt(request, form, lambda: _to(visits.plan(actor, target, planned_on=day).pk), say("已安排。"))
        if answer:
            return answer
    context = {"form": form, "heading": target.unit.name, "note": target.item.name, "button": say("安排到访")}
    return web.page(request, "inspection/form.html", context, tab=TAB, status=422 if form.errors else 200)


def call(request: HttpRequest) -> HttpResponse:
    """走访 at an enterprise that has agreed."""
    form = CallForm(request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        answer = web.attempt(request, form, lambda: _call(request, dict(form.cleaned_data)), say("已安排走访。"))
        if answer:
            return answer
    note = say("督察不进企业。经企业同意，可以走访：只留情况记录，不评分、不列问题、不下整改要求。")
    context = {"form": form, "heading": say("安排走访"), "note": note, "button": say("安排走访")}
    return web.page(request, "inspection/form.html", context, tab=TAB, status=422 if form.errors else 200)


def _call(request: HttpRequest, given: dict[str, Any]) -> str:
    actor = web.actor_on(request)
    unit = reads.unit_called(actor, given.pop("unit"))
    if unit is None:
        raise Invalid({"unit": [say("没有找到这个单位，请填全称。")]})
    return _to(visits.plan_call(actor, unit, **given).pk)


def _to(pk: int) -> str:
    return reverse("inspection:visit", args=[pk])


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One visit and what may be done."""
    return _page(request, pk)


def _acts(one: Any, opened: tuple[str, int, str], form: Plain | None) -> list[tuple[Any, Any, bool]]:
    """What may be done with it, with its form; ``opened``, the one that was just sent in, with what was typed."""
    found = []
    for offer in one.offers:
        if offer.move.name in FORMS[one.kind]:
            at = (one.kind, one.row.pk, offer.move.name) == opened
            found.append((offer, form if at else FORMS[one.kind][offer.move.name](row=one.row), at))
    return found


def _page(
    request: HttpRequest, pk: int, opened: tuple[str, int, str] = ("", 0, ""), form: Plain | None = None
) -> HttpResponse:
    context = pages.page_of(web.actor_on(request), pk)
    things = [context["own"], *context["findings"], *context["objections"]]
    if context["conclusion"]:
        things.append(context["conclusion"])
    acts = {(one.kind, one.row.pk): _acts(one, opened, form) for one in things}
    context["findings"] = [(one, acts[one.kind, one.row.pk]) for one in context["findings"]]
    context["objections"] = [(one, acts[one.kind, one.row.pk]) for one in context["objections"]]
    context["own_acts"] = acts["visit", pk]
    context["conclusion_acts"] = acts["conclusion", context["conclusion"].row.pk] if context["conclusion"] else []
    return web.page(request, "inspection/visit.html", context, tab=TAB, status=422 if form and form.errors else 200)


def move(request: HttpRequest, pk: int, name: str, kind: str) -> HttpResponse:
    """A move on a visit, a finding, a conclusion or an objection; on a refusal the page again, with what was typed."""
    actor = web.actor_on(request)
    if name not in DEEDS[kind]:
        raise NotVisible
    row = pages.SUBJECTS[kind].find(actor, pk)
    visit = pk if kind == "visit" else row.visit_id
    if request.method != "POST":
        return _page(request, visit)
    form, deed = FORMS[kind][name](request.POST, request.FILES, row=row), DEEDS[kind][name]

    def act() -> str:
        given = form.given()
        if deed.files:
            given["files"] = [keep_file(actor, one, field="attached") for one in form.cleaned_data["attached"]]
        deed.do(actor, row, **given)
        return _to(visit)

    label = pages.SUBJECTS[kind].table[name].label
    answer = web.attempt(request, form, act, say("已办理：{move}。", move=label), of=row) if form.is_valid() else None
    return answer or _page(request, visit, (kind, pk, name), form)


def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Type in what was written with a pen."""
    actor = web.actor_on(request)
    visit = _inside(request, pk)
    form = SheetForm(request.POST or None, request.FILES or None, visit=visit)

    def act() -> str:
        files = [keep_file(actor, one, field="attached") for one in form.cleaned_data["attached"]]
        visits.fill(actor, visit, files=files, **form.given())
        return _to(pk)

    if request.method == "POST" and form.is_valid():
        answer = web.attempt(request, form, act, say("已录入。"), of=visit)
        if answer:
            return answer
    return web.page(
        request, "inspection/sheet.html", {"form": form, "visit": visit}, tab=TAB, status=422 if form.errors else 200
    )


def _inside(request: HttpRequest, pk: int) -> Any:
    """The visit, where the reader stands on the inspecting side."""
    actor = web.actor_on(request)
    visit = reads.find(actor, pk)
    if not reads.inspects(actor, visit):
        raise NotVisible
    return visit


def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The working paper, to be written on with a pen: A4, with a code that leads back here."""
    visit = _inside(request, pk)
    address = request.build_absolute_uri(_to(pk))
    code = mark_safe(segno.make(address, error="m").svg_inline(scale=3, border=2, omitsize=False))  # noqa: S308 - made of an address of ours
    context = {
        "visit": visit, "code": code, "address": address, "team": list(visit.target.team.all()) if visit.target else [],
        "sections": [(AXES[axis], rows) for axis, rows in reads.sections(list(visit.lines.all())).items()],
        "blank": range(4), "tasks": reads.tasks_of(visit)[:12] if visit.kind == "inspection" else [],
    }  # fmt: skip
    return web.page(request, "inspection/paper.html", context, tab=TAB)


def find(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was found."""
    actor, visit = web.actor_on(request), _inside(request, pk)
    form = FindingForm(request.POST or None, request.FILES or None, visit=visit)

    def act() -> str:
        given = dict(form.cleaned_data)
        files = [keep_file(actor, one, field="attached") for one in given.pop("attached")]
        conclusions.find(actor, visit, files=files, **given)
        return _to(pk)

    if request.method == "POST" and form.is_valid():
        answer = web.attempt(request, form, act, say("已列入，送单位确认以前可以撤下。"))
        if answer:
            return answer
    context = {"form": form, "heading": say("列问题"), "note": str(visit), "button": say("列入")}
    return web.page(request, "inspection/form.html", context, tab=TAB, status=422 if form.errors else 200)


def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft the conclusion."""
    actor, visit = web.actor_on(request), _inside(request, pk)
    form = DraftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        answer = web.attempt(
            request, form, lambda: _to(conclusions.draft(actor, visit, text=text).visit_id), say("已起草。")
        )
        if answer:
            return answer
    context = {"form": form, "heading": say("起草督察结论"), "note": str(visit), "button": say("保存结论")}
    return web.page(request, "inspection/form.html", context, tab=TAB, status=422 if form.errors else 200)
