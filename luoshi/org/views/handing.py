"""交接: the unit's posts, handing one over, its sheet; and who acts for whom."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from luoshi.kernel import web
from luoshi.kernel.say import say
from luoshi.org import services
from luoshi.org.forms import HandOverForm, KeepPostForm, LendForm, NoteForm, PostForm
from luoshi.org.queries import handing

TAB = "units:handing"


def index(request: HttpRequest) -> HttpResponse:
    """The unit's posts, hand-overs and deputies."""
    return web.page(request, "org/handing.html", handing.handing_page(web.actor_on(request)))


def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a post over: what passes with it, to whom, from when."""
    actor = web.actor_on(request)
    post = handing.own_post(actor, pk)
    now = handing.holding(post)
    people = handing.people_of(post.unit).exclude(pk=now.person_id if now else 0)
    form = HandOverForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            return reverse("units:sheet", args=[services.hand_over(actor, post, **form.asked()).pk])

        answer = web.attempt(request, form, do, say("已登记交接，可打印交接单签字。"))
        if answer:
            return answer
    context = {
        "post": post, "now": now, "form": form, "items": handing.open_items(post),
        "refused": handing.may_staff(actor, post), "waiting": handing.waiting_hand_over(post),
    }  # fmt: skip
    return web.page(request, "org/hand_over.html", context, tab=TAB, status=422 if form.errors else 200)


def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """交接单: to print, sign and keep."""
    actor = web.actor_on(request)
    row = handing.find_hand_over(actor, pk)
    offers = handing.hand_over_offers(actor, row)
    context = {
        "row": row,
        "offers": offers,
        "form": NoteForm(),
        "begun": handing.hand_over_facts(actor, row).begun,
        "bare": handing.needs_account(row),
    }
    return web.page(request, "org/sheet.html", context, tab=TAB)


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a hand-over back whose day has not come."""
    actor = web.actor_on(request)
    row = handing.find_hand_over(actor, pk)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            services.cancel_hand_over(actor, row, form.cleaned_data["note"])
            return reverse(TAB)

        answer = web.attempt(request, form, do, say("已撤销交接，岗位、权限照旧。"))
        if answer:
            return answer
    context = {"row": row, "offers": handing.hand_over_offers(actor, row), "form": form}
    return web.page(request, "org/sheet.html", context, tab=TAB, status=422 if form.errors else 200)


def lend(request: HttpRequest, pk: int) -> HttpResponse:
    """代理、委托: somebody acts for the holder of a post for a while."""
    actor = web.actor_on(request)
    post = handing.own_post(actor, pk)
    found = handing.lending(actor, post)
    form = LendForm(request.POST or None, people=found.people, kinds=found.kinds, roles=found.roles)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            services.lend(actor, post, **form.cleaned_data)
            return reverse(TAB)

        answer = web.attempt(request, form, do, say("已登记，起期当天生效，止期后自动停止。"))
        if answer:
            return answer
    context = {"post": post, "found": found, "form": form}
    return web.page(request, "org/lend.html", context, tab=TAB, status=422 if form.errors else 200)


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take lent rights back early."""
    actor = web.actor_on(request)
    row = handing.find_delegation(actor, pk)
    if request.method != "POST":
        return web.page(request, "org/delegation.html", {"row": row, **handing.delegation_page(actor, row)}, tab=TAB)

    def do() -> str:
        services.end_delegation(actor, row, request.POST.get("note", "")[:500])
        return reverse(TAB)

    return web.once(request, do)


def add_post(request: HttpRequest) -> HttpResponse:
    """A new post in the unit acted for, with its holder."""
    actor = web.actor_on(request)
    initial = {"kind": request.GET.get("kind", "liaison"), "name": "联络员" if "kind" in request.GET else ""}
    form = PostForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            services.set_up_post(actor, **form.cleaned_data)
            return reverse(TAB)

        answer = web.attempt(request, form, do, say("已登记岗位和现任。"))
        if answer:
            return answer
    return web.page(request, "org/post.html", {"form": form}, tab=TAB, status=422 if form.errors else 200)


def keep_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a post and its holder's telephone."""
    actor = web.actor_on(request)
    post = handing.own_post(actor, pk)
    now = handing.holding(post)
    initial: dict[str, Any] = {"name": post.name, "kind": post.kind, "phone": now.person.phone if now else ""}
    form = KeepPostForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            services.keep_post(actor, post, **form.cleaned_data)
            return reverse(TAB)

        answer = web.attempt(request, form, do, say("已保存。"))
        if answer:
            return answer
    return web.page(request, "org/post.html", {"form": form, "post": post}, tab=TAB, status=422 if form.errors else 200)
