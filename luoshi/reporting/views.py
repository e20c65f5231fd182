"""Pages of the room: filling in, signing, reviewing, and who has not reported."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi.kernel import actions, clock, web
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, LuoshiError, NotVisible, Refused
from luoshi.kernel.models import Attachment
from luoshi.kernel.queries import calendar, files_of
from luoshi.kernel.say import Say, say
from luoshi.kernel.services import keep_file
from luoshi.kernel.workflow import Offer
from luoshi.ledger import queries as ledger
from luoshi.ledger.rules import contradiction
from luoshi.reporting import queries, rules, services
from luoshi.reporting.forms import EntryForm, PeriodForm, ReturnForm, ScanForm, quarter
from luoshi.reporting.models import Period, Receipt, Report
from luoshi.reporting.workflow import RECEIPT, REPORT

MINE, REVIEW, MISSING = "reporting:mine", "reporting:review", "reporting:missing"


@dataclass(frozen=True)
class Act:
    """A button, as `ui.act` draws it."""

    label: str
    url: str
    method: str = "get"
    enabled: bool = True
    because: tuple[Say, ...] = ()
    primary: bool = False
    confirm: str = ""
    confirm_text: str = ""
    note: str = ""
    ask: tuple[dict[str, Any], ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)


def attempt(request: HttpRequest, form: django_forms.Form, do: Callable[[], str], told: Say) -> HttpResponse | None:
    """Do it and go on; on a refusal None, with the reasons in the form: the page is drawn again with what was typed."""

    def once() -> str:
        to = do()
        messages.success(request, str(told), extra_tags="done")
        return to

    try:
        return web.once(request, once)
    except Invalid as error:
        for name, reasons in error.fields.items():
            form.add_error(name if name in form.fields else None, [str(reason) for reason in reasons])
    except Refused as error:
        form.add_error(None, [str(reason) for reason in error.reasons])
    return None


def version_of(request: HttpRequest) -> int | None:
    """The version that the form was drawn from."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


# ---------- what my unit owes ----------


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
    }
    return web.page(request, "reporting/mine.html", context)


def _mine_act(row: queries.Owing) -> Act:
    report = row.report
    if report is None:
        return Act(gettext("填报"), reverse("reporting:start", args=[row.period.pk]), method="post", primary=True)
    labels = {"draft": gettext("接着填"), "signing": gettext("签批"), "sent": gettext("查看")}
    label = gettext("修改后重报") if row.returned and report.state == "sent" else labels[report.state]
    return Act(label, reverse("reporting:report", args=[report.pk]), primary=bool(row.returned))


@require_http_methods(["GET", "POST"])
def new_period(request: HttpRequest) -> HttpResponse:
    """An office asks everybody who leads a task to report."""
    actor = web.actor_on(request)
    if not queries.may_open(actor):
        raise Refused([services.OPENERS])
    form = PeriodForm(request.POST or None, initial=quarter(clock.today()))
    valid = request.method == "POST" and form.is_valid()
    if valid and "preview" not in request.POST:
        told = say("已开启报送期次，各单位的报送任务已列入工作台。")
        answer = attempt(request, form, lambda: _opened(actor, form), told)
        if answer is not None:
            return answer
    due_on = form.cleaned_data.get("due_on") if form.is_bound and form.is_valid() else form.initial["due_on"]
    levels = queries.levels_due(actor, due_on or clock.today())
    status = 422 if form.is_bound and form.errors else 200
    return web.page(request, "reporting/new_period.html", {"form": form, "levels": levels}, tab=MISSING, status=status)


def _opened(actor: Actor, form: PeriodForm) -> str:
    period = services.open_period(actor, **form.cleaned_data)
    return reverse("reporting:missing_in", args=[period.pk])


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Begin the unit's report, or go on with it."""
    actor = web.actor_on(request)
    period = queries.get_period(actor, pk)

    def do() -> str:
        return reverse("reporting:report", args=[services.start_report(actor, period).pk])

    return web.once(request, do)


# ---------- one report ----------


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
        "scans": files_of(row, "scan"),
    }
    return web.page(request, "reporting/report.html", {**shared, **context}, tab=MINE, status=status)


