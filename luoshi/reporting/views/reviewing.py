"""Pages: the review queue, accepting and giving back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi.kernel import actions, web
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible, Refused
from luoshi.kernel.panels import Act
from luoshi.kernel.say import say
from luoshi.kernel.workflow import Offer
from luoshi.ledger import queries as ledger
from luoshi.ledger.rules import contradiction
from luoshi.reporting import queries, services
from luoshi.reporting.forms import ReturnForm
from luoshi.reporting.models import Period, Receipt
from luoshi.reporting.views.common import REVIEW, did
from luoshi.reporting.workflow import RECEIPT


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
        "whole": queries.consolidation(actor, chosen, group.task),
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
    rows = _picked(request)
    told = say("已接收 {count} 件。", count=len(rows))
    to = _review_address(actor, rows[0]) if len(rows) == 1 else ("reporting:review_all", rows[0].report.period_id)
    undo = lambda: web.undoing("reporting:withdraw_many", pick=_picks(rows))  # noqa: E731
    return web.once(request, lambda: did(request, lambda: services.accept(actor, rows), told, *to, undo=undo))


@require_POST
def withdraw_many(request: HttpRequest) -> HttpResponse:
    """Take acceptances back together, such as those that were just given, for one reason."""
    actor = web.actor_on(request)
    rows, note = _picked(request), request.POST.get("note", "")[:300]
    told = say("已撤回接收 {count} 件。", count=len(rows))
    to = _review_address(actor, rows[0]) if len(rows) == 1 else ("reporting:review_all", rows[0].report.period_id)
    return web.once(request, lambda: did(request, lambda: services.withdraw(actor, rows, note), told, *to))


@require_POST
def return_many(request: HttpRequest) -> HttpResponse:
    """Give many back with one reason, all or nothing; the first press asks for it and shows what it is about."""
    actor = web.actor_on(request)
    rows = _picked(request)
    form = ReturnForm(request.POST if "note" in request.POST else None)
    if form.is_bound and form.is_valid():

        def do() -> str:
            services.return_(actor, rows, form.cleaned_data["note"])
            return reverse("reporting:review_all", args=[rows[0].report.period_id])

        answer = web.attempt(request, form, do, say("已退回 {count} 件。", count=len(rows)))
        if answer is not None:
            return answer
    context = {"form": form, "cards": queries.cards(actor, rows), "picks": _picks(rows)}
    status = 422 if form.is_bound and form.errors else 200
    return web.page(request, "reporting/return_many.html", context, tab=REVIEW, status=status)


def _picks(rows: Sequence[Receipt]) -> list[str]:
    return [f"{row.pk}:{row.version}" for row in rows]


def _picked(request: HttpRequest) -> list[Receipt]:
    """The receipts that a bulk form names, each at the version that it was read at."""
    actor = web.actor_on(request)
    picked = dict(text.split(":", 1) for text in request.POST.getlist("pick") if ":" in text)
    ids = [int(pk) for pk in picked if pk.isascii() and pk.isdigit() and len(pk) < 18]
    rows = list(queries.inbox(actor).filter(pk__in=ids))
    if not picked:
        raise Refused([say("没有选中任何一件。")])
    if len(rows) != len(picked):
        raise NotVisible
    for row in rows:
        text = picked[str(row.pk)]
        actions.expect(row, int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None)
    return rows


def _review_address(actor: Actor, row: Receipt) -> tuple[Any, ...]:
    return "reporting:review_task", row.report.period_id, queries.grouped_under(row, actor).pk


@require_http_methods(["GET", "POST"])
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an entry back with the reason; the wording follows the relation."""
    return _with_reason(request, pk, "return", lambda actor, row, note: services.return_(actor, [row], note))


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an acceptance back."""
    return _with_reason(request, pk, "withdraw", lambda actor, row, note: services.withdraw(actor, [row], note))


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
        actions.expect(row, web.version_of(request))
        if form.is_valid():
            do = lambda: (act(actor, row, form.cleaned_data["note"]), reverse(address[0], args=address[1:]))[1]  # noqa: E731
            answer = web.attempt(request, form, do, told)
            if answer is not None:
                return answer
    label = card.words.give_back if name == "return" else RECEIPT[name].label
    context = {"form": form, "card": card, "label": label, "back": reverse(address[0], args=address[1:])}
    return web.page(request, "reporting/reason.html", context, tab=REVIEW, status=422 if form.errors else 200)
