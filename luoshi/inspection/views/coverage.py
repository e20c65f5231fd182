"""督察覆盖: what has been looked at and what not; from there a proposal for the next draw."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from luoshi.inspection import queries, services
from luoshi.inspection.forms.coverage import ProposeForm
from luoshi.inspection.queries import coverage as reads
from luoshi.inspection.queries import coverage_sheet as sheets
from luoshi.inspection.rules.coverage import STANDINGS
from luoshi.kernel import clock, web
from luoshi.kernel.documents.writing import XLSX, write_xlsx
from luoshi.kernel.say import say

TAB = "inspection:coverage"


def coverage(request: HttpRequest) -> HttpResponse:
    """Tasks or units with when they were last looked at, as they are filtered."""
    actor = web.actor_on(request)
    asked = reads.asked_of(actor, request.GET.dict())
    page = web.paged(request, reads.covered(actor, asked))
    levels = reads.levels(actor, asked)
    context = {
        "page": page, "rows": reads.rows_of(actor, asked, list(page.object_list)), "asked": asked, "choices": reads.choices(actor),
        "levels": levels, "whole": levels[-1][2], "streams": reads.streams_of(actor, clock.today().year), "today": clock.today(),
        "shows": reads.SHOWS.items(), "states": STANDINGS.items(), "chips": _chips(request, asked),
    }  # fmt: skip
    return web.page(request, "inspection/coverage.html", context)


def _chips(request: HttpRequest, asked: reads.Asked) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for name, label, value in sheets.words_of(web.actor_on(request), asked):
        if name != "state":
            query = request.GET.copy()
            query.pop(name, None)
            query.pop("page", None)
            found.append({"name": label, "value": value, "remove_url": f"?{query.urlencode()}"})
    return found


def export(request: HttpRequest) -> HttpResponse:
    """All rows as they are filtered, with who took them out and when."""
    actor = web.actor_on(request)
    sheet = sheets.sheet_of(actor, reads.asked_of(actor, request.GET.dict()))
    services.note_export(actor, sheet.title, sheet.notes)
    data = write_xlsx(sheet.heads, sheet.rows, sheet.notes, sheet=sheet.title, title=sheet.title)
    return web.attachment(data, XLSX, f"{sheet.title} {clock.today().isoformat()}.xlsx")


def propose(request: HttpRequest) -> HttpResponse:
    """Propose a task or a unit for the next draw, with a reason."""
    actor = web.actor_on(request)
    unit, task = reads.subject_of(actor, request.GET.dict())
    office = reads.proposed_to(actor, queries.inspects(actor))
    form = ProposeForm(request.POST or None, initial={"reason": str(reads.reason_for(actor, unit, task))})

    def do() -> str:
        reason, source = form.cleaned_data["reason"], str(say("督察覆盖"))
        services.propose_target(actor, unit, reason, source=source, task=task, office=office)
        return f"{reverse(TAB)}?show={'tasks' if task else 'units'}"

    if request.method == "POST" and form.is_valid():
        said = say("已提出建议，由{who}研究。", who=office.name if office else unit.name)
        if answer := web.attempt(request, form, do, said):
            return answer
    context = {"form": form, "unit": unit, "task": task, "office": office}
    return web.page(request, "inspection/propose.html", context, tab=TAB, status=422 if form.errors else 200)