CONFIRMS = {
    "sign": say("签批并报出？报出后各方即可看到。"),
    "recall": say("撤回修改？"),
    "rework": say("修改后重报？只打开被退回的内容。"),
}


def _report_acts(row: Report, offers: Sequence[Offer], insider: bool) -> list[Act]:
    found: list[Act] = []
    for offer in offers:
        name, scan_page = offer.move.name, offer.move.name == "sign_scan"
        url = reverse("reporting:scan", args=[row.pk]) if scan_page else reverse("reporting:move", args=[row.pk, name])
        confirm = str(CONFIRMS[name]) if name == "sign" else ""
        method = "get" if scan_page else "post"
        main = offer.allowed and not any(act.primary for act in found)
        found.append(
            Act(
                str(offer.move.label), url, method=method, enabled=offer.allowed, because=offer.because,
                primary=main and name in {"submit", "sign", "sign_scan", "rework"}, confirm=confirm,
                fields={"version": row.version},
            )
        )  # fmt: skip
    if insider and row.state == "signing":
        found.append(Act(gettext("打印签批单"), reverse("reporting:sheet", args=[row.pk])))
    return found


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Hand in, recall, sign, rework. A GET asks first, for those without JavaScript."""
    actor = web.actor_on(request)
    row = queries.own_report(actor, pk)
    done: dict[str, tuple[Callable[[Actor, Report], Report], Say]] = {
        "submit": (services.submit, say("已送签批，内容已锁定。")),
        "recall": (services.recall, say("已撤回，可以修改。")),
        "sign": (services.sign, say("已签批报出。")),
        "rework": (services.rework, say("已打开被退回的内容，其余不变。")),
    }
    if name not in done:
        raise NotVisible
    if request.method == "GET":
        label, question = str(REPORT[name].label), str(CONFIRMS.get(name, REPORT[name].label))
        context = {
            "question": question,
            "label": label,
            "back": reverse("reporting:report", args=[pk]),
            "version": row.version,
        }
        return web.page(request, "reporting/ask.html", context, tab=MINE)
    act, told = done[name]
    actions.expect(row, version_of(request))
    return web.once(request, lambda: _did(request, lambda: act(actor, row), told, "reporting:report", pk))


def _did(request: HttpRequest, act: Callable[[], object], told: Say, to: str, *args: Any) -> str:
    act()
    messages.success(request, str(told), extra_tags="done")
    return reverse(to, args=args)


@require_GET
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """签批单: the text to sign with its hash, for printing."""
    row = queries.own_report(web.actor_on(request), pk)
    if row.state != "signing":
        raise Refused([say("送签批以后才能打印签批单，避免打印后内容改动。")])
    text = queries.sheet(row, queries.lines(row))
    return web.page(request, "reporting/sheet.html", {"report": row, "sheet": text}, tab=MINE)


@require_http_methods(["GET", "POST"])
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in the pen-signed sheet: it completes the step."""
    actor = web.actor_on(request)
    row = queries.own_report(actor, pk)
    form = ScanForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        actions.expect(row, version_of(request))

        def do() -> str:
            file = keep_file(actor, form.cleaned_data["scan"], field="scan")
            services.sign_scan(actor, row, form.cleaned_data["signed_by"], file)
            return reverse("reporting:report", args=[pk])

        answer = attempt(request, form, do, say("已上传签批单并报出。"))
        if answer is not None:
            return answer
    status = 422 if form.errors else 200
    return web.page(request, "reporting/scan.html", {"form": form, "report": row}, tab=MINE, status=status)


# ---------- one entry ----------


def _entry_page(request: HttpRequest, pk: int, form: EntryForm | None = None, status: int = 200) -> HttpResponse:
    row = queries.own_entry(web.actor_on(request), pk)
    found = queries.lines(row.report)
    place = next(i for i, line in enumerate(found) if line.entry.pk == pk)
    line = found[place]
    writable = row.report.state == "draft" and line.open and actor_may_fill(web.actor_on(request), row.report)
    later = next((one for one in found[place + 1 :] + found[:place] if one.open and one.gaps), None)
    context = {
        "line": line,
        "form": (form or EntryForm(line.said)) if writable else None,
        "next": later,
        "files": files_of(line.entry, "evidence"),
        "lights": ledger.lights([line.entry.task]).get(line.entry.task_id),
        "changes": queries.changes_since_sent(line),
        "summed": queries.summed(line),
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
            services.save_entry(actor, row, version=version_of(request), **form.kept())
            for upload in request.FILES.getlist("evidence"):
                services.add_evidence(actor, row, keep_file(actor, upload, field="evidence"))
            return _next_page(request, pk)

        answer = attempt(request, form, do, say("已保存。"))
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
        services.save_entry(actor, row, version=version_of(request), **form.kept())
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
        request, lambda: _did(request, lambda: services.say_no_change(actor, row), told, "reporting:entry", pk)
    )


