"""Pages of the room: a plan read, reviewed, sent out for opinions, and registered as issued."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from luoshi.kernel import web
from luoshi.kernel.errors import Invalid, NotVisible
from luoshi.kernel.queries import files_of, timeline
from luoshi.kernel.say import say
from luoshi.ledger.models import Clause, Plan, Task
from luoshi.ledger.workflow import PLAN
from luoshi.policy import queries, services
from luoshi.policy.forms import (
    AnswerForm,
    ApprovalForm,
    CardForm,
    DueForm,
    ImportForm,
    MapForm,
    NoteForm,
    RulingForm,
)
from luoshi.policy.workflow import OPINION

TAB = "policy:plans"
RULINGS = ("adopt", "adopt_partly", "decline", "lapse")


def plans(request: HttpRequest) -> HttpResponse:
    """The plans that I may read, and taking a new one in."""
    actor = web.actor_on(request)
    rows = queries.plans_page(actor)
    return web.page(request, "policy/plans.html", {"rows": rows, "drafts": queries.may_draft(actor)})


def import_plan(request: HttpRequest) -> HttpResponse:
    """Upload or paste a plan."""
    actor = web.actor_on(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]

        def do() -> str:
            data = upload.read() if upload else None
            name = upload.name if upload else ""
            plan = services.import_plan(actor, data=data, name=name, pasted=form.cleaned_data["pasted"] or "")
            return reverse("policy:review", args=[plan.pk])

        answer = web.attempt(request, form, do, say("方案已读入，请逐条核对。"))
        if answer:
            return answer
    status = 422 if form.is_bound else 200
    return web.page(request, "policy/import.html", {"form": form}, tab=TAB, status=status)


def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The source with its marks, and the tasks that were read from it."""
    actor = web.actor_on(request)
    plan = queries.find_plan(actor, pk)
    return _review(request, plan, int(request.GET["task"]) if request.GET.get("task", "").isdecimal() else None)


def _review(
    request: HttpRequest, plan: Plan, chosen: int | None = None, *, form: CardForm | None = None,
    map_form: MapForm | None = None, note_form: NoteForm | None = None, due_form: DueForm | None = None,
) -> HttpResponse:  # fmt: skip
    actor = web.actor_on(request)
    page = queries.review_page(actor, plan)
    card = queries.chosen_card(page, chosen)
    units = queries.choosable(plan)
    editable = plan.state == "drafting" and queries.is_drafter(actor, plan)
    bound = form or map_form or note_form or due_form
    context = {
        "plan": plan, "page": page, "card": card, "editable": editable, "units": units, "paragraphs": queries.source(plan),
        "form": form or (CardForm(card=card, units=units) if card and editable else None), "map_form": map_form,
        "note_form": note_form or NoteForm(), "due_form": due_form or DueForm(),
        "offers": PLAN.offers(plan.state, page.facts), "files": files_of(plan, "source"),
        "asked": _map_forms(page, units, map_form) if editable else [],
    }  # fmt: skip
    return web.page(request, "policy/review.html", context, tab=TAB, status=422 if bound else 200)


def _map_forms(page: queries.ReviewPage, units: Any, bound: MapForm | None) -> list[tuple[queries.NameToMap, MapForm]]:
    """A form for each name without a unit; the one that was refused keeps what was typed."""
    typed = bound.data.get("name") if bound else None
    return [
        (row, bound if bound is not None and row.name == typed else MapForm(units=units, initial=_proposed(row)))
        for row in page.names
    ]


