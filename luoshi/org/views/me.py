"""One's own account: password, language, log-ins elsewhere, programs; and the page that a one-time code opens."""

from __future__ import annotations

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from luoshi.kernel import web
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.say import say
from luoshi.org import queries, services
from luoshi.org.forms import AcceptForm, ChangeForm, LanguageForm

TAB = "me:me"


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """我的账号."""
    account = queries.own_account(web.actor_on(request))
    context = {
        "account": account,
        "grants": queries.own_grants(account),
        "tokens": queries.own_tokens(account),
        "language": LanguageForm(initial={"language": account.language or translation.get_language()}),
    }
    return web.page(request, "org/me.html", context)


@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Replace one's own password; here one is led first while an administrator knows it."""
    account = queries.own_account(web.actor_on(request))
    form = ChangeForm(request.POST or None)
    if form.is_bound and form.is_valid():

        def do() -> str:
            given = form.cleaned_data
            services.change_password(web.actor_on(request), account, given["current"], given["password"])
            update_session_auth_hash(request, account)
            return reverse("me:me")

        answer = web.attempt(request, form, do, say("密码已修改，别处的登录已退出。"))
        if answer:
            return answer
    context = {"form": form, "first": account.must_change}
    return web.page(request, "org/password.html", context, tab=TAB, status=422 if form.errors else 200)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Read in this language from now on, here and at the next log-in."""
    form = LanguageForm(request.POST)
    if form.is_valid():
        chosen = form.cleaned_data["language"]
        actor = web.actor_on(request)
        services.choose_language(actor, queries.own_account(actor), chosen)
        translation.activate(chosen)
        response = web.done(request, say("已保存。"), TAB)
        web.remember_language(response, chosen)
        return response
    return redirect(TAB)


@require_POST
def end_log_ins(request: HttpRequest) -> HttpResponse:
    """Log out everywhere but here."""
    account = queries.own_account(web.actor_on(request))

    def do() -> str:
        services.log_out_elsewhere(web.actor_on(request), account)
        update_session_auth_hash(request, account)
        web.tell(request, say("别处的登录和程序令牌已全部退出。"))
        return reverse(TAB)

    return web.once(request, do)


@require_POST
def drop_token(request: HttpRequest) -> HttpResponse:
    """A program of one's own logs in no more."""
    actor = web.actor_on(request)
    token = queries.own_token(actor, web.number(request.POST.get("token", "")))

    def do() -> str:
        services.drop_token(actor, token)
        web.tell(request, say("已停用这个令牌。"))
        return reverse("me:me")

    return web.once(request, do)


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    """Set one's password with a one-time code. It says no more of a code than whether it works."""
    form = AcceptForm(request.POST or None, initial={"code": request.GET.get("code", "")[:60]})
    if form.is_bound and form.is_valid():
        try:
            services.accept(form.cleaned_data["code"], form.cleaned_data["password"])
        except (Invalid, Refused) as error:
            form.refuse(error)
        else:
            return web.done(request, say("密码已设好，请登录。"), "login")
    status = 422 if form.errors else 200
    return web.page(request, "org/invitation.html", {"form": form}, status=status)
