"""What was found on plans: the list, one finding side by side, and what a person says to it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from luoshi.kernel import web
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.panels import Act, drawn
from luoshi.kernel.queries import timeline
from luoshi.kernel.say import say
from luoshi.kernel.workflow import Move
from luoshi.ledger.models import Plan
from luoshi.policy import queries, services
from luoshi.policy.forms.findings import VerdictForm
from luoshi.policy.models import FINDING_KINDS, SEVERITIES, Finding
from luoshi.policy.queries.findings import RULES
from luoshi.policy.queries.picture import topics_of_plan
from luoshi.policy.workflow import FINDING

TAB = "policy:findings"
SCATTERED = 5
"""Leads of one topic from which on the plan's page says so."""


def findings(request: HttpRequest) -> HttpResponse:
    """The findings of my office; those that stand first."""
    actor = web.actor_on(request)
    sought = _sought(request)
    page = web.paged(request, queries.findings(actor, sought))
    choices = queries.choices(actor, sought)
    context = {
        "page": page, "rows": queries.finding_rows(list(page)), "sought": sought, "choices": choices,
        "kinds": [(name, label, choices.kinds[name]) for name, label in FINDING_KINDS if choices.kinds.get(name)],
        "severities": SEVERITIES, "states": FINDING.states.items(), "examines": queries.may_draft(actor),
        "any": sum(choices.kinds.values()),
    }  # fmt: skip
    return web.page(request, "policy/findings.html", context)


def _sought(request: HttpRequest) -> queries.Sought:
    asked = request.GET
    return queries.Sought(
        asked.get("kind", "")[:24], asked.get("severity", "")[:10], asked.get("state", "open")[:20],
        web.number(asked.get("plan", "")), asked.get("unit", "")[:120],
    )  # fmt: skip


def finding(request: HttpRequest, pk: int) -> HttpResponse:
    """One finding: the texts side by side, the units, the rule, and what may be said to it."""
    return _draw(request, queries.find_finding(web.actor_on(request), pk), VerdictForm())


def _draw(request: HttpRequest, found: Finding, form: VerdictForm, move: str = "") -> HttpResponse:
    actor = web.actor_on(request)
    offers = FINDING.offers(found.state, queries.examiner_facts(actor, found.unit))
    context = {
        "finding": found, "sides": queries.sides(actor, found), "named": queries.named_units(found), "form": form,
        "acts": [_act(found, one.move, one.because) for one in offers], "state": FINDING.states[found.state], "rule": RULES[found.kind],
        "events": timeline(found), "move": move, "panels": drawn("policy.finding", actor, found, request),
    }  # fmt: skip
    return web.page(request, "policy/finding.html", context, tab=TAB, status=422 if form.errors else 200)


def _act(found: Finding, move: Move, because: tuple[object, ...]) -> Act:
    """A move as a button that asks for its reason."""
    label = next(iter(move.needs.values()), say("说明"))
    ask = {"name": "note", "label": str(label), "required": bool(move.needs)}
    return Act(
        str(move.label), reverse("policy:judge", args=[found.pk, move.name]), "post", not because, because,  # type: ignore[arg-type]
        primary=move.name == "confirm", confirm=str(move.label), ask=(ask,), fields={"version": found.version},
    )  # fmt: skip


@require_POST
def judge(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """Say what a finding is."""
    actor = web.actor_on(request)
    found = queries.find_finding(actor, pk)
    if move not in {one.name for one in FINDING.moves}:
        raise NotVisible
    form = VerdictForm(request.POST)
    if form.is_valid():

        def do() -> str:
            services.judge(actor, found, move, form.cleaned_data["note"])
            return reverse("policy:finding", args=[pk])

        said = say("已登记：{move}。", move=FINDING[move].label)
        if answer := web.attempt(request, form, do, said, of=found):
            return answer
    return _draw(request, found, form, move)


@require_POST
def examine(request: HttpRequest, pk: int) -> HttpResponse:
    """Look for what is wrong with a plan; a large one is read by a job."""
    actor = web.actor_on(request)
    plan = queries.find_plan(actor, pk)

    def do() -> str:
        job = services.examine(actor, plan)
        if job is not None:
            return reverse("jobs:job", args=[job.pk])
        web.tell(request, say("查到 {n} 个问题待研判。", n=queries.standing(actor, plan).total))
        return f"{reverse('policy:findings')}?plan={pk}"

    return web.once(request, do)


def examined(actor: Actor, plan: Plan) -> dict[str, Any]:
    """What the plan's own page says about its findings; nothing to who cannot examine it."""
    if not queries.is_drafter(actor, plan):
        return {}
    standing = queries.standing(actor, plan)
    scattered = [one for one in topics_of_plan(actor, plan) if len(one.leads) >= SCATTERED] if standing.at else []
    return {"standing": standing, "severities": SEVERITIES, "scattered": scattered}
