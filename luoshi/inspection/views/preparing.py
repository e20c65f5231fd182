"""What comes before a visit: whom to invite, and the sheet that an office goes by."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from luoshi.inspection.forms.visits import InviteForm, TemplateForm
from luoshi.inspection.queries import visits as reads
from luoshi.inspection.rules.sheets import AXES
from luoshi.inspection.services import visits
from luoshi.kernel import web
from luoshi.kernel.errors import NotVisible, Refused
from luoshi.kernel.say import say
from luoshi.ledger.services.common import own_unit
from luoshi.org.rules import permissions

TAB = "inspection:visits"


def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody to come along: a deputy, an expert."""
    actor = web.actor_on(request)
    visit = reads.find(actor, pk)
    if not reads.inspects(actor, visit):
        raise NotVisible
    form = InviteForm(request.POST or None)
    to = reverse("inspection:invite", args=[pk])
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = web.attempt(request, form, lambda: (visits.invite(actor, visit, **given), to)[1], say("已邀请。"))
        if done:
            return done
    context = {"form": form, "visit": visit, "invited": reads.invited(visit), "open": visit.state == "planned"}
    return web.page(request, "inspection/invite.html", context, tab=TAB, status=422 if form.errors else 200)


@require_POST
def uninvite(request: HttpRequest, pk: int, seat: int) -> HttpResponse:
    """They do not come after all."""
    actor = web.actor_on(request)
    visit = reads.find(actor, pk)
    row = next((one for one in reads.invited(visit) if one.pk == seat), None)
    if row is None or not reads.inspects(actor, visit):
        raise NotVisible

    def do() -> str:
        visits.uninvite(actor, visit, row)
        return reverse("inspection:invite", args=[pk])

    return web.once(request, do)


def sheets(request: HttpRequest) -> HttpResponse:
    """The own office's sheet with its versions, and a form to word it anew."""
    actor = web.actor_on(request)
    if "inspect" not in permissions(actor.roles):
        raise Refused([say("检查表由组织督察的单位修订。")])
    rows = reads.templates_of(actor)
    name, questions = reads.template_for(own_unit(actor, "inspect"))
    form = TemplateForm(request.POST or None, questions=questions, initial={"name": rows[0].name if rows else name})
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            visits.word_sheet(actor, name=form.cleaned_data["name"], lines=form.given())
            return reverse("inspection:sheets")

        if done := web.attempt(request, form, do, say("已修订，此后安排的到访用新的一版。")):
            return done
    sections = [(label, [one for one in questions if one.axis == axis]) for axis, label in AXES.items()]
    context = {"rows": rows, "name": name, "sections": sections, "form": form}
    return web.page(request, "inspection/sheets.html", context, tab=TAB, status=422 if form.errors else 200)
