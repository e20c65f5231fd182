"""Grants: who holds which role where, from when to when; giving one, and ending one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from luoshi.kernel import panels, web
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.say import say
from luoshi.org import queries, services
from luoshi.org.forms import GrantForm, WhyForm
from luoshi.org.models import Person

TAB = "grants:list"
WHENS = (("now", say("现在有效")), ("future", say("尚未开始")), ("past", say("已终止")), ("all", say("全部")))


@require_safe
def grants(request: HttpRequest) -> HttpResponse:
    """Every role that is held, by what is asked."""
    actor = web.actor_on(request)
    asked = {name: request.GET.get(name, "") for name in ("q", "role", "when", "unit")}
    asked["when"] = asked["when"] or "now"
    unit = web.number(asked["unit"])
    page = web.paged(request, queries.grants(actor, asked["q"], role=asked["role"], when=asked["when"], unit=unit))
    rows = queries.grant_rows(list(page.object_list))
    context = {
        "asked": asked,
        "page": page,
        "rows": rows,
        "ends": {row.grant.pk: _end(row) for row in rows if row.state != "past"},
        "whens": WHENS,
        "roles": queries.role_choices(),
        "may_give": "security" in actor.offices,
    }
    return web.page(request, "org/grants.html", context)


def _end(row: queries.GrantRow) -> panels.Act:
    return panels.Act(
        str(say("终止")),
        reverse("grants:end", args=[row.grant.pk]),
        method="post",
        confirm=str(say("终止{name}的“{role}”授权？", name=row.grant.person.name, role=row.role)),
        confirm_text=str(say("立即生效；以前办过的事不受影响。")),
        ask=({"name": "note", "label": str(say("理由")), "required": True},),
    )


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Give a role to a person, who is chosen among the accounts."""
    actor = web.actor_on(request)
    queries.require(actor, "security", "system")
    person = queries.person_of(web.number(request.GET.get("person", "")))
    if person is None:
        return web.page(request, "org/grant_whom.html", _whom(request), tab=TAB)
    units = queries.units_around(person)
    form = GrantForm(request.POST or None, units=units)
    if form.is_bound and form.is_valid():
        answer = web.attempt(request, form, lambda: _given(request, person, form), say("已授权。"))
        if answer:
            return answer
    held = queries.roles_held(person)
    context = {"form": form, "person": person, "held": held, "units": units}
    return web.page(request, "org/grant_new.html", context, tab=TAB, status=422 if form.errors else 200)


def _whom(request: HttpRequest) -> dict[str, Any]:
    """The accounts to choose a person from."""
    asked = request.GET.get("q", "")
    page = web.paged(request, queries.accounts(web.actor_on(request), asked), 20)
    return {"q": asked, "page": page, "rows": queries.account_rows(page.object_list)}


def _given(request: HttpRequest, person: Person, form: GrantForm) -> str:
    given = form.cleaned_data
    unit = queries.unit_named(given["unit"], given["other"])
    services.give(
        web.actor_on(request), person, given["role"], unit, given["starts_on"], ends_on=given["ends_on"],
        sight=queries.sight_of(unit, given["range"], given["role"]), post=queries.post_in(person, unit), note=given["note"],
    )  # fmt: skip
    return f"{reverse(TAB)}?q={person.name}"


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a grant, with the reason."""
    actor = web.actor_on(request)
    grant = queries.grant_for(actor, pk)
    form = WhyForm(request.POST)
    if not form.is_valid():
        raise NotVisible

    def do() -> str:
        services.end_grant(actor, grant, note=form.cleaned_data["note"])
        web.tell(request, say("已终止授权，立即生效。"))
        return reverse(TAB)

    return web.once(request, do)
