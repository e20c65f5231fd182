"""Pages: what my unit owes, its report and its entries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi.kernel import clock, web
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import LuoshiError
from luoshi.kernel.panels import Act
from luoshi.kernel.queries import calendar, files_of
from luoshi.kernel.say import say
from luoshi.kernel.services import keep_file
from luoshi.kernel.workflow import Offer
from luoshi.ledger import queries as ledger
from luoshi.org.rules import permissions
from luoshi.reporting import queries, services
from luoshi.reporting.forms import EntryForm
from luoshi.reporting.models import Report
from luoshi.reporting.views.common import MINE, did
from luoshi.reporting.views.sharing import sharing
from luoshi.reporting.workflow import REPORT


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Every period that asks the unit acted for."""
    actor = web.actor_on(request)
    found, days = queries.owing(actor), calendar()
    rows = [{"owing": row, "left": days.between(clock.today(), row.due_on), "act": _mine_act(row)} for row in found]
    context = {
        "rows": rows,
        "owed": sum(row.answered_on is None for row in found),
        "returned": sum(row.returned for row in found),
        "may_open": queries.may_open(actor),
        "changes": queries.own_changes(actor),
        "feeds": queries.feeds_owed(actor),
        "may_report": "report" in permissions(actor.roles),
    }
    return web.page(request, "reporting/mine.html", context)


def _mine_act(row: queries.Owing) -> Act:
    report = row.report
    if report is None:
        return Act(gettext("填报"), reverse("reporting:start", args=[row.period.pk]), method="post", primary=True)
    labels = {"draft": gettext("接着填"), "signing": gettext("签批"), "sent": gettext("查看")}
    label = gettext("修改后重报") if row.returned and report.state == "sent" else labels[report.state]
    return Act(label, reverse("reporting:report", args=[report.pk]), primary=bool(row.returned))


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Begin the unit's report, or go on with it: where a task is named, with what is to be said of that one."""
    actor = web.actor_on(request)
    period = queries.get_period(actor, pk)
    task = request.POST.get("task", "")

    def do() -> str:
        row = services.start_report(actor, period)
        entry = queries.entry_on(row, task)
        return reverse("reporting:entry", args=[entry.pk]) if entry else reverse("reporting:report", args=[row.pk])

    return web.once(request, do)


@require_GET
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """A report of one's own unit: its entries, how far it is, and what may be done."""
    actor = web.actor_on(request)
    row = queries.own_report(actor, pk)
    found = queries.lines(row)
    if row.state == "draft" and actor_may_fill(actor, row):
        first = next((line for line in found if line.open and line.gaps), None)
        if first is not None and "all" not in request.GET:
            return redirect("reporting:entry", first.entry.pk)
    return _report_page(request, row, found, {})


def actor_may_fill(actor: Actor, row: Report) -> bool:
    """Whether this person fills in reports of this unit."""
    return "unit.report" in queries.report_roles(actor, row)


def _report_page(
    request: HttpRequest, row: Report, found: Sequence[queries.Line], context: dict[str, Any], status: int = 200
) -> HttpResponse:
    actor = web.actor_on(request)
    facts = queries.report_facts(actor, row, found)
    shared = {
        "report": row,
        "lines": found,
        "filled": sum(line.open and not line.gaps for line in found),
        "open": sum(line.open for line in found),
        "acts": _report_acts(row, REPORT.offers(row.state, facts), bool(facts.roles)),
        "state": REPORT.states[row.state],
        "left_out": facts.left_out,
        "text": queries.sheet(row, found) if row.state == "signing" else None,
        "signatures": queries.signatures(row),
        "steps": queries.chain(row) if row.state == "signing" else (),
        "scans": files_of(row, "scan"),
    }
    return web.page(request, "reporting/report.html", {**shared, **context}, tab=MINE, status=status)


CONFIRMS = {
    "sign": say("签批并报出？报出后各方即可看到。"),
    "pass": say("通过本步，送下一步？"),
    "submit_early": say("下级未报齐，写明理由先报？"),
    "send_back": say("退回修改？"),
    "recall": say("撤回修改？"),
    "rework": say("修改后重报？只打开被退回的内容。"),
}


REASONS = {
    "submit_early": ("skipping", say("下级未报齐仍先报的理由，写入签批单")),
    "send_back": ("note", say("退回理由")),
}


