"""Accounts: the list, a new one, one account, and what administrators do to it. A secret is shown once and kept nowhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.kernel import actions, panels, web
from luoshi.kernel.errors import AlreadyDone, Invalid, NotVisible, Refused
from luoshi.kernel.say import Say, say
from luoshi.kernel.workflow import Offer
from luoshi.org import queries, services
from luoshi.org.forms import AccountForm, WhyForm
from luoshi.org.models import Account
from luoshi.org.workflow import ACCOUNT

TAB = "accounts:list"
HANDS_OVER = {"invite": "code", "reset": "code", "enable": "code", "give_password": "password"}
"""Moves that give something to hand over, and what."""
TOLD = {
    "disable": say("账号已停用，登录已全部退出。"),
    "lock": say("账号已锁定，登录已全部退出。"),
    "unlock": say("账号已解除锁定。"),
    "release": say("已解除登录失败锁定，现在可以登录。"),
}


@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """Everybody who may log in, by what is asked."""
    actor = web.actor_on(request)
    asked = {name: request.GET.get(name, "") for name in ("q", "state", "role", "only")}
    counts = queries.account_counts(actor)
    context: dict[str, Any] = {
        "asked": asked,
        "counts": counts,
        "states": ACCOUNT.states,
        "roles": queries.role_choices(),
    }
    if asked["only"] == "without":
        context["people"] = web.paged(request, queries.without_account(asked["q"]))
    else:
        bare = asked["only"] == "bare"
        found = queries.accounts(actor, asked["q"], state=asked["state"], role=asked["role"], bare=bare)
        context["page"] = web.paged(request, found)
        context["rows"] = queries.account_rows(context["page"].object_list)
    return web.page(request, "org/accounts.html", {**context, "may_open": "system" in actor.offices})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open an account; what comes out is handed over on the page that answers."""
    actor = web.actor_on(request)
    queries.require(actor, "system")
    person = queries.person_of(web.number(request.GET.get("person", "")))
    form = AccountForm(request.POST or None, known=person is not None)
    if form.is_bound and form.is_valid():
        given = dict(form.cleaned_data)
        kind = given.pop("handed")

        def do() -> tuple[Account, str]:
            return services.create_account(actor, person=person, password=kind == "password", **given)

        try:
            return _handed_once(request, do, kind)
        except (Invalid, Refused) as error:
            form.refuse(error)
    context = {"form": form, "person": person, "posts": queries.posts_of(person) if person else []}
    return web.page(request, "org/account_new.html", context, tab=TAB, status=422 if form.errors else 200)


@require_safe
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: what it is, what may be done, which roles its person holds, and what was done."""
    return _draw(request, pk)


def _draw(request: HttpRequest, pk: int, *, wrong: tuple[Say, ...] = ()) -> HttpResponse:
    actor = web.actor_on(request)
    found = queries.account_page(actor, pk)
    acts = [_act(found["account"], offer) for offer in found["offers"]]
    context = {**found, "acts": acts, "wrong": wrong, "may_give": "security" in actor.offices}
    return web.page(request, "org/account.html", context, tab=TAB, status=422 if wrong else 200)


def _act(found: Account, offer: Offer) -> panels.Act:
    move = offer.move
    ask = tuple({"name": name, "label": str(label), "required": True} for name, label in move.needs.items())
    question = say("{act}“{name}”的账号？", act=move.label, name=found.person.name)
    return panels.Act(
        str(move.label),
        reverse("accounts:move", args=[found.pk, move.name]),
        method="post",
        enabled=offer.allowed,
        because=offer.because,
        confirm=str(question) if move.asks else "",
        ask=ask,
        fields={"version": found.version},
    )


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Make one move; without a script, its question is a page of its own."""
    actor = web.actor_on(request)
    found = queries.account_for(actor, pk)
    offer = next((one for one in queries.account_offers(actor, found) if one.move.name == name), None)
    if request.method != "POST":
        if offer is None:
            raise NotVisible
        return web.page(request, "org/account_move.html", {"account": found, "act": _act(found, offer)}, tab=TAB)
    if name not in {*HANDS_OVER, *TOLD}:
        raise NotVisible
    web.drawn_from(request, found)
    given = WhyForm(request.POST)
    note = given.cleaned_data["note"] if given.is_valid() else ""
    try:
        return _do(request, found, name, note)
    except (Invalid, Refused) as error:
        return _draw(request, pk, wrong=error.reasons)


def _do(request: HttpRequest, found: Account, name: str, note: str) -> HttpResponse:
    act: Callable[..., Any] = getattr(services, name)
    words = {"note": note} if name not in {"invite", "release"} else {}
    if name in HANDS_OVER:
        return _handed_once(request, lambda: (found, act(web.actor_on(request), found, **words)), HANDS_OVER[name])

    def do() -> str:
        act(web.actor_on(request), found, **words)
        web.tell(request, TOLD[name])
        return reverse("accounts:account", args=[found.pk])

    return web.once(request, do)


def _handed_once(request: HttpRequest, do: Callable[[], tuple[Account, str]], kind: str) -> HttpResponse:
    """Do it once for the form's key and draw what is to be handed over; a second press leads to the account, without it."""
    try:
        with actions.once(web.actor_on(request), web.key_of(request)) as row:
            found, text = do()
            row.result = reverse("accounts:account", args=[found.pk])
    except AlreadyDone as first:
        web.tell(request, say("已经办理过；代码和密码只显示一次。"))
        return redirect(first.result)
    until = queries.open_invitation(found)
    link = request.build_absolute_uri(reverse("invitation"))
    context = {"account": found, "kind": kind, "text": text, "until": until.expires_at if until else None, "link": link}
    response = web.page(request, "org/handed.html", context, tab=TAB)
    response.headers["Cache-Control"] = "no-store"
    return response
