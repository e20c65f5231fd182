"""方案修订比对: a draft held against the plan in force, and what the office says of each difference."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from luoshi.kernel import web
from luoshi.kernel.say import say
from luoshi.ledger.models import Plan
from luoshi.policy import queries, services
from luoshi.policy.forms.plans import BaseForm, RemarkForm
from luoshi.policy.queries import revisions as reads
from luoshi.policy.workflow import REVISION

TAB = "policy:plans"


def revision(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the plan in force; then what is new, changed and gone."""
    actor = web.actor_on(request)
    plan = queries.find_plan(actor, pk)
    form = BaseForm(request.POST or None, bases=reads.bases(actor, plan))
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            services.compare_with(actor, plan, form.chosen())
            return _address(plan)

        if answer := web.attempt(request, form, do, say("已比对，请逐条处理。")):
            return answer
    return _draw(request, plan, form)


def _address(plan: Plan) -> str:
    return reverse("policy:revision", args=[plan.pk])


def _draw(
    request: HttpRequest, plan: Plan, form: BaseForm, refused: tuple[int, RemarkForm] | None = None
) -> HttpResponse:
    actor, kind = web.actor_on(request), request.GET.get("kind", "")
    counts = reads.revision_counts(plan)
    page = web.paged(request, reads.revision_rows(actor, plan, kind if kind in {one[0] for one in counts} else ""))
    context = {
        "plan": plan, "page": page, "form": form, "counts": counts, "kind": kind, "base": reads.plan_before(plan),
        "editable": plan.state == "drafting" and queries.is_drafter(actor, plan), "refused": refused,
        "same": sum(waiting for name, _, _, waiting in counts if name == "same"),
        "waiting": sum(waiting for name, _, _, waiting in counts if name != "same"),
    }  # fmt: skip
    status = 422 if form.errors or refused else 200
    return web.page(request, "policy/revision.html", context, tab=TAB, status=status)


@require_POST
def leave_same(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave out what stands in the ledger already."""
    actor = web.actor_on(request)
    plan = queries.find_plan(actor, pk)

    def do() -> str:
        count = services.leave_same(actor, plan)
        web.tell(request, say("没有变化的 {count} 条不再重复列入。", count=count))
        return _address(plan)

    return web.once(request, do)


@require_POST
def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """What the office says of one difference."""
    if name not in {one.name for one in REVISION.moves}:
        raise Http404
    actor = web.actor_on(request)
    row = reads.find_revision(actor, pk)
    form = RemarkForm(request.POST)
    if form.is_valid():

        def do() -> str:
            services.rule_revision(actor, row, name, form.cleaned_data["note"])
            return f"{_address(row.plan)}#step-{row.pk}"

        said = say("已登记：{move}。", move=REVISION[name].label)
        if answer := web.attempt(request, form, do, said, of=row):
            return answer
    return _draw(request, row.plan, BaseForm(bases=reads.bases(actor, row.plan)), (row.pk, form))
