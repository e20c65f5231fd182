"""Pages: who has not reported over twelve periods; reminding, waiving, telling the level above."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from luoshi.kernel import web
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.panels import Act
from luoshi.kernel.say import Say, say
from luoshi.org.models import Ask
from luoshi.org.rules import permissions
from luoshi.reporting import queries, rules, services
from luoshi.reporting.forms import NoteForm
from luoshi.reporting.models import Period
from luoshi.reporting.queries import Board, BoardRow, Wanted
from luoshi.reporting.views.common import MISSING
from luoshi.reporting.workflow import ASK

KEPT = ("at", "mark", "line", "tag", "flag")
ACTS: dict[str, tuple[Callable[[Actor, Ask, str], object], Say]] = {
    "chase": (lambda actor, ask, note: services.chase(actor, [ask], note), say("已催办，记入对方工作台。")),
    "tell_above": (services.tell_above, say("已告知上一级。")),
    "waive": (services.waive, say("已准予免报，仍列在表上。")),
    "restore": (services.restore, say("已取消免报。")),
}


def wanted_of(data: QueryDict) -> Wanted:
    """The filters of the address; what makes no sense is left out."""
    mark, flag = data.get("mark", ""), data.get("flag", "")
    return Wanted(
        _number(data.get("at", "")),
        mark if mark in {*rules.MARKS, "owing"} else "",
        data.get("line", "")[:20],
        flag if flag in {"gaps", "vacant"} else "",
        _number(data.get("tag", "")),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def _chosen(actor: Actor, pk: int | None, found: list[Period]) -> Period | None:
    return queries.get_period(actor, pk) if pk else next(iter(found), None)


@require_GET
def missing(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Units that owe for a period, how they did in the eleven before it, and whom to call."""
    actor = web.actor_on(request)
    found = list(queries.periods(actor).exclude(kind="change")[:12])
    chosen, wanted = _chosen(actor, pk, found), wanted_of(request.GET)
    context: dict[str, Any] = {"periods": found, "period": chosen, "may_open": queries.may_open(actor)}
    if chosen is None:
        return web.page(request, "reporting/missing.html", context, tab=MISSING)
    board = queries.board(actor, chosen, wanted, request.GET.get("page", "1"))
    context |= {
        "board": board,
        "rows": [(row, _acts(row)) for row in board.page.object_list],
        "years": [(year, len(list(of))) for year, of in groupby(board.columns, key=lambda one: one.ends_on.year)],
        "heads": [(one, rules.head_of(one.kind, one.ends_on)) for one in board.columns],
        "marks": [(key, rules.MARKS[key], board.counts[key]) for key in rules.MARKS if board.counts[key]],
        "wanted": wanted,
        "links": _links(wanted),
        "places": queries.places([row.unit for row in board.page.object_list]),
        "chase_all": _chase_all_act(actor, board, wanted),
    }
    return web.page(request, "reporting/missing.html", context, tab=MISSING)


def _links(wanted: Wanted) -> dict[str, str]:
    """The address without one of its filters, for each; ``none``: with all of them."""
    held = {name: str(value) for name in KEPT if (value := getattr(wanted, name))}
    found = {}
    for name in (*KEPT, "none"):
        query = QueryDict(mutable=True)
        query.update({key: value for key, value in held.items() if key != name})
        found[name] = f"?{query.urlencode()}&" if query else "?"
    return found


def _acts(row: BoardRow) -> list[Act]:
    """催办 first; what else may be done with the unit stands behind it."""
    found = []
    for offer in ASK.offers(row.ask.state, row.facts):
        name = offer.move.name
        if name not in ACTS or (name == "waive" and row.mark == "returned"):
            continue
        url = reverse("reporting:ask_move", args=[row.ask.pk, name])
        act = Act(
            str(offer.move.label), url, method="post", enabled=offer.allowed, because=offer.because,
            fields={"version": row.ask.version},
        )  # fmt: skip
        if name != "chase":
            question = gettext("%(act)s：%(unit)s？") % {"act": offer.move.label, "unit": row.unit.name}
            must = "note" in offer.move.needs
            ask = ({"name": "note", "label": gettext("理由") if must else gettext("说明"), "required": must},)
            told = gettext("将告知：%(unit)s") % {"unit": row.facts.superior} if name == "tell_above" else ""
            act = replace(act, confirm=question, confirm_text=told, ask=ask)
        found.append(act)
    return found


def _chase_all_act(actor: Actor, board: Board, wanted: Wanted) -> Act | None:
    waiting = sum(board.counts[key] for key in ("due", "missing", "returned"))
    if not waiting or "review" not in permissions(actor.roles):
        return None
    question = gettext("催办待报的 %(count)s 家单位？") % {"count": waiting}
    text = gettext("今天已经催办过的、不由本单位催办的自动略过；只提醒本单位，不告知上级。")
    fields = {name: value for name in ("at", "line", "tag", "flag") if (value := getattr(wanted, name))}
    url = reverse("reporting:chase_all", args=[board.period.pk])
    return Act(
        gettext("催办待报单位"), url, method="post", primary=True, confirm=question, confirm_text=text, fields=fields
    )


@require_http_methods(["GET", "POST"])
def chase_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind every unit that still owes, of those that the filters show."""
    actor = web.actor_on(request)
    period = queries.get_period(actor, pk)
    back = reverse("reporting:missing_in", args=[pk])
    if request.method == "GET":
        context = {"question": gettext("催办待报的单位？"), "label": gettext("催办待报单位"), "back": back}
        return web.page(request, "reporting/ask.html", context, tab=MISSING)
    wanted = replace(wanted_of(request.POST), mark="owing")

    def do() -> str:
        count = services.chase(actor, queries.chaseable(actor, period, wanted))
        web.tell(request, say("已催办 {count} 家，记入各自的工作台。", count=count))
        return back

    return web.once(request, do)


@require_http_methods(["GET", "POST"])
def ask_move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Remind one unit, waive it, take that back, or tell the level above. A GET asks first, for those without JavaScript."""
    actor = web.actor_on(request)
    ask = queries.get_ask(actor, pk)
    if name not in ACTS:
        raise NotVisible
    form = NoteForm(request.POST if request.method == "POST" else None, must="note" in ASK[name].needs)
    back = _back(actor, ask)
    if request.method == "POST" and form.is_valid():
        act, told = ACTS[name]
        do = lambda: (act(actor, ask, form.cleaned_data["note"]), back)[1]  # noqa: E731
        back_by = ASK[name].undo
        undo = (lambda: web.undoing("reporting:ask_move", pk, back_by, version=ask.version)) if back_by else None
        answer = web.attempt(request, form, do, told, of=ask, undo=undo)
        if answer is not None:
            return answer
    context = {"form": form, "ask": ask, "label": ASK[name].label, "back": back}
    status = 422 if form.errors else 200
    return web.page(request, "reporting/ask_move.html", context, tab=MISSING, status=status)


def _back(actor: Actor, ask: Ask) -> str:
    period = queries.period_of(ask)
    if period is None:
        return reverse("reporting:missing")
    place = queries.place_below(actor, ask.unit)
    at = f"?at={place.pk}" if place else ""
    return reverse("reporting:missing_in", args=[period.pk]) + at
