"""Something done to many tasks: first what will be refused and why, then all the rest with one common reason."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from luoshi.kernel import web
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible, Refused
from luoshi.kernel.say import say
from luoshi.ledger import services
from luoshi.ledger.forms.views import BulkForm
from luoshi.ledger.queries.asked import number_in
from luoshi.ledger.queries.bulk import ACTS, NEEDS_NOTE, OWN_PAGE, Chosen, look_before, own_posts
from luoshi.ledger.views.common import TAB
from luoshi.ledger.workflow import TASK


def bulk(request: HttpRequest) -> HttpResponse:
    """Look, then do: the tasks that were shown as possible, all of them or none."""
    actor = web.actor_on(request)
    given = request.POST if request.method == "POST" else request.GET
    act, ids = given.get("act", ""), [pk for pk in map(number_in, given.getlist("pick")) if pk]
    if not act:
        return redirect(TAB)
    if act not in ACTS:
        raise NotVisible
    if act in OWN_PAGE:
        return redirect(f"{reverse(OWN_PAGE[act])}?{urlencode({'pick': ids}, doseq=True)}")
    return _look_and_do(request, actor, act, look_before(actor, act, ids))


def _look_and_do(request: HttpRequest, actor: Actor, act: str, rows: list[Chosen]) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    able = [row for row in rows if not row.because]
    form = BulkForm(request.POST or None, posts=own_posts(actor), needs_note=act in NEEDS_NOTE)
    back = f"{reverse(TAB)}?{given.get('from', '')[:2000]}"
    if request.method == "POST" and form.is_valid():
        said = say("{act}：已办 {count} 项。", act=ACTS[act], count=len(able))
        undo = _undo(act, able, given.get("from", ""))
        answer = web.attempt(request, form, lambda: _do(actor, act, able, form, back), said, undo=undo)
        if answer:
            return answer
    came = given.get("from", "")
    context = {"act": act, "label": ACTS[act], "rows": rows, "able": able, "form": form, "back": back, "came": came}
    return web.page(request, "ledger/bulk.html", context, tab=TAB, status=422 if form.errors else 200)


def _undo(act: str, able: Sequence[Chosen], came: str) -> web.Undo | None:
    back = next((move.undo for move in TASK.moves if move.name == act), "")
    if not back:
        return None
    return lambda: web.undoing("ledger:bulk", act=back, pick=[row.task.pk for row in able], **{"from": came})


def _do(actor: Actor, act: str, able: Sequence[Chosen], form: BulkForm, back: str) -> str:
    if not able:
        raise Refused([say("选中的任务都不能{act}。", act=ACTS[act])])
    duties, note = [row.duty for row in able if row.duty is not None], form.cleaned_data["note"]
    if act == "receive":
        services.receive_many(actor, duties, note)
    elif act == "holder":
        services.name_responsible_many(actor, duties, form.cleaned_data["post"], note)
    else:
        leave_or_take = services.drop_many if act == "drop" else services.restore_many
        leave_or_take(actor, [row.task for row in able], note)
    return back