def _report_acts(row: Report, offers: Sequence[Offer], insider: bool) -> list[Act]:
    found: list[Act] = []
    for offer in offers:
        name, scan_page = offer.move.name, offer.move.name in {"sign_scan", "pass_scan"}
        url = reverse("reporting:scan", args=[row.pk]) if scan_page else reverse("reporting:move", args=[row.pk, name])
        confirm = str(CONFIRMS[name]) if name in {"sign", "pass", *REASONS} else ""
        ask = ({"name": REASONS[name][0], "label": str(REASONS[name][1]), "required": True},) if name in REASONS else ()
        main = offer.allowed and not any(act.primary for act in found)
        found.append(
            Act(
                str(offer.move.label), url, method="get" if scan_page else "post", enabled=offer.allowed,
                because=offer.because, primary=main and name in MAIN, confirm=confirm, ask=ask,
                fields={"version": row.version},
            )
        )  # fmt: skip
    if insider and row.state == "signing":
        found.append(Act(gettext("打印签批单"), reverse("reporting:sheet", args=[row.pk])))
    return found


MAIN = {"submit", "sign", "sign_scan", "pass", "pass_scan", "rework"}


def _entry_page(request: HttpRequest, pk: int, form: EntryForm | None = None, status: int = 200) -> HttpResponse:
    actor = web.actor_on(request)
    row = queries.own_entry(actor, pk)
    found = queries.lines(row.report)
    place = next(i for i, line in enumerate(found) if line.entry.pk == pk)
    line = found[place]
    writable = row.report.state == "draft" and line.open and actor_may_fill(actor, row.report)
    later = next((one for one in found[place + 1 :] + found[:place] if one.open and one.gaps), None)
    context = {
        "line": line,
        "form": (form or EntryForm(line.said)) if writable else None,
        "next": later,
        "files": files_of(line.entry, "evidence"),
        "lights": ledger.lights([line.entry.task]).get(line.entry.task_id),
        "changes": queries.changes_since_sent(line),
        "summed": queries.summed(line),
        "fed": queries.fed(line.entry),
        "upward": queries.upward(line.entry) if row.report.round else (),
        "sharing": sharing(actor, line.entry) if row.report.round else None,
        "appeal": queries.appeal_of(actor, line.entry),
    }
    return _report_page(request, row.report, found, context, status)


@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill in what is to be said of one task."""
    if request.method == "GET":
        return _entry_page(request, pk)
    actor = web.actor_on(request)
    row = queries.own_entry(actor, pk)
    form = EntryForm(queries.said_of([row])[pk], request.POST)
    if form.is_valid():

        def do() -> str:
            services.save_entry(actor, row, version=web.version_of(request), **form.kept())
            for upload in request.FILES.getlist("evidence"):
                services.add_evidence(actor, row, keep_file(actor, upload, field="evidence"))
            return _next_page(request, pk)

        answer = web.attempt(request, form, do, say("已保存。"))
        if answer is not None:
            return answer
    return _entry_page(request, pk, form, status=422)


def _next_page(request: HttpRequest, pk: int) -> str:
    further = request.POST.get("further", "")
    chosen = int(further) if further.isascii() and further.isdigit() else pk
    return reverse("reporting:entry", args=[chosen])


@require_POST
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Autosave: keeps every field that can be read; what cannot is left as it was."""
    actor = web.actor_on(request)
    row = queries.own_entry(actor, pk)
    form = EntryForm(queries.said_of([row])[pk], request.POST)
    form.is_valid()
    try:
        services.save_entry(actor, row, version=web.version_of(request), **form.kept())
    except LuoshiError as error:
        return HttpResponse(str(error), status=error.status, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


@require_POST
def no_change(request: HttpRequest, pk: int) -> HttpResponse:
    """本期无变化, one press."""
    actor = web.actor_on(request)
    row = queries.own_entry(actor, pk)
    told = say("已按“本期无变化”填好，沿用上期已接收的内容。")
    return web.once(
        request, lambda: did(request, lambda: services.say_no_change(actor, row), told, "reporting:entry", pk)
    )


@require_POST
def drop_file(request: HttpRequest, pk: int, attachment: int) -> HttpResponse:
    """Take a file back that has not been sent."""
    actor = web.actor_on(request)
    row = queries.own_entry(actor, pk)
    file = queries.evidence_on(row, attachment)
    act = lambda: services.drop_evidence(actor, row, file)  # noqa: E731
    return web.once(request, lambda: did(request, act, say("已去掉文件。"), "reporting:entry", pk))
