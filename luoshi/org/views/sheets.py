"""导入表格: what its columns mean, what would change, and taking it over. The same pages for every room's tables."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from luoshi.kernel import actions, web
from luoshi.kernel.documents.writing import XLSX
from luoshi.kernel.panels import Act
from luoshi.kernel.say import say
from luoshi.org.forms.sheets import AliasForm, ColumnsForm, TableForm
from luoshi.org.models import SheetImport
from luoshi.org.queries import sheets as reading
from luoshi.org.queries import workbook as book
from luoshi.org.queries.workbook import KIND
from luoshi.org.services import sheets, workbook
from luoshi.org.services.accounts import first_passwords
from luoshi.org.workflow import SHEET_IMPORT


def units(request: HttpRequest) -> HttpResponse:
    """导入机构人员: hand a workbook of units, lines and people in."""
    actor = web.actor_on(request)
    workbook.may_import(actor)
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            return _next(sheets.start_check(actor, sheets.take_in(actor, KIND, form.cleaned_data["file"])))

        answer = web.attempt(request, form, do, say("已核对，请看结果。"))
        if answer:
            return answer
    recent = [(one, SHEET_IMPORT.states[one.state]) for one in reading.imports(actor, KIND)]
    context = {"form": form, "imports": recent, "may": workbook.rights(actor)}
    return web.page(request, "org/import_units.html", context, status=422 if form.errors else 200)


def template(request: HttpRequest) -> HttpResponse:
    """The empty workbook, with lists to choose from and a page of guidance."""
    workbook.may_import(web.actor_on(request))
    return web.download(book.template(workbook.top_unit()), str(say("机构人员导入模板")) + ".xlsx", XLSX)


@require_POST
def slips(request: HttpRequest, pk: int) -> HttpResponse:
    """登录条: first passwords of the accounts that an import made, shown this once."""
    actor = web.actor_on(request)
    batch = reading.find(actor, pk)
    with actions.once(actor, request.POST.get("_key", "")[:64] or str(pk)) as row:
        row.result = _next(batch)
        found = first_passwords(actor, reading.waiting_accounts(actor, batch))
    return web.page(request, "org/slips.html", {"batch": batch, "slips": found}, tab="sheets:units")


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """An import as it stands."""
    return _page(request, reading.find(web.actor_on(request), pk))


@require_POST
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the columns mean, and have the rows judged."""
    actor = web.actor_on(request)
    batch = reading.find(actor, pk)
    form = _form(batch, request)
    if form.is_valid():

        def do() -> str:
            sheets.say_columns(actor, batch, form.meant())
            return _next(sheets.start_check(actor, batch))

        answer = web.attempt(request, form, do, say("各栏含义已记住，以后用同一模板不再询问。"))
        if answer:
            return answer
    return _page(request, batch, form=form)


@require_POST
def name(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which unit a name means, and have the rows judged again."""
    actor = web.actor_on(request)
    batch = reading.find(actor, pk)
    units = {unit.pk: unit for unit in reading.choosable(batch.unit)}
    form = AliasForm(request.POST, units=units.values())
    if form.is_valid():
        given = form.cleaned_data

        def do() -> str:
            sheets.remember_alias(actor, batch.unit, given["name"], units[given["unit"]])
            return _next(sheets.start_check(actor, batch))

        answer = web.attempt(
            request, form, do, say("已记住“{name}”指哪个单位，以后的表格和方案同样适用。", name=given["name"])
        )
        if answer:
            return answer
    return _page(request, batch, alias=form)


@require_POST
def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Take it over, judge it again, or throw it away."""
    actor = web.actor_on(request)
    batch = reading.find(actor, pk)
    do = sheets.MOVES.get(name)
    if do is None:
        raise sheets.unknown_move()

    def once() -> str:
        moved = do(actor, actions.expect(batch, web.version_of(request)))
        messages.success(request, str(sheets.told(moved)), extra_tags="done")
        return _next(moved)

    return web.once(request, once)


def _next(batch: SheetImport) -> str:
    return reverse("sheets:show", args=[batch.pk])


def _form(batch: SheetImport, request: HttpRequest | None = None) -> ColumnsForm:
    kind = sheets.KINDS[batch.kind]
    data = request.POST if request is not None else None
    return ColumnsForm(data, columns=kind.columns, shown=reading.columns_shown(batch), meant=batch.meant)


def _page(request: HttpRequest, batch: SheetImport, form: Any = None, alias: Any = None) -> HttpResponse:
    actor = web.actor_on(request)
    kind = sheets.KINDS[batch.kind]
    offers = SHEET_IMPORT.offers(batch.state, sheets.facts(actor, batch))
    context = {
        "batch": batch, "state": SHEET_IMPORT.states[batch.state], "kind": kind, "form": form or _form(batch),
        "acts": [_act(batch, offer) for offer in offers if offer.move.name in {"apply", "cancel"}], "told": sheets.told(batch),
        "alias": alias or AliasForm(units=reading.choosable(batch.unit)), "back": reverse(kind.home), "result": f"{reverse(kind.result)}?{kind.asked}",
        "waiting": len(reading.waiting_accounts(actor, batch)) if batch.given.get("accounts") else 0,
        **(reading.shown(batch, kind.columns) if batch.state == "checked" else {}),
    }  # fmt: skip
    status = 422 if (form and form.errors) or (alias and alias.errors) else 200
    return web.page(request, "org/import.html", context, tab=kind.tab, status=status)


def _act(batch: SheetImport, offer: Any) -> Act:
    counts, name = batch.counts, offer.move.name
    asked = say(
        "确认导入“{file}”？新增 {new} 行，修改 {changed} 行。",
        file=str(batch),
        new=counts.get("new", 0),
        changed=counts.get("changed", 0),
    )
    return Act(
        label=str(offer.move.label), url=reverse("sheets:move", args=[batch.pk, name]), method="post", enabled=offer.allowed,
        because=offer.because, primary=name == "apply", confirm=str(asked) if name == "apply" else "",
        fields={"version": str(batch.version)},
    )  # fmt: skip