def _proposed(row: queries.NameToMap) -> dict[str, Any]:
    return {"name": row.name, "unit": row.proposals[0].pk if row.proposals else None, "kind": "department"}


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm one task with its corrections, and go to the next unsure one."""
    actor = web.actor_on(request)
    task = queries.find_task(actor, pk)
    plan = queries.find_plan(actor, task.plan_id or 0)
    card = next((one for one in queries.review_page(actor, plan).cards if one.task.pk == pk), None)
    if card is None:
        raise NotVisible
    form = CardForm(request.POST, card=card, units=queries.choosable(plan))
    if form.is_valid():
        drawn = web.drawn_from(request, task)

        def do() -> str:
            services.confirm_task(actor, drawn, form.corrections())
            return reverse("policy:review", args=[plan.pk])

        answer = web.attempt(request, form, do, say("已确认 {task}。", task=str(task)))
        if answer:
            return answer
    return _review(request, plan, pk, form=form)


@require_POST
def confirm_certain(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm all on which nothing is unsure."""
    actor = web.actor_on(request)
    count = services.confirm_certain(actor, queries.find_plan(actor, pk))
    return web.done(request, say("已确认 {count} 条没有疑问的任务。", count=count), "policy:review", pk)


@require_POST
def reconsider(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a confirmation back, or take a task in again."""
    actor = web.actor_on(request)
    task = queries.find_task(actor, pk)
    services.reconsider(actor, task)
    return web.done(request, say("已退回待确认。"), f"{reverse('policy:review', args=[task.plan_id])}?task={pk}")


@require_POST
def leave_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave a clause out of the ledger."""
    actor = web.actor_on(request)
    task = queries.find_task(actor, pk)
    plan = queries.find_plan(actor, task.plan_id or 0)
    form = NoteForm(request.POST)
    if form.is_valid():
        answer = web.attempt(
            request, form, lambda: _left_out(actor, task, form.cleaned_data["note"]), say("{task} 不入台账。", task=str(task))
        )
        if answer:
            return answer
    return _review(request, plan, pk, note_form=form)


def _left_out(actor: Any, task: Task, note: str) -> str:
    services.leave_out(actor, task, note)
    return reverse("policy:review", args=[task.plan_id])


@require_POST
def map_name(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which unit a name means, make the unit, or leave the name out."""
    actor = web.actor_on(request)
    plan = queries.find_plan(actor, pk)
    form = MapForm(request.POST, units=queries.choosable(plan))
    name = request.POST.get("name", "")[:300]
    if "ignore" in request.POST:
        services.ignore_name(actor, plan, name)
        return web.done(request, say("“{name}”不作为责任单位。", name=name), "policy:review", pk)
    if form.is_valid():
        given = form.cleaned_data

        def do() -> str:
            if given["unit"]:
                services.map_name(actor, plan, name, given["unit"])
            else:
                services.create_unit_for(actor, plan, name, given["unit_name"], given["kind"] or "department")
            return reverse("policy:review", args=[pk])

        answer = web.attempt(request, form, do, say("“{name}”已有对应单位，以后的方案同样适用。", name=name))
        if answer:
            return answer
    return _review(request, plan, map_form=form)


@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Make tasks of the ticked headings."""
    actor = web.actor_on(request)
    plan = queries.find_plan(actor, pk)
    ticked = [int(text) for text in request.POST.getlist("clause") if text.isdecimal()]
    clauses = list(Clause.objects.filter(plan=plan, pk__in=ticked))
    if not clauses:
        messages.error(request, str(say("没有选择条款。")), extra_tags="fault")
        return _review(request, plan)
    made = services.assign_headings(actor, plan, clauses)
    return web.done(request, say("已列入 {count} 条，请逐条指定责任单位。", count=len(made)), "policy:review", pk)


# ---------- consultation ----------


@require_POST
def consult(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the draft division out for opinions."""
    actor = web.actor_on(request)
    plan = queries.find_plan(actor, pk)
    form = DueForm(request.POST)
    if form.is_valid():
        drawn = web.drawn_from(request, plan)

        def do() -> str:
            services.open_consultation(actor, drawn, form.cleaned_data["due_on"])
            return reverse("policy:opinions", args=[pk])

        answer = web.attempt(request, form, do, say("已送各责任单位征求意见。"))
        if answer:
            return answer
    return _review(request, plan, due_form=form)


def consultations(request: HttpRequest) -> HttpResponse:
    """Plans on which my unit is asked, and those that it has sent out."""
    actor = web.actor_on(request)
    return web.page(request, "policy/consultations.html", {"rows": queries.consultations(actor)})


def opinions(request: HttpRequest, pk: int) -> HttpResponse:
    """意见及采纳情况表: to the drafter every unit's, to a unit its own with the forms to answer."""
    return _opinions(request, queries.find_plan(web.actor_on(request), pk))


def _opinions(
    request: HttpRequest, plan: Plan, *, at: int = 0, bound: AnswerForm | RulingForm | None = None,
    approval: ApprovalForm | None = None,
) -> HttpResponse:  # fmt: skip
    actor = web.actor_on(request)
    drafter = queries.is_drafter(actor, plan)
    rows = queries.opinions_of(actor, plan)
    facts = queries.plan_facts(actor, plan)
    context = {
        "plan": plan, "rows": rows, "drafter": drafter, "facts": facts, "at": at, "bound": bound,
        "offers": {one.move.name: one for one in PLAN.offers(plan.state, facts)}, "state": PLAN.states[plan.state],
        "approval": approval or ApprovalForm(initial={"title": plan.title}), "posts": queries.posts_of(actor.unit_id or 0),
        "open": [row for row in rows if row.opinion.state == "asked"], "events": timeline(plan, most=30),
    }  # fmt: skip
    status = 422 if bound or approval else 200
    return web.page(request, "policy/opinions.html", context, tab="policy:consultations", status=status)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit's answer."""
    actor = web.actor_on(request)
    opinion = queries.find_opinion(actor, pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        drawn = web.drawn_from(request, opinion)

        def do() -> str:
            services.answer(
                actor, drawn, agree="agree" in request.POST, text=given["text"], post_name=given["post_name"],
                person_name=given["person_name"],
            )  # fmt: skip
            return reverse("policy:opinions", args=[opinion.plan_id])

        done = web.attempt(request, form, do, say("已反馈 {task}。", task=str(opinion.task)))
        if done:
            return done
    return _opinions(request, opinion.plan, at=pk, bound=form)


@require_POST
def agree_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to every draft duty of my unit that has no answer yet."""
    actor = web.actor_on(request)
    plan = queries.find_plan(actor, pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data

        def do() -> str:
            services.agree_all(actor, plan, post_name=given["post_name"], person_name=given["person_name"])
            return reverse("policy:opinions", args=[pk])

        done = web.attempt(request, form, do, say("已全部同意。"))
        if done:
            return done
    return _opinions(request, plan, at=-1, bound=form)


@require_POST
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """The office marks an opinion adopted or not, with the reason."""
    actor = web.actor_on(request)
    opinion = queries.find_opinion(actor, pk)
    form = RulingForm(request.POST)
    move = next((name for name in RULINGS if name in request.POST), "")
    if not move:
        raise Invalid({"move": [say("请选择采纳、部分采纳或者不采纳。")]})
    if form.is_valid():
        drawn = web.drawn_from(request, opinion)

        def do() -> str:
            services.rule_opinion(actor, drawn, move, form.cleaned_data["note"])
            return reverse("policy:opinions", args=[opinion.plan_id])

        done = web.attempt(request, form, do, say("已登记：{move}。", move=OPINION[move].label))
        if done:
            return done
    return _opinions(request, opinion.plan, at=pk, bound=form)


@require_POST
def redraft(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the draft back to review."""
    actor = web.actor_on(request)
    plan = web.drawn_from(request, queries.find_plan(actor, pk))
    services.withdraw_consultation(actor, plan, request.POST.get("note", "").strip())
    return web.done(request, say("已退回核对。"), "policy:review", pk)


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Register the document that orders the division; then the tasks can be issued."""
    actor = web.actor_on(request)
    plan = queries.find_plan(actor, pk)
    form = ApprovalForm(request.POST)
    if form.is_valid():
        drawn = web.drawn_from(request, plan)

        def do() -> str:
            services.approve(actor, drawn, **form.cleaned_data)
            return f"{reverse('ledger:list')}?plan={pk}&state=draft"

        done = web.attempt(request, form, do, say("已登记印发，可以下达任务。"))
        if done:
            return done
    return _opinions(request, plan, approval=form)
