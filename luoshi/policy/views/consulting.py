"""Asking the units, their answers, ruling on them, and registering the document that orders the division."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from luoshi.kernel import web
from luoshi.kernel.documents.writing import XLSX, Head, write_xlsx
from luoshi.kernel.errors import Invalid
from luoshi.kernel.forms import Plain
from luoshi.kernel.queries import timeline
from luoshi.kernel.say import say
from luoshi.ledger.models import DUTY_ROLES, Plan
from luoshi.ledger.workflow import PLAN
from luoshi.policy import queries, services
from luoshi.policy.forms.plans import AnswerForm, ApprovalForm, DueForm, NoteForm, RulingForm
from luoshi.policy.queries import countersign
from luoshi.policy.views.findings import examined
from luoshi.policy.views.review import draw as draw_review
from luoshi.policy.workflow import OPINION

TAB = "policy:consultations"
RULINGS = ("adopt", "adopt_partly", "decline", "lapse")
TOLD = ("ledger.plan", "policy.plan", "policy.name", "kernel.file")
"""What the plan's own history is made of; each mark and clause read is for the audit."""
ALL = -1
"""Where the form for all opinions at once stands on the page."""


def consultations(request: HttpRequest) -> HttpResponse:
    """Plans on which my unit is asked, and those that it has sent out."""
    page = web.paged(request, queries.consultations(web.actor_on(request)))
    return web.page(request, "policy/consultations.html", {"page": page})


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
    return draw_review(request, plan, bound=form)


def opinions(request: HttpRequest, pk: int) -> HttpResponse:
    """意见及采纳情况表: to the drafter every unit's, to a unit its own with the forms to answer."""
    return _draw(request, queries.find_plan(web.actor_on(request), pk))


def _draw(request: HttpRequest, plan: Plan, *, at: int = 0, bound: Plain | None = None) -> HttpResponse:
    """The page; ``bound`` is the form that was refused, and ``at`` the opinion it is about."""
    actor = web.actor_on(request)
    drafter = queries.is_drafter(actor, plan)
    rows = queries.opinions_of(actor, plan)
    facts = queries.plan_facts(actor, plan)
    counts = {name: sum(row.opinion.state == name for row in rows) for name in OPINION.states}
    only = request.GET.get("only", "") if drafter else ""
    approval = bound if isinstance(bound, ApprovalForm) else ApprovalForm(initial={"title": plan.title})
    context = {
        "plan": plan, "rows": [row for row in rows if not only or row.opinion.state == only], "all": len(rows),
        "drafter": drafter, "at": at, "bound": bound, "counts": counts, "only": only, "approval": approval,
        "chips": [(name, OPINION.states[name], counts[name]) for name in OPINION.states if counts[name]],
        "offers": {one.move.name: one for one in PLAN.offers(plan.state, facts)}, "state": PLAN.states[plan.state],
        "posts": queries.posts_of(actor), "proposed": {} if drafter else queries.proposed_holder(actor),
        "newcomers": queries.not_asked(plan) if drafter and plan.state == "consulting" else [],
        "due_form": bound if isinstance(bound, DueForm) else DueForm(), "redraft_form": bound if isinstance(bound, NoteForm) else NoteForm(),
        "events": timeline(plan, TOLD, most=50) if drafter else [], **examined(actor, plan),
        **countersign.standing_of(actor, plan),
    }  # fmt: skip
    status = 422 if bound is not None and bound.errors else 200
    template = "policy/opinions.html" if drafter else "policy/answer.html"
    return web.page(request, template, context, tab=TAB, status=status)


def export(request: HttpRequest, pk: int) -> HttpResponse:
    """意见及采纳情况表 as a workbook."""
    actor = web.actor_on(request)
    plan, roles = queries.find_plan(actor, pk), dict(DUTY_ROLES)
    rows = [
        (
            row.opinion.task.number, row.opinion.task.title, row.opinion.unit.name, str(roles.get(row.role, "")),
            row.opinion.text, str(row.state), row.opinion.reason, f"{row.post} {row.holder}".strip(),
        )
        for row in queries.opinions_of(actor, plan)
    ]  # fmt: skip
    heads = [
        Head(str(say("任务编号")), 12), Head(str(say("任务")), 36), Head(str(say("单位")), 28), Head(str(say("分工")), 10),
        Head(str(say("反馈意见")), 48), Head(str(say("采纳情况")), 14), Head(str(say("说明")), 40), Head(str(say("责任岗位和责任人")), 24),
    ]  # fmt: skip
    title = str(say("意见及采纳情况表"))
    return web.download(write_xlsx(heads, rows, [plan.title], sheet=title, title=title), f"{title}.xlsx", XLSX)


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
                actor, drawn, "agree" in request.POST, given["text"], given["post_name"], given["person_name"]
            )
            return f"{reverse('policy:opinions', args=[opinion.plan_id])}#opinion-{pk}"

        done = web.attempt(request, form, do, say("已反馈 {task}。", task=str(opinion.task)))
        if done:
            return done
    return _draw(request, opinion.plan, at=pk, bound=form)


@require_POST
def agree_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to the draft duties of my unit that were ticked, or to all that have no answer yet."""
    actor = web.actor_on(request)
    plan = queries.find_plan(actor, pk)
    form = AnswerForm(request.POST)
    ticked = [
        int(text) for text in request.POST.getlist("pick") if text.isascii() and text.isdigit() and len(text) < 19
    ]
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("post_name", "person_name")}

        def do() -> str:
            services.agree_all(actor, plan, only=ticked if "picked" in request.POST else None, **given)
            return reverse("policy:opinions", args=[pk])

        done = web.attempt(request, form, do, say("已反馈同意。"))
        if done:
            return done
    return _draw(request, plan, at=ALL, bound=form)


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
            return f"{reverse('policy:opinions', args=[opinion.plan_id])}#opinion-{pk}"

        done = web.attempt(request, form, do, say("已登记：{move}。", move=OPINION[move].label))
        if done:
            return done
    return _draw(request, opinion.plan, at=pk, bound=form)


@require_POST
def ask_newcomers(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the units that were named after the consultation began."""
    actor = web.actor_on(request)
    plan = queries.find_plan(actor, pk)
    return _step(request, plan, DueForm(request.POST), services.ask_newcomers, "policy:opinions")


@require_POST
def redraft(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the draft back to review."""
    actor = web.actor_on(request)
    plan = web.drawn_from(request, queries.find_plan(actor, pk))
    return _step(request, plan, NoteForm(request.POST), services.withdraw_consultation, "policy:review")


def _step(request: HttpRequest, plan: Plan, form: Plain, service: Any, to: str) -> HttpResponse:
    """A step of the whole plan that takes one value."""
    if form.is_valid():
        given = next(iter(form.cleaned_data.values()))

        def do() -> str:
            service(web.actor_on(request), plan, given)
            return reverse(to, args=[plan.pk])

        done = web.attempt(request, form, do, say("已办理。"))
        if done:
            return done
    return _draw(request, plan, bound=form)


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
    return _draw(request, plan, bound=form)