@require_POST
def drop_file(request: HttpRequest, pk: int, attachment: int) -> HttpResponse:
    """Take a file back that has not been sent."""
    actor = web.actor_on(request)
    row = queries.own_entry(actor, pk)
    file: Attachment | None = files_of(row, "evidence").filter(pk=attachment).first()
    if file is None:
        raise NotVisible
    act = lambda: services.drop_evidence(actor, row, file)  # noqa: E731
    return web.once(request, lambda: _did(request, act, say("已去掉文件。"), "reporting:entry", pk))


# ---------- review ----------


@require_GET
def review(request: HttpRequest) -> HttpResponse:
    """The newest period in which something waits for us."""
    found = queries.review_periods(web.actor_on(request))
    if not found:
        return web.page(request, "reporting/review.html", {"periods": []}, tab=REVIEW)
    chosen = next((period for period, waiting in found if waiting), found[0][0])
    return redirect("reporting:review_all", chosen.pk)


def _review_period(request: HttpRequest, pk: int) -> tuple[list[tuple[Period, int]], Period]:
    found = queries.review_periods(web.actor_on(request))
    chosen = next((period for period, _waiting in found if period.pk == pk), None)
    if chosen is None:
        raise NotVisible
    return found, chosen


@require_GET
def review_all(request: HttpRequest, period: int) -> HttpResponse:
    """Everything that waits in a period, to be accepted together."""
    actor = web.actor_on(request)
    found, chosen = _review_period(request, period)
    listed = queries.groups(actor, chosen)
    waiting = [receipt for group in listed for receipt in group.receipts if receipt.state == "pending"]
    context = {"periods": found, "period": chosen, "groups": listed, "cards": _shown(queries.cards(actor, waiting))}
    return web.page(request, "reporting/review.html", context, tab=REVIEW)


@require_GET
def review_task(request: HttpRequest, period: int, task: int) -> HttpResponse:
    """One task: what each unit sent on it, what changed, and the figures together."""
    actor = web.actor_on(request)
    found, chosen = _review_period(request, period)
    listed = queries.groups(actor, chosen)
    group = next((one for one in listed if one.task.pk == task), None)
    if group is None:
        raise NotVisible
    cards = queries.cards(actor, group.receipts)
    context = {
        "periods": found,
        "period": chosen,
        "groups": listed,
        "group": group,
        "cards": _one_filled(_shown(cards)),
        "sums": queries.sums(cards, group.task.share_rule),
        "lights": ledger.lights([group.task]).get(group.task.pk),
    }
    return web.page(request, "reporting/review.html", context, tab=REVIEW)


def _shown(cards: Sequence[queries.Card]) -> list[dict[str, Any]]:
    lit = ledger.lights([card.entry.task for card in cards])
    found = []
    for card in cards:
        lights = lit.get(card.entry.task_id)
        against = contradiction(card.said.progress, lights.progress, card.entry.task.done) if lights else None
        offers = RECEIPT.offers(card.receipt.state, card.facts)
        acts = [_receipt_act(card, offer) for offer in offers if offer.move.name != "resubmit"]
        found.append({"card": card, "lights": lights, "against": against, "acts": acts})
    return found


