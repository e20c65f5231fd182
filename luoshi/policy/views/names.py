"""单位名称: what a name in a document means here, and putting it right."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST

from luoshi.kernel import web
from luoshi.kernel.say import say
from luoshi.policy import queries, services
from luoshi.policy.forms.plans import NameForm
from luoshi.policy.queries import names as reads

TAB = "policy:plans"


def names(request: HttpRequest) -> HttpResponse:
    """Ask what a name means, say otherwise, and read the authority file."""
    owner = queries.own_unit(web.actor_on(request))
    asked = {name: request.GET.get(name, "").strip()[:120] for name in ("name", "day", "q")}
    told = reads.told(owner, asked["name"], _day(asked["day"])) if asked["name"] else None
    unit = told.unit.pk if told and told.unit else None
    initial = {"name": asked["name"], "unit": unit}
    form = NameForm(request.POST or None, units=reads.name_choices(owner), initial=initial)
    if request.method == "POST" and form.is_valid():
        name, chosen = form.cleaned_data["name"], form.units[form.cleaned_data["unit"]]

        def do() -> str:
            services.name_unit(web.actor_on(request), name, chosen)
            return f"{reverse('policy:names')}#kept"

        if answer := web.attempt(request, form, do, say("已记住：“{name}”就是{unit}。", name=name, unit=chosen.name)):
            return answer
    context = {
        "asked": asked, "told": told, "form": form, "kept": reads.kept_names(owner), "keeps": queries.may_draft(web.actor_on(request)),
        "page": web.paged(request, reads.entries(owner, asked["q"])),
    }  # fmt: skip
    return web.page(request, "policy/names.html", context, tab=TAB, status=422 if form.errors else 200)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Take back what was said of a name."""
    actor, name = web.actor_on(request), request.POST.get("name", "")

    def do() -> str:
        services.forget_name(actor, name)
        web.tell(request, say("不再单独记“{name}”，按名录和沿革识别。", name=name))
        return f"{reverse('policy:names')}#kept"

    return web.once(request, do)
