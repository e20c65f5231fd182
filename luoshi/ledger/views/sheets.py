"""Excel both ways: the view as a workbook or CSV, an empty template, and taking a table in."""

from __future__ import annotations

from typing import TypeVar

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header

from luoshi.kernel import clock, web
from luoshi.kernel.documents.writing import XLSX, write_csv, write_xlsx
from luoshi.kernel.say import say
from luoshi.ledger.forms.sheets import ImportForm
from luoshi.ledger.queries import page_list
from luoshi.ledger.queries import sheets as tables
from luoshi.ledger.services import sheets as services
from luoshi.ledger.views.common import TAB
from luoshi.org.queries import sheets as imports
from luoshi.org.services import sheets
from luoshi.org.workflow import SHEET_IMPORT

R = TypeVar("R", bound=HttpResponseBase)


def export(request: HttpRequest, ending: str) -> HttpResponse | StreamingHttpResponse:
    """The list as it is filtered, all pages of it; ``columns`` as chosen, ``whole`` with all that can be corrected."""
    actor = web.actor_on(request)
    columns = tables.WHOLE if request.GET.get("whole") else tables.chosen(request.GET.getlist("columns"))
    if ending == "xlsx":
        columns = tuple(
            dict.fromkeys((*columns, "key"))
        )  # hidden there: so any view can be corrected and handed in again
    rows = tables.exported(actor, page_list.filters_of(request.GET), columns)
    heads, notes = tables.heads(columns), tables.notes(actor, page_list.words_of(actor, request.GET))
    services.note_export(actor, ending, notes)
    name = say("工作台账 {day}", day=clock.today().isoformat())
    if ending == "csv":
        return _file(
            StreamingHttpResponse(write_csv(heads, rows, notes), content_type="text/csv; charset=utf-8"), f"{name}.csv"
        )
    data = write_xlsx(heads, rows, notes, sheet=str(say("台账")), title=str(say("工作台账")))
    return _file(HttpResponse(data, content_type=XLSX), f"{name}.xlsx")


def template(_request: HttpRequest) -> HttpResponse:
    """An empty table to be filled in, for offices that have none of their own."""
    return _file(HttpResponse(tables.template(), content_type=XLSX), str(say("工作台账模板")) + ".xlsx")


def take(request: HttpRequest) -> HttpResponse:
    """Hand a table in."""
    actor = web.actor_on(request)
    services.may_import(actor)
    form = ImportForm(request.POST or None, request.FILES or None, plans=tables.plans_to_fill(actor))
    if request.method == "POST" and form.is_valid():
        plan, given = form.cleaned_data["plan"], {"month_end": form.cleaned_data["month_end"]}

        def do() -> str:
            batch = sheets.take_in(
                actor, tables.KIND, form.cleaned_data["file"], {**given, "plan": plan.pk} if plan else given
            )
            return reverse("sheets:show", args=[batch.pk])

        answer = web.attempt(request, form, do, say("表格已读入，请核对各栏。"))
        if answer:
            return answer
    recent = [(one, SHEET_IMPORT.states[one.state]) for one in imports.imports(actor, tables.KIND)]
    status = 422 if form.errors else 200
    return web.page(request, "ledger/import.html", {"form": form, "imports": recent}, tab=TAB, status=status)


def _file(answer: R, name: str) -> R:
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer
