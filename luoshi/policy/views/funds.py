"""Money: the register of a year, a line, what it pays for, and the register as a workbook."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from luoshi.kernel import web
from luoshi.kernel.documents.writing import XLSX, Head, write_xlsx
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.say import say
from luoshi.policy import services
from luoshi.policy.forms.funds import FundForm, FundTaskForm, RemoveForm
from luoshi.policy.models import Fund
from luoshi.policy.models.funds import SOURCES
from luoshi.policy.queries import funds as reads

TAB = "policy:funds"


def funds(request: HttpRequest) -> HttpResponse:
    """The register of a year, by what the money is for."""
    actor = web.actor_on(request)
    asked = reads.asked_funds(request.GET)
    found = reads.funds(actor, asked)
    context = {
        "asked": asked, "found": found, "page": web.paged(request, list(found.aims), 30), "years": reads.fund_years(actor),
        "sources": SOURCES, "keeps": reads.fund_keepers(actor).exists(), "without": reads.without_funds(actor, asked.year).count(),
    }  # fmt: skip
    return web.page(request, "policy/funds.html", context, tab=TAB)


def without(request: HttpRequest) -> HttpResponse:
    """Tasks of the place that no line of the year pays for."""
    asked = reads.asked_funds(request.GET)
    page = web.paged(request, reads.without_funds(web.actor_on(request), asked.year))
    return web.page(request, "policy/funds_without.html", {"page": page, "asked": asked}, tab=TAB)


def _heads() -> list[Head]:
    texts = (say("用途"), say("受益对象"), say("资金来源"), say("主管单位"), say("统筹账户"))
    amounts = (say("需求（万元）"), say("已安排（万元）"), say("已支付（万元）"), say("结余（万元）"))
    return [
        Head(str(say("年度")), 8), *(Head(str(one), 26) for one in texts), *(Head(str(one), 14, "number") for one in amounts),
        Head(str(say("提示")), 48),
    ]  # fmt: skip


def export(request: HttpRequest) -> HttpResponse:
    """The register as it is filtered, as a workbook."""
    found = reads.funds(web.actor_on(request), reads.asked_funds(request.GET))
    rows = [
        (
            str(line.year), line.purpose, line.beneficiary, line.pot, line.unit, row.fund.pool, line.money.wanted,
            line.money.allocated, line.money.paid, line.money.left,
            "".join(map(str, [*([one.aim.because] if one.aim.because else []), *row.remarks])),
        )
        for one in found.aims for row in one.rows for line in [row.line]
    ]  # fmt: skip
    data = write_xlsx(_heads(), rows, sheet=str(say("经费")), title=str(say("经费台账")))
    return web.download(data, str(say("经费台账")) + ".xlsx", XLSX)


def fund(request: HttpRequest, pk: int) -> HttpResponse:
    """One line: what it is, what it pays for, and linking it to a task."""
    actor = web.actor_on(request)
    row = reads.find_fund(actor, pk)
    form = FundTaskForm(request.POST or None, tasks=reads.payable(actor, row))
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            services.link_fund(actor, row, form.cleaned_data["task"])
            return reverse("policy:fund", args=[pk])

        answer = web.attempt(request, form, do, say("已关联任务。"))
        if answer:
            return answer
    return _show(request, row, form, RemoveForm())


def _show(request: HttpRequest, row: Fund, form: FundTaskForm, removing: RemoveForm) -> HttpResponse:
    actor = web.actor_on(request)
    context = {
        "fund": row, "line": reads.line_of(row), "remarks": reads.fund_remarks(row), "links": reads.fund_tasks(actor, row),
        "own": row.unit in reads.fund_keepers(actor), "form": form, "removing": removing, "beside": reads.beside(actor, row),
        "events": reads.fund_events(row),
    }  # fmt: skip
    return web.page(
        request, "policy/fund.html", context, tab=TAB, status=422 if form.errors or removing.errors else 200
    )


@require_POST
def unlink(request: HttpRequest, pk: int, link: int) -> HttpResponse:
    """It does not pay for that task."""
    actor = web.actor_on(request)
    row = next((one for one in reads.fund_tasks(actor, reads.find_fund(actor, pk)) if one.pk == link), None)
    if row is None:
        raise NotVisible

    def do() -> str:
        services.unlink_fund(actor, row)
        return reverse("policy:fund", args=[pk])

    return web.once(request, do)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a line off that should not stand there."""
    actor = web.actor_on(request)
    row = reads.find_fund(actor, pk)
    form = RemoveForm(request.POST)
    if form.is_valid():

        def do() -> str:
            services.remove_fund(actor, row, form.cleaned_data["note"])
            return reverse("policy:funds")

        answer = web.attempt(request, form, do, say("已删除。"))
        if answer:
            return answer
    return _show(request, row, FundTaskForm(tasks=reads.payable(actor, row)), form)


def add(request: HttpRequest) -> HttpResponse:
    """A new line."""
    return _edit(request, None)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a line, or enter what was allocated and paid since."""
    return _edit(request, reads.find_fund(web.actor_on(request), pk))


def _edit(request: HttpRequest, row: Fund | None) -> HttpResponse:
    actor = web.actor_on(request)
    begun = {"unit": actor.unit_id, "year": reads.asked_funds(request.GET).year}
    initial: dict[str, Any] = {name: getattr(row, name) for name in services.FUND_FIELDS} if row else begun
    form = FundForm(request.POST or None, units=reads.fund_keepers(actor), initial=initial)
    if row is not None:
        del form.fields["unit"]
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            given = dict(form.cleaned_data)
            made = services.edit_fund(actor, row, **given) if row else services.add_fund(actor, **given)
            return reverse("policy:fund", args=[made.pk])

        answer = web.attempt(request, form, do, say("已保存。"))
        if answer:
            return answer
    status = 422 if form.errors else 200
    return web.page(request, "policy/fund_form.html", {"form": form, "fund": row}, tab=TAB, status=status)
