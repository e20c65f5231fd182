"""Two plans held against each other, and the picture of who has what."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from luoshi.kernel import clock, web
from luoshi.kernel.documents.writing import Head, write_xlsx
from luoshi.kernel.say import say
from luoshi.ledger.models import Plan
from luoshi.policy import queries, services
from luoshi.policy.forms.findings import UptakeForm
from luoshi.policy.queries import coverage as matrix
from luoshi.policy.queries import picture as overview
from luoshi.policy.rules.picture import LEAST, TOPICS
from luoshi.policy.workflow import UPTAKE

TAB = "policy:coverage"
RULINGS = ("cover", "uncover", "withdraw")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def coverage(request: HttpRequest) -> HttpResponse:
    """Choose an upper and a lower plan; then which clauses are taken up, and which are not."""
    return _draw(request, UptakeForm())


def _chosen(request: HttpRequest, asked: dict[str, str]) -> tuple[Plan, Plan] | None:
    """The two plans of the address; None until both are chosen."""
    keys = [web.number(asked.get(name, "")) for name in ("upper", "lower")]
    if not all(keys) or keys[0] == keys[1]:
        return None
    actor = web.actor_on(request)
    return queries.find_plan(actor, keys[0]), queries.find_plan(actor, keys[1])


def _draw(request: HttpRequest, form: UptakeForm) -> HttpResponse:
    actor = web.actor_on(request)
    asked = (request.POST if request.method == "POST" else request.GET).dict()
    pair = _chosen(request, asked)
    found = matrix.coverage(actor, *pair) if pair else None
    page = web.paged(request, list(found.rows) if found else [])
    context = {
        "plans": matrix.plans_to_compare(actor), "found": found, "page": page, "form": form, "rules": queries.may_draft(actor),
        "upper": web.number(asked.get("upper", "")), "lower": web.number(asked.get("lower", "")), "asked": asked,
        "same": bool(asked.get("upper")) and asked.get("upper") == asked.get("lower"),
    }  # fmt: skip
    return web.page(request, "policy/coverage.html", context, tab=TAB, status=422 if form.errors else 200)


@require_POST
def rule(request: HttpRequest) -> HttpResponse:
    """The office says whether a lower plan takes up an upper clause."""
    actor = web.actor_on(request)
    form = UptakeForm(request.POST)
    move = next((name for name in RULINGS if name in request.POST), "cover")
    if form.is_valid():
        given = form.cleaned_data
        upper, lower = queries.find_plan(actor, given["upper"]), queries.find_plan(actor, given["lower"])
        row = matrix.upper_part(actor, upper, given["task"] or 0, given["clause"] or 0)

        def do() -> str:
            services.rule_uptake(actor, lower, row, move, given["reason"])
            return f"{reverse(TAB)}?upper={upper.pk}&lower={lower.pk}#part-{row.pk}"

        if answer := web.attempt(request, form, do, say("已登记：{move}。", move=UPTAKE[move].label)):
            return answer
    return _draw(request, form)


def export(request: HttpRequest) -> HttpResponse:
    """The matrix as a workbook."""
    pair = _chosen(request, request.GET.dict())
    if pair is None:
        return _draw(request, UptakeForm())
    found = matrix.coverage(web.actor_on(request), *pair)
    heads = [
        Head(str(say("上级条款")), 14), Head(str(say("上级任务")), 48), Head(str(say("下级任务")), 48), Head(str(say("相似度（%）")), 12, "number"),
        Head(str(say("认定")), 14), Head(str(say("理由")), 40),
    ]  # fmt: skip
    title, day = str(say("覆盖比对表")), clock.today()
    notes = [str(say("上级方案：{plan}", plan=found.upper.title)), str(say("下级方案：{plan}", plan=found.lower.title))]
    data = write_xlsx(heads, matrix.sheet_rows(found), notes, sheet=title, title=title)
    return web.download(data, f"{title} {day.isoformat()}.xlsx", XLSX)


def picture(request: HttpRequest) -> HttpResponse:
    """Who leads and supports what, who works with whom, and into how many hands each topic falls."""
    actor = web.actor_on(request)
    plan, topic = web.number(request.GET.get("plan", "")), request.GET.get("topic", "")
    found = overview.picture(actor, plan, topic)
    page = web.paged(request, list(found.lines), overview.MOST_COLUMNS)
    context = {
        "found": found, "page": page, "plan": plan, "topic": topic, "topics": TOPICS, "least": LEAST,
        "plans": matrix.plans_to_compare(actor), "columns": [(line, found.tasks[line.key]) for line in page],
        "width": overview.WIDTH, "height": overview.HEIGHT, "units": overview.rows_of(found, list(page)),
    }  # fmt: skip
    return web.page(request, "policy/picture.html", context)
