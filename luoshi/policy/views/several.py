"""A page that holds several forms: drawn as it stands, or with the one that was refused and what was typed in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from luoshi.kernel import web
from luoshi.kernel.actor import Actor
from luoshi.kernel.forms import Plain
from luoshi.kernel.models import Moving
from luoshi.kernel.say import Say


@dataclass(frozen=True)
class Several:
    """``address`` of the page, ``look`` what stands on it for a reader, with its forms by name."""

    template: str
    address: str
    tab: str
    look: Callable[[Actor, int], tuple[dict[str, Any], Mapping[str, Plain]]]

    def draw(self, request: HttpRequest, pk: int, name: str = "", form: Plain | None = None) -> HttpResponse:
        """The page; ``form``: one that was refused."""
        context, forms = self.look(web.actor_on(request), pk)
        if form is not None:
            forms = {**forms, name: form}
        status = 422 if form is not None and form.errors else 200
        given = {**context, "forms": forms, "at": name}
        return web.page(request, self.template, given, tab=self.tab, status=status)

    def done(
        self, request: HttpRequest, row: Moving, name: str, form: Plain, act: Callable[[], object], said: Say
    ) -> HttpResponse:
        """Do it and show the page anew; on a refusal show it with the reasons."""
        if request.method != "POST":
            return self.draw(request, row.pk)
        if form.is_valid():
            to = reverse(self.address, args=[row.pk])
            answer = web.attempt(request, form, lambda: (act(), to)[1], said, of=row)
            if answer:
                return answer
        return self.draw(request, row.pk, name, form)
