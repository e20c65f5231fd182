"""What is kept of failed log-ins, and what is said to somebody who is shut out? The settings of django-axes, as code.

Five failures in a row shut a log-in name out for a quarter of an hour. Counted by name alone, so that it is the same behind
any proxy and in an office whose people share one address. Of a failure there is kept: a keyed digest of the name that was
typed (somebody may have typed the password there), how many, and when. No address, no browser, no form.
"""

from __future__ import annotations

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext

from luoshi.config.problems import problem
from luoshi.org.queries import hidden_name, shut_out_until

NOWHERE = "0.0.0.0"  # noqa: S104 - stands in the address column of every failure; nothing listens there


def username(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The name under which failures are counted."""
    return hidden_name(str((credentials or {}).get("username") or request.POST.get("username", "")))


def address(_request: HttpRequest) -> str:
    """No address is kept."""
    return NOWHERE


class Sparing(AxesDatabaseHandler):  # type: ignore[misc]
    """Counts failures without what the browser sent."""

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        """Hand on a request that says nothing but whether it is shut out, and take back what became of it."""
        if request is None:
            return
        bare = HttpRequest()
        marks = {name: value for name, value in vars(request).items() if name.startswith("axes_")}
        vars(bare).update(marks | {"axes_user_agent": "", "axes_http_accept": "", "axes_path_info": ""})
        super().user_login_failed(sender, credentials, bare, **kwargs)
        request.axes_locked_out = bare.axes_locked_out  # type: ignore[attr-defined]
        request.axes_credentials = credentials  # type: ignore[attr-defined]


def answer(request: HttpRequest, _response: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """Until when nobody gets in under this name: on the log-in page, or as a problem for a program."""
    name = str((credentials or {}).get("username") or request.POST.get("username", ""))
    until = shut_out_until([name]).get(name)
    moment = timezone.localtime(until).strftime("%H:%M") if until else ""
    said = gettext(
        "连续多次没有登录成功，这个用户名到 {time} 才能再登录。忘记密码请找系统管理员；急用请找安全管理员解除。"
    )
    said = said.format(time=moment)
    if request.path.startswith("/api/"):
        return problem(429, "shut-out", said, until=until.isoformat() if until else None)
    form = AuthenticationForm(request, initial={"username": name})
    return render(request, "ui/login.html", {"form": form, "shut_out": said}, status=429)