def _one_filled(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave the filled button to the first card that waits: one on a page."""
    first = next((row for row in rows if any(act.primary for act in row["acts"])), None)
    for row in rows:
        if row is not first:
            row["acts"] = [replace(act, primary=False) for act in row["acts"]]
    return rows


def _receipt_act(card: queries.Card, offer: Offer) -> Act:
    row, name = card.receipt, offer.move.name
    common: dict[str, Any] = {"enabled": offer.allowed, "because": offer.because, "method": "post"}
    if name == "accept":
        fields = {"pick": f"{row.pk}:{row.version}"}
        return Act(str(offer.move.label), reverse("reporting:accept"), primary=offer.allowed, fields=fields, **common)
    label = str(card.words.give_back) if name == "return" else str(offer.move.label)
    title = gettext("%(act)s：%(unit)s“%(task)s”") % {"act": label, "unit": card.unit, "task": card.entry.task.title}
    ask = ({"name": "note", "label": gettext("理由"), "required": True},)
    url = reverse(f"reporting:{name}", args=[row.pk])
    return Act(label, url, confirm=title, ask=ask, fields={"version": row.version}, **common)


@require_POST
def accept(request: HttpRequest) -> HttpResponse:
    """Accept one or many, all or nothing; each is named with the version that it was read at."""
    actor = web.actor_on(request)
    picked = dict(text.split(":", 1) for text in request.POST.getlist("pick") if ":" in text)
    ids = [int(pk) for pk in picked if pk.isascii() and pk.isdigit()]
    rows = list(queries.inbox(actor).filter(pk__in=ids))
    if not rows or len(rows) != len(picked):
        if not picked:
            raise Refused([say("没有选中任何一件。")])
        raise NotVisible
    for row in rows:
        text = picked[str(row.pk)]
        actions.expect(row, int(text) if text.isascii() and text.isdigit() else None)
    told = say("已接收 {count} 件。", count=len(rows))
    to = _review_address(actor, rows[0]) if len(rows) == 1 else ("reporting:review_all", rows[0].report.period_id)
    return web.once(request, lambda: _did(request, lambda: services.accept(actor, rows), told, *to))


def _review_address(actor: Actor, row: Receipt) -> tuple[Any, ...]:
    return "reporting:review_task", row.report.period_id, queries.grouped_under(row, actor).pk


@require_http_methods(["GET", "POST"])
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an entry back with the reason; the wording follows the relation."""
    return _with_reason(request, pk, "return", lambda actor, row, note: services.return_(actor, [row], note))


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an acceptance back."""
    return _with_reason(request, pk, "withdraw", services.withdraw)


def _with_reason(
    request: HttpRequest, pk: int, name: str, act: Callable[[Actor, Receipt, str], object]
) -> HttpResponse:
    actor = web.actor_on(request)
    row = queries.inbox(actor).get_visible(actor, pk=pk)
    [card] = queries.cards(actor, [row])
    form = ReturnForm(request.POST or None)
    told = (
        say("{act}：{unit}。", act=card.words.give_back, unit=card.unit.name)
        if name == "return"
        else say("已撤回接收。")
    )
    address = _review_address(actor, row)
    if request.method == "POST":
        actions.expect(row, version_of(request))
        if form.is_valid():
            do = lambda: (act(actor, row, form.cleaned_data["note"]), reverse(address[0], args=address[1:]))[1]  # noqa: E731
            answer = attempt(request, form, do, told)
            if answer is not None:
                return answer
    label = card.words.give_back if name == "return" else RECEIPT[name].label
    context = {"form": form, "card": card, "label": label, "back": reverse(address[0], args=address[1:])}
    return web.page(request, "reporting/reason.html", context, tab=REVIEW, status=422 if form.errors else 200)


# ---------- who has not reported ----------


@require_GET
def missing(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Units that owe for a period, and whom to call."""
    actor = web.actor_on(request)
    found = list(queries.periods(actor)[:12])
    chosen = queries.get_period(actor, pk) if pk else next(iter(found), None)
    rows = queries.missing(actor, chosen) if chosen else []
    counts = {key: sum(row.mark == key for row in rows) for key in rules.MARKS}
    only = request.GET.get("mark", "")
    shown = [row for row in rows if row.mark == only] if only in rules.MARKS else rows
    context = {
        "periods": found,
        "period": chosen,
        "rows": shown,
        "total": len(rows),
        "came": counts["done"] + counts["late"],
        "marks": [(key, rules.MARKS[key], counts[key]) for key in rules.MARKS if counts[key]],
        "only": only,
        "places": queries.places([row.unit for row in shown]),
        "may_open": queries.may_open(actor),
    }
    return web.page(request, "reporting/missing.html", context, tab=MISSING)
