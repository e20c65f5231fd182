"""Pages: handing in, signing by log-in or on paper, recalling, reworking."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from luoshi.kernel import actions, web
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible, Refused
from luoshi.kernel.say import Say, say
from luoshi.kernel.services import keep_file
from luoshi.reporting import queries, services
from luoshi.reporting.forms import ChainForm, ScanForm
from luoshi.reporting.models import Report
from luoshi.reporting.views.common import MINE, did
from luoshi.reporting.views.filling import CONFIRMS, REASONS
from luoshi.reporting.workflow import REPORT


def _moves(request: HttpRequest) -> dict[str, tuple[Callable[[Actor, Report], Report], Say]]:
    """Each move with what is said after it; a reason comes with the form."""
    skipping, note = request.POST.get("skipping", "")[:300], request.POST.get("note", "")[:300]
    return {
        "submit": (services.submit, say("已送签批，内容已锁定。")),
        "submit_early": (
            lambda by, one: services.submit(by, one, skipping or " "),
            say("已送签批，先报的理由写入签批单。"),
        ),
        "recall": (services.recall, say("已撤回，可以修改。")),
        "send_back": (lambda by, one: services.send_back(by, one, note), say("已退回修改。")),
        "pass": (services.pass_step, say("已通过本步，送下一步。")),
        "sign": (services.sign, say("已签批报出。")),
        "rework": (services.rework, say("已打开被退回的内容，其余不变。")),
    }


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Hand in, recall, sign, rework. A GET asks first, for those without JavaScript."""
    actor = web.actor_on(request)
    row = queries.own_report(actor, pk)
    done = _moves(request)
    if name not in done:
        raise NotVisible
    if request.method == "GET":
        label, question = str(REPORT[name].label), str(CONFIRMS.get(name, REPORT[name].label))
        context = {
            "question": question,
            "label": label,
            "back": reverse("reporting:report", args=[pk]),
            "version": row.version,
            "reason": REASONS.get(name),
        }
        return web.page(request, "reporting/ask.html", context, tab=MINE)
    act, told = done[name]
    actions.expect(row, web.version_of(request))
    back = REPORT[name].undo
    undo = (lambda: web.undoing("reporting:move", pk, back, version=row.version)) if back else None
    return web.once(request, lambda: did(request, lambda: act(actor, row), told, "reporting:report", pk, undo=undo))


@require_GET
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """签批单: the text to sign with its hash and the steps of the unit's chain, for printing."""
    row = queries.own_report(web.actor_on(request), pk)
    if row.state != "signing":
        raise Refused([say("送签批以后才能打印签批单，避免打印后内容改动。")])
    text = queries.sheet(row, queries.lines(row))
    return web.page(
        request, "reporting/sheet.html", {"report": row, "sheet": text, "steps": queries.chain(row)}, tab=MINE
    )


@require_http_methods(["GET", "POST"])
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in the pen-signed sheet: it completes the step."""
    actor = web.actor_on(request)
    row = queries.own_report(actor, pk)
    form = ScanForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        actions.expect(row, web.version_of(request))

        def do() -> str:
            file = keep_file(actor, form.cleaned_data["scan"], field="scan")
            services.sign_scan(actor, row, form.cleaned_data["signed_by"], file)
            return reverse("reporting:report", args=[pk])

        answer = web.attempt(request, form, do, say("已上传签批单，本步完成。"))
        if answer is not None:
            return answer
    status = 422 if form.errors else 200
    steps = queries.chain(row)
    context = {"form": form, "report": row, "step": steps[min(row.step, len(steps) - 1)], "last": len(steps)}
    return web.page(request, "reporting/scan.html", context, tab=MINE, status=status)


@require_http_methods(["GET", "POST"])
def chain(request: HttpRequest) -> HttpResponse:
    """The steps that the unit's reports go through before they leave it; the year's end may have its own."""
    actor = web.actor_on(request)
    form = ChainForm(queries.own_steps(actor), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            for when in ("", "year"):
                services.keep_chain(actor, when, form.steps(when))
            return reverse("reporting:chain")

        answer = web.attempt(request, form, do, say("已保存签批环节。"))
        if answer is not None:
            return answer
    status = 422 if form.is_bound and form.errors else 200
    return web.page(request, "reporting/chain.html", {"form": form}, tab=MINE, status=status)
